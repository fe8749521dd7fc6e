"""The result of a step and of a change: the answer, and what two looks at the platform show.

Pure. The tables are those of the design, §3: no answer is believed unseen, a refusal no more than
a success.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from smstui.domain.changes.facts import SSP_ACCOUNT, UNTOLD, Fact, StateSnapshot
from smstui.domain.changes.plan import Step
from smstui.domain.privacy import in_words


class Outcome(StrEnum):
    """The outcome of a change; the values are part of the command line's contract (design §3)."""

    VERIFIED = "verified"
    ACCEPTED = "accepted"
    REFUSED_HERE = "refused-here"
    REFUSED_BY_PLATFORM = "refused-by-platform"
    NOT_SENT = "not-sent"
    UNKNOWN = "unknown"
    NOT_VERIFIED = "not-verified"
    NOT_APPLIED = "not-applied"
    CHANGED = "changed"
    PARTIAL = "partial"


def in_words_of(outcome: str) -> str:
    """Return an outcome as people read it: `not verified`. JSON and the store have a hyphen."""
    return "partly done" if outcome == Outcome.PARTIAL else outcome.replace("-", " ")


DONE: Final = frozenset({Outcome.VERIFIED, Outcome.ACCEPTED})
"""The outcomes after which the next step of a plan is sent."""

SO_FAR: Final = frozenset(
    {
        Outcome.REFUSED_BY_PLATFORM,
        Outcome.NOT_APPLIED,
        Outcome.NOT_VERIFIED,
        Outcome.PARTIAL,
    }
)
"""The outcomes that hold up to the time of the look. The effect may still come."""


NOT_VISIBLE: Final = "The change was not visible yet"
"""What is said of a change that two looks did not find, with the time of the look behind it."""


NONE_ENDED: Final = "The platform ended no session"
"""What is said first of a request to end sessions that ended none, as the platform counts."""


class Answer(StrEnum):
    """The answer to a write, once something was sent."""

    REFUSAL = "refusal"
    ACKNOWLEDGEMENT = "acknowledgement"
    NO_ANSWER = "no answer"


