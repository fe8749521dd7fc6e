"""Fold lines at words for a terminal. What goes into a pipe or a file stays as long as it is."""

import os
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, TextIO

_NO_CELL: Final = ("Mn", "Mc", "Me", "Cf")
_FILLERS: Final = "\N{HANGUL FILLER}" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
"""Letters that draw nothing, and the modifiers of the skin of an emoji."""
_STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")
_LEAD: Final = re.compile(r"( *)((?:[-!•]|#+|\d+\.|smstui:|error:|warning:) +)?")
_WORD: Final = re.compile(r"( *)([^ ]+)")
_USUAL: Final = 80
_HANG: Final = 4
"""Cells that the further lines of a text begin behind its first one, where it has no mark."""


def columns_of(stream: TextIO | None) -> int | None:
    """Return the columns of the terminal that `stream` writes to; None where it is none."""
    if stream is None or not stream.isatty():
        return None
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL


def width(text: str) -> int:
    """Return the terminal cells of `text`: two for wide characters, none for combining ones."""
    text = _STYLE.sub("", text)
    return len(text) if text.isascii() else sum(map(_cells, text))


def padded(text: str, cells: int) -> str:
    """Return `text` followed by blanks up to `cells`; never cut."""
    return text + " " * (cells - width(text))


def fitted(text: str, cells: int) -> str:
    """Return `text` in at most `cells`, an ellipsis in place of its end."""
    if width(text) <= cells:
        return text
    kept, left = "", cells - 1
    for character in text:
        left -= _cells(character)
        if left < 0:
            break
        kept += character
    return f"{kept}…"


def folded(text: str, columns: int | None, hang: int | None = None) -> str:
    """Return `text` with every line of it in at most `columns`; as it is where there are none.

    Lines break between words. A word, such as an id or a path, is never broken here: one that is
    wider than a line is left to the terminal. Further lines begin below the text behind its mark
    (`- `, `1. `, `smstui: `), or at `hang`. A row of a table in Markdown stays whole.
    """
    if columns is None:
        return text
    return "\n".join(
        piece
        for line in text.split("\n")
        for piece in ([line] if line.startswith("|") else _lines(line, columns, hang))
    )


def wrapped(text: str, cells: int) -> list[str]:
    """Return the lines of a sentence in a column of `cells`."""
    return list(_lines(text, cells, 0))


def longest_word(text: str) -> int:
    """Return the cells of the widest word in `text`."""
    return max(map(width, text.split(" ")), default=0)


def _lines(text: str, columns: int, hang: int | None) -> Iterator[str]:
    if width(text) <= columns:
        yield text
        return
    lead = _LEAD.match(_STYLE.sub("", text))
    assert lead is not None  # noqa: S101  all of it is optional
    if hang is None:
        hang = len(lead[0]) if lead[2] else len(lead[1]) + _HANG
    line, has_word, mark = "", False, lead[2]
    for gap, word in _WORD.findall(text):
        if has_word and width(line) + len(gap) + width(word) > columns:
            yield line
            line = " " * max(0, min(hang, columns - width(word))) + word
        else:
            line += gap + word
        has_word, mark = has_word or not mark, ""
    yield line


def _cells(character: str) -> int:
    """Return the cells of a character, as Rich counts them for the console."""
    if unicodedata.category(character) in _NO_CELL or character in _FILLERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
