"""Helpers for foreign documents of either kind: malformed ones, empty and repeated values."""

from collections.abc import Mapping
from typing import Any


class Malformed(ValueError):
    """Raised for a document that cannot be read. The text says why and never quotes it."""


def is_empty(value: Any) -> bool:
    """Return whether `value` is null, blank, or a structure that holds nothing else."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(map(is_empty, value.values()))
    return isinstance(value, list) and all(map(is_empty, value))


def as_list(value: Any) -> list[Any]:
    """Return a value that may be absent, one or several as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
