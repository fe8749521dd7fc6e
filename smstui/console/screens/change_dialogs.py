"""What has to be asked before there can be a plan: which card, which PIN, what text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smstui.console.aim import plan_request_for, request_for
from smstui.console.plan_request import plan_request_of
from smstui.console.screens.ask import ask_for_plan
from smstui.console.screens.pick import pick
from smstui.domain.account import Account, pins_by_use
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.specs.table import MENUS, SPECS, operations_of
from smstui.domain.device import Device
from smstui.domain.scanned_code import ASCII_BLANKS
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.text import capital

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.bundle import Bundle
    from smstui.domain.record import Record

_SWAPPED = {
    "smartcard": ("the card", "put another smartcard into this box"),
    "box": ("the box", "give account and card to another box"),
}
"""What is swapped, by the noun of what comes in its place."""


def plan_for(app: "Host", record: "Record", operation: Operation) -> None:
    """Plan an operation that takes only the record."""
    title = f"{SPECS[operation].verb}: {record.title}"
    app.open_plan(plan_request_for(title, record, operation, app.startup.family))


def choose_swap(app: "Host", box: "Record", operations: Sequence[Operation]) -> None:
    """Ask what is swapped, then for which. Scanning fills in, and leads to the plan."""
    offered = {operation: _SWAPPED[SPECS[operation].second] for operation in operations}

    def picked(name: str) -> None:
        operation = Operation(name)
        what, _ = offered[operation]
        thing = what.removeprefix("the ")

        def named(text: str) -> None:
            request = request_for(
                box, operation, app.startup.family, second=text.strip(ASCII_BLANKS)
            )
            app.open_plan(plan_request_of(f"Swap {what} of {box.title}", request))

        ask_for_plan(
            app,
            f"Swap {what} of {box.title}: the new {thing}",
            "type or scan its id",
            named,
        )

    pick(
        app,
        f"Swap the card or the box: {box.title}",
        {str(key): told for key, told in offered.items()},
        picked,
    )


def end_sessions_of(app: "Host", record: "Record", bundle: "Bundle") -> None:
    """One session; or those of a device first, those of the account second."""
    owner = bundle.owner
    if isinstance(record, Session):
        if owner is not None and record.uid:
            end_these(app, owner, [record.uid])
        return
    offered: dict[str, tuple[str, str]] = {}
    if isinstance(record, Device):
        offered["device"] = (f"of {record.title}", "this device only; try it first")
    if owner is not None:
        offered["account"] = (f"of {owner.title}", "every device of the account")

    def picked(name: str) -> None:
        if name == "device":
            end_of_device(app, record)
        elif owner is not None:
            end_of_account(app, owner)

    pick(app, "End every session", offered, picked)


def _ending(what: str) -> Operation:
    """Return the operation that ends a `session`, or those of a `device` or an `account`."""
    specs = [SPECS[each] for each in operations_of(MENUS["sessions.end"][0])]
    return next(one.operation for one in specs if one.usage and one.usage.chosen_by == (what,))


def end_of_device(app: "Host", device: "Record") -> None:
    title = f"End the sessions of {device.title}"
    app.open_plan(plan_request_for(title, device, _ending("device"), app.startup.family))


def end_of_account(app: "Host", owner: Account) -> None:
    title = f"End the sessions of {owner.title}"
    app.open_plan(plan_request_for(title, owner, _ending("account"), app.startup.family))


def end_these(app: "Host", owner: Account, session_ids: list[str]) -> None:
    """One plan for the sessions named, a step each."""
    request = request_for(
        owner, _ending("session"), app.startup.family, values={"session": " ".join(session_ids)}
    )
    count = f"session {session_ids[0]}" if len(session_ids) == 1 else f"{len(session_ids)} sessions"
    app.open_plan(plan_request_of(f"End {count}", request))


def ask_pin(app: "Host", bundle: "Bundle", operation: Operation) -> None:
    """Ask which PIN, then for the new one, masked."""
    owner = bundle.owner
    if owner is None:
        app.say("The account could not be read, so its PINs are not touched.", "bar-caution")
        return
    pins = [pin for pin in pins_by_use(bundle.pins) if pin.pin_type]
    known = {str(pin.pin_type): str(pin.status or "") for pin in pins}

    def typed(pin_type: str) -> None:
        def given(pin: str) -> None:
            request = request_for(
                owner, operation, app.startup.family,
                values={"type": pin_type.strip()}, secret=Secret(pin.strip()),
            )  # fmt: skip
            app.open_plan(
                plan_request_of(f"Set the {pin_type.strip()} PIN of {owner.title}", request)
            )

        title = f"The new {pin_type.strip()} PIN of {owner.title}"
        ask_for_plan(app, title, "4 to 10 digits, not shown", given, masked=True)

    if known:
        rows = {name: (name, f"now {status}") for name, status in known.items()}
        pick(app, f"Set a PIN of {owner.title}", rows, typed)
    else:
        ask_for_plan(app, f"Which PIN of {owner.title}", "type of the PIN", typed)


def ask_box_pin(app: "Host", box: "Record", operation: Operation) -> None:
    """The new PIN of a box at the CAS, masked."""

    def given(pin: str) -> None:
        request = request_for(box, operation, app.startup.family, secret=Secret(pin.strip()))
        app.open_plan(plan_request_of(f"Set the PIN of {box.title} at the CAS", request))

    ask_for_plan(
        app, f"The new PIN of {box.title}", "4 to 10 digits, not shown", given, masked=True
    )


def write_message(app: "Host", device: "Record", operation: Operation, typed: str) -> None:
    """Plan to send the text that was `typed`, or ask for one."""
    field = SPECS[operation].fields[0]
    noun = capital(field.label)

    def send(text: str) -> None:
        request = request_for(device, operation, app.startup.family, values={"text": text})
        app.open_plan(plan_request_of(f"{noun} {device.title}", request))

    if typed:
        send(typed)
    else:
        ask_for_plan(
            app, f"{noun} to {device.title}", f"text, up to {field.limit} characters", send
        )
