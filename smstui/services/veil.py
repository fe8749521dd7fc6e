"""Privacy where others can see: what is private in a record is masked before any view sees it.

Views and sheets are pure and know nothing of this. They are given masked records, so that every
pane, list, sheet and picture is masked alike; sentences that may name a person pass through
`text`. The console and the commands each have one, and look once more with it at what leaves them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from smstui.domain.case.record import Case
    from smstui.domain.changes.plan import Plan
    from smstui.domain.errors import SmstuiError
    from smstui.domain.record import Record
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.finding import Finding
    from smstui.services.changes.request import Request
    from smstui.services.outcomes import Nothing, Opened, Outcome, Recent, Several
    from smstui.services.queue.running import Answered
    from smstui.store.drafts import Draft
    from smstui.store.journal import Entry

R = TypeVar("R", bound="Record")

WORDS_KEPT: Final = 5_000
"""Private words remembered of what was opened; then it begins anew with what is opened next."""

OURS: Final = frozenset(
    {"schema", "deployment", "event", "family", "kind", "kinds", "as", "as_kind", "matched_by",
     "check", "result", "operation", "call", "tier", "outcome", "source", "role", "standing",
     "status", "at_fault", "change_id", "correlation_id", "undoes", "part", "code", "action"}
)  # fmt: skip
"""Keys of a document whose values are words of this program or its ids, never a customer's."""


