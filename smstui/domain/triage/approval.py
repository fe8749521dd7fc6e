"""Check of the approval of an open device, where the platform has approvals."""

from smstui.domain.account import ApprovalQuota
from smstui.domain.causes import Cause
from smstui.domain.device import MediaPlayer
from smstui.domain.text import capital
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, seen
from smstui.domain.triage.gaps import unread
from smstui.domain.triage.limits import taking_place
from smstui.domain.zone import minute


def approval(facts: Facts) -> Finding | None:
    """Check the approval. A device without it signs in and does not play (opf.md, ADM: devices, D).

    Where the approval of this device is not told, at best the numbers of the account help.
    """
    player = facts.player
    if player is None:
        return None
    report = Report("approval", facts.subject)
    if not facts.opf:
        return report.not_checked("this platform does not tell of approvals")
    if player.approved is not None:
        return _own_approval(facts, report, player)
    part = facts.quota
    quota = next(iter(part), None)
    if quota is None:
        return unread(report, "approvals", part)
    report = report.seeing(
        seen(part, "approved now", _of(quota.approved_now, quota.most)),
        seen(part, "approved in the period", _of(
            quota.approved_in_period, quota.allowed_in_period
        )),
        seen(part, "may approve another", quota.allowed),
        seen(part, "next approval", quota.next_on),
    )  # fmt: skip
    nobody = quota.approved_now == 0 and bool(quota.most)
    in_use = len(taking_place(facts))
    some = quota.approved_now is not None and 0 < quota.approved_now < in_use
    if facts.reported_as("approval") or nobody:
        way_on = _approve(quota)
        return report.caution(
            "The device may not be approved" if not nobody else "No device here is approved",
            "A device that is not approved signs in, and then plays nothing.",
            capital(way_on),
            Cause.DEVICE_NOT_APPROVED,
        )
    return report.not_checked(
        f"{quota.approved_now} of the {in_use} devices in use are approved; which, is not told"
        if some
        else "the platform does not tell whether this device is approved",
        f"If it signs in and does not play: {_approve(quota)}",
    )


def _own_approval(facts: Facts, report: Report, player: MediaPlayer) -> Finding:
    """Return the finding on a device that tells itself whether it is approved."""
    devices, quota = facts.bundle.devices, next(iter(facts.quota), None)
    report = report.seeing(
        seen(devices, "approved", player.approved),
        seen(devices, "last approved", player.last_approved),
        seen(devices, "last unapproved", player.last_unapproved),
    )
    if quota is not None:
        report = report.seeing(
            seen(facts.quota, "approved now", _of(quota.approved_now, quota.most)),
            seen(facts.quota, "next approval", quota.next_on),
        )
    if player.approved:
        since = f" since {minute(player.last_approved)}" if player.last_approved else ""
        return report.fine(f"device is approved{since}")
    lately = player.last_unapproved
    since = f" since {minute(lately)}" if lately else ""
    title = f"{capital(player.title)} is not approved{since}"
    meaning = "A device that is not approved signs in, and then plays nothing."
    way_on = capital(_approve(quota)) if quota else "Approve it."
    if quota is not None and quota.most:
        return report.fault(title, meaning, way_on, Cause.DEVICE_NOT_APPROVED)
    return report.caution(
        title,
        f"{meaning} The platform does not tell whether it uses approval.",
        way_on,
        Cause.DEVICE_NOT_APPROVED,
    )


def _approve(quota: ApprovalQuota) -> str:
    if quota.allowed:
        return "approve it; the account may approve another now."
    if quota.next_on is not None:
        return f"approve it; the account may approve the next on {minute(quota.next_on)}."
    if quota.allowed is None:
        return "approve it."
    return "approve it, once another device has been removed: the account has no approval left."


def _of(count: int | None, most: int | None) -> str | None:
    if count is None:
        return None
    return f"{count} of {most}" if most is not None else f"{count}"
