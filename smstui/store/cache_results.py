"""The results of the cache, as plain values."""

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
    """The limits of the cache: at most `rows` accounts, none longer than `days`."""

    rows: int = 2_000
    days: int = 30

    @property
    def age(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cached record that `reading` identifies by `name`.

    `bundle` is focused on that record, and its `read_at` is the age of all of this. `taken_over`
    marks a row from before rows had a platform: it may be of another one.
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
        """The identity of a hit: the record's kind and id, and its uid if it has one.

        For a card the newest hit is meant, because some bundles know a card only from its box. If
        the platform keeps no record of cards, two boxes that name one card are two hits.
        """
        own = getattr(self.record, "uid", None) or ""
        if isinstance(self.record, SmartCard):
            own = (self.record.box_uid or "") if self.bundle.family == "opf" else ""
        return self.name.owner_kind, self.name.owner_id, own


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A near miss from the cache; never opened by itself.

    `text` is the identifier that was probably meant, `title` its record ("card in box 3421").
    """

    text: str
    kind: IdKind
    title: Clean
    account: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A cached record with a text that was searched for; never opened by itself.

    `what` is the field that has it, `text` its value, marked where it is personal. `asked` and
    `as_kind` look the record up.
    """

    kind: str
    id: str
    what: str
    text: str
    account: str
    name: Clean
    status: str
    asked: str
    as_kind: IdKind
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Recent:
    """A recent lookup: one row for each record, with the text it was last looked up by."""

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
    """A cached record that shows an id by which nothing can be looked up.

    `what` is the name of the field, `title` the record ("user ada.byron").
    """

    what: str
    title: Clean
    account: str
    seen_at: datetime
