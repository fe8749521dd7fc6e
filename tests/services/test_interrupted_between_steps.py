"""After an interrupt the sentence says what is still done: the rest of the plan, or nothing."""

import os
import signal
from collections.abc import Callable

import pytest

from smstui.commands.exits import Exit
from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered


@pytest.mark.parametrize(("family", "sign"), [("sdp2", signal.SIGINT), ("opf", signal.SIGTERM)])
def test_every_step_of_a_change_that_was_begun_is_done_as_is_said(
    line_to: Callable[[str], ChangeLine], family: str, sign: signal.Signals
) -> None:
    desk = line_to(family)
    (box, card), (other, _) = delivered(desk.world, 2).pairs
    assert desk.run("pair", box, card, "--apply").code == Exit.DONE
    planned = desk.json("pair", other, card)["plan"]
    assert len(planned["steps"]) > 1
    sent = desk.writes
    desk.sandbox.fault("delay 700 after=yes write=yes count=1")
    process = desk.spawn("pair", other, card, "--apply", true_start=True)
    assert process.stderr is not None
    told = ""
    while "step 1 sent" not in told:
        line = process.stderr.readline()
        assert line, told
        told += line
    process.send_signal(sign)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, rest
    assert "continues to its end" in rest
    assert desk.writes - sent >= len(planned["steps"])
    assert desk.place.journal()[0].outcome == "verified"


def test_an_interrupt_before_anything_left_says_so(sdp2: ChangeLine) -> None:
    desk = sdp2
    (box, card), *_ = delivered(desk.world, 1).pairs
    desk.sandbox.fault("delay 2500 write=no")
    process = desk.spawn("pair", box, card, "--apply")
    seen = len(desk.sandbox.requests)
    while len(desk.sandbox.requests) == seen and process.poll() is None:
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, told
    assert "Nothing was sent" in told
    assert desk.writes == 0
