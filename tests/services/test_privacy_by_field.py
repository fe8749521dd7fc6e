"""Under privacy nothing that a command tells depends on how anybody is called.

The long form, with every name, is `python -m tests.torture.privacy`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from smstui.commands.main import COMMANDS
from smstui.domain.marking import HIDDEN
from smstui.sandbox import Sandbox
from tests.support import privacy_walk, products
from tests.support.change_line import ChangeLine
from tests.support.privacy_walk import PLAIN
from tests.support.products import FAMILIES, short

EVERY = bool(os.environ.get("SMSTUI_EVERY_NAME"))
NAMES = {"": privacy_walk.HOSTILE, "--json": privacy_walk.HOSTILE} if EVERY else privacy_walk.SHORT
"""The names of each output form."""
WHOLE = EVERY or bool(os.environ.get(products.WHOLE))


def echoes(family: str) -> Sequence[str]:
    """In the suite each answer on one of the families."""
    return privacy_walk.ECHOES[:: 1 if EVERY else 3][FAMILIES.index(family) :: 1 if WHOLE else 2]


@contextmanager
def client_on(
    family: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[ChangeLine]:
    with Sandbox() as sandbox:
        yield ChangeLine(family, sandbox, folder, monkeypatch, capsys)


def test_the_walk_has_every_command_that_tells_of_a_customer() -> None:
    for family in ("sdp2", "opf"):
        walked = {line[0] for line in privacy_walk.lines("x", family)}
        assert walked == set(COMMANDS) - privacy_walk.OF_THIS_MACHINE


@pytest.mark.parametrize(("family", "form"), short(product(FAMILIES, NAMES)))
def test_no_command_tells_how_anybody_is_called_or_masks_our_own_words(
    family: str,
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with client_on(family, tmp_path / "plain", monkeypatch, capsys) as desk:
        plain = privacy_walk.told_of(desk, PLAIN, form, every=WHOLE)
        if family == "sdp2":
            assert desk.card(privacy_walk.C1).stb_uid == privacy_walk.B2, "nothing was applied"
    assert not [line for *line, out, err in plain if PLAIN in f"{out}{err}".casefold()]
    assert not [line for *line, out, err in plain if "Traceback" in err]
    tried = len(plain)
    for at, name in enumerate(NAMES[form]):
        with client_on(family, tmp_path / str(at), monkeypatch, capsys) as desk:
            told = privacy_walk.told_of(desk, name, form, every=WHOLE)
        tried += len(told)
        wrong = privacy_walk.differences(plain, told)
        assert not wrong, f"everybody is called {name!r}:\n" + "\n".join(wrong[:20])
    with capsys.disabled():
        print(f"\n{family} {form}: {tried} commands, {len(NAMES[form])} names")


@pytest.mark.parametrize(("family", "form"), short(product(FAMILIES, NAMES)))
def test_the_words_of_the_platform_are_not_told(
    family: str,
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told_on(name: str, folder: Path) -> list[privacy_walk.Told]:
        with client_on(family, folder, monkeypatch, capsys) as desk:
            return privacy_walk.told_of_echoes(desk, name, monkeypatch, form, echoes(family))

    plain = told_on(PLAIN, tmp_path / "plain")
    assert not [line for *line, out, err in plain if PLAIN in f"{out}{err}".casefold()]
    assert sum(HIDDEN in f"{out}{err}" for *_, out, err in plain) > 3, "nothing was echoed"
    tried = len(plain)
    for at, name in enumerate(NAMES[form]):
        told = told_on(name, tmp_path / str(at))
        tried += len(told)
        wrong = privacy_walk.differences(plain, told)
        assert not wrong, f"everybody is called {name!r}:\n" + "\n".join(wrong[:20])
    with capsys.disabled():
        print(f"\n{family} {form}: {tried} answers, {len(NAMES[form])} names")
