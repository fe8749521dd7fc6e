"""The first and the last line of the lookup screen, and the moment as actions see it."""

from functools import partial
from typing import TYPE_CHECKING

from smstui.actions import Place, Situation
from smstui.console.in_hand import Page
from smstui.console.screens.lookup_parts import LookupParts
from smstui.console.styled_text import width_of
from smstui.console.usable_keys import usable
from smstui.console.views import bars, choosing
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel

if TYPE_CHECKING:
    pass


class LookupBars(LookupParts):
    def say(self, text: str, role: str = "bar-strong") -> None:
        """One sentence on the last line; empty brings the keys back."""
        self._said = text
        if text:
            self.query_one("#footer", Bar).show([(" ", "bar"), (text, role)])
        else:
            self._show_footer()

    def refresh_bars(self) -> None:
        """Say anew where we are and which keys help. Draws nothing when nothing changed."""
        startup = self.app.startup
        opened = self.hand.opened
        skew = opened.bundle.skew if opened is not None else None
        end = bars.header_end(startup.family, *self._state, width=self.size.width, skew=skew)
        room = self.size.width - width_of(end)
        self.query_one("#header", Bar).show(
            bars.header(
                startup.label,
                startup.tint,
                startup.read_only,
                self._crumbs(),
                room,
                private=self.app.masker.enabled,
            ),
            end,
        )
        self.query_one("#guess", Bar).show([(f"{self._guess} ", "muted")] if self._guess else ())
        self.refresh_footer()

    def refresh_footer(self) -> None:
        """The keys again, unless a sentence stands there."""
        if not self._said:
            self._show_footer()

    def _show_footer(self) -> None:
        if self._is_filtering:
            line = choosing.keys_line(self.app.key, filtering=True, letters=False, on_bar=True)
        else:
            line = bars.footer(
                self.app.keymap, self.situation, self.places, self.size.width,
                partial(usable, self.app),
            )  # fmt: skip
        self.query_one("#footer", Bar).show(line)

    def _crumbs(self) -> list[str]:
        crumbs = ["Lookup"]
        if self.hand.opened is not None:
            shown = self.app.masker.records.opened(self.hand.opened).bundle
            owner, focus = shown.owner, shown.focus
            if owner is not None and owner.id:
                crumbs.append(owner.id)
            if focus.kind != "account":
                crumbs.append(focus.title)
        elif self._crumb:
            crumbs.append(self._crumb)
        return crumbs

    @property
    def situation(self) -> Situation:
        opened = self.hand.opened
        if opened is None:
            return self._situation_without_bundle()
        from smstui.console.screens.status_dialog import next_statuses
        from smstui.console.views import detail
        from smstui.domain.changes.context import why_final

        record = self.bundle.record
        owner = opened.bundle.owner
        pane = self.focused
        return Situation(
            place=Place.LOOKUP,
            pane=pane.pane if isinstance(pane, Panel) else "",
            record_kind=getattr(record, "noun", ""),
            record_id=(record.id or "") if record else "",
            rows=pane.row_count if isinstance(pane, RecordList | TextPanel) else 0,
            in_text=pane is self.box,
            has_bundle=True,
            has_secret=record is not None and detail.has_secret(record),
            secret_known=record is not None and detail.knows_secret(record),
            card_told_by_box=bool(getattr(record, "told_by_box", None)),
            clipboard_off=self.app.startup.clipboard == "off",
            asked_for=self.app.masker.asked(self.hand.asked_for),
            asking=self.hand.asking is not None,
            ready=True,
            can_go_back=self.hand.can_go_back,
            can_go_forward=self.hand.can_go_forward,
            door_open=self.app.session.knows_changes,
            refusals=self.app.session.refusals,
            record_status=str(getattr(record, "status", "") or ""),
            account_final=(owner is not None and why_final(owner, owner.title)) or "",
            has_next_status=record is not None and bool(next_statuses(self.app, record)),
            paired=bool(getattr(record, "smartcard_id", None) or getattr(record, "box_uid", None)),
        )

    def _situation_without_bundle(self) -> Situation:
        page = self.hand.page
        return Situation(
            place=Place.LOOKUP,
            pane="finder" if self.focused is self.finder else "",
            rows=self.finder.row_count if self.focused is self.finder else 0,
            in_text=self.focused is not self.finder,
            asked_for=self.app.masker.asked(self.hand.asked_for),
            asking=self.hand.asking is not None,
            ready=self._is_ready,
            can_go_back=self.hand.can_go_back,
            can_go_forward=self.hand.can_go_forward,
            clipboard_off=self.app.startup.clipboard == "off",
            door_open=self.app.session.knows_changes,
            refusals=self.app.session.refusals,
            problem=page.value if page in (Page.FAILED, Page.NOTHING, Page.MATCHES) else "",
        )
