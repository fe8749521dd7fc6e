"""Live sessions: start, sign of life, silence, end."""

from datetime import timedelta
from uuid import uuid4

from smstui.domain.lifecycle import SIGNS_ON
from smstui.sandbox.entities import Device, Session
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.rules.limits import session_limit
from smstui.sandbox.rules.status import opf_status
from smstui.sandbox.world import World


def start_session(
    world: World, device: Device, content_id: str, content_type: str = "LIVE"
) -> Session:
    """Start a session on a device.

    Raises `Refused` if the account may not sign on, the device may not play, or the account's
    enforced session limit is reached. A silent session still counts: it was not ended.
    """
    account = world.accounts.get(device.account_uid)
    if account is None:
        raise Refused(Reason.ACCOUNT_UNKNOWN, f"device {device.uid} has no account")
    if account.status not in SIGNS_ON:
        raise Refused(Reason.NOT_SIGNED_ON, f"account {account.account_number} is {account.status}")
    if opf_status(device) != "ENABLED":
        raise Refused(Reason.NOT_SIGNED_ON, f"device {device.uid} is not enabled")
    limit = session_limit(world, account)
    if limit is not None and len(world.sessions.find("account_uid", account.uid)) >= limit:
        raise Refused(
            Reason.SESSION_LIMIT,
            f"account {account.account_number} has the {limit} sessions it may have",
        )
    return place_session(world, device, content_id, content_type)


def place_session(
    world: World,
    device: Device,
    content_id: str,
    content_type: str = "LIVE",
    *,
    age: timedelta = timedelta(0),
    silent: timedelta = timedelta(0),
) -> Session:
    """Put a session into the world, unchecked: started `age` ago, last heard of `silent` ago."""
    now = world.now()
    begun = now - max(age, silent)
    session = Session(
        uid=world.next_uid(),
        srm_id=str(uuid4()),
        account_uid=device.account_uid or "",
        device_uid=device.uid,
        content_id=content_id,
        content_type=content_type,
        session_type="STREAMING",
        allocated_date=begun,
        creation_date=begun,
        modified_date=now - silent,
        expiry_date=begun + timedelta(hours=24),
        origin_id="10000",
        origin_key=f"OTT-{content_id}",
        service_provider_id="1",
    )
    world.add(session)
    return session


def keep_alive(world: World, session: Session) -> None:
    """Record a sign of life."""
    world.change(session, modified_date=world.now())


def end_session(world: World, session: Session) -> None:
    """End one session."""
    world.remove(session)


def end_sessions_of_account(world: World, account_uid: str) -> int:
    """End every session of an account. Return how many there were."""
    return _end_all(world, world.sessions.find("account_uid", account_uid))


def end_sessions_of_device(world: World, device_uid: str) -> int:
    """End every session of a device. Return how many there were."""
    return _end_all(world, world.sessions.find("device_uid", device_uid))


def _end_all(world: World, sessions: list[Session]) -> int:
    for session in sessions:
        world.remove(session)
    return len(sessions)
