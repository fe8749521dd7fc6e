"""Values that say nothing, in either kind of document."""

from collections.abc import Mapping
from typing import Any


def is_empty(value: Any) -> bool:
    """Return whether `value` is null, blank, or a structure that holds nothing else."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(map(is_empty, value.values()))
    return isinstance(value, list) and all(map(is_empty, value))
