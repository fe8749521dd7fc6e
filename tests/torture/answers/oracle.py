"""What must be said, by design.md §3 and by what the world shows.

Nothing here asks the program.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.torture.answers.scenarios import Facts, Scenario
from tests.torture.answers.stages import BLIND, MEDDLED, NEVER, UNKNOWN, Kind, Staged, Timing

COUNTED: Final = frozenset({"matched-0", "modified-0"})
"""Answers that count what a change of a record does: no creation, deletion or command has them."""
NO_CHANGES: Final = frozenset({"create-box", "add-right", "message", "delete-box"})
"""Operations of `opf` that change no record: such an answer is another call's, so none."""


class Sight(StrEnum):
    PLANNED = "as planned"
    UNTOUCHED = "untouched"
    MIXED = "mixed"
    OTHER = "other"


TABLE: Final[dict[Sight, dict[Kind, str]]] = {
    Sight.PLANNED: dict.fromkeys(Kind, "verified"),
    Sight.UNTOUCHED: {
        Kind.REFUSAL: "refused-by-platform",
        Kind.ACKNOWLEDGEMENT: "not-verified",
        Kind.NO_ANSWER: "not-applied",
    },
    Sight.MIXED: dict.fromkeys(Kind, "partial"),
    Sight.OTHER: {
        Kind.REFUSAL: "refused-by-platform",
        Kind.ACKNOWLEDGEMENT: "not-verified",
        Kind.NO_ANSWER: "unknown",
    },
}
"""design.md §3, "Looking", what can be read."""


def sight(before: Facts, after: Facts, now: Facts) -> Sight:
    """What the world shows of a step that was to lead from `before` to `after`."""
    if now == after:
        return Sight.PLANNED
    if now == before:
        return Sight.UNTOUCHED
    # What moves from one end to another and is at neither is on its way: half of it is done.
    known = all(
        n in (b, a) or (n is None and b is not None and a is not None)
        for b, a, n in zip(before, after, now, strict=True)
    )
    return Sight.MIXED if known else Sight.OTHER


@dataclass(frozen=True)
class Expected:
    """What may be said of a change, and how many requests may have left for it."""

    outcomes: frozenset[str]
    open: bool | None = False
    most_writes: int = 1
    done: int = 0
    """The steps that are verified or accepted when it ends."""


def renews(scenario: Scenario, answer: Staged, step: int) -> bool:
    """Whether a refused sign-in leads to a second request, if nothing has changed."""
    return answer.token and scenario.proves(step) and scenario.token(step) == "operator"


def expected(scenario: Scenario, answer: Staged, timing: Timing, step: int, now: Facts) -> Expected:
    """What must be said of a change whose step `step` (from 1) got `answer`.

    `now` is what the world shows when the change ends. Steps before `step` were answered soundly;
    those after it are, if it goes on.
    """
    may_resend = renews(scenario, answer, step) and timing not in (*BLIND, *MEDDLED)
    effect_in_time = timing in (Timing.AFTER, Timing.LATE, Timing.TWICE, Timing.BLIND_AFTER)
    if not scenario.proves(step):
        ends = answer.unprovable
        if _is_of_another(scenario, answer, step):
            ends |= {UNKNOWN}
    elif timing in BLIND:
        ends = frozenset({UNKNOWN})
    elif may_resend and not effect_in_time and not answer.always:
        ends = frozenset({"verified"})  # two looks found it untouched; the second request is sound
    else:
        start, goal = scenario.states[step - 1], scenario.states[step]
        # A step that ended well lets the next ones run: then `now` is past it.
        seen = Sight.PLANNED if effect_in_time else sight(start, goal, now)
        ends = frozenset(TABLE[seen][kind] for kind in answer.kinds)
        if _is_of_another(scenario, answer, step):
            ends |= {TABLE[seen][Kind.NO_ANSWER]}
    own = answer.token and scenario.token(step) == "own" and scenario.proves(step)
    if own and not effect_in_time and timing not in (*BLIND, *MEDDLED) and not answer.always:
        ends |= {"verified"}  # a token of our own making may be made anew
    outcomes = frozenset(of_change(scenario, step, end) for end in ends)
    if "accepted" in ends and not effect_in_time and _has_a_later_command(scenario, step):
        outcomes |= {"partial"}  # what the CAS did not take out, it does not let in elsewhere
    goes_on = ends <= {"verified", "accepted"}
    return Expected(
        outcomes,
        # What cannot be read back closes when the settle time is over, not before.
        open=timing in BLIND if scenario.proves(step) and not scenario.cas_steps else None,
        most_writes=(scenario.steps if ends & {"verified", "accepted"} else step)
        + (may_resend and not effect_in_time)
        + (answer.token and scenario.token(step) == "own"),
        done=scenario.steps if goes_on else step - 1,
    )


