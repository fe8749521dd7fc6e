"""The limits of devices and sessions of an account. Managed devices never count."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smstui.sandbox.entities import Account, Device, MediaPlayer
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World


@dataclass(frozen=True, slots=True)
class ApprovalQuota:
    """The approvals that an account has left (opf.md "approval quota", D)."""

    approved_now: int
    approved_in_period: int
    allowed_in_period: int
    maximum: int
    period_days: int
    next_on: datetime | None
    allowed: bool


def counted_players(world: World, account_uid: str) -> list[MediaPlayer]:
    """Return the open devices that count toward the limit: ENABLED and ACTIVE (opf.md, D)."""
    return [
        player
        for player in world.players(account_uid)
        if player.enabled and player.activation_status == "ACTIVE"
    ]


def device_limit(world: World, account: Account) -> int | None:
    """Return how many open devices may be in use; `None` if no limit is enforced."""
    profile = world.profile_of(account)
    if profile is None or not profile.enable_active_device_limit:
        return None
    return profile.max_active_devices


def make_room_for(world: World, device: Device) -> None:
    """Refuse an open device beyond the account's limit (20007)."""
    if not isinstance(device, MediaPlayer) or device.activation_status != "ACTIVE":
        return
    account = world.accounts.get(device.account_uid)
    if account is None:
        return
    limit = device_limit(world, account)
    if limit is not None and len(counted_players(world, account.uid)) >= limit:
        raise Refused(
            Reason.DEVICE_LIMIT,
            f"account {account.account_number} has the {limit} devices it may have (20007)",
        )


def session_limit(world: World, account: Account) -> int | None:
    """Return how many sessions may run at once; `None` if the number is not enforced."""
    profile = world.profile_of(account)
    if profile is None or not profile.enable_session_limit:
        return None
    return profile.max_sessions_allowed


def approval_quota(world: World, account: Account) -> ApprovalQuota:
    """Return the answer of `canAccountApproveADevice` for an account, at the platform's present."""
    profile = world.profile_of(account)
    days = (profile.approval_period_days if profile else None) or 30
    in_period = (profile.approvals_per_period if profile else None) or 0
    maximum = (profile.max_approved_devices if profile else None) or 0
    since = world.now() - timedelta(days=days)
    approvals = sorted(p.approved_on for p in world.players(account.uid) if p.approved_on)
    recent = [at for at in approvals if at > since]
    free = len(approvals) < maximum
    allowed = free and len(recent) < in_period
    next_on = world.now() if allowed else None
    if free and recent and not allowed:
        next_on = recent[0] + timedelta(days=days)
    return ApprovalQuota(len(approvals), len(recent), in_period, maximum, days, next_on, allowed)
