"""The world `base` is the fixture of the scenarios, and every field is filled somewhere."""

from dataclasses import fields

import pytest

from smstui.sandbox import base
from smstui.sandbox.entities import Record, SetTopBox
from smstui.sandbox.fixtures import everything
from smstui.sandbox.rules import counted_players, device_limit, session_limit

NOT_IN_A_HEALTHY_WORLD = {
    ("Session", "deallocated_date"),  # a live session was not torn down
    ("SetTopBox", "approved_on"),  # only open devices are approved
    ("SetTopBox", "last_approved"),
    ("SetTopBox", "last_unapproved"),
    ("MediaPlayer", "last_approved"),  # told where a device was approved or not since the start
    ("MediaPlayer", "last_unapproved"),
}


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("nmp.00001", "ACTIVE"),
        ("nmp.00002", "RESTRICTED"),
        ("nmp.00003", "SUSPENDED"),
        ("nmp.00004", "CANCELLED"),
        ("nmp.00005", "INACTIVE"),
    ],
)
def test_accounts(number: str, status: str) -> None:
    account = base().account(number)
    assert account is not None
    assert account.status == status


@pytest.mark.parametrize(
    ("uid", "account_uid", "facts"),
    [
        ("3421", "1001", {"casn": "E833815A9290", "mac_address": "00:1A:79:1E:7F:50",
                          "smartcard_id": "000145098240", "status": "ACTIVE", "banned": False}),
        ("3422", "1001", {"smartcard_id": None, "smartcard_type": "CARDBASED"}),
        ("3423", "1001", {"smartcard_type": "CARDLESS"}),
        ("3425", "1001", {"banned": True, "status": "ACTIVE"}),
        ("3426", "1001", {"status": "CANCELLED"}),
        ("3430", "1002", {"smartcard_id": "000145098267"}),
        ("3438", "1002", {"casn": "0A1B2C3D4E5F"}),
        ("3439", "1002", {"mac_address": "0A:1B:2C:3D:4E:5F"}),
        ("245098240", "1002", {}),
    ],
)  # fmt: skip
def test_boxes(uid: str, account_uid: str, facts: dict[str, object]) -> None:
    box = base().box(uid)
    assert box is not None
    assert box.account_uid == account_uid
    assert {name: getattr(box, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("number", "status", "stb_uid"),
    [
        ("000145098240", "UNAVAILABLE", "3421"),
        ("000145098241", "AVAILABLE", None),
        ("000145098259", "CANCELLED", None),
        ("000145098267", "UNAVAILABLE", "3430"),
        ("245098240", "AVAILABLE", None),
    ],
)
def test_cards(number: str, status: str, stb_uid: str | None) -> None:
    card = base().card(number)
    assert card is not None
    assert (card.status, card.stb_uid) == (status, stb_uid)


def test_every_link_between_box_and_card_agrees() -> None:
    world = base()
    from_boxes = {
        (d.uid, d.smartcard_id)
        for d in world.devices
        if isinstance(d, SetTopBox) and d.smartcard_id
    }
    assert {(c.stb_uid, c.smartcard_id) for c in world.cards if c.stb_uid} == from_boxes


def test_the_first_account_is_at_its_device_limit_and_has_three_sessions_to_fill() -> None:
    world = base()
    account = world.accounts.get("1001")
    player = world.devices.get("9001")
    assert account is not None
    assert player is not None
    assert player.enabled is False
    assert len(counted_players(world, "1001")) == device_limit(world, account)
    assert session_limit(world, account) == 3
    assert len(world.sessions.find("account_uid", "1001")) == 1


def test_accounts_have_one_default_user_and_a_super_user() -> None:
    world = base()
    for account in world.accounts:
        users = world.users.find("account_uid", account.uid)
        assert sum(user.default_user for user in users) == 1
        assert any(user.type == "SUP" for user in users)


def test_every_field_of_every_entity_is_filled_somewhere() -> None:
    world = base()
    records: list[object] = [
        *everything(world), *world.access_points, *(p for a in world.accounts for p in a.pins),
    ]  # fmt: skip
    filled = {
        (type(record).__name__, field.name)
        for record in records
        for field in fields(record)  # type: ignore[arg-type]
        if getattr(record, field.name) is not None
    }
    wanted = {
        (type(record).__name__, field.name)
        for record in records
        for field in fields(record)  # type: ignore[arg-type]
    }
    assert wanted - filled == NOT_IN_A_HEALTHY_WORLD


def test_secrets_can_be_searched_for() -> None:
    sentinels = base().sentinels()
    assert len(sentinels) > 15
    assert all(value.startswith("SENTINEL-") for value in sentinels)
    assert {"SENTINEL-acc-1001", "SENTINEL-salt-11001", "SENTINEL-A", "SENTINEL-pin-MASTER"} <= (
        sentinels
    )


def test_each_world_is_its_own() -> None:
    one, other = base(), base()
    account = one.account("nmp.00001")
    assert account is not None
    one.change(account, city="Elsewhere")
    untouched = other.account("nmp.00001")
    assert untouched is not None
    assert untouched.city == "Cwmbran"


def test_a_field_left_out_is_remembered() -> None:
    world = base()
    record: Record | None = world.box("3421")
    assert record is not None
    world.omit(record, "casn", "version")
    assert record.omitted == {"casn", "version"}
