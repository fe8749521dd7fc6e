"""Turn validation errors into sentences. Never quotes a secret or an address."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from smstui.config.lines import KeyPath
from smstui.domain.text import clean

_SECRET_KEYS: Final = frozenset(
    {"password", "literal", "client_secret", "ssp_credential", "headers"}
)
_PLAIN: Final = re.compile(r"(?!.*//)[\w .+/-]{1,60}", re.ASCII)
"""Text that may be quoted: a word or two, never possibly an address or a password."""

_SENTENCES: Final = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "bool_type": "must be true or false, without quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "mapping_type": "must be a table",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "path_type": "must be a path in quotes",
    "tuple_type": "must be a list",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "int_parsing_size": "must be a smaller number",
    "list_type": "must be a list",
    "is_instance_of": "must be a table",
}


def objections(error: ValidationError, tables: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Return each wrong key of the document `tables` and why, without a full stop."""
    seen = set()
    for item in error.errors(include_url=False):
        path, within = _key_path(item["loc"], tables)
        kind, details = item["type"], item.get("ctx", {})
        if kind == "default_factory_not_called":
            continue  # already reported for its parts
        if kind == "value_error":
            message = clean(details["error"])
            key, _, rest = message.partition(": ")
            if rest and " " not in key:
                path, message = (*path, *_written(key, within)), clean(rest)
        else:
            message = clean(_said(kind, details))
        if (path, kind) not in seen:
            seen.add((path, kind))
            yield path, f"{message}{_quoted(path, kind, item['input'])}"


def _key_path(loc: tuple[int | str, ...], tables: Mapping[str, Any]) -> tuple[KeyPath, object]:
    """Return pydantic's location without list indexes and union branches, and what
    the document has there.
    """
    path: list[str] = []
    within: object = tables
    for part in loc:
        is_written = isinstance(within, Mapping) and part in within
        named_by_us = isinstance(within, str) or "[" in str(part)
        if isinstance(part, str) and (is_written or not named_by_us):
            path.append(part)
            within = within[part] if isinstance(within, Mapping) and is_written else None
    return tuple(path), within


def _written(key: str, within: object) -> KeyPath:
    """Return the path of a dotted key, by the names that the document has: a name may hold dots."""
    names: Mapping[str, object] = within if isinstance(within, Mapping) else {}
    for name in sorted(names, key=len, reverse=True):
        if key == name:
            return (name,)
        if key.startswith(f"{name}."):
            return (name, *_written(key.removeprefix(f"{name}."), names[name]))
    return tuple(key.split("."))


def _said(kind: str, details: dict[str, Any]) -> str:
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind == "literal_error":
        return f"must be one of {details['expected']}"
    for limit, words in (("gt", "more than"), ("ge", "at least"), ("lt", "less than")):
        if limit in details:
            return f"must be {words} {details[limit]:g}"
    if "le" in details:
        return f"must be at most {details['le']:g}"
    return "cannot be used"  # never the validator's own words


def _quoted(path: KeyPath, kind: str, value: object) -> str:
    """Return the value itself if it is short, plain and neither a secret nor an address."""
    if kind == "missing" or _SECRET_KEYS & set(path) or (path[-1:] and path[-1].endswith("_url")):
        return ""
    if isinstance(value, bool):
        return f" (it is {str(value).lower()})"
    if isinstance(value, str | int | float) and _PLAIN.fullmatch(str(value)):
        return f" (it is {clean(repr(value))})"
    return ""
