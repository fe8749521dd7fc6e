"""Plans with an SSP that keeps accounts beside the platform (contract README, conflict 12).

A status goes to both, in two steps: the platform first, because its devices are the ones that
watch. If only one of them accepted it, the change is partial, and the same request repairs it.
"""

from collections.abc import Sequence
from dataclasses import replace

from smstui.domain.account import Account
from smstui.domain.changes.context import PlanContext, preconditions_of, subjects_of
from smstui.domain.changes.facts import (
    SSP_ACCOUNT,
    Fact,
    Subject,
    observed_at_ssp,
)
from smstui.domain.changes.lives import (
    account_step,
    legal_move,
    tier_of,
    titled_move,
    what_it_means,
)
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.lifecycle import may_become


def plan_account_status_at_both(context: PlanContext, twin: Account | None, status: str) -> Plan:
    """Plan to change the account's status at both, or at one if the other has it already."""
    context.need(Call.ACCOUNT_STATUS)
    context.need(Call.SSP_ACCOUNT_STATUS)
    owner = context.owner("this id")
    if twin is None:
        raise RefusedHere(
            f"Account {owner.id} is not at the SSP, which keeps accounts too (also_ssp). A status "
            "of one alone would leave the two apart.",
            hint="Have the account created there first.",
        )
    wanted = status.strip().upper()
    here, there = str(owner.status or ""), str(twin.status or "")
    steps: list[Step] = []
    if here != wanted or there == wanted:
        steps.append(account_step(context, owner, wanted))
    if there != wanted:
        steps.append(_step_at_ssp(context, twin, wanted))
    apart = [f"The two are apart: {here} here, {there} at the SSP."] if here != there else []
    both = f"{titled_move(f'account {owner.id}', wanted)}, here and at the SSP"
    title = both if len(steps) > 1 else steps[0].title
    notes, warnings = what_it_means(here, wanted)
    plan = _plan(context, twin, title, steps)
    return replace(plan, notes=tuple(notes), warnings=(*apart, *warnings))


def plan_statuses_at_both(
    context: PlanContext, twin: Account | None, here: str | None, there: str
) -> Plan:
    """Plan to set the status `here` and `there`: to undo a status change.

    None leaves that account as it is. The two may differ afterwards, as they did before.
    """
    context.need(Call.ACCOUNT_STATUS)
    context.need(Call.SSP_ACCOUNT_STATUS)
    owner = context.owner("this id")
    if twin is None:
        raise RefusedHere(
            f"Account {owner.id} is not at the SSP, which keeps accounts too.",
            hint="Have the account created there first.",
        )
    is_here, is_there = str(owner.status or ""), str(twin.status or "")
    wanted = here or is_here
    steps = [account_step(context, owner, wanted)] if is_here != wanted else []
    if is_there != there:
        steps.append(_step_at_ssp(context, twin, there))
    if not steps:
        raise AlreadySo(f"Account {owner.id} is {wanted} here and {there} at the SSP already.")
    apart = [f"The two will be apart: {wanted} here, {there} at the SSP."]
    moves = (is_here, wanted) if is_here != wanted else (is_there, there)
    notes, meant = what_it_means(*moves)
    warnings = [*(apart if wanted != there else []), *meant]
    plan = _plan(context, twin, "; ".join(step.title for step in steps), steps)
    return replace(plan, notes=tuple(notes), warnings=tuple(warnings))


def _plan(context: PlanContext, twin: Account, title: str, steps: Sequence[Step]) -> Plan:
    owner = context.owner("this id")
    requirements, subjects, locks = context.requirements(owner)
    return Plan(
        Operation.ACCOUNT_STATUS,
        title,
        context.family,
        tuple(steps),
        preconditions_of(requirements, observed_at_ssp(twin)),
        subjects_of(subjects, (_subject(twin),)),
        locks,
        account=owner.id or "",
        confirm=owner.id or "",
    )


def _step_at_ssp(context: PlanContext, twin: Account, wanted: str) -> Step:
    before = str(twin.status or "")
    life = context.policy.account_life
    legal_move(f"Account {twin.number} at the SSP", before, wanted, life)
    fact = Fact(SSP_ACCOUNT, twin.number or "", "status")
    return Step(
        Write(Call.SSP_ACCOUNT_STATUS, twin.uid or "", {"status": wanted}),
        titled_move(f"account {twin.number} at the SSP", wanted),
        {fact: before},
        {fact: wanted},
        (_subject(twin),),
        tier_of(wanted),
        Write(Call.SSP_ACCOUNT_STATUS, twin.uid or "", {"status": before})
        if may_become(life, wanted, before)
        else None,
    )


def _subject(twin: Account) -> Subject:
    return Subject(SSP_ACCOUNT, Reading(IdKind.ACCOUNT, twin.number or ""))
