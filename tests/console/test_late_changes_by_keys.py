"""A change that came late, and one that was undone: what its dialog and the journal say of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dialog_stages import PAIR, PAIRS, applied, scanned, with_another_card
from test_pairing_banner import banner

from smstui.sandbox import rules
from tests.support.bench import Bench, apply_plan
from tests.support.robot import Robot


async def read_elsewhere(robot: Robot, text: str) -> None:
    """Look a record up without a key, as the queue behind every screen does."""
    client = await robot.app.client()
    await client.engine.run(client.look_up(text))
    await robot.idle()


@asynccontextmanager
async def applied_without_effect(bench: Bench) -> AsyncIterator[Robot]:
    """A console with the result of a change of `nmp.00001` that had no effect so far."""
    bench.sandbox.fault("no-effect write=yes count=1")
    async with bench.console(settle_s=0.5) as robot:
        await robot.type("nmp.00001\n")
        await robot.press("s", "enter")
        await apply_plan(robot)
        yield robot


async def test_the_open_dialog_of_a_change_shows_that_its_effect_came_late(sdp2: Bench) -> None:
    world, account = sdp2.sandbox.world, sdp2.account("nmp.00001")
    async with applied_without_effect(sdp2) as robot:
        assert "It is watched until" in robot.prose
        assert " u undo" not in robot.prose
        rules.set_account_status(world, account, "RESTRICTED")
        await read_elsewhere(robot, "nmp.00001")
        told = robot.prose
        assert "● verified Done late and verified." in told, robot.text
        assert "It is watched until" not in told
        assert "Visible at" in told
        assert "answered: Late" not in told
        await robot.press("u")
        assert "(undoes change " in robot.prose
        await apply_plan(robot)
    assert account.status == "ACTIVE"


async def test_a_late_change_is_watched_then_seen_then_undone(sdp2: Bench) -> None:
    world, account = sdp2.sandbox.world, sdp2.account("nmp.00001")
    async with applied_without_effect(sdp2) as robot:
        assert "■ not verified" in robot.text
        assert "It is watched until" in robot.prose
        await robot.press("escape", "5")
        assert "(watched until" in robot.prose
        await robot.press("enter")
        assert "It is watched until" in robot.prose

        rules.set_account_status(world, account, "RESTRICTED")
        await robot.press("escape", "1", "r")
        assert "came late" in robot.prose
        await robot.press("5")
        assert "● verified" in robot.text
        assert "(came late)" in robot.prose
        await robot.press("enter")
        told = robot.prose
        assert "Done late and verified." in told
        assert "watched until" not in told
        assert "not visible yet at" in told
        assert told.index("not visible yet at") < told.index("Visible at")
        assert " Now " not in told

        (late,) = await sdp2.journal()
        await robot.press("escape", "u")
        await apply_plan(robot)
        await robot.press("escape")
        (undo, _) = await sdp2.journal()
        assert "(undone at " in robot.prose
        assert f"undoes change {late.id}" not in robot.prose
        await robot.press("j", "enter")
        assert f"It was undone by change {undo.id}, at " in robot.prose
    assert account.status == "ACTIVE"


async def test_the_open_result_of_a_batch_shows_that_an_effect_came_late(sdp2: Bench) -> None:
    world = sdp2.sandbox.world
    with_another_card(sdp2.sandbox)
    sdp2.sandbox.fault("no-effect write=yes count=1")
    async with sdp2.console(settle_s=0.5) as robot:
        await scanned(*PAIRS, then=("tab", "p", applied))(robot)
        assert "not verified" in robot.prose, robot.text
        assert "came late" not in robot.prose
        box, card = sdp2.box("3422"), sdp2.card(PAIRS[1])
        rules.pair(world, box, card)
        await read_elsewhere(robot, PAIRS[0])
        assert "not verified" not in robot.prose.partition("Pair 2 boxes")[2], robot.text
        assert "Done late and verified." in robot.prose


async def test_row_banner_frame_and_counts_of_page_2_follow_a_late_effect(sdp2: Bench) -> None:
    """They say `not verified`, until the effect is seen by a read of something else."""
    sdp2.sandbox.fault("no-effect write=yes count=1")
    async with sdp2.console(settle_s=0.5) as robot:
        await scanned(*PAIR, then=("tab", "p", applied, "escape"))(robot)
        assert robot.text.casefold().count("not verified") == 3, robot.text
        assert "2 Pair •1" in robot.text
        rules.pair(sdp2.sandbox.world, sdp2.box("3422"), sdp2.card(PAIR[1]))
        await read_elsewhere(robot, PAIR[0])
        assert "not verified" not in robot.text.casefold(), robot.text
        assert banner(robot).text.startswith("1 DONE: Box")
        assert "1 done" in robot.text, "the frame"
        assert "2 Pair •" not in robot.text
        assert "Its effect came late" in robot.prose
    assert len(sdp2.written) == 1


async def test_a_pair_that_came_late_while_page_2_was_away_waits_no_more(sdp2: Bench) -> None:
    sdp2.sandbox.fault("no-effect write=yes count=1")
    async with sdp2.console(settle_s=0.5) as robot:
        await scanned(*PAIR, then=("tab", "p", applied, "escape", "escape"))(robot)
        assert "Pair •1" in robot.text
        rules.pair(sdp2.sandbox.world, sdp2.box("3422"), sdp2.card(PAIR[1]))
        await robot.type(f"/{PAIR[0]}\n")
        assert "came late" in robot.prose
        assert "Pair •" not in robot.text
        client = await robot.app.client()
        (draft,) = await client.engine.run(client.drafts.all())
        assert draft.standing == "done"
