"""`:drafts`: every change that waits for the platform and for a person, whatever it changes."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from smstui.actions import Place, Situation
from smstui.console.screens.change_starts import open_draft
from smstui.console.screens.page import PageContent
from smstui.console.screens.sure import make_sure
from smstui.console.views import draft_lines, pair_rows, pair_words
from smstui.console.widgets.reading import Reading
from smstui.console.widgets.record_list import RecordList
from smstui.domain.errors import SmstuiError
from smstui.services.changes import ChangeResult
from smstui.store.drafts import Draft, Standing
from smstui.store.unreadable import unreadable_sentence


class DraftsPage(PageContent):
    """Lists them; `r` checks each against the platform, enter opens the plan of one."""

    PLACE: ClassVar[Place] = Place.DRAFTS
    TITLE: ClassVar[str] = "Drafts"

    def __init__(self) -> None:
        super().__init__()
        self.listed = self._list = RecordList(
            "drafts",
            "Drafts",
            draft_lines.COLUMNS,
            headed=True,
            moved=lambda _: self._show_ground(),
        )
        self._drafts: Sequence[Draft] = ()

    def compose(self) -> ComposeResult:
        yield self._list
        yield Reading("ground", "Saved state")

    def begin(self) -> None:
        self.page.set_focus(self._list)
        self.page.refresh_bars()
        self._read()

    def situation(self, usual: Situation) -> Situation:
        verbs = {
            "open": "" if isinstance(self.page.focused, Reading) else "plan…",
            "draft.discard": "discard…",
            "reload": "check all" if self._drafts else "",
        }
        kind = "draft" if self.row_count else ""
        return usual._replace(record_kind=kind, verbs={**usual.verbs, **verbs})

    # Keys

    def do_reload(self) -> None:
        """Check every draft against the platform; reads only."""
        self._read(check=True)

    def do_draft_discard(self) -> None:
        draft = self._draft(self._list.key)
        if draft is not None:
            make_sure(
                self.app,
                f"Discard draft {draft.id}: {draft.what}? {pair_words.sent_words(draft)}",
                "discard it",
                lambda: self._read(discard=draft.id),
            )

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        draft = self._draft(message.key)
        if draft is not None:
            open_draft(self.app, draft)

    @on(RecordList.Pointed)
    def _pointed(self) -> None:
        self._show_ground()

    def change_ended(self, result: ChangeResult) -> None:
        self._read()

    # Inside

    def _read(self, *, check: bool = False, discard: str = "") -> None:
        self.run_worker(self._read_again(check, discard), group="drafts", exclusive=True)

    async def _read_again(self, check: bool, discard: str) -> None:
        standing = ("", "bar")
        try:
            client = await self.app.client()
            run, drafts = client.engine.run, client.drafts
            if discard:
                await run(drafts.discard(discard))
            if check:
                self.state = ("asking…", "bar-caution")
                self.page.refresh_bars()
                checked = (await run(client.scans.check())).checked
                lost = next((one.draft_check.error for one in checked
                             if not one.draft_check.was_reached), None)  # fmt: skip
                standing = ("offline", "bar-fault") if lost else ("online", "bar")
                if lost:
                    self.say(str(lost), "bar-fault")
            told = await run(drafts.all())
            unreadable = await run(drafts.unreadable())
        except SmstuiError as error:
            self.say(str(error), "bar-fault")
            return
        self.state = standing
        over = (Standing.DONE, Standing.DISCARDED)
        self.app.masker.records.learn_drafts(told)
        self._drafts = [draft for draft in told if draft.standing not in over]
        self._show()
        if self.page.is_there and (said := unreadable_sentence("draft", unreadable)):
            self.say(said, "bar-caution")

    def _show(self) -> None:
        if not self.page.is_there:
            return
        count = pair_rows.count_of(self._drafts)
        self._list.head(count=str(len(self._drafts)), notes=[(count, "muted")] if count else ())
        key = self.app.key
        nothing = (
            [("No saved changes.", "strong")],
            [("Changes saved offline are listed here.", "muted")],
            [(key("screen.pair"), "key"), (" pair boxes and cards  ", "muted"),
             (key("back"), "key"), (" back", "muted")],
        )  # fmt: skip
        self._list.show(draft_lines.rows_of(self._drafts, self.app.now()), nothing)
        self.query_one("#pane-ground", Reading).display = bool(self._drafts)
        self._show_ground()
        self.page.refresh_bars()

    def _show_ground(self) -> None:
        pane = self.query_one("#pane-ground", Reading)
        draft = self._draft(self._list.key)
        now = self.app.now()
        pane.show_broken(
            lambda width: list(draft_lines.ground_lines(draft, now, width)) if draft else ()
        )

    @on(Reading.Resized)
    def _break_again(self) -> None:
        self.query_one("#pane-ground", Reading).break_again()

    def _draft(self, key: str) -> Draft | None:
        return next((draft for draft in self._drafts if draft.id == key), None)
