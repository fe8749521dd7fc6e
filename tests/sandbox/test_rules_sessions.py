"""Sessions count until someone tears them down, however silent they are."""

from datetime import UTC, datetime, timedelta

import pytest

from smstui.sandbox import base, rules
from smstui.sandbox.entities import Account, Device
from smstui.sandbox.fixtures import fill_sessions, silence
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def first(world: World) -> tuple[Account, Device]:
    account, device = world.account("nmp.00001"), world.devices.get("3421")
    assert account is not None
    assert device is not None
    return account, device


def test_a_full_account_gets_no_more_until_one_ends() -> None:
    world = base(NOON)
    account, device = first(world)
    sessions = fill_sessions(world, account)
    assert [NOON - s.modified_date for s in sessions if s.modified_date] == [
        timedelta(hours=9), timedelta(seconds=30), timedelta(seconds=30),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        rules.start_session(world, device, "film-9", "COD")
    assert refused.value.reason == Reason.SESSION_LIMIT
    rules.end_session(world, sessions[0])
    assert rules.start_session(world, device, "film-9", "COD").content_id == "film-9"


def test_the_number_beside_a_limit_that_is_off_does_not_bind() -> None:
    world = base()
    account, device = first(world)
    fill_sessions(world, account)
    profile = world.profile_of(account)
    assert profile is not None
    world.change(profile, enable_session_limit=False)
    rules.start_session(world, device, "film-9")
    assert len(world.sessions.find("account_uid", account.uid)) == 4


def test_a_sign_of_life_ends_the_silence() -> None:
    world = base(NOON)
    session = world.sessions.find("account_uid", "1001")[0]
    silence(world, session, hours=9)
    assert session.modified_date == NOON - timedelta(hours=9)
    world.clock.advance(timedelta(minutes=1))
    rules.keep_alive(world, session)
    assert session.modified_date == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("status", ["SUSPENDED", "CANCELLED", "INACTIVE"])
def test_who_may_not_sign_on_may_not_watch(status: str) -> None:
    world = base()
    account, device = first(world)
    world.change(account, status=status)
    with pytest.raises(Refused) as refused:
        rules.start_session(world, device, "film-9")
    assert refused.value.reason == Reason.NOT_SIGNED_ON


def test_a_banned_box_may_not_watch() -> None:
    world = base()
    device = world.devices.get("3425")
    assert device is not None
    with pytest.raises(Refused):
        rules.start_session(world, device, "film-9")


def test_ending_by_device_and_by_account_counts_what_ended() -> None:
    world = base()
    account, device = first(world)
    fill_sessions(world, account)
    assert rules.end_sessions_of_device(world, device.uid) == 1
    assert rules.end_sessions_of_account(world, account.uid) == 2
    assert rules.end_sessions_of_account(world, account.uid) == 0
