"""Ask whether another record carries an id of a record: two may, on a platform that lists them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.account import Account
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import PlatformError, Unsupported
from smstui.domain.identifiers import Identification, IdKind, Reading
from smstui.domain.naming import kind_of
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.facts import Shared, Twin, subject_of
from smstui.domain.triage.finding import Subject
from smstui.platforms.port import Found, Platform

MOST_IDS: Final = 30
"""Ids of an account and its devices that are asked for in one diagnosis; of one record, all are."""

_MOST_OF_ONE: Final = 3

Asked = Mapping[Subject, Shared]


async def twins_of(
    platform: Platform, records: Sequence[Found], asked: Identification | None = None
) -> Asked:
    """Ask for every id of `records` that the platform looks up, all at once.

    A record has at most three. Of many records MOST_IDS ids are asked for: the cards of all boxes
    first. What was `asked` led to one record alone, so it is not asked for again. `sdp2` answers
    with one record whatever is asked for, so nothing is asked there.
    """
    if platform.family != "opf":
        return {}
    known = asked.readings if asked is not None else ()
    ids = [
        [one for one in _ids_of(record) if one.kind in platform.resolvable and one not in known]
        for record in records
    ]
    ranked = [
        (at, each[rank]) for rank in range(_MOST_OF_ONE) for at, each in enumerate(ids)
        if rank < len(each)
    ]  # fmt: skip
    ended = await asyncio.gather(
        *(platform.resolve(reading) for _, reading in ranked[:MOST_IDS]),
        return_exceptions=True,
    )
    found = [Shared() for _ in records]
    for (at, reading), end in zip(ranked, ended, strict=False):
        if isinstance(end, Unsupported):
            continue
        if isinstance(end, PlatformError):
            found[at] = replace(found[at], unread=found[at].unread or str(end))
        elif isinstance(end, BaseException):
            raise end
        else:
            twins = (*found[at].twins, *_others(reading, records[at], end))
            found[at] = replace(found[at], twins=twins)
    for at, _ in ranked[MOST_IDS:]:
        found[at] = replace(found[at], skipped=True)
    return {subject_of(record): one for record, one in zip(records, found, strict=True)}


def _ids_of(record: Found) -> Sequence[Reading]:
    """Return the ids that another record may carry as well; a uid is given to one record only."""
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
