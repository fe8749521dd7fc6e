"""The app: the parts that it owns, the screens on top of each other, and its way in and out.

Screens, widgets and parts know it as `Host` (`host.py`).
"""

import gc
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.filter import LineFilter
from textual.screen import Screen

from smstui.actions import Keymap, check_keys, keymap
from smstui.console import opening, painter, textual_patches
from smstui.console.client_session import ClientSession
from smstui.console.deployment_switch import DeploymentSwitch
from smstui.console.dispatcher import Dispatcher
from smstui.console.due import Later, later
from smstui.console.frame_batch import FrameBatch
from smstui.console.global_actions import GlobalActions
from smstui.console.guard import MaskingFilter, drawing_filters
from smstui.console.keyboard import Keyboard
from smstui.console.screen_lock import ScreenLock
from smstui.console.screens import dialogs, pages, pasting
from smstui.console.screens.base import BaseScreen
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.page import PageContent, PageScreen
from smstui.console.terminal_driver import TerminalDriver
from smstui.console.theme_manager import ThemeManager
from smstui.console.timing import Timing, timing_of
from smstui.console.waiting import Waiting
from smstui.domain.age import utc_now
from smstui.services.masker import Masker

if TYPE_CHECKING:
    from smstui.config.watch import Watch
    from smstui.console.casebook import Casebook
    from smstui.console.palette import Palette
    from smstui.console.plan_request import PlanRequest
    from smstui.console.queue_run import QueueRun
    from smstui.console.startup import Client, OpenClient, StartupSettings
    from smstui.services.changes import ChangeResult


