"""Records are created whole or not at all, and deletion leaves nothing dangling."""

from datetime import UTC, datetime, timedelta

import pytest

from smstui.sandbox import base, rules
from smstui.sandbox.entities import Account, MediaPlayer, SetTopBox, SmartCard, User
from smstui.sandbox.refusal import Reason, Refused


def user(**fields: object) -> User:
    told = {"uid": "90", "account_uid": "80", "login_id": "x", "name": "X", "pin": "4711", **fields}
    return User(**told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "users", "reason"),
    [
        ("nmp.00004", [user(type="SUP", default_user=True)], Reason.ALREADY_EXISTS),
        ("new", [], Reason.MALFORMED),
        ("new", [user(type="SUP")], Reason.MALFORMED),
        ("new", [user(default_user=True)], Reason.MALFORMED),
        ("new", [user(type="SUP", default_user=True, pin=None)], Reason.MALFORMED),
        ("new", [user(type="SUP", default_user=True, name=None)], Reason.MALFORMED),
        (
            "new",
            [user(type="SUP", default_user=True, login_id="ada.byron")],
            Reason.ALREADY_EXISTS,
        ),
    ],
)
def test_an_account_that_is_not_taken_in(number: str, users: list[User], reason: Reason) -> None:
    world = base()
    before = world.counts()
    with pytest.raises(Refused) as refused:
        rules.create_account(
            world, Account(uid="80", account_number=number, status="ACTIVE"), users
        )
    assert refused.value.reason == reason
    assert world.counts() == before


def test_a_cardless_box_gets_its_virtual_card_and_takes_it_along() -> None:
    world = base()
    box = SetTopBox(uid="777", account_uid="1001", casn="AA", smartcard_type="CARDLESS")
    rules.create_box(world, box)
    card = world.card(box.smartcard_id)
    assert card is not None
    assert (card.virtual, card.status, card.stb_uid) == (True, "UNAVAILABLE", "777")
    rules.delete_device(world, box)
    assert world.card(card.smartcard_id) is None


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        (SetTopBox(uid="777", casn="E833815A9290"), Reason.ALREADY_EXISTS),
        (SetTopBox(uid="777", casn="AA", account_uid="0"), Reason.ACCOUNT_UNKNOWN),
        (SetTopBox(uid="777", casn="AA", account_uid="1003"), Reason.TRANSITION),
    ],
)
def test_a_box_that_is_not_taken_in(box: SetTopBox, reason: Reason) -> None:
    world = base()
    with pytest.raises(Refused) as refused:
        rules.create_box(world, box)
    assert refused.value.reason == reason
    assert world.box("777") is None


def test_a_cancelled_cards_number_stays_taken() -> None:
    with pytest.raises(Refused) as refused:
        rules.create_card(base(), SmartCard(uid="1", smartcard_id="000145098259"))
    assert refused.value.reason == Reason.ALREADY_EXISTS


def test_a_player_past_the_limit_is_not_taken_in() -> None:
    world = base()
    player = MediaPlayer(uid="777", media_player_id="new", account_uid="1001")
    with pytest.raises(Refused) as refused:
        rules.create_player(world, player)
    assert refused.value.reason == Reason.DEVICE_LIMIT
    player.enabled = False
    rules.create_player(world, player)
    assert world.devices.first("media_player_id", "new") is player


def test_purging_an_account_leaves_nothing_but_its_free_cards() -> None:
    world = base()
    account = world.account("nmp.00001")
    assert account is not None
    rules.purge_account(world, account)
    assert world.accounts.get("1001") is None
    for table in (world.users, world.devices, world.rights, world.sessions):
        assert table.find("account_uid", "1001") == []
    card = world.card("000145098240")
    assert card is not None
    assert (card.status, card.stb_uid) == ("AVAILABLE", None)


def test_setting_a_locked_pin_unlocks_it() -> None:
    world = base()
    account = world.account("nmp.00003")
    assert account is not None
    pin = account.pins[0]
    assert 0 < rules.seconds_locked(pin, world.now()) <= 900
    rules.set_pin(world, account, "PURCHASE", "4711")
    assert (pin.status, rules.seconds_locked(pin, world.now())) == ("SET", 0)
    assert "4711" not in repr(pin)
    with pytest.raises(Refused) as refused:
        rules.set_pin(world, account, "NONE-SUCH", "4711")
    assert refused.value.http == 404


def test_the_approval_quota_counts_the_period() -> None:
    world = base(datetime(2026, 11, 1, tzinfo=UTC))
    account = world.account("nmp.00001")
    assert account is not None
    quota = rules.approval_quota(world, account)
    assert (quota.approved_now, quota.maximum, quota.allowed) == (4, 5, True)
    profile = world.profile_of(account)
    assert profile is not None
    world.change(profile, approval_period_days=60, approvals_per_period=4)
    quota = rules.approval_quota(world, account)
    assert (quota.approved_in_period, quota.allowed) == (4, False)
    assert quota.next_on == world.now() + timedelta(days=60 - 39)
