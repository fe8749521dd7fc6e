"""The cross-test as rows: the four cells to answer, the good pair, the conclusion. Pure."""

from collections.abc import Iterator
from typing import Final

from smstui.console.styled_text import wrap
from smstui.console.widgets.rows import Column, Row
from smstui.domain.triage.cross_test import (
    CELLS,
    AtFault,
    Cell,
    CrossTest,
    conclude,
)
from smstui.presentation.looks import TRIED

COLUMNS: Final = (Column("", most=60, wraps=2), Column("", most=16, firm=True))
GOOD_BOX: Final = "good box"
GOOD_CARD: Final = "good card"

_SAID: Final = {
    AtFault.BOX: "fault", AtFault.CARD: "fault", AtFault.ACCOUNT: "caution",
    AtFault.COMPARISON: "caution", AtFault.NOTHING: "good", AtFault.OPEN: "strong",
}  # fmt: skip
_ABOUT: Final = (
    "A is the pair in question, B one that works. Pair a box and a card before you try them: a "
    "card opens nothing in a box it is not paired with."
)


def rows_of(test: CrossTest, width: int, enter: str) -> list[Row]:
    """Return the rows, the four cells first; `enter` is the key that answers one."""
    return list(_rows(test, max(20, width), enter))


def cell_of(key: str) -> Cell | None:
    """Return the cell whose row has this key."""
    return next((cell for cell in CELLS if _key(cell) == key), None)


def _rows(test: CrossTest, width: int, enter: str) -> Iterator[Row]:
    yield from _read("about", _ABOUT, "muted", width)
    yield from _read("gap", "", "base", width)
    for cell in CELLS:
        box, card = cell
        yield Row(
            _key(cell),
            ((f"{test.box(box)} with {test.card(card)}", "strong"), TRIED[test.at(*cell)].span),
        )
    yield Row(GOOD_BOX, (("id of the good box", "base"), (test.box_b or "-", "muted")))
    yield Row(GOOD_CARD, (("id of the good card", "base"), (test.card_b or "-", "muted")))
    yield from _read("gap-below", "", "base", width)
    ended = conclude(test)
    yield from _read("conclusion", ended.sentence, _SAID[ended.at_fault], width)
    yield from _read("gap-last", "", "base", width)
    yield from _read("keys", f"{enter} answers: works, does not work, not tried.", "muted", width)


def _key(cell: Cell) -> str:
    return f"cell:{''.join(cell)}"


def _read(key: str, text: str, role: str, width: int) -> Iterator[Row]:
    """Yield a sentence as rows that the cursor passes over."""
    for at, line in enumerate(wrap(text, width)):
        yield Row(f"{key}:{at}", ((line, role),), passive=True)
