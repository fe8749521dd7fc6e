"""Devices that are one piece of hardware twice, and devices made by refused sign-ins (opf.md, D).

Reinstalling an app, or clearing its data, makes a new device of the same hardware. A first sign-in
that is refused for a VPN or a proxy still creates a device.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from smstui.domain.causes import Cause
from smstui.domain.device import MediaPlayer
from smstui.domain.triage.facts import Facts, subject_of
from smstui.domain.triage.finding import Finding, Report, aimed, seen
from smstui.domain.zone import day

_MODEL: Final = ("hardware.manufacturer", "hardware.model")
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def older_duplicates(players: Iterable[MediaPlayer]) -> list[MediaPlayer]:
    """Return the players of which a newer one has the same manufacturer and model, oldest first."""
    groups: dict[tuple[str, ...], list[MediaPlayer]] = {}
    for player in players:
        if (model := _model_of(player)) is not None:
            groups.setdefault(model, []).append(player)
    older = [one for group in groups.values() for one in sorted(group, key=_since)[:-1]]
    return sorted(older, key=_since)


def _model_of(player: MediaPlayer) -> tuple[str, ...] | None:
    """Return manufacturer and model in lower case; None unless both are told."""
    told = {path.casefold(): value.casefold().strip() for path, value in player.information}
    found = tuple(
        next((value for path, value in told.items() if path.endswith(name)), "") for name in _MODEL
    )
    return found if all(found) else None


def _since(player: MediaPlayer) -> datetime:
    return player.activated or player.created or _LONG_AGO


def named(players: Sequence[MediaPlayer]) -> str:
    """Return `9002 (activated 2026-01-31), 9003`, without what a device tells of itself."""
    return ", ".join(
        f"{one.uid or one.title}" + (f" (activated {day(one.activated)})" if one.activated else "")
        for one in players[:5]
    )


def created_devices(facts: Facts) -> Finding | None:
    """List the devices that were created lately, where the viewer's code says that this happens."""
    if not facts.opf or not facts.reported_as("created-devices") or not facts.account:
        return None
    part = facts.bundle.devices
    since = facts.platform_now - facts.thresholds.created_lately
    made = [one for one in facts.bundle.players if one.created and one.created >= since]
    made.sort(key=_since)
    days = facts.thresholds.created_lately.days
    report = Report("created-devices", facts.account_subject).seeing(
        seen(part, f"devices created in {days} days", str(len(made)))
    )
    if not part.is_whole:
        return report.not_checked("not every device was read", blind=True)
    if not made:
        return report.fine(f"no device was created in the last {days} days")
    found = report.caution(
        f"{len(made)} device{'s' if len(made) > 1 else ''} created in the last {days} days: "
        f"{named(made)}",
        "A first sign-in that is refused still creates a device; repeated tries fill the limit.",
        "Disable those that nobody uses, before the device limit is reached (20007).",
        Cause.TOO_MANY_DEVICES,
    )
    return aimed(found, *map(subject_of, made))
