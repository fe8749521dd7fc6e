"""The status changes that either family allows, on the one record."""

from smstui.domain.lifecycle import (
    ACCOUNT_OPF,
    ACCOUNT_SDP2,
    SET_TOP_BOX,
    Transitions,
    may_become,
)
from smstui.sandbox.entities import Account, Device, SetTopBox
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.rules.limits import make_room_for
from smstui.sandbox.world import World


def set_account_status(
    world: World, account: Account, status: str, table: Transitions = ACCOUNT_SDP2
) -> bool:
    """Move an account along its life cycle. Return whether anything changed.

    `table` is `ACCOUNT_OPF` for the OpenTV family. Raises `Refused` for an unknown status, for
    anything after CANCELLED, and for a change that is not in the table.
    """
    _check(table, f"account {account.account_number}", account.status, status)
    return world.change(account, status=status, **_stamp(world, account.status, status))


def set_box_status(world: World, box: SetTopBox, status: str) -> bool:
    """Move a box along its life cycle (`sdp2` only). Return whether anything changed."""
    _check(SET_TOP_BOX, f"set-top box {box.uid}", box.status, status)
    return world.change(box, status=status, **_stamp(world, box.status, status))


def set_enabled(world: World, device: Device, enabled: bool) -> bool:
    """Enable or disable a device. Return whether anything changed.

    Raises `Refused` if that would exceed the account's limit of open devices (20007).
    """
    if enabled and not device.enabled:
        make_room_for(world, device)
    return world.change(device, enabled=enabled)


def set_banned(world: World, box: SetTopBox, banned: bool) -> bool:
    """Ban a box or lift its ban. Return whether anything changed."""
    if box.status == "CANCELLED" and box.banned != banned:
        raise Refused(Reason.FINAL, f"set-top box {box.uid} is CANCELLED")
    return world.change(box, banned=banned)


def opf_status(device: Device) -> str:
    """Return ENABLED or DISABLED.

    States that only `sdp2` has (banned, the box statuses) are DISABLED here (opf.md: "do not exist
    here").
    """
    if isinstance(device, SetTopBox) and (
        device.banned or device.status not in {"ACTIVE", "RESTRICTED"}
    ):
        return "DISABLED"
    return "ENABLED" if device.enabled else "DISABLED"


def set_opf_status(world: World, device: Device, status: str) -> bool:
    """Enable or disable a device with the words of `opf`. Return whether anything changed.

    Enabling a box that `sdp2` calls banned lifts the ban. Raises `Refused` for an unknown status, a
    cancelled box, or beyond the device limit.
    """
    if status not in {"ENABLED", "DISABLED"}:
        raise Refused(Reason.MALFORMED, f"{status} is not a device status")
    if status == opf_status(device):
        return False
    if status == "ENABLED" and isinstance(device, SetTopBox):
        if device.status == "CANCELLED":
            raise Refused(Reason.FINAL, f"device {device.uid} is CANCELLED")
        world.change(device, banned=False)
        if device.status != "RESTRICTED":
            set_box_status(world, device, "ACTIVE")
    set_enabled(world, device, status == "ENABLED")
    return True


def on_opf(account: Account) -> bool:
    """Return whether the OpenTV family has this account: it has no INACTIVE (opf.md, D)."""
    return account.status in ACCOUNT_OPF


def _check(table: Transitions, whom: str, before: str, after: str) -> None:
    if after not in table:
        raise Refused(Reason.MALFORMED, f"{after} is not a status of {whom}")
    if before == after:
        return
    if not table.get(before, True):
        raise Refused(Reason.FINAL, f"{whom} is {before}, which is final")
    if not may_become(table, before, after):
        raise Refused(Reason.TRANSITION, f"{whom} cannot go from {before} to {after}")


def _stamp(world: World, before: str, after: str) -> dict[str, object]:
    return {} if before == after else {"status_date": world.now()}
