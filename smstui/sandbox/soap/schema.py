"""The forms of SOAP content: scalar kinds with their text, and structures of fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

_LONG = re.compile(r"[0-9]{1,18}\Z")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d(?::?\d\d)?)?\Z")


@dataclass(frozen=True, slots=True)
class Kind:
    """A scalar: its XSD name, how to write a value, how to read one."""

    xsd: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _read_long(text: str) -> str:
    if not _LONG.match(text):
        raise ValueError(f"'{text[:40]}' is not a whole number")
    return text


def _read_boolean(text: str) -> bool:
    if text.lower() in {"true", "1"}:
        return True
    if text.lower() in {"false", "0"}:
        return False
    raise ValueError(f"'{text[:40]}' is neither true nor false")


def _read_moment(text: str) -> datetime:
    match = _MOMENT.match(text)
    if match is None:
        raise ValueError(f"'{text[:40]}' is not a dateTime")
    day, _, zone = match.groups()
    if zone and zone != "Z" and len(zone) == 3:
        zone += ":00"
    moment = datetime.fromisoformat(day + (zone or "Z"))
    return moment.astimezone(UTC)


STRING = Kind("string", str, str)
WORD = Kind("string", str, str.upper)
"""An enum value: taken in any letter case (sdp2.md "Transport", D)."""
LONG = Kind("long", str, _read_long)
INT = Kind("int", str, lambda text: int(_read_long(text)))
BOOLEAN = Kind("boolean", lambda value: "true" if value else "false", _read_boolean)
DOUBLE = Kind("double", repr, float)
DATE = Kind("date", date.isoformat, date.fromisoformat)
MOMENT = Kind("dateTime", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z", _read_moment)
SHORT_ZONE = Kind("string", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+00", _read_moment)
"""A zone of two digits, which no XSD dateTime may have (sdp2.md "Transport", D)."""
DAY_FIRST = Kind("string", lambda at: f"{at:%d-%m-%Y}", str)
"""`dd-mm-yyyy`, as session dates may be (sdp2.md "OTT session", D)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One child: its name in messages, its kind, and the attribute of the record.

    `get` reads a record (default: the attribute `attr`); `most` None is "unbounded".
    """

    name: str
    kind: "Kind | Structure"
    attr: str | None = None
    least: int = 0
    most: int | None = 1
    get: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """Children in the contract's order. A `choice` has exactly one of them."""

    name: str
    fields: tuple[Field, ...]
    choice: bool = False


def optional(name: str, kind: Kind, attr: str) -> Field:
    """Return the usual child."""
    return Field(name, kind, attr)
