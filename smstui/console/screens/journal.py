"""Screen 5: what was changed from this machine, open changes on top."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from smstui.actions import BY_ID, Place, Situation
from smstui.console.plan_request import undo_plan_request
from smstui.console.screens import case_dialogs, dialogs
from smstui.console.screens.page import PageContent
from smstui.console.screens.reading_dialog import ReadingDialog
from smstui.console.views import journal_rows
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.reading import READABLE
from smstui.console.widgets.record_list import RecordList
from smstui.domain.errors import SmstuiError
from smstui.domain.text import capital
from smstui.presentation.lines import Line
from smstui.store.unreadable import unreadable_sentence

if TYPE_CHECKING:
    from smstui.services.changes import ChangeResult
    from smstui.store.journal import Entry


def read_change(
    content: PageContent, entry: "Entry", entries: "Sequence[Entry]", at_work: bool
) -> None:
    """Show one change of `entries`. The keys of undo, case and copy mean this change."""
    app, now = content.app, content.app.now()
    undo, case, copy = BY_ID["undo"], BY_ID["case"], BY_ID["copy"]
    may_undo = undo.available(content.page.situation) is None
    can_undo = may_undo and journal_rows.can_undo(entry, entries)
    can_copy = app.startup.clipboard != "off"
    title = capital(entry.title)

    def lines(width: int) -> list[Line]:
        return journal_rows.transcript(entry, entries, at_work, now, width)

    def done(answer: str | None) -> None:
        if answer == undo.id:
            app.open_plan(undo_plan_request(entry.id))
        elif answer == case.id:
            case_dialogs.tell_change(app, entry, entries)
        elif answer == copy.id:
            text = "\n".join(
                [title, *("".join(part for part, _ in line) for line in lines(READABLE))]
            )
            dialogs.choose_copy(app, {"change id": entry.id, "the whole sheet": text})

    named = [*([undo] if can_undo else []), case, *([copy] if can_copy else [])]
    dialog = ReadingDialog(title, lines, also=(undo, case, copy), named=named, place=Place.CHANGE)
    app.push_dialog(dialog, done)


async def read_change_of(content: PageContent, change: str) -> None:
    """Read the journal and show one change of it, or say why it cannot be shown."""
    app = content.app
    try:
        client = await app.client()
        entries = await client.engine.run(client.changes.journal())
    except SmstuiError as error:
        content.say(str(error), "bar-fault")
        return
    app.masker.records.learn_entries(entries)
    entry = next((one for one in entries if one.id == change), None)
    if entry is None:
        content.say(f"The journal has no change {change} any more.", "bar-caution")
    elif content.page.is_there:
        read_change(content, entry, entries, at_work=False)


class JournalPage(PageContent):
    """Reads the journal; `r` decides what was left over, by reading the platform."""

    PLACE: ClassVar[Place] = Place.JOURNAL

    def __init__(self) -> None:
        super().__init__()
        self.listed = self._list = RecordList(
            "changes", "Changes", journal_rows.COLUMNS, headed=True
        )
        self.filter_line = self._filter = FilterLine(
            self.app.key("filter"),
            self._list,
            "account, id, outcome or person",
            keeps=True,
        )
        self._entries: Sequence[Entry] = ()
        self._at_work: frozenset[str] = frozenset()
        self._can_undo: dict[str, bool] = {}
        """By the id of a change, whether the key undoes it; as far as it was asked for."""

    def compose(self) -> ComposeResult:
        yield self._filter
        yield self._list

    def begin(self) -> None:
        self.page.set_focus(self._list)
        self._list.show((), ([("reading the journal…", "muted")],))
        self.page.refresh_bars()
        self.run_worker(self._read(settle=False), group="journal", exclusive=True)

    def situation(self, usual: Situation) -> Situation:
        verbs = {
            "open": "read it",
            "reload": "read again" if self._entries else "",
            "undo": "undo…" if self._undoes_row else "",
        }
        return usual._replace(verbs={**usual.verbs, **verbs})

    @property
    def _undoes_row(self) -> bool:
        """Whether the change under the cursor can be undone, as far as the journal says."""
        key = self._list.key
        if key not in self._can_undo:
            entry = next((one for one in self._entries if one.id == key), None)
            self._can_undo[key] = entry is not None and journal_rows.can_undo(entry, self._entries)
        return self._can_undo[key]

    @on(RecordList.Pointed)
    def _pointed(self) -> None:
        """Name the keys of the change that the cursor came to."""
        self.page.refresh_footer()

    # Keys

    def do_reload(self) -> None:
        """Read again, and decide by reading what was left over. Nothing is ever sent for it."""
        self.run_worker(self._read(settle=True), group="journal", exclusive=True)

    def do_undo(self) -> None:
        """Plan the undo of the change under the cursor."""
        if self._list.key:
            self.app.open_plan(undo_plan_request(self._list.key))
        else:
            self.say("There is no change here to undo.", "bar-caution")

    def do_case(self) -> None:
        """The change under the cursor, with what took it back, to hand on."""
        entry = next((one for one in self._entries if one.id == self._list.key), None)
        if entry is not None:
            case_dialogs.tell_change(self.app, entry, self._entries)

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        entry = next((one for one in self._entries if one.id == message.key), None)
        if entry is None:
            return
        read_change(self, entry, self._entries, entry.id in self._at_work)

    def change_ended(self, result: "ChangeResult") -> None:
        self.run_worker(self._read(settle=False), group="journal", exclusive=True)

    def came_late(self, entry: "Entry") -> None:
        self.run_worker(self._read(settle=False), group="journal", exclusive=True)

    # Inside

    async def _read(self, settle: bool) -> None:
        try:
            client = await self.app.client()
            changes, run = client.changes, client.engine.run
            if settle:
                self.state = ("reading again…", "bar-caution")
                self.page.refresh_bars()
                await run(changes.settle_left_over())
            still_open = list(await run(changes.still_open()))
            ended = [entry for entry in await run(changes.journal()) if not entry.open]
            self._at_work = await run(changes.at_work(still_open))
            lost = await run(changes.unreadable())
        except SmstuiError as error:
            if not self.page.is_there:
                return
            self.state = ("no journal", "bar-fault")
            self._list.show((), ([(str(error), "fault")],))
            self.page.refresh_bars()
            return
        self._entries = [*still_open, *ended]
        self._can_undo = {}
        self.app.waiting.tell(self.PLACE, len(still_open))
        self.app.masker.records.learn_entries(self._entries)
        self.state = ("", "bar")
        self._show()
        if self.page.is_there and (said := unreadable_sentence("change", lost)):
            self.say(said, "bar-caution")

    def _show(self) -> None:
        if not self.page.is_there:
            return
        rows = journal_rows.rows_of(self._entries, self._at_work, self.app.now())
        still_open = sum(entry.open for entry in self._entries)
        count = f"{len(rows)}{f', {still_open} open' if still_open else ''}"
        self._list.head(count=count)
        self._list.show(rows, ([("Nothing has been changed from here yet.", "muted")],))
        self.page.refresh_bars()
