"""An opened bundle: six panes, and every field of the record in hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult

from smstui.console.views import detail, parts
from smstui.console.views.header import header_height
from smstui.console.views.sharing import shared
from smstui.console.widgets.box import Box
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.rows import Column, Row
from smstui.console.widgets.text_panel import TextPanel
from smstui.domain.text import capital
from smstui.presentation import account, records
from smstui.presentation.times import note_if_older, note_of, shorter

if TYPE_CHECKING:
    from smstui.domain.bundle import Bundle, Focus, Part
    from smstui.domain.record import Record
    from smstui.presentation.lines import Span
    from smstui.services.outcomes import Opened

PANES = ("account", "devices", "smartcards", "users", "sessions", "rights")
PANE_OF_KIND = {
    "account": "account", "user": "users", "box": "devices", "player": "devices",
    "smartcard": "smartcards", "session": "sessions", "right": "rights",
}  # fmt: skip


_AROUND: Final = 7
"""Lines of the lookup line, the account and the last line."""


class BundleView(Box):
    """Shows one `Opened`. Knows which record is in hand; asks nothing and changes nothing."""

    def __init__(self, moved: Callable[[str], None]) -> None:
        """`moved` takes the name of the list in which a key has moved the cursor."""
        super().__init__(id="bundle")
        self._moved = moved
        self._opened: Opened | None = None
        self._records: dict[str, dict[str, Record]] = {}
        self._pane_in_hand = ""
        self._revealed: tuple[str, str] | None = None
        """Pane and key of the record whose secrets are shown."""
        self._link: tuple[str, str] | None = None
        """Pane and key of the card of the box in hand, or the box of the card, once in view."""
        self._key: Callable[[str], str] | None = None
        self.is_unfolded = False
        """Whether the fields of a record that have no value are shown."""

    def compose(self) -> ComposeResult:
        with Box(id="account-and-lists"):
            yield TextPanel("account", "Account")
            with Box(id="lists"):
                devices = self._list("devices", records.DEVICES)
                devices.add_class("open")
                yield devices
                with Box(classes="two-lists"):
                    yield self._list("smartcards", records.SMARTCARDS)
                    yield self._list("users", records.USERS)
                with Box(classes="two-lists"):
                    yield self._list("sessions", records.SESSIONS)
                    yield self._list("rights", records.RIGHTS)
        yield RecordList("detail", "Record", detail.FIELDS)

    def _list(self, name: str, columns: Sequence[Column]) -> RecordList:
        return RecordList(name, name.capitalize(), columns, headed=True, moved=self._moved)

    def on_resize(self) -> None:
        """Open the list with the focus, if only one has room now."""
        if isinstance(focused := self.screen.focused, Panel):
            self.open_list(focused)
        self._share_rows()

    # What the screen says

    def show(
        self, opened: "Opened", now: datetime, key: Callable[[str], str], pointing: bool = False
    ) -> None:
        """Show the bundle; the cursors stay with their records where these are still there.

        `pointing` puts the cursor on the record the question was about all the same: whoever
        asked for it means that one, wherever the cursor was.
        """
        was = self._opened
        anew = pointing or was is None or was.bundle.focus != opened.bundle.focus
        self._opened = opened
        self._key = key
        bundle = opened.bundle
        is_linked = self._is_on_link
        same = parts.repeats({name: getattr(bundle, name) for name in PANES})
        with self.app.batch_update():
            self._show_account(bundle, now, key)
            for name in PANES[1:]:
                self._show_part(name, bundle, now, key, same.get(name, ""))
            self._share_rows()
            if anew:
                self._go_to_focus(bundle)
            if anew or is_linked:
                self._bring_link_into_view()
            self.show_record(now)

    def dim(self, dimmed: bool) -> None:
        """Fade everything while a newer answer is awaited."""
        for panel in self.query(Panel):
            panel.dim(dimmed)

    def take_in_hand(self, pane: str, key: str = "") -> None:
        """The record that the cursor of `pane` was brought to is in hand now; it is brought to
        `key` first, where that is given. Secrets of another record are masked again."""
        self._pane_in_hand = pane
        if (records := self._list_in_hand) is not None and key:
            records.point_at(key)
        if self._revealed != self.in_hand:
            self._revealed = None

    def point(self, pane: str, key: str, now: datetime) -> None:
        """Take a record in hand and show it."""
        self.take_in_hand(pane, key)
        self.show_record(now)

    def open_list(self, pane: Panel) -> None:
        """Open the list `pane` where only one has room. Another kind of pane changes nothing."""
        if not self.screen.has_class("-folded"):
            return
        lists = list(self.query("#lists RecordList"))
        if pane in lists and not pane.has_class("open"):
            for each in lists:
                each.set_class(each is pane, "open")
            for two in self.query(".two-lists"):
                two.set_class(pane in two.children, "open")

    def hold(self, kind: str, record_id: str) -> bool:
        """Take the record of this kind and id in hand; False where the bundle has none."""
        pane = PANE_OF_KIND.get(kind, "")
        for key, record in self._records.get(pane, {}).items():
            if record.id == record_id:
                self.take_in_hand(pane, key)
                return True
        return False

    def reveal(self, revealed: bool, now: datetime) -> None:
        """Show or mask the secrets of the record in hand. What is shown is in view."""
        self._revealed = self.in_hand if revealed else None
        self.show_record(now)
        if revealed:
            keys = (row.key for row in self.detail.layout_of_rows.rows)
            self.detail.point_at(next(filter(detail.is_secret, keys), ""))

    def fold(self, now: datetime) -> None:
        """Show the fields without a value, or fold them into one line again."""
        self.is_unfolded = not self.is_unfolded
        self.show_record(now)

    # What the screen may ask

    @property
    def is_revealed(self) -> bool:
        """Whether secrets of a record are shown."""
        return self._revealed is not None

    @property
    def asked_by(self) -> "Focus | None":
        """The reading by which the shown bundle was found."""
        return self._opened.bundle.focus if self._opened else None

    @property
    def record(self) -> "Record | None":
        """The record in hand."""
        pane, key = self.in_hand
        return self._records.get(pane, {}).get(key)

    @property
    def in_hand(self) -> tuple[str, str]:
        """Pane and key of the record in hand: what the cursor of the pane was brought to."""
        records = self._list_in_hand
        return self._pane_in_hand, (self._pane_in_hand if records is None else records.key_in_hand)

    @property
    def _list_in_hand(self) -> RecordList | None:
        """The list that the record in hand is of; the account is in none."""
        if self._pane_in_hand in PANES[1:]:
            return self.query_one(f"#pane-{self._pane_in_hand}", RecordList)
        return None

    @property
    def devices(self) -> RecordList:
        return self.query_one("#pane-devices", RecordList)

    @property
    def detail(self) -> RecordList:
        return self.query_one("#pane-detail", RecordList)

    def panes(self) -> Iterator[Panel]:
        """Yield every pane in the order of tab."""
        for name in (*PANES, "detail"):
            yield self.query_one(f"#pane-{name}", Panel)

    def first_pane(self) -> Panel:
        """Return the pane of the record the question was about."""
        pane = PANE_OF_KIND.get(self._opened.bundle.focus.kind, "") if self._opened else ""
        return self.query_one(f"#pane-{pane or 'devices'}", Panel)

    # Inside

    def _show_account(self, bundle: "Bundle", now: datetime, key: Callable[[str], str]) -> None:
        owner = bundle.owner
        self._records["account"] = {"account": owner} if owner else {}
        pane = self.query_one("#pane-account", TextPanel)
        title = owner.title if owner else "account"
        pane.head(capital(title), "", self._notes(bundle.account, now))
        if bundle.account.was_read:
            pane.show(account.lines_of(bundle, now))
        else:
            pane.show(parts.notice("account", bundle.account, self._room(pane), key))

    def _show_part(
        self,
        name: str,
        bundle: "Bundle",
        now: datetime,
        key: Callable[[str], str],
        same_as: str,
    ) -> None:
        part: Part[Any] = getattr(bundle, name)
        rows = records.rows_of(name, bundle, now)
        self._records[name] = dict(zip((row.key for row in rows), part, strict=True))
        pane = self.query_one(f"#pane-{name}", RecordList)
        pane.head(count=parts.count(part), notes=self._notes(part, now, same_as))
        notice = parts.notice(name, part, self._room(pane), key, same_as, bundle=bundle)
        pane.show(rows, notice if not rows else ())

    def _go_to_focus(self, bundle: "Bundle") -> None:
        pane = PANE_OF_KIND.get(bundle.focus.kind, "devices")
        key = next(
            (
                key
                for key, record in self._records.get(pane, {}).items()
                if bundle.focus.id in (getattr(record, "uid", None), record.id)
            ),
            "",
        )
        self.take_in_hand(pane, key)

    def _share_rows(self) -> None:
        """Give each list the lines that it needs, where all stand below each other.

        The devices have the rest.
        """
        lists = [self.query_one(f"#pane-{name}", RecordList) for name in PANES[1:]]
        needs = [len(each.layout_of_rows.rows) for each in lists]
        heights = shared(needs, self._room_of_lists) if self.screen.has_class("-tall") else ()
        for each, height in zip(lists[1:], heights[1:] or (None,) * 4, strict=True):
            each.styles.height = height
        for at, two in enumerate(self.query(".two-lists")):
            two.styles.height = sum(heights[2 * at + 1 : 2 * at + 3]) if heights else None

    @property
    def _room_of_lists(self) -> int:
        """Lines between the account and the last line, also before anything is laid out."""
        width, height = self.app.size
        return height - header_height(width, height) - _AROUND

    def _bring_link_into_view(self) -> None:
        """Move the cursor of the other list to the card of a box, or to the box of a card."""
        self._link = None
        if self.record is None or (found := records.other_end(self.record)) is None:
            return
        pane, is_linked = found
        key = next((key for key, other in self._records[pane].items() if is_linked(other)), "")
        if key:
            self.query_one(f"#pane-{pane}", RecordList).point_at(key)
            self._link = pane, key

    @property
    def _is_on_link(self) -> bool:
        """Whether the cursor of the other list is still where the link has brought it.

        A card that is read itself has another key than one that only its box has named.
        """
        if self._link is None:
            return False
        pane, key = self._link
        return self.query_one(f"#pane-{pane}", RecordList).key == key

    def show_record(self, now: datetime) -> None:
        """Every field of the record in hand, for the room there is."""
        record = self.record
        pane = self.detail
        if record is None:
            self._show_notice(pane)
            return
        title = capital(record.title)
        part = getattr(self._opened.bundle, self._pane_in_hand) if self._opened else None
        pane.head(title, "", self._notes(part, now) if part else ())
        there = self._opened.bundle.platform_time(now) if self._opened else now
        sheet = detail.Sheet(
            revealed=self._revealed == self.in_hand,
            unfolded=self.is_unfolded,
            key=self._key("fold") if self._key else "",
        )
        pane.show(detail.rows_of(record, there, sheet))

    def whole_fields(self, now: datetime) -> Sequence[Row]:
        """The fields beside the lists that are shown, each value on one line, secrets masked."""
        if self.record is None:
            return ()
        there = self._opened.bundle.platform_time(now) if self._opened else now
        shown = {row.key for row in self.detail.filter.shown}
        rows = detail.rows_of(self.record, there, detail.Sheet(unfolded=self.is_unfolded))
        return [row for row in rows if row.key in shown]

    def _show_notice(self, pane: RecordList) -> None:
        """In place of a record: how the part it would be of stands, in full."""
        name = self._pane_in_hand
        part = getattr(self._opened.bundle, name, None) if self._opened else None
        pane.head(name.capitalize() or "Record")
        if part is None or self._key is None:
            pane.show(())
            return
        listed = self._list_in_hand
        if listed is not None and listed.filter.is_set and part.was_read and len(part):
            pane.show((), listed.filter.nothing)
            return
        width, height = self._room(pane)
        bundle = self._opened.bundle if self._opened else None
        room = width, max(height, 9)
        notice = parts.notice(name, part, room, self._key, bundle=bundle)
        pane.show((), notice)

    @staticmethod
    def _room(pane: Panel) -> tuple[int, int]:
        """Width and height inside a pane; before it has been laid out, the least it will have."""
        return pane.inner_width or 34, pane.inner_height or 2

    def _notes(self, part: "Part[Any]", now: datetime, same_as: str = "") -> "Sequence[Span]":
        """Return why a part was not read, or that it is older than the rest or not fresh.

        The longest comes first. When the rest was read is on the first line of the screen.
        """
        opened = self._opened
        if opened is None:
            return ()
        if not part.was_read:
            return parts.standing(part, repeated=bool(same_as))
        read_at = part.read_at or opened.bundle.read_at
        if opened.source == "platform":
            note = note_if_older(read_at, opened.bundle.read_at, now)
            return [(each, "stale") for each in shorter(note)] if note else ()
        notes = shorter(note_of(read_at, now))
        word = "offline" if opened.offline else "cached"
        return [*((f"{word} · {note}", "stale") for note in notes), (word, "stale")]
