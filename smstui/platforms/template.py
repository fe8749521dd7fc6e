"""Texts of the catalogue with places to fill in: `/v1/devices/{id}`."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from smstui.domain.errors import Unsupported
from smstui.platforms.correlation import correlation_id

_PLACE: Final = re.compile(r"\{([^{}]*)\}")

MADE_OF: Final = {"ssp_token": "ssp_credential"}
"""A credential and the setting that it is made of, where it is called otherwise."""


class NotConfigured(Unsupported):
    """The deployment has no such module, or lacks a setting it needs."""


def places_in(template: str) -> frozenset[str]:
    """Return the names that stand in `template`."""
    return frozenset(_PLACE.findall(template))


def fill(template: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """`template` with `values` in their places, each as `written` for where it stands.

    Raises KeyError with the first name that has no value.
    """
    return _PLACE.sub(lambda place: written(values[place[1]]), template)


def filled(template: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """Return the same for a call. Raises NotConfigured for a setting that has no value here."""
    try:
        return fill(template, values, written)
    except KeyError as missing:
        setting = MADE_OF.get(missing.args[0], missing.args[0])
        raise NotConfigured(
            f"This deployment has no {setting}, which this call needs.",
            hint=f"Set {setting} in the configuration.",
            correlation_id=correlation_id(),
        ) from None
