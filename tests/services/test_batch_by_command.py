"""S18, S25, S26 and S29 through `smstui batch` and `smstui drafts`, with every write counted."""

import json
import re
import signal
import time

import pytest

from smstui.sandbox.fixtures import add_account
from tests.support.change_line import ChangeLine
from tests.support.deliveries import Delivery, delivered

pytestmark = pytest.mark.alike


def written_as(desk: ChangeLine) -> str:
    return "Pair" if desk.family == "sdp2" else "adm.devices.change"


def file_of(desk: ChangeLine, pairs: list[tuple[str, str]]) -> str:
    path = desk.place.folder / "pairs.csv"
    path.write_text("# a van load\n" + "".join(f"{card};{box}\n" for box, card in pairs))
    return str(path)


def documents(desk: ChangeLine, *arguments: str, code: int) -> list[dict]:
    ended = desk.run(*arguments, "--json")
    assert ended.code == code, (ended.code, ended.out, ended.err)
    return ended.documents


def paired(desk: ChangeLine, delivery: Delivery) -> list[str | None]:
    return [desk.box(box.uid).smartcard_id for box in delivery.boxes]


def take_away(desk: ChangeLine, delivery: Delivery, at: int) -> str:
    """Somebody else puts a card of the delivery into a box of another account."""
    thief = add_account(desk.world, "tst.70009", boxes=1)
    (box,) = desk.world.devices.find("account_uid", thief.uid)
    card = delivery.cards[at]
    desk.world.change(box, smartcard_id=card.smartcard_id)
    desk.world.change(card, stb_uid=box.uid, status="UNAVAILABLE")
    return str(box.uid)


def test_a_batch_is_planned_then_applied_then_seen_as_done(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 3)
    file = file_of(desk, delivery.pairs)
    planned = documents(desk, "batch", file, code=0)
    assert [each["outcome"] for each in planned] == [None] * 3
    assert [each["line"] for each in planned] == [2, 3, 4]
    assert {each["schema"] for each in planned} == {"smstui/batch/1"}
    assert desk.writes == 0
    applied = documents(desk, "batch", file, "--apply", code=0)
    assert [each["outcome"] for each in applied] == ["verified"] * 3
    assert all(each["change_id"] for each in applied)
    assert paired(desk, delivery) == [card for _, card in delivery.pairs]
    assert desk.writes == 3
    again = documents(desk, "batch", file, "--apply", code=0)
    assert [(each["outcome"], each["change_id"]) for each in again] == [("verified", None)] * 3
    assert desk.writes == 3


def test_s25_a_401_at_row_7_on_basic_ends_the_batch_there(sdp2: ChangeLine) -> None:
    delivery = delivered(sdp2.world, 20)
    sdp2.sandbox.fault(f"status 401 operation={written_as(sdp2)} nth=7 count=1")
    rows = documents(sdp2, "batch", file_of(sdp2, delivery.pairs), "--apply", code=11)
    outcomes = [each["outcome"] for each in rows]
    assert outcomes == ["verified"] * 6 + ["refused-by-platform"] + ["not-sent"] * 13
    assert "sign-in" in rows[7]["error"]["message"]
    assert [write.outcome for write in sdp2.sandbox.writes] == (
        ["done"] * 6 + ["not processed (status)"]
    )


def test_s25_a_401_at_row_7_signs_in_once_and_goes_on(opf: ChangeLine) -> None:
    desk = opf
    delivery = delivered(desk.world, 20)
    desk.sandbox.fault(f"status 401 operation={written_as(desk)} nth=7 count=1")
    rows = documents(desk, "batch", file_of(desk, delivery.pairs), "--apply", code=0)
    assert [each["outcome"] for each in rows] == ["verified"] * 20
    assert paired(desk, delivery) == [card for _, card in delivery.pairs]
    outcomes = [write.outcome for write in desk.sandbox.writes]
    assert outcomes == ["done"] * 6 + ["not processed (status)"] + ["done"] * 14


def test_a_row_that_fails_leaves_the_others_and_the_exit_is_partial(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 4)
    taken = take_away(desk, delivery, 1)
    pairs = [*delivery.pairs, ("F0FF00FF00FF", "000779999999")]
    rows = documents(desk, "batch", file_of(desk, pairs), "--apply", code=11)
    outcomes = [each["outcome"] for each in rows]
    assert outcomes == ["verified", "refused-here", "verified", "verified", "refused-here"]
    told = json.dumps(rows[1])
    assert delivery.pairs[1][1] in told
    assert taken in told
    assert rows[4]["error"]["code"] == "not-found"
    assert desk.writes == 3


