"""The last line and the dialogs' own: each key that is offered does what it says when pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from bench import Bench
from fake_client import FakeClient
from robot import Robot, console
from test_change_snapshots import a_desk as changing_desk
from test_console_snapshots import CASN, TWICE, TYPO, a_desk
from test_pair_snapshots import STAGES as PAIRING
from test_queue_snapshots import STAGES as QUEUES
from test_queue_snapshots import queue_desk

Steps = Callable[[Robot], Awaitable[None]]
Desk = Callable[[], FakeClient]


@dataclass(frozen=True)
class Moment:
    """A way to one moment of the console."""

    name: str
    desk: Desk | None
    steps: Steps


def at(text: str, *keys: str) -> Steps:
    async def steps(robot: Robot) -> None:
        if text:
            await robot.type(text)
        await robot.press(*keys)

    return steps


MOMENTS = [
    Moment("start", a_desk, at("")),
    Moment("recents", a_desk, at("", "tab")),
    Moment("nothing remembered", FakeClient, at("", "tab")),
    Moment("typing", a_desk, at("E83")),
    Moment("typing over a record", a_desk, at(f"{CASN}\n", "slash", "E", "8")),
    Moment("box", a_desk, at(f"{CASN}\n")),
    Moment("account", a_desk, at(f"{CASN}\n", "shift+tab")),
    Moment("card", a_desk, at(f"{CASN}\n", "tab")),
    Moment("user", a_desk, at(f"{CASN}\n", "tab", "tab")),
    Moment("right", a_desk, at(f"{CASN}\n", "tab", "tab", "tab", "tab")),
    Moment("every field", a_desk, at(f"{CASN}\n", "enter")),
    Moment("nothing wrong", a_desk, at("1005\n", "d")),
    Moment("half read", a_desk, at("1001\n", "tab", "tab")),
    Moment("several", a_desk, at(f"{TWICE}\n")),
    Moment("filtering several", a_desk, at(f"{TWICE}\n", "slash")),
    Moment("not found", a_desk, at(f"{TYPO}\n")),
    Moment("failed", a_desk, at("1003\n")),
    Moment("journal filter", changing_desk, at(f"{CASN}\n", "5", "f")),
    *(Moment(f"pair: {name}", *pair) for name, pair in PAIRING.items() if name != "batch-running"),
    *(Moment(f"queue: {name}", lambda name=name: queue_desk(name), stage.steps)
      for name, stage in QUEUES.items() if name == "empty"),
]  # fmt: skip
QUIET = ("ctrl+q",)
"""Keys that a test does not press: they end the console."""

LIVE = [
    Moment("box with a card", None, at("3421\n")),
    Moment("box without one", None, at("3422\n")),
    Moment("player", None, at("9001\n")),
    Moment("findings", None, at("3425\n", "d")),
    Moment("sessions", None, at("nmp.00001\n", "3")),
    Moment("journal", None, at("3421\n", "5")),
]


def effects(robot: Robot, desk: Any) -> tuple[Any, ...]:
    """What a key may change: the screen, the focus, what is on it, and what was asked."""
    app = robot.app
    focused = app.focused.id if app.focused is not None else None
    return (
        type(app.screen), type(app.page.content), focused, robot.lines, desk.engine.runs,
        app.focused.selection if hasattr(app.focused, "selection") else None,
    )  # fmt: skip


def as_said(robot: Robot, word: str, focused: Any) -> bool:
    """Whether a key did what its word says, as far as the word says it exactly."""
    app = robot.app
    if word.endswith("…"):
        return bool(app.has_dialog) or app.page.content is not None
    said = {
        "all keys": lambda: "All actions here" in robot.text,
        "panes": lambda: app.focused is not focused,
        "lookup": lambda: app.base.line.box.has_focus,
        "diagnose": lambda: "Why can't they watch?" in robot.text,
        "fields": lambda: app.base.has_class("-detail"),
        "copy": lambda: "Copy" in robot.text or "characters" in robot.last_line,
        "filter": lambda: app.focused is not focused,
        "clear": lambda: not app.base.line.box.value,
        "sessions": lambda: "Sessions" in robot.text,
    }
    return said[word]() if word in said else True


def key_of(robot: Robot, action: str, shown: str) -> str:
    """The key as Textual names it."""
    from smstui.actions.keynames import shown as as_shown

    keys = robot.app.keymap.keys_by_id[action or "open"]
    return next((key for key in keys if as_shown(key) == shown), "")


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
@pytest.mark.parametrize("size", [(80, 24)], ids=["80x24"])
async def test_every_key_of_the_footer_does_something(
    moment: Moment, size: tuple[int, int]
) -> None:
    desk = moment.desk()
    async with console(desk, size=size) as robot:
        await moment.steps(robot)
        await robot.pause()
        offered = robot.app.page.bars.offered
        assert len(offered) <= 7
        if offered and not robot.app.page.bars.said:
            shown = "  ".join(f"{each.key} {each.word}" for each in offered)
            hinted = robot.last_line.strip()
            assert hinted == shown or "pick" in hinted, (hinted, shown)
    for each in offered:
        if each.key in QUIET:
            continue
        desk = moment.desk()
        async with console(desk, size=size) as robot:
            await moment.steps(robot)
            key = key_of(robot, each.action, each.key)
            assert key, f"{each.key} is no key of {each.action}"
            before, focused = effects(robot, desk), robot.app.focused
            robot.app.hush()
            await robot.press(key)
            assert as_said(robot, each.word, focused), (each.key, each.word, robot.text)
            assert effects(robot, desk) != before, f"{each.key} {each.word}: nothing happens"
            bars = robot.app.page.bars
            refused = bool(bars.said) and bars.said_role == "bar-caution"
            assert not refused, f"{each.key} {each.word}: {bars.said}"


@pytest.mark.parametrize("moment", LIVE, ids=lambda moment: moment.name)
async def test_every_key_of_the_footer_does_what_it_says_on_a_platform(
    moment: Moment, bench: Bench
) -> None:
    async with bench.console(size=(120, 40)) as robot:
        await moment.steps(robot)
        offered = robot.app.page.bars.offered
        assert 2 <= len(offered) <= 7
        shown = "  ".join(f"{each.key} {each.word}" for each in offered)
        assert robot.app.page.bars.said or robot.last_line.strip() == shown
    for each in offered:
        if each.key in QUIET:
            continue
        async with bench.console(size=(120, 40)) as robot:
            await moment.steps(robot)
            asked = len(bench.sandbox.traffic.requests)
            before = (type(robot.app.screen), robot.app.focused, robot.lines, asked)
            robot.app.hush()
            await robot.press(key_of(robot, each.action, each.key))
            await robot.idle()
            assert as_said(robot, each.word, before[1]), (each.key, each.word, robot.text)
            after = (type(robot.app.screen), robot.app.focused, robot.lines,
                     len(bench.sandbox.traffic.requests))  # fmt: skip
            assert after != before, f"{each.key} {each.word}: nothing happens"
            if each.word.endswith("…"):
                assert robot.app.has_dialog or robot.app.page.content is not None, each.word
            bars = robot.app.page.bars
            assert not (bars.said and bars.said_role == "bar-caution"), (each, bars.said)
            assert "■ refused" not in robot.text, f"{each.key} {each.word}: refused"
