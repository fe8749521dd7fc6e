"""Plans, results and the journal as a person reads them. Pure: values in, lines out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from smstui.commands.columns import table
from smstui.domain.changes.cards import grouped
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.provisioning import details_of
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.marking import personal
from smstui.domain.privacy import value_of
from smstui.presentation.times import ago_in_table
from smstui.services.changes.request import ChangeResult
from smstui.store.journal import Entry


def plan_lines(plan: Plan) -> Iterator[str]:
    """The plan: each step with what it changes, what to mind, whether it can be taken back."""
    whose = f" of account {plan.account}" if plan.account else ""
    yield f"Plan{whose}: {plan.title}"
    for n, step in enumerate(plan.steps, start=1):
        yield f"  {n}. {step.title}"
        yield from _changes(step)
        if details := details_of(step.write):
            yield f"     with {details}"
    for warning in plan.warnings:
        yield f"  ! {warning}"
    if plan.reason_needed:
        yield f"  ! A reason is asked for, because {plan.reason_needed}."
    if plan.last4_needed:
        asked = f"The last four of {plan.confirm} are asked for"
        yield f"  ! {asked}, because {plan.last4_needed}."
    yield f"  {_way_back(plan)}"


def known_lines(plan: Plan) -> Iterator[str]:
    """The facts that were known when no plan could be made, and what was not known."""
    yield "No plan yet. Known of it:"
    yield from (
        f"     {fact.shown}: {value_of(fact, value)}" for fact, value in plan.preconditions.items()
    )
    yield from (f"  ! {warning}" for warning in plan.warnings)


def how_to_apply(plan: Plan) -> str:
    """What to add to the command to have the plan applied."""
    options = "--apply"
    if plan.reason_needed:
        options += " --reason TEXT"
    if plan.tier.word == "irreversible" or plan.last4_needed:
        options += f" --confirm LAST4 (of {grouped(plan.confirm)})"
    return f"Nothing was changed. To apply it, add {options}."


def result_lines(result: ChangeResult) -> Iterator[str]:
    """How it ended, step by step where there are several."""
    if len(result.plan.steps) > 1:
        by_n = {each.n: each for each in result.results}
        for n, step in enumerate(result.plan.steps, start=1):
            yield f"  {n}. {_word(by_n.get(n))}: {step.title}"
    yield f"{result.outcome}: {result.plan.title} (change {result.change_id})"


def said_of(result: ChangeResult) -> str:
    """What is to be said of the end beside the word, with the correlation id; empty if nothing."""
    tail = f"(correlation id {result.correlation_id})"
    if not result.message or tail in result.message:
        return result.message
    return f"{result.message} {tail}"


def entry_lines(entries: Sequence[Entry], now: datetime) -> Iterator[str]:
    """The journal in a table."""
    rows = [["when", "change", "outcome", "account", "what", "by", "reason"]] + [
        [
            ago_in_table(entry.began, now),
            entry.id,
            "OPEN" if entry.open else entry.outcome,
            entry.account,
            title_of(entry),
            entry.person,
            personal(entry.reason),
        ]
        for entry in entries
    ]
    yield from ("".join(cells).rstrip() for cells in table(rows, widest=80))


def title_of(entry: Entry) -> str:
    """Return the title of a change; of one that this version cannot read, why."""
    return f"cannot be read: {entry.unreadable}" if entry.unreadable else entry.title


def _changes(step: Step) -> Iterator[str]:
    for fact, after in step.after.items():
        before = step.before.get(fact)
        if before != after:
            yield f"     {fact.shown}: {value_of(fact, before)} -> {value_of(fact, after)}"


def _way_back(plan: Plan) -> str:
    if plan.inverse:
        return "It can be undone with smstui undo."
    return "It cannot be undone."


def _word(result: StepResult | None) -> str:
    if result is None:
        return "not come to"
    return str(result.outcome or Outcome.UNKNOWN)
