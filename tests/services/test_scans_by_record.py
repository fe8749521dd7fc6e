"""A code that is scanned again by another id of the same box is known by its record."""

import pytest

from smstui.services.drafts import Scanned
from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered

pytestmark = pytest.mark.alike


def scan(desk: ChangeLine, *codes: str) -> list[Scanned]:
    desk.place.changes  # noqa: B018  opens the desk
    return [desk.place.call(desk.place.client.scans.take(code)) for code in codes]


@pytest.mark.parametrize("looked_up", ["before", "after"])
def test_a_box_in_a_pair_is_known_by_each_of_its_ids(desk: ChangeLine, looked_up: str) -> None:
    delivery = delivered(desk.world, 2)
    box, card = delivery.boxes[0], delivery.cards[0].smartcard_id
    casn, others = str(box.casn), [str(box.uid), *([box.nuid] if box.nuid else [])]
    if looked_up == "before":
        desk.run("lookup", casn)
    *_, pair = scan(desk, casn, card)
    assert pair.draft is not None
    if looked_up == "after":
        desk.run("lookup", casn)
    for again in (casn, *others):
        (found,) = scan(desk, again)
        assert found.took == "again", again
        assert found.draft is not None
        assert "is in a pair already" in found.said
        assert found.said.replace(" ", "").endswith(f"{card}.")


def test_another_box_makes_a_pair_of_its_own(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    for box in delivery.boxes:
        desk.run("lookup", str(box.casn))
    codes = [code for box, card in zip(delivery.boxes, delivery.cards, strict=True)
             for code in (str(box.uid), card.smartcard_id)]  # fmt: skip
    assert [each.took for each in scan(desk, *codes)] == ["half", "pair", "half", "pair"]
