"""Random frames, as Textual would hand them over: whole screens and parts of them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

_COLORS: Final = ("default", "red", "bright_blue", "color(130)", "#1e2030", "#8090a0", "#fefefe")
_ATTRIBUTES: Final = (
    "bold", "dim", "italic", "underline", "blink", "reverse", "conceal", "strike", "underline2",
    "overline", "frame",
)  # fmt: skip
_WORDS: Final = (
    "ACTIVE", "a", "  ", " " * 14, "smart card", "─" * 9, "│", "● live", "日本語", "e\u0301t\u00e9",
    "👍🏽", "👨‍👩‍👧", "☁️ sky", "x" * 12, "…", "~", "-" * 8, "ü", "宽", " 宽 ", "",
)  # fmt: skip


def by_textual(update: Any, console: Console) -> str:
    """Return what Textual would send. It remembers colours from a console with others."""
    lines = getattr(update, "strips", None) or [line.values() for line in update.chops]
    for strip in (strip for line in lines for strip in line if strip is not None):
        strip._render_cache = None
        for _, style, _ in strip._segments:
            if style is not None:
                style._ansi = None
    return str(update.render_segments(console)).replace("\n", "\r\n")


@dataclass
class Frames:
    """A screen whose lines are strips, changed at random."""

    chance: random.Random
    width: int
    height: int

    def __post_init__(self) -> None:
        self._styles = [None, *(self._style() for _ in range(self.chance.randint(2, 7)))]
        self._lines = [self._line() for _ in range(self.height)]

    def updates(self, count: int) -> Iterator[LayoutUpdate | ChopsUpdate]:
        for _ in range(count):
            self._change()
            yield self.part() if self.chance.random() < 0.7 else self.whole()

    def whole(self) -> LayoutUpdate:
        lines = [list(line.values()) for line in self._lines]
        return LayoutUpdate(lines, Region(0, 0, self.width, self.height))  # type: ignore[arg-type]

    def part(self) -> ChopsUpdate:
        spans = []
        for y in sorted(
            self.chance.sample(range(self.height), self.chance.randint(1, self.height))
        ):
            start = self.chance.randrange(self.width)
            spans.append((y, start, self.chance.randint(start + 1, self.width)))
        ends = [[*line, self.width][1:] for line in self._lines]
        return ChopsUpdate(self._lines, spans, ends)  # type: ignore[arg-type]

    def _change(self) -> None:
        kind = self.chance.random()
        if kind < 0.15:
            self._lines = [self._line() for _ in range(self.height)]
        elif kind < 0.3:
            self._lines = [*self._lines[1:], self._line()]
        for y in range(self.height):
            if self.chance.random() < 0.3:
                line = dict(self._lines[y])
                x = self.chance.choice(list(line))
                line[x] = self._strip(line[x].cell_length)
                self._lines[y] = line
            elif self.chance.random() < 0.1:
                self._lines[y] = self._line()

    def _line(self) -> dict[int, Strip]:
        cuts = {0, *(self.chance.randrange(self.width) for _ in range(self.chance.randint(0, 3)))}
        starts = sorted(cuts)
        ends = [*starts[1:], self.width]
        return {start: self._strip(end - start) for start, end in zip(starts, ends, strict=True)}

    def _strip(self, width: int) -> Strip:
        segments = [
            Segment(self.chance.choice(_WORDS), self.chance.choice(self._styles))
            for _ in range(self.chance.randint(0, 6))
        ]
        return Strip(segments).adjust_cell_length(width, self.chance.choice(self._styles))

    def _style(self) -> Style:
        chance = self.chance
        return Style(
            color=chance.choice((None, *_COLORS)),
            bgcolor=chance.choice((None, *_COLORS)),
            **{name: True for name in _ATTRIBUTES if chance.random() < 0.12},  # type: ignore[arg-type]
        )
