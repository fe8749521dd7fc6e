"""Rows of a batch are compared by record, and each row that was begun has one document."""

import json
import signal
import time
from itertools import pairwise

import pytest

from smstui.sandbox import rules
from tests.support.change_line import ChangeLine
from tests.support.deliveries import Delivery, delivered

pytestmark = pytest.mark.alike


def file_of(desk: ChangeLine, *lines: str) -> str:
    path = desk.place.folder / "van.txt"
    path.write_text("\n".join(lines))
    return str(path)


def codes_of(delivery: Delivery, at: int) -> list[str]:
    """Every code that names the box at `at`."""
    box = delivery.boxes[at]
    return [str(box.casn), str(box.uid), *([box.nuid] if box.nuid else [])]


def test_one_box_under_two_ids_with_two_cards_is_refused_before_anything(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 3)
    cards = [card.smartcard_id for card in delivery.cards]
    ways, tried = codes_of(delivery, 0), 0
    for one, other in [*pairwise(ways), (ways[-1], ways[0])]:
        lines = [f"{one} {cards[0]}", f"{delivery.boxes[1].casn} {cards[2]}", f"{cards[1]} {other}"]
        for options in (["--apply"], []):
            ended = desk.run("batch", file_of(desk, *lines), *options)
            assert ended.code == 2, (lines, ended.out, ended.err)
            assert f"Line 3 is for box {delivery.boxes[0].uid}, as line 1 is" in ended.err
            tried += 1
    assert desk.writes == 0
    print(f"{tried} files")


def test_one_pair_under_two_ids_is_one_pair(desk: ChangeLine) -> None:
    delivery = delivered(desk.world, 2)
    (_, card), other = delivery.pairs
    lines = ["# of Monday", "Box;Card", *(f"{code};{card}" for code in codes_of(delivery, 0)),
             ";".join(other)]  # fmt: skip
    file = file_of(desk, *lines)
    for options, writes in ([], 0), (["--apply"], 2):
        ended = desk.run("batch", file, *options, "--json")
        assert ended.code == 0, ended.err
        assert [each["line"] for each in ended.documents] == [3, len(lines)]
        again = f"Line 4 is the pair of line 3 again, by another id of box {delivery.boxes[0].uid}"
        assert again in ended.err
        assert desk.writes == writes


@pytest.mark.parametrize("failing", range(1, 9))
def test_whichever_read_fails_two_rows_for_one_box_are_never_both_ready(
    desk: ChangeLine, failing: int
) -> None:
    delivery = delivered(desk.world, 2)
    cards = [card.smartcard_id for card in delivery.cards]
    casn, uid, *_ = codes_of(delivery, 0)
    desk.sandbox.fault(f"status 500 nth={failing} count=1")
    ended = desk.run("batch", file_of(desk, f"{casn} {cards[0]}", f"{uid} {cards[1]}"), "--json")
    assert ended.code in (2, 11), (ended.out, ended.err)


def test_one_card_with_two_boxes_is_refused_also_where_a_box_is_not_found(
    desk: ChangeLine,
) -> None:
    delivery = delivered(desk.world, 2)
    (box, card), (other, _) = delivery.pairs
    for second in (other, "A7FF00000FFF"):
        ended = desk.run("batch", file_of(desk, f"{box} {card}", f"{second} {card}"), "--apply")
        assert (ended.code, desk.writes) == (2, 0), ended.err
        assert "Line 2" in ended.err


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fault", "sent_by", "outcomes"),
    [
        ("delay 700", signal.SIGINT, {"verified"}),
        ("silence", signal.SIGTERM, {"unknown"}),
    ],
)
def test_an_interrupted_row_has_its_document(
    desk: ChangeLine, fault: str, sent_by: signal.Signals, outcomes: set[str]
) -> None:
    delivery = delivered(desk.world, 4)
    file = file_of(desk, *(f"{box} {card}" for box, card in delivery.pairs))
    pair = "Pair" if desk.family == "sdp2" else "adm.devices.change"
    desk.sandbox.fault(f"{fault} operation={pair} nth=2")
    child = desk.spawn("--json", "batch", file, "--apply")
    deadline = time.monotonic() + 60
    while sum(each.operation == pair for each in desk.sandbox.requests) < 2:
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    child.send_signal(sent_by)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, (out, err)
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["line"] for row in rows] == [1, 2], (out, err)
    assert rows[0]["outcome"] == "verified"
    assert rows[1]["outcome"] in outcomes, rows[1]
    assert rows[1]["change_id"]
    assert "Nothing was sent" not in json.dumps(rows), rows
    assert "interrupted after 2 of 4 rows" in err


def test_a_saved_pair_whose_effect_comes_late_is_done_everywhere(desk: ChangeLine) -> None:
    """The lookup that sees the effect marks the draft too: the lists and a batch agree."""
    delivery = delivered(desk.world, 1)
    ((box, card),) = delivery.pairs
    desk.run("lookup", box)
    (saved,) = desk.run("batch", file_of(desk, f"{box};{card}"), "--draft", "--json").documents
    (draft,) = (each["draft_id"] for each in saved["drafts"])
    desk.sandbox.fault("no-effect write=yes count=1")
    assert desk.run("drafts", draft, "--apply").code == 9
    assert "not visible in its records yet" in " ".join(desk.run("drafts").out.split())
    rules.pair(desk.world, delivery.boxes[0], delivery.cards[0])
    assert "came late" in desk.run("lookup", box).err
    assert card not in desk.run("drafts").out
    (whole,) = desk.run("drafts", "--all", "--json").documents
    assert [each["standing"] for each in whole["drafts"]] == ["done"]
    assert "came late" in " ".join(desk.run("drafts", "--all").out.split())
    again = desk.run("batch", file_of(desk, f"{box};{card}"), "--apply")
    assert (again.code, desk.writes) == (0, 1), again.out
    assert "done already" in again.out
