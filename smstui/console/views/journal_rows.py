"""The journal as rows, and one change of it placed in the cells of a screen. Pure."""

from collections.abc import Sequence
from datetime import datetime

from smstui.console.styled_text import placed
from smstui.console.views import plan_lines
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.undo import USED_UP, WITH_EFFECT, traces_of
from smstui.domain.changes.verdict import Outcome
from smstui.presentation import journal, results
from smstui.presentation.journal import COLUMNS, standing
from smstui.presentation.lines import Line, Paragraph
from smstui.presentation.looks import NOT_STARTED, OUTCOMES
from smstui.presentation.tables import Row, clock_times
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, results_from_text

__all__ = ["COLUMNS", "can_undo", "rows_of", "transcript"]


def rows_of(entries: Sequence[Entry], at_work: frozenset[str], now: datetime) -> list[Row]:
    """Return the changes, the open ones first."""
    return journal.rows_of(entries, at_work, clock_times(now), now, by_time=True)


def can_undo(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Return whether a change can be undone, as far as `entries` of the journal say."""
    if entry.open or entry.unreadable or entry.outcome not in WITH_EFFECT:
        return False
    undos = [one for one in entries if one.undoes == entry.id]
    if any(one.open or one.unreadable or one.outcome in USED_UP for one in undos):
        return False
    try:
        plan = plan_from_text(entry.plan)
        traces_of(entry.id, plan, results_from_text(entry.results), plan.family)
    except (ValueError, RecursionError, RefusedHere):
        return False
    return True


def transcript(
    entry: Entry, entries: Sequence[Entry], at_work: bool, now: datetime, width: int
) -> list[Line]:
    """Return everything that is known of one change of `entries`, in the order it happened."""
    note = journal.notes_of(entries, now).get(entry.id, "")
    undone = note if note.startswith("undone") else ""
    facts = [
        line
        for fact in journal.facts_of(entry, now, undone)
        for line in placed(Paragraph(fact), width)
    ]
    lines: list[Line] = [[standing(entry, at_work)]]
    if entry.unreadable:
        said = Paragraph(f"This change cannot be read here: {entry.unreadable}.", "strong")
        return [*lines, (), *placed(said, width), (), *facts]
    if not entry.open and entry.outcome in results.MEANINGS:
        late = journal.came_late(entry)
        ends = results_from_text(entry.results)
        meaning = results.LATE if late else results.meaning_of(Outcome(entry.outcome), ends)
        lines += placed(Paragraph(meaning, "strong"), width)
    if undone:
        at = journal.notes_of(entries, now, clock_times(now))[entry.id].rpartition(" at ")[2]
        lines += placed(Paragraph(f"It was {undone}, at {at}.", "strong"), width)
    if journal.is_watched(entry, now) and entry.watch_until is not None:
        lines += placed(Paragraph(results.watched(entry.watch_until), "base"), width)
    lines.append(())
    told = results.by_number(results_from_text(entry.results))
    for n, step in enumerate(plan_from_text(entry.plan).steps, start=1):
        turn = told.get(n)
        look = OUTCOMES[turn.outcome] if turn and turn.outcome else NOT_STARTED
        said_of_it = f": {turn.message}" if turn and turn.message else ""
        said_of_it = f"{results.step_word(turn)}{said_of_it}"
        lines += plan_lines.step_line(step, n, look.mark, said_of_it, width)
        lines += plan_lines.changes_of(step, width)
    return [*lines, (), *facts]