class ConsoleApp(App[int], inherit_bindings=False):
    """One deployment on one terminal. The first frame is drawn before anything heavy is imported.

    Textual's palette, toasts, tooltips, bindings and crash screen are turned off. Every line that
    is drawn goes through a masking filter.

    `keeps_cases` says that the cases of an earlier console, if it was cut off, are in a file.
    """

    CSS_PATH = "smstui.tcss"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    keeps_cases = False
    configuration_watch: "Watch | None" = None
    """The configuration file, where the console was started with one."""

    def __init__(
        self,
        startup: "StartupSettings",
        open_client: "OpenClient",
        *,
        themes: Path | None = None,
        now: Callable[[], datetime] | None = None,
        ids: str = "",
        timing: Timing | None = None,
        call_later: Later = later,
    ) -> None:
        """`themes` is the folder of the user's own, `ids` a list to start with, one a line."""
        self.theme_manager = ThemeManager(startup.theme, themes)
        super().__init__(TerminalDriver, ansi_color=self.theme_manager.draws_ansi)
        textual_patches.turn_off(self)
        self._drawing = drawing_filters(in_ascii=startup.ui.frames == "ascii")
        self._painting = painter.start(self, bool(self._drawing)) if startup.ui.painter else None
        self.masker = Masker(startup.privacy)
        self._masking_filter = MaskingFilter(self.masker)
        self.theme_manager.dress(self)
        self.frame_batch = FrameBatch(self)
        self.startup = startup
        self.timing = timing or timing_of(startup.scanner, startup.ui)
        self.keymap: Keymap = keymap(startup.keys)
        self.now = now or utc_now
        self.session = ClientSession(open_client)
        self.waiting = Waiting(self)
        self.screen_lock = ScreenLock(self, startup.ui.lock_after_min, call_later)
        self.global_actions = GlobalActions(self)
        self.deployment_switch = DeploymentSwitch(self)
        self.dispatcher = Dispatcher(self, (self.global_actions, self.deployment_switch, self))
        self._keyboard = self.deployment_switch.keyboard = Keyboard(self, self.dispatcher)
        self._ids_at_start = ids

    # The start

    def get_default_screen(self) -> LookupScreen:
        return LookupScreen()

    def on_load(self) -> None:
        """Draw nothing until everything has its size: then the first frame is the only one."""
        self.frame_batch.lower()

    def on_resize(self, event: events.Resize) -> None:
        """Fit every screen, since a dialog may be gone a moment later, and paint the whole, since
        the terminal may have cut off what it showed."""
        if self._painting is not None:
            self._painting.forget()
        if self.screen_stack:
            self.screen.refresh()
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.fit(event.size)

    def on_ready(self) -> None:
        self.frame_batch.lift_soon()
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        gc.freeze()
        gc.enable()
        self.session.begin()
        self.run_worker(self._open(), name="open the client")
        for problem in [*check_keys(self.startup.keys), *self.theme_manager.themes.problems][:1]:
            self.say(problem, "bar-caution")
        self.screen_lock.wait()
        self._keyboard.open()

    async def _open(self) -> None:
        await opening.open_client(self, keeps_cases=self.keeps_cases)
        if self._ids_at_start:
            pages.open_triage(self, ids=self._ids_at_start)

    # Keys and pastes

    async def on_event(self, event: events.Event) -> None:
        """Take an event. None that comes while a screen comes or goes ends the console."""
        try:
            await self._take(event)
        except NoMatches:
            if all(one.is_whole for one in self.screen_stack if isinstance(one, BaseScreen)):
                raise
            textual_patches.LOG.info("%s came while a screen was not there", type(event).__name__)

    async def _take(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._keyboard.read(event)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            self.screen_lock.wake()
            pasting.take(self, event)
        elif isinstance(event, events.CursorPosition) and self._painting is not None:
            self._painting.answer(event)
        elif isinstance(event, events.AppBlur):
            self.base.mask()
        elif not isinstance(event, events.AppFocus):
            # Losing the terminal's focus would repaint, and take the focus from its pane.
            await super().on_event(event)

    def refuses_scan(self) -> bool:
        """Return whether the latest keys came as a scan does, and say that they pick nothing."""
        return self._keyboard.refuses_scan()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way: no question, no key held back, no frame owed."""
        return not (
            self._keyboard.is_waiting
            or self.frame_batch.is_down
            or self.page.is_asking
            or self.base.is_asking
            or (isinstance(self.screen, BaseScreen) and self.screen.is_settling)
            or any(worker.is_running for worker in self.workers)
        )

    # The parts, and what they know

    @property
    def palette(self) -> "Palette":
        return self.theme_manager.palette

    async def client(self) -> "Client":
        """Return the client as soon as it is open. Raises the SmstuiError that prevented it."""
        return await self.session.client()

    @cached_property
    def casebook(self) -> "Casebook":
        """The cases of this console, made when the first one begins."""
        from smstui.console.casebook import Casebook

        return Casebook(self.startup.deployment, self.now, self.masker)

    @cached_property
    def queue_run(self) -> "QueueRun":
        """The triage queue, which goes on whatever screen is on top."""
        from smstui.console.queue_run import QueueRun

        return QueueRun(self)

    def key(self, action_id: str) -> str:
        """Return the first key of an action, as a person reads it."""
        return self.keymap.first(action_id)

    def say(self, text: str, role: str = "bar-strong") -> None:
        """Show a sentence on the last line until the next key. Nothing while the console ends."""
        if self.screen_stack:
            self.page.say(text, role)

    def hush(self) -> None:
        """Show the keys on the last line again."""
        if self.page.bars.said:
            self.page.say("")

    def ring(self) -> None:
        """Ring the terminal's bell for a refused scan: its user looks at the card."""
        if self.timing.bell:
            self.bell()

    def copy_to_clipboard(self, text: str) -> None:
        """Copy from a text field by the same way as `y`."""
        self._clipboard = text
        dialogs.copy_text(self, text)

    # Screens

    @property
    def base(self) -> LookupScreen:
        """The lookup screen, beneath all others. Raises ScreenStackError once the console ended."""
        screen = textual_patches.first_screen(self)
        assert isinstance(screen, LookupScreen)  # noqa: S101 - the only default screen there is
        return screen

    @property
    def page(self) -> LookupScreen | PageScreen:
        """The full screen on top, beneath whatever dialog there is."""
        top_down = reversed(self.screen_stack)
        return next((s for s in top_down if isinstance(s, LookupScreen | PageScreen)), self.base)

    @property
    def has_dialog(self) -> bool:
        """Whether a dialog is on top of the page."""
        return self.screen is not self.page

    def enter_page(self, content: PageContent) -> None:
        """Show a page over the lookup screen, in place of the one that is there."""
        self.frame_batch.one_frame()
        self.leave_pages()
        self.push_screen(PageScreen(content))

    def leave_pages(self) -> None:
        """Show the lookup screen as it was left: the same pane has the focus, at the same row."""
        while isinstance(self.screen, PageScreen):
            self.frame_batch.one_frame()
            self.pop_screen()

    def push_dialog(self, dialog: Screen[str], done: Callable[[str | None], None]) -> None:
        """Show a dialog in one frame, and its going in another.

        Keys that come before it is there wait for it: over SSH `:` and its word are one burst.
        """
        self.frame_batch.one_frame()

        def ended(result: str | None) -> None:
            if self.screen_stack:  # else the console was left meanwhile
                self.frame_batch.one_frame()
                done(result)

        self._keyboard.hold_until(self.push_screen(dialog, ended))

    # The terminal, and what goes to it

    def get_line_filters(self) -> list[LineFilter]:
        usual = [*super().get_line_filters(), self._masking_filter, *self._drawing]
        return self.screen_lock.filters(usual)

    def redraw_masked(self) -> None:
        """Redraw every widget: the set of masked words has changed."""
        self._masking_filter = MaskingFilter(self.masker)
        textual_patches.redraw(self)

    def draw_afresh(self) -> None:
        """Draw the whole screen again: another program has used the terminal."""
        if self._painting is not None:
            self._painting.forget()
        self.refresh_css(animate=False)
        self.refresh(layout=True)

    def to_terminal(self, sequence: str) -> None:
        """Write a control sequence to the terminal, such as a copy to its clipboard."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def suspend_process(self) -> None:
        """Stop until the shell continues the process."""
        textual_patches.suspend(self)

    def input_failed(self, error: BaseException) -> None:
        """End as with a bug: the thread that reads the keys has ended with `error`."""
        textual_patches.stop(self, error)

    def _handle_exception(self, error: Exception) -> None:
        """End as with a bug, except for a widget that is missing while the console ends."""
        if not textual_patches.is_missed_while_leaving(self, error):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        textual_patches.stop(self, sys.exc_info()[1])

    def panic(self, *renderables: object) -> None:
        """Treat errors that can draw themselves like all others: they would show their values."""
        textual_patches.stop(self, sys.exc_info()[1])

    # Plans

    def open_plan(self, plan_request: "PlanRequest") -> None:
        """Show the plan of a change. It is confirmed there."""
        from smstui.console.screens.plan_dialog import PlanDialog
        from smstui.console.screens.plan_of_change import ChangePlan

        self.frame_batch.one_frame()
        self.push_screen(
            PlanDialog(ChangePlan(self.casebook.listening(plan_request, self.base.seen)))
        )

    def change_ended(self, result: "ChangeResult") -> None:
        """Tell every screen that a change came to its end."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.change_ended(result)
        self.waiting.count()

    def do_case(self) -> None:
        """Offer the case. Keys that come while the journal is read are meant for the dialog."""
        from smstui.console.screens import case_dialogs

        self._keyboard.hold()
        telling = case_dialogs.tell_case(self, none_to_offer=self._keyboard.open)
        self.run_worker(telling, name="the case")
