"""Runs of cells as the bytes that write them: moves, changes of style, text and erases."""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final, NamedTuple

from smstui.console.painter.cells import Row
from smstui.console.painter.diff import Run
from smstui.console.painter.orders import orders
from smstui.console.painter.styles import PLAIN, Styles

_SHORT: Final = 3
"""Spaces that are written rather than erased: an erase to the end of the line costs as much."""
_GAP: Final = 9
"""Spaces within a text that are written: an erase of them, and a move, cost as much."""
_GAPS: Final = re.compile(f" {{{_GAP + 1},}}")
_REPEATED: Final = re.compile(r"([^\x00-\x7f])\1{2,}|([ -~])\2{5,}")
"""Characters in a row that are shorter as one and how often it is repeated."""
_PROBED: Final = 3
PROBE: Final = f"\x1b[2;1H\N{BOX DRAWINGS LIGHT HORIZONTAL}\x1b[{_PROBED}b\x1b[6n"
"""Writes one character, repeats it, and asks where the cursor is. It is written in the second line:
an answer of the first could be a key (Shift+F3)."""
ASCII_PROBE: Final = PROBE.replace("\N{BOX DRAWINGS LIGHT HORIZONTAL}", "-")
"""The same on a terminal that draws no lines."""
REPEATED_AT: Final = (1 + _PROBED, 1)
"""Column and line, from 0, of a terminal that has repeated it."""
RESET: Final = "\x1b[m"
"""Turns off every attribute and colour."""
UNKNOWN: Final = -1
"""A column that is not known for sure, or a style that is not known at all."""


class Abilities(NamedTuple):
    """Abilities of a terminal. Every one can move, change styles and erase to the end of a line.

    - `fills`: what it erases gets the background that is set (background-colour erase).
    - `erases`: it erases a number of cells.
    - `columns`: it moves to a column of the same line.
    - `repeats`: it repeats the latest character.
    """

    fills: bool = False
    erases: bool = False
    columns: bool = False
    repeats: bool = False


@dataclass(slots=True)
class Pen:
    """The position and style of the terminal's next character."""

    y: int = UNKNOWN
    x: int = UNKNOWN
    is_sure: bool = True
    """False after characters that some terminals draw wider than others."""
    style: int = UNKNOWN


