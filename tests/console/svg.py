"""A screen as a small SVG: a rectangle for each ground, a text for each line.

Textual's own export repeats a style sheet, a clip path and a class for each line: it takes four
times as much.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.filter import dim_style
from textual.strip import Strip

CELL, LINE, SIZE, EDGE = 8.4, 18, 14, 10
"""Width of a cell, height of a line, size of the letters and the edge, in pixels."""
_FONT = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"


@dataclass(frozen=True)
class Run:
    """Cells side by side in one look; colours as `#rrggbb`."""

    text: str
    ink: str
    ground: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


def svg_of(lines: Sequence[Sequence[Run]]) -> str:
    """Return the SVG of a screen. Its commonest ground is that of the whole picture."""
    grounds: Counter[str] = Counter()
    for run in chain.from_iterable(lines):
        grounds[run.ground] += cell_len(run.text)
    ((ground, _),) = grounds.most_common(1)
    columns = max(sum(cell_len(run.text) for run in line) for line in lines)
    width, height = columns * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'font-family="{_FONT}" font-size="{SIZE}" xml:space="preserve">',
        f'<rect width="{width:g}" height="{height:g}" rx="6" fill="{ground}"/>',
    ]
    for y, line in enumerate(lines):
        parts += _line(line, y, ground)
    return "\n".join([*parts, "</svg>", ""])


def _line(line: Sequence[Run], y: int, ground: str) -> Iterable[str]:
    top, base = EDGE + y * LINE, EDGE + y * LINE + 0.76 * LINE
    at, spans = 0, []
    for run in line:
        cells = cell_len(run.text)
        x, width = EDGE + at * CELL, cells * CELL
        if run.ground != ground:
            yield (f'<rect x="{x:g}" y="{top}" width="{width:g}" height="{LINE}" '
                   f'fill="{run.ground}"/>')  # fmt: skip
        if text := run.text.rstrip():
            skipped = len(text) - len(text.lstrip())
            text = text.lstrip()
            x += cell_len(run.text[:skipped]) * CELL
            look = ' font-weight="bold"' if run.bold else ""
            look += ' font-style="italic"' if run.italic else ""
            look += ' text-decoration="underline"' if run.underline else ""
            spans.append(
                f'<tspan x="{x:g}" textLength="{cell_len(text) * CELL:g}" fill="{run.ink}"{look}>'
                f"{escape(text)}</tspan>"
            )
        at += cells
    if spans:
        yield f'<text y="{base:g}">{"".join(spans)}</text>'


def runs_of(strips: Iterable[Strip], theme: TerminalTheme) -> list[list[Run]]:
    """Return drawn lines as runs; the terminal's own colours are those of `theme`."""
    return [[_run(text, style or Style(), theme) for text, style, _ in strip] for strip in strips]


def _run(text: str, style: Style, theme: TerminalTheme) -> Run:
    if style.dim:
        style = dim_style(style) if style.color and style.bgcolor else style
    ink = style.color.get_truecolor(theme, True) if style.color else theme.foreground_color
    ground = style.bgcolor.get_truecolor(theme, False) if style.bgcolor else theme.background_color
    if style.reverse:
        ink, ground = ground, ink
    return Run(text, ink.hex, ground.hex, bool(style.bold), bool(style.italic),
               bool(style.underline))  # fmt: skip
