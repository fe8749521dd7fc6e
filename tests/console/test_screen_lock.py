"""The screen is locked when nobody types, and a key shows it again and does nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from textual import events
from textual.geometry import Size

from smstui.config.ui import UiSettings
from smstui.console.screen_lock import TOLD
from smstui.console.screens.plan_dialog import PlanDialog
from tests.support.bench import Bench, plan_pair
from tests.support.fake_client import FakeClient, FakeStartupSettings
from tests.support.robot import Robot, console

pytestmark = pytest.mark.alike

LOCKS = UiSettings(lock_after_min=5)


@dataclass
class Call:
    """A call that is due; cancelled once it is not wanted any more."""

    seconds: float
    then: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Time:
    """The time until the screen is locked, which passes when a test says so."""

    calls: list[Call] = field(default_factory=list)

    def __call__(self, seconds: float, then: Callable[[], None]) -> Call:
        self.calls.append(Call(seconds, then))
        return self.calls[-1]

    @property
    def due(self) -> list[Call]:
        return [call for call in self.calls if not call.cancelled]

    async def passes(self, robot: Robot) -> None:
        """Let five minutes go by without a key."""
        (call,) = self.due
        assert call.seconds == 300
        call.cancelled = True
        call.then()
        await robot.until(lambda: robot.app.screen_lock.is_locked)
        await robot.idle()


def is_blank(robot: Robot) -> bool:
    """Whether nothing but the header is drawn, and that says nothing of a record."""
    header, body = robot.lines[:2], robot.lines[2:]
    return not any(body) and TOLD in header[0] and "LAB" in header[0]


def locking(**more: object) -> FakeStartupSettings:
    return FakeStartupSettings(ui=LOCKS, **more)  # type: ignore[arg-type]


async def test_it_locks_when_nobody_types_and_a_key_shows_everything_again() -> None:
    time = Time()
    async with console(startup=locking(), call_later=time) as robot:
        await robot.look_up("E833815A9290")
        before = robot.lines
        await time.passes(robot)
        assert is_blank(robot), robot.text
        assert not time.due, "nothing is waited for while it is locked"
        await robot.press("j")
        assert robot.lines == before
        assert len(time.due) == 1


async def test_every_key_counts_from_the_beginning_with_one_timer() -> None:
    time = Time()
    async with console(startup=locking(), call_later=time) as robot:
        await robot.press("tab", "j", "k")
        assert len(time.due) == 1
        assert len(time.calls) == 4  # the start, and each key


async def test_without_the_setting_nothing_is_ever_locked() -> None:
    time = Time()
    async with console(call_later=time) as robot:
        await robot.press("tab", "j")
        assert not time.calls


@pytest.mark.parametrize("key", ["!", "escape", "ctrl+c", "enter", "d", "2", "question_mark", "x"])
async def test_the_key_does_nothing_else(key: str) -> None:
    time = Time()
    async with console(startup=locking(), call_later=time) as robot:
        await robot.look_up("E833815A9290")
        await robot.press("tab", "j")
        before, screen = robot.lines, robot.app.screen
        await time.passes(robot)
        await robot.press(key)
        assert robot.lines == before
        assert robot.app.screen is screen


async def test_a_key_that_is_held_down_does_nothing_else_either() -> None:
    time = Time()
    async with console(startup=locking(), call_later=time) as robot:
        await robot.look_up("E833815A9290")
        before = robot.lines
        await time.passes(robot)
        await robot.press_after(5.0, "d")
        await robot.press_after(0.03, "d")
        await robot.press_after(0.03, "d")
        assert robot.lines == before
        await robot.press_after(5.0, "d")
        assert robot.lines != before


async def test_ctrl_q_quits_from_a_locked_screen() -> None:
    time = Time()
    async with console(startup=locking(), call_later=time) as robot:
        await time.passes(robot)
        robot.post("ctrl+q")
        await robot.until(lambda: not robot.app.is_running)


@pytest.mark.parametrize("focus", ["box", "list"])
async def test_a_code_that_is_scanned_over_it_is_taken_whole(bench: Bench, focus: str) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.look_up("nmp.00002")
        await robot.press("slash" if focus == "box" else "tab")
        await time.passes(robot)
        await robot.type("E833815A9290\n")
        await robot.idle()
        assert robot.app.base.hand.line == "E833815A9290"
        assert robot.app.base.opened is not None
        assert "E833815A9290" in robot.text


async def test_a_torn_code_is_taken_whole_too(bench: Bench) -> None:
    """Its first character comes apart from the rest, by less than a pause."""
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.look_up("nmp.00002")
        await robot.press("slash")
        await time.passes(robot)
        await robot.pause()
        at = asyncio.get_running_loop().time()
        robot.post("E", at)
        for place, character in enumerate("833815A9290", start=1):
            robot.post(character, at + 0.02 + place * 0.001)
        robot.post("enter", at + 0.034)
        await robot.idle()
        assert robot.app.base.hand.line == "E833815A9290"


async def test_a_pasted_id_is_taken_as_ever() -> None:
    time = Time()
    async with console(startup=locking(), call_later=time) as robot:
        await time.passes(robot)
        robot.app.post_message(events.Paste("E833815A9290"))
        await robot.idle()
        assert not robot.app.screen_lock.is_locked
        assert robot.app.base.box.value == "E833815A9290"


async def test_nothing_personal_shows_after_a_resize_or_an_answer_that_comes_meanwhile(
    bench: Bench,
) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.look_up("E833815A9290")
        await time.passes(robot)
        for size in ((120, 40), (48, 20), (80, 24)):
            robot.app.post_message(events.Resize(Size(*size), Size(*size)))
            await robot.until(lambda size=size: robot.app.size == size)  # type: ignore[misc]
            await robot.idle()
            assert is_blank(robot), robot.text
        app = robot.app
        app.base.line.ask_again()
        await robot.idle()
        assert is_blank(robot), robot.text
        app.do_case()
        await robot.idle()
        assert app.has_dialog
        assert is_blank(robot), robot.text
        app.say("Ada Byron")
        await robot.idle()
        assert is_blank(robot), robot.text


async def test_a_plan_under_it_takes_a_new_confirmation(bench: Bench) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.look_up("E833815A9290")
        await robot.press("tab")
        await robot.press("U")
        assert isinstance(robot.app.screen, PlanDialog), robot.text
        await robot.press("!")  # the first of two
        assert "! again" in robot.text
        await time.passes(robot)
        assert is_blank(robot), robot.text
        await robot.press("!")
        assert isinstance(robot.app.screen, PlanDialog)
        assert "! again" not in robot.text.splitlines()[-2]
        assert not bench.written
        await robot.press("!")
        assert not bench.written, "the first of two counts no more"
        await robot.press("!")
        await robot.until(lambda: bool(bench.written))
        await robot.until(lambda: robot.app.is_idle)


async def test_the_last_four_are_typed_anew_before_a_confirmation(bench: Bench) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time, tint="error") as robot:
        await plan_pair(robot, "E833815A9301", "000145098241")
        await robot.type("8241")
        assert "8241" in robot.text
        await time.passes(robot)
        await robot.press("1")
        assert "____" in robot.text
        await robot.press("!")
        assert not bench.written


async def test_secrets_that_were_shown_are_hidden_for_good() -> None:
    time = Time()
    async with console(FakeClient(), startup=locking(), call_later=time) as robot:
        await robot.look_up("E833815A9290")
        await time.passes(robot)
        await robot.press("j")
        assert "hidden-" not in robot.text


async def test_a_code_that_is_scanned_over_the_pairing_page_is_one_of_a_pair(bench: Bench) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.press("tab", "2")
        await time.passes(robot)
        assert is_blank(robot), robot.text
        await robot.type("E833815A9301\n")
        await robot.until(lambda: "E833815A9301" in robot.text)
        await robot.type("000145098241\n")
        await robot.until(lambda: "1 ready" in robot.text or "ready" in robot.last_line)


async def test_a_code_that_is_scanned_over_a_form_is_looked_up_whole(bench: Bench) -> None:
    """Who scans over it does not see which field would take it."""
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.press("tab", "colon")
        await robot.type("create-account\n")
        form = robot.app.screen
        await robot.type("x")
        await time.passes(robot)
        await robot.type("E833815A9290\n")
        await robot.idle()
        assert robot.app.screen is form
        assert robot.app.base.hand.line == "E833815A9290"
        assert not bench.written


async def test_a_question_before_a_loss_is_asked_anew(bench: Bench) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.press("tab", "4")
        await robot.press("n")
        await robot.type("nmp.00003\n")
        await robot.press("tab", "colon")
        await robot.type("clear-queue\n")
        assert "Are you sure?" in robot.text
        await time.passes(robot)
        await robot.press("!")
        assert "Are you sure?" in robot.text
        await robot.press("!")
        await robot.until(lambda: "nmp.00003" not in robot.text)


async def test_a_result_that_comes_while_it_is_locked_is_shown_after(bench: Bench) -> None:
    """A change that was confirmed goes on, and its verdict waits behind the lock."""
    time = Time()
    bench.sandbox.fault("delay 300 write=yes")
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.look_up("E833815A9290")
        await robot.press("tab")
        await robot.press("U", "!")
        robot.post("!")
        await robot.until(lambda: robot.app.screen.is_applying)  # type: ignore[attr-defined]
        await time.passes(robot)
        await robot.until(lambda: bool(bench.written))
        await robot.idle()
        assert is_blank(robot), robot.text
        await robot.press("j")
        assert "verified" in robot.text


async def test_privacy_switched_on_before_masks_what_is_shown_after(bench: Bench) -> None:
    time = Time()
    async with bench.console(ui=LOCKS, call_later=time) as robot:
        await robot.look_up("nmp.00001")
        await robot.press("tab", "colon")
        await robot.type("privacy\n")
        before = robot.lines
        await time.passes(robot)
        await robot.press("j")
        assert robot.lines[:-1] == before[:-1]
        assert "▒" in robot.text


@pytest.mark.parametrize("theme", ["light", "ansi"])
async def test_the_blank_has_one_ground(bench: Bench, theme: str) -> None:
    """Nothing tells where a dialog or a cursor is."""
    time = Time()
    async with console(startup=locking(theme=theme), call_later=time) as robot:
        await robot.look_up("E833815A9290")
        await robot.press("question_mark")
        await time.passes(robot)
        update = robot.app.screen._compositor.render_update(
            full=True, screen_stack=robot.app._background_screens
        )
        grounds = {
            segment.style.bgcolor if segment.style else None
            for line in update.strips[2:]  # type: ignore[union-attr]
            for strip in line
            for segment in strip
        }
        assert len(grounds) == 1
