"""The state of the lookup screen: the record in hand or a list in its place, and words about it.

Pure. Which record is in hand is decided in `in_hand`.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from smstui.console.in_hand import Entry, InHand, Page, Question
from smstui.domain.errors import BadIdentifier
from smstui.presentation.lines import Span
from smstui.presentation.times import note_of

if TYPE_CHECKING:
    from smstui.console.views import finder
    from smstui.domain.triage.dictionary import Meaning
    from smstui.services.masker import Masker


@dataclass(slots=True)
class LookupState:
    """Written by its own methods alone."""

    hand: InHand = field(default_factory=InHand)
    drawn: Entry | None = None
    """The entry whose bundle was drawn last."""
    picks: Mapping[str, Question] = field(default_factory=dict)
    """The question of each row to pick from."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """The id that each row to pick from shows."""
    listed: "finder.Page | None" = None
    """The list that was shown last."""
    platform: tuple[str, str] = ("starting", "bar-muted")
    """A word on the platform for the end of the first line, and its role."""
    guess: str = ""
    """The kind and the record that the id in the lookup line was read as."""
    _crumb: str = ""

    def draw(self, entry: Entry) -> bool:
        """Note that an entry is drawn. Return whether it is another than the one before."""
        is_other = self.drawn is not entry
        self.drawn, self._crumb = entry, ""
        return is_other

    def offer(self, picks: Mapping[str, Question], copies: Mapping[str, str]) -> None:
        """Note the questions of the rows of a list, and the ids that they show."""
        self.picks, self.copies = picks, copies

    def meaning(self, key: str) -> "Meaning | None":
        """Return the meaning of the code in the row with this key."""
        return self.listed.meaning(key) if self.listed is not None else None

    def show_list(self, page: "finder.Page") -> bool:
        """Note which list is shown. Return whether it is another than the one before."""
        is_other = self.listed is None or self.listed.title != page.title
        self.listed = page
        self._crumb = page.title if self.hand.page is not Page.RECENTS else ""
        return is_other

    def say_of_platform(self, word: str, role: str = "bar") -> None:
        self.platform = (word, role)

    def platform_is(self, *, offline: bool) -> None:
        """Note whether what is shown came from the platform."""
        self.platform = ("offline", "bar-fault") if offline else ("online", "bar")

    def clear_guess(self) -> bool:
        """Drop the guess. False where there was none."""
        had, self.guess = bool(self.guess), ""
        return had

    def read_guess(self, family: str) -> None:
        """Read the id that is shown, or asked for, as a kind of id."""
        from smstui.domain.identifiers import WORDS, identify

        hand = self.hand
        if not hand.asked_for and hand.opened is not None:
            focus = hand.opened.bundle.focus
            self.guess = f"read as {WORDS[hand.opened.kind]}, {focus.title}"
            return
        if hand.page is Page.SEEN:
            self.guess = ""  # a part of something is no id
            return
        try:
            asked = identify(hand.line, family) if hand.line else None
        except BadIdentifier:
            asked = None
        self.guess = asked.guess if asked else ""

    def crumbs(self, masker: "Masker") -> tuple[str, ...]:
        """Return the way to what is shown."""
        if self.hand.opened is None:
            return (self._crumb,) if self._crumb else ()
        shown = masker.records.opened(self.hand.opened).bundle
        owner, focus = shown.owner, shown.focus
        account = (owner.id,) if owner is not None and owner.id else ()
        return (*account, *((focus.title,) if focus.kind != "account" else ()))

    def read(self, now: datetime) -> Span:
        """Return when the record in hand was read, for the first line, and the role of it."""
        opened = self.hand.opened
        if opened is None:
            return "", "bar"
        note = note_of(opened.bundle.read_at, now)
        if opened.source == "platform":
            return note, "bar-muted"
        return (note if opened.offline else f"cached · {note}"), "bar-caution"

    def kept(self) -> "LookupState":
        """Return how it is now, for `list_again` and `say_again`. The hand keeps itself."""
        return copy(self)

    def list_again(self, kept: "LookupState") -> None:
        """Have the list again that `kept` had."""
        self.picks, self.copies, self.listed = kept.picks, kept.copies, kept.listed

    def say_again(self, kept: "LookupState") -> None:
        """Have the words again that `kept` had."""
        self.platform, self._crumb = kept.platform, kept._crumb
