"""Test whether the action of a finding would be planned, by the planner of the operation. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from smstui.domain.account import Account
from smstui.domain.changes import account_changes, cas, lives, pairing, rights, viewing
from smstui.domain.changes.context import PlanContext, need_target
from smstui.domain.changes.operations import Operation, OperationSpec
from smstui.domain.changes.specs.table import SPECS, command_of
from smstui.domain.changes.trial import Trial
from smstui.domain.errors import SmstuiError
from smstui.domain.marking import called
from smstui.domain.naming import kind_of
from smstui.domain.surface import in_words
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Next, Result, Subject

_SUBJECTS: Final = {
    module.__name__.rpartition(".")[2]: module
    for module in (account_changes, cas, lives, pairing, rights, viewing)
}

_WRONG: Final = (Result.FAULT, Result.CAUTION)
_LINKS: Final = ("smartcard-type", "pairing-link")
_STATE: Final = frozenset(
    {
        "ownership", "account-status", "device-status", "shared-id", "source", "clock",
        "watched-change",
    }
)  # fmt: skip
"""Checks whose advice holds for what is cancelled too."""
_OF_NO_BOX: Final = _STATE | {"rights"}
"""Checks whose advice holds on a cancelled box too: its account may have another."""
_WITHOUT_CHANGE: Final = _STATE | {"smartcard-status", "pairing-link"}
"""Checks whose advice without an action holds on a cancelled account too: a card may be freed."""


def offered(finding: Finding, facts: Facts) -> Finding:
    """Return `finding` with an action only for records for which it would be planned now.

    If there is none, its next step is advice, with the reason.
    """
    way_on = finding.next
    if way_on is None:
        return finding
    if ended := _out_of_service(finding, way_on, facts):
        return replace(finding, next=Next(ended))
    over = _ended(facts.account) if facts.account is not None else ""
    way_on = _with_other_way(way_on, facts)
    finding = replace(finding, next=way_on)
    if not way_on.action:
        mends = over and finding.result in _WRONG and finding.check not in _WITHOUT_CHANGE
        return replace(finding, next=Next(over)) if mends else finding
    if reason := facts.absent.get(way_on.action):
        return replace(finding, next=Next(over or f"{way_on.text} {reason}"))
    if facts.policy is None:
        return finding
    targets = way_on.among or (way_on.about or finding.subject,)
    refused = {each: _refused(Operation(way_on.action), each, facts) for each in targets}
    able = tuple(each for each in targets if not refused[each])
    if not able:
        return replace(finding, next=Next(over or f"{way_on.text} {refused[targets[0]]}"))
    if len(able) == len(targets):
        return finding
    about = able[0] if len(able) == 1 else None
    return replace(finding, next=replace(way_on, about=about, among=() if about else able))


def _with_other_way(way_on: Next, facts: Facts) -> Next:
    """Return `way_on` with the words for its other operation, where that would be planned now."""
    if not way_on.other or facts.policy is None or way_on.other in facts.absent:
        return way_on
    account = facts.account_subject
    if _refused(operation := Operation(way_on.other), account, facts):
        return way_on
    command = command_of(operation).replace("ACCOUNT", called(account.kind, account.id))
    way = in_words(f":{SPECS[operation].menus[0].words[0]}", command)
    return replace(way_on, text=f"{way_on.text.removesuffix('.')} ({way}).")


def _ended(account: Account) -> str:
    """Return what is said on a cancelled account in place of what would mend it; else nothing."""
    if account.status != "CANCELLED":
        return ""
    return (
        f"Nothing can be changed here: {account.title} is CANCELLED for good. A customer who "
        "returns needs a new account."
    )


def _out_of_service(finding: Finding, way_on: Next, facts: Facts) -> str:
    """Return what is said of a cancelled box in place of what would mend it; else nothing.

    Its own status says what to do. What could not be read may be asked for again.
    """
    if finding.check in _OF_NO_BOX or way_on.among:
        return ""
    if finding.result not in _WRONG and not (way_on.action or finding.check in _LINKS):
        return ""
    target = way_on.about or finding.subject
    for box in facts.bundle.boxes:
        if (kind_of(box), box.id) == (target.kind, target.id) and box.status == "CANCELLED":
            return f"Nothing needs to be done here: {box.title} is CANCELLED for good."
    return ""


def _refused(operation: Operation, target: Subject, facts: Facts) -> str:
    """Return why `operation` would not be planned on `target`, or an empty text if it would."""
    assert facts.policy is not None  # noqa: S101  the caller has seen to it
    key = (target.kind, target.id)
    device = next((each for each in facts.bundle.devices if (kind_of(each), each.id) == key), None)
    spec = SPECS[operation]
    try:
        facts.policy.admit(operation)
        if device is not None:
            need_target(device)
        if spec.trial:
            context = PlanContext(facts.policy, facts.lacking, facts.bundle)
            trial_of(spec)(Trial(context, *key, device, facts.elsewhere), spec)
    except SmstuiError as refusal:
        return refusal.message
    return ""


def trial_of(spec: OperationSpec) -> Callable[[Trial, OperationSpec], object]:
    """Return the trial that a description names. It is found by its name, as a planner is."""
    subject, _, name = spec.trial.partition(".")
    trial: Callable[[Trial, OperationSpec], object] = getattr(_SUBJECTS[subject], name)
    return trial
