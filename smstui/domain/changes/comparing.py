"""Compare a plan with an earlier one: the same target or not, and what changed, in words. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Plan
from smstui.domain.marking import numbered
from smstui.domain.privacy import value_of, wanted_value_of
from smstui.domain.text import capital

_NAMING: Final = ("card", "casn", "to", "account")
"""Values of a write that name a record."""


_OWNED: Final = frozenset({"box", "player", "user", "chipset", "session", "right"})
_OF_ITS_OWN: Final = frozenset({"account", "box", "player", "smartcard", "right", "session"})
"""Kinds of facts of one record, which may be deleted."""


def is_owner(fact: Fact) -> bool:
    """Return whether a fact names the owner of a record. Its value is an account's uid."""
    return fact.name == "account" and fact.kind in _OWNED


def aim_moved(shown: Plan, plan: Plan, verb: str = "saved") -> str:
    """Return the targets of `shown` and `plan` in a sentence; empty if they are the same.

    Compared are the account, the locked records, and what each write names. Sessions that ended
    meanwhile do not make another target: there is less to do. If `shown` has no steps, only some of
    the records were known.
    """
    if not shown.steps and set(shown.locks) <= set(plan.locks):
        return ""
    if _aim(shown) == _aim(plan) or _has_ended(shown, plan):
        return ""
    was, now = _told(shown), _told(plan)
    if was == now:
        left = [step.title for step in plan.steps]
        gone = [step.title for step in shown.steps if step.title not in left]
        if gone and len(left) + len(gone) == len(shown.steps):
            return f"Already done: {'; '.join(gone)}. Still to do: {'; '.join(left)}."
        was, now = _steps(shown), _steps(plan)
    return f"This was {verb} for {was}, and is for {now} now."


def facts_moved(
    before: StateSnapshot, now: StateSnapshot, names: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return which facts of `before` differ now, with both values; empty if none.

    `names` are accounts by their uids, for records that belong to another account now.
    """
    gone = differing(before, now)
    owners = [_whose(fact, now.get(fact), names) for fact in gone if is_owner(fact)]
    return " ".join(
        [
            *owners,
            *(
                f"{fact.shown} was {value_of(fact, before[fact])}, "
                f"is now {value_of(fact, now.get(fact))}."
                for fact in gone
                if not is_owner(fact)
            ),
        ]
    )


def said_of_moved(now: StateSnapshot, gone: Sequence[Fact], names: Mapping[str, str]) -> str:
    """Return the present values of the facts `gone`, in sentences.

    `names` are accounts by their uids. Of a deleted record only that is said.
    """
    there = {(fact.kind, fact.id) for fact in now}
    lost = {(fact.kind, fact.id): f"{capital(fact.record)} is no longer there."
            for fact in gone
            if fact.kind in _OF_ITS_OWN and (fact.kind, fact.id) not in there}  # fmt: skip
    left = [fact for fact in gone if (fact.kind, fact.id) not in lost]
    owners = [_whose(fact, now.get(fact), names) for fact in left if is_owner(fact)]
    others = "; ".join(
        f"{fact.shown}: {value_of(fact, now.get(fact))}" for fact in left if not is_owner(fact)
    )
    return " ".join([*owners, *lost.values(), *([f"Now {others}."] if others else [])])


def _whose(fact: Fact, uid: str | None, names: Mapping[str, str]) -> str:
    """Return the present owner of a record, in a sentence. A user is not named: logins are
    masked."""
    record = "The user that was named" if fact.kind == "user" else capital(fact.record)
    owner = names.get(uid, f"another account (uid {uid})") if uid else "no account"
    return f"{record} is now of {owner}."


def not_so(shown: Plan, now: StateSnapshot) -> str:
    """Return what `shown` requested and `now` does not have, in a sentence, or an empty text.

    Facts that are missing in `now` are left out.
    """
    wanted: dict[Fact, str | None] = {}
    for step in shown.steps:
        wanted |= step.after
    return " ".join(
        f"{fact.shown} is {value_of(fact, now[fact])}, and not {wanted_value_of(fact, value)}."
        for fact, value in wanted.items()
        if fact in now and now[fact] != value
    )


def _aim(plan: Plan) -> tuple[object, ...]:
    return plan.account, frozenset(plan.locks), _writes(plan)


def _writes(plan: Plan) -> tuple[tuple[object, ...], ...]:
    return tuple(
        (step.write.call, step.write.target, *(step.write.values.get(name) for name in _NAMING))
        for step in plan.steps
    )


def _has_ended(shown: Plan, plan: Plan) -> bool:
    """Return whether `plan` ends some of the sessions that `shown` was to end, and nothing else."""
    if any(step.write.call is not Call.END_SESSION for step in plan.steps):
        return False
    same = (shown.account, frozenset(shown.locks)) == (plan.account, frozenset(plan.locks))
    return same and set(_writes(plan)) <= set(_writes(shown))


def _told(plan: Plan) -> str:
    """Return the records of a plan, its own account by its number: that is locked first."""
    records = [lock_named(each) for each in plan.locks if not each.startswith("account ")]
    owners = [each for each in plan.locks if each.startswith("account ")]
    uids = [owner.removeprefix("account ") for owner in owners]
    account = [f"account {plan.account} (uid {uid})" for uid in uids[:1]]
    account += [f"another account (uid {uid})" for uid in uids[1:]]
    account = account if plan.account else owners
    return ", ".join([*records, *account]) or _steps(plan)


def lock_named(lock: str) -> str:
    """Return the record that a lock is for, for a sentence: `box 3422`, `card 000145098241`."""
    kind, _, record = lock.partition(" ")
    return f"{kind} {numbered(record)}" if kind == "card" else lock


def _steps(plan: Plan) -> str:
    return "; ".join(step.title for step in plan.steps)


def differing(before: StateSnapshot, now: StateSnapshot) -> tuple[Fact, ...]:
    """Return the facts of `before` that differ now."""
    return tuple(fact for fact in before if _differs(before, now, fact))


def _differs(before: StateSnapshot, now: StateSnapshot, fact: Fact) -> bool:
    """Return whether a fact changed. A card known only from its box had no status of its own
    then."""
    if before[fact] is None and fact.kind == "smartcard" and fact.name == "status":
        return False
    return before[fact] != now.get(fact)
