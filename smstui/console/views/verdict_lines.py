"""How a change is getting on, and how it ended, in words that stay true. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from smstui.console.styled_text import wrap
from smstui.console.views.plan_lines import changes_of, step_line
from smstui.domain.changes.lives import NOT_AT_ONCE
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.zone import time_of_day
from smstui.presentation.lines import Line, Span
from smstui.presentation.looks import AT_WORK, NOT_STARTED, OUTCOMES

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult

MEANINGS: Final[Mapping[Outcome, str]] = {
    Outcome.VERIFIED: "Done and verified.",
    Outcome.ACCEPTED: "Done, as far as this platform can show.",
    Outcome.REFUSED_HERE: "Not sent: it is refused here.",
    Outcome.REFUSED_BY_PLATFORM: "The platform refused it.",
    Outcome.NOT_SENT: "Nothing was sent.",
    Outcome.UNKNOWN: "Sent. What became of it is not known yet.",
    Outcome.NOT_VERIFIED: "Acknowledged by the platform, but not so up to now.",
    Outcome.NOT_APPLIED: "No answer came, and it is not so up to now.",
    Outcome.CHANGED: "Changed since it was shown. Nothing was sent.",
    Outcome.PARTIAL: "Only a part of it was done.",
}


def progress_lines(
    plan: Plan,
    turns: Mapping[int, StepResult],
    due: Mapping[int, datetime],
    width: int,
) -> Sequence[Line]:
    """Every step and how far it is. `due` is the moment until which it is read again."""
    lines: list[Line] = []
    for n, step in enumerate(plan.steps, start=1):
        turn = turns.get(n)
        lines += step_line(step, n, _look(turn), _how_far(turn, due.get(n)), width)
    lines += [(), *_wrapped("The change goes on if this is closed. It is sent once.", "muted",
                            width)]  # fmt: skip
    return lines


def verdict_lines(result: "ChangeResult", width: int) -> Sequence[Line]:
    """Outcome, what moved, each step where there are several, the ids to quote."""
    lines: list[Line] = [
        [OUTCOMES[result.outcome].span],
        *_wrapped(MEANINGS[result.outcome], "strong", width),
        (),
    ]
    told = {each.n: each for each in result.results}
    for n, step in enumerate(result.plan.steps, start=1):
        turn = told.get(n)
        word = str(turn.outcome) if turn and turn.outcome else "not come to"
        said = turn.message if turn and len(result.plan.steps) > 1 else ""
        if len(result.plan.steps) == 1:
            word = ""
        lines += step_line(step, n, _look(turn), f"{word}{f': {said}' if said else ''}", width)
        if turn and turn.outcome is Outcome.VERIFIED:
            lines += changes_of(step.before, step.after, width)
            if turn.message and len(result.plan.steps) == 1:
                lines += _wrapped(f"     the platform: {turn.message}", "muted", width)
    if result.outcome is Outcome.VERIFIED and NOT_AT_ONCE in result.plan.warnings:
        lines += [(), *_wrapped(NOT_AT_ONCE, "base", width)]
    if result.message:
        lines += [(), *_wrapped(result.message, "base", width)]
    if result.left_open:
        lines += _wrapped(
            "It stays open in the journal and is decided by reading, never by sending.", "muted",
            width,
        )  # fmt: skip
    lines += [(), *_wrapped(f"change {result.change_id}", "muted", width)]
    if result.correlation_id not in result.message:
        lines += _wrapped(f"correlation id {result.correlation_id}", "muted", width)
    return lines


def one_line(result: "ChangeResult") -> tuple[str, str]:
    """The verdict for the last line of a screen, and the role it is said in."""
    look = OUTCOMES[result.outcome]
    roles = {"good": "bar-strong", "fault": "bar-fault"}
    said = f"{look.span[0]}: {result.plan.title} (change {result.change_id})"
    return said, roles.get(look.role, "bar-caution")


def _look(turn: StepResult | None) -> Span:
    if turn is None:
        return NOT_STARTED.mark
    if turn.outcome is None:
        return AT_WORK.mark
    return OUTCOMES[turn.outcome].mark


def _how_far(turn: StepResult | None, due: datetime | None) -> str:
    if turn is None:
        return ""
    if turn.outcome is not None:
        return str(turn.outcome)
    until = f" until {time_of_day(due)} at the latest" if due else ""
    if turn.acknowledged:
        return f"acknowledged; reading it again{until}"
    if turn.acknowledged is False:
        return "refused; reading it again"
    if turn.sent and turn.message:
        return f"no answer; a re-read decides at {time_of_day(due)}" if due else "no answer"
    return "sent; waiting for the answer" if turn.sent else "reading once more what is so now"


def _wrapped(text: str, role: str, width: int) -> list[Line]:
    return [[(line, role)] for line in wrap(text, max(8, width))]
