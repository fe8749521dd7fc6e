"""Read lists that people write: which lines count, and which part of a line. Pure.

Every list is read by these rules: the pairs of a batch, the triage queue, standard input.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from smstui.domain.identifiers import core_of, label_end
from smstui.domain.scanned_code import ASCII_BLANKS, BYTE_ORDER_MARK

BETWEEN: Final = re.compile(r"[ \t]*[,;\t][ \t]*|[ \t]+")
"""The separator of cells in a line in which no cell has blanks."""

_CELL_END: Final = re.compile(r"[ \t]*[,;\t][ \t]*")
_IN_GROUPS: Final = re.compile(r"[0-9A-Fa-f]+(?:[ .:-][0-9A-Fa-f]+)*")

UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The first bytes of a file in UTF-16."""

_COMMENT: Final = re.compile(r"(?:^|[ \t])#")
_AROUND: Final = f"\"'{ASCII_BLANKS}"
_HEADING: Final = frozenset(
    {
        "account", "accounts", "box", "boxes", "ca", "card", "cards", "casn", "code", "codes",
        "device", "devices", "id", "ids", "login", "mac", "no", "no.", "nuid", "number", "numbers",
        "player", "sc", "serial", "set-top", "smart", "smartcard", "smartcards", "stb", "stbs",
        "uid", "uids",
    }
)  # fmt: skip


def decoded(raw: bytes) -> str:
    """Return the text of a file. Bytes that are not UTF-8 are replaced; UTF-16 has a mark."""
    if raw.startswith(UTF_16_MARKS):
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-8-sig", "replace")


def content_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each line with content, without its comment, and its number from 1.

    A `#` begins a comment at the start of a line and after a blank, but not behind a label (`card
    #0001`, with no blank before the id).
    """
    for n, line in enumerate(lines, start=1):
        text = line.strip(ASCII_BLANKS).removeprefix(BYTE_ORDER_MARK).strip(ASCII_BLANKS)
        label = text[: label_end(text)]
        found = _COMMENT.search(text, len(label) if label.endswith("#") else 0)
        if kept := (text[: found.start()] if found else text).strip(ASCII_BLANKS):
            yield n, kept


def cells_of(line: str) -> list[str]:
    """Return the cells of a line that have content.

    Blanks separate cells too, unless the line has other separators and the blanks are those of a
    number that is printed in groups (`E833815A9301; 0001 4509 8241`) or follow a label.
    """
    cells = [cell for cell in _CELL_END.split(line) if cell]
    if len(cells) > 1 and all(_is_one_code(cell) for cell in cells):
        return cells
    return [cell for cell in BETWEEN.split(line) if cell]


def _is_one_code(cell: str) -> bool:
    code = core_of(cell)
    return not set(code) & set(ASCII_BLANKS) or _IN_GROUPS.fullmatch(code) is not None


def is_heading(line: str) -> bool:
    """Return whether a line names columns and contains no ids."""
    cells = [cell.strip(f"{_AROUND}:").casefold() for cell in BETWEEN.split(line)]
    named = [cell for cell in cells if cell]
    return bool(named) and _HEADING.issuperset(named)


def listed(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a list of ids, without a heading."""
    content = (line for _, line in content_lines(lines))
    first = next(content, None)
    if first is not None:
        yield from content if is_heading(first) else chain((first,), content)
