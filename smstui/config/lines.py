"""Find the line of a key in a TOML file, which tomllib does not report.

This is not a parser: the text has been read by tomllib, and only keys and headings are followed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

KeyPath = tuple[str, ...]

_TOKEN: Final = re.compile(
    r"""
      (?P<text>  \"{3} (?:\\.|[^\\])*? \"{3,5} | '{3} .*? '{3,5} )
    | (?P<basic> "(?:\\.|[^"\\\n])*" )
    | (?P<plain> '[^'\n]*' )
    | (?P<bare>  [A-Za-z0-9_\-]+ )
    | (?P<skip>  [ \t\r]+ | \#[^\n]* )
    | (?P<mark>  . )
    """,
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Return every table heading and key of `text` with its line, from 1. Skips inline tables."""
    found: dict[KeyPath, int] = {}
    heading: KeyPath = ()
    for statement, line in _statements(text):
        if statement[0] == ("mark", "["):
            heading = _names(token for token in statement if token != ("mark", "["))
            found.setdefault(heading, line)
        elif ("mark", "=") in statement:
            path = heading + _names(statement[: statement.index(("mark", "="))])
            for length in range(len(heading) + 1, len(path) + 1):
                found.setdefault(path[:length], line)
    return found


def line_of(lines: Mapping[KeyPath, int], path: Sequence[str]) -> int | None:
    """Return the line of `path`, or of the nearest table or key around it."""
    for length in range(len(path), 0, -1):
        if line := lines.get(tuple(path[:length])):
            return line
    return None


_Token = tuple[str, str]


def _statements(text: str) -> Iterator[tuple[list[_Token], int]]:
    """Yield each heading or assignment as its tokens, with its first line."""
    statement: list[_Token] = []
    line = begun = 1
    depth = 0
    for match in _TOKEN.finditer(text):
        kind, written = match.lastgroup or "", match[0]
        if kind != "skip" and written != "\n":
            begun = begun if statement else line
            statement.append((kind, written))
            if kind == "mark":
                depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(written, 0)
        elif written == "\n" and depth == 0 and statement:
            yield statement, begun
            statement = []
        line += written.count("\n")
    if statement:
        yield statement, begun


def _names(tokens: Iterator[_Token] | Sequence[_Token]) -> KeyPath:
    names = []
    for kind, written in tokens:
        if kind == "bare":
            names.append(written)
        elif kind == "plain":
            names.append(written[1:-1])
        elif kind == "basic":
            names.append(_unescaped(written))
    return tuple(names)


def _unescaped(written: str) -> str:
    r"""Return a quoted key. JSON knows the escapes of TOML keys, except `\U`."""
    try:
        return str(json.loads(written))
    except ValueError:
        return written[1:-1]
