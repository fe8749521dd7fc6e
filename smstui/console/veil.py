"""Privacy on screen: what is private in a record is masked before any view sees it.

Views are pure and know nothing of this. They are given masked records, so that every pane, list,
sheet and picture is masked alike; sentences that may name a person pass through `text`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from smstui.domain.case.record import Case
    from smstui.domain.changes.plan import Plan
    from smstui.domain.record import Record
    from smstui.domain.triage.diagnosis import Diagnosis
    from smstui.domain.triage.finding import Finding
    from smstui.services.outcomes import Nothing, Opened, Recent, Several
    from smstui.store.journal import Entry

R = TypeVar("R", bound="Record")

WORDS_KEPT = 5_000
"""Private words remembered of what was opened; then it begins anew with what is opened next."""


class Veil:
    """Masks while it is `drawn`. Learns what is private from everything that is opened, drawn or
    not, so that drawing it later masks what was said before."""

    def __init__(self, drawn: bool = False) -> None:
        self.drawn = drawn
        self._words: frozenset[str] = frozenset()

    # Learning

    def learn(self, opened: "Opened") -> None:
        """Everything private in what was opened, and the question itself if it was a login id."""
        from smstui.domain.identifiers import IdKind
        from smstui.domain.privacy import words_of

        words = words_of(opened.bundle)
        if opened.kind is IdKind.LOGIN:
            words |= {opened.asked.text}
        self._learn(words)

    def learn_plan(self, plan: "Plan") -> None:
        """Everything private in what a plan was asked for and sends."""
        from smstui.domain.privacy import words_of_values

        self._learn(words_of_values(plan))

    def learn_entries(self, entries: "Sequence[Entry]") -> None:
        """Everything private in changes of the journal, which may be of before this console."""
        from smstui.store.plan_text import plan_from_text

        for entry in entries:
            self.learn_plan(plan_from_text(entry.plan))

    def _learn(self, words: "frozenset[str]") -> None:
        if len(self._words) > WORDS_KEPT:
            self._words = frozenset()
        self._words |= words

    # Masking

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
        if not self.drawn or not self._words:
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

        near = [
            replace(one, text=VEILED, title=VEILED) if one.kind is IdKind.LOGIN else one
            for one in nothing.suggestions
        ]
        return replace(nothing, suggestions=near)

    def diagnosis(self, diagnosis: "Diagnosis") -> "Diagnosis":
        """Findings as they may be shown, their lines not broken yet."""
        if not self.drawn:
            return diagnosis
        findings = tuple(map(self.finding, diagnosis.findings))
        return replace(diagnosis, verdict=self.text(diagnosis.verdict), findings=findings)

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

    def segment(self, text: str) -> str:
        """A piece of a line on its way out, masked to its own width: the last look."""
        if not self.drawn or not self._words:
            return text
        from rich.cells import cell_len

        from smstui.domain.privacy import VEILED, pattern_of

        pattern = pattern_of(self._words)
        if pattern is None:
            return text
        return pattern.sub(lambda found: VEILED[0] * cell_len(found[0]), text)

    def over_case(self, case: "Case") -> Callable[[str], str] | None:
        """What masks a transcript; None without privacy."""
        if not self.drawn:
            return None
        from smstui.domain.privacy import veil_of
        from smstui.services.casework import private_words

        return veil_of(private_words(case) | self._words)
