"""A plan as it is seen before anything is sent: steps, before and after, what to mind. Pure."""

from collections.abc import Iterator, Sequence

from smstui.console.check import MOST, Check
from smstui.console.styled_text import wrap
from smstui.domain.changes.cards import grouped
from smstui.domain.changes.facts import StateSnapshot
from smstui.domain.changes.plan import Plan, Step, Tier
from smstui.domain.changes.provisioning import details_of
from smstui.domain.marking import plain
from smstui.domain.privacy import value_of
from smstui.presentation.lines import Line, Span
from smstui.presentation.looks import ADDS_ONLY, TIERS

_LEAST_BESIDE = 30
"""Cells that two values take beside the name of their fact; with fewer they stand below it."""


def lines_of(plan: Plan, width: int, note: str = "") -> Sequence[Line]:
    """The plan in `width` cells. `note` stands on top: why it is shown again."""
    lines: list[Line] = []
    if note:
        lines += [*_wrapped("◐ ", note, "caution", width), ()]
    for n, step in enumerate(plan.steps, start=1):
        lines += _wrapped(f"{n}. ", step.title, "strong", width)
        lines += changes_of(step.before, step.after, width)
        if details := details_of(step.write):
            lines += _wrapped("   with ", details, "base", width)
    lines.append(())
    for warning in plan.warnings:
        lines += _wrapped("! ", warning, "caution", width)
    if plan.reason_needed:
        lines += _wrapped("! ", f"A reason is asked for, because {plan.reason_needed}.",
                          "caution", width)  # fmt: skip
    if plan.last4_needed:
        asked = f"The last four of {plan.confirm} are asked for, because {plan.last4_needed}."
        lines += _wrapped("! ", asked, "caution", width)
    lines.append([_tier(plan)])
    lines.append([(way_back(plan), "muted")])
    return lines


def _tier(plan: Plan) -> Span:
    """What a change asks of whoever confirms it. What adds something has no way back either."""
    if plan.tier is Tier.REVERSIBLE and not plan.inverse:
        return ADDS_ONLY.span
    return TIERS[plan.tier.word].span


def changes_of(before: StateSnapshot, after: StateSnapshot, width: int) -> Iterator[Line]:
    """Each fact that moves, as it is and as it will be."""
    for fact, wanted in after.items():
        was = before.get(fact)
        if was == wanted:
            continue
        named, old, new = f"   {fact.shown}: ", value_of(fact, was), value_of(fact, wanted)
        if len(named) + len(plain(old)) + len(plain(new)) + 4 <= width:
            yield [(named, "muted"), (old, "base"), (" → ", "muted"), (new, "strong")]
        elif len(named) + _LEAST_BESIDE <= width:
            yield from _wrapped(named, f"{old} → {new}", "strong", width)
        else:
            yield from _wrapped("   ", named.strip(), "muted", width)
            yield from _wrapped("     ", f"{old} → {new}", "strong", width)


def way_back(plan: Plan) -> str:
    return "It can be undone." if plan.inverse else "This cannot be undone."


def check_prompt(plan: Plan, needed: bool) -> str:
    """What the last four characters are asked of."""
    if needed:
        return f"last four of {grouped(plan.confirm) if plan.confirm.isdigit() else plan.confirm}"
    return "last four on the card, to compare"


def check_lines(check: Check, width: int) -> Sequence[Line]:
    """What is asked for, and what was typed of it."""
    cells = check.typed + "_" * (MOST - len(check.typed))
    role = "good" if check.is_right else "caution" if len(check.typed) == MOST else "strong"
    lines: list[Line] = [[(line, "key")] for line in wrap(f"{check.prompt}:", max(8, width - 7))]
    return [*lines[:-1], [*lines[-1], ("  ", "base"), (cells, role)]]


def again_lines(key: str, plan: Plan, width: int) -> Sequence[Line]:
    """What the second key will do: its verb and its target, whole."""
    return list(_wrapped(f"{key} again: ", plan.title, "caution", width))


def step_line(step: Step, n: int, look: Span, said: str, width: int) -> Iterator[Line]:
    """One step while it is done or afterwards: how it stands, and what is said of it."""
    glyph, role = look
    yield from _wrapped(f"{glyph} ", f"{n}. {step.title}", role, width)
    if said:
        yield from _wrapped("     ", said, "base", width)


def _wrapped(lead: str, text: str, role: str, width: int) -> Iterator[Line]:
    indent = " " * len(lead)
    for at, line in enumerate(wrap(text, max(8, width - len(lead)))):
        yield [(indent if at else lead, role), (line, role)]