class Seen(StrEnum):
    """The result of two equal reads for one step."""

    APPLIED = "applied"
    UNTOUCHED = "untouched"
    MIXED = "mixed"
    OTHER = "other"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a provable step. An `open` one is decided later, when it can be read."""

    outcome: Outcome
    open: bool = False


_UNDECIDED: Final = Verdict(Outcome.UNKNOWN, open=True)
_TABLE: Final[Mapping[Answer, Mapping[Seen, Verdict]]] = {
    Answer.REFUSAL: {
        Seen.APPLIED: Verdict(Outcome.VERIFIED),
        Seen.UNTOUCHED: Verdict(Outcome.REFUSED_BY_PLATFORM),
        Seen.MIXED: Verdict(Outcome.PARTIAL),
        Seen.OTHER: Verdict(Outcome.REFUSED_BY_PLATFORM),
        Seen.UNREADABLE: _UNDECIDED,
    },
    Answer.ACKNOWLEDGEMENT: {
        Seen.APPLIED: Verdict(Outcome.VERIFIED),
        Seen.UNTOUCHED: Verdict(Outcome.NOT_VERIFIED),
        Seen.MIXED: Verdict(Outcome.PARTIAL),
        Seen.OTHER: Verdict(Outcome.NOT_VERIFIED),
        Seen.UNREADABLE: _UNDECIDED,
    },
    Answer.NO_ANSWER: {
        Seen.APPLIED: Verdict(Outcome.VERIFIED),
        Seen.UNTOUCHED: Verdict(Outcome.NOT_APPLIED),
        Seen.MIXED: Verdict(Outcome.PARTIAL),
        Seen.OTHER: Verdict(Outcome.UNKNOWN),
        Seen.UNREADABLE: _UNDECIDED,
    },
}


_RECORDS: Final = frozenset({"box", "player", "account", SSP_ACCOUNT})
"""Kinds of records that exist as long as they have facts."""


def verdict(answer: Answer, sight: Seen) -> Verdict:
    """Return the verdict on a provable step, from the table of the design (§3)."""
    return _TABLE[answer][sight]


def seen(step: Step, now: StateSnapshot) -> Seen:
    """Compare the facts that `step` changes with `now`.

    A fact at neither its old nor its new value is another person's change: OTHER. A card that does
    not say in which box it is (UNTOLD) does not contradict the new one, and proves nothing by
    itself. A link that moves from one end to another and has neither is half done. A step whose
    facts do not change shows nothing. A record that is not found has no facts, which is neither an
    old nor a new value.
    """
    moving = moving_facts(step)
    if not moving:
        return Seen.UNTOUCHED
    if any(is_gone(fact, now) and _state_of(fact) not in step.after for fact in moving):
        return Seen.OTHER
    new = [fact for fact in moving if now.get(fact) == step.after[fact]]
    untold = [fact for fact in moving if now.get(fact) == UNTOLD and step.after[fact]]
    if new and len(new) + len(untold) == len(moving):
        return Seen.APPLIED
    old = [fact for fact in moving if now.get(fact) == step.before.get(fact)]
    if len(old) == len(moving):
        return Seen.UNTOUCHED
    between = [fact for fact in moving if _is_on_its_way(step, fact, now)]
    known = len(new) + len(old) + len(between)
    return Seen.MIXED if known == len(moving) else Seen.OTHER


def is_gone(fact: Fact, now: StateSnapshot) -> bool:
    """Return whether `now`, which was read, has nothing of the record of `fact`."""
    return fact.kind in _RECORDS and not any(
        (other.kind, other.id) == (fact.kind, fact.id) for other in now
    )


def _state_of(fact: Fact) -> Fact:
    return Fact(fact.kind, fact.id, "state")


def _is_on_its_way(step: Step, fact: Fact, now: StateSnapshot) -> bool:
    is_link = (fact.kind, fact.name) in (("box", "card"), ("smartcard", "box"))
    moves = step.before.get(fact) is not None and step.after[fact] is not None
    return is_link and moves and now.get(fact) is None


def moving_facts(step: Step) -> tuple[Fact, ...]:
    """Return the facts that `step` changes."""
    return tuple(fact for fact in step.after if step.after[fact] != step.before.get(fact))


def moved(preconditions: StateSnapshot, now: StateSnapshot) -> tuple[Fact, ...]:
    """Return the facts of `preconditions` that do not hold any more."""
    return tuple(fact for fact in preconditions if now.get(fact) != preconditions[fact])


def still_wanted(gone: Sequence[Fact], now: StateSnapshot) -> tuple[Fact, ...]:
    """Return those of `gone` that stop a change. A session that has ended is as requested."""
    return tuple(
        fact
        for fact in gone
        if fact.kind != "session" or now.get(Fact("session", fact.id, "state")) is not None
    )


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of one step, counted from 1. None: unknown, or not reached.

    `sent_at` is ISO 8601 in UTC; from the moment it is set, a byte may have left. `acknowledged`
    is True for an acknowledgement, False for a refusal, None for no answer. `own_refusal` marks
    a refusal in the platform's own error form. `looked_at` (ISO 8601, UTC) is the time of the
    last look.
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
    looked_at: str = ""
    own_refusal: bool = False

    @property
    def answer(self) -> Answer:
        """The answer to the request."""
        if self.acknowledged is None:
            return Answer.NO_ANSWER
        return Answer.ACKNOWLEDGEMENT if self.acknowledged else Answer.REFUSAL


def of_change(results: Sequence[StepResult], steps: int) -> Outcome:
    """Return the outcome of a whole change of `steps` steps (design §3, "Several steps")."""
    done = [result for result in results if result.outcome in DONE]
    if len(done) == steps:
        every = all(result.outcome is Outcome.VERIFIED for result in done)
        return Outcome.VERIFIED if every else Outcome.ACCEPTED
    last = next((result for result in reversed(results) if result.outcome), None)
    if last is None or last.outcome is None or last.outcome is Outcome.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.PARTIAL if done else last.outcome


def said_of(now: StateSnapshot, facts: Sequence[Fact]) -> str:
    """Return the present values, in words."""
    told = {
        f"{fact.record}: not found"
        if is_gone(fact, now)
        else ": ".join(in_words(fact, now.get(fact))): None
        for fact in facts
    }
    return "; ".join(told)
