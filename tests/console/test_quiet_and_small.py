"""What goes over the wire of the whole program: little at the start, two lines a key, nothing idle.

Bytes repeat exactly, so they are held here; times are measured in tests/benchmarks.
"""

import statistics
import sys
from pathlib import Path

import pytest

from smstui.sandbox import base
from smstui.sandbox.fixtures import add_account
from tests.support.site import site
from tests.support.terminal import Terminal

pytestmark = pytest.mark.alike

FIRST_PAINT, UNTIL_QUIET = 1_850, 2_500
ARROW_KEY, ARROW_KEY_AND_RECORD, A_SCROLL, A_PAGE = 330, 400, 740, 867
"""Bytes. Where there is room the record beside a list is in the frame of the key. At the edge of
its view a list moves on by a page but for one row."""
CHARACTER, FIRST_CHARACTER = 29, 200
MOST = {
    "menu": 3_500, "menu closed": 4_700,
    "plan": 2_100, "plan closed": 4_900,
    "diagnosis": 4_700, "diagnosis again": 300, "diagnosis closed": 4_600,
}  # fmt: skip
REST_S, SETTLED_S = 0.13, 0.8


def test_the_first_paint_of_the_demo_and_its_silence(tmp_path: Path) -> None:
    with Terminal(
        [sys.executable, "-m", "smstui", "demo"],
        columns=120,
        rows=40,
        env={"HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
    ) as terminal:
        terminal.wait_for("all keys")
        assert len(terminal.output) < FIRST_PAINT
        terminal.wait_for("ready")
        terminal.wait_until_quiet()
        assert len(terminal.output) < UNTIL_QUIET
        assert not terminal.read_once(2), "something was said while nothing happened"


@pytest.mark.parametrize(
    ("family", "columns", "rows", "most"),
    [("sdp2", 80, 24, ARROW_KEY), ("opf", 120, 40, ARROW_KEY_AND_RECORD)],
)
def test_a_key_in_a_list_of_a_thousand_devices(
    tmp_path: Path, family: str, columns: int, rows: int, most: int
) -> None:
    world = base()
    account = add_account(world, "tst.1000", boxes=1_000)
    first = world.boxes(account.uid)[0]
    with (
        site(family, tmp_path, world=world) as desk,
        desk.terminal(columns=columns, rows=rows) as terminal,
    ):
        terminal.wait_for("ready")
        terminal.send(f"{first.casn}\r")
        terminal.wait_for("of 1000")
        terminal.wait_until_quiet()
        sizes = sorted(cost(terminal, key) for key in ["\x1b[B"] * 14 + ["\x1b[A"] * 4)
        pages = [cost(terminal, "\x1b[6~") for _ in range(5)]
        print(sizes, pages)
        assert statistics.median(sizes) < most, sizes
        assert sizes[-1] < A_SCROLL, sizes
        assert max(pages) < A_PAGE, pages


def test_dialogs_and_a_typed_character(tmp_path: Path) -> None:
    with (
        site("sdp2", tmp_path) as desk,
        desk.terminal(columns=120, rows=40) as terminal,
    ):
        terminal.wait_for("ready")
        terminal.send("E833815A9290\r")
        terminal.wait_for("ada-phone")
        terminal.wait_until_quiet(SETTLED_S)
        sizes = {
            name: cost(terminal, key, SETTLED_S, may_be_nothing=name == "diagnosis again")
            for name, key in (
                ("menu", "?"), ("menu closed", "\x1b"),
                ("plan", "U"), ("plan closed", "\x1b"),
                ("diagnosis", "d"), ("diagnosis again", "d"), ("diagnosis closed", "\x1b"),
            )
        }  # fmt: skip
        terminal.press("/", SETTLED_S)
        typed = [cost(terminal, letter, REST_S) for letter in "E83381"]
        print(sizes, typed)
        assert {name: size for name, size in sizes.items() if size > MOST[name]} == {}
        assert typed[0] < FIRST_CHARACTER
        assert statistics.median(typed) <= CHARACTER


def cost(terminal: Terminal, key: str, rest_s: float = REST_S, may_be_nothing: bool = False) -> int:
    """Bytes that one key costs until the screen is at rest.

    A diagnosis that is made again within one frame changes nothing on the screen.
    """
    before = len(terminal.output)
    terminal.send(key)
    assert terminal.read_once(2 if may_be_nothing else 10) or may_be_nothing, "the key does nothing"
    terminal.wait_until_quiet(rest_s)
    return len(terminal.output) - before
