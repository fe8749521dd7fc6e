"""On production nothing is written without a check, on whatever road it comes."""

from collections.abc import Callable
from typing import Any

import pytest

from smstui.commands.exits import Exit
from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered

COMMANDS = {
    "sdp2": (
        ("status", "{account}", "RESTRICTED"), ("disable", "{box}"), ("ban", "{box}"),
        ("pair", "{new}", "{card}"), ("delete-box", "{new}"),
        ("teardown", "{account}", "--account"),
    ),
    "opf": (
        ("status", "{account}", "RESTRICTED"), ("disable", "{box}"), ("refresh", "{box}"),
        ("pair", "{new}", "{card}"), ("message", "9002", "hello"), ("add-right", "{box}", "9041"),
    ),
}  # fmt: skip


@pytest.fixture
def production(desk: ChangeLine) -> ChangeLine:
    desk.place.configure('tint = "error"', "settle_s = 0.4", "timeout_s = 3", 'role = "supervisor"')
    return desk


def documents(line: ChangeLine, *arguments: str, code: int, stdin: bytes = b"") -> list[Any]:
    ended = line.run(*arguments, "--json", stdin=stdin)
    assert ended.code == code, ended
    return ended.documents


@pytest.mark.alike
def test_every_single_write_and_its_undo_take_the_last_four(production: ChangeLine) -> None:
    delivery = delivered(production.world, 1)
    box = next(iter(production.world.boxes("1001")))
    names = {
        "account": "nmp.00001", "box": box.uid, "new": delivery.boxes[0].uid,
        "card": delivery.cards[0].smartcard_id,
    }  # fmt: skip
    tried = 0
    for words in COMMANDS[production.family]:
        command = [word.format(**names) for word in words]
        plan = production.json(*command)["plan"]
        assert plan["last4_needed"], command
        sent = production.writes
        last4 = plan["confirm"][-4:]
        for wrong in ((), ("--confirm", "x" + last4[1:])):
            production.json(*command, "--apply", *wrong, code=Exit.REFUSED_HERE)
        assert production.writes == sent, command
        ended = production.run(*command, "--apply", "--confirm", last4)
        assert ended.code in (Exit.DONE, Exit.ACCEPTED), (command, ended)
        assert production.writes > sent
        tried += 1
        if words[0] not in ("status", "disable", "ban", "pair"):
            continue
        sent = production.writes
        production.json("undo", "--apply", code=Exit.REFUSED_HERE)
        assert production.writes == sent
        last4 = production.json("undo")["plan"]["confirm"][-4:]
        production.json("undo", "--apply", "--confirm", last4)
    print(f"{tried} commands")


def test_a_batch_takes_the_number_of_its_rows(production: ChangeLine) -> None:
    delivery = delivered(production.world, 2)
    text = "".join(f"{box},{card}\n" for box, card in delivery.pairs).encode()
    planned = production.run("batch", "-", stdin=text)
    assert "--apply --confirm 2" in planned.err
    for wrong in ((), ("--confirm", "1"), ("--confirm", delivery.pairs[0][1][-4:])):
        ended = production.run("batch", "-", "--apply", *wrong, stdin=text)
        assert ended.code == Exit.REFUSED_HERE, ended
    assert production.writes == 0
    rows = documents(production, "batch", "-", "--apply", "--confirm", "2", code=0, stdin=text)
    assert [row["outcome"] for row in rows] == ["verified", "verified"]


def test_drafts_take_the_last_four_of_one_and_the_number_of_many(production: ChangeLine) -> None:
    delivery = delivered(production.world, 3)
    ids = [
        production.json("pair", *pair, "--draft")["drafts"][0]["draft_id"]
        for pair in delivery.pairs
    ]
    assert production.run("drafts", "--check").code == Exit.DONE, "it shows the plans"
    for command in (("drafts", ids[0]), ("drafts",), ("drafts", *ids)):
        assert production.run(*command, "--apply").code == Exit.REFUSED_HERE
        assert production.run(*command, "--apply", "--confirm", "9").code == Exit.REFUSED_HERE
    assert production.writes == 0
    last4 = delivery.pairs[0][1][-4:]
    documents(production, "drafts", ids[0], "--apply", "--confirm", last4, code=0)
    documents(production, "drafts", "--apply", "--confirm", "2", code=0)
    assert len(production.place.journal()) == 3


def test_elsewhere_a_number_of_rows_is_compared_when_it_is_given(
    line_to: Callable[[str], ChangeLine],
) -> None:
    line = line_to("opf")
    delivery = delivered(line.world, 2)
    text = "".join(f"{box},{card}\n" for box, card in delivery.pairs).encode()
    assert line.run("batch", "-", "--apply", "--confirm", "3", stdin=text).code == 5
    assert line.writes == 0
    assert line.run("batch", "-", "--apply", stdin=text).code == 0
