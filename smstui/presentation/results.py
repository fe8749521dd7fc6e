"""Render the result of a change and of its steps."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from smstui.domain.changes.undo import WITH_EFFECT
from smstui.domain.changes.verdict import DONE, NONE_ENDED, Outcome, StepResult
from smstui.domain.changes.watch import is_expected, watched_until
from smstui.presentation.looks import AT_WORK, NOT_STARTED, OUTCOMES, Look
from smstui.presentation.plans import why_lost

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult

MEANINGS: Final[Mapping[str, str]] = {
    Outcome.VERIFIED: "Done and verified.",
    Outcome.ACCEPTED: "Done, as far as this platform can show.",
    Outcome.REFUSED_HERE: "Not sent: smstui refused it.",
    Outcome.REFUSED_BY_PLATFORM: "The platform refused it.",
    Outcome.NOT_SENT: "Nothing was sent.",
    Outcome.UNKNOWN: "Sent. The result is not known yet.",
    Outcome.NOT_VERIFIED: "Acknowledged by the platform, but not visible in its records yet.",
    Outcome.NOT_APPLIED: "No answer came, and the change is not visible yet.",
    Outcome.CHANGED: "Changed since it was shown. Nothing was sent.",
    Outcome.PARTIAL: "Only a part of it was done.",
}
"""The meaning of each outcome, in one sentence."""

_NONE_ENDED: Final = "Acknowledged by the platform, which ended no session."
"""The meaning of `accepted` where the platform says that it ended none."""

_CODE: Final = re.compile(r"\b\d{5}\b")
"""A code that a television shows at sign-on, such as 20007."""

LATE: Final = "Done late and verified. Somebody else may have made the same change."
"""The meaning of `verified` where the effect came after the change had ended without it."""


def meaning_of(outcome: Outcome, results: Sequence[StepResult]) -> str:
    """Return the meaning of the outcome of a change with the `results` of its steps."""
    none = results and all(each.message.startswith(NONE_ENDED) for each in results)
    return _NONE_ENDED if none and outcome is Outcome.ACCEPTED else MEANINGS[outcome]


def no_undo(result: "ChangeResult") -> str:
    """Return why the dialog of a change that ended offers no undo."""
    if result.left_open:
        return "It is still open, so it cannot be undone yet. Page 5 tells when it is decided."
    if result.outcome not in WITH_EFFECT:
        return "It has had no effect so far, so there is nothing to undo."
    if result.plan.undoes:
        return "This was an undo. To take it back, undo it on page 5."
    if why := why_lost(result.plan):
        return f"This cannot be undone. {why}"
    return f"This cannot be undone: there is no undo for what it did ({result.plan.title})."


def awaited(result: "ChangeResult") -> str:
    """Return the sentence on what may still come of a change that ended; empty if nothing may."""
    until = result.watch_until
    return watched(until) if until is not None and is_expected(result.results) else ""


def watched(until: datetime) -> str:
    """Return the sentence on a change whose effect may still come."""
    return (
        f"{watched_until(until)} Look the record up again: each time it is read, it is compared "
        "with this change."
    )


def look_of(result: StepResult | None) -> Look:
    """Return the look of a step: not started, under way, or its outcome."""
    if result is None:
        return NOT_STARTED
    return OUTCOMES[result.outcome] if result.outcome else AT_WORK


def step_word(result: StepResult | None) -> str:
    """Return the outcome of a step of a change that ended."""
    return OUTCOMES[result.outcome].word if result and result.outcome else NOT_STARTED.word


def by_number(results: Sequence[StepResult]) -> Mapping[int, StepResult]:
    """Return the results of steps by the number of the step."""
    return {each.n: each for each in results}


def sentence_of(result: "ChangeResult") -> str:
    """Return outcome, title and id of a change on one line."""
    word = OUTCOMES[result.outcome].word
    return f"{word}: {result.plan.title} (change {result.change_id})"


def next_of(result: "ChangeResult") -> str:
    """Return what to do after a change that the platform refused, all or a part; else nothing.

    A sentence of the plan that tells what to do about the code of the refusal says it best.
    """
    if result.outcome not in (Outcome.PARTIAL, Outcome.REFUSED_BY_PLATFORM) or result.left_open:
        return ""
    results = by_number(result.results)
    missing = [
        step for n, step in enumerate(result.plan.steps, start=1)
        if not ((turn := results.get(n)) and turn.outcome in DONE)
    ]  # fmt: skip
    at_the_cas = all(step.write.call.startswith("cas-") for step in missing)
    for code in _CODE.findall(result.message):
        for sentence in result.plan.sentences:
            if advice := sentence.partition(f"({code}): ")[2]:
                return f"Next: {advice} Then plan this again."
    if result.outcome is Outcome.PARTIAL:
        what = "the CAS half" if at_the_cas else "what is missing"
        undo = "; or undo what was done" if result.plan.inverse and not result.plan.undoes else ""
        way_on = f"Next: plan it again, which sends {what} alone{undo}."
    else:
        way_on = "Next: look at what the platform says, then plan it again."
    whom = "the CAS" if at_the_cas else "the platform"
    return f"{way_on} If it is refused again, give the correlation id to whoever runs {whom}."


def said_of(result: "ChangeResult") -> str:
    """Return the message of a result with its correlation id; empty where there is none."""
    tail = f"(correlation id {result.correlation_id})"
    if not result.message or tail in result.message:
        return result.message
    return f"{result.message} {tail}"