class Encoder:
    """Writes runs for one terminal. `pen` is how the terminal stands after the latest frame."""

    def __init__(self, styles: Styles, abilities: Abilities) -> None:
        self._styles = styles
        self.abilities = abilities
        self.pen = Pen()
        self.width = 0

    def clear(self, blank: int) -> str:
        """Clear the screen to a background, if the terminal fills, else to none."""
        self.pen = Pen(style=PLAIN)
        change, self.pen.style = self._styles.change_to_blank(PLAIN, blank)
        return f"{RESET}{change}\x1b[2J"

    def frame(self, rows: Mapping[int, Row], runs: Sequence[Run]) -> str:
        """Write runs in the order that takes the fewest bytes."""
        best: str | None = None
        pen = self.pen
        for order in orders(runs, self.pen.style, self._styles):
            text, end = self._written(rows, order)
            if best is None or len(text) < len(best):
                best, pen = text, end
        best = best or ""
        self.pen = pen
        if pen.style >= 0 and self._styles.looks[pen.style].link:
            best += self._styled(pen, PLAIN)
        return best

    def move(self, y: int, x: int) -> str:
        """Move to a cell."""
        return self._moved(self.pen, y, x)

    def _written(self, rows: Mapping[int, Row], runs: Sequence[Run]) -> tuple[str, Pen]:
        pen = copy(self.pen)
        parts: list[str] = []
        for run in runs:
            self._write(pen, rows[run.y], run, parts)
        return "".join(parts), pen

    # One run

    def _write(self, pen: Pen, row: Row, run: Run, parts: list[str]) -> None:
        cells = row.texts[run.x : run.end]
        text = "".join(cells)
        if len(text) != len(cells) or "" in cells:
            self._write_cells(pen, run, cells, parts)
            return
        if not self._may_erase(run.blank):
            self._write_text(pen, run, run.x, text, parts)
            return
        x = run.x
        if text[-1] != " " and len(text) <= _GAP:
            self._write_text(pen, run, x, text, parts)
            return
        ink = text.rstrip(" ")
        if len(ink) > _GAP and self.abilities.erases:
            done = 0
            for gap in _GAPS.finditer(ink):
                self._write_text(pen, run, x + done, ink[done : gap.start()], parts)
                self._erase(pen, run, x + gap.start(), gap.end() - gap.start(), parts)
                done = gap.end()
            self._write_text(pen, run, x + done, ink[done:], parts)
        else:
            self._write_text(pen, run, x, ink, parts)
        blanks = len(text) - len(ink)
        if blanks > _SHORT:
            if row.is_blank(run.end, run.blank):
                self._erase(pen, run, x + len(ink), 0, parts)
                return
            if blanks > _SHORT + 1 and self.abilities.erases:
                self._erase(pen, run, x + len(ink), blanks, parts)
                return
        self._write_text(pen, run, x + len(ink), " " * blanks, parts)

    def erases(self, blank: int) -> bool:
        """Return whether a number of spaces of a style can be erased at once."""
        return self.abilities.erases and self._may_erase(blank)

    def _may_erase(self, blank: int) -> bool:
        if blank < 0:
            return False
        return self.abilities.fills or self._styles.looks[blank].background == "49"

    def _write_text(self, pen: Pen, run: Run, x: int, text: str, parts: list[str]) -> None:
        """Write characters that have one cell each."""
        if not text:
            return
        parts.append(self._moved(pen, run.y, x))
        if run.blank >= 0 and not text.strip(" "):
            parts.append(self._blanked(pen, run.blank))
        else:
            parts.append(self._styled(pen, run.style))
        parts.append(_REPEATED.sub(_repeated, text) if self.abilities.repeats else text)
        pen.x = x + len(text) if x + len(text) < self.width else UNKNOWN
        pen.is_sure = pen.is_sure and text.isascii()

    def _write_cells(self, pen: Pen, run: Run, cells: Sequence[str], parts: list[str]) -> None:
        """Write characters some of which have two cells, or are made of several.

        Terminals do not agree how wide those are, so what follows each is placed anew.
        """
        parts.append(self._styled(pen, run.style))
        for x, text in enumerate(cells, run.x):
            if text:
                parts.append(self._moved(pen, run.y, x))
                parts.append(text)
                is_wide = len(text) > 1 or cells[x + 1 - run.x : x + 2 - run.x] == [""]
                pen.x = x + 1 if x + 1 < self.width and not is_wide else UNKNOWN
                pen.is_sure = pen.is_sure and text.isascii()

    def _erase(self, pen: Pen, run: Run, x: int, count: int, parts: list[str]) -> None:
        """Erase `count` cells, or all to the end of the line. The terminal stays where it is."""
        parts.append(self._moved(pen, run.y, x))
        parts.append(self._blanked(pen, run.blank))
        parts.append(f"\x1b[{count}X" if count else "\x1b[K")

    def _styled(self, pen: Pen, style: int) -> str:
        before, pen.style = pen.style, style
        if before == style:
            return ""
        if before == UNKNOWN:
            return f"{RESET}{self._styles.change(PLAIN, style)}"
        return self._styles.change(before, style)

    def _blanked(self, pen: Pen, blank: int) -> str:
        """Change to a style whose spaces look like `blank`."""
        if pen.style == UNKNOWN:
            return self._styled(pen, blank)
        if self._styles.blanks[pen.style] == blank:
            return ""
        change, pen.style = self._styles.change_to_blank(pen.style, blank)
        return change

    # Moves

    def _moved(self, pen: Pen, y: int, x: int) -> str:
        """Return the shortest way to a cell. `pen` is there then."""
        if pen.y == y and pen.x == x:
            return ""
        if pen.y == y and pen.is_sure and 0 <= pen.x < x < pen.x + 10:
            steps = _horizontal(x - pen.x)
            pen.x = x
            return steps
        choices = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
        if pen.y >= 0:
            down = _vertical(y - pen.y)
            choices.append(f"\r{down}{_horizontal(x)}")
            if pen.y == y and self.abilities.columns:
                choices.append(f"\x1b[{x + 1}G")
            if pen.is_sure and pen.x >= 0:
                choices.append(down + _horizontal(x - pen.x))
        pen.y, pen.x, pen.is_sure = y, x, True
        return min(choices, key=len)


def _repeated(found: re.Match[str]) -> str:
    return f"{found[0][0]}\x1b[{len(found[0]) - 1}b"


def _vertical(rows: int) -> str:
    return _counted("B", rows) if rows > 0 else _counted("A", -rows)


def _horizontal(columns: int) -> str:
    """Move without backspaces: what a terminal is told has no control characters but line ends,
    so that one from a foreign text would be seen in it."""
    return _counted("C", columns) if columns > 0 else _counted("D", -columns)


def _counted(letter: str, count: int) -> str:
    if count <= 1:
        return f"\x1b[{letter}" if count else ""
    return f"\x1b[{count}{letter}"
