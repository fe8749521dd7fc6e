"""A box that is created from the console: its form, its plan, what is in hand then, and `u`."""

from smstui.console.screens.form import FormScreen
from tests.support.bench import Bench, apply_plan

NEW = "E833815AAAA1"


async def test_a_box_is_created_then_in_hand_and_its_undo_is_explained(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up("nmp.00001")
        await robot.press("colon")
        await robot.type(f"create-box {NEW}\n")
        form = robot.app.screen
        assert isinstance(form, FormScreen)
        assert ("MAC address" in robot.text) == (bench.family == "sdp2"), "what it has no field for"
        assert "not told" not in robot.prose.partition("Create a box")[2]
        form.set_focus(form._rows[-1].edit)
        await robot.press("tab")
        assert "› Plan" in robot.text  # noqa: RUF001
        await robot.press("question_mark")
        assert "nothing is sent before !" in robot.prose
        await robot.press("tab")
        assert "› Back" in robot.text  # noqa: RUF001
        await robot.press("shift+tab", "enter")
        assert f"box {NEW}: does not exist → exists" in robot.prose
        await robot.press("question_mark")
        assert "Nothing has been sent yet." in robot.prose
        await apply_plan(robot)
        assert "● verified" in robot.text
        await robot.press("u")
        told = f"there is no undo for what it did (create box {NEW} on account nmp.00001)."
        assert robot.app.page.bars.height == 2, "over a dialog over a dialog, too"
        assert robot.last_line.strip() == f"This cannot be undone: {told}"
        assert robot.lines[-3].strip() == "esc close", "the dialog stands on it"
        assert robot.stale_lines() == []
        await robot.press("escape")
        made = robot.app.page.record_in_hand
        assert getattr(made, "casn", "") == NEW, robot.text
        await robot.press("u")
        assert f"The latest one cannot be undone: create box {NEW} on account" in robot.prose
    assert len(bench.written) == 1


async def test_a_short_id_to_confirm_by_is_not_split(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up("E833815A9301")
        await robot.press("colon")
        await robot.type("delete-box\n")
        assert "last four of 3422:" in robot.text
        assert "box 3422: exists → does not exist" in robot.prose


async def test_a_new_card_that_is_there_already_leads_to_the_right_form(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.look_up("nmp.00001")
        await robot.press("colon")
        await robot.type(f"install {NEW} 000145098241\n")
        form = robot.app.screen
        assert isinstance(form, FormScreen)
        form.set_focus(form._rows[-1].edit)
        await robot.press("tab", "enter")
        said = robot.prose
        assert "Card 000145098241 exists already, so nothing is created." in said
        assert "If the card is free, give its number in the form of create-box." in said
