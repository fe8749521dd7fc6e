"""What a draft could not see is shown before it is applied; drafts for one record are told."""

from itertools import product

import pytest

from smstui.sandbox.entities import Account, SetTopBox, SmartCard, User
from smstui.sandbox.fixtures import split_link
from tests.support.change_line import ChangeLine

pytestmark = pytest.mark.alike

CASN, CARD, OTHER_CARD = "88CC0D0E0F01", "000993214567", "000993214575"


def household(desk: ChangeLine) -> SetTopBox:
    """Add an account with a box without a card, and two free cards."""
    account = Account(uid="77101", account_number="uns.1", status="ACTIVE")
    desk.world.add(account)
    desk.world.add(User(uid="77201", account_uid=account.uid, login_id="uns-1", name="N",
                        default_user=True, type="SUP"))  # fmt: skip
    box = SetTopBox(uid="77301", account_uid=account.uid, status="ACTIVE", casn=CASN,
                    enabled=True, banned=False)  # fmt: skip
    desk.world.add(box)
    for uid, number in (("77401", CARD), ("77402", OTHER_CARD)):
        desk.world.add(SmartCard(uid=uid, smartcard_id=number, status="AVAILABLE"))
    return box


def suspend(desk: ChangeLine) -> None:
    desk.world.change(desk.account("uns.1"), status="SUSPENDED")


def is_whole(desk: ChangeLine, seen: tuple[str, ...]) -> bool:
    """Whether nothing of a pair was unseen: `opf` keeps no record of a free card."""
    return CASN in seen and (CARD in seen or desk.family == "opf")


SEEN = [(), (CASN,), (CARD,), (CASN, CARD)]


@pytest.mark.parametrize(("seen", "moved"), list(product(SEEN, [False, True])))
def test_no_pair_is_applied_that_nobody_saw(
    desk: ChangeLine, seen: tuple[str, ...], moved: bool
) -> None:
    household(desk)
    for code in seen:
        desk.run("lookup", code)
    (kept,) = desk.json("pair", CASN, CARD, "--draft")["drafts"]
    assert (kept["plan"] is not None) == is_whole(desk, seen)
    if moved:
        suspend(desk)
    first = desk.run("drafts", "--apply", "--json")
    told = first.document
    if is_whole(desk, seen) and not moved:
        assert told["outcome"] == "verified"
        return
    assert desk.writes == 0, told
    assert told["plan"]["steps"], "the plan is shown"
    if moved and CASN in seen:
        assert "was ACTIVE, is now SUSPENDED" in told["message"]
        desk.run("drafts", kept["draft_id"], "--apply")  # it shows, or applies what was shown
        desk.run("drafts", kept["draft_id"], "--apply")
    else:
        assert first.code == 10
        assert desk.run("drafts", "--apply").code == 0
    assert desk.writes == 1


def test_a_check_shows_the_plan_and_one_yes_applies_it(desk: ChangeLine) -> None:
    household(desk)
    desk.run("pair", CASN, CARD, "--draft")
    shown = desk.run("drafts", "--check")
    assert f"pair box 77301 and card {CARD}" in shown.out
    assert desk.writes == 0
    assert desk.run("drafts", "--apply").code == 0
    assert desk.writes == 1


def test_what_moves_after_it_was_shown_is_set_aside(desk: ChangeLine) -> None:
    household(desk)
    desk.run("pair", CASN, CARD, "--draft")
    assert desk.run("drafts", "--apply").code == 10
    suspend(desk)
    told = desk.json("drafts", "--apply", code=5)
    assert "was ACTIVE, is now SUSPENDED" in told["message"]
    assert desk.writes == 0


@pytest.mark.parametrize(
    ("one", "other", "record"),
    [
        ((CASN, CARD), (CASN, OTHER_CARD), "box 77301"),
        ((CASN, CARD), ("77301", OTHER_CARD), "box 77301"),
        ((CASN, CARD), ("F00000000F00", CARD), f"card {CARD}"),
    ],
)
def test_two_drafts_for_one_record_are_told_at_once_and_neither_is_applied_among_many(
    desk: ChangeLine, one: tuple[str, str], other: tuple[str, str], record: str
) -> None:
    household(desk)
    for code in (CASN, CARD, OTHER_CARD):
        desk.run("lookup", code)
    (first,) = desk.json("pair", *one, "--draft")["drafts"]
    assert first["rivals"] == []
    (second,) = desk.json("pair", *other, "--draft")["drafts"]
    assert second["rivals"] == [first["draft_id"]]
    assert f"Draft {first['draft_id']} (pair) is also for {record}." in second["message"]
    listed = desk.json("drafts")["drafts"]
    assert [each["rivals"] for each in listed] == [[second["draft_id"]], [first["draft_id"]]]
    assert desk.run("drafts", "--apply").code == 11
    assert desk.writes == 0
    assert desk.run("drafts", second["draft_id"], "--discard").code == 0
    assert desk.json("drafts", "--apply")["outcome"] == "verified"


def test_drafts_that_may_follow_each_other_are_told_and_not_set_aside(desk: ChangeLine) -> None:
    household(desk)
    for code in (CASN, CARD):
        desk.run("lookup", code)
    desk.run("pair", CASN, CARD, "--draft")
    (second,) = desk.json("disable", "77301", "--draft")["drafts"]
    assert "is also for box 77301" in second["message"]
    ended = desk.run("drafts", "--apply", "--json")
    assert ended.documents[0]["outcome"] == "verified"


def test_a_card_whose_box_was_not_seen_is_planned_only_once_that_box_is_known(
    sdp2: ChangeLine,
) -> None:
    mine, card, others = "3421", "000145098240", "3430"
    split_link(sdp2.world, card, others)
    sdp2.world.change(sdp2.card(card), status="AVAILABLE")
    sdp2.run("diagnose", mine)
    (kept,) = sdp2.json("pair", mine, card, "--draft")["drafts"]
    assert kept["plan"] is None
    assert sdp2.run("drafts", "--apply").code != 0
    assert sdp2.writes == 0
    sdp2.run("drafts", kept["draft_id"], "--discard")
    sdp2.run("lookup", others)
    (kept,) = sdp2.json("pair", mine, card, "--draft")["drafts"]
    assert kept["plan"]["reason_needed"] == "the card comes from another account"
