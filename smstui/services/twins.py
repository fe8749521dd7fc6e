"""Ask whether another record carries an id of a record: two may, on a platform that lists them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from smstui.domain.account import Account
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import PlatformError, Unsupported
from smstui.domain.identifiers import Identification, IdKind, Reading
from smstui.domain.naming import kind_of
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.facts import Facts, Twin
from smstui.platforms.port import Errand, Found, Platform


@dataclass(frozen=True, slots=True)
class Twins:
    """`found` is None where nothing was asked; `unread` is why an answer is missing."""

    found: tuple[Twin, ...] | None = None
    unread: str = ""

    def told(self, facts: Facts) -> Facts:
        """The facts with these."""
        return replace(facts, twins=self.found, twins_unread=self.unread)


NOT_ASKED: Final = Twins()


async def twins_of(
    platform: Platform,
    record: Found | None,
    errand: Errand,
    asked: Identification | None = None,
) -> Twins:
    """Ask for every id of `record` that the platform looks up, all at once: at most three calls.

    What was `asked` led to `record` alone, so it is not asked for again. `sdp2` answers with
    one record whatever is asked for, so nothing is asked there.
    """
    if platform.family != "opf" or record is None:
        return NOT_ASKED
    readings = [each for each in _ids_of(record) if each.kind in platform.resolvable]
    if asked is not None:
        readings = [each for each in readings if each not in asked.readings]
    ended = await asyncio.gather(
        *(platform.resolve(each, errand) for each in readings), return_exceptions=True
    )
    twins: list[Twin] = []
    unread = ""
    for reading, end in zip(readings, ended, strict=True):
        if isinstance(end, Unsupported):
            continue
        if isinstance(end, PlatformError):
            unread = unread or str(end)
        elif isinstance(end, BaseException):
            raise end
        else:
            twins += _others(reading, record, end)
    return Twins(tuple(twins), unread)


def _ids_of(record: Found) -> Sequence[Reading]:
    """The ids that another record may carry as well; a uid is given to one record only."""
    match record:
        case SetTopBox():
            ids = {
                IdKind.SMARTCARD: record.smartcard_id,
                IdKind.CASN: record.casn,
                IdKind.NUID: record.nuid,
            }
        case MediaPlayer():
            ids = {IdKind.PLAYER: record.media_player_id}
        case Account():
            ids = {IdKind.ACCOUNT: record.number}
        case _:
            return []
    return [Reading(kind, value) for kind, value in ids.items() if value]


def _others(reading: Reading, record: Found, found: Sequence[Found]) -> Sequence[Twin]:
    others = {
        (f"box {one.box_uid}" if isinstance(one, SmartCard) else _title(one)): uid
        for one in found
        if (uid := one.box_uid if isinstance(one, SmartCard) else one.uid) and uid != record.uid
    }
    return [Twin(reading.kind, reading.value, title) for title in sorted(others)]


def _title(record: Found) -> str:
    return "another account" if isinstance(record, Account) else f"{kind_of(record)} {record.uid}"
