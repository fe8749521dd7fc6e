"""Drafts that are applied and interrupted: one document for each that was begun."""

import json
import signal
import time

import pytest

from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered

pytestmark = pytest.mark.alike


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fault", "sent_by", "outcome"),
    [("delay 700", signal.SIGINT, "verified"), ("silence", signal.SIGTERM, "unknown")],
)
def test_a_draft_that_was_begun_has_its_document(
    desk: ChangeLine, fault: str, sent_by: signal.Signals, outcome: str
) -> None:
    delivery = delivered(desk.world, 4)
    for box, card in delivery.pairs:
        desk.run("lookup", box, card)
        desk.run("pair", box, card, "--draft")
    pair = "Pair" if desk.family == "sdp2" else "adm.devices.change"
    desk.sandbox.fault(f"{fault} operation={pair} nth=2")
    child = desk.spawn("--json", "drafts", "--apply")
    deadline = time.monotonic() + 60
    while sum(each.operation == pair for each in desk.sandbox.requests) < 2:
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    child.send_signal(sent_by)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, (out, err)
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["target"] for row in rows] == [box for box, _ in delivery.pairs[:2]], (out, err)
    assert [row["outcome"] for row in rows] == ["verified", outcome], rows
    assert rows[1]["change_id"]
    assert "interrupted after 2 of 4 drafts" in err
    kept = {one["target"]: one for one in desk.json("drafts", "--all")["drafts"]}
    assert kept[rows[1]["target"]]["change_id"] == rows[1]["change_id"]
    assert [kept[box]["change_id"] for box, _ in delivery.pairs[2:]] == [None, None]
