"""Whether a plan still aims at what the stored plan of a draft aimed at. Pure."""

from typing import Final

from smstui.domain.changes.facts import Fact, Image
from smstui.domain.changes.plan import Plan

_NAMING: Final = ("card", "casn", "to", "account")
"""Values of a write that name a record."""


def aim_moved(shown: Plan, plan: Plan) -> str:
    """Return what `shown` aimed at and what `plan` aims at, in a sentence; empty if the same.

    Compared are the account, the records that are held, and what each write names.
    """
    if _aim(shown) == _aim(plan):
        return ""
    was, now = _told(shown), _told(plan)
    if was == now:
        was, now = _steps(shown), _steps(plan)
    return f"This was saved for {was}, and is for {now} now."


def facts_moved(before: Image, now: Image) -> str:
    """Return which facts of `before` are otherwise now, both values; empty if none."""
    return " ".join(
        f"{fact.shown} was {before[fact] or 'none'}, is now {now.get(fact) or 'none'}."
        for fact in before
        if _differs(before, now, fact)
    )


def not_so(shown: Plan, now: Image) -> str:
    """Return what `shown` wanted and is not so by `now`, in a sentence; empty if all is so.

    Facts that `now` does not have are left out.
    """
    wanted: dict[Fact, str | None] = {}
    for step in shown.steps:
        wanted |= step.after
    return " ".join(
        f"{fact.shown} is {now[fact] or 'none'}, and not {value or 'none'}."
        for fact, value in wanted.items()
        if fact in now and now[fact] != value
    )


def _aim(plan: Plan) -> tuple[object, ...]:
    writes = tuple(
        (step.write.call, step.write.target, *(step.write.values.get(name) for name in _NAMING))
        for step in plan.steps
    )
    return plan.account, frozenset(plan.holds), writes


def _told(plan: Plan) -> str:
    """The records of a plan, the account by its number."""
    records = [each for each in plan.holds if not each.startswith("account ")]
    owners = [each for each in plan.holds if each.startswith("account ")]
    account = [f"account {plan.account} (uid {owner.removeprefix('account ')})"
               for owner in owners] if plan.account else owners  # fmt: skip
    return ", ".join([*records, *account]) or _steps(plan)


def _steps(plan: Plan) -> str:
    return "; ".join(step.title for step in plan.steps)


def _differs(before: Image, now: Image, fact: Fact) -> bool:
    """Whether a fact moved. A card that only its box told of had no status of its own then."""
    if before[fact] is None and fact.kind == "smartcard" and fact.name == "status":
        return False
    return before[fact] != now.get(fact)
