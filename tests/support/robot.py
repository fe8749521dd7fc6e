"""A robot at the keys: presses, waits until the console is idle, reads the screen.

Idle means: no question in flight, no key held back, no message unread, no frame owed. Nothing
here sleeps for a time; it yields until the condition holds.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen

from smstui.console.app import ConsoleApp
from smstui.console.due import Later, later
from smstui.console.screens.pair import PairPage
from smstui.console.timing import Timing
from smstui.console.widgets.panel import Panel
from tests.support import quick_console
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings

quick_console.install()

LONGEST_WAIT_S = 60.0
LOOK_AGAIN_S = 0.004
"""Between two looks at whether a wait is over: looking without a pause takes the processor from
what is waited for."""
BEYOND_S = 0.001
"""A time is over so much after it: a sleep may end a moment early by the clock."""
LOOK_AGAIN_AFTER = 4
"""Times as long as a look took."""
ASK_AGAIN_S = 0.25
"""Until what was asked of a screen that may be gone is asked again."""


QUICK = Timing(pace_s=0.01, join_s=0.04, quiet_s=0.04, arm_s=0.02, apart_s=0.02)
"""For tests that are not about timing: a hand of theirs is as much quicker."""


class Robot:
    """Drives one running console."""

    def __init__(self, app: ConsoleApp) -> None:
        self.app = app
        self._read_at = 0.0
        self._posted_at = 0.0
        """When the latest key was read, or is to be taken for read."""

    async def press(self, *keys: str) -> None:
        """Keys one by one, each after the console came to rest, as far apart as a hand's."""
        for key in keys:
            await self.pause()
            await self.past_scan(key)
            self.post(key)
            await self.idle()

    async def past_scan(self, key: str) -> None:
        """Wait until an Enter on the pairing page cannot be the end of the scan before it."""
        page = self.app.screen.content
        if key == "enter" and isinstance(page, PairPage):
            at = page._scanned_at
            await self.until(lambda: at is None or page._clock() > at + self.app.timing.join_s)

    async def press_after(self, gap_s: float, key: str) -> None:
        """Press a key that is read `gap_s` after the one before it, however fast this machine is.

        The times are the robot's own: every key of a test comes this way, or none does.
        """
        self._read_at = (self._read_at or asyncio.get_running_loop().time()) + gap_s
        self.post(key, self._read_at)
        await self.idle()

    async def type(self, text: str) -> None:
        """Characters in one burst behind a pause, then rest."""
        await self.pause()
        self.burst(text)
        await self.idle()

    async def filter(self, text: str) -> None:
        """Open the filter of a choice, type into it, and let the pace of the keys end."""
        await self.press("slash")
        await self.type(text)
        await self.pause()

    async def pause(self) -> None:
        """Until the next key cannot be one of the same scan."""
        loop = asyncio.get_running_loop()
        left_s = self._posted_at + self.app.timing.join_s - loop.time()
        if left_s >= 0:  # there is nothing to look at but the time
            await asyncio.sleep(left_s + BEYOND_S)

    async def look_up(self, text: str) -> None:
        """As a person does: `/`, the id, Enter."""
        await self.press("slash")
        await self.type(f"{text}\n")

    def burst(self, text: str) -> None:
        """Characters at once, without waiting, apart from what came before."""
        apart = self._posted_at + 1.05 * self.app.timing.join_s
        read_at = max(apart, asyncio.get_running_loop().time())
        for character in text:
            self.post("enter" if character == "\n" else character, read_at)

    async def idle(self) -> None:
        """Until nothing is under way."""
        quiet = 0
        try:
            async with asyncio.timeout(LONGEST_WAIT_S):
                while quiet < 3 and self.app.is_running:
                    await asyncio.sleep(0 if self.app.is_idle else LOOK_AGAIN_S)
                    quiet = quiet + 1 if self.app.is_idle and await self._drained() else 0
        except (TimeoutError, asyncio.CancelledError) as error:
            error.add_note(self._under_way())
            raise

    def _under_way(self) -> str:
        """What keeps the console from rest, for the report of a test that waited in vain."""
        app, screen = self.app, self.app.screen
        reasons = {
            "keys wait for the pace": bool(app._keyboard._held),
            "keys wait for a dialog": bool(app._keyboard._early),
            "a code is being typed": app._keyboard._scanner.code is not None,
            "frames are held back": app.frame_batch.is_down,
            "the page asks": app.page.is_asking,
            "the first page asks": app.base.is_asking,
            "the screen settles": getattr(screen, "is_settling", False),
        }
        busy = [reason for reason, holds in reasons.items() if holds]
        busy += [f"worker {one.name}" for one in app.workers if one.is_running]
        since_s = asyncio.get_running_loop().time() - self._posted_at
        timer = screen._update_timer
        return (
            f"{screen!r} of {screen.size}, {since_s:.1f} s after a key: {busy or 'at rest'}; "
            f"in {' > '.join(_where(screen._task))}, {len(screen._callbacks)} callbacks, "
            f"{len(screen._dirty_widgets)} dirty, layout owed {screen._layout_required}, "
            f"timer {timer._active.is_set()} {_where(timer._task)}, "
            f"batch {app._batch_count}, current {screen.is_current}"
        )

    async def until(self, there: Callable[[], bool]) -> None:
        """Until a condition of the test's own holds.

        What takes long to look at, such as the whole screen, is looked at less often.
        """
        async with asyncio.timeout(LONGEST_WAIT_S):
            began = time.thread_time()
            while not there():
                took_s = time.thread_time() - began
                await asyncio.sleep(max(LOOK_AGAIN_S, LOOK_AGAIN_AFTER * took_s))
                began = time.thread_time()

    async def handled(self) -> None:
        """Until the app has seen every key there was."""
        await self._passed(self.app.call_later)

    async def _drained(self) -> bool:
        """Let every message pump that a key or a paste passes through come to its end once."""
        await self.drained(*filter(None, (self.app, self.app.focused)))
        return self.app.is_idle

    async def drained(self, *pumps: MessagePump) -> None:
        """Let these message pumps come to their end once, one after the other, and be drawn.

        The page beneath a dialog draws in its own time: it is waited for first.
        """
        for pump in pumps:
            await self._passed(pump.call_later)
        await self.until(lambda: not self._owes_a_frame_beneath())
        await self.drawn()

    def _owes_a_frame_beneath(self) -> bool:
        """Whether a page beneath a dialog has not drawn what has changed; have it do so then."""
        app = self.app
        if not app.is_running or not app.screen_stack or app._batch_count:
            return False
        owing = [screen for screen in app._background_screens if screen._dirty_widgets]
        for screen in owing:
            screen.check_idle()
        return bool(owing)

    async def drawn(self, screen: Screen[Any] | None = None) -> None:
        """Until a screen has drawn what it owed: the one on top, whichever that is by then."""

        def ask(done: Callable[[], None]) -> bool:
            return (screen or self.app.screen).call_after_refresh(done)

        await self._passed(ask)

    async def _passed(self, call: Callable[..., bool]) -> None:
        """Until what is asked is done. It is asked again now and then: a screen that is left
        takes with it what it was asked."""
        done = asyncio.Event()
        waiting = asyncio.ensure_future(done.wait())
        while not waiting.done() and self.app.is_running and call(done.set):
            await asyncio.wait({waiting}, timeout=ASK_AGAIN_S)
        waiting.cancel()

    @property
    def lines(self) -> list[str]:
        """The screen as a person reads it."""
        from textual._compositor import LayoutUpdate

        update = self.app.screen._compositor.render_update(
            full=True, screen_stack=self.app._background_screens
        )
        assert isinstance(update, LayoutUpdate)
        return ["".join(strip.text for strip in line).rstrip() for line in update.strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def stale_lines(self) -> list[tuple[str, str]]:
        """Lines that are another once nothing kept of former frames is used: each with that."""
        shown = self.lines
        for screen in self.app.screen_stack:
            for widget in screen.walk_children(with_self=True):
                widget._styles_cache.clear()
                if isinstance(widget, Panel):
                    widget._strips.clear()
        return [pair for pair in zip(shown, self.lines, strict=True) if pair[0] != pair[1]]

    @property
    def prose(self) -> str:
        """The screen without frames and line ends, for sentences that are wrapped."""
        return " ".join(self.text.translate(dict.fromkeys(map(ord, "│╭╮╰╯─"), " ")).split())

    @property
    def last_line(self) -> str:
        """The foot of the page: its keys, or a whole sentence, which may take several lines."""
        *more, last = self.lines[-self.app.page.bars.height :]
        return " ".join([*more, last.strip()]) if more else last

    def post(self, key: str, read_at: float | None = None) -> None:
        """One key, without waiting; `read_at` by the loop's clock, unless it is now."""
        name, character = (
            (_character_to_key(key), key) if len(key) == 1 else (key, _CHARACTERS.get(key))
        )
        event = events.Key(name, character)
        event.time = max(event.time, self._posted_at) if read_at is None else read_at
        self._posted_at = event.time
        self.app.post_message(event)


def _where(task: "asyncio.Task[None] | None") -> list[str]:
    """The functions that a task is in, the outermost first."""
    names: list[str] = []
    at: Any = task.get_coro() if task is not None and not task.done() else None
    while at is not None and hasattr(at, "cr_code"):
        names.append(at.cr_code.co_name)
        at = at.cr_await
    return names


_CHARACTERS = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "slash": "/", "question_mark": "?",
    "colon": ":", "left_square_bracket": "[", "right_square_bracket": "]", "space": " ",
}  # fmt: skip


@asynccontextmanager
async def at_rest(app: ConsoleApp, size: tuple[int, int]) -> AsyncIterator[Robot]:
    """A console that runs, once it has a client or knows that there is none."""
    async with app.run_test(size=size):
        robot = Robot(app)
        await robot.until(lambda: app.session.is_decided)
        await robot.idle()
        yield robot


@asynccontextmanager
async def console(
    desk: Any = None,
    *,
    size: tuple[int, int] = (80, 24),
    startup: FakeStartupSettings | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    open_client: Callable[[], Any] | None = None,
    themes: Path | None = None,
    timing: Timing = QUICK,
    call_later: Later = later,
) -> AsyncIterator[Robot]:
    """A console at rest on `desk`, with a stopped clock."""
    desk = desk if desk is not None else FakeClient()
    app = ConsoleApp(
        startup or FakeStartupSettings(),
        open_client or (lambda: desk),
        now=now,
        themes=themes,
        timing=timing,
        call_later=call_later,
    )
    async with app.run_test(size=size):
        robot = Robot(app)
        await robot.until(lambda: app.session.is_decided)
        await robot.idle()
        yield robot
