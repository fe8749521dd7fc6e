"""How an account reads, on three lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from smstui.domain import money
from smstui.domain.account import AccessPoint, Account
from smstui.domain.bundle import Bundle, Part, PartState
from smstui.domain.record import Record
from smstui.domain.words import shown
from smstui.presentation import looks
from smstui.presentation.lines import Line, Span, joined
from smstui.presentation.times import day

R = TypeVar("R", bound=Record)


def lines_of(bundle: Bundle, now: datetime) -> Sequence[Line]:
    """Return three lines: state and name, credit and counts, validity and ids. What is worth most
    comes first on each, since the end of a line may be cut."""
    account = bundle.owner
    if account is None:
        return _ownerless(bundle)
    now = bundle.platform_time(now)
    return (
        joined([
            [looks.of_record(account, now).span],
            [(_profile(account), "strong")] if _profile(account) else [],
            [(account.name, "strong")] if account.name else [],
            [(_address(account), "base")] if _address(account) else [],
        ]),
        joined([
            _pins(bundle),
            _credit(account, bundle.family),
            _counted("sessions", bundle.sessions, session_limit(account)),
            _counted("devices", bundle.devices, None),
            _counted("users", bundle.users, account.max_users),
        ]),
        joined([
            _validity(account, now),
            _pair("UID", account.uid),
            _pair("access point", _named(account.access_point)),
            _pair("PVR", account.npvr_profile or account.pvr_status),
            _yes_no("PPV", account.ppv_status),
        ]),
    )  # fmt: skip


def _ownerless(bundle: Bundle) -> Sequence[Line]:
    if bundle.account.state is PartState.READ:
        kind = bundle.focus.kind
        device = next((one for one in bundle.devices if one.uid == bundle.focus.id), None)
        is_known = device is None or "account_uid" in device.model_fields_set
        whose = f"the {kind} belongs to no account" if is_known else f"none is known for the {kind}"
        return ([("○ no account", "off"), (f"  {whose}", "base")],)
    return ([("· the account could not be read", "muted")],)


def _profile(account: Account) -> str:
    profile = account.profile
    return (profile.name or (f"profile {profile.uid}" if profile.uid else "")) if profile else ""


def _named(point: AccessPoint | None) -> str | None:
    return (point.name or point.uid) if point else None


def _address(account: Account) -> str:
    parts = (
        account.address1, account.address2, account.locality, account.city, account.postcode,
        account.country,
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def _credit(account: Account, family: str) -> Line:
    """Return the credit that is spent, and its limit, in pieces too short to be cut.

    Without a limit `sdp2` has none; `opf` never tells it.
    """
    spent, limit = account.credit_spent, account.credit_limit
    over = spent is not None and limit is not None and spent >= limit
    if spent is not None and limit is not None:
        said = f"{spent:.2f} of {money.amount(limit)}"
    else:
        said = "not told" if spent is None else money.amount(spent)
        if limit is not None:
            said += f", limit {money.amount(limit)}"
        elif family == "sdp2":
            said += ", no limit"
    *pieces, last = said.split(" ")
    role = "fault" if over else "base"
    return [("spent ", "muted"), *((f"{piece} ", role) for piece in pieces), (last, role)]


def _counted(noun: str, part: Part[R], limit: int | None) -> Line:
    if not part.was_read:
        return [(f"{noun} ", "muted"), ("?", "stale")]
    count = part.total if part.total is not None else len(part)
    role = "caution" if limit is not None and count >= limit else "base"
    return [
        (f"{noun} ", "muted"),
        (f"{count} of {limit}" if limit is not None else f"{count}", role),
    ]


def session_limit(account: Account) -> int | None:
    """Return the limit of live sessions where the platform says that it enforces one."""
    return account.profile.sessions_limit if account.profile else None


def _pins(bundle: Bundle) -> Line:
    locked = [shown(pin.pin_type) for pin in bundle.pins if (pin.status or "").upper() == "LOCKED"]
    return [(f"■ PIN locked: {', '.join(locked)}", "fault")] if locked else []


def _validity(account: Account, now: datetime) -> Line:
    until, since = account.valid_until, account.valid_from
    if until and until <= now:
        return [(f"■ expired {day(until)}", "fault")]
    if since and since > now:
        return [(f"◐ valid from {day(since)}", "caution")]
    if until:
        return _pair("valid until", day(until))
    return _pair("valid since", day(since)) if since else []


def _pair(label: str, value: str | None) -> list[Span]:
    return [(f"{label} ", "muted"), (value, "base")] if value else []


def _yes_no(label: str, flag: bool | None) -> list[Span]:
    return [] if flag is None else _pair(label, "yes" if flag else "no")
