"""A draft is applied to the records it was saved for, or set aside: never to another one unseen."""

import pytest

from smstui.sandbox.entities import Account, SetTopBox, SmartCard, User
from tests.support.change_line import ChangeLine

pytestmark = pytest.mark.alike

CASN, FREE = "77BB0C0D0E0F", "000881234567"
CHANGES = {
    "pair": ("pair", CASN, FREE),
    "unpair": ("unpair", CASN),
    "disable": ("disable", CASN),
    "ban": ("ban", CASN),
    "status of a box": ("status", CASN, "SUSPENDED"),
    "delete-box": ("delete-box", CASN),
}
CONFIRM = ("--confirm", "7102", "--reason", "broken")


def two_households(desk: ChangeLine, paired: bool) -> tuple[SetTopBox, SetTopBox]:
    """Add two accounts with a box each; the first has CASN. `paired` puts a card into both."""
    boxes = []
    for n, casn in ((1, CASN), (2, "77BB0C0D0EFF")):
        account = Account(uid=f"6610{n}", account_number=f"drf.{n}", status="ACTIVE")
        desk.world.add(account)
        desk.world.add(User(uid=f"6620{n}", account_uid=account.uid, login_id=f"drf-{n}",
                            name="N", default_user=True, type="SUP"))  # fmt: skip
        number = f"00088999999{n}" if paired else None
        box = SetTopBox(uid=f"6710{n}", account_uid=account.uid, status="ACTIVE", casn=casn,
                        enabled=True, banned=False, smartcard_id=number)  # fmt: skip
        desk.world.add(box)
        if number:
            desk.world.add(SmartCard(uid=f"6630{n}", smartcard_id=number, stb_uid=box.uid,
                                     status="UNAVAILABLE"))  # fmt: skip
        boxes.append(box)
    desk.world.add(SmartCard(uid="66309", smartcard_id=FREE, status="AVAILABLE"))
    return boxes[0], boxes[1]


def give_away(desk: ChangeLine, first: SetTopBox, second: SetTopBox) -> None:
    """The other customer's box has the CASN from now on."""
    desk.world.change(desk.box(first.uid), casn="77BBDEAD0001")
    desk.world.change(desk.box(second.uid), casn=CASN)


@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("named", [False, True])
def test_a_draft_whose_id_is_another_boxs_is_set_aside(
    desk: ChangeLine, change: str, named: bool
) -> None:
    first, second = two_households(desk, paired=change == "unpair")
    desk.run("lookup", CASN)
    desk.run("lookup", FREE)
    ended = desk.run(*CHANGES[change], "--draft", "--json")
    if ended.code == 5:
        pytest.skip("this platform has no such call")
    (kept,) = ended.document["drafts"]
    if kept["plan"] is None:
        pytest.skip(kept["message"])
    assert kept["plan"]["steps"][0]["target"] == first.uid
    give_away(desk, first, second)
    line = ["drafts", *([kept["draft_id"]] if named else []), "--apply", *CONFIRM]
    told = desk.json(*line, code=10)
    assert told["error"]["code"] == "changed"
    for uid in (first.uid, second.uid, "66101", "66102"):
        assert str(uid) in told["message"]
    assert desk.writes == 0
    (left,) = desk.json("drafts")["drafts"]
    assert left["standing"] == "set aside"


def test_a_named_draft_is_applied_once_its_new_plan_was_shown(desk: ChangeLine) -> None:
    first, second = two_households(desk, paired=False)
    desk.run("lookup", CASN)
    desk.run("lookup", FREE)
    (kept,) = desk.json("pair", CASN, FREE, "--draft")["drafts"]
    give_away(desk, first, second)
    assert desk.run("drafts", "--apply").code == 10
    assert desk.run("drafts", "--apply").code == 10, "several rows are no look at one plan"
    assert desk.run("drafts", kept["draft_id"], "--apply").code == 10
    assert desk.writes == 0
    assert desk.json("drafts", kept["draft_id"], "--apply")["outcome"] == "verified"
    assert desk.box(second.uid).smartcard_id == FREE


def test_what_is_so_of_another_box_is_not_done(desk: ChangeLine) -> None:
    first, second = two_households(desk, paired=False)
    desk.run("lookup", CASN)
    (kept,) = desk.json("disable", CASN, "--draft")["drafts"]
    assert kept["plan"]
    assert desk.run("disable", second.uid, "--apply").code == 0
    give_away(desk, first, second)
    done = desk.writes
    told = desk.json("drafts", "--apply", code=10)
    assert f"box {first.uid} enabled is yes, and not no" in told["message"]
    (left,) = desk.json("drafts")["drafts"]
    assert left["standing"] == "set aside"
    assert desk.writes == done


def test_one_of_several_that_moved_makes_the_whole_partial(desk: ChangeLine) -> None:
    first, second = two_households(desk, paired=False)
    desk.run("lookup", CASN)
    desk.run("lookup", FREE)
    desk.run("lookup", second.uid)
    desk.run("pair", CASN, FREE, "--draft")
    desk.run("disable", second.uid, "--draft")
    give_away(desk, first, second)
    ended = desk.run("drafts", "--apply", "--json")
    assert ended.code == 11
    assert ended.documents[0]["error"]["code"] == "changed"
    assert desk.box(second.uid).smartcard_id is None


@pytest.mark.parametrize("words", [("status", "INACTIVE"), ("profile", "302")])
def test_a_draft_for_an_account_whose_number_is_anothers_is_set_aside(
    desk: ChangeLine, words: tuple[str, str]
) -> None:
    two_households(desk, paired=False)
    command, value = words
    value = "SUSPENDED" if command == "status" else value
    desk.run("lookup", "drf.1")
    ended = desk.run(command, "drf.1", value, "--draft", "--json")
    assert ended.code == 0, ended.err
    (kept,) = ended.document["drafts"]
    if kept["plan"] is None:
        pytest.skip("no plan offline")
    desk.world.change(desk.account("drf.1"), account_number="drf.old")
    desk.world.change(desk.account("drf.2"), account_number="drf.1")
    told = desk.json("drafts", kept["draft_id"], "--apply", code=10)
    assert "66101" in told["message"] and "66102" in told["message"]  # noqa: PT018
    assert desk.writes == 0


def test_a_named_draft_whose_account_moved_on_is_applied_once_that_was_said(
    desk: ChangeLine,
) -> None:
    two_households(desk, paired=False)
    desk.run("lookup", "drf.1")
    (kept,) = desk.json("status", "drf.1", "RESTRICTED", "--draft")["drafts"]
    desk.world.change(desk.account("drf.1"), status="SUSPENDED")
    told = desk.json("drafts", kept["draft_id"], "--apply", code=10)
    assert "was ACTIVE, is now SUSPENDED" in told["error"]["message"]
    assert told["plan"]["steps"][0]["before"] == {"account drf.1 status": "SUSPENDED"}
    assert desk.writes == 0
    assert desk.json("drafts", kept["draft_id"], "--apply")["outcome"] == "verified"
