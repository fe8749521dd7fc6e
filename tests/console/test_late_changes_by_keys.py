"""A change that came late, and one that was undone: what its dialog and the journal say of it."""

from smstui.sandbox import rules
from tests.support.bench import Bench, apply_plan


async def test_a_late_change_is_watched_then_seen_then_undone(sdp2: Bench) -> None:
    world, account = sdp2.sandbox.world, sdp2.account("nmp.00001")
    sdp2.sandbox.fault("no-effect write=yes count=1")
    async with sdp2.console(settle_s=0.5) as robot:
        await robot.type("nmp.00001\n")
        await robot.press("s", "enter")
        await apply_plan(robot)
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
        assert "not so yet at" in told
        assert told.index("not so yet at") < told.index("Late, seen at")
        assert " Now " not in told

        (late,) = await sdp2.journal()
        await robot.press("escape", "u")
        await apply_plan(robot)
        await robot.press("escape")
        (undo, _) = await sdp2.journal()
        assert f"(undone by {undo.id})" in robot.prose
        assert f"undoes change {late.id}" not in robot.prose
        await robot.press("j", "enter")
        assert f"It was undone by {undo.id}." in robot.prose
    assert account.status == "ACTIVE"
