"""Checks of one device: status, enabled, banned, activation, initialization, long without use."""

import re
from dataclasses import replace
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.changes.specs.table import remedy_of
from smstui.domain.text import capital
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, seen, unless_worse
from smstui.domain.triage.gaps import untold
from smstui.domain.triage.limits import BOXES_ONLY, TO_ENABLE_PLAYERS, waits_for_room
from smstui.domain.words import shown

_STOPPED: Final = {
    "SUSPENDED": ("This box is suspended; the rest of the household may be fine.", True),
    "CANCELLED": ("This box has been taken out of service for good.", False),
    "INACTIVE": ("This box was registered and never activated.", True),
}
_INITIALIZED: Final = frozenset({"INITIALIZED", "INITIALISED", "DONE", "COMPLETE", "COMPLETED"})
"""Only INITIALIZED was ever seen; the words for it are not published."""
_UNDER_WAY: Final = re.compile(r"(?:NOT|UN|NON)[ _-]?INITIALI[SZ]ED|INITIALI[SZ]ING|PENDING|FAILED")
"""Words with only one likely meaning. Any other is unknown and never a fault."""


def is_initialization(word: str) -> bool:
    """Return whether the word says that a device is initialized or not yet."""
    return word.upper() in _INITIALIZED or _UNDER_WAY.fullmatch(word.upper()) is not None


def status(facts: Facts) -> Finding | None:
    """Check the life cycle of a box; only in `sdp2` (opf.md: "do not exist here")."""
    box = facts.box
    if box is None or facts.opf:
        return None
    report = _about(facts, "device-status", vital=True).seeing(
        seen(facts.bundle.devices, "box status", box.status)
    )
    word = str(box.status)
    if box.status is None:
        return untold(report, box, "status", "the box's status")
    if word in ("ACTIVE", "RESTRICTED"):
        return report.fine(f"box is {word}")
    if word not in _STOPPED:
        return report.not_checked(
            f"box status {shown(box.status)}: what that allows is not known here"
        )
    meaning, can_return = _STOPPED[word]
    way_on = (
        f"Set {facts.subject} ACTIVE, once it is clear why it is {word}."
        if can_return
        else "Cancelled is final: the home needs another box."
    )
    cause = Cause.BOX_STOPPED if can_return else None
    found = report.fault(f"{capital(str(facts.subject))} is {word}", meaning, way_on, cause)
    return unless_worse(found, f"{meaning.partition(';')[0].rstrip('.')}.")


def enabled(facts: Facts) -> Finding | None:
    """Check whether the device is enabled.

    `deviceEnabled` false, or DISABLED, blocks it (sdp2.md "Device"; opf.md, D).
    """
    device = facts.device
    if device is None:
        return None
    part, name = facts.bundle.devices, "status" if facts.opf else "enabled"
    report = _about(facts, "device-enabled", vital=True).seeing(
        seen(part, "status" if facts.opf else "enabled", getattr(device, name))
    )
    if getattr(device, name) is None:
        return untold(report, device, name, "whether the device is enabled")
    if facts.opf and device.status not in ("ENABLED", "DISABLED"):
        return report.not_checked(
            f"device status {shown(device.status)}: what that allows is not known here"
        )
    if device.status == "DISABLED" if facts.opf else not device.enabled:
        found = report.fault(
            f"{capital(str(facts.subject))} is disabled",
            "This one device may not sign in; the others of the household are not touched.",
            f"{waits_for_room(facts) or _to_enable(facts)} {_once_enabled(facts)}",
            None if facts.kept_by_others else Cause.DEVICE_DISABLED,
        )
        return unless_worse(found, "This one device may not sign in.")
    return report.fine("device is enabled")


def banned(facts: Facts) -> Finding | None:
    """Check for a ban. It is of one box alone, and only `sdp2` has it (sdp2.md "SetTopBox", D)."""
    box = facts.box
    if box is None:
        return None
    if facts.opf:
        return _about(facts, "banned").not_checked(
            "this platform has no ban of a box; it disables the device"
        )
    report = _about(facts, "banned", vital=True).seeing(
        seen(facts.bundle.devices, "banned", box.banned)
    )
    if box.banned is None:
        return untold(report, box, "banned", "whether the box is banned")
    if box.banned:
        found = report.fault(
            f"{capital(str(facts.subject))} is banned",
            "This one box has been blocked. The account and its other boxes are not touched.",
            "Find out why it was banned; if it was a mistake, lift the ban.",
            Cause.BOX_BANNED,
        )
        return unless_worse(found, "This one box has been blocked.")
    return report.fine("box is not banned")


