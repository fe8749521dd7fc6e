"""Render a plan: its steps with before and after, its sentences, and how to undo it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from smstui.domain import money
from smstui.domain.changes.account_fields import fact_name
from smstui.domain.changes.cards import grouped
from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.plan import Plan, Step, Tier
from smstui.domain.changes.provisioning import details_of
from smstui.domain.changes.restoring import LINK
from smstui.domain.changes.undo import not_restorable, title_of_deed
from smstui.domain.privacy import in_words, value_of
from smstui.domain.text import capital
from smstui.presentation.lines import Paragraph, Span
from smstui.presentation.looks import ADDS_ONLY, LEVELS, TIERS

_AMOUNT: Final = fact_name("credit_limit")
"""The fact whose value is an amount of money."""


_MAY_BE_LACKING: Final = frozenset({"status", "enabled", "banned", "cas"})
"""The facts whose empty value says that the platform does not tell, never that there is none."""

LONGEST_UNGROUPED: Final = 8
"""Digits of an id that are read without groups."""


_LEAD: Final = "   "
"""The place of a step's number, on the lines below the first."""

CAUTION_LEAD: Final = f"{LEVELS['caution'].glyph} "
"""The mark before a warning. It is not `!`, which is a key."""
NOTE_LEAD: Final = " " * len(CAUTION_LEAD)
"""The place of that mark before a note, which only informs and has none."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that a step changes: its name, its value before and its value after."""

    name: str
    before: str
    after: str
    lead: str = _LEAD


def steps_of(plan: Plan) -> Iterator[Paragraph | Moved]:
    """Yield each step, the facts that it changes, and its details.

    The title of the plan is shown above them: of its only step no more is said than the facts, and
    what the title of the step adds.
    """
    for n, step in enumerate(plan.steps, start=1):
        facts = [*moved(step.before, step.after)]
        added = _added(plan, step) if facts else None
        if added is None:
            yield Paragraph(step.title, "strong", f"{n}. ")
        else:
            facts[0] = replace(facts[0], lead=f"{n}. ")
        yield from facts
        if added:
            yield Paragraph(f"{capital(added)}.", "base", _LEAD)
        if details := details_of(step):
            yield Paragraph(details, "base", f"{_LEAD}with ")


def _added(plan: Plan, step: Step) -> str | None:
    """Return what the title of a step says behind that of its plan: `the box goes dark`.

    None for one of several steps, and where the two titles differ.
    """
    title = title_of_deed(plan)
    if len(plan.steps) > 1 or not step.title.startswith(title):
        return None
    added = step.title.removeprefix(title)
    return added.removeprefix(": ") if not added or added.startswith(": ") else None


def moved(before: StateSnapshot, after: StateSnapshot) -> Iterator[Moved]:
    """Yield each fact that differs, except one that another of them implies."""
    told = {fact: wanted for fact, wanted in after.items() if before.get(fact) != wanted}
    termed = {fact.id for fact in told if fact.has_terms}
    for fact, wanted in told.items():
        was = before.get(fact)
        if fact.kind != "product" or fact.has_terms or fact.id not in termed:
            name, before_it = in_words(fact, was)
            _, after_it = in_words(fact, wanted, wanted=True)
            yield Moved(
                name,
                _with_currency(fact, was, before_it),
                _with_currency(fact, wanted, after_it),
            )


def _with_currency(fact: Fact, value: str | None, told: str) -> str:
    return money.in_currency(told) if value and fact.name == _AMOUNT else told


def sentences_of(plan: Plan) -> Iterator[Paragraph]:
    """Yield the notes of a plan, its warnings, and what it needs to be confirmed."""
    said = list(plan.warnings)
    if plan.reason_needed:
        said.append(f"A reason is needed, because {plan.reason_needed}.")
    if plan.last4_needed:
        said.append(
            f"The last four characters of {plan.confirm_named} are needed, because "
            f"{plan.last4_needed}."
        )
    yield from _sentences(plan.notes, said)


def known_of(plan: Plan) -> Iterator[Paragraph]:
    """Yield what is known where no plan could be made, and what is not.

    A status or a flag without a value is left out: a family may have no such field.
    """
    for fact, value in plan.preconditions.items():
        if value is None and fact.name in _MAY_BE_LACKING:
            continue
        yield Paragraph(f"{fact.shown}: {_with_currency(fact, value, value_of(fact, value))}")
    yield from _sentences(plan.notes, plan.warnings)


def _sentences(notes: Sequence[str], warnings: Sequence[str]) -> Iterator[Paragraph]:
    yield from (Paragraph(note, "base", NOTE_LEAD) for note in notes)
    yield from (Paragraph(warning, "caution", CAUTION_LEAD) for warning in warnings)


def impact_of(plan: Plan, command: str = "") -> Iterator[Span]:
    """Yield the tier of the plan, and whether it can be undone and by which command.

    The tier comes with its glyph. Reversible and irreversible say themselves whether there is an
    undo.
    """
    if plan.tier is Tier.REVERSIBLE and plan.inverse:
        text, role = TIERS[plan.tier.word].span
        yield f"{text}{_by(plan, command)}", role
        return
    yield (ADDS_ONLY if plan.tier is Tier.REVERSIBLE else TIERS[plan.tier.word]).span
    if plan.tier is not Tier.IRREVERSIBLE:
        yield NOTE_LEAD + _way_back(plan, command), "muted"


def _way_back(plan: Plan, command: str) -> str:
    if not plan.inverse:
        return "This cannot be undone."
    return f"It can be undone{_by(plan, command)}."


def lost_of(plan: Plan) -> Iterator[Paragraph]:
    """Yield why a plan cannot be undone, where an undo would not restore all of it."""
    if why := why_lost(plan):
        yield Paragraph(why, "muted", NOTE_LEAD)


def why_lost(plan: Plan) -> str:
    """Return what no undo of a plan restores, in sentences; empty if an undo restores all of it.

    What can be changed back by another change is said, too: an undo does all or nothing.
    """
    if not (lost := plan.lost):
        return ""
    moved_links = [trace.fact for trace in plan.moved
                   if trace.kind == LINK and trace.before != trace.later[-1]]  # fmt: skip
    is_back = moved_links and not any(fact.kind == "box" for fact in lost)
    part = f" Only {' and '.join(link.shown for link in moved_links)} can be changed back."
    return f"{capital(not_restorable(lost))}.{part if is_back else ''}"


def _by(plan: Plan, command: str) -> str:
    """Return by which command a plan can be undone, or where. The undo of an undo is never the
    latest change: its row in the journal is undone."""
    if not plan.undoes:
        return f" with {command}" if command else ""
    return f" with {command} CHANGE (the id of this undo)" if command else " on page 5"


def confirm_shown(plan: Plan) -> str:
    """Return the id to confirm by; the number of a card in groups, as it is printed there."""
    is_printed = plan.confirm.isdigit() and len(plan.confirm) > LONGEST_UNGROUPED
    return grouped(plan.confirm) if is_printed else plan.confirm_named


def how_to_apply(plan: Plan) -> str:
    """Return what to add to the command line so that the plan is applied."""
    options = "--apply"
    if plan.reason_needed:
        options += " --reason TEXT"
    if plan.tier.word == "irreversible" or plan.last4_needed:
        options += f" --confirm LAST4 (of {confirm_shown(plan)})"
    return f"Nothing was changed. To apply it, add {options}."
