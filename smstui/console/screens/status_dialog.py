"""The statuses a record may be given now, each with what it will mean for the viewer."""

from typing import TYPE_CHECKING

from smstui.console.aim import request_for
from smstui.console.plan_request import plan_request_of
from smstui.console.screens.pick import pick
from smstui.domain.account import Account
from smstui.domain.changes.facts import NO, YES, enabled_word
from smstui.domain.changes.lives import MEANINGS, why_not_enabled
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import Device, SetTopBox

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.record import Record

_OF_BOX = {
    "ACTIVE": "The box works as the account allows.",
    "RESTRICTED": "The box shows what is subscribed; nothing can be bought on it.",
    "SUSPENDED": "The box shows nothing until it is ACTIVE again.",
    "CANCELLED": "This is final. The box can never be used again.",
}
_OF_DEVICE = {spec.operation: spec.status for spec in SPECS.values() if spec.status[0]}


def next_statuses(app: "Host", record: "Record") -> dict[str, tuple[str, str]]:
    """Status word or operation to its name and meaning; only what is legal and possible."""
    offered: dict[str, tuple[str, str]] = {}
    changes = app.session.changes
    if changes is None:
        return offered
    if (
        isinstance(record, Account | SetTopBox)
        and _operation_for(record) not in app.session.refusals
    ):
        meanings = MEANINGS if isinstance(record, Account) else _OF_BOX
        offered |= {word: (word, meanings.get(word, "")) for word in changes.may_become(record)}
    if (
        isinstance(record, Device)
        and record.status != "CANCELLED"
        and not why_not_switched(app, record)
    ):
        for operation in _possible(record):
            if operation not in app.session.refusals:
                offered[operation] = _OF_DEVICE[operation]
    return offered


def why_not_switched(app: "Host", record: "Record | None") -> str:
    """Return why nothing enables or disables a device; empty where something does."""
    refused = why_not_enabled(record, app.startup.family) if isinstance(record, Device) else None
    return " ".join(refused) if refused else ""


def refused_switches(app: "Host", record: "Record | None") -> dict[str, str]:
    """Return why nothing enables the device, and why nothing disables it, by the operation."""
    if not isinstance(record, Device) or not why_not_switched(app, record):
        return {}
    return {
        operation: " ".join(filter(None, refused))
        for operation, spec in SPECS.items()
        if spec.sets[0] == "enabled"
        and (refused := why_not_enabled(record, app.startup.family, spec.sets[1] == YES))
    }


def choose_status(app: "Host", record: "Record") -> None:
    now = str(getattr(record, "status", "") or "not told")
    title = f"Status of {record.title}, now {now}"
    pick(app, title, next_statuses(app, record), lambda word: plan_status(app, record, word))


def plan_status(app: "Host", record: "Record", word: str) -> None:
    """A plan for one status, legal or not: the change service says which are."""
    family = app.startup.family
    if word in _OF_DEVICE:
        operation = Operation(word)
        request = request_for(record, operation, family)
        app.open_plan(plan_request_of(f"{record.title}: {_OF_DEVICE[operation][0]}", request))
        return
    request = request_for(record, _operation_for(record), family, values={"status": word})
    app.open_plan(plan_request_of(f"{record.title}: {word.upper()}", request))


def _operation_for(record: "Record") -> Operation:
    """Return the operation that gives the record another status of its life cycle."""
    noun = "account" if isinstance(record, Account) else "box"
    return next(
        spec.operation for spec in SPECS.values() if spec.tier_of_status and noun in spec.targets
    )


def _possible(device: Device) -> list[Operation]:
    """Return the operations that give the device another value than it has, disabling first."""
    now = {"enabled": enabled_word(device)}
    if isinstance(device, SetTopBox) and device.banned is not None:
        now["banned"] = YES if device.banned else NO
    return [
        operation
        for operation in _OF_DEVICE
        if now.get(SPECS[operation].sets[0], "") in {YES, NO} - {SPECS[operation].sets[1]}
    ]
