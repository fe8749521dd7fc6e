"""Texts that a site has before its ids, and that are left out wherever an id is shown.

A process works on one deployment at a time, so they are set once for it, as the time zone is
(`domain.zone`).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


class _Current:
    """The prefixes in use, and those given while they must not change."""

    prefixes: Mapping[str, str] = {}
    later: list[Mapping[str, str]] | None = None


def use(prefixes: Mapping[str, str]) -> None:
    """Set the text before the ids of each kind, for this process."""
    if _Current.later is None:
        _Current.prefixes = dict(prefixes)
    else:
        _Current.later.append(prefixes)


@contextmanager
def unchanged() -> Iterator[Callable[[], None]]:
    """Keep what is in use, in every thread, while another deployment is being opened.

    What is yielded sets what was given meanwhile. Call it when the former deployment was left.
    """
    given: list[Mapping[str, str]] = []
    _Current.later = given
    try:
        yield lambda: use(given[-1]) if given else None
    finally:
        _Current.later = None


def without_prefix(kind: str, value: str) -> str:
    """Return the id `value` of `kind` without the site's text before it."""
    return value.removeprefix(_Current.prefixes.get(kind, "")) or value
