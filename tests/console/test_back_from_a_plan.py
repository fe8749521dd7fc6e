"""Esc from a plan leads back to where its text was typed; the next Esc leaves that too."""

import asyncio

import pytest

from smstui.console.screens.ask import AskScreen
from smstui.console.screens.form import FormScreen
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.widgets.field_row import FieldRow
from smstui.console.widgets.line_edit import LineEdit
from tests.console.dialog_stages import BOX
from tests.support.bench import Bench, apply_plan, settled
from tests.support.robot import Robot

ASKED = {
    "message": (("m",), "Your box is fine again", "Your box is fine again"),
    "mail": (("M",), "Your bill is ready", "Your bill is ready"),
    "swapped card": (("w", "enter"), "000145098241", "000145098241"),
    "PIN": (("colon", *"reset-pin", "enter", "enter"), "8361", ""),
    "PIN of a box": (("colon", *"cas-pin", "enter"), "8361", ""),
}
"""The keys to each question that leads to a plan, what is typed, and what is kept of it."""


def answer(robot: Robot) -> str:
    assert isinstance(robot.app.screen, AskScreen), robot.text
    return robot.app.screen.query_one("#answer", LineEdit).value


@pytest.mark.every_case
@pytest.mark.parametrize("what", ASKED)
async def test_esc_from_the_plan_of_a_question_keeps_what_was_typed(opf: Bench, what: str) -> None:
    keys, typed, kept = ASKED[what]
    async with opf.console() as robot:
        await robot.type(f"{BOX}\n")
        await robot.press(*keys, "ctrl+p")
        assert "Then ⏎: show the plan. Nothing is sent before ! there." in robot.prose
        await robot.type(typed)
        if kept:
            await robot.press("escape")
            assert "esc again: discard what was typed" in robot.text
            assert answer(robot) == kept
            await robot.press("left", "end")
            assert "esc close" in robot.text
        await robot.press("enter")
        assert isinstance(robot.app.screen, PlanDialog), robot.text
        assert "esc back to the form" in robot.text
        await robot.press("escape")
        assert answer(robot) == kept
        if kept:
            await robot.type("9")
            assert answer(robot) == f"{kept}9"
            await robot.press("backspace", "enter")
            assert isinstance(robot.app.screen, PlanDialog), robot.text
            await robot.press("escape")
            assert "esc discard what was typed" in robot.text
            await robot.press("end", "escape")
            assert "esc again: discard what was typed" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.app.base, robot.text
    assert opf.written == []


async def test_what_was_done_leaves_nothing_to_type_again(opf: Bench) -> None:
    async with opf.console() as robot:
        await robot.type(f"{BOX}\n")
        await robot.press("w", "enter")
        await robot.type("000145098241\n")
        await apply_plan(robot)
        if "! again" in robot.text:
            await robot.press("!")
        await settled(robot)
        assert "verified" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.app.base, robot.text


async def test_a_scan_behind_the_answer_is_looked_up_and_not_typed_into_it(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{BOX}\n")
        await robot.press("w", "enter")
        robot.burst("000145098241\n9001\nV00000003423\n\n")
        await robot.idle()
        assert isinstance(robot.app.screen, PlanDialog), robot.text
        assert robot.app.base.box.value == "V00000003423"
        await robot.press("escape")
        assert answer(robot) == "000145098241"
    assert bench.written == []


async def test_a_scan_that_goes_on_over_the_plan_is_one_code(bench: Bench) -> None:
    """Its first characters came before the plan was there, the others after it."""
    async with bench.console() as robot:
        await robot.type(f"{BOX}\n")
        await robot.press("w", "enter")
        await robot.pause()
        read_at = asyncio.get_running_loop().time()
        for character in "000145098241\nV00000":
            robot.post("enter" if character == "\n" else character, read_at)
        await robot.until(lambda: isinstance(robot.app.screen, PlanDialog))
        for character in "003423\n":
            robot.post("enter" if character == "\n" else character, read_at)
        await robot.idle()
        assert robot.app.base.box.value == "V00000003423"
        await robot.press("escape")
        assert answer(robot) == "000145098241"
    assert bench.written == []


async def test_a_form_keeps_all_but_its_secret_and_the_second_esc_leaves_it(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.press("tab", "colon")
        await robot.type("create-account nmp.70001 new.user\n")
        await robot.type("83610274\n")
        await robot.press("enter", "enter", "enter", "enter")
        await robot.type("Grace\n")
        for _ in robot.app.screen.query(FieldRow):
            if isinstance(robot.app.screen, FormScreen):
                await robot.press("enter")
        assert "Grace" in robot.prose
        assert "esc back to the form" in robot.text
        await robot.press("escape")
        form = robot.app.screen
        assert isinstance(form, FormScreen), robot.text
        held = {row.field.label: row.edit.value for row in form._rows if row.edit.value}
        assert {"nmp.70001", "new.user", "Grace"} <= set(held.values())
        assert "83610274" not in held.values(), "a PIN is never kept"
        assert form.focused is not None
        assert form.focused.id == "field-secret", "the PIN is asked for again"
        assert "esc discard what was typed" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.app.base, robot.text
    assert sdp2.written == []