def _is_of_another(scenario: Scenario, answer: Staged, step: int) -> bool:
    """Whether an answer looks like that of another call, which is no answer."""
    changes_none = scenario.family == "opf" and scenario.name in NO_CHANGES
    return answer.name in COUNTED and (changes_none or scenario.is_cas(step))


def _has_a_later_command(scenario: Scenario, step: int) -> bool:
    return scenario.is_cas(step) and any(each > step for each in scenario.cas_steps)


def of_change(scenario: Scenario, step: int, end: str) -> str:
    """design.md §3, "Several steps", for a change whose steps before `step` are done."""
    if end in ("verified", "accepted"):
        return "accepted" if scenario.cas_steps else end
    if end == "unknown":
        return end
    return "partial" if step > 1 else end


def decided(scenario: Scenario, answer: Staged, timing: Timing, step: int) -> frozenset[str]:
    """What an open change is decided as, once it can be read: the same table."""
    seen = Sight.UNTOUCHED if timing in NEVER else Sight.PLANNED
    kinds = {*answer.kinds, *({Kind.NO_ANSWER} if _is_of_another(scenario, answer, step) else ())}
    ends = {TABLE[seen][kind] for kind in kinds}
    if seen is Sight.PLANNED and step < scenario.steps:
        return frozenset({"partial"})
    return frozenset(of_change(scenario, step, end) for end in ends)


_NOTHING_SENT: Final = re.compile(r"nothing was sent|was not sent|not sent", re.IGNORECASE)
_NOTHING_CHANGED: Final = re.compile(
    r"(it )?changed nothing|nothing( has|) changed|no effect|had no effect", re.IGNORECASE
)


@dataclass
class Said:
    """What the program said of one case, and what the world shows."""

    outcome: str
    left_open: bool
    message: str
    writes: int
    reads_after: int
    provable: bool
    """Whether reading shows what became of the struck step."""
    start: Facts
    """Where the struck step began, where it was to lead, and where the whole change was."""
    step_goal: Facts
    goal: Facts
    end: Facts


def false_words(scenario: Scenario, said: Said) -> list[str]:
    """What was said and the world contradicts."""
    found = []
    if said.outcome == "verified" and said.end != said.goal:
        found.append("said verified, and it is not so")
    if said.writes and _NOTHING_SENT.search(said.message):
        found.append("said that nothing was sent, and it was")
    changed = said.end != said.start
    if changed and _NOTHING_CHANGED.search(said.message) and "read again" not in said.message:
        found.append("said that nothing changed, and it has")
    if said.end == said.step_goal and said.provable and said.outcome in (
        "refused-by-platform", "not-applied", "not-verified", "not-sent", "refused-here",
    ):  # fmt: skip
        found.append(f"said {said.outcome}, and it is done")
    if (not scenario.provable or scenario.cas_steps) and said.outcome == "verified":
        found.append("said verified of what cannot be read")
    if said.provable and said.outcome == "refused-by-platform" and said.reads_after < 2:
        found.append("called refused without two looks")
    if "proven" in said.message:
        found.append("called proven what was only read")
    return found
