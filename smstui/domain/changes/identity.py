"""Whether what is read by a number is still the record that a plan is for. Pure.

Account numbers and card numbers may pass on to another record. Its uid tells.
"""

from collections.abc import Iterable
from typing import Final

from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.plan import Plan

UID: Final = "uid"


def identities(plan: Plan) -> dict[Fact, str]:
    """Return the uids of the records that `plan` is for, as far as they were told."""
    return {
        fact: uid
        for fact, uid in plan.preconditions.items()
        if fact.name == UID and uid is not None
    }


def passed_on(same: StateSnapshot, now: StateSnapshot) -> tuple[Fact, ...]:
    """Return those of the identities `same` that are another record's in `now`."""
    return tuple(fact for fact, uid in same.items() if now.get(fact) not in (None, uid))


def said_of_passed(same: StateSnapshot, now: StateSnapshot, facts: Iterable[Fact]) -> str:
    """Return which records are others now, in a sentence."""
    told = [
        f"{fact.kind} {fact.id} is now another one (uid {now.get(fact)}, not {same[fact]})"
        for fact in facts
    ]
    return f"{'; '.join(told)}."
