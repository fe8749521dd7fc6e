"""Texts that a site has before its ids, and that are left out wherever an id is shown.

A process works on one deployment, so they are set once, as the time zone is (`domain.zone`).
"""

from collections.abc import Mapping

_prefixes: dict[str, str] = {}


def use(prefixes: Mapping[str, str]) -> None:
    """Set the text before the ids of each kind, for this process."""
    _prefixes.clear()
    _prefixes.update(prefixes)


def without_prefix(kind: str, value: str) -> str:
    """Return the id `value` of `kind` without the site's text before it."""
    return value.removeprefix(_prefixes.get(kind, "")) or value
