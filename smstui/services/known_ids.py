"""The ids that `smstui doctor` compares: one that is named, or the latest of the cache."""

from collections.abc import Iterator, Sequence
from typing import Final

from smstui.domain.errors import BadIdentifier, PlatformError
from smstui.domain.identifiers import Reading, identify
from smstui.platforms.comparison import Comparison
from smstui.platforms.port import Platform
from smstui.store.cache import BundleCache

MOST_RECENT: Final = 30
"""Recent lookups that are looked at."""
MOST_COMPARED: Final = 2
"""Accounts of the cache that are read."""


async def compare_ids(platform: Platform, cache: BundleCache, known: Sequence[str]) -> Comparison:
    """Return what the answers for the ids `known` show; without any, for the latest of the cache.

    Raises BadIdentifier for a text that is no id, and PlatformError where the platform is gone.
    """
    if known:
        asked = [identify(text, platform.family).readings for text in known]
        return Comparison.together(
            [await platform.compare_known(each, is_certain=True) for each in asked]
        )
    found: list[Comparison] = []
    for readings in _cached(platform, cache):
        try:
            found.append(await platform.compare_known(readings, is_certain=False))
        except PlatformError:
            continue
    return Comparison.together(found)


def _cached(platform: Platform, cache: BundleCache) -> Iterator[Sequence[Reading]]:
    """Return the latest ids that were looked up, of different accounts."""
    accounts: set[str] = set()
    for recent in cache.recents(MOST_RECENT):
        if recent.as_kind not in platform.resolvable or len(accounts) >= MOST_COMPARED:
            continue
        owner = recent.account or recent.id
        if owner in accounts:
            continue
        try:
            readings = identify(recent.asked, platform.family, recent.as_kind).readings
        except BadIdentifier:
            continue
        accounts.add(owner)
        yield readings
