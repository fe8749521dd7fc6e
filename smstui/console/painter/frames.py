"""Frames of Textual as the bytes that bring a terminal from the last frame to the next."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from smstui.console.painter.cells import Cells, Row
from smstui.console.painter.diff import runs
from smstui.console.painter.encoder import PROBE, REPEATED_AT, Abilities, Encoder, Pen
from smstui.console.painter.styles import PLAIN, Styles

Update = LayoutUpdate | ChopsUpdate
UPDATES: Final = (LayoutUpdate, ChopsUpdate)


class FramePainter:
    """Keeps the last frame as cells. It is unknown at first, and after `forget`."""

    def __init__(self, colors: ColorSystem, abilities: Abilities) -> None:
        self._styles = Styles(colors)
        self._encoder = Encoder(self._styles, abilities)
        self._cells = Cells(self._styles)
        self.rows: list[Row] = []
        self.asks = False
        """True if the next whole screen asks the terminal whether it repeats characters."""
        self.probe = PROBE

    def answer(self, x: int, y: int) -> None:
        """Take the terminal's answer: where its cursor was."""
        repeats = (x, y) == REPEATED_AT
        self._encoder.abilities = self._encoder.abilities._replace(repeats=repeats)

    def forget(self) -> None:
        """Take nothing for granted: the terminal may show anything, in any style."""
        self.rows = []
        self._encoder.pen = Pen()

    def needs_all(self, update: Update) -> bool:
        """Return whether an update is of a part of a screen that is not known."""
        return isinstance(update, ChopsUpdate) and (
            len(update.chops) != len(self.rows)
            or update.chop_ends[0][-1:] != [len(self.rows[0].texts)]
        )

    def paint(self, update: Update, cursor: tuple[int, int]) -> str:
        """Return what a terminal must get so that it shows an update, with its cursor at (x, y).

        That is nothing if it shows all that already.
        """
        cleared = ""
        if isinstance(update, LayoutUpdate):
            width, height = update.region.size
            before = self.rows
            if len(before) != height or len(before[0].texts) != width:
                before = [Row.blank(width, PLAIN) for _ in range(height)]
                after = self._placed(before, _of_layout(update))
                before, cleared = self._cleared(before, after)
            else:
                after = self._placed(before, _of_layout(update))
        else:
            before = self.rows
            after = self._placed(before, _of_chops(update))
        changes = [
            run
            for y, row in after.items()
            for run in runs(y, before[y], row, self._styles, self._encoder.erases)
        ]
        text = self._encoder.frame(after, changes)
        self.rows = [after.get(y, row) for y, row in enumerate(before)]
        if not changes and not cleared:
            return ""
        return cleared + text + self._encoder.move(cursor[1], cursor[0])

    def _placed(
        self, before: list[Row], strips: Iterable[tuple[int, int, Strip]]
    ) -> dict[int, Row]:
        """Return the lines that strips change; each strip comes with its line and column."""
        after: dict[int, Row] = {}
        for y, x, strip in strips:
            row = after.get(y) or before[y]
            if row.strips.get(x) is strip:
                continue
            if y not in after:
                row = after[y] = row.copy()
            self._cells.place(row, x, strip)
        return after

    def _cleared(self, rows: list[Row], after: dict[int, Row]) -> tuple[list[Row], str]:
        """Return the lines of a screen that is cleared, and what clears it.

        Where the terminal can, it gets the background that is there most.
        """
        self._encoder.width = len(rows[0].texts)
        ground = PLAIN
        if self._encoder.abilities.fills:
            counted = Counter(
                style
                for y, row in enumerate(rows)
                for text, style in after.get(y, row).cells()
                if text == " " and self._styles.blanks[style] == style
            )
            ground = max(counted, key=counted.__getitem__, default=PLAIN)
        blank = [Row.blank(len(row.texts), ground) for row in rows]
        probe, self.asks = self.probe if self.asks else "", False
        return blank, probe + self._encoder.clear(ground)


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    left, top = update.region.offset
    for y, line in enumerate(update.strips, top):
        x = left
        for strip in line:
            yield y, x, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Yield what Textual would write: the pieces of lines that a changed range touches."""
    for y, start, stop in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= stop or end <= start:
                continue
            yield y, x, strip if x >= start and end <= stop else strip.crop(0, min(end, stop) - x)