def activation(facts: Facts) -> Finding | None:
    """Check the activation: only an ENABLED and ACTIVE device signs in (opf.md, ADM: devices,
    D)."""
    device = facts.device
    if device is None:
        return None
    if not facts.opf:
        return _about(facts, "activation").not_checked(
            "this platform does not tell the activation of a device"
        )
    report = _about(facts, "activation", vital=True).seeing(
        seen(facts.bundle.devices, "activation", device.activation_status)
    )
    if device.activation_status is None:
        return untold(report, device, "activation_status", "whether the device is activated")
    if device.activation_status == "ACTIVE":
        return report.fine("device is activated")
    if device.activation_status == "INACTIVE":
        return report.fault(
            f"{capital(str(facts.subject))} is not activated",
            "The device is known and was never put into use, so it cannot sign in.",
            waits_for_room(facts)
            or (
                "Have the customer sign in on it afresh; that activates it."
                if facts.player
                else "Have it switched on with its network connected, and set up to its end."
            ),
        )
    return report.not_checked(f"activation {shown(device.activation_status)}: not known here")


def initialization(facts: Facts) -> Finding | None:
    device = facts.device
    if device is None or not facts.opf:
        return None
    word = device.initialization_status
    report = _about(facts, "initialization").seeing(
        seen(facts.bundle.devices, "initialization", word)
    )
    if word is None:
        return untold(report, device, "initialization_status", "whether it is initialized")
    if word.upper() in _INITIALIZED:
        return report.fine("device is initialized")
    if not _UNDER_WAY.fullmatch(word.upper()):
        return report.not_checked(f"initialization {word}: what that means is not known here")
    return report.caution(
        f"{capital(str(facts.subject))} is not initialized: {word}",
        "The device has not finished setting itself up.",
        "Have it restarted with its network connected, and signed in again.",
    )


def _to_enable(facts: Facts) -> str:
    return TO_ENABLE_PLAYERS if facts.kept_by_others else "Enable it."


def _once_enabled(facts: Facts) -> str:
    if facts.kept_by_others:
        return BOXES_ONLY
    if facts.player is None:
        return "The box may have to be restarted."
    return "The app may have to be installed again, or the device restarted."


def _about(facts: Facts, check: str, *, vital: bool = False) -> Report:
    return Report(check, facts.subject, vital=vital)


def long_unused(facts: Facts) -> Finding | None:
    """Return advice: no field says when a box was last used (opf.md, CAG, D).

    It is asked first, unless the record was changed lately. One that was not changed for as long
    is a reason to ask.
    """
    box = facts.box
    if box is None:
        return None
    report = Report("long-unused", facts.subject).seeing(
        seen(facts.bundle.devices, "record last changed", box.modified)
    )
    days = facts.thresholds.box_unused.days
    unchanged = (facts.platform_now - box.modified).days if box.modified else None
    recovery = remedy_of(Cause.DATE_CODE_OLD)
    recovers = recovery not in facts.absent
    way_on = (
        f"this site supports {recovery}: send it to the box."
        if recovers
        else "its date code may have to be recovered at the conditional-access system; this site "
        "has named no call for it, so ask whoever runs that system."
    )
    is_old = unchanged is not None and unchanged > days
    found = report.not_checked(
        f"{capital(str(facts.subject))} may have lain unused: its record was last changed "
        f"{unchanged:,} days ago"
        if is_old
        else "the platform does not tell when the box was last used",
        f"Ask whether the box lay unused. If for more than {days} days, {way_on}",
        Cause.DATE_CODE_OLD if recovers else None,
    )
    if box.status == "CANCELLED" or not (is_old or unchanged is None):
        return found
    return replace(
        found,
        meaning=f"A box that lay unused for more than {days} days may open nothing until its date "
        "code is recovered.",
        first=True,
        question=f"whether {facts.subject} lay unused for more than {days} days" if is_old else "",
    )


def lain_unused(facts: Facts) -> Finding | None:
    """Return the advice of `long_unused` for the box of an account, if there is a reason to ask."""
    found = long_unused(facts)
    return found if found is not None and found.question else None
