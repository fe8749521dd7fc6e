"""Two households of a test's own, and everything that an undo can restore in them."""

from smstui.sandbox.entities import (
    Account,
    AccountProfile,
    MediaPlayer,
    Right,
    SetTopBox,
    SmartCard,
    User,
)
from smstui.sandbox.world import World

ONE, TWO, THREE = "hh.7101", "hh.7202", "hh.7303"
"""ACTIVE, ACTIVE (another customer) and SUSPENDED."""
A1, A2, A3, A4, A5 = "81001", "81002", "81003", "81004", "81005"
"""Boxes of ONE: with card K1, without, with card K3, disabled, banned and SUSPENDED."""
D1 = "82001"
"""The box of TWO, with card K4."""
P1, P2 = "91001", "91002"
"""Players of ONE: enabled, disabled."""
K1, K2, K3, K4 = "000771100016", "000771100024", "000771100032", "000771100040"
"""Cards: in A1, free, in A3, in D1."""
R1 = "66001"
"""A right of ONE."""


def households() -> World:
    """A fresh world of these."""
    world = World("households")
    for uid in ("711", "722"):
        world.add(AccountProfile(uid=uid, name=f"PROFILE-{uid}"))
    for uid, number, status in (
        ("7101", ONE, "ACTIVE"), ("7202", TWO, "ACTIVE"), ("7303", THREE, "SUSPENDED"),
    ):  # fmt: skip
        world.add(
            Account(
                uid=uid, account_number=number, status=status, account_profile_uid="711",
                first_name="Test", last_name=f"Person-{uid}", rollout_profile_uid="401",
                ppv_status=True, provider_id="1", signon_id=f"person-{uid}@example.test",
            )
        )  # fmt: skip
        world.add(User(uid=f"1{uid}", account_uid=uid, login_id=f"person-{uid}", default_user=True))
    boxes = (
        (A1, "7101", {"smartcard_id": K1}), (A2, "7101", {}), (A3, "7101", {"smartcard_id": K3}),
        (A4, "7101", {"enabled": False}), (A5, "7101", {"banned": True, "status": "SUSPENDED"}),
        (D1, "7202", {"smartcard_id": K4}),
    )  # fmt: skip
    for uid, account, special in boxes:
        world.add(SetTopBox(uid=uid, account_uid=account, casn=f"F00D{uid}AB", **special))
    for at, (number, box) in enumerate(((K1, A1), (K2, None), (K3, A3), (K4, D1))):
        status = "UNAVAILABLE" if box else "AVAILABLE"
        world.add(SmartCard(uid=f"2{at}", smartcard_id=number, status=status, stb_uid=box))
    for uid, enabled in ((P1, True), (P2, False)):
        world.add(
            MediaPlayer(
                uid=uid, media_player_id=f"player-{uid}", account_uid="7101", enabled=enabled
            )
        )
    world.add(
        Right(
            uid=R1, account_uid="7101", policy_group_uid="7701", purchased_item_type="PKG",
            purchased_item_uid="8701", product_type="SUBSCRIPTION",
        )
    )  # fmt: skip
    return world


def state_of(world: World) -> dict[str, object]:
    """Everything in `world` that an undoable change can move."""
    with world.lock:
        state: dict[str, object] = {}
        for account in world.accounts:
            state[f"account {account.uid}"] = (account.status, account.account_profile_uid)
        for device in world.devices:
            state[f"device {device.uid}"] = device.enabled
            if isinstance(device, SetTopBox):
                state[f"box {device.uid}"] = (
                    device.smartcard_id, device.status, device.banned, device.casn,
                )  # fmt: skip
        for card in world.cards:
            state[f"card {card.smartcard_id}"] = (card.status, card.stb_uid)
        for right in world.rights:
            state[f"right {right.uid}"] = right.status
        return state