class Veil:
    """Masks while it is `drawn`. Learns what is private from everything that is opened, drawn or
    not, so that drawing it later masks what was said before."""

    def __init__(self, drawn: bool = False) -> None:
        self.drawn = drawn
        self._words: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """What is masked now: nothing where it is not drawn."""
        return self._words if self.drawn else frozenset()

    # Learning

    def forget(self) -> None:
        """Know nobody: what follows is of others. A list of thousands is masked one by one."""
        self._words = frozenset()

    def learn_typed(self, text: str) -> None:
        """What was typed and led nowhere: nobody can say that it is no login id."""
        from smstui.domain.privacy import may_be_a_login

        if may_be_a_login(text):
            self._learn(frozenset({text.strip()}))

    def learn_request(self, request: "Request", error: "SmstuiError") -> None:
        """What was typed for a change that got no plan.

        Where a rule refused it (RefusedHere), `target` was found and is an id that is needed.
        """
        from smstui.domain.changes.refusal import RefusedHere

        self.learn_typed(request.second)
        if not isinstance(error, RefusedHere):
            self.learn_typed(request.target)

    def learn(self, opened: "Opened") -> None:
        """Everything private in what was opened, and the question itself if it was a login id.

        What turned out to be an id is masked no more, whatever it was taken for before.
        """
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import words_of

        words = words_of(opened.bundle)
        if opened.kind is IdKind.LOGIN:
            words |= {opened.asked.text}
        else:
            self._words -= {opened.asked.text}
        self._learn(words)

    def learn_plan(self, plan: "Plan") -> None:
        """Everything private in what a plan was asked for and sends."""
        from smstui.domain.privacy import words_of_plan

        self._learn(words_of_plan(plan))

    def learn_entries(self, entries: "Sequence[Entry]") -> None:
        """Everything private in changes of the journal, which may be of before this console."""
        from smstui.store.plan_text import plan_from_text

        for entry in entries:
            with suppress(ValueError):  # a row that this version cannot read
                self.learn_plan(plan_from_text(entry.plan))

    def learn_drafts(self, drafts: "Sequence[Draft]") -> None:
        """Everything private in changes that wait."""
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import ids_of_plan, words_in
        from smstui.store.plan_text import plan_from_text

        for draft in drafts:
            self._learn(words_in(draft.values))
            plan = plan_from_text(draft.plan) if draft.plan else None
            if draft.as_kind == IdKind.LOGIN:
                self._learn(frozenset({draft.target}))
            elif not draft.as_kind:
                ids = ids_of_plan(plan) if plan else frozenset()
                for typed in {draft.target, draft.second} - ids:
                    self.learn_typed(typed)
            if plan:
                self.learn_plan(plan)

    def _learn(self, words: "frozenset[str]") -> None:
        if len(self._words) > WORDS_KEPT:
            self._words = frozenset()
        self._words |= words - {""}

    # Masking

    def outcome(self, outcome: "Outcome") -> "Outcome":
        """What a look-up ended in as it may be told; what it tells of people is learned."""
        from smstui.services.outcomes import Opened, Several

        if isinstance(outcome, Opened):
            self.learn(outcome)
            return self.opened(outcome)
        if isinstance(outcome, Several):
            for match in outcome.matches:
                self._learn(frozenset({match.name, match.id if match.kind == "user" else ""}))
            return self.several(outcome)
        return self.nothing(outcome)

    def opened(self, opened: "Opened") -> "Opened":
        """`opened` as it may be shown."""
        if not self.drawn:
            return opened
        from smstui.domain.privacy import veiled_bundle

        return replace(opened, bundle=veiled_bundle(opened.bundle))

    def record(self, record: "R") -> "R":
        """One record as it may be shown."""
        if not self.drawn:
            return record
        from smstui.domain.privacy import veiled_record

        return veiled_record(record)

    def text(self, text: str) -> str:
        """A sentence as it may be shown."""
        if not self.words:
            return text
        from smstui.domain.privacy import veiled

        return veiled(text, self._words)

    def recents(self, recents: "Sequence[Recent]") -> "Sequence[Recent]":
        """The latest look-ups as they may be listed, each user with a number in its place."""
        if not self.drawn:
            return recents
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import VEILED

        return [
            replace(
                recent,
                id=f"{VEILED} {at}" if recent.kind == "user" else recent.id,
                asked=VEILED
                if recent.kind == "user" or recent.as_kind is IdKind.LOGIN
                else recent.asked,
                name=VEILED if recent.name else recent.name,
            )
            for at, recent in enumerate(recents, start=1)
        ]

    def several(self, several: "Several") -> "Several":
        """What to pick from as it may be listed."""
        if not self.drawn:
            return several
        from smstui.domain.privacy import VEILED

        matches = [
            replace(
                match,
                id=VEILED if match.kind == "user" else match.id,
                name=VEILED if match.name else match.name,
            )
            for match in several.matches
        ]
        return replace(several, matches=matches)

    def nothing(self, nothing: "Nothing") -> "Nothing":
        """What was nearly meant as it may be listed."""
        if not self.drawn:
            return nothing
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import VEILED
        from smstui.domain.text import clean

        near = [
            replace(one, text=VEILED, title=VEILED) if one.kind is IdKind.LOGIN else one
            for one in nothing.suggestions
        ]
        asked = replace(nothing.asked, text=self.text(nothing.asked.text))
        shown = [
            replace(one, title=clean(f"user {VEILED}")) if one.title.startswith("user ") else one
            for one in nothing.shown
        ]
        return replace(nothing, asked=asked, suggestions=near, shown=shown)

    def answered(self, answered: "Answered") -> "Answered":
        """What came of one id as it may be told; what it tells of people is learned."""
        from smstui.services.outcomes import Opened

        diagnosed = answered.diagnosed
        if diagnosed is None or not isinstance(diagnosed.outcome, Opened):
            self.learn_typed(answered.text)
        if diagnosed is not None:
            outcome = self.outcome(diagnosed.outcome)
            judged = self.diagnosis(diagnosed.diagnosis) if diagnosed.diagnosis else None
            diagnosed = replace(diagnosed, outcome=outcome, diagnosis=judged)
        error = self.error(answered.error) if answered.error is not None else None
        return replace(answered, text=self.text(answered.text), diagnosed=diagnosed, error=error)

    def error(self, error: "SmstuiError") -> "SmstuiError":
        """An error as it may be told."""
        told = copy(error)
        told.message, told.hint = self.text(error.message), self.text(error.hint)
        return told

    def document(self, form: Any) -> Any:
        """A document with every text masked but those that are this program's own."""
        if not self.words:
            return form
        match form:
            case str():
                return self.text(form)
            case Mapping():
                return {
                    name: value if name in OURS else self.document(value)
                    for name, value in form.items()
                }
            case list() | tuple():
                return [self.document(value) for value in form]
            case _:
                return form

    def diagnosis(self, diagnosis: "Diagnosis") -> "Diagnosis":
        """Findings as they may be shown, their lines not broken yet."""
        if not self.drawn:
            return diagnosis
        subject = diagnosis.subject
        return replace(
            diagnosis,
            subject=replace(subject, id=self.text(subject.id)),
            verdict=self.text(diagnosis.verdict),
            findings=tuple(map(self.finding, diagnosis.findings)),
        )

    def finding(self, finding: "Finding") -> "Finding":
        """One finding as it may be shown."""
        if not self.drawn:
            return finding
        evidence = tuple(
            replace(seen, value=self.text(seen.value) if seen.value else seen.value)
            for seen in finding.evidence
        )
        way_on = finding.next
        return replace(
            finding,
            title=self.text(finding.title),
            evidence=evidence,
            next=replace(way_on, text=self.text(way_on.text)) if way_on else None,
        )

    def over_case(self, case: "Case") -> Callable[[str], str] | None:
        """What masks a transcript; None without privacy."""
        if not self.drawn:
            return None
        from smstui.domain.privacy import veil_of
        from smstui.services.casework import private_words

        return veil_of(private_words(case) | self._words)
