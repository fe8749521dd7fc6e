"""From a key to what it does: text for a line that is being typed, or an action of the registry.

Keys are taken in the app's own turn, in the order they came. A burst such as `/` and then an id
lands whole in the lookup box, because the focus moves before the next key is looked at. Which
keys are a scan is decided in `scanner`; here is what becomes of them.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import events

from smstui.actions import Action
from smstui.console import opening
from smstui.console.due import Due
from smstui.console.put_back import Rewind
from smstui.console.scanner import (
    ENDINGS,
    LINE_FEED,
    RETURN,
    SHORTEST,
    Scanner,
    Stroke,
    Verdict,
    is_scan,
    is_text,
)
from smstui.console.usable_keys import leads_away
from smstui.console.views.choosing import not_picked
from smstui.console.widgets.line_edit import LineEdit
from smstui.domain.scanned_code import belongs_inside

if TYPE_CHECKING:
    from smstui.console.dispatcher import Dispatcher
    from smstui.console.host import ScreenHost

HOLD_S: Final = 2.0
"""Seconds that keys wait for a dialog at most."""
_LEAD: Final = ("lookup.focus", "command", "match.filter")
"""Actions that open a field: what follows belongs there."""
_AT_ONCE: Final = (*_LEAD, "menu", "plan.apply")
"""Actions that act without waiting, beside those that move."""


@dataclass
class _Burst:
    """Characters read at a scanner's pace, whatever became of each.

    `waited` says that one of them was no key that moves. `ending` is the key that ended them.
    """

    characters: str = ""
    waited: bool = False
    ending: str = ""
    read_at: float = 0.0

    def add(self, event: events.Key, ends: bool, pace_s: float) -> None:
        """Take the next key in the order they were read."""
        paced = event.time - self.read_at <= pace_s
        character = (event.character or "") if event.is_printable else ""
        goes_on = paced and not self.ending and bool(character or ends)
        second_ending = paced and ends and self.ending not in ("", event.key)
        if not goes_on and not second_ending:
            self.characters, self.waited, self.ending = "", False, ""
        self.characters += character
        if ends:
            self.ending = event.key
        self.read_at = event.time


class Keyboard:
    """Holds keys until the first layout, tells scans from keys, runs actions."""

    def __init__(self, app: "ScreenHost", dispatcher: "Dispatcher") -> None:
        self._app = app
        self._dispatcher = dispatcher
        self._rewind = Rewind(app)
        self._early: list[events.Key] | None = []
        self._scanner = Scanner(app.timing)
        self._held: list[events.Key] = []
        """Keys that wait for `pace_s` to pass, in their order."""
        self._pace = Due(app)
        self._silence = Due(app)
        """Due while a code is being typed: with it the code ends."""
        self._handed = ""
        """The code that was handed over last without its suffix, which may still be to come."""
        self._code_keys: list[events.Key] = []
        """The keys of the code that is being typed."""
        self._line: LineEdit | None = None
        self._returned_at = float("-inf")
        """When a line took an Enter, until the next key."""
        self._burst = _Burst()

    def hold(self) -> None:
        """Keep keys back until `open`: what they are meant for is not there yet."""
        if self._early is None:
            self._early = []

    def open(self) -> None:
        """Handle what was typed before the expected screen was there, in the app's next turn:
        keys that come meanwhile are behind it."""
        self._app.call_later(self._open)

    async def _open(self) -> None:
        early, self._early = self._early or [], None
        for event in early:
            await self.take(event)

    def hold_until(self, shown: Awaitable[object]) -> None:
        """Keep keys back until what they are meant for is `shown`, for HOLD_S at most."""
        self.hold()

        async def listen() -> None:
            with suppress(TimeoutError):  # left before it was there: nothing comes any more
                async with asyncio.timeout(HOLD_S):
                    await shown
            await self._open()

        self._app.call_next(listen)

    def forget(self) -> None:
        """Put nothing back any more, and let no key of before belong to a code."""
        self._drop_held()
        self._rewind.forget()
        self._silence.cancel()
        self._scanner = Scanner(self._app.timing)
        self._code_keys = []
        self._handed, self._line = "", None

    def drop(self) -> None:
        """Hold no key back any more. Those that are held were meant for what did not come."""
        self._early = None

    @property
    def is_waiting(self) -> bool:
        """Whether a key is held back, until a screen opens or a scan can be told."""
        return bool(self._held or self._early or self._scanner.code is not None)

    @property
    def is_mid_scan(self) -> bool:
        """Whether the latest keys came as a scan does. Then none of them picks anything."""
        return self._burst.waited and is_scan(self._burst.characters)

    def refuses_scan(self) -> bool:
        """Return whether the latest keys came as a scan does, and say that they pick nothing."""
        if self.is_mid_scan:
            self._app.say(not_picked("", self._burst.characters), "bar-caution")
        return self.is_mid_scan

    async def read(self, event: events.Key) -> None:
        """Take a key from the terminal, and say what has changed since the one before."""
        app = self._app
        if app.screen_lock.swallows(event):
            await self.pass_over(event)
            return
        app.deployment_switch.key_read()
        message = app.theme_manager.reload_if_changed()
        message = message or opening.news_of(app, app.configuration_watch)
        await self.take(event)
        if message:
            app.say(message)

    async def take(self, event: events.Key) -> None:
        """Handle one key."""
        if self._early is not None and event.key not in self._app.keymap.keys_by_id["quit"]:
            self._early.append(event)
            return
        self._dispatcher.notice(event)
        if self._dispatcher.screen_takes_whole(event):
            return
        self._burst.add(event, self._ends(event), self._app.timing.pace_s)
        if not self._is_second_half(event) and not self._belongs_to_line(event):
            await self._take(event)

    async def pass_over(self, event: events.Key) -> None:
        """Read a key that does nothing, unless it is the first character of a scan."""
        self._dispatcher.keys_read += 1
        if self._early is not None:
            return
        ends = self._ends(event)
        self._burst.add(event, ends, self._app.timing.pace_s)
        stroke = Stroke(_character_of(event), event.time, ends=ends)
        if self._scanner.code is not None:
            await self._take(event)
        elif self._scanner.read(stroke) is Verdict.BEGINS:
            self._take_back()
            self._burst.waited = True
            self._wait_for_ending()
        else:
            self._burst.waited = True
            self._remember(event)
            self._rewind.acted = []

    async def _take(self, event: events.Key) -> None:
        stroke = self._stroke_of(event)
        scanner, lags = self._scanner, self._lags(stroke)
        goes_on = lags or (scanner.has_run and scanner.follows(stroke))
        if scanner.code is None and not goes_on and self._dispatcher.screen_asks_for(event):
            await self._asked(event, stroke)
            return
        if lags:
            self._take_back()
            scanner.begin(self._handed)
        match scanner.read(stroke):
            case Verdict.CONTINUES:
                self._code_keys.append(event)
                self._wait_for_ending()
            case Verdict.ENDS:
                self._drop_held()
                self._take_back()
                await self._complete(entered=True)
            case Verdict.BEGINS:
                acted = self._rewind.acted_in(scanner.runs)
                self._code_keys = [*acted, *self._drop_held(), event]
                self._take_back()
                self._burst.waited = True
                self._wait_for_ending()
            case Verdict.BROKEN_OFF:
                await self._complete(entered=self._is_bare)
                if self._early is None:
                    await self._take(event)
                else:  # a key of the code opened what this one is meant for
                    self._early.append(event)
            case Verdict.HOLD:
                await self._release()
                self._hold(event)
            case Verdict.ASK_FIRST:
                await self._release()
                self._ask_first()
            case Verdict.ACT:
                await self._release()
                await self._act(event, stroke)
            case Verdict.SWALLOWED:
                pass

    # What a key is

    def _stroke_of(self, event: events.Key) -> Stroke:
        action = self._dispatcher.action_of(event.key)
        in_text = self._is_for_line(event, action)
        leads = not in_text and action is not None and action.id in _LEAD
        return Stroke(
            _character_of(event),
            event.time,
            ends=self._ends(event),
            at_once=not in_text and action is not None and (action.moves or action.id in _AT_ONCE),
            leads=leads,
            in_text=in_text,
            looks_up=in_text and isinstance(line := self._app.focused, LineEdit) and line.looks_up,
        )

    def _ends(self, event: events.Key) -> bool:
        return event.key in ENDINGS or event.key in self._app.keymap.keys_by_id["open"]

    def _is_for_line(self, event: events.Key, action: Action | None) -> bool:
        focused = self._app.focused
        return (
            isinstance(focused, LineEdit)
            and self._dispatcher.hears(event)
            and focused.takes(event)
            and not (event.is_printable and focused.is_blank and leads_away(action, event))
        )

    def _belongs_to_line(self, event: events.Key) -> bool:
        """Take a key of a scan that began in a line, though the focus left the line since."""
        line = self._line
        if line is None or line is self._app.focused or not line.is_mid_scan(event):
            return False
        if self._scanner.code is not None:
            return False  # what the line took belongs to that code already
        if line.is_attached and line.screen in self._app.screen_stack and not line.has_ended:
            if takes := line.takes(event):
                line.take(event)
            return takes
        self._line = None  # it is gone, with what was in it
        if takes := event.is_printable:
            self._scanner.begin(line.carry_off() + (event.character or ""))
            self._wait_for_ending()
        return takes

    def _lags(self, stroke: Stroke) -> bool:
        """Return whether a key follows a code that was handed over already, though it was read in
        time: this machine was so busy."""
        if self._scanner.code is not None or not self._scanner.follows(stroke):
            self._handed = ""
        return bool(self._handed)

    # What a key does

    async def _act(self, event: events.Key, stroke: Stroke) -> None:
        heard = self._dispatcher.hears(event)
        focused = self._app.focused
        if isinstance(focused, LineEdit) and (stroke.in_text or self._is_inside_scan(event)):
            self._app.hush()
            if self._scanner.has_run:
                self._rewind.acted.append(event)
            if event.key == RETURN:
                self._returned_at = event.time
            focused.take(event, as_text=not stroke.in_text)
            self._line = focused
            return
        self._remember(event)
        if heard:
            await self._run(self._dispatcher.action_of(event.key), event.key)

    def _is_second_half(self, event: events.Key) -> bool:
        """Return whether a LF follows the CR that a line took: no hand types both."""
        after_s, self._returned_at = event.time - self._returned_at, float("-inf")
        return event.key == LINE_FEED and after_s <= self._app.timing.join_s

    def _is_inside_scan(self, event: events.Key) -> bool:
        """Return whether a control character is inside what a scanner types into the focused line.
        It acts no more than the others; the code is refused with it, by name."""
        line = self._line
        return (
            line is not None
            and line is self._app.focused
            and line.is_mid_scan(event)
            and bool(_character_of(event))
        )

    async def _run(self, action: Action | None, key: str) -> None:
        if action is not None:
            await self._dispatcher.perform(action, key)
        else:
            self._dispatcher.say_elsewhere(key)

    def _hold(self, event: events.Key) -> None:
        self._burst.waited = True
        self._held.append(event)
        self._pace.after(self._app.timing.pace_s, self._release)

    async def _release(self) -> None:
        """They were keys after all, so far: each does what it does."""
        for event in self._drop_held():
            self._remember(event)
            if self._dispatcher.hears(event):
                await self._run(self._dispatcher.action_of(event.key), event.key)

    def _drop_held(self) -> list[events.Key]:
        self._pace.cancel()
        held, self._held = self._held, []
        return held

    # Taking back

    def _remember(self, event: events.Key) -> None:
        """Take a snapshot of the console before the first key of a run acts."""
        if self._scanner.has_run:
            self._rewind.remember(event, self._scanner.runs)
        else:
            self._rewind.let_go()

    def _take_back(self) -> None:
        """Undo what the keys of the run did: they are the beginning of a code."""
        self._rewind.restore(self._scanner.runs)

    # Codes

    def _wait_for_ending(self) -> None:
        self._silence.after(self._app.timing.join_s, self._after_silence)

    @property
    def _is_bare(self) -> bool:
        """Whether the scanner sends no suffix: then a pause ends a code."""
        return self._app.timing.suffix == "none"

    async def _after_silence(self) -> None:
        if self._scanner.code is not None:
            await self._complete(entered=self._is_bare)

    async def _complete(self, entered: bool) -> None:
        """The code is whole: it belongs into the lookup box."""
        self._silence.cancel()
        self._line = None  # what was typed into it is in the code
        keys, self._code_keys = self._code_keys, []
        code = self._scanner.complete()
        self._handed = "" if entered and not self._is_bare else code
        if len(code) < SHORTEST and (not entered or self._is_bare):
            self._rewind.keep(self._scanner.runs)
            await self._perform_all(keys)  # a hand's, bunched by the link
            return
        self._dispatcher.take_scan(code.removeprefix(self._app.timing.prefix), entered)

    async def _perform_all(self, keys: list[events.Key]) -> None:
        """Let each do what it does; one that opens a dialog has the others wait for it."""
        for event in keys:
            if self._early is None:
                await self._act(event, self._stroke_of(event))
            else:
                self._early.append(event)

    async def _asked(self, event: events.Key, stroke: Stroke) -> None:
        """A character that the screen asks for; a fifth at once, and all of them are a code."""
        await self._release()
        self._app.hush()
        self._scanner.take_asked(stroke)
        if code := self._dispatcher.take_asked(event):
            self._scanner.begin(code, stroke)
            self._code_keys = []
            self._wait_for_ending()

    def _ask_first(self) -> None:
        """Say what enter would look up, and that more was typed before it."""
        line, app = self._app.focused, self._app
        if isinstance(line, LineEdit):
            does = "looks up" if line is app.base.box else "takes"
            app.say(
                f"{self._scanner.doubted} came just before: {app.key('open')} {does} {line.value}.",
                "bar-caution",
            )
            app.ring()


def _character_of(event: events.Key) -> str:
    """Return the character that a key adds to a code; empty if it adds none."""
    character = event.character or ""
    if is_text(character):
        return character
    deletes = event.key in ("backspace", "ctrl+h")
    return character if belongs_inside(character) and not deletes else ""
