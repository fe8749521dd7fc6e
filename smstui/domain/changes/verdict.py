"""What a re-read says of a step, and how a change ends. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from smstui.domain.changes.facts import UNTOLD, Fact, Image
from smstui.domain.changes.plan import Step


class Outcome(StrEnum):
    """How a change ended; the values are part of the command line's contract (design §3)."""

    VERIFIED = "verified"
    REFUSED_HERE = "refused-here"
    REFUSED_BY_PLATFORM = "refused-by-platform"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"
    NOT_VERIFIED = "not-verified"
    NOT_APPLIED = "not-applied"
    CHANGED = "changed"
    PARTIAL = "partial"


class Seen(StrEnum):
    """What a re-read shows of one step."""

    APPLIED = "applied"
    UNTOUCHED = "untouched"
    MIXED = "mixed"
    OTHER = "other"


def seen(step: Step, now: Image) -> Seen:
    """APPLIED: all that was wanted is so. UNTOUCHED: all is as before. MIXED: some of each.

    OTHER: somebody else has been at it. A step whose facts do not change shows nothing.
    """
    moving = [fact for fact in step.after if step.after[fact] != step.before.get(fact)]
    if not moving:
        return Seen.UNTOUCHED
    wanted = [fact for fact in moving if now.get(fact) == step.after[fact]]
    untold = [fact for fact in moving if now.get(fact) == UNTOLD and step.after[fact]]
    if wanted and len(wanted) + len(untold) == len(moving):
        return Seen.APPLIED
    if all(now.get(fact) == step.before.get(fact) for fact in moving):
        return Seen.UNTOUCHED
    return Seen.MIXED if wanted else Seen.OTHER


def moved(guard: Image, now: Image) -> tuple[Fact, ...]:
    """The facts of `guard` that are no longer so."""
    return tuple(fact for fact in guard if now.get(fact) != guard[fact])


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of one step, counted from 1. None: not known, or not come to.

    `sent_at` is ISO 8601 in UTC; from the moment it is set, a byte may have left.
    """

    n: int
    sent: bool = False
    acknowledged: bool | None = None
    verified: bool | None = None
    outcome: Outcome | None = None
    correlation_id: str = ""
    message: str = ""
    created: str = ""
    sent_at: str = ""


def of_acknowledged(sight: Seen) -> Outcome:
    """The end of a step the platform acknowledged, once the settle time is over."""
    return {
        Seen.APPLIED: Outcome.VERIFIED,
        Seen.UNTOUCHED: Outcome.NOT_VERIFIED,
        Seen.MIXED: Outcome.PARTIAL,
        Seen.OTHER: Outcome.NOT_VERIFIED,
    }[sight]


def of_unanswered(sight: Seen) -> Outcome:
    """The end of a step without an answer, once the settle time is over."""
    return {
        Seen.APPLIED: Outcome.VERIFIED,
        Seen.UNTOUCHED: Outcome.NOT_APPLIED,
        Seen.MIXED: Outcome.PARTIAL,
        Seen.OTHER: Outcome.UNKNOWN,
    }[sight]


def of_change(results: Sequence[StepResult], steps: int) -> Outcome:
    """The end of a whole change: that of its last step, or `partial` when only some are done."""
    done = [result for result in results if result.outcome is Outcome.VERIFIED]
    if len(done) == steps:
        return Outcome.VERIFIED
    last = next((result for result in reversed(results) if result.outcome), None)
    if last is None or last.outcome is None:
        return Outcome.UNKNOWN
    if last.outcome is Outcome.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.PARTIAL if done else last.outcome


def said_of(now: Image, facts: Sequence[Fact]) -> str:
    """What is where, in words, for a result that is neither one thing nor the other."""
    return "; ".join(f"{fact}: {now.get(fact) or 'none'}" for fact in facts)
