"""Choose the change that an undo is for, by the journal; refuse one that is undone already."""

from contextlib import suppress
from typing import Final

from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.undo import USED_UP, WITH_EFFECT
from smstui.domain.errors import NotFound
from smstui.domain.marking import typed
from smstui.domain.surface import in_words
from smstui.services.changes.undoing import Undoing
from smstui.store.journal import Entry, Journal
from smstui.store.unreadable import UnreadableRow

TAKEN_OVER: Final = (
    "this change was made before smstui told platforms of one name apart, and may have been made "
    "on another platform"
)


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

    def _latest(self, account: str) -> Entry:
        journal, undone = self._journal, ""
        for entry in journal.of_account(account) if account else journal.latest():
            if entry.outcome not in WITH_EFFECT or entry.open or entry.undoes:
                continue
            with suppress(RefusedHere, UnreadableRow):
                self.need_not_undone(entry.id)
                self._undoing.traces(entry)
                return entry
            if any(undo.outcome in USED_UP for undo in journal.undos_of(entry.id)):
                undone = undone or f"{entry.title} (change {entry.id})"
        passed = self.passed_over(account)
        raise NotFound(
            f"There is no change {f'of account {account} ' if account else ''}on "
            f"{self._deployment} to undo.",
            hint=(passed and f"The latest one cannot be undone: {passed}.")
            or (undone and f"The latest one is undone already: {undone}.")
            or journal.earlier_hint()
            or ("The journal has the changes of other accounts." if account else ""),
        )

    def passed_over(self, account: str, found: str = "") -> str:
        """Return the latest change that has no undo, if it is later than the change `found`.

        A change that is undone already is none of them.
        """
        journal = self._journal
        for entry in journal.of_account(account) if account else journal.latest():
            if entry.id == found:
                return ""
            if entry.outcome not in WITH_EFFECT or entry.open or entry.undoes or entry.unreadable:
                continue
            try:
                self.need_not_undone(entry.id)
            except (RefusedHere, UnreadableRow):
                continue
            return f"{entry.title} (change {entry.id})"
        return ""

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
                    hint=in_words(
                        "Page 5 lists the changes; undo the one you mean there.",
                        "smstui journal lists the changes; name the one you want to undo.",
                    ),
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
