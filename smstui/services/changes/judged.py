"""Say what two looks found of a step, in a sentence that stays true."""

from smstui.domain.changes.plan import Step
from smstui.domain.changes.verdict import NOT_VISIBLE, Answer, Outcome, Seen, said_of
from smstui.domain.errors import NotSent, PlatformError
from smstui.domain.zone import time_and_zone
from smstui.services.changes.settling import Sight


def judged(step: Step, answer: Answer, sight: Sight, said: str, outcome: Outcome) -> str:
    """Return the sentence for the verdict on a provable step.

    `said` is the answer in words: a whole sentence for a refusal or a missing answer.
    """
    at, now = time_and_zone(sight.at), said_of(sight.now, list(step.after))
    told = f" ({said})" if said else ""
    if outcome is Outcome.VERIFIED:
        made = f"but the change was made: read again at {at}. {said}"
        return {
            Answer.ACKNOWLEDGEMENT: said,
            Answer.REFUSAL: f"The platform refused, {made}",
            Answer.NO_ANSWER: f"No answer came, {made}",
        }[answer]
    if sight.seen is Seen.UNREADABLE:
        first = {
            Answer.ACKNOWLEDGEMENT: f"The platform acknowledged it{told}.",
            Answer.REFUSAL: said,
            Answer.NO_ANSWER: said,
        }[answer]
        why = f"{_why(sight.error)}." if sight.error else "each look found something else."
        return f"{first} What is there now could not be read: {why}"
    if outcome is Outcome.PARTIAL:
        return f"Only a part of the change was made by {at}{told}: {now}."
    other = f"Somebody else changed it meanwhile. Read at {at}: {now}."
    if answer is Answer.REFUSAL:
        untouched = f"Read again at {at}: nothing had changed by then."
        return f"{said} {untouched if sight.seen is Seen.UNTOUCHED else other}"
    first = (
        f"The platform acknowledged it{told}"
        if answer is Answer.ACKNOWLEDGEMENT
        else f"No answer came{told}"
    )
    if sight.seen is Seen.UNTOUCHED:
        return f"{first}. {NOT_VISIBLE} at {at}: {now}."
    return f"{first}. {other}"


def _why(error: PlatformError) -> str:
    """Return why reading failed. That nothing was sent is said of the read, and not said here."""
    said = error.reason if isinstance(error, NotSent) and error.reason else error.message
    return said.rstrip(".")
