"""Pieces of a line: text with the role it plays, fitted into cells.

Roles are words of a theme (`good`, `muted`, `cursor`), never colours. Nothing here parses
markup: what is given is what is drawn, except that what does not print is replaced before
its width is taken.
"""

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from smstui.console.guard import harmless
from smstui.console.palette import Palette
from smstui.domain.marking import balanced, kept_whole, over_lines
from smstui.presentation.lines import Line, Paragraph, Span


def width_of(line: Line) -> int:
    """Cells the line takes."""
    return sum(cell_len(harmless(text)) for text, _ in line)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; a cut is shown by an ellipsis."""
    text = harmless(text)
    if cell_len(text) <= width:
        return text
    return balanced(set_cell_size(text, width - 1).rstrip()) + "…" if width > 0 else ""


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells."""
    text = cut(text, width)
    gap = " " * (width - cell_len(text))
    return gap + text if right else text + gap


def clip(line: Line, width: int) -> list[Span]:
    """Return the line in at most `width` cells."""
    kept: list[Span] = []
    left = width
    for raw, role in line:
        text = harmless(raw)
        taken = cell_len(text)
        if taken > left:
            kept.append((cut(text, left), role))
            break
        kept.append((text, role))
        left -= taken
    return kept


def wrap(text: str, width: int) -> list[str]:
    """`text` broken at blanks into lines of at most `width` cells; a longer word is broken, a path
    after one of its folders. What is masked as a whole is kept on one line, if it fits: else the
    bracket behind it would be alone on the next one."""
    is_plain = text.isascii() and text.isprintable() and "@" not in text
    if is_plain and width > 0 and "  " not in text and text == text.strip():
        return _wrapped_ascii(text, width)
    lines: list[str] = []
    line = ""
    for word in kept_whole(harmless(text), lambda word: cell_len(word) <= width):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while cell_len(word) > width > 0:
            head = set_cell_size(word, width).rstrip()
            head = _to_folder(head) or word[0]
            lines.append(head)
            word = word[len(head) :]  # noqa: PLW2901 - the rest of a word too long for a line
        line = word
    return over_lines([*lines, line] if line or not lines else lines)


def _wrapped_ascii(text: str, width: int) -> list[str]:
    """Return the lines of a text of which each character takes one cell, and each blank stands
    between two words: that is much faster."""
    lines: list[str] = []
    begin = 0
    while len(text) - begin > width:
        end = text.rfind(" ", begin, begin + width + 1)
        if end > begin:
            lines.append(text[begin:end])
            begin = end + 1
        else:
            lines.append(_to_folder(text[begin : begin + width]))
            begin += len(lines[-1])
    rest = text[begin:]
    return [*lines, rest] if rest or not lines else lines


def _to_folder(head: str) -> str:
    """Return the beginning of a word that is broken: up to a folder, if it is a path, or up to
    the domain, if it is an address."""
    return head[: head.rfind("/") + 1] or head[: head.find("@") + 1] or head


def placed(paragraph: Paragraph, width: int) -> list[Line]:
    """Return a paragraph as lines of at most `width` cells."""
    lead, role = paragraph.lead, paragraph.role
    rows = wrap(paragraph.text, max(8, width - len(lead)))
    if not lead:
        return [[(row, role)] for row in rows]
    indent = " " * len(lead)
    return [[(indent if at else lead, role), (row, role)] for at, row in enumerate(rows)]


def strip_of(line: Line, width: int, palette: Palette, base: str = "base") -> Strip:
    """Return the line as a strip of exactly `width` cells, neighbours of one style joined."""
    segments: list[Segment] = []
    text_now, style_now, taken = "", palette.style(base), 0
    for text, role in (*clip(line, width), ("", base)):
        style = palette.style(role)
        taken += cell_len(text)
        if style == style_now:
            text_now += text
            continue
        if text_now:
            segments.append(Segment(text_now, style_now))
        text_now, style_now = text, style
    base_style = palette.style(base)
    if width > taken and style_now == base_style:
        text_now += " " * (width - taken)
    if text_now:
        segments.append(Segment(text_now, style_now))
    if width > taken and style_now != base_style:
        segments.append(Segment(" " * (width - taken), base_style))
    return Strip(segments, width)