def test_a_single_row_ends_in_its_own_exit(desk: ChangeLine) -> None:
    delivered(desk.world, 1)
    rows = documents(desk, "batch", file_of(desk, [("F0FF00FF00FF", "000770000000")]), code=3)
    assert rows[0]["error"]["code"] == "not-found"


def test_a_refusal_tells_its_correlation_id_once(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 1)
    desk.sandbox.fault(f"refuse operation={written_as(desk)}")
    ended = desk.run("batch", file_of(desk, delivery.pairs), "--apply")
    assert ended.code == 6
    numbers = re.findall(r"correlation id ([0-9a-f-]+)", ended.out)
    assert len(numbers) == 1


def test_lines_that_cannot_be_used_stop_it_before_anything(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 1)
    (pair,) = delivery.pairs
    path = desk.place.folder / "bad.txt"
    path.write_text(f"{pair[0]} {pair[1]}\n{pair[0]}\n")
    ended = desk.run("batch", str(path), "--apply")
    assert ended.code == 2
    assert "Line 2 has one code" in ended.err
    assert desk.writes == 0
    assert desk.sandbox.requests == []
    assert desk.run("batch", str(desk.place.folder / "none.txt")).code == 2
    assert desk.run("batch", "-", stdin=b"# nothing\n").code == 2


