"""JSON as plain values, read with suspicion.

Refused: duplicate keys (the last would win: `status` ACTIVE, then CANCELLED), NaN and Infinity,
deep nesting, numbers longer than any platform has. A lone surrogate becomes U+FFFD, and a control
character may stand in a text, where the domain replaces it; `notes` tells of both. Of keys that
differ in letter case alone, an empty one is dropped where another has a value.
"""

import json
import math
import re
from typing import Any, Final

from smstui.domain.text import REPLACEMENT
from smstui.platforms.documents import Malformed, is_empty
from smstui.platforms.encodings import text_of
from smstui.platforms.notes import CONTROLS, REPLACED, note

DEEPEST: Final = 60
"""Lists and objects within each other."""
LONGEST_NUMBER: Final = 40
"""Digits."""

_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters as they are, which JSON wants escaped."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def parse(body: bytes) -> Any:
    """Return the value of `body`. Raises Malformed for whatever is not plain, bounded JSON."""
    if not body.strip():
        raise Malformed("it is empty")
    try:
        # The C parser guards its own stack: a bomb of brackets is a RecursionError.
        value = json.loads(
            text_of(body).lstrip("\ufeff"),
            strict=False,
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
        note(REPLACED)
        value = _without_surrogates(value)
    if _CONTROL.search(body) and _has_controls(value):
        note(CONTROLS)
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


def _has_controls(value: Any) -> bool:
    level = [value]
    while level:
        each = level.pop()
        if isinstance(each, str) and _CONTROLS.search(each):
            return True
        if isinstance(each, dict):
            level += [*each, *each.values()]
        elif isinstance(each, list):
            level += each
    return False


def _without_surrogates(value: Any) -> Any:
    """Replace each half of a character; two keys that become one are the last of them."""
    if isinstance(value, str):
        return _SURROGATES.sub(REPLACEMENT, value)
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {
            _without_surrogates(name): _without_surrogates(each) for name, each in value.items()
        }
    return value
