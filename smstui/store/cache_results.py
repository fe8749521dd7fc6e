"""What the cache answers with: plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.naming import Name
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import Clean


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is remembered: at most `rows` accounts, none longer than `days`."""

    rows: int = 2_000
    days: int = 30

    @property
    def age(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cached record that answers to `reading`, by `name`.

    `bundle` is focused on that record. Its `read_at` says how old all of this is. `taken_over`
    marks a row from before rows belonged to a platform: it may be of another platform.
    """

    reading: Reading
    name: Name
    record: Record
    bundle: Bundle
    taken_over: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The record's kind and id."""
        return self.name.owner_kind, self.name.owner_id

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two hits one: the record's kind and id, and its uid where it has its own.

        Of a card the newest is meant: some bundles know it only from its box. Where the platform
        keeps no record of cards, two boxes that name one card are two hits.
        """
        own = getattr(self.record, "uid", None) or ""
        if isinstance(self.record, SmartCard):
            own = (self.record.box_uid or "") if self.bundle.family == "opf" else ""
        return self.name.owner_kind, self.name.owner_id, own


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A near miss out of the cache; never opened by itself.

    `text` is the identifier that was nearly typed, `title` whose it is ("card in box 3421").
    """

    text: str
    kind: IdKind
    title: Clean
    account: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Recent:
    """One row of the recent look-ups: one row a record, with what was last asked for it."""

    kind: str
    id: str
    asked: str
    as_kind: IdKind
    account: str
    name: Clean
    status: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """An id that a cached record shows, and by which nothing can be looked up.

    `what` is the name of the field, `title` the record ("user ada.byron").
    """

    what: str
    title: Clean
    account: str
    seen_at: datetime
