"""The app: what is shared by every screen. Screens compose and listen; this hands things over."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen

from smstui.actions import Action, Keymap, Place, Situation, check_keys, keymap
from smstui.console import left_over, pictures
from smstui.console.door import opened_with_door
from smstui.console.frames import Curtain
from smstui.console.keyboard import Keyboard
from smstui.console.quiet_app import QuietApp
from smstui.console.screens import dialogs, rooms
from smstui.console.screens.base import BaseScreen
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.room import RoomScreen
from smstui.console.wardrobe import Wardrobe
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.glance import Desk, Glance, OpenDesk
    from smstui.console.palette import Palette
    from smstui.console.wish import Wish
    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult, Changes


class ConsoleApp(QuietApp, inherit_bindings=False):
    """One deployment on one terminal."""

    CSS_PATH = "smstui.tcss"

    def __init__(
        self,
        glance: "Glance",
        open_desk: "OpenDesk",
        *,
        themes: Path | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`themes` is the folder of the user's own; `now` the clock, with the local zone."""
        self.wardrobe = Wardrobe(glance.theme, themes)
        super().__init__(self.wardrobe.draws_ansi)
        self.wardrobe.dress(self)
        self.curtain = Curtain(self)
        self.glance = glance
        self.keymap: Keymap = keymap(glance.keys)
        self.now = now or (lambda: datetime.now().astimezone())
        self.when_open: asyncio.Future[Desk] | None = None
        self.changes: Changes | None = None
        self.refusals: Mapping[str, str] = {}
        self._open_desk = open_desk
        self._keyboard = Keyboard(self)
        self._commands: list[str] = []

    # The start: one frame first, everything heavy after it

    def get_default_screen(self) -> LookupScreen:
        return LookupScreen()

    def on_load(self) -> None:
        """Draw nothing until everything has its size: then the first frame is the only one."""
        self.curtain.lower()

    def on_resize(self, event: events.Resize) -> None:
        """Every screen, not only the one on top: a dialog may be gone a moment later."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.fit(event.size)

    def on_ready(self) -> None:
        self.curtain.lift_soon()
        self.call_after_refresh(self._after_first_frame)

    async def _after_first_frame(self) -> None:
        gc.freeze()
        gc.enable()
        self.when_open = asyncio.get_running_loop().create_future()
        self.run_worker(self._open(), name="open the desk")
        self._say_problems()
        await self._keyboard.open()

    def _say_problems(self) -> None:
        """What is wrong with keys or themes, and was passed over."""
        problems = [*check_keys(self.glance.keys), *self.wardrobe.themes.problems]
        if problems:
            self.say(problems[0], "bar-caution")

    async def _open(self) -> None:
        assert self.when_open is not None  # noqa: S101 - made just before this was started
        try:
            desk, self.changes, self.refusals = await asyncio.to_thread(
                opened_with_door, self._open_desk
            )
        except SmstuiError as error:
            await self.base.make_ready()
            self.when_open.set_exception(error)
            self.when_open.exception()
        else:
            await self.base.make_ready()
            self.when_open.set_result(desk)
            if desk.problem:
                self.say(desk.problem, "bar-caution")
            self.run_worker(left_over.decide(self, desk), name="left-over changes")
        self.base.desk_opened()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way: no question, no key held back, no frame owed."""
        return not (
            self._keyboard.is_waiting
            or self.curtain.is_down
            or self.room.is_asking
            or self.base.is_asking
            or (isinstance(self.screen, BaseScreen) and self.screen.is_settling)
            or any(worker.is_running for worker in self.workers)
        )

    def close_desk(self) -> None:
        """Drain the engine, from any thread; for an end that does not come through the screen."""
        if self.when_open is not None and self.when_open.done() and not self.when_open.exception():
            self.when_open.result().engine.close()

    # What screens and widgets ask

    @property
    def palette(self) -> "Palette":
        return self.wardrobe.palette

    async def desk(self) -> "Desk":
        """The desk, once it is open. Raises the SmstuiError that kept it from opening."""
        assert self.when_open is not None  # noqa: S101 - keys are held until it is there
        return await asyncio.shield(self.when_open)

    @property
    def base(self) -> LookupScreen:
        """The screen under every dialog."""
        screen = self.screen_stack[0]
        assert isinstance(screen, LookupScreen)  # noqa: S101 - the only default screen there is
        return screen

    @property
    def room(self) -> LookupScreen | RoomScreen:
        """The full screen on top, beneath whatever dialog there is."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, LookupScreen | RoomScreen):
                return screen
        return self.base

    @property
    def door_open(self) -> bool:
        """Whether it is known what may be changed here."""
        return self.changes is not None

    @property
    def role(self) -> str:
        """Who sits here, as the configuration has it; the least of them until that is known."""
        opening = self.when_open
        if opening is None or not opening.done() or opening.exception():
            return "viewer"
        return opening.result().deployment.role

    def key(self, action_id: str) -> str:
        """How to reach an action, as a person reads it."""
        return self.keymap.first(action_id)

    def say(self, text: str, role: str = "bar-strong") -> None:
        """One sentence on the last line, until the next key."""
        self.room.say(text, role)

    def hush(self) -> None:
        self.room.say("")

    # Keys and actions

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            told = self.wardrobe.reload_if_changed(self)
            await self._keyboard.take(event)
            if told:
                self.say(told)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self._paste(event)
        elif not isinstance(event, events.AppBlur | events.AppFocus):
            # Losing the terminal's focus would repaint, and take the focus from its pane.
            await super().on_event(event)

    def hears(self, event: events.Key) -> bool:
        """Whether the screen on top counts this key."""
        screen = self.screen
        return not isinstance(screen, BaseScreen) or screen.hears(event)

    def action_of(self, key: str) -> Action | None:
        """What a key means here and now."""
        return self.keymap.find(key, self._places)

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
            self.say(f"{action.title}: not on this screen. {self.key('menu')} shows what is here.")
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

    def _paste(self, event: events.Paste) -> None:
        edit = self.screen.query("LineEdit:focus")
        if edit:
            edit.first().post_message(event)
        else:
            self.take_scan(event.text, entered=False)

    def copy_to_clipboard(self, text: str) -> None:
        """The text entry's own copying takes the same road as `y`."""
        self._clipboard = text
        dialogs.copy_text(self, text)

    def do_quit(self) -> None:
        self.exit(0)

    def do_menu(self) -> None:
        dialogs.open_menu(self)

    def do_command(self) -> None:
        dialogs.open_command(self, self._commands)

    # Rooms, plans and their end

    def do_screen_lookup(self) -> None:
        self._leave_rooms()
        self.base.do_screen_lookup()

    def do_screen_pair(self) -> None:
        self.open_pairing(None)

    def do_screen_sessions(self) -> None:
        rooms.open_sessions(self)

    def do_screen_journal(self) -> None:
        rooms.open_journal(self)

    def open_pairing(self, record: "Record | None", *ids: str) -> None:
        """The pairing screen, with what is in hand in its place already."""
        rooms.open_pairing(self, record, ids)

    do_pair = do_screen_pair

    def do_undo(self) -> None:
        from smstui.console.wish import undo_wish

        self.open_plan(undo_wish())

    def do_undo_with(self, change_id: str) -> None:
        from smstui.console.wish import undo_wish

        self.open_plan(undo_wish(change_id))

    def open_plan(self, wish: "Wish") -> None:
        """Show the plan of a wish. Whatever comes of it is confirmed there."""
        from smstui.console.screens.plan_dialog import PlanDialog

        self.curtain.one_frame()
        self.push_screen(PlanDialog(wish))

    def change_ended(self, result: "ChangeResult") -> None:
        """A change came to its end: every screen is told."""
        for screen in self.screen_stack:
            if isinstance(screen, LookupScreen | RoomScreen):
                screen.change_ended(result)

    def enter_room(self, room: RoomScreen) -> None:
        """One room at a time lies over the lookup screen."""
        self.curtain.one_frame()
        self._leave_rooms()
        self.push_screen(room)

    def push_dialog(self, dialog: Screen[str], done: Callable[[str | None], None]) -> None:
        """Show a dialog in one frame, and its going in another.

        Keys that come before it is there wait for it: over SSH `:` and its word are one burst.
        """
        self.curtain.one_frame()

        def ended(result: str | None) -> None:
            self.curtain.one_frame()
            done(result)

        shown = self.push_screen(dialog, ended)
        self._keyboard.hold()

        async def listen() -> None:
            await shown
            await self._keyboard.open()

        self.call_next(listen)

    def _leave_rooms(self) -> None:
        while isinstance(self.screen, RoomScreen):
            self.curtain.one_frame()
            self.pop_screen()

    def do_theme_choose(self) -> None:
        dialogs.choose_theme(self)

    def do_theme_choose_with(self, name: str) -> None:
        self.say(self.wardrobe.try_on(self, name))

    def do_theme_reload(self) -> None:
        self.say(self.wardrobe.reload(self))

    def do_screenshot(self) -> None:
        self.say(pictures.save(self))

    def do_redraw(self) -> None:
        self.refresh_css(animate=False)
        self.refresh(layout=True)


def handler_of(action: Action) -> str:
    """The method that does it, on whichever of widget, screen and app has it."""
    return "do_" + action.id.replace(".", "_").replace("-", "_")
