"""A plan placed in the cells of a screen: steps, before and after, notes and warnings. Pure."""

from collections.abc import Iterator, Sequence

from smstui.console.check import MOST, Check
from smstui.console.styled_text import placed, wrap
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.marking import plain
from smstui.presentation import plans
from smstui.presentation.lines import Line, Paragraph, Span

_LEAST_BESIDE = 30
"""Cells that two values need beside the name of their fact; with fewer they stand below it."""


def lines_of(plan: Plan, width: int, note: str = "") -> Sequence[Line]:
    """Return the plan in `width` cells. `note` is why it is shown again."""
    lines: list[Line] = []
    if note:
        lines += [*placed(Paragraph(note, "caution", "◐ "), width), ()]
    for part in plans.steps_of(plan):
        lines += lines_of_part(part, width)
    lines.append(())
    for sentence in plans.sentences_of(plan):
        lines += placed(sentence, width)
    lines += [[each] for each in plans.impact_of(plan)]
    for sentence in plans.lost_of(plan):
        lines += placed(sentence, width)
    return lines


def lines_of_part(part: Paragraph | plans.Moved, width: int) -> Sequence[Line]:
    """Return a sentence, or a fact with its value before and after, in `width` cells."""
    if isinstance(part, Paragraph):
        return placed(part, width)
    named, old, new = f"{part.lead}{part.name}: ", part.before, part.after
    if len(named) + len(plain(old)) + len(plain(new)) + 4 <= width:
        return [[(named, "muted"), (old, "base"), (" → ", "muted"), (new, "strong")]]
    if len(named) + _LEAST_BESIDE <= width:
        return placed(Paragraph(f"{old} → {new}", "strong", named), width)
    below = placed(Paragraph(f"{old} → {new}", "strong", "     "), width)
    return [*placed(Paragraph(f"{part.name}:", "muted", part.lead), width), *below]


def changes_of(step: Step, width: int) -> Iterator[Line]:
    """Yield each fact that a step changes, before and after."""
    for change in plans.moved(step.before, step.after):
        yield from lines_of_part(change, width)


def step_line(step: Step, n: int, look: Span, said: str, width: int) -> Sequence[Line]:
    """Return a step while it runs or afterwards, with its look and what is said of it."""
    glyph, role = look
    lines = placed(Paragraph(f"{n}. {step.title}", role, f"{glyph} "), width)
    return [*lines, *placed(Paragraph(said, "base", "     "), width)] if said else lines


def check_prompt(plan: Plan, needed: bool) -> str:
    """Return what the last four characters are asked of."""
    if needed:
        return f"last four of {plans.confirm_shown(plan)}"
    return "last four digits on the card (optional)"


def check_lines(check: Check, width: int) -> Sequence[Line]:
    """Return the prompt for the last four characters, and what was typed of them."""
    cells = check.typed + "_" * (MOST - len(check.typed))
    role = "good" if check.is_right else "caution" if len(check.typed) == MOST else "strong"
    lines: list[Line] = [[(line, "key")] for line in wrap(f"{check.prompt}:", max(8, width - 7))]
    return [*lines[:-1], [*lines[-1], ("  ", "base"), (cells, role)]]


def again_lines(key: str, plan: Plan, width: int) -> Sequence[Line]:
    """Return what the second press of the key will do, with verb and target."""
    return placed(Paragraph(plan.title, "caution", f"{key} again: "), width)
