"""What tests of reading commands share: a sandbox nobody may write to, and a shell on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from tests.support.command_line import Shell


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
