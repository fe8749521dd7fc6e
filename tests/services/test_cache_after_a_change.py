"""What was read to prove a change is what the cache holds: offline, the state after is told."""

from typing import Any

import pytest

from tests.support.change_line import ChangeLine

pytestmark = pytest.mark.usefixtures("quick_looks")

B1, B2, B4 = "3421", "3422", "3430"
C1, C2 = "000145098240", "000145098241"
ONE = "nmp.00001"

CHANGES = [
    ("pair", B2, C2), ("unpair", B1), ("swap-card", B1, C2), ("status", B1, "SUSPENDED"),
    ("disable", B1), ("ban", B1), ("status", ONE, "SUSPENDED"), ("teardown", B1, "--device"),
]  # fmt: skip
KNOWN_BEFORE = [ONE, B1, B2, C1, C2]
"""Looked up before each change, so that the cache has the state before it."""

Told = dict[str, Any]


def records(told: Told, name: str) -> dict[str, Told]:
    found = {one["id"]: one for one in told[name] or ()}
    # A card that only its box told of is less than the same card's own record.
    aside = {"told_by_box", "read_at", "age_s"}
    return {
        uid: {field: value for field, value in one.items() if field not in aside}
        for uid, one in found.items()
    }


def difference(cached: Told, live: Told) -> list[str]:
    """Name what the cache tells otherwise than the platform does now."""
    wrong = [
        name
        for name in ("devices", "sessions")
        if live[name] is not None and records(cached, name) != records(live, name)
    ]
    if (cached["account"] or {}).get("status") != (live["account"] or {}).get("status"):
        wrong.append("account")
    mine, theirs = records(cached, "smartcards"), records(live, "smartcards")
    if set(mine) != set(theirs):
        wrong.append("smartcards")
    for number, card in theirs.items():
        if card["status"] and mine.get(number, {}).get("status") not in (card["status"], None):
            wrong.append(f"status of card {number}")
    return wrong


def states_of_recents(desk: ChangeLine) -> dict[tuple[str, str], str]:
    """The state of each record that was looked up, as the list of recent lookups has it."""
    told = desk.json("recents")["recents"]
    return {(each["kind"], each["id"]): each["status"] for each in told}


@pytest.mark.parametrize("change", CHANGES, ids=" ".join)
def test_offline_right_after_a_change_the_state_after_it_is_told(
    desk: ChangeLine, change: tuple[str, ...]
) -> None:
    for known in KNOWN_BEFORE:
        desk.run("lookup", known)
    operation, target, *rest = change
    ended = desk.run(operation, target, *rest, "--apply", "--json")
    if desk.family == "opf" and ended.code == 5:
        pytest.skip("this family does not do it")
    assert ended.code in (0, 12), (ended.out, ended.err)
    ids = [target, ONE, *(one for one in rest if one in KNOWN_BEFORE)]
    recents = states_of_recents(desk)
    cached = {each: desk.run("lookup", each, "--offline", "--json") for each in ids}
    for each, offline in cached.items():
        live = desk.run("lookup", each, "--json")
        assert offline.code == live.code, each
        if live.code == 0:
            assert offline.document["source"] == "cache"
            assert difference(offline.document, live.document) == [], each
    now = states_of_recents(desk)
    assert recents == {each: now[each] for each in recents}


def test_a_diagnosis_offline_judges_the_state_after(sdp2: ChangeLine) -> None:
    assert sdp2.json("diagnose", B1)["result"] != "fault"
    sdp2.json("unpair", B1, "--apply")
    sdp2.sandbox.stop()
    told = sdp2.json("diagnose", B1)
    assert told["source"] == "cache"
    assert told["result"] == "fault"
    assert told["verdict"].startswith("offline, as read ")
    assert "Box 3421 has no card" in told["verdict"]
    shown = [seen["value"] for one in told["findings"] for seen in one["evidence"]]
    assert C1 not in shown
    card = sdp2.json("lookup", C1, "--offline")
    assert [one["status"] for one in card["smartcards"]] == ["AVAILABLE"]
    assert card["account"] is None


def test_a_card_that_was_unpaired_belongs_to_nobody_in_the_recents(sdp2: ChangeLine) -> None:
    sdp2.json("lookup", C1)
    (before,) = sdp2.json("recents")["recents"]
    assert (before["account"], before["status"]) == (ONE, "UNAVAILABLE")
    sdp2.json("unpair", B1, "--apply")
    (card,) = [one for one in sdp2.json("recents")["recents"] if one["id"] == C1]
    assert card["status"] == "AVAILABLE"
    assert not card["account"]
    assert not card["name"]
