"""What tests of commands share: a sandbox nobody may write to and a shell on it, and a line to each
family for those that change."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smstui.domain import known_secrets
from smstui.sandbox import Sandbox
from smstui.services.changes import settling
from tests.support.change_line import ChangeLine
from tests.support.command_line import Reached, Shell


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again sooner. For tests in which nobody else writes: how long is tested elsewhere."""
    monkeypatch.setattr(settling, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(settling, "PAUSE_BETWEEN_S", 0.1)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A platform that must have nothing to complain of, and nothing written, at the end."""
    with Sandbox() as sandbox:
        yield sandbox
        assert sandbox.failures == []
        assert sandbox.writes == []


@pytest.fixture
def shell(
    tmp_path: Path,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    """The command line in this process, configured to reach `sandbox`."""
    return Shell(tmp_path, monkeypatch, capsys).reach(sandbox)


@pytest.fixture
def line_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[str], ChangeLine]]:
    """A desk on a platform of its own, which must have nothing to complain of at the end."""
    with Sandbox() as sandbox:
        yield lambda family: ChangeLine(family, sandbox, tmp_path, monkeypatch, capsys)
        assert sandbox.failures == []


@pytest.fixture
def sdp2(line_to: Callable[[str], ChangeLine]) -> ChangeLine:
    return line_to("sdp2")


@pytest.fixture
def opf(line_to: Callable[[str], ChangeLine]) -> ChangeLine:
    return line_to("opf")


@pytest.fixture(params=["sdp2", "opf"])
def desk(request: pytest.FixtureRequest, line_to: Callable[[str], ChangeLine]) -> ChangeLine:
    """Both, one after the other."""
    return line_to(request.param)


@pytest.fixture
def reached(
    tmp_path: Path,
    quick_looks: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Reached:
    """Open a platform with `variants`, and the command line on one family of it.

    The secrets of other tests are forgotten: a word of a refusal may be one of them.
    """
    monkeypatch.setattr(known_secrets, "_used", OrderedDict())
    monkeypatch.setattr(known_secrets, "_marks", [])

    @contextmanager
    def open_site(*variants: str, family: str = "sdp2") -> Iterator[tuple[Shell, Sandbox]]:
        with Sandbox(variants=variants) as sandbox:
            yield Shell(tmp_path, monkeypatch, capsys).reach(sandbox, default=family), sandbox
            assert sandbox.failures == []

    return open_site
