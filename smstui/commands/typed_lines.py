"""The lines of a list of ids, from standard input or a file, one at a time."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from smstui.domain.scanned_code import ASCII_BLANKS

LONGEST_LINE: Final = 4_096
"""Bytes read of one line; no id is a tenth as long."""

_CUT: Final = "…"
"""Ends what is left of a longer line, so that it is refused: a part of an id is another id."""


def typed_lines(source: BinaryIO) -> Iterator[str]:
    """Yield the lines of `source` that are not blank, without the ASCII blanks around them.

    Bytes that are no UTF-8 are replaced. A byte order mark at the very beginning is left out.
    """
    encoding = "utf-8-sig"
    while line := source.readline(LONGEST_LINE):
        text = line.decode(encoding, "replace").strip(ASCII_BLANKS)
        encoding = "utf-8"
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            text += _CUT
            while line and not line.endswith(b"\n"):
                line = source.readline(LONGEST_LINE)
        if text:
            yield text
