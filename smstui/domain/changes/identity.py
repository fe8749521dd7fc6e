"""Check that a number still belongs to the record of a plan. Pure.

Account numbers and card numbers may pass to another record. Its uid shows that.
"""

from collections.abc import Iterable
from typing import Final

from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.plan import Plan

UID: Final = "uid"


def identities(plan: Plan) -> dict[Fact, str]:
    """Return the uids of the records of `plan`, as far as they are known."""
    return {
        fact: uid
        for fact, uid in plan.preconditions.items()
        if fact.name == UID and uid is not None
    }


def passed_on(same: StateSnapshot, now: StateSnapshot) -> tuple[Fact, ...]:
    """Return those of the identities `same` that belong to another record in `now`."""
    return tuple(fact for fact, uid in same.items() if now.get(fact) not in (None, uid))


def said_of_passed(same: StateSnapshot, now: StateSnapshot, facts: Iterable[Fact]) -> str:
    """Return a sentence on the records that are different ones now."""
    told = [
        f"{fact.kind} {fact.id} is now another one (uid {now.get(fact)}, not {same[fact]})"
        for fact in facts
    ]
    return f"{'; '.join(told)}."
