"""A verdict says no more than was read: by account or login, from the cache, and kept answers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smstui.domain.identifiers import IdKind, identify
from smstui.domain.triage.diagnosis import diagnose
from smstui.domain.triage.finding import Result
from smstui.domain.triage.queue import Standing, counted, summary
from smstui.sandbox.fixtures import split_link
from smstui.services.diagnosis import MOST_CARDS, Diagnosed
from smstui.services.outcomes import Opened
from smstui.services.queue.rows import row_of
from smstui.services.queue.running import Answered
from tests.support.change_line import ChangeLine
from tests.support.patients import patient

pytestmark = pytest.mark.usefixtures("quick_looks")

B1, B2, B4, B5 = "3421", "3422", "3430", "3425"
C1, C2, C5 = "000145098240", "000145098241", "000145098244"
ONE, LOGIN, CASN = "nmp.00001", "ada.byron", "E833815A9290"
CLEAR = "nothing wrong on our side"
ROADS = (ONE, LOGIN, B1, C1, CASN)


def cancel(line: ChangeLine) -> None:
    line.world.change(line.card(C1), status="CANCELLED")


def suspend(line: ChangeLine) -> None:
    line.world.change(line.card(C1), stb_uid=None)


def move(line: ChangeLine) -> None:
    split_link(line.world, C1, "3999")


def drop(line: ChangeLine) -> None:
    line.world.cards.remove(line.card(C1))


AILMENTS = [cancel, suspend, move, drop]


@pytest.mark.parametrize("ail", AILMENTS)
def test_a_card_s_fault_is_found_by_account_and_login_as_by_box(sdp2: ChangeLine, ail) -> None:
    roads = (ONE, LOGIN, B1)
    healthy = {road: _wrong(sdp2.json("diagnose", road)) for road in roads}
    ail(sdp2)
    told = {road: _wrong(sdp2.json("diagnose", road)) - healthy[road] for road in roads}
    assert told[B1]
    assert told[ONE] == told[LOGIN] == told[B1]
    sdp2.sandbox.stop()
    for road in roads:
        cached = sdp2.json("diagnose", road)
        assert cached["source"] == "cache"
        assert _wrong(cached) >= told[road], road


def _wrong(told: dict[str, Any]) -> set[tuple[str, str]]:
    """What is wrong, or keeps the headline from being clear: by check and title."""
    assert CLEAR not in told["verdict"] or told["result"] == "fine"
    return {
        (one["check"], one["title"])
        for one in told["findings"]
        if one["result"] in ("fault", "caution") or "UNAVAILABLE" in one["title"]
    }


def _cards_read(line: ChangeLine) -> int:
    return sum("smartcardservice" in one.path.casefold() for one in line.sandbox.requests)


def test_at_most_so_many_cards_are_read_for_an_account_and_the_headline_names_the_rest(
    sdp2: ChangeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    for most in (0, 1, MOST_CARDS):
        monkeypatch.setattr("smstui.services.diagnosis.MOST_CARDS", most)
        before = _cards_read(sdp2)
        sdp2.json("diagnose", ONE)
        read.append(_cards_read(sdp2) - before)
    boxes = [one for one in sdp2.json("lookup", ONE)["devices"] if one["kind"] == "box"]
    assert [count - read[0] for count in read] == [0, 1, len(boxes)]
    monkeypatch.setattr("smstui.services.diagnosis.MOST_CARDS", 1)
    told = sdp2.json("diagnose", ONE)
    assert [one for one in told["findings"] if "own record was not read" in one["title"]]
    assert CLEAR not in told["verdict"]


@pytest.mark.parametrize("road", ROADS)
def test_a_verdict_of_the_cache_says_so_everywhere(desk: ChangeLine, road: str) -> None:
    if desk.family == "opf" and road == LOGIN:
        pytest.skip("this family has no logins")
    online = desk.run("lookup", road)
    assert online.code == 0
    desk.sandbox.stop()
    looked_up, told = desk.run("lookup", road), desk.run("diagnose", road, "--json")
    assert told.code == looked_up.code
    document = told.document
    assert document["source"] == "cache"
    assert document["offline"]
    assert document["age_s"] is not None
    assert document["verdict"].startswith("offline, as read ")
    assert document["result"] != "fine"
    assert CLEAR not in json.dumps(document)
    text = desk.run("diagnose", road)
    assert text.code == looked_up.code
    assert "offline, from the cache, read " in text.out
    assert CLEAR not in text.out
    brief = desk.run("diagnose", road, "--brief")
    assert brief.code == looked_up.code
    assert "offline, as read" in brief.out
    assert "1 offline" in brief.err
    assert "fine" not in brief.err.partition("offline")[2].partition("What")[0]


def test_the_queue_counts_no_cached_row_as_fine() -> None:
    facts = patient("opf")
    cached = diagnose(replace(facts, remembered=True))
    assert cached.result is not Result.FINE
    asked = identify("0070", "opf")
    opened = Opened(asked, IdKind.SMARTCARD, facts.bundle, "cache", offline="no line")
    row = row_of(Answered(0, "0070", diagnosed=Diagnosed(opened, cached)), 0)
    assert row.standing is Standing.NOT_CHECKED
    assert row.title.startswith("offline, as read ")
    assert summary(counted([row]), 1) == "1 offline, 1 not checked"


def test_kept_rows_keep_their_time_and_are_read_again_after_an_own_change(
    desk: ChangeLine, tmp_path: Path
) -> None:
    file = tmp_path / "kept.jsonl"
    ask = ("diagnose", B1, B4, "--json", "--resume", str(file))
    first = {one["asked"]["text"]: one for one in desk.run(*ask).documents}
    reads = len(desk.sandbox.requests)
    again = desk.run(*ask)
    assert len(desk.sandbox.requests) == reads
    for one in again.documents:
        assert one["read_at"] == first[one["asked"]["text"]]["read_at"]
        assert one["kept_at"]
        assert one["verdict"].startswith("kept, as read ")
    assert "2 answered before, as of the time each was read." in again.err
    desk.json("unpair", B1, "--apply")
    after = {one["asked"]["text"]: one for one in desk.run(*ask).documents}
    assert after[B1]["kept_at"] is None
    assert after[B1]["read_at"] > first[B1]["read_at"]
    assert "kept" not in after[B1]["verdict"]


def test_kept_rows_belong_to_their_platform(desk: ChangeLine, tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    ask = ("diagnose", B1, B4, "--json", "--resume", str(file))
    desk.run(*ask)
    text = desk.place.configuration.read_text()
    desk.place.configuration.write_text(
        text.replace(
            f'family = "{desk.family}"', f'family = "{desk.family}"\nplatform_id = "other"'
        )
    )
    refused = desk.run(*ask)
    assert refused.code == 2
    assert "another platform" in refused.err + refused.out
