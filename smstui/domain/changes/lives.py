"""Plans for the status, ban, enabled flag and profile of an account, a box or a device."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from smstui.domain.account import Account
from smstui.domain.changes.context import PlanContext, plan_of_step, subject_of
from smstui.domain.changes.facts import (
    NO,
    YES,
    Fact,
    account_subject,
    enabled_word,
    observed,
    picked,
)
from smstui.domain.changes.operations import Call, Operation, OperationSpec
from smstui.domain.changes.plan import STATUS_TIERS, Plan, Step, Tier, Write
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.changes.trial import Trial
from smstui.domain.device import Device, MediaPlayer, SetTopBox
from smstui.domain.lifecycle import Transitions, may_become
from smstui.domain.text import capital

MEANINGS: Final = {
    "ACTIVE": "The customer may sign on, watch and buy.",
    "RESTRICTED": "The customer may watch what is subscribed, and may not buy.",
    "SUSPENDED": "The customer cannot sign on. Subscriptions are kept.",
    "CANCELLED": "Nothing brings a cancelled account back.",
}
"""The meaning of a status for the viewer (sdp2.md, life cycle, D)."""

_VERBS: Final = {
    "ACTIVE": "activate",
    "INACTIVE": "deactivate",
    "RESTRICTED": "restrict",
    "SUSPENDED": "suspend",
    "CANCELLED": "cancel",
}
"""What it is called to give a record a status."""

APPROVALS_COUNT: Final = "An account may approve only so many devices in a period."
NOT_TOLD: Final = "No record shows which devices are approved, so it cannot be verified by reading."
ONLY_THIS_BOX: Final = "Only this box is changed. The account stays as it is."
FINAL: Final = "Nothing brings it back: create a new one."
NOT_AT_ONCE: Final = "At home it may take up to an hour to show, or need a restart of the box."
"""opf.md: a change reaches a signed-in device when it next fetches a token (D)."""


def plan_account_status(context: PlanContext, status: str) -> Plan:
    """Plan to move the account along its life cycle."""
    context.need(Call.ACCOUNT_STATUS)
    owner = context.owner("this id")
    step = account_step(context, owner, status)
    before, wanted = str(owner.status or ""), status.strip().upper()
    notes, warnings = what_it_means(before, wanted)
    return plan_of_step(context, Operation.ACCOUNT_STATUS, owner, step, warnings, notes=notes)


def account_step(context: PlanContext, owner: Account, status: str) -> Step:
    """Return the step that changes the account's status. RefusedHere if its life cycle forbids
    it."""
    wanted = legal_move(
        f"Account {owner.id}", str(owner.status or ""), status, context.policy.account_life
    )
    fact = Fact("account", owner.id or "", "status")
    before = str(owner.status or "")
    return Step(
        Write(Call.ACCOUNT_STATUS, owner.uid or "", {"status": wanted, "number": owner.number}),
        titled_move(f"account {owner.id}", wanted),
        {fact: before},
        {fact: wanted},
        (account_subject(owner, context.family),),
        tier_of(wanted),
        Write(Call.ACCOUNT_STATUS, owner.uid or "", {"status": before, "number": owner.number})
        if may_become(context.policy.account_life, wanted, before)
        else None,
    )


def titled_move(whom: str, status: str) -> str:
    """Return the title of a change that gives `whom` a status: `suspend account nmp.00001`."""
    verb = _VERBS.get(status)
    return f"{verb} {whom}" if verb else f"set {whom} to {status}"


def what_it_means(before: str, wanted: str) -> tuple[list[str], list[str]]:
    """Return the meaning of a new status for the viewer, as notes and as warnings of a plan."""
    meaning = [MEANINGS[wanted]] if wanted in MEANINGS else []
    if wanted != "ACTIVE":
        return [NOT_AT_ONCE], meaning
    billed = before in ("SUSPENDED", "RESTRICTED")
    return [*meaning, NOT_AT_ONCE], ["Do this only if billing agrees."] if billed else []


def plan_account_profile(context: PlanContext, profile: str) -> Plan:
    """Plan to give the account another profile, which limits devices and streams."""
    context.need(Call.ACCOUNT_PROFILE)
    owner = context.owner("this id")
    context.living_owner(owner.title)
    held = (owner.profile.uid if owner.profile else None) or None
    if held == profile:
        raise AlreadySo(f"Account {owner.id} has profile {profile} already.")
    fact = Fact("account", owner.id or "", "profile")
    step = Step(
        Write(Call.ACCOUNT_PROFILE, owner.uid or "", {"profile": profile, "number": owner.number}),
        f"set profile {profile} for account {owner.id}",
        {fact: held},
        {fact: profile},
        (account_subject(owner, context.family),),
        undo=Write(Call.ACCOUNT_PROFILE, owner.uid or "", {"profile": held, "number": owner.number})
        if held
        else None,
    )
    notes = ["The profile limits devices, approvals and streams."]
    return plan_of_step(context, Operation.ACCOUNT_PROFILE, owner, step, (), notes=notes)


def plan_box_status(context: PlanContext, box: SetTopBox, status: str) -> Plan:
    """Plan to move a box along its life cycle."""
    context.need(Call.BOX_STATUS)
    before = str(box.status or "")
    wanted = legal_move(f"Box {box.uid}", before, status, context.policy.box_life)
    step = _device_step(
        context, box, Call.BOX_STATUS, "status", (before, wanted),
        title=titled_move(box.title, wanted), tier=tier_of(wanted),
        reversible=may_become(context.policy.box_life, wanted, before),
    )  # fmt: skip
    return _of_device(context, Operation.BOX_STATUS, box, step, notes=[NOT_AT_ONCE])


def plan_ban(context: PlanContext, box: SetTopBox, banned: bool) -> Plan:
    """Plan to ban this box alone, or to lift its ban."""
    context.need(Call.BAN)
    _changeable(context, box)
    if box.banned is banned:
        raise AlreadySo(f"Box {box.uid} is {'' if banned else 'not '}banned already.")
    before = None if box.banned is None else YES if box.banned else NO
    words = (before, YES if banned else NO)
    tier = Tier.DISRUPTIVE if banned else Tier.REVERSIBLE
    title = f"ban {box.title}" if banned else f"lift the ban of {box.title}"
    step = _device_step(context, box, Call.BAN, "banned", words, title=title, tier=tier)
    operation = Operation.BAN if banned else Operation.UNBAN
    return _of_device(context, operation, box, step, notes=[ONLY_THIS_BOX])


def plan_enable(context: PlanContext, device: SetTopBox | MediaPlayer, enabled: bool) -> Plan:
    """Plan to enable or disable a device."""
    before, wanted = enabled_word(device), YES if enabled else NO
    if refused := why_not_enabled(device, context.family, enabled):
        kind = AlreadySo if before == wanted else RefusedHere
        raise kind(refused.reason, hint=refused.way_on)
    context.need(Call.ENABLE)
    _changeable(context, device)
    if before == wanted:
        raise AlreadySo(_already(device, enabled))
    tier = Tier.REVERSIBLE if enabled else Tier.DISRUPTIVE
    title = f"{'enable' if enabled else 'disable'} {device.title}"
    words = (before, wanted)
    step = _device_step(context, device, Call.ENABLE, "enabled", words, title=title, tier=tier)
    operation = Operation.ENABLE if enabled else Operation.DISABLE
    warnings = _counting(context, device) if enabled else []
    return _of_device(context, operation, device, step, warnings=warnings)


ASK_FOR_PLAYERS: Final = "Ask whoever runs the players to"
"""Begins the next step for a player that no operation changes."""


class NotEnabled(NamedTuple):
    """Why no operation enables or disables a device, and what to do instead."""

    reason: str
    way_on: str


def why_not_enabled(device: Device, family: str, enabled: bool | None = None) -> NotEnabled | None:
    """Return why no operation of the platform gives the device that state; None where one does.

    Without `enabled` the state that it has not is meant; of a device that tells none, either.
    """
    if not isinstance(device, MediaPlayer) or family != "sdp2":
        return None
    told = enabled_word(device)
    if enabled is not None and told == (YES if enabled else NO):
        return NotEnabled(_already(device, enabled), "")
    if enabled is None and told:
        enabled = told == NO
    do = "enable or disable" if enabled is None else "enable" if enabled else "disable"
    done = f"{do.replace(' ', 'd ', 1)}d"
    return NotEnabled(
        f"Player {device.uid} cannot be {done} here: this platform has an operation for boxes "
        "only.",
        f"{ASK_FOR_PLAYERS} {do} it.",
    )


def _already(device: SetTopBox | MediaPlayer, enabled: bool) -> str:
    return f"{capital(device.title)} is {'enabled' if enabled else 'disabled'} already."


def plan_approve(context: PlanContext, device: SetTopBox | MediaPlayer) -> Plan:
    """Plan to approve a device, which plays only then (opf.md "ADM: devices", D)."""
    context.need(Call.APPROVE)
    _changeable(context, device)
    step = Step(
        Write(Call.APPROVE, device.uid or ""),
        f"approve {device.title}",
        {},
        {},
        (subject_of(device, context.family),),
        provable=False,
    )
    return _of_device(
        context, Operation.APPROVE, device, step, notes=[NOT_TOLD], warnings=[APPROVALS_COUNT]
    )


def legal_statuses(life: Transitions, before: str) -> tuple[str, ...]:
    """Return the statuses that may follow, in the order of the table."""
    return tuple(word for word in life if word in life.get(before, frozenset()))


def legal_move(whom: str, before: str, wanted: str, life: Transitions) -> str:
    """Return the spelling of `wanted`. RefusedHere if the life cycle does not allow it."""
    wanted = wanted.strip().upper()
    offered = legal_statuses(life, before)
    if before == wanted:
        raise AlreadySo(f"{whom} is {wanted} already.")
    if not offered and before == "CANCELLED":
        raise RefusedHere(f"{whom} is CANCELLED, which is final.", hint=FINAL)
    if not offered:
        told = f"has status {before}" if before else "has no status that the platform tells"
        raise RefusedHere(
            f"{whom} {told}. No status change is defined for it.",
            hint="Ask the platform's operators what that status means.",
        )
    if wanted not in offered:
        raise RefusedHere(
            f"{whom} is {before} and cannot become {wanted}.",
            hint=f"It may become {', '.join(offered)}.",
        )
    return wanted


def tier_of(status: str) -> Tier:
    """Return the tier of a status."""
    return STATUS_TIERS.get(status, Tier.REVERSIBLE)


def _changeable(context: PlanContext, device: SetTopBox | MediaPlayer) -> None:
    """Raise RefusedHere for a cancelled device and for a status that has no rule."""
    context.living_device(device)
    context.known_box(device)


def _counting(context: PlanContext, device: SetTopBox | MediaPlayer) -> list[str]:
    """Return the devices that count toward the limit that one more may exceed (20007)."""
    owner = context.bundle.owner
    limited = owner and owner.profile and owner.profile.enable_active_device_limit
    limited = limited or (owner and owner.max_players is not None)
    if not isinstance(device, MediaPlayer) or not limited:
        return []
    counted = [
        each.uid or each.title
        for each in context.bundle.players
        if enabled_word(each) == YES and each.activation_status in (None, "ACTIVE")
    ]
    devices = context.bundle.devices
    cut = "" if devices.is_whole else " (not all devices were read)"
    return [
        f"The account has a device limit. In use now: {', '.join(counted) or 'none'}{cut}. If it "
        f"is reached the platform refuses (20007): disable {_one_of(counted)} first."
    ]


def _one_of(ids: Sequence[str]) -> str:
    return f"one of {', '.join(ids)}" if len(ids) > 1 else ids[0] if ids else "another one"


def _device_step(
    context: PlanContext,
    device: SetTopBox | MediaPlayer,
    call: Call,
    name: str,
    words: tuple[str | None, str],
    *,
    title: str,
    tier: Tier,
    reversible: bool = True,
) -> Step:
    before, after = words
    fact = Fact(device.noun, device.uid or "", name)
    return Step(
        Write(call, device.uid or "", {name: after}),
        title,
        {fact: before},
        {fact: after},
        (subject_of(device, context.family),),
        tier,
        Write(call, device.uid or "", {name: before}) if reversible and before else None,
    )


def _of_device(
    context: PlanContext,
    operation: Operation,
    device: SetTopBox | MediaPlayer,
    step: Step,
    *,
    notes: Sequence[str] = (),
    warnings: Sequence[str] = (),
) -> Plan:
    owner = context.living_owner(device.title)
    kept = picked(observed(device), [Fact(device.noun, device.uid or "", "status")])
    return plan_of_step(
        context, operation, owner, step, warnings, notes=notes, device=device, rests_on=kept
    )


# Trials


def try_account_back(trial: Trial, _spec: OperationSpec) -> None:
    owner = trial.context.owner("this id")
    plan_account_status(trial.context, _way_back(trial.context.policy.account_life, owner))


def try_box_back(trial: Trial, _spec: OperationSpec) -> None:
    status = _way_back(trial.context.policy.box_life, trial.box)
    plan_box_status(trial.context, trial.box, status)


def _way_back(life: Transitions, record: Account | SetTopBox) -> str:
    """Return the status to plan: ACTIVE, if the life cycle has it."""
    legal = [each for each in legal_statuses(life, str(record.status or "")) if each != "CANCELLED"]
    return legal[0] if legal and "ACTIVE" not in legal else "ACTIVE"


def try_other_profile(trial: Trial, _spec: OperationSpec) -> None:
    plan_account_profile(trial.context, "any")


def try_banned(trial: Trial, spec: OperationSpec) -> None:
    plan_ban(trial.context, trial.box, spec.sets[1] == YES)


def try_enabled(trial: Trial, spec: OperationSpec) -> None:
    plan_enable(trial.context, trial.any_device, spec.sets[1] == YES)


def try_approved(trial: Trial, _spec: OperationSpec) -> None:
    plan_approve(trial.context, trial.any_device)
