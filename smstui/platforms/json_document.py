"""JSON as plain values, read with suspicion.

Refused: duplicate keys (the last would win: `status` ACTIVE, then CANCELLED), NaN and Infinity,
deep nesting, numbers longer than any platform has, lone surrogates.
"""

import json
import re
from typing import Any, Final

from smstui.platforms.malformed import Malformed

DEEPEST: Final = 60
LONGEST_NUMBER: Final = 40
"""Digits."""

_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def parse(body: bytes) -> Any:
    """The value of `body`. Raises Malformed for whatever is not plain, bounded JSON."""
    if not body.strip():
        raise Malformed("it is empty")
    _refuse_depth(body)
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
            parse_int=_short(int),
            parse_float=_short(float),
        )
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("it is no JSON") from error
    if b"\\u" in body and _has_surrogates(value):
        raise Malformed("it has half a character")
    return value


def _refuse_depth(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    depth = 0
    for token in _BRACKETS.finditer(body):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Malformed("it is nested too deeply")
        elif first in b"]}":
            depth -= 1


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("it says one thing twice")
    return found


def _no_constant(_: str) -> Any:
    raise Malformed("it has a number that is none")


def _short(kind: type[int] | type[float]) -> Any:
    def read(text: str) -> int | float:
        if len(text) > LONGEST_NUMBER:
            raise Malformed("it has a number of too many digits")
        return kind(text)

    return read


def _has_surrogates(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
