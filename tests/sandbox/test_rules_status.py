"""Statuses move along the life cycle and nowhere else, on both families."""

from itertools import product

import pytest

from smstui.domain.lifecycle import ACCOUNT_OPF, ACCOUNT_SDP2, may_become
from smstui.sandbox import base, rules
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import World

MOVES = [(a, b) for a, b in product(ACCOUNT_SDP2, ACCOUNT_SDP2) if a != b]


@pytest.mark.parametrize(("before", "after"), MOVES)
def test_accounts_and_boxes_follow_the_table(before: str, after: str) -> None:
    world = base()
    account, box = world.account("nmp.00001"), world.box("3421")
    assert account is not None
    assert box is not None
    world.change(account, status=before)
    world.change(box, status=before)
    moves = (
        lambda: rules.set_account_status(world, account, after),
        lambda: rules.set_box_status(world, box, after),
    )
    for move in moves:
        if may_become(ACCOUNT_SDP2, before, after):
            assert move() is True
        else:
            with pytest.raises(Refused) as refused:
                move()
            final = before == "CANCELLED"
            assert refused.value.reason == (Reason.FINAL if final else Reason.TRANSITION)
    reached = after if may_become(ACCOUNT_SDP2, before, after) else before
    assert (account.status, box.status) == (reached, reached)


def test_the_same_status_again_changes_nothing() -> None:
    world = base()
    account = world.account("nmp.00004")
    assert account is not None
    assert rules.set_account_status(world, account, "CANCELLED") is False


@pytest.mark.parametrize("status", ["INACTIVE", "GONE"])
def test_a_status_the_family_does_not_have(status: str) -> None:
    world = base()
    account = world.account("nmp.00001")
    assert account is not None
    with pytest.raises(Refused) as refused:
        rules.set_account_status(world, account, status, ACCOUNT_OPF)
    assert refused.value.reason == Reason.MALFORMED


@pytest.mark.parametrize(
    ("uid", "status"),
    [("3421", "ENABLED"), ("3425", "DISABLED"), ("3426", "DISABLED"), ("9001", "DISABLED")],
)
def test_what_only_sdp2_can_say_reads_as_disabled_on_opf(uid: str, status: str) -> None:
    device = base().devices.get(uid)
    assert device is not None
    assert rules.opf_status(device) == status


def test_enabling_on_opf_lifts_a_ban_but_revives_no_cancelled_box() -> None:
    world = base()
    banned, cancelled = world.box("3425"), world.box("3426")
    assert banned is not None
    assert cancelled is not None
    assert rules.set_opf_status(world, banned, "ENABLED") is True
    assert (banned.banned, rules.opf_status(banned)) == (False, "ENABLED")
    with pytest.raises(Refused):
        rules.set_opf_status(world, cancelled, "ENABLED")


def test_enabling_waits_until_another_is_disabled() -> None:
    world = base()
    first, second = world.devices.get("9001"), world.devices.get("9002")
    assert first is not None
    assert second is not None
    with pytest.raises(Refused) as refused:
        rules.set_enabled(world, first, True)
    assert refused.value.reason == Reason.DEVICE_LIMIT
    assert "20007" in refused.value.text
    rules.set_enabled(world, second, False)
    assert rules.set_enabled(world, first, True) is True


def test_a_limit_that_is_not_enforced_does_not_bind() -> None:
    world = base()
    _switch_off_limits(world)
    first = world.devices.get("9001")
    assert first is not None
    assert rules.set_enabled(world, first, True) is True


def test_managed_devices_never_count() -> None:
    world = base()
    box = world.box("3421")
    assert box is not None
    rules.set_enabled(world, box, False)
    assert rules.set_enabled(world, box, True) is True


def test_a_ban_on_a_cancelled_box_is_no_more_to_be_changed() -> None:
    world = base()
    box = world.box("3426")
    assert box is not None
    with pytest.raises(Refused):
        rules.set_banned(world, box, True)


def _switch_off_limits(world: World) -> None:
    profile = world.profiles.get("301")
    assert profile is not None
    world.change(profile, enable_active_device_limit=False)
