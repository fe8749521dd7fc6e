"""The app: what is shared by every screen. Screens compose and listen; this hands things over.

Two aspects of it are a file each, one standing on the other: the desk that opens, the keys.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events
from textual.screen import Screen

from smstui.console import pictures
from smstui.console.acting_app import ActingApp
from smstui.console.screens import dialogs, pasting, rooms
from smstui.console.screens.base import BaseScreen
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.room import PageScreen
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.in_hand import Question
    from smstui.console.measuring import Measured
    from smstui.console.queue_run import QueueRun
    from smstui.console.wish import Wish
    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult
    from smstui.store.drafts import Draft


HOLD_S: Final = 2.0
"""Seconds that keys wait for a dialog at most."""


class ConsoleApp(ActingApp, inherit_bindings=False):
    """One deployment on one terminal."""

    CSS_PATH = "smstui.tcss"

    _told_open: frozenset[str] = frozenset()
    """Ids of the changes of which the person was told that they are still open."""

    @cached_property
    def queue_run(self) -> "QueueRun":
        """The triage queue, which goes on whatever screen is looked at."""
        from smstui.console.queue_run import QueueRun

        return QueueRun(self)

    def copy_to_clipboard(self, text: str) -> None:
        """The text entry's own copying takes the same road as `y`."""
        self._clipboard = text
        dialogs.copy_text(self, text)

    def take_pasted(self, paste: events.Paste) -> None:
        pasting.take(self, paste)

    def do_quit(self) -> None:
        """Leave. While a change is being sent the first key says so, and the second leaves."""
        under_way = {entry.id: entry for entry in (self.changes.under_way if self.changes else ())}
        if set(under_way) <= self._told_open:
            self.exit(0)
            return
        self._told_open = frozenset(under_way)
        (first, *more) = under_way.values()
        others = f" and {len(more)} more" if more else ""
        self.say(
            f"{self.key('quit')} again quits. Open: {first.id}{others}, {first.title}.",
            "bar-caution",
        )

    def do_suspend(self) -> None:
        """Stop until the shell continues the process; not while a change waits for its outcome."""
        if self.changes is not None and (under_way := self.changes.under_way):
            self.say(f"Not while a change is open: {under_way[0].title}.", "bar-caution")
            return
        if self._driver is not None and self._driver.can_suspend:
            os.kill(os.getpid(), signal.SIGTSTP)

    def do_menu(self) -> None:
        dialogs.open_menu(self)

    def do_command(self) -> None:
        dialogs.open_command(self, self._commands)

    # The case, and what may be seen of it

    def do_case(self) -> None:
        """Keys that come while the journal is read are meant for the dialog."""
        self._keyboard.hold()
        self.run_worker(self._tell_case(), name="the case")

    async def _tell_case(self) -> None:
        from smstui.console.screens import case_dialogs

        if not await case_dialogs.tell_case(self):
            await self._keyboard.open()

    def do_cross_test(self) -> None:
        from smstui.console.screens import cross_test

        cross_test.open_cross_test(self)

    def do_privacy(self) -> None:
        """Mask names, addresses and login ids everywhere, or show them again."""
        self.masker.enabled = not self.masker.enabled
        self.draw_veil()
        self.base.show_again()
        for screen in self.screen_stack:
            if isinstance(screen, LookupScreen | PageScreen):
                screen.refresh_bars()
            if isinstance(screen, PageScreen):
                screen.show_again()
        masked = self.masker.enabled
        self.say(
            f"Privacy{'' if masked else ' is off'}: names, addresses and login ids are "
            f"{'masked' if masked else 'shown'}."
        )

    # Rooms, plans and their end

    def do_screen_lookup(self) -> None:
        self.leave_pages()
        self.base.do_screen_lookup()

    def do_screen_pair(self) -> None:
        self.open_pairing(None)

    def do_screen_sessions(self) -> None:
        rooms.open_sessions(self)

    def do_screen_drafts(self) -> None:
        rooms.open_drafts(self)

    def do_screen_journal(self) -> None:
        rooms.open_journal(self)

    def do_screen_triage(self) -> None:
        rooms.open_triage(self)

    def do_screen_triage_with(self, name: str) -> None:
        rooms.open_triage(self, name)

    def start_with(self, ids: str) -> None:
        rooms.open_triage(self, ids=ids)

    def open_from_queue(self, question: "Question") -> None:
        """Look up what a row of the queue asked about; the way back leads to the queue."""
        self.do_screen_lookup()
        self.base.ask(replace(question, from_queue=True))

    def open_pairing(self, record: "Record | None", *ids: str) -> None:
        """The pairing screen, with what is in hand in its place already."""
        rooms.open_pairing(self, record, ids)

    do_pair = do_screen_pair

    def do_undo(self) -> None:
        """The latest change: of what this screen is about, where it is about a household."""
        from smstui.console.wish import undo_wish

        owner = self.opened.bundle.owner if self.opened is not None else None
        self.open_plan(undo_wish(account=(owner.id or "") if owner else ""))

    def do_undo_with(self, change_id: str) -> None:
        from smstui.console.wish import undo_wish

        self.open_plan(undo_wish(change_id))

    def open_plan(self, wish: "Wish") -> None:
        """Show the plan of a wish. Whatever comes of it is confirmed there."""
        from smstui.console.screens.plan_dialog import PlanDialog

        self.frame_batch.one_frame()
        self.push_screen(PlanDialog(self.noted(wish)))

    def noted(self, wish: "Wish") -> "Wish":
        """`wish`, with what comes of it noted in the case of its own account."""
        return self.casebook.listening(wish, self.base.seen)

    def open_draft(self, draft: "Draft") -> None:
        """Show the plan of a draft as of now. Drafts are known once the desk is open."""
        from smstui.console.wish import draft_wish

        if self.when_open is not None and self.when_open.done():
            self.open_plan(draft_wish(draft, self.when_open.result().drafts))

    def change_ended(self, result: "ChangeResult") -> None:
        """A change came to its end: every screen is told."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.change_ended(result)

    def enter_page(self, room: PageScreen) -> None:
        """One room at a time lies over the lookup screen."""
        self.frame_batch.one_frame()
        self.leave_pages()
        self.push_screen(room)

    def push_dialog(self, dialog: Screen[str], done: Callable[[str | None], None]) -> None:
        """Show a dialog in one frame, and its going in another.

        Keys that come before it is there wait for it: over SSH `:` and its word are one burst.
        """
        self.frame_batch.one_frame()

        def ended(result: str | None) -> None:
            if self.screen_stack:  # else the console was left meanwhile
                self.frame_batch.one_frame()
                done(result)

        shown = self.push_screen(dialog, ended)
        self._keyboard.hold()

        async def listen() -> None:
            with suppress(TimeoutError):  # left before it was there: nothing comes any more
                async with asyncio.timeout(HOLD_S):
                    await shown
            await self._keyboard.open()

        self.call_next(listen)

    def leave_pages(self) -> None:
        """Back to the lookup screen as it was left: the same pane in hand, the same row."""
        while isinstance(self.screen, PageScreen):
            self.frame_batch.one_frame()
            self.pop_screen()

    def make_sure(self, question: str, does: str, then: Callable[[], object]) -> None:
        """Ask before what cannot be put back."""
        from smstui.console.screens.sure import SureScreen

        def answered(answer: str | None) -> None:
            if answer:
                then()

        self.push_dialog(SureScreen(question, does), answered)

    def do_scanner(self) -> None:
        """Measure the scanner on the spot, and set what was measured."""
        from smstui.console.screens.scanner import ScannerScreen

        self.frame_batch.one_frame()
        self.push_screen(ScannerScreen(), self._measured)

    def _measured(self, result: "Measured | None") -> None:
        from smstui.store.measured import keep_measured

        self.frame_batch.one_frame()
        if result is None or not result.code:
            return
        values = {
            "pace_ms": result.pace_ms, "join_ms": result.join_ms, "suffix": result.suffix
        }  # fmt: skip
        try:
            keep_measured(values)
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        torn = f" in {result.pieces} pieces" if result.pieces > 1 else " whole"
        self.say(
            f"{result.code} comes{torn}, pauses up to {result.longest_ms} ms. "
            f"join_ms = {result.join_ms}, pace_ms = {result.pace_ms}, "
            f'suffix = "{result.suffix}" from the next start.'
        )

    def do_theme_choose(self) -> None:
        dialogs.choose_theme(self)

    def do_theme_choose_with(self, name: str) -> None:
        self.say(self.theme_manager.try_on(self, name))

    def do_theme_reload(self) -> None:
        self.say(self.theme_manager.reload(self))

    def do_screenshot(self) -> None:
        self.say(pictures.save(self))

    def do_redraw(self) -> None:
        self.draw_afresh()
