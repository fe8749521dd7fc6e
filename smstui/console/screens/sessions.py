"""Screen 3: who is watching on the account that is open, and ending what nobody watches."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from smstui.actions import Place
from smstui.console.screens import change_dialogs, dialogs
from smstui.console.screens.page import PageContent
from smstui.console.styled_text import placed
from smstui.console.views import parts
from smstui.console.widgets.record_list import RecordList
from smstui.domain.bundle import Part, PartState
from smstui.domain.errors import SmstuiError
from smstui.domain.session import Session
from smstui.presentation import sessions as session_rows
from smstui.presentation.account import session_limit
from smstui.presentation.lines import Paragraph
from smstui.presentation.times import note_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from smstui.actions import Situation
    from smstui.domain.account import Account
    from smstui.domain.record import Record
    from smstui.services.changes import ChangeResult
    from smstui.services.outcomes import Opened


class SessionsPage(PageContent):
    """Marks and the cursor belong to sessions, by their ids; reading again moves neither."""

    PLACE: ClassVar[Place] = Place.SESSIONS

    def __init__(self, opened: "Opened", record: "Record | None" = None) -> None:
        """`record` is the one in hand: the cursor begins at its row."""
        super().__init__()
        self.listed = self._list = RecordList(
            "live", "Live sessions", session_rows.COLUMNS, headed=True
        )
        self._opened = opened
        self._record = record
        self._bundle = bundle = opened.bundle
        self._part: Part[Session] = bundle.sessions
        self._marked: set[str] = set()
        self.filtered = self._show_count
        self._names = {str(device.uid): device.title for device in bundle.devices}

    def compose(self) -> ComposeResult:
        yield self._list

    def begin(self) -> None:
        self.page.set_focus(self._list)
        self._show()
        if self._record is not None:
            self._list.point_at(session_rows.row_for(self._record))
        self.do_reload()

    def crumbs(self) -> list[str]:
        owner = self._bundle.owner
        return [owner.id or ""] if owner else []

    @property
    def opened(self) -> "Opened":
        return self._opened

    def situation(self, usual: "Situation") -> "Situation":
        if not self.page.is_there:
            return usual
        kind = "session" if self._part.was_read else "account"
        reads = "read it" if kind == "session" else ""
        return usual._replace(
            record_kind=kind if self.row_count else "",
            record_id=self._list.key,
            traits=frozenset({"watched"} if self._list.key else ()),
            problem="unsupported" if self._part.state is PartState.UNSUPPORTED else "",
            verbs={**usual.verbs, "open": reads, "sessions.end": "end…"},
        )

    def memento(self) -> "Callable[[], None]":
        marked = set(self._marked)

        def unmark() -> None:
            self._marked = marked
            self._show()

        return unmark

    # Keys

    def do_reload(self) -> None:
        """Read the live sessions again, where the platform can tell them."""
        if self._bundle.owner is not None and self._part.state is not PartState.UNSUPPORTED:
            self.run_worker(self._read(), group="sessions", exclusive=True)

    def do_mark(self) -> None:
        key = self._list.key
        if self._part.was_read and key:
            self._marked ^= {key}
            self._show()
            self._list.list_keys.do_list_down()

    def do_sessions_end(self) -> None:
        """The marked ones, else the one under the cursor; a plan first, as always."""
        owner, key = self._bundle.owner, self._list.key
        if owner is None or not key:
            self.say("There is no session here to end.", "bar-caution")
        elif self._part.was_read:
            self._end(owner, key)
        elif key == session_rows.ACCOUNT:
            change_dialogs.end_of_account(self.app, owner)
        else:
            device = next(one for one in self._bundle.devices if key == f"device:{one.uid}")
            change_dialogs.end_of_device(self.app, device)

    def _end(self, owner: "Account", key: str) -> None:
        """End the marked sessions that are shown. A mark that the filter hides ends nothing."""
        hidden = self._marked & self._list.filter.hidden
        wanted = [row for row in self._order if row in self._marked - hidden]
        back = self.app.key("back")
        if hidden and not wanted:
            self.say(
                f"Nothing to end: the filter hides every marked session. {back} shows them.",
                "bar-caution",
            )
            return
        change_dialogs.end_these(self.app, owner, wanted or [key])
        if hidden:
            count = f"{len(hidden)} marked session{'s' if len(hidden) > 1 else ''}"
            self.say(f"Left out: {count} that the filter hides.", "bar-caution")

    @on(RecordList.Chosen)
    def _chosen(self, message: RecordList.Chosen) -> None:
        """Show all of a session: a narrow list leaves columns out."""
        ends = f"{self.app.key('sessions.end')}: plan to end this session."
        row = next((row for row in self._list.layout_of_rows.rows if row.key == message.key), None)
        if row is None or not self._part.was_read:
            self.say(ends)
            return
        ends = f"{self.app.key('back')}, then {ends}"
        told = [*session_rows.fields_of(row), Paragraph(""), Paragraph(ends, "muted")]
        dialogs.read_out(
            self.app,
            f"Session {message.key}",
            lambda width: [line for each in told for line in placed(each, width)],
        )

    def change_ended(self, result: "ChangeResult") -> None:
        self.do_reload()

    def _show_count(self) -> None:
        if self._part.was_read:
            self._list.head(count=self._count(len(self._part)))

    # Inside

    async def _read(self) -> None:
        owner = self._bundle.owner
        if owner is None:
            return
        self.state = ("asking…", "bar-caution")
        self.page.refresh_bars()
        try:
            client = await self.app.client()
            part = await client.engine.run(client.sessions(owner))
        except SmstuiError as error:
            self.state = ("no answer", "bar-fault")
            self.say(str(error), "bar-fault")
            self.page.refresh_bars()
            return
        self.state = ("online", "bar") if part.was_read else ("no answer", "bar-fault")
        if part.was_read or not self._part.was_read:
            self._part = part
        else:
            self.say(part.reason or "The sessions could not be read again.", "bar-fault")
        self._marked &= {session.uid or "" for session in self._part}
        self._show()

    def _show(self) -> None:
        if not self.page.is_there:
            return
        now = self.app.now()
        owner = self._bundle.owner
        if self._part.was_read:
            live = self._part.records
            rows = session_rows.rows_of(live, self._marked, self._names, now, self._bundle.skew)
            self.read = (note_of(self._part.read_at or self._bundle.read_at, now), "bar-muted")
            self._list.head(count=self._count(len(live)))
            self._list.show(rows, ([("Nobody is watching.", "muted")],))
        elif self._part.state is PartState.UNSUPPORTED and owner is not None:
            self._list.head("End sessions", notes=[("not listed on this platform", "off")])
            rows = session_rows.offered_rows(self._bundle)
            self._list.show(rows, (), session_rows.OFFERED)
        else:
            room = (self._list.inner_width or 60, self._list.inner_height or 5)
            self._list.head(notes=parts.standing(self._part))
            self._list.show((), parts.notice("sessions", self._part, room, self.app.key))
        self.page.refresh_bars()

    def _count(self, live: int) -> str:
        owner = self._bundle.owner
        most = session_limit(owner) if owner else None
        marked = f", {len(self._marked)} marked" if self._marked else ""
        if hidden := self._marked & self._list.filter.hidden:
            marked += f" ({len(hidden)} hidden)"
        return f"{live}{f' of {most}' if most is not None else ''}{marked}"

    @property
    def _order(self) -> list[str]:
        rows = session_rows.rows_of(self._part.records, (), {}, self.app.now())
        return [row.key for row in rows]
