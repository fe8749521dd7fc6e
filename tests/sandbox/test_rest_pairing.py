"""Pairing over REST: a card is in one box, both ends agree, a refusal changes nothing."""

import httpx
import pytest
from rest_desk import RestDesk, refusal

C1, C2, C3, C4 = "000145098240", "000145098241", "000145098259", "000145098267"


def put_card(desk: RestDesk, box: str, card: str | None) -> httpx.Response:
    return desk.adm("PUT", f"/devices/{box}", json={"smartCardId": card})


def ends(desk: RestDesk, box: str, card: str) -> tuple[str | None, str | None, str]:
    """What the box says of its card, the card of its box, and the card's status."""
    record = desk.sandbox.world.card(card)
    assert record is not None
    held = desk.adm("GET", f"/devices/{box}").json()["smartCardId"]
    return held, record.stb_uid, record.status


def test_pair_and_unpair_move_both_ends(desk: RestDesk) -> None:
    assert put_card(desk, "3422", C2).json()["modifiedCount"] == 1
    assert ends(desk, "3422", C2) == (C2, "3422", "UNAVAILABLE")
    assert put_card(desk, "3422", None).json()["modifiedCount"] == 1
    assert ends(desk, "3422", C2) == (None, None, "AVAILABLE")


def test_swapping_the_card_frees_the_old_one(desk: RestDesk) -> None:
    assert put_card(desk, "3421", C2).json()["modifiedCount"] == 1
    assert ends(desk, "3421", C2) == (C2, "3421", "UNAVAILABLE")
    assert ends(desk, "3421", C1) == (C2, None, "AVAILABLE")


@pytest.mark.parametrize(
    ("box", "card"),
    [
        ("3422", C1),
        ("3422", C4),
        ("3422", C3),
        ("3423", C2),
        ("3423", None),
        ("3426", C2),
        ("3421", C4),
    ],
)
def test_a_refused_card_leaves_box_and_card_as_they_were(
    desk: RestDesk, box: str, card: str | None
) -> None:
    before = desk.adm("GET", f"/devices/{box}").json()
    cards = [(c.smartcard_id, c.stb_uid, c.status) for c in desk.sandbox.world.cards]
    answer = desk.adm("PUT", f"/devices/{box}", json={"name": "Parlour", "smartCardId": card})
    assert answer.status_code == 400
    after = desk.adm("GET", f"/devices/{box}").json()
    assert {**after, "modified": None} == {**before, "modified": None}
    assert [(c.smartcard_id, c.stb_uid, c.status) for c in desk.sandbox.world.cards] == cards


def test_a_card_nobody_has_is_not_found(desk: RestDesk) -> None:
    assert refusal(put_card(desk, "3422", "999999999999")) == (404, 404)


def test_a_player_takes_no_card(desk: RestDesk) -> None:
    assert refusal(put_card(desk, "9002", C2)) == (400, 1001)


def test_a_swap_moves_the_chipset_once_it_is_free(desk: RestDesk) -> None:
    taken = desk.adm("PUT", "/devices/3421", json={"caSN": "E833815A9301"})
    assert refusal(taken) == (409, 409)
    assert desk.adm("PUT", "/devices/3422", json={"caSN": None}).status_code == 200
    assert desk.adm("PUT", "/devices/3421", json={"caSN": "E833815A9301"}).status_code == 200
    assert [d["_id"] for d in desk.devices(caSN="E833815A9301")] == ["3421"]
    assert ends(desk, "3421", C1) == (C1, "3421", "UNAVAILABLE")
