"""Compare what is read with what earlier changes planned: an effect may come late (design §3)."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle
from smstui.domain.changes.facts import StateSnapshot
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.verdict import StepResult, moving_facts
from smstui.domain.changes.watch import (
    Awaited,
    concerned,
    is_expected,
    late,
    pending,
    shown_in,
    shown_of,
    touches,
    watched_facts,
)
from smstui.domain.errors import PlatformError, StoreFailed
from smstui.domain.surface import in_words
from smstui.services.changes.images import SnapshotReader
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import plan_from_text, results_from_text, results_to_text

TellLate = Callable[[Entry], None]
"""Tells a person that the effect of a change came late. Called in the engine's thread."""


class Watching:
    """The watch on the changes of one deployment that had no effect so far."""

    def __init__(
        self,
        images: SnapshotReader,
        journal: Journal,
        tell: TellLate,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._images = images
        self._journal = journal
        self._tell = tell
        self._now = now

    def compare(self, bundle: Bundle) -> Sequence[Entry]:
        """Compare a bundle that was just read from the platform; those whose effect it shows.

        A journal that cannot be used hides no record: then nothing is compared.
        """
        found = []
        with suppress(StoreFailed):
            for entry, plan, results in self._watched():
                facts = watched_facts(plan, results)
                now = shown_in(bundle, facts, plan)
                if ended := self._amended(entry, plan, results, now):
                    found.append(ended)
        return found

    async def look(self, ids: Collection[str] | None = None) -> Sequence[Entry]:
        """Read the facts of watched changes again; those whose effect has come.

        With `ids`, only of changes that concern one of them: an account, or any record that the
        change is about. What cannot be read now stays on watch. Raises StoreFailed.
        """
        found = []
        for entry, plan, results in self._watched():
            if ids is not None and not concerned(entry.account, plan, results) & set(ids):
                continue
            subjects = dict.fromkeys(
                subject for step, _ in pending(plan, results) for subject in step.subjects
            )
            with suppress(PlatformError):
                now = await self._images.read(subjects, plan)
                told = shown_of(watched_facts(plan, results), now)
                if ended := self._amended(entry, plan, results, told):
                    found.append(ended)
        return found

    def awaited(self, ids: Collection[str]) -> Sequence[Awaited]:
        """Return the changes whose effect a person should still expect, oldest first.

        Only those that name one of `ids`, of an account or of a record, are read. A journal that
        cannot be used has none.
        """
        found = []
        with suppress(StoreFailed):
            for entry, plan, results in self._watched(ids):
                facts = watched_facts(plan, results)
                if entry.watch_until is not None and facts and is_expected(results):
                    found.append(
                        Awaited(
                            entry.id, entry.title, entry.account, entry.began, entry.outcome,
                            entry.watch_until, facts,
                        )
                    )  # fmt: skip
        return found

    def warned(self, plan: Plan) -> Plan:
        """Return `plan` with a warning for each such change of a record that it rests on."""
        records = {(fact.kind, fact.id) for fact in plan.preconditions} | {
            (fact.kind, fact.id) for step in plan.steps for fact in moving_facts(step)
        }
        ids = {plan.account, *(record for _, record in records)}
        said = [one.warning for one in self.awaited(ids) if one.is_about(plan.account, records)]
        return replace(plan, warnings=tuple(dict.fromkeys([*said, *plan.warnings])))

    def superseded_by(self, change: str, plan: Plan, step: Step) -> None:
        """End the watch on every fact that `step` of the change `change` is about to touch.

        Raises StoreFailed.
        """
        for entry, watched, results in self._watched():
            if entry.id != change and touches(watched, results, plan, step):
                self._journal.supersede(entry.id, change)

    def _watched(
        self, ids: Collection[str] | None = None
    ) -> Sequence[tuple[Entry, Plan, Sequence[StepResult]]]:
        """Return the watched changes; with `ids`, those whose row has one of them somewhere."""
        found = []
        for entry in self._journal.watched():
            if ids is not None and not _names_one_of(entry, ids):
                continue
            with suppress(ValueError):  # a row of another version waits for nothing
                plan, results = plan_from_text(entry.plan), results_from_text(entry.results)
                found.append((entry, plan, results))
        return found

    def _amended(
        self, entry: Entry, plan: Plan, results: Sequence[StepResult], now: StateSnapshot
    ) -> Entry | None:
        come = late(plan, results, now, self._now())
        if come is None:
            return None
        outcome, amended = come
        watch = entry.watch_until if any(True for _ in pending(plan, amended)) else None
        ended = self._journal.amend(entry.id, outcome, results_to_text(amended), watch)
        if ended is not None:
            self._tell(ended)
        return ended


def _names_one_of(entry: Entry, ids: Collection[str]) -> bool:
    """Return whether one of `ids` stands in a row, without reading its plan."""
    return entry.account in ids or any(one and one in entry.plan for one in ids)


def late_sentence(entry: Entry) -> str:
    """Return the sentence that tells of an effect that came late, and how it can be undone."""
    way_back = "It can be undone."
    if plan_from_text(entry.plan).inverse is None:
        way_back = "This cannot be undone."
    elif entry.undoes:
        where = in_words("on page 5", f"with smstui undo {entry.id}")
        way_back = f"It can be undone {where}."
    said = "came late, or somebody else made the same change."
    return f"Change {entry.id} ({entry.title}) {said} {way_back}"
