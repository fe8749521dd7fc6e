"""The app at the keys: what a key means here and now, and how an action is run."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.css.query import NoMatches
from textual.screen import Screen

from smstui.actions import BY_ID, Action, Place, Situation
from smstui.console.client_app import ClientApp
from smstui.console.crash import LOG
from smstui.console.keyboard import Keyboard
from smstui.console.screens.base import BaseScreen
from smstui.console.timing import Timing
from smstui.console.views.choosing import not_picked

if TYPE_CHECKING:
    from smstui.console.startup import OpenClient, StartupSettings


class ActingApp(ClientApp, inherit_bindings=False):
    """Keys come in here and nowhere else."""

    def __init__(
        self,
        startup: "StartupSettings",
        open_client: "OpenClient",
        *,
        themes: Path | None = None,
        now: Callable[[], datetime] | None = None,
        ids: str = "",
        timing: Timing | None = None,
    ) -> None:
        super().__init__(startup, open_client, themes=themes, now=now, ids=ids, timing=timing)
        self._keyboard = Keyboard(self)
        self._commands: list[str] = []
        self.keys_read = 0
        """Keys read so far, whatever became of them."""
        self._kept: list[Screen[Any]] = []
        """Screens that stay alive when they are left."""

    async def _after_first_frame(self) -> None:
        await super()._after_first_frame()
        await self._keyboard.open()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way: no question, no key held back, no frame owed."""
        return not (
            self._keyboard.is_waiting
            or self.frame_batch.is_down
            or self.room.is_asking
            or self.base.is_asking
            or (isinstance(self.screen, BaseScreen) and self.screen.is_settling)
            or any(worker.is_running for worker in self.workers)
        )

    async def on_event(self, event: events.Event) -> None:
        """Take an event. None that comes while a screen comes or goes ends the console."""
        try:
            await self._take(event)
        except NoMatches:
            screens = [one for one in self.screen_stack if isinstance(one, BaseScreen)]
            if all(screen.is_whole for screen in screens):
                raise
            LOG.info("%s came while a screen was not there", type(event).__name__)

    async def _take(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            told = self.theme_manager.reload_if_changed(self) or self.news_of_configuration()
            await self._keyboard.take(event)
            if told:
                self.say(told)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self.take_pasted(event)
        elif isinstance(event, events.AppBlur):
            self.base.mask()
        elif not isinstance(event, events.AppFocus):
            # Losing the terminal's focus would repaint, and take the focus from its pane.
            await super().on_event(event)

    def take_pasted(self, paste: events.Paste) -> None:
        """Give a paste to what it is meant for."""
        raise NotImplementedError

    def notice(self, event: events.Key) -> None:
        """Let the screen on top know that a key was read."""
        self.keys_read += 1
        if isinstance(self.screen, BaseScreen):
            self.screen.notice(event)

    def hears(self, event: events.Key) -> bool:
        """Whether the screen on top counts this key. The one that quits counts everywhere."""
        if event.key in self.keymap.keys_by_id["quit"]:
            return True
        screen = self.screen
        return not isinstance(screen, BaseScreen) or screen.hears(event)

    def screen_takes_whole(self, event: events.Key) -> bool:
        """Whether the dialog on top took the key as it came."""
        return isinstance(self.screen, BaseScreen) and self.screen.takes_whole(event)

    def screen_asks_for(self, event: events.Key) -> bool:
        """Whether the key is a character that the dialog on top asks for."""
        return isinstance(self.screen, BaseScreen) and self.screen.asks_for(event)

    def take_asked(self, event: events.Key) -> str:
        """Hand it such a character. Returns the scanned code that it ends, else ""."""
        return self.screen.take_asked(event) if isinstance(self.screen, BaseScreen) else ""

    def action_of(self, key: str) -> Action | None:
        """What a key means here and now; a letter shown on a row picks the row."""
        screen = self.screen
        if isinstance(screen, BaseScreen) and screen.picks(key):
            return BY_ID["match.pick"]
        action = self.keymap.find(key, self._places)
        if action is BY_ID["match.pick"]:
            around = self.keymap.find(key, [one for one in self._places if one is not Place.PICK])
            return around if around is not None and around.moves else action
        return action

    def refuses_scan(self) -> bool:
        """Return whether the latest keys came as a scan does, and say that they pick nothing."""
        if self._keyboard.is_mid_scan:
            self.say(not_picked("", self._keyboard.burst), "bar-caution")
        return self._keyboard.is_mid_scan

    async def perform(self, action: Action, key: str = "") -> None:
        """Run an action, or say why it cannot run."""
        self.hush()
        reason = action.available(self.situation)
        if reason is not None:
            self.say(reason, "bar-caution")
            return
        for node in (self.focused, self.screen, self):
            method = getattr(node, handler_of(action), None)
            if method is not None:
                result = method(key) if action.takes_key else method()
                if isawaitable(result):
                    await result
                break
        else:
            screen = self.screen
            if not (isinstance(screen, BaseScreen) and screen.start_change(action.id)):
                menu = self.key("menu")
                self.say(f"{action.title}: not on this screen. {menu} shows what is here.")
        self.room.refresh_footer()

    def perform_with(self, action: Action, argument: str) -> None:
        """Run an action on what was typed behind its word."""
        if action.writes and (reason := action.available(self.situation)) is not None:
            self.say(reason, "bar-caution")
            return
        for node in (self.room, self):
            method = getattr(node, f"{handler_of(action)}_with", None)
            if method is not None:
                method(argument)
                return
        if self.room.start_change(action.id, argument):
            return
        self.say(f":{action.words[0]} takes nothing behind it.", "bar-caution")

    @property
    def situation(self) -> Situation:
        """The moment, as actions see it; in a dialog, of what lies beneath it."""
        now = self.room.situation
        return now if self.screen is self.room else replace(now, place=Place.DIALOG, rows=1)

    @property
    def _places(self) -> tuple[Place, ...]:
        screen = self.screen
        return screen.places if isinstance(screen, BaseScreen) else (Place.ANYWHERE,)

    def take_scan(self, text: str, entered: bool) -> None:
        """An id was scanned, on whatever screen: it belongs into the lookup box."""
        self.room.take_scan(text, entered)
        if isinstance(self.screen, BaseScreen):
            self.screen.scanned_over()

    # Screens that may have to come back

    def keep_alive(self, screen: Screen[Any]) -> None:
        """Have a screen outlive its being left, until `drop_left`."""
        if not self.is_screen_installed(screen):
            self.install_screen(screen, f"kept-{id(screen)}")
            self._kept.append(screen)

    def drop_left(self) -> None:
        """Let go of the screens that were left."""
        left = [screen for screen in self._kept if screen not in self.screen_stack]
        self._kept = [screen for screen in self._kept if screen in self.screen_stack]
        for screen in left:
            self.uninstall_screen(screen)
            screen.remove()

    def may_return(self, screen: Screen[Any]) -> bool:
        """Whether a screen that was left can be shown again."""
        returns = isinstance(screen, BaseScreen) and screen.returns
        return returns and self.is_screen_installed(screen)

    def close_above(self, height: int) -> None:
        """Close screens, dialogs without an answer, until only `height` are left."""
        while len(self.screen_stack) > height:
            self.pop_screen()


def handler_of(action: Action) -> str:
    """The method that does it, on whichever of widget, screen and app has it."""
    return "do_" + action.id.replace(".", "_").replace("-", "_")
