"""Choose the change that an undo is for, by the journal; refuse one that is undone already."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from smstui.domain.age import utc_now
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.table import no_way_back
from smstui.domain.changes.undo import NOTHING, USED_UP, WITH_EFFECT
from smstui.domain.changes.verdict import Outcome, in_words_of
from smstui.domain.changes.watch import is_expected
from smstui.domain.errors import NotFound
from smstui.domain.marking import typed
from smstui.domain.surface import in_words
from smstui.domain.zone import minute
from smstui.services.changes.undoing import Undoing
from smstui.store.journal import Entry, Journal
from smstui.store.plan_text import results_from_text
from smstui.store.unreadable import UnreadableRow

TAKEN_OVER: Final = (
    "this change was made before smstui told platforms of one name apart, and may have been made "
    "on another platform"
)

_WAS: Final[Mapping[str, str]] = {
    Outcome.REFUSED_HERE: "was refused before it was sent",
    Outcome.REFUSED_BY_PLATFORM: "was refused by the platform",
    Outcome.NOT_SENT: "was not sent",
    Outcome.UNKNOWN: "was sent, and its result is not known",
    Outcome.NOT_VERIFIED: "was not verified",
    Outcome.NOT_APPLIED: "was not applied",
    Outcome.CHANGED: "was not sent, because the record had changed",
}
"""What became of a change that had no effect, as far as is known."""


class Undoable:
    """Knows which changes of one deployment can be undone. Asks no platform."""

    def __init__(self, journal: Journal, undoing: Undoing, deployment: str) -> None:
        self._journal = journal
        self._undoing = undoing
        self._deployment = deployment

    def entry(self, change_id: str, account: str = "") -> Entry:
        """Return the change that an undo is for: `change_id`, else the latest that can be undone.

        `account` limits the latest to one account, by its number. Raises NotFound and RefusedHere.
        """
        if change_id:
            entry = self._journal.get(change_id)
            if entry is None:
                raise NotFound(
                    f"The journal of {self._deployment} has no change {typed(change_id)}.",
                    hint=self._journal.earlier_hint()
                    or in_words("Page 5 lists them.", "smstui journal lists them."),
                )
            if entry.open:
                raise RefusedHere(f"Change {entry.id} is still open.", hint="Wait for its end.")
            self.need_not_undone(entry.id)
            return entry
        return self._latest(account)

    async def plan(self, entry: Entry) -> Plan:
        """Return the plan that undoes `entry`; see `Undoing.plan`.

        The refusal to undo a change without effect says whether that may still come.
        """
        try:
            return await self._undoing.plan(entry)
        except RefusedHere as refused:
            if entry.outcome in WITH_EFFECT or not refused.message.startswith(NOTHING):
                raise
            hint = f"It {_became(entry)}."
            raise RefusedHere(refused.message, hint=hint) from refused

    def _latest(self, account: str) -> Entry:
        listed = self._listed(account)
        for entry in listed:
            if entry.outcome not in WITH_EFFECT or entry.open or entry.undoes:
                continue
            with suppress(RefusedHere, UnreadableRow):
                self.need_not_undone(entry.id)
                self._undoing.traces(entry)
                return entry
        raise NotFound(
            f"There is no change {f'of account {account} ' if account else ''}on "
            f"{self._deployment} to undo.",
            hint=(self._said_of(listed[0]) if listed else "")
            or self._journal.earlier_hint()
            or ("The journal has the changes of other accounts." if account else ""),
        )

    def _listed(self, account: str) -> Sequence[Entry]:
        return self._journal.of_account(account) if account else self._journal.latest()

    def passed_over(self, account: str, found: str) -> str:
        """Return the sentence on the latest change, if it is later than the change `found`.

        An undo is none of them, nor is a change that is undone already.
        """
        for entry in self._listed(account):
            if entry.id == found:
                return ""
            if entry.undoes or entry.unreadable:
                continue
            try:
                self.need_not_undone(entry.id)
            except (RefusedHere, UnreadableRow):
                continue
            return self._said_of(entry)
        return ""

    def _said_of(self, latest: Entry) -> str:
        """Return why the latest change cannot be undone. Of an undo: that its change is undone."""
        entry, journal = latest, self._journal
        if latest.undoes and latest.outcome in USED_UP and not latest.open:
            entry = journal.get(latest.undoes) or latest
        change = f"{entry.title} (change {entry.id})"
        if entry.open:
            return f"The latest one is still open: {change}. Wait for its end."
        if entry.unreadable:
            return f"The latest one cannot be read: {entry.unreadable} (change {entry.id})."
        if entry.outcome not in WITH_EFFECT:
            return _without_effect(entry, change)
        with suppress(UnreadableRow):
            undos = journal.undos_of(entry.id)
            done = next((undo for undo in undos if not undo.open and undo.outcome in USED_UP), None)
            if done is not None:
                return f"The latest one is undone already by change {done.id}: {change}."
        try:
            self.need_not_undone(entry.id)
        except (RefusedHere, UnreadableRow) as why:
            return f"The latest one is {change}. {why} {why.hint}".strip()
        return f"The latest one cannot be undone: {change}. {no_way_back(entry.operation)}".strip()

    def need_not_undone(self, change: str) -> None:
        """Raise RefusedHere where `change` is undone already, or is being undone.

        An undo without effect does not use it up. One that was done in part may be finished, as
        long as no later change moved the same facts.
        """
        for undo in self._journal.undos_of(change):
            if undo.open:
                raise RefusedHere(
                    f"Change {undo.id}, which undoes change {change}, is still open.",
                    hint=in_words(
                        "Wait until it has ended, or read again on page 5.",
                        "Wait until it has ended, or decide it with smstui journal --settle.",
                    ),
                )
            if undo.unreadable:
                raise RefusedHere(
                    f"Change {undo.id}, which undoes change {change}, cannot be read: "
                    f"{undo.unreadable}.",
                    hint="Update smstui, or make the change you want now.",
                )
            if undo.outcome in USED_UP:
                raise RefusedHere(
                    f"Change {change} is already undone by change {undo.id}.",
                    hint=f"To make change {change} again, undo change {undo.id}.",
                )
            if undo.outcome in WITH_EFFECT and (later := self._since(undo)):
                raise RefusedHere(
                    f"Change {change} is already undone in part by change {undo.id}, and change "
                    f"{later.id} came after that.",
                    hint=f"Undo change {later.id}, or make the change you want now.",
                )

    def _since(self, undo: Entry) -> Entry | None:
        """Return a later change of what `undo` moved, other than an undo of the same change."""
        for entry in self._journal.latest():
            if entry.id == undo.id:
                return None
            if entry.outcome in WITH_EFFECT and entry.undoes != undo.undoes:
                with suppress(RefusedHere):
                    moved = {trace.fact for trace in self._undoing.traces(entry)[1]}
                    if moved & {trace.fact for trace in self._undoing.traces(undo)[1]}:
                        return entry
        return None


def _without_effect(entry: Entry, change: str) -> str:
    """Return that a change had no effect, and whether it may still come."""
    yet = " yet" if _watched_until(entry) else ""
    return f"The latest one {_became(entry)}: {change}. So there is nothing to undo{yet}."


def _became(entry: Entry) -> str:
    """Return what became of a change that had no effect, and until when it is watched."""
    was = _WAS.get(entry.outcome, f"has the outcome {in_words_of(entry.outcome)}")
    until = _watched_until(entry)
    return f"{was} and is watched until {minute(until)}" if until else was


def _watched_until(entry: Entry) -> datetime | None:
    """Return until when an effect of a change is waited for; None where none is expected."""
    until = entry.watch_until
    if until is None or until <= utc_now():
        return None
    return until if is_expected(results_from_text(entry.results)) else None
