"""Mask records and learn their ids: what a platform, the cache, the journal or the drafts told.

Views and sheets are pure and know nothing of this. They are given masked records.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from smstui.domain.marking import is_number, masked, personal
from smstui.domain.privacy import (
    PERSONAL_KINDS,
    PRIVACY_MASK,
    ids_in,
    ids_of_plan,
    masked_bundle,
    masked_record,
)
from smstui.domain.record import Record
from smstui.services.outcomes import Nothing, Opened, Outcome, Recent, Seen, Several
from smstui.store.plan_text import plan_from_text

if TYPE_CHECKING:
    from smstui.domain.bundle import Bundle
    from smstui.domain.case.record import Case
    from smstui.domain.changes.plan import Plan
    from smstui.services.queue.running import Answered
    from smstui.store.drafts import Draft
    from smstui.store.journal import Entry

R = TypeVar("R", bound=Record)


class TextMasker(Protocol):
    """Masks text, and knows which ids are those of records. See `masker.py`."""

    enabled: bool

    @property
    def ids(self) -> frozenset[str]: ...

    def learn_ids(self, ids: frozenset[str]) -> None: ...

    def text(self, text: str) -> str: ...

    def asked(self, text: str) -> str: ...


class RecordMasker:
    """Masks while `masker` is enabled. Learns ids from whatever is opened, enabled or not."""

    def __init__(self, masker: TextMasker) -> None:
        self._masker = masker

    # Learning

    def learn(self, opened: Opened) -> None:
        """Learn every id of what was opened, and the question itself if it was no login id."""
        asked = {opened.asked.text} if opened.kind not in PERSONAL_KINDS else set()
        self._masker.learn_ids(frozenset(asked))
        self.learn_bundle(opened.bundle)

    def learn_several(self, several: Several) -> None:
        """Learn the ids of what a text leads to, and the text where it is one of them."""
        ids = {one.id for one in several.matches if one.kind != "user"}
        if any(one.matched_by not in PERSONAL_KINDS for one in several.matches):
            ids.add(several.asked.text)
        self._masker.learn_ids(frozenset(ids))

    def learn_bundle(self, bundle: "Bundle") -> None:
        """Learn every id of a bundle."""
        self._masker.learn_ids(ids_in(bundle))

    def learn_plan(self, plan: "Plan") -> None:
        """Learn every id that a plan is about."""
        self._masker.learn_ids(ids_of_plan(plan))

    def learn_entries(self, entries: Sequence["Entry"]) -> None:
        """Learn every id that changes of the journal are about."""
        for entry in entries:
            with suppress(ValueError):  # a row that this version cannot read
                self.learn_plan(plan_from_text(entry.plan))

    def learn_drafts(self, drafts: Sequence["Draft"]) -> None:
        """Learn every id that changes which wait are about, as far as they are known."""
        for draft in drafts:
            if draft.plan:
                plan = plan_from_text(draft.plan)
                self.learn_plan(plan)
            if draft.as_kind not in ("", *PERSONAL_KINDS):
                second = draft.second if is_number(draft.second) else ""
                self._masker.learn_ids(frozenset({draft.target, second}))

    # Masking

    def outcome(self, outcome: Outcome) -> Outcome:
        """Return a masked copy of the result of a lookup, and learn its ids."""
        if isinstance(outcome, Opened):
            self.learn(outcome)
            return self.opened(outcome)
        if isinstance(outcome, Several):
            self.learn_several(outcome)
            return self.several(outcome)
        return self.nothing(outcome)

    def opened(self, opened: Opened) -> Opened:
        """Return `opened` masked for display."""
        if not self._masker.enabled:
            return opened
        return replace(opened, bundle=masked_bundle(opened.bundle))

    def bundle(self, bundle: "Bundle") -> "Bundle":
        """Return `bundle` masked for display, and learn its ids."""
        self.learn_bundle(bundle)
        return masked_bundle(bundle) if self._masker.enabled else bundle

    def record(self, record: R) -> R:
        """Return one record masked for display."""
        if not self._masker.enabled:
            return record
        return masked_record(record)

    def recents(self, recents: Sequence[Recent]) -> Sequence[Recent]:
        """Return the latest lookups as they may be listed, a number in place of each user."""
        if not self._masker.enabled:
            return recents
        return [
            replace(
                recent,
                id=f"{PRIVACY_MASK} {at}" if recent.kind == "user" else recent.id,
                asked=PRIVACY_MASK
                if recent.kind == "user" or recent.as_kind in PERSONAL_KINDS
                else recent.asked,
                name=PRIVACY_MASK if recent.name else recent.name,
            )
            for at, recent in enumerate(recents, start=1)
        ]

    def several(self, several: Several) -> Several:
        """Return what to pick from masked for a list."""
        if not self._masker.enabled:
            return several
        matches = [
            replace(
                match,
                id=PRIVACY_MASK if match.kind == "user" else match.id,
                name=PRIVACY_MASK if match.name else match.name,
            )
            for match in several.matches
        ]
        return replace(several, matches=matches)

    def nothing(self, nothing: Nothing) -> Nothing:
        """Return what was nearly meant masked for a list."""
        if not self._masker.enabled:
            return nothing
        near = [
            replace(one, text=PRIVACY_MASK, title=PRIVACY_MASK)
            if one.kind in PERSONAL_KINDS
            else one
            for one in nothing.suggestions
        ]
        asked = replace(nothing.asked, text=self._masker.asked(nothing.asked.text))
        seen = self.seen(nothing.seen)
        return replace(nothing, asked=asked, suggestions=near, seen=seen)

    def seen(self, found: Sequence[Seen]) -> Sequence[Seen]:
        """Return what was seen before masked for a list. Marked text is masked where it is
        drawn."""
        if not self._masker.enabled:
            return found
        return [
            replace(
                one,
                id=f"{PRIVACY_MASK} {at}" if one.kind == "user" else one.id,
                text=self._masker.text(one.text),
                name=PRIVACY_MASK if one.name else one.name,
            )
            for at, one in enumerate(found, start=1)
        ]

    def answered(self, answered: "Answered") -> "Answered":
        """Return the result for one id masked for display, and learn its ids."""
        diagnosed = answered.diagnosed
        if diagnosed is not None:
            diagnosed = replace(diagnosed, outcome=self.outcome(diagnosed.outcome))
        is_login = isinstance(outcome := diagnosed and diagnosed.outcome, Opened) and (
            outcome.kind in PERSONAL_KINDS
        )
        text = (
            self._masker.text(personal(answered.text))
            if is_login
            else self._masker.asked(answered.text)
        )
        return replace(answered, text=text, diagnosed=diagnosed)

    def over_case(self, case: "Case") -> Callable[[str], str] | None:
        """Return what masks a transcript; None without privacy."""
        if not self._masker.enabled:
            return None
        ids = self._masker.ids | case.ids
        return lambda text: masked(text, ids)
