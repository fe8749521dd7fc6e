"""JSON as plain values, read with suspicion.

Refused: duplicate keys (the last would win: `status` ACTIVE, then CANCELLED), NaN and Infinity,
deep nesting, numbers longer than any platform has, lone surrogates. Of keys that differ in
letter case alone, an empty one is dropped where another has a value.
"""

import json
import math
import re
from typing import Any, Final

from smstui.platforms.empty import is_empty
from smstui.platforms.malformed import Malformed

DEEPEST: Final = 60
"""Lists and objects within each other."""
LONGEST_NUMBER: Final = 40
"""Digits."""

_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(body: bytes) -> Any:
    """The value of `body`. Raises Malformed for whatever is not plain, bounded JSON."""
    if not body.strip():
        raise Malformed("it is empty")
    try:
        # The C parser guards its own stack: a bomb of brackets is a RecursionError.
        value = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
            parse_int=_short_int,
            parse_float=_short_float,
        )
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("it is no JSON") from error
    if _is_deep(value):
        raise Malformed("it is nested too deeply")
    if _SURROGATE.search(body) and _has_surrogates(value):
        raise Malformed("it has half a character")
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("it says one thing twice")
    if len({name.casefold() for name in found}) != len(found):
        return _without_empty_twins(found)
    return found


def _without_empty_twins(found: dict[str, Any]) -> dict[str, Any]:
    """`{"caSN": "X", "casn": null}` has a CASN: sent back whole, the null could delete it."""
    held = {name.casefold() for name, value in found.items() if not is_empty(value)}
    kept: dict[str, Any] = {}
    seen: set[str] = set()
    for name, value in found.items():
        folded = name.casefold()
        if is_empty(value) and (folded in held or folded in seen):
            continue
        seen.add(folded)
        kept[name] = value
    return kept


def _no_constant(_: str) -> Any:
    raise Malformed("it has a number that is none")


def _short_int(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise Malformed("it has a number of too many digits")
    return int(digits)


def _short_float(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or math.isinf(number):
        raise Malformed("it has a number of too many digits")
    return number


def _is_deep(value: Any) -> bool:
    """Level by level, so that no nesting can exhaust our stack."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return False
    return True


def _has_surrogates(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
