"""Texts of the catalogue with places to fill in: `/v1/devices/{id}`."""

import re
from collections.abc import Callable, Mapping
from typing import Final

_PLACE: Final = re.compile(r"\{([^{}]*)\}")


def places_in(template: str) -> frozenset[str]:
    """The names that stand in `template`."""
    return frozenset(_PLACE.findall(template))


def fill(template: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """`template` with `values` in their places, each as `written` for where it stands.

    Raises KeyError with the first name that has no value.
    """
    return _PLACE.sub(lambda place: written(values[place[1]]), template)
