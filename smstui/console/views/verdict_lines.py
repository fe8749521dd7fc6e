"""Render the progress and the outcome of a change. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from smstui.console.styled_text import placed
from smstui.console.views.plan_lines import changes_of, step_line
from smstui.domain.changes.lives import NOT_AT_ONCE
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import AlreadySo
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.errors import SmstuiError
from smstui.domain.zone import time_of_day
from smstui.presentation import results
from smstui.presentation.lines import Line, Paragraph
from smstui.presentation.looks import OUTCOMES
from smstui.presentation.results import look_of

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult


def progress_lines(
    plan: Plan,
    turns: Mapping[int, StepResult],
    due: Mapping[int, datetime],
    width: int,
) -> Sequence[Line]:
    """Return every step and how far it is. `due` is the moment until which it is read again."""
    lines: list[Line] = []
    for n, step in enumerate(plan.steps, start=1):
        turn = turns.get(n)
        lines += step_line(step, n, look_of(turn).mark, _how_far(turn, due.get(n)), width)
    lines += [(), *_wrapped("Closing this does not stop the change. It is sent once.", "muted",
                            width)]  # fmt: skip
    return lines


def verdict_lines(result: "ChangeResult", width: int, *, is_late: bool = False) -> Sequence[Line]:
    """Outcome, what moved, each step where there are several, the ids to quote.

    `is_late` says that the effect was seen after the change had ended without it.
    """
    came = is_late and result.outcome is Outcome.VERIFIED
    lines: list[Line] = [
        [OUTCOMES[result.outcome].span],
        *_wrapped(
            results.LATE if came else results.meaning_of(result.outcome, result.results),
            "strong", width,
        ),
        (),
    ]  # fmt: skip
    told = results.by_number(result.results)
    for n, step in enumerate(result.plan.steps, start=1):
        turn = told.get(n)
        word = results.step_word(turn)
        said = turn.message if turn and len(result.plan.steps) > 1 else ""
        if len(result.plan.steps) == 1:
            word = ""
        word = f"{word}: {said}" if said else word
        lines += step_line(step, n, look_of(turn).mark, word, width)
        if turn and turn.outcome is Outcome.VERIFIED:
            lines += changes_of(step, width)
            if turn.message and len(result.plan.steps) == 1:
                who = "" if is_late else "the platform answered: "
                lines += _wrapped(f"     {who}{turn.message}", "muted", width)
    if result.outcome is Outcome.VERIFIED and NOT_AT_ONCE in result.plan.sentences:
        lines += [(), *_wrapped(NOT_AT_ONCE, "base", width)]
    if result.message and not _is_told_by_steps(result):
        lines += [(), *_wrapped(result.message, "base", width)]
    if way_on := results.next_of(result):
        lines += [(), *_wrapped(way_on, "strong", width)]
    if awaited := results.awaited(result):
        lines += [(), *_wrapped(awaited, "base", width)]
    if result.left_open:
        lines += _wrapped(
            "It stays open in the journal and is decided by reading, never by sending.", "muted",
            width,
        )  # fmt: skip
    lines += [(), *_wrapped(f"change {result.change_id}", "muted", width)]
    if result.correlation_id not in result.message:
        lines += _wrapped(f"correlation id {result.correlation_id}", "muted", width)
    return lines


def _is_told_by_steps(result: "ChangeResult") -> bool:
    """Return whether the steps, which are shown with their own words, say all of the message."""
    told = [each.message for each in result.results if each.message]
    return len(result.plan.steps) > 1 and any(result.message.endswith(one) for one in told)


def refusal_lines(error: SmstuiError, width: int) -> Sequence[Line]:
    """Why there is no plan, or why it was not applied."""
    is_so = isinstance(error, AlreadySo)
    lines: list[Line] = [[("● done already", "good") if is_so else ("■ refused", "fault")], ()]
    lines += _wrapped(error.message, "strong", width)
    lines += _wrapped(error.hint, "base", width) if error.hint else []
    if error.correlation_id:
        lines += [(), *_wrapped(f"correlation id {error.correlation_id}", "muted", width)]
    return lines


def one_line(result: "ChangeResult") -> tuple[str, str]:
    """Return the verdict for the last line of a screen, and the role it is said in."""
    look = OUTCOMES[result.outcome]
    roles = {"good": "bar-strong", "fault": "bar-fault"}
    said = f"{look.glyph} {results.sentence_of(result)}"
    return said, roles.get(look.role, "bar-caution")


def _how_far(turn: StepResult | None, due: datetime | None) -> str:
    if turn is None:
        return ""
    if turn.outcome is not None:
        return OUTCOMES[turn.outcome].word
    until = f" until {time_of_day(due)} at the latest" if due else ""
    if turn.acknowledged:
        return f"acknowledged; reading it again{until}"
    if turn.acknowledged is False:
        return "refused; reading it again"
    if turn.sent and turn.message:
        return f"no answer; a re-read decides at {time_of_day(due)}" if due else "no answer"
    return "sent; waiting for the answer" if turn.sent else "reading once more what is so now"


def _wrapped(text: str, role: str, width: int) -> list[Line]:
    return placed(Paragraph(text, role), width)
