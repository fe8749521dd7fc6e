"""Which record is in hand, which question is open, and where its answer belongs. Pure.

The lookup line, the breadcrumb, the panes, the footer, the case and every plan begin from what
is said here, so that no two of them can speak of different records. An answer belongs to the
question it was asked for: to an entry of the history, or to a new one. Moving on gives the open
question up, and what it still answers is dropped.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from smstui.domain.identifiers import IdKind
    from smstui.services.outcomes import Opened

DEPTH: Final = 50
"""Entries remembered; one is some tens of kilobytes."""


class Question(NamedTuple):
    """A question for the platform. With `from_queue` the way back leads to the triage queue."""

    text: str
    kind: "IdKind | None" = None
    offline: bool = False
    from_queue: bool = False


class Page(StrEnum):
    """The content of the lookup page: the record in hand, or a list in its place."""

    RECORD = "record"
    RECENTS = "recents"
    MATCHES = "matches"
    NOTHING = "nothing"
    FAILED = "failed"
    SEEN = "seen"


@dataclass(eq=False, slots=True)
class Entry:
    """One record of the history, as it was read last.

    `outdated` says that a change has ended since: it is read again when it is shown. `named` is
    `opened` with the names of the records that it refers to, for showing. `profiles` are those of
    accounts that were known then, by their ids. `found_alone` says that the record had no account
    when it was looked up, such as a free card: then it stays that record, whoever gets it.
    """

    opened: "Opened"
    from_queue: bool = False
    outdated: bool = False
    found_alone: bool = False
    named: "Opened | None" = None
    profiles: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> "Opened":
        """The text that is shown of it."""
        return self.named or self.opened

    def take(self, opened: "Opened") -> None:
        """Take a newer reading."""
        self.opened, self.named = opened, None

    @property
    def question(self) -> Question:
        """The request that reads it again: the id it was found by, as the kind that was found."""
        return Question(self.opened.asked.text, self.opened.kind)


class Asked(NamedTuple):
    """A question on its way. Its answer belongs to `entry`, or to a new one.

    `former` names the id that led to `entry` before and no longer does: the account is asked for in
    its place. `by_itself` says that nobody asked: what may have changed is read again.
    """

    number: int
    question: Question
    entry: Entry | None = None
    former: str = ""
    by_itself: bool = False

    @property
    def is_reload(self) -> bool:
        """Whether it reads again what is known, rather than ask for another record."""
        return self.entry is not None


@dataclass(slots=True)
class InHand:
    """The record in hand, the history around it, and the question that is open."""

    page: Page = Page.RECENTS
    asking: Asked | None = None
    _listed: Asked | None = None
    """The question that the list in place of the record answers."""
    _typed: str = ""
    """The text for which the list of what was seen stands."""
    _entries: list[Entry] = field(default_factory=list)
    _at: int = -1
    _was_left: bool = True
    """Whether the record was closed: then nothing stands beneath a list."""
    _number: int = 0

    # What is shown

    @property
    def entry(self) -> Entry | None:
        """The entry that is shown; None while a list stands in its place."""
        return self._current if self.page is Page.RECORD else None

    @property
    def opened(self) -> "Opened | None":
        """The record in hand: what is shown, and nothing else."""
        return self.entry.opened if self.entry else None

    @property
    def beneath(self) -> Entry | None:
        """The entry that a list stands in place of, which Esc brings back."""
        return None if self.page is Page.RECORD or self._was_left else self._current

    @property
    def line(self) -> str:
        """The id that the lookup line names."""
        if self.asking is not None and not self.asking.is_reload:
            return self.asking.question.text
        if self.opened is not None:
            return self.opened.asked.text
        if self.page is Page.SEEN:
            return self._typed
        return self._listed.question.text if self._listed and self._is_answer else ""

    @property
    def asked_for(self) -> str:
        """The id of another record that is being asked for; empty where none is."""
        asking = self.asking
        return asking.question.text if asking is not None and not asking.is_reload else ""

    @property
    def entries(self) -> list[Entry]:
        """All that is remembered, the latest first."""
        return self._entries[::-1]

    # Asking

    def ask(self, question: Question) -> Asked:
        """Open a question about another record, giving up the one that is open."""
        return self._open(Asked(0, question))

    def ask_again(self, *, by_itself: bool = False) -> Asked | None:
        """Open the question that reads what is shown again; None where nothing can be asked."""
        if (entry := self.entry) is not None:
            return self._open(Asked(0, entry.question, entry, by_itself=by_itself))
        if self._listed is not None and self._is_answer:
            return self._open(Asked(0, self._listed.question, self._listed.entry))
        return None

    def ask_by_account(self, asked: Asked, question: Question, former: str) -> Asked:
        """Open the question for the account of the entry that `asked` no longer leads to."""
        return self._open(asked._replace(question=question, former=former))

    def resume(self, asked: Asked) -> Asked:
        """Open a question again that was given up."""
        return self._open(asked)

    def give_up(self) -> None:
        """Drop the open question; whatever it still answers belongs nowhere."""
        self.asking = None

    def is_open(self, asked: Asked) -> bool:
        """Return whether an answer to `asked` is still awaited."""
        return self.asking is not None and self.asking.number == asked.number

    # Answers: each only while its question is open

    def early(self, asked: Asked, opened: "Opened") -> None:
        """Take what the cache has of a record that is not in the history. The answer follows."""
        entry = self._add(Entry(opened, asked.question.from_queue))
        self.asking = Asked(asked.number, asked.question, entry)

    def answered(self, asked: Asked, opened: "Opened", *, anew: bool = False) -> None:
        """A record: it takes its own place, and is shown if that is the place in hand. `anew`
        says that it is another record than the entry that was asked for: it becomes its own."""
        entry = None if anew else self._belongs_to(asked)
        self.asking = None
        if entry is None:
            self._add(Entry(opened, asked.question.from_queue))
            return
        entry.take(opened)
        entry.outdated = False
        if entry is self._current:
            self.page = Page.RECORD

    def listed(self, asked: Asked, page: Page) -> None:
        """A list in place of a record: several matches, nothing, or why there is no answer."""
        self._listed = Asked(asked.number, asked.question, self._belongs_to(asked))
        self.asking, self.page = None, page

    # Moving

    @property
    def can_go_back(self) -> bool:
        return self._at >= (1 if self.page is Page.RECORD else 0)

    @property
    def can_go_forward(self) -> bool:
        return self._at + 1 < len(self._entries)

    def back(self) -> Entry:
        """Show the entry before; behind a list, the one that was in hand before it."""
        return self._go(self._at - (self.page is Page.RECORD))

    def forward(self) -> Entry:
        """Show the entry after. Only when `can_go_forward`."""
        return self._go(self._at + 1)

    def uncover(self) -> Entry:
        """Show the entry beneath the list. Only where there is one."""
        return self._go(self._at)

    def show_recents(self) -> None:
        """A list of recent lookups stands in place of whatever was shown."""
        self.page, self._listed = Page.RECENTS, None

    def list_seen(self, typed: str) -> None:
        """A list of what was seen before stands in place of whatever was shown."""
        self.page, self._listed, self._typed = Page.SEEN, None, typed

    def leave(self) -> None:
        """Close the record. The history keeps it."""
        self.give_up()
        self._was_left = True
        self.show_recents()

    def leaves_to_queue(self) -> bool:
        """Return whether the way back leads to the triage queue. It does so once."""
        if (entry := self._current) is not None and entry.from_queue:
            entry.from_queue = False
            return True
        if self._listed is not None and self._listed.question.from_queue:
            self._listed = None
            return True
        return False

    def kept(self) -> "InHand":
        """Return the present state, for `return_to`."""
        return copy(self)

    def return_to(self, kept: "InHand") -> bool:
        """Stand as `kept` did, with no question open that was not open then. False where an
        answer came that was waited for already: it stays."""
        if kept.asking is not None and kept.asking != self.asking:
            return False
        number = self._number
        for name in ("page", "asking", "_listed", "_typed", "_entries", "_at", "_was_left"):
            setattr(self, name, getattr(kept, name))
        self._number = number
        return True

    # What changes it from elsewhere

    def revise(self, before: "Opened", after: "Opened") -> None:
        """One part of what is shown was read again."""
        if self.entry is not None and self.entry.opened is before:
            self.entry.take(after)

    def change_ended(self) -> None:
        """A change ended: whatever was read before it may be otherwise now."""
        for entry in self._entries:
            entry.outdated = True

    # Inside

    @property
    def _current(self) -> Entry | None:
        return self._entries[self._at] if self._entries else None

    @property
    def _is_answer(self) -> bool:
        return self.page in (Page.MATCHES, Page.NOTHING, Page.FAILED)

    def _open(self, asked: Asked) -> Asked:
        """Open a question under a number of its own."""
        self._number += 1
        self.asking = asked._replace(number=self._number)
        return self.asking

    def _belongs_to(self, asked: Asked) -> Entry | None:
        """Return the entry of an answer, which an early answer may have made meanwhile."""
        return self.asking.entry if self.asking is not None else asked.entry

    def _add(self, entry: Entry) -> Entry:
        """Behind the one in hand; what lay ahead is dropped, as in a browser."""
        self._entries = [*self._entries[: self._at + 1], entry][-DEPTH:]
        self._go(len(self._entries) - 1, gives_up=False)
        return entry

    def _go(self, at: int, *, gives_up: bool = True) -> Entry:
        if gives_up:
            self.give_up()
        self._at, self._was_left, self.page = at, False, Page.RECORD
        return self._entries[at]