def test_pairs_come_from_standard_input(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    text = "".join(f"{box}\t{card}\n" for box, card in delivery.pairs * 2)
    ended = desk.run("batch", "-", "--apply", stdin=text.encode())
    assert ended.code == 0
    assert "Line 3 is the pair of line 1 again" in ended.err
    assert "2 of 2 verified" in ended.err
    mixed = f"{delivery.pairs[0][0]}\t{delivery.pairs[0][1]}\nE833815A9999\t000145098999\n"
    refused = desk.run("batch", "-", "--apply", stdin=mixed.encode())
    assert "1 of 2 verified or done already, 1 not done." in refused.err
    assert ": line 2 E833815A9999" in refused.out
    assert desk.writes == 2


def test_without_a_platform_the_first_row_says_so_and_the_rest_is_not_tried(
    desk: ChangeLine,
) -> None:
    delivery = delivered(desk.world, 5)
    desk.sandbox.fault("drop-before")
    rows = documents(desk, "batch", file_of(desk, delivery.pairs), "--apply", code=11)
    assert [each["outcome"] for each in rows] == ["not-sent"] * 5
    assert desk.writes == 0


def test_a_preview_that_moved_is_told_for_its_row(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    file = file_of(desk, delivery.pairs)
    documents(desk, "batch", file, code=0)
    desk.world.change(delivery.account, status="SUSPENDED")
    rows = documents(desk, "batch", file, "--apply", code=11)
    assert [each["outcome"] for each in rows] == ["changed"] * 2
    assert "SUSPENDED" in rows[0]["error"]["message"]
    assert desk.writes == 0


@pytest.mark.parametrize("options", [["--read-only"], []])
def test_s23_a_batch_is_refused_where_nothing_may_be_changed(
    desk: ChangeLine, options: list[str]
) -> None:
    delivery = delivered(desk.world, 2)
    if not options:
        desk.place.configure('role = "viewer"')
    file = file_of(desk, delivery.pairs)
    for command in (["batch", file, "--apply"], ["batch", file, "--draft"]):
        ended = desk.run(*options, *command)
        assert ended.code == 5, ended.err
    assert desk.writes == 0


def test_s18_drafts_are_checked_and_applied_when_the_platform_is_back(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 20)
    desk.sandbox.fault("drop-before")
    kept = documents(desk, "batch", file_of(desk, delivery.pairs), "--draft", code=0)
    assert [each["standing"] for each in kept[0]["drafts"]] == ["waiting"] * 20
    assert desk.sandbox.requests == []
    checked = desk.run("drafts", "--check")
    assert (checked.code, checked.out.count("saved")) == (7, 20)
    assert "not checked: " in checked.err
    desk.sandbox.faults.clear()
    holder = take_away(desk, delivery, 11)
    assert desk.run("drafts", "--check").out.count("pair box") >= 19, "nobody has seen them yet"
    assert desk.writes == 0
    rows = documents(desk, "drafts", "--apply", code=11)
    outcomes = [each["outcome"] for each in rows]
    assert outcomes == ["verified"] * 11 + ["refused-here"] + ["verified"] * 8
    assert desk.writes == 19
    (aside,) = documents(desk, "drafts", code=0)[0]["drafts"]
    assert aside["standing"] == "set aside"
    assert (aside["target"], aside["second"]) == delivery.pairs[11]
    assert holder in aside["message"] or "another account" in aside["message"]
    assert desk.json("undo", "--apply")["outcome"] == "verified"
    assert desk.box(delivery.boxes[19].uid).smartcard_id is None


def test_s26_a_draft_has_the_cached_before_image_and_its_age(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    box, card = delivery.pairs[0]
    desk.run("lookup", box)
    desk.run("lookup", card)
    desk.sandbox.fault("drop-before")
    (kept,) = desk.json("pair", box, card, "--draft")["drafts"]
    uid = delivery.boxes[0].uid
    assert kept["plan"]["steps"][0]["before"][f"box {uid} card"] is None
    assert kept["image_at"] is not None
    assert desk.sandbox.traffic.writes == []
    desk.sandbox.faults.clear()
    desk.world.change(delivery.account, status="SUSPENDED")
    (row,) = documents(desk, "drafts", "--apply", code=5)
    assert "was ACTIVE, is now SUSPENDED" in row["message"]
    assert desk.writes == 0
    (row,) = documents(desk, "drafts", kept["draft_id"], "--apply", code=0)
    assert row["outcome"] == "verified"
    assert desk.writes == 1
    assert documents(desk, "drafts", code=0)[0]["drafts"] == []


def test_a_status_change_waits_as_a_draft_too(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 1)
    number = delivery.account.account_number
    desk.run("lookup", str(number))
    (kept,) = desk.json("status", str(number), "SUSPENDED", "--draft")["drafts"]
    assert kept["operation"] == "account-status"
    (row,) = documents(desk, "drafts", "--apply", code=5)
    assert "disruptive" in row["message"]
    assert desk.writes == 0
    assert documents(desk, "drafts", kept["draft_id"], "--apply", code=0)[0]["outcome"] == (
        "verified"
    )


def test_a_draft_expires_and_is_discarded(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    with desk.place.configuration.open("a") as file:
        file.write("[drafts]\ndays = 0.00000001\n")
    one, other = (
        desk.json("pair", *pair, "--draft")["drafts"][0]["draft_id"] for pair in delivery.pairs
    )
    standing = [each["standing"] for each in documents(desk, "drafts", code=0)[0]["drafts"]]
    assert standing == ["expired", "expired"]
    (row,) = documents(desk, "drafts", one, "--apply", code=5)
    assert "expired" in row["error"]["message"]
    assert desk.run("drafts", "--apply").code == 0
    assert desk.run("drafts", other, "--discard").code == 0
    (left,) = documents(desk, "drafts", code=0)[0]["drafts"]
    assert left["draft_id"] == one
    assert desk.run("drafts", "nothing").code == 3
    assert desk.writes == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["batch", "-", "--apply", "--draft"],
        ["batch", "-", "--confirm", "0001"],
        ["undo", "--draft"],
        ["drafts", "--discard"],
        ["drafts", "x", "--discard", "--apply"],
    ],
)
def test_options_that_contradict_each_other_are_a_usage_error(
    desk: ChangeLine, arguments: list[str]
) -> None:
    assert desk.run(*arguments).code == 2


def test_a_session_is_no_draft(desk: ChangeLine) -> None:
    ended = desk.run("teardown", "nmp.00001", "--account", "--draft")
    assert ended.code == 5
    assert "live" in ended.err


def test_s29_one_number_off_is_undone_and_the_last_four_are_compared(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    box, card = delivery.boxes[0].casn, delivery.cards[1].smartcard_id
    draft = desk.json("pair", str(box), card, "--draft")["drafts"][0]["draft_id"]
    (row,) = documents(desk, "drafts", draft, "--apply", code=10)
    assert row["plan"]["steps"], "the plan is shown first"
    (row,) = documents(desk, "drafts", draft, "--apply", "--confirm", "0000", code=5)
    assert "Nothing was sent" in row["error"]["message"]
    assert desk.writes == 0
    documents(desk, "drafts", draft, "--apply", "--confirm", card[-4:], code=0)
    assert desk.json("undo", "--apply")["outcome"] == "verified"
    assert paired(desk, delivery) == [None, None]


def test_interrupted_and_run_again_it_sends_no_row_twice(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 6)
    file = file_of(desk, delivery.pairs)
    desk.sandbox.fault(f"delay 400 operation={written_as(desk)} nth=3")
    child = desk.spawn("batch", file, "--apply")
    deadline = time.monotonic() + 30
    while len(desk.sandbox.requests) == 0 or not any(
        each.operation == written_as(desk) for each in desk.sandbox.requests
    ):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130, (out, err)
    assert "Run it again" in err
    desk.sandbox.faults.clear()
    rows = documents(desk, "batch", file, "--apply", code=0)
    assert {each["outcome"] for each in rows} == {"verified"}
    assert paired(desk, delivery) == [card for _, card in delivery.pairs]
    assert desk.writes == 6
