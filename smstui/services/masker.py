"""Privacy where others can see: masks personal fields before any view sees them.

Views and sheets are pure and know nothing of this. They are given masked records. Sentences carry
marks (`smstui.domain.marking`); whatever prints or draws a sentence passes it through `text`. A
text that was typed as an id is masked unless it is an id of a record: `ids` are those this run
knows.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from smstui.domain.bundle import Bundle
    from smstui.domain.case.record import Case
    from smstui.domain.changes.plan import Plan
    from smstui.domain.record import Record
    from smstui.services.outcomes import Nothing, Opened, Outcome, Recent, Several
    from smstui.services.queue.running import Answered
    from smstui.store.drafts import Draft
    from smstui.store.journal import Entry

R = TypeVar("R", bound="Record")

IDS_KEPT: Final = 20_000
"""Ids remembered of what was opened; then it begins anew with what is opened next."""


class Masker:
    """Masks while it is `enabled`. Learns ids from everything that is opened, enabled or not."""

    def __init__(self, enabled: bool = False) -> None:
        self.enabled = enabled
        self._ids: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """The known ids. Typed text that is none of them may be a login id."""
        return self._ids

    # Learning

    def forget(self) -> None:
        """Know no ids: what follows is of others."""
        self._ids = frozenset()

    def learn(self, opened: "Opened") -> None:
        """Learn every id of what was opened, and the question itself if it was no login id."""
        from smstui.domain.identifiers import IdKind

        asked = {opened.asked.text} if opened.kind is not IdKind.LOGIN else set()
        self._learn(frozenset(asked))
        self.learn_bundle(opened.bundle)

    def learn_several(self, several: "Several") -> None:
        """Learn the ids of what a text leads to, and the text where it is one of them."""
        from smstui.domain.identifiers import IdKind

        ids = {one.id for one in several.matches if one.kind != "user"}
        if any(one.matched_by is not IdKind.LOGIN for one in several.matches):
            ids.add(several.asked.text)
        self._learn(frozenset(ids))

    def learn_bundle(self, bundle: "Bundle") -> None:
        """Learn every id of a bundle."""
        from smstui.domain.privacy import ids_in

        self._learn(ids_in(bundle))

    def learn_plan(self, plan: "Plan") -> None:
        """Learn every id that a plan is about."""
        from smstui.domain.privacy import ids_of_plan

        self._learn(ids_of_plan(plan))

    def learn_entries(self, entries: "Sequence[Entry]") -> None:
        """Learn every id that changes of the journal are about."""
        from smstui.store.plan_text import plan_from_text

        for entry in entries:
            with suppress(ValueError):  # a row that this version cannot read
                self.learn_plan(plan_from_text(entry.plan))

    def learn_drafts(self, drafts: "Sequence[Draft]") -> None:
        """Learn every id that changes which wait are about, as far as they are known."""
        from smstui.domain.identifiers import IdKind
        from smstui.domain.marking import is_number
        from smstui.store.plan_text import plan_from_text

        for draft in drafts:
            if draft.plan:
                plan = plan_from_text(draft.plan)
                self.learn_plan(plan)
            if draft.as_kind not in ("", IdKind.LOGIN):
                second = draft.second if is_number(draft.second) else ""
                self._learn(frozenset({draft.target, second}))

    def _learn(self, ids: "frozenset[str]") -> None:
        if len(self._ids) > IDS_KEPT:
            self._ids = frozenset()
        self._ids |= ids - {""}

    # Masking

    def outcome(self, outcome: "Outcome") -> "Outcome":
        """What a lookup ended in as it may be told; what it tells of people is learned."""
        from smstui.services.outcomes import Opened, Several

        if isinstance(outcome, Opened):
            self.learn(outcome)
            return self.opened(outcome)
        if isinstance(outcome, Several):
            self.learn_several(outcome)
            return self.several(outcome)
        return self.nothing(outcome)

    def opened(self, opened: "Opened") -> "Opened":
        """`opened` as it may be shown."""
        if not self.enabled:
            return opened
        from smstui.domain.privacy import masked_bundle

        return replace(opened, bundle=masked_bundle(opened.bundle))

    def record(self, record: "R") -> "R":
        """One record as it may be shown."""
        if not self.enabled:
            return record
        from smstui.domain.privacy import masked_record

        return masked_record(record)

    def text(self, text: str) -> str:
        """A sentence as it may be shown, without marks."""
        from smstui.domain.marking import masked, plain

        return masked(text, self._ids) if self.enabled else plain(text)

    def recents(self, recents: "Sequence[Recent]") -> "Sequence[Recent]":
        """The latest lookups as they may be listed, each user with a number in its place."""
        if not self.enabled:
            return recents
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import PRIVACY_MASK

        return [
            replace(
                recent,
                id=f"{PRIVACY_MASK} {at}" if recent.kind == "user" else recent.id,
                asked=PRIVACY_MASK
                if recent.kind == "user" or recent.as_kind is IdKind.LOGIN
                else recent.asked,
                name=PRIVACY_MASK if recent.name else recent.name,
            )
            for at, recent in enumerate(recents, start=1)
        ]

    def several(self, several: "Several") -> "Several":
        """What to pick from as it may be listed."""
        if not self.enabled:
            return several
        from smstui.domain.privacy import PRIVACY_MASK

        matches = [
            replace(
                match,
                id=PRIVACY_MASK if match.kind == "user" else match.id,
                name=PRIVACY_MASK if match.name else match.name,
            )
            for match in several.matches
        ]
        return replace(several, matches=matches)

    def nothing(self, nothing: "Nothing") -> "Nothing":
        """What was nearly meant as it may be listed."""
        if not self.enabled:
            return nothing
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import PRIVACY_MASK

        near = [
            replace(one, text=PRIVACY_MASK, title=PRIVACY_MASK) if one.kind is IdKind.LOGIN else one
            for one in nothing.suggestions
        ]
        asked = replace(nothing.asked, text=self.asked(nothing.asked.text))
        return replace(nothing, asked=asked, suggestions=near)

    def asked(self, text: str) -> str:
        """What was typed as an id, as it may be shown."""
        from smstui.domain.marking import typed

        return self.text(typed(text))

    def answered(self, answered: "Answered") -> "Answered":
        """What came of one id as it may be told. Its ids are learned."""
        from smstui.domain.identifiers import IdKind
        from smstui.domain.marking import personal
        from smstui.services.outcomes import Opened

        diagnosed = answered.diagnosed
        if diagnosed is not None:
            diagnosed = replace(diagnosed, outcome=self.outcome(diagnosed.outcome))
        is_login = isinstance(outcome := diagnosed and diagnosed.outcome, Opened) and (
            outcome.kind is IdKind.LOGIN
        )
        text = self.text(personal(answered.text)) if is_login else self.asked(answered.text)
        return replace(answered, text=text, diagnosed=diagnosed)

    def document(self, form: Any) -> Any:
        """A document with all marked text masked, and without marks."""
        match form:
            case str():
                return self.text(form)
            case Mapping():
                return {self.text(name): self.document(value) for name, value in form.items()}
            case list() | tuple():
                return [self.document(value) for value in form]
            case _:
                return form

    def over_case(self, case: "Case") -> Callable[[str], str] | None:
        """What masks a transcript; None without privacy."""
        if not self.enabled:
            return None
        from smstui.domain.marking import masked
        from smstui.services.casework import ids_in_case

        ids = self._ids | ids_in_case(case)
        return lambda text: masked(text, ids)
