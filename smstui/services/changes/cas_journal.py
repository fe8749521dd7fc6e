"""Find the last command to the CAS for a box in the journal."""

from typing import Final

from smstui.domain.changes.cas_commands import CAS_HALVES, CasCommand, command_in
from smstui.domain.errors import StoreFailed
from smstui.store.journal import Journal
from smstui.store.plan_text import plan_from_text, results_from_text

MOST: Final = 50
"""Changes of one box that are read for it, the newest first."""


class CasJournal:
    """The commands to the CAS in the journal of one platform."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def last(self, box: str) -> CasCommand | None:
        """Return the last command for the box with that uid; None where the journal has none.

        A journal that cannot be used knows of none. Changes that are still open count.
        """
        try:
            entries = self._journal.with_calls(sorted(CAS_HALVES), box, MOST)
        except StoreFailed:
            return None
        for entry in entries:
            try:
                plan, results = plan_from_text(entry.plan), results_from_text(entry.results)
            except ValueError:
                continue  # a row of another version
            by_number = {each.n: each for each in results}
            if found := command_in(entry.id, entry.began, plan, by_number, box):
                return found
        return None
