"""Plans for users of an account that are added or changed later.

No call for it is public: a site names it (`create-user`, `change-user` in the catalogue).
"""

from collections.abc import Mapping

from smstui.domain.account import Account
from smstui.domain.bundle import Family
from smstui.domain.changes.context import PlanContext, need_digits, plan_of_step
from smstui.domain.changes.facts import FIRST_LOGIN, FIRST_NAME, Fact, Subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.provisioning import FirstUser
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.marking import personal
from smstui.domain.record import limits_of
from smstui.domain.user import User


def plan_add_user(context: PlanContext, user: FirstUser) -> Plan:
    """Plan to add a user, not the default one and no super-user, without a password."""
    context.need(Call.CREATE_USER)
    owner = context.owner("this id")
    context.living_owner(owner.title)
    need_digits(user.pin)
    _within({"login_id": user.login, "name": user.called})
    after: dict[Fact, str | None] = {FIRST_LOGIN: user.login, FIRST_NAME: user.called}
    step = Step(
        Write(
            Call.CREATE_USER,
            owner.uid or "",
            {"login": user.login, "name": user.called},
            user.pin,
        ),
        f"add a user to account {owner.id}",
        dict.fromkeys(after),
        after,
        (_subject(user.login),),
    )
    notes = ["The PIN cannot be read back."]
    warnings = ["The user gets no password, which OpenTV Player needs to sign on."]
    return plan_of_step(context, Operation.ADD_USER, owner, step, warnings, notes=notes)


def plan_change_user(context: PlanContext, user: User, values: Mapping[str, str]) -> Plan:
    """Plan to give a user another name, or to let or not let the user buy."""
    context.need(Call.CHANGE_USER)
    owner: Account = context.owner("this user")
    context.living_owner(owner.title)
    wanted = {name: values[name] for name in ("name", "purchases") if values.get(name)}
    if not wanted:
        raise RefusedHere("No value is given. Give a name, or whether the user may buy.")
    _within({"name": wanted.get("name", "")})
    held = {"name": user.name, "purchases": str(user.purchase_ability or "") or None}
    changed = {name: value for name, value in wanted.items() if held[name] != value}
    if not changed:
        raise AlreadySo(f"User {user.uid} is so already.")
    before = {name: held[name] for name in changed}
    step = Step(
        Write(Call.CHANGE_USER, user.uid or "", changed),
        f"change user {user.uid} of account {owner.id}: {', '.join(changed)}",
        {Fact("user", user.uid or "", name): value for name, value in before.items()},
        {Fact("user", user.uid or "", name): value for name, value in changed.items()},
        (_subject(user.login_id or ""),),
        undo=Write(Call.CHANGE_USER, user.uid or "", before) if all(before.values()) else None,
    )
    return plan_of_step(context, Operation.CHANGE_USER, owner, step, [])


def refuse_family(family: Family, reads_logins: bool) -> None:
    """Raise RefusedHere where a user cannot be read back by the login."""
    if family == "opf" or not reads_logins:
        raise RefusedHere(
            "This platform cannot look a user up, so nothing could be proven.",
            hint="Do it in the customer system.",
        )


def _subject(login: str) -> Subject:
    return Subject("user", Reading(IdKind.LOGIN, login))


def _within(told: Mapping[str, str]) -> None:
    for name, most in limits_of(User).items():
        if len(told.get(name, "")) > most:
            raise RefusedHere(
                f"{name.replace('_', ' ').capitalize()} has at most {most} characters: "
                f"{personal(told[name])}.",
                hint="Give a shorter one.",
            )
