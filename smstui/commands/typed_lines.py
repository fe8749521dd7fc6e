"""The lines of a list of ids, from standard input or a file, one at a time."""

import codecs
from collections.abc import Iterator
from typing import Final, Protocol

from smstui.domain.lists import UTF_16_MARKS
from smstui.domain.scanned_code import ASCII_BLANKS

LONGEST_LINE: Final = 4_096
"""Bytes read of one line; no id is a tenth as long."""

_CUT: Final = "…"
"""Ends what is left of a longer line, so that it is refused: a part of an id is another id."""


class _Source(Protocol):
    """Bytes that are read by line."""

    def readline(self, size: int, /) -> bytes: ...


def typed_lines(source: _Source) -> Iterator[str]:
    """Yield the lines of `source` that are not blank, without the ASCII blanks around them.

    Bytes that are no UTF-8 are replaced; UTF-16 is known by its mark. A byte order mark at the
    very beginning is left out.
    """
    line = source.readline(LONGEST_LINE)
    if line.startswith(UTF_16_MARKS):
        source = _Recoded(line, source)
        line = source.readline(LONGEST_LINE)
    encoding = "utf-8-sig"
    while line:
        text = line.decode(encoding, "replace").strip(ASCII_BLANKS)
        encoding = "utf-8"
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            text += _CUT
            while line and not line.endswith(b"\n"):
                line = source.readline(LONGEST_LINE)
        if text:
            yield text
        line = source.readline(LONGEST_LINE)


class _Recoded:
    """The lines of a source in UTF-16, as UTF-8. `begun` was read of it already."""

    def __init__(self, begun: bytes, source: "_Source") -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._text = self._decoder.decode(begun)
        self._left = b""

    def readline(self, size: int) -> bytes:
        """Return the next line, or `size` bytes of it; empty at the end."""
        while not self._left:
            line, end, rest = self._text.partition("\n")
            if end:
                self._text, self._left = rest, f"{line}\n".encode()
                break
            if len(self._text) >= size:
                self._text, self._left = "", self._text.encode()
                break
            more = self._source.readline(size)
            self._text += self._decoder.decode(more, final=not more)
            if not more:
                self._text, self._left = "", self._text.encode()
                break
        taken, self._left = self._left[:size], self._left[size:]
        return taken
