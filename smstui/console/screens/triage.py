"""Screen 4: many ids diagnosed together, worst first, each row a way into its bundle."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from smstui.actions import Place
from smstui.console.in_hand import Question
from smstui.console.screens import dialogs
from smstui.console.screens.ask import ask
from smstui.console.screens.page import PageContent
from smstui.console.screens.sure import make_sure
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.record_list import RecordList
from smstui.domain.errors import SmstuiError
from smstui.domain.triage.queue import Standing, is_offline, summary
from smstui.presentation import queue as queue_rows
from smstui.presentation.lines import Line
from smstui.services.queue.keeping import EXPORTS

if TYPE_CHECKING:
    from smstui.actions import Situation
    from smstui.console.queue_run import QueueRun


class TriagePage(PageContent):
    """Shows the app's queue. It comes and goes; the queue, its filter and its cursor stay."""

    PLACE: ClassVar[Place] = Place.TRIAGE

    def __init__(self) -> None:
        super().__init__()
        self.listed = self._list = RecordList("queue", "Queue", queue_rows.COLUMNS, headed=True)
        self.filter_line = self._filter = FilterLine(
            self.app.key("filter"),
            self._list,
            "status, account, id or finding",
            keeps=True,
        )
        self.filtered = self._keep_filter
        self._table = queue_rows.QueueTable()
        self._reading = True
        self._follows_top = False
        self._stood_on = ""
        self._taking_in = 0
        """Lines whose ids are being taken in."""

    def compose(self) -> ComposeResult:
        yield self._filter
        yield Bar("queue-progress", "base")
        yield self._list

    def begin(self) -> None:
        self.page.set_focus(self._list)
        self._filter.edit.value = self.run.typed
        self._list.narrow(self.run.typed)
        self.run.changed = self._show
        self._list.show((), ([("reading the queue…", "muted")],))
        self.page.refresh_bars()
        self.run_worker(self._safely(self._begin), group="queue")

    def on_unmount(self) -> None:
        self.run.changed = lambda: None

    @property
    def run(self) -> "QueueRun":
        return self.app.queue_run

    def situation(self, usual: "Situation") -> "Situation":
        return usual._replace(
            asking=self.run.is_running,
            problem="queue" if self.run.rows else "",
            verbs={
                **usual.verbs, "queue.add": "add…", "queue.load": "load…",
                "queue.export": "export…", "reload": queue_rows.DIAGNOSE_ALL,
                "back": "stop" if self.run.is_running else "back",
            },
        )  # fmt: skip

    # Keys

    def do_reload(self) -> None:
        """Ask. A cursor that waits on the first row stays on the worst until it is moved."""
        self._follows_top = self._list.at_top
        self._stood_on = self._list.key
        self.run.start()

    def do_queue_clear(self) -> None:
        make_sure(
            self.app,
            f"Remove all {len(self.run.rows):,} ids from the queue, with their results?",
            "empty the queue",
            lambda: self.run_worker(self._safely(self._clear), group="queue"),
        )

    def do_queue_export(self) -> None:
        dialogs.choose_export(self.app, self._export)

    def do_queue_export_with(self, form: str) -> None:
        self._export(form.strip().casefold())

    def do_queue_add(self) -> None:
        ask(
            self.app, "Add to the queue", "one id or several, for example 3421, 3422",
            self.do_queue_add_with, leads_to="add without diagnosing", lists=True,
        )  # fmt: skip

    def do_queue_add_with(self, typed: str) -> None:
        """Take in what was typed: an id, or several with commas or semicolons between."""
        self.take_ids(typed.strip().replace(",", "\n").replace(";", "\n"))

    def do_queue_load(self) -> None:
        ask(
            self.app, "Load a list", "path of a file with one id on each line",
            self.do_queue_load_with, leads_to="load without diagnosing",
        )  # fmt: skip

    def do_queue_load_with(self, name: str) -> None:
        """Take the ids of a file in."""

        async def add() -> None:
            self.say(await self.run.add_file(Path(name.strip())))

        self.run_worker(self._safely(add), group="queue")

    do_screen_triage_with = do_queue_load_with

    def take_ids(self, text: str) -> None:
        """Take the ids of `text` in, one a line. Nothing is asked for it."""

        async def add() -> None:
            self._taking_in = text.count("\n") + 1
            self._show()
            try:
                self.say(await self.run.add(text))
            finally:
                self._taking_in = 0
                self._show()

        self.run_worker(self._safely(add), group="queue")

    def do_back(self) -> None:
        if self.run.is_running:
            self.run.stop()
            self.say(f"Stopped. {self.app.key('reload')} continues.")
        else:
            self.app.leave_pages()

    def take_paste(self, text: str) -> bool:
        """Several lines are a list for the queue. Nothing is asked for it: one that a scanner
        sends must not start anything."""
        if sum(1 for line in text.splitlines() if line.strip()) < 2:
            return False
        self.take_ids(text)
        return True

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        row = next((row for row in self.run.rows if str(row.place) == message.key), None)
        if row is not None:
            app = self.app
            app.leave_pages()
            app.base.line.do_lookup_focus()
            app.base.line.ask(Question(row.asked, from_queue=True))  # the way back leads here

    @on(RecordList.Pointed)
    def _pointed(self, message: RecordList.Pointed) -> None:
        self.run.cursor = message.key

    def _keep_filter(self) -> None:
        """Keep the filter while the page is gone."""
        self.run.typed = self._list.filter.typed

    def show_again(self) -> None:
        self._show()

    # Inside

    async def _begin(self) -> None:
        await self.run.load()
        self._reading = False
        if not self.query("#pane-queue"):
            return  # left by the next key of the same burst
        cursor = self.run.cursor
        self._show()
        self.call_after_refresh(self._list.point_at, cursor)  # in view only once it has a size

    async def _clear(self) -> None:
        await self.run.clear()
        self._filter.edit.clear()
        self.say("The queue is empty.")

    def _export(self, form: str) -> None:
        if form not in EXPORTS:
            *others, last = EXPORTS
            self.say(f"A queue is written as {', '.join(others)} or {last}.", "bar-caution")
            return

        async def write() -> None:
            hidden = self._list.filter.hidden
            path = await self.run.export(form, hidden)
            total = len(self.run.rows)
            some = f"{total - len(hidden):,} of {total:,} rows written" if hidden else "Written"
            dialogs.say_written(self.app, str(path), some)

        self.run_worker(self._safely(write), group="queue")

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except SmstuiError as error:
            self.say(str(error), "bar-fault")

    def _show(self) -> None:
        if not self.page.is_there or self._reading:
            return
        run, now = self.run, self.app.now()
        counts = run.counts
        self.state = ("asking…", "bar-caution") if run.is_running else ("", "bar")
        progress = queue_rows.progress_line(
            counts, run.ahead, run.rate if run.is_running else None, self.app.key
        )
        if self._taking_in:
            progress = [(f" taking {self._taking_in:,} lines in…", "bar-caution")]
        self.query_one("#queue-progress", Bar).show(progress)
        answered = counts.copy()
        del answered[Standing.WAITING]
        offline = sum(map(is_offline, run.rows))
        told = (summary(answered, offline), queue_rows.short_summary(answered, offline))
        notes = [(each, "muted") for each in told if each]
        self._list.head(count=str(len(run.rows)) if run.rows else "", notes=notes)
        notice: Sequence[Line] = ()
        if not run.rows and not self._taking_in:
            notice = queue_rows.empty_notice(self.app.key)
        self._follows_top &= self._list.key == self._stood_on
        self._list.show(self._table.rows_of(run.rows, now, self.app.masker.enabled), notice)
        if self._follows_top:
            self._list.list_keys.do_list_top()
        self._stood_on = self._list.key
        self.page.refresh_bars()
