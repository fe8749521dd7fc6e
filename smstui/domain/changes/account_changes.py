"""Plan to change fields of an account, such as its limits.

Which fields an operation changes says its description (`OperationSpec.changes`), how each is
written and read back `account_fields`.
"""

from collections.abc import Mapping

from smstui.domain.account import Account
from smstui.domain.changes.account_fields import fact_name, label_of, value_in
from smstui.domain.changes.account_values import normal_form
from smstui.domain.changes.context import PlanContext, plan_of_step
from smstui.domain.changes.facts import Fact, account_subject
from smstui.domain.changes.operations import Call, OperationSpec
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.changes.trial import Trial
from smstui.domain.text import series


def plan_account_fields(
    context: PlanContext, spec: OperationSpec, values: Mapping[str, str]
) -> Plan:
    """Plan to give the account those of the fields of `spec` that have a value."""
    context.need(Call.ACCOUNT_FIELDS)
    owner = context.owner("this id")
    context.living_owner(owner.title)
    wanted = {
        name: value for name in spec.changes if (value := normal_form(name, values.get(name, "")))
    }
    if not wanted:
        named = series([label_of(name) for name in spec.changes])
        raise RefusedHere(f"No value is given. Give one for {named}.")
    held = {name: value_in(owner, name) for name in wanted}
    if lost := [name for name in wanted if name in owner.unreadable]:
        raise RefusedHere(
            f"The {label_of(lost[0])} of account {owner.id} could not be read, so it is not "
            "changed.",
            hint="Nothing is changed on what cannot be seen. Look the account up again.",
        )
    changed = {name: value for name, value in wanted.items() if held[name] != value}
    if not changed:
        told = ", ".join(f"{label_of(name)} {value}" for name, value in wanted.items())
        raise AlreadySo(f"Account {owner.id} has {told} already.")
    step = _step(context, owner, changed, held)
    warnings = [] if step.undo else [_no_way_back(changed, held)]
    return plan_of_step(context, spec.operation, owner, step, warnings)


def _step(
    context: PlanContext,
    owner: Account,
    changed: Mapping[str, str],
    held: Mapping[str, str | None],
) -> Step:
    number, uid = owner.id or "", owner.uid or ""
    facts = {name: Fact("account", number, fact_name(name)) for name in changed}
    moves = ", ".join(f"{label_of(name)} {value}" for name, value in changed.items())
    before = {name: held[name] for name in changed}
    is_undoable = all(value is not None for value in before.values())
    return Step(
        Write(Call.ACCOUNT_FIELDS, uid, {**changed, "number": owner.number}),
        f"change account {number}: {moves}",
        {facts[name]: value for name, value in before.items()},
        {facts[name]: value for name, value in changed.items()},
        (account_subject(owner, context.family),),
        undo=Write(Call.ACCOUNT_FIELDS, uid, {**before, "number": owner.number})
        if is_undoable
        else None,
    )


def _no_way_back(changed: Mapping[str, str], held: Mapping[str, str | None]) -> str:
    """Say that a value can be given and not taken away (no documented call empties a field)."""
    empty = ", ".join(label_of(name) for name in changed if held[name] is None)
    return f"No call takes a value away again ({empty})."


# Trials


def try_limit(trial: Trial, spec: OperationSpec) -> None:
    """Plan one more than the account may have now, of the first limit of `spec`."""
    name = spec.changes[0]
    now = getattr(trial.context.owner("this id"), name)
    plan_account_fields(trial.context, spec, {name: str((now or 0) + 1)})
