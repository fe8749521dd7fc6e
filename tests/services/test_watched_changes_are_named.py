"""A change that was not verified is named by what is told next of the same record."""

from typing import Any

from smstui.sandbox.rules.status import set_enabled
from tests.support.change_line import ChangeLine

BOX, OTHER, NUMBER = "3421", "3423", "nmp.00001"


def named(told: list[Any], change: str) -> list[str]:
    """The sentences that name a change."""
    return [text for one in told if change in (text := str(one))]


def findings(desk: ChangeLine, asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("diagnose", asked)["findings"]
    return [one for one in found if one["check"] == "watched-change"]


def test_the_diagnosis_and_the_next_plan_name_a_change_that_is_still_watched(
    desk: ChangeLine, quick_looks: None
) -> None:
    box = desk.world.box(BOX)
    assert box is not None
    assert findings(desk, BOX) == []
    desk.sandbox.fault("no-effect write=yes count=1")
    ended = desk.json("disable", BOX, "--apply", code=9)
    change = ended["change_id"]
    assert ended["outcome"] == "not-verified"

    for asked in (BOX, NUMBER):
        (finding,) = findings(desk, asked)
        assert finding["result"] == "caution"
        assert f"Change {change} (disable box {BOX})" in finding["title"]
        assert finding["title"].endswith("was not verified")
        assert {one["what"] for one in finding["evidence"]} == {"watched until"}
        assert "smstui journal" in finding["next"]["text"]
    assert findings(desk, OTHER) == [], "another record"

    (warning,) = named(desk.json("disable", BOX)["plan"]["warnings"], change)
    assert "was not verified. It is watched until" in warning
    assert "smstui journal" in warning
    assert named(desk.json("disable", OTHER)["plan"]["warnings"], change) == []

    set_enabled(desk.world, box, False)
    assert findings(desk, BOX) == [], "its effect came"
    assert named(desk.json("enable", BOX)["plan"]["warnings"], change) == []
    desk.sandbox.writes.clear()
