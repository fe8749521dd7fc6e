"""Match a text with records. Pure: records in, matches out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.errors import Forbidden, PlatformError, Refused, SignInRefused, Unsupported
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.naming import kind_of, names_of
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.denials import NoSuchCall

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Lead:
    """A record, and the reading of the text that led to it.

    `bundle` is its whole account where that was read to find it.
    """

    reading: Reading
    record: Record
    bundle: Bundle | None = None


def distinct(leads: Iterable[Lead]) -> list[Lead]:
    """Return each record once, by its most likely reading (the first given).

    A user whose account has the same id adds nothing: the account is meant.
    """
    given = list(leads)
    kept = first_of_each([lead.record for lead in given])
    found = [given[at] for at in kept]
    accounts = {lead.record.uid for lead in found if isinstance(lead.record, Account)}
    return [
        lead
        for lead in found
        if not (isinstance(lead.record, User) and lead.record.account_uid in accounts)
    ]


def distinct_records(records: Sequence[R]) -> list[R]:
    """Return each record once, the first given of each."""
    return [records[at] for at in first_of_each(records)]


def first_of_each(records: Sequence[Record]) -> list[int]:
    """Return the place of the first of each record.

    Two records of one kind are one if they have the same uid: a number or a name may be given
    twice. One without a uid is one with any other of its id. A card without a record of its own is
    told by its box: two boxes that tell the same number tell two cards.
    """
    groups: dict[tuple[str, str], dict[tuple[int, str], int]] = {}
    for at, record in enumerate(records):
        group = groups.setdefault((kind_of(record), record.id or ""), {})
        group.setdefault(_own_key(record), at)
    kept: list[int] = []
    for group in groups.values():
        surest = max(sureness for sureness, _ in group)
        kept += [at for (sureness, _), at in group.items() if sureness == surest]
    return sorted(kept)


def _own_key(record: Record) -> tuple[int, str]:
    """Return what tells `record` from others of its kind and id, and how surely (0 to 2)."""
    if uid := getattr(record, "uid", None):
        return 2, str(uid)
    if isinstance(record, SmartCard) and record.told_by_box and record.box_uid:
        return 1, record.box_uid
    return 0, ""


def leads_within(bundle: Bundle, readings: Sequence[Reading]) -> list[Lead]:
    """Return every record of `bundle` with the id of one of `readings`, most likely first.

    This is how a MAC that no platform can look up still shows that a text is ambiguous.
    """
    records = [record for _, part in bundle.parts() for record in part]
    return [
        Lead(reading, record)
        for reading in readings
        for record in records
        if answers(record, reading, bundle.family)
    ]


def answers(record: Record, reading: Reading, family: str) -> bool:
    """Return whether `record` has the identifier `reading`, in any notation."""
    return any(name.answers(reading.kind, reading.value) for name in names_of(record, family))


def denies(record: Record, reading: Reading, family: str) -> bool:
    """Return whether `record` has a different identifier of the kind of `reading`.

    A platform that reads `007` as a number may answer with record 7, which is not meant.
    """
    names = [name for name in names_of(record, family) if name.kind is reading.kind]
    return bool(names) and not any(name.answers(reading.kind, reading.value) for name in names)


def left_unanswered(error: PlatformError) -> bool:
    """Return whether the owner of a reading is unknown because the lookup ended in `error`.

    A refusal says that the text is no id of that kind, and what a site has no call for is not
    asked. A bare 404 is neither: nothing is there, or nobody has the id.
    """
    if isinstance(error, NoSuchCall | SignInRefused | Forbidden):
        return True
    return not isinstance(error, Unsupported | Refused)


def sure_reading(record: Record, family: str, resolvable: frozenset[IdKind]) -> Reading | None:
    """Return the question that asks the platform for exactly this record again."""
    if is_of_cache_alone(record, family):
        return None
    names = [name for name in names_of(record, family) if name.kind in resolvable]
    names.sort(key=lambda name: name.kind not in _UIDS)
    return next((Reading(name.kind, name.value) for name in names), None)


def is_of_cache_alone(record: Record, family: str) -> bool:
    """Return whether no call leads to a record: on `opf` a login id is that of an account alone."""
    return family == "opf" and isinstance(record, User)


def holder_reading(record: Record, family: str) -> Reading | None:
    """Return how to ask for the box of a card whose number does not tell it from another card."""
    if not isinstance(record, SmartCard) or not record.box_uid:
        return None
    return Reading(IdKind.DEVICE_UID if family == "sdp2" else IdKind.OPF_DEVICE, record.box_uid)


def ways_to(
    records: Sequence[Record], family: str, resolvable: frozenset[IdKind]
) -> list[Reading | None]:
    """Return for each of `records` how to ask for exactly that one; None where there is no way."""
    ways = [sure_reading(record, family, resolvable) for record in records]
    counted = Counter(ways)
    return [
        holder_reading(record, family) if way is not None and counted[way] > 1 else way
        for record, way in zip(records, ways, strict=True)
    ]


_UIDS: Final = frozenset({IdKind.DEVICE_UID, IdKind.OPF_DEVICE, IdKind.OPF_ACCOUNT})
"""Kinds that the platform gives to one record only; every other may be given twice."""
