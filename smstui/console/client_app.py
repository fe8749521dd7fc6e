"""The app as a desk that opens: its start, and what every screen and widget asks of it."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events

from smstui.actions import Keymap, check_keys, keymap
from smstui.console import left_over, lost_cases
from smstui.console.door import opened_with_door, refusals_of
from smstui.console.frame_batch import FrameBatch
from smstui.console.quiet_app import QuietApp
from smstui.console.screens.base import BaseScreen
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.room import PageScreen
from smstui.console.startup import closed
from smstui.console.theme_manager import ThemeManager
from smstui.console.timing import Timing, timing_of
from smstui.domain.age import utc_now
from smstui.domain.errors import SmstuiError
from smstui.services.masker import Masker

if TYPE_CHECKING:
    from smstui.config.watch import Watch
    from smstui.console.casebook import Casebook
    from smstui.console.palette import Palette
    from smstui.console.startup import Client, OpenClient, StartupSettings
    from smstui.services.changes import Changes
    from smstui.services.outcomes import Opened
    from smstui.store.journal import Entry


class ClientApp(QuietApp, inherit_bindings=False):
    """One frame first, everything heavy after it.

    `keeps_cases` says that the cases of a console before, if it was cut off, are in a file.
    """

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
    ) -> None:
        """`themes` is the folder of the user's own; `now` the clock; `ids`
        a list, one a line, that the console starts with; `timing` how long keys are waited for."""
        self.theme_manager = ThemeManager(startup.theme, themes)
        super().__init__(self.theme_manager.draws_ansi, Masker(startup.privacy))
        self.theme_manager.dress(self)
        self.frame_batch = FrameBatch(self)
        self.startup = startup
        self.timing = timing or timing_of(startup.scanner)
        self.keymap: Keymap = keymap(startup.keys)
        self.now = now or utc_now
        self.when_open: asyncio.Future[Client] | None = None
        self.changes: Changes | None = None
        self.refusals: Mapping[str, str] = {}
        self._open_client = open_client
        self._ids_at_start = ids
        self._casebook: Casebook | None = None

    # The start

    def get_default_screen(self) -> LookupScreen:
        return LookupScreen()

    def on_load(self) -> None:
        """Draw nothing until everything has its size: then the first frame is the only one."""
        self.frame_batch.lower()

    def on_resize(self, event: events.Resize) -> None:
        """Every screen, not only the one on top: a dialog may be gone a moment later."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.fit(event.size)

    def on_ready(self) -> None:
        self.frame_batch.lift_soon()
        self.call_after_refresh(self._after_first_frame)

    async def _after_first_frame(self) -> None:
        gc.freeze()
        gc.enable()
        self.when_open = asyncio.get_running_loop().create_future()
        self.run_worker(self._open(), name="open the desk")
        self._say_problems()

    def _say_problems(self) -> None:
        """What is wrong with keys or themes, and was passed over."""
        problems = [*check_keys(self.startup.keys), *self.theme_manager.themes.problems]
        if problems:
            self.say(problems[0], "bar-caution")

    async def _open(self) -> None:
        assert self.when_open is not None  # noqa: S101 - made just before this was started
        try:
            client, self.changes, self.refusals = await asyncio.to_thread(
                opened_with_door, self._open_client
            )
        except SmstuiError as error:
            await self.base.make_ready()
            self.when_open.set_exception(error)
            self.when_open.exception()
        else:
            await self.base.make_ready()
            loop = asyncio.get_running_loop()

            def tell_late(entry: "Entry") -> None:
                loop.call_soon_threadsafe(partial(self.say_late, entry))

            client.tell_late = tell_late
            self.when_open.set_result(client)
            left = lost_cases.told_once(self.startup.deployment) if self.keeps_cases else ""
            said = client.problem or left
            if self.keeps_cases and not said:
                said = await asyncio.to_thread(left_over.place_or_earlier, client)
            if said:
                self.say(said, "bar-caution")
            self.run_worker(left_over.decide(self, client), name="left-over changes")
        self.base.client_opened()
        if self._ids_at_start:
            self.start_with(self._ids_at_start)

    def start_with(self, ids: str) -> None:
        """Show the triage queue with `ids` taken in."""
        raise NotImplementedError

    def close_client(self) -> None:
        """Drain the engine, from any thread; for an end that does not come through the screen."""
        if self.when_open is not None and self.when_open.done() and not self.when_open.exception():
            self.when_open.result().engine.close()

    # What screens and widgets ask

    @property
    def palette(self) -> "Palette":
        return self.theme_manager.palette

    async def client(self) -> "Client":
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
    def room(self) -> LookupScreen | PageScreen:
        """The full screen on top, beneath whatever dialog there is."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, LookupScreen | PageScreen):
                return screen
        return self.base

    @property
    def opened(self) -> "Opened | None":
        """The household that the screen on top is about; None where it is about none."""
        return self.room.opened

    @property
    def casebook(self) -> "Casebook":
        """The cases of this console, made when the first one begins."""
        if self._casebook is None:
            from smstui.console.casebook import Casebook

            self._casebook = Casebook(self.startup.deployment, self.now, self.masker)
        return self._casebook

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

    def news_of_configuration(self) -> str:
        """Say once that the configuration has changed; read-only holds from then on."""
        if self.configuration_watch is None or not (told := self.configuration_watch.news()):
            return ""
        if self.configuration_watch.is_read_only() and not self.startup.read_only:
            self.startup = closed(self.startup)
            if self.changes is not None:
                self.refusals = refusals_of(self.changes)
            self.room.refresh_bars()
        return told

    def say_late(self, entry: "Entry") -> None:
        """Tell that the effect of a change came after its last look."""
        from smstui.services.changes.watching import late_sentence

        self.masker.learn_entries([entry])
        self.say(late_sentence(entry), "bar-caution")

    def say(self, text: str, role: str = "bar-strong") -> None:
        """One sentence on the last line, until the next key. Nothing once the console is left."""
        if self.screen_stack:
            self.room.say(text, role)

    def ring(self) -> None:
        """Ring the terminal's bell for a refused scan: its user looks at the card."""
        if self.timing.bell:
            self.bell()

    def hush(self) -> None:
        self.room.say("")
