"""The setting `time_zone`: an IANA name that this machine has data for."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Final

from pydantic import AfterValidator

from smstui.domain.zone import UTC_NAME, UnknownZone, load, may_be_zone

NO_DATA: Final = (
    "cannot be used: this machine has no time zone data, so only UTC is possible; install "
    "tzdata, from the system's packages or with pip"
)


def check_zone(name: str) -> str:
    """Return `name`. Raises ValueError with the nearest valid name if it is no time zone."""
    try:
        load(name)
    except UnknownZone:
        known = _known()
        if not known:
            raise ValueError(NO_DATA) from None
        near = nearest(name, known)
        tail = f"; the nearest is {near}" if near else f", such as Europe/Warsaw or {UTC_NAME}"
        raise ValueError(f"must be an IANA time zone{tail}") from None
    return name


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the one of `known` that is most like `name` or its city; empty if none."""
    spelled = name.strip().replace(" ", "_").casefold()
    by_name = {each.casefold(): each for each in sorted(known)}
    by_city = {each.rpartition("/")[2]: by_name[each] for each in by_name if "/" in each}
    for names, asked in ((by_name, spelled), (by_city, spelled.rpartition("/")[2])):
        if asked in names:
            return names[asked]
    for names, asked in ((by_name, spelled), (by_city, spelled.rpartition("/")[2])):
        if near := get_close_matches(asked, names, n=1, cutoff=0.7):
            return names[near[0]]
    return ""


def _known() -> list[str]:
    from zoneinfo import available_timezones

    return [name for name in available_timezones() if may_be_zone(name)]


TimeZone = Annotated[str, AfterValidator(check_zone)]
