"""Which records a text leads to. Pure: records in, matches out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.naming import kind_of, names_of
from smstui.domain.record import Record
from smstui.domain.user import User


@dataclass(frozen=True, slots=True)
class Lead:
    """A record, and the reading of the text that led to it.

    `bundle` is its whole account where that was read to find it.
    """

    reading: Reading
    record: Record
    bundle: Bundle | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes two leads one: the record's kind and id."""
        return kind_of(self.record), self.record.id or ""


def distinct(leads: Iterable[Lead]) -> list[Lead]:
    """Each record once, by its most likely reading (the first given).

    A user whose account answers to the same text adds nothing: the account is meant.
    """
    first: dict[tuple[str, str], Lead] = {}
    for lead in leads:
        first.setdefault(lead.key, lead)
    accounts = {lead.record.uid for lead in first.values() if isinstance(lead.record, Account)}
    return [
        lead
        for lead in first.values()
        if not (isinstance(lead.record, User) and lead.record.account_uid in accounts)
    ]


def leads_within(bundle: Bundle, readings: Sequence[Reading]) -> list[Lead]:
    """Every record of `bundle` that answers to one of `readings`, most likely first.

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
    """Whether `record` carries the identifier `reading`, in whatever writing."""
    return any(name.answers(reading.kind, reading.value) for name in names_of(record, family))


def denies(record: Record, reading: Reading, family: str) -> bool:
    """Whether `record` carries another identifier of the kind of `reading` than that one.

    A platform that reads `007` as a number may answer with record 7, which is not meant.
    """
    names = [name for name in names_of(record, family) if name.kind is reading.kind]
    return bool(names) and not any(name.answers(reading.kind, reading.value) for name in names)


def sure_reading(record: Record, family: str, resolvable: frozenset[IdKind]) -> Reading | None:
    """How to ask the platform for exactly this record again."""
    names = (name for name in names_of(record, family) if name.kind in resolvable)
    return next((Reading(name.kind, name.value) for name in names), None)
