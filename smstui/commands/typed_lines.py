"""The lines of a list of ids, from standard input or a file, one at a time."""

import codecs
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from smstui.commands.standard_input import standard_input
from smstui.domain.errors import BadConfiguration
from smstui.domain.lists import UTF_16_MARKS, listed
from smstui.domain.scanned_code import ASCII_BLANKS

LONGEST_LINE: Final = 4_096
"""Bytes read of one line; no id is a tenth as long."""

MOST_WITHOUT_AN_ID: Final = 4_000_000
"""Bytes that are read without an id among them, as the whole list of a batch may have. A longer
list of ids is read while it comes; a file without an end, such as /dev/zero, is not."""

_CUT: Final = "…"
"""Ends what is left of a longer line, so that it is refused: a part of an id is another id."""


class _Source(Protocol):
    """Bytes that are read by line."""

    def readline(self, size: int, /) -> bytes: ...


def listed_ids(source: _Source, name: str) -> Iterator[str]:
    """Yield the ids of the list `source`, read line by line, without heading and comments.

    Raises BadConfiguration, which calls the list `name`, where there is no end and no id.
    """
    bounded = _Bounded(source, name)
    for text in listed(typed_lines(bounded)):
        bounded.without_an_id = 0
        yield text


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


class _Bounded:
    """A source of which no more than `MOST_WITHOUT_AN_ID` bytes are read without an id."""

    def __init__(self, source: _Source, name: str) -> None:
        self._source = source
        self._name = name
        self.without_an_id = 0

    def readline(self, size: int, /) -> bytes:
        """Return the next line, or `size` bytes of it. Raises BadConfiguration at the limit."""
        line = self._source.readline(size)
        self.without_an_id += len(line)
        if self.without_an_id > MOST_WITHOUT_AN_ID:
            raise BadConfiguration(
                f"{self._name} has more than {MOST_WITHOUT_AN_ID // 1_000_000} MB without an id.",
                hint="Give a list with one id on each line.",
            )
        return line


class _Recoded:
    """The lines of a source in UTF-16, as UTF-8. `begun` was read of it already."""

    def __init__(self, begun: bytes, source: _Source) -> None:
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


def texts_of(ids: Sequence[str]) -> Iterator[str]:
    """Yield the ids as given; `-` stands for the list of ids on standard input."""
    for given in ids:
        if given != "-":
            yield given
            continue
        with standard_input(own=True) as source:
            yield from listed_ids(source, "Standard input")
