"""Keys that no line names: they never act on the page behind, and moving never says where else."""

from collections.abc import Sequence
from string import ascii_letters
from typing import Any, Final

import pytest
from demo_stages import at_stage
from footer_words import hints

from smstui.actions import BY_ID, REGISTRY
from smstui.console.widgets.line_edit import LineEdit
from tests.console.dialog_stages import BOX, OF_ONE
from tests.support.bench import Bench
from tests.support.robot import Robot

DIALOGS: Final = (
    "form", "form-left", "case", "statuses", "forget", "plan", "plan-refused", "plan-last-four",
    "ended", "cross-test", "scanner", "themes", "session", "batch", "pasted", "change",
)  # fmt: skip
"""One of each kind of dialog, and every one in which the keys are not all text."""


class Said:
    """What a console says while keys are performed."""

    def __init__(self, robot: Robot) -> None:
        self._robot = robot
        self.words: list[str] = []
        say = robot.app.say

        def heard(text: str, role: str = "bar-strong") -> None:
            self.words.append(text)
            say(text, role)

        robot.app.say = heard

    async def of(self, action: Any, key: str) -> Sequence[str]:
        self.words.clear()
        await self._robot.app.dispatcher.perform(action, key)
        await self._robot.handled()
        return [word for word in self.words if word]


async def test_every_command_without_a_record_says_what_to_do(bench: Bench) -> None:
    """With an argument and without: what opens nothing names the next step, and for what."""
    tried, quiet = 0, ("quit", "suspend", "redraw", "screenshot")
    async with bench.console() as robot:
        app = robot.app
        for action in REGISTRY:
            for argument in ("", "FOO"):
                if not action.words or action.id in quiet:
                    continue
                await robot.press("alt+1")
                tried += 1
                stack, before = list(app.screen_stack), robot.lines[:-1]
                if argument:
                    app.dispatcher.perform_with(action, argument)
                else:
                    await app.dispatcher.perform(action)
                await robot.idle()
                said = app.page.bars.said
                shown = list(app.screen_stack) != stack or robot.lines[:-1] != before
                where = f":{action.words[0]} {argument}"
                assert said or shown or action.id.startswith(("screen.", "lookup.")), where
                assert shown or not said.startswith("Nothing is open.") or " an id" in said, where
                if action.id in ("diagnose.code", "reveal", "card.ask", "diagnose"):
                    is_alone = argument and action.id in ("reveal", "card.ask")
                    assert said.startswith("Nothing is open.") or is_alone, (where, said)
                if action.id in ("queue.add", "queue.load"):
                    assert "on page 4, not on this screen" in said, (where, said)
                if action.id == "diagnose.code":
                    assert "shows its meaning" in said, (where, said)
                for _ in range(3):
                    if len(app.screen_stack) > 1:
                        await robot.press("escape")
                if app.base.box.value:
                    await robot.press("slash", "ctrl+u")
    print(f"{tried} commands tried")
    assert tried > 100


@pytest.mark.alike
@pytest.mark.every_case
@pytest.mark.parametrize("stage", DIALOGS)
async def test_no_letter_acts_behind_a_dialog_that_does_not_name_it(stage: str) -> None:
    family = OF_ONE.get(stage, ("opf",))[0]
    tried = 0
    async with at_stage(stage, family, (80, 24)) as robot:
        app = robot.app
        if isinstance(app.focused, LineEdit):
            await robot.press("shift+tab")
        said = Said(robot)
        named = {key for hint in hints(robot) for key in hint.keys}
        stack, shown = list(app.screen_stack), app.base.hand.entry
        assert app.has_dialog, robot.text
        for letter in ascii_letters:
            action = app.dispatcher.action_of(letter)
            # q closes a choice, and does nothing else.
            if action in (None, BY_ID["match.pick"], BY_ID["leave"]) or letter in named:
                continue
            tried += 1
            heard = await said.of(action, letter)
            assert list(app.screen_stack) == stack, f"{letter} of {stage}: {robot.text}"
            assert app.base.hand.entry is shown
            assert not heard, f"{letter} of {stage}: {heard}"
        for key in ("exclamation_mark", "enter"):
            if app.has_dialog and (action := app.dispatcher.action_of(key)) is not None:
                heard = await said.of(action, key)
                await robot.idle()
                assert not any("not on this screen" in word for word in heard), (key, heard)
    print(f"{stage}: {tried} letters tried")
    assert tried


async def test_a_key_that_moves_says_nothing_where_nothing_can_move(bench: Bench) -> None:
    """In every pane of every page, with a record and without."""
    moves = [action for action in REGISTRY if action.id.startswith("list.")]
    tried = 0
    async with bench.console() as robot:
        said = Said(robot)
        for asked in ("", f"{BOX}\n"):
            await robot.press("alt+1")
            await robot.type(asked)
            for page in range(1, 6):
                await robot.press(f"alt+{page}")
                for _ in range(7 if page == 1 and asked else 4):
                    for action in moves:
                        tried += 1
                        assert await said.of(action, action.keys[0]) == [], robot.text
                    await robot.press("tab")
    print(f"{tried} moves tried")
    assert tried > 2 * 20 * len(moves)
