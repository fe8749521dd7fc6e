"""A list as it was read: its records, and whether they are all there are."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from smstui.platforms.documents import Malformed

Wire = Mapping[str, Any]

MOVED: Final = "the list changed while it was read"
REPEATED: Final = "the platform sent the same records again for another page"
MORE_THAN_TOLD: Final = "the platform sent more records than it says there are"
ENDLESS: Final = "the platform does not say how many there are, and there are more than were read"


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list.

    `came` counts the elements that were sent, those without any id included: they are no
    records. `total` is the platform's own number; None where it gives none. `gap` is why the
    records are not all there are, where the numbers alone do not say it.
    """

    records: Sequence[Wire]
    came: int
    total: int | None = None
    gap: str = ""
    keys: Sequence[str] = field(default=(), repr=False)

    @property
    def missing(self) -> int:
        """How many records certainly exist and were not read."""
        return max(self.came, self.total or 0) - len(self.records)

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.gap


def number(raw: Any) -> int | None:
    """Return a number of records, which may be text; None if absent. Raises Malformed."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, str) and raw.strip().isascii() and raw.strip().isdigit():
        raw = int(raw.strip()[:18])
    if type(raw) is not int or raw < 0:
        raise Malformed("it has no number where the number of records should be")
    return raw


def pages_after(first: Page, size: int, most_pages: int, most_records: int) -> range:
    """Return the numbers of the pages after `first`, whose total is known; pages hold `size`."""
    total = min(first.total or 0, most_records)
    if not first.came or first.came >= total:
        return range(0)
    return range(2, min(math.ceil(total / size), most_pages) + 1)


def together(pages: Sequence[Page], gap: str = "") -> Page:
    """Return several pages of one list as one. A record that came twice counts once."""
    first = pages[0]
    records: dict[str, Wire] = {}
    for page in pages:
        for key, record in zip(page.keys, page.records, strict=True):
            if key in records:
                gap = gap or REPEATED
            records.setdefault(key, record)
    came = len(records) + sum(page.came - len(page.records) for page in pages)
    if any(page.total != first.total for page in pages):
        gap = gap or MOVED
    elif first.total is not None and came > first.total:
        gap = gap or MORE_THAN_TOLD
    total = max((page.total for page in pages if page.total is not None), default=None)
    return Page(tuple(records.values()), came, total, gap, tuple(records))
