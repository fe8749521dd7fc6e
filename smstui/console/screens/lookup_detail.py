"""The record beside the lists: which one it is, and its secrets for a moment."""

import time
from typing import TYPE_CHECKING, Final

from textual.timer import Timer
from textual.widget import Widget

from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.presentation.tables import FOLD

if TYPE_CHECKING:
    from smstui.console.screens.lookup_view import LookupView

READ_ONLY: Final = ("finder", "detail", "findings")
"""Panes whose rows are no records of the bundle."""
REVEAL_S: Final = 5
FRAME_S: Final = 1 / 60
"""Seconds between two frames. Where keys come faster, the records between are not shown."""


class RecordDetail:
    """Every field of one record. It follows the cursor, and is opened with Enter."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view
        self.came_from: Widget | None = None
        """The widget that had the focus before the detail or the findings."""
        self._following: Timer | None = None
        self._followed_at = 0.0
        self._masking: Timer | None = None
        self._revealed_at: Widget | None = None
        """The widget that had the focus when secrets were shown; whatever takes it hides them."""

    # Which record

    @property
    def is_following(self) -> bool:
        """Whether the record beside the list is still to come."""
        return self._following is not None

    def follow(self, name: str) -> None:
        """Show the record under the cursor of a pane; where keys repeat, when they pause."""
        view = self._view
        pane = view.filters.leading or view.focused
        if (
            view.hand.opened is not None
            and isinstance(pane, RecordList)
            and pane.pane == name
            and name not in READ_ONLY
        ):
            self.mask()
            view.body.bundle.take_in_hand(name)
            before, self._followed_at = self._followed_at, time.monotonic()
            self._stop_following()
            if self._followed_at - before >= FRAME_S:
                self._follow()
            else:
                self._following = view.set_timer(FRAME_S, self._follow)

    def _follow(self) -> None:
        self._stop_following()
        if self._view.has_class("-opened"):
            self._view.body.bundle.show_record(self._view.app.now())
            self._view.refresh_bars()

    def _stop_following(self) -> None:
        if self._following is not None:
            self._following.stop()
            self._following = None

    def point(self, pane: Widget | None) -> None:
        """Take the record in hand that the pane with the focus has in hand."""
        if not (self._view.has_class("-opened") and isinstance(pane, Panel)):
            return
        bundle, now = self._view.body.bundle, self._view.app.now()
        if isinstance(pane, TextPanel):
            bundle.point(pane.pane, pane.pane, now)
        elif isinstance(pane, RecordList) and pane.pane not in READ_ONLY:
            bundle.point(pane.pane, pane.key, now)

    @property
    def folding(self) -> str:
        """The effect of the key that folds on the record in view; empty where it does
        nothing."""
        bundle = self._view.body.bundle
        if not bundle.detail.region or not bundle.detail.layout_of_rows.has_row(FOLD):
            return ""
        return "fold" if bundle.is_unfolded else "unfold"

    # All of it

    def open(self, pane: str, key: str) -> None:
        """Show all there is of one record."""
        view = self._view
        view.findings.put_away()
        view.body.bundle.point(pane, key, view.app.now())
        self.came_from = view.focused
        view.set_class(True, "-detail")
        view.set_focus(view.body.bundle.detail)
        view.refresh_bars()

    def close(self) -> None:
        """Show the lists again, where they gave way."""
        self.mask()
        self._view.set_class(False, "-detail")
        self.go_back()

    def remember(self, widget: Widget | None) -> None:
        """Remember what has the focus, for `go_back`."""
        self.came_from = widget

    def go_back(self) -> None:
        """Give the focus back."""
        self._view.set_focus(self.came_from or self._view.body.bundle.first_pane())

    def fold(self) -> None:
        """Show the fields without a value, or fold them."""
        view = self._view
        view.body.bundle.fold(view.app.now())
        view.refresh_footer()

    def do_fold(self) -> None:
        """Fold or unfold what the findings or the record have on one line."""
        if self._view.findings.in_view:
            self._view.findings.fold()
        else:
            self.fold()

    # Its secrets

    def reveal(self) -> None:
        """Show the secrets of the record in hand, for REVEAL_S or until anything leaves it."""
        view = self._view
        if not view.body.bundle.detail.region:
            self.open(*view.body.bundle.in_hand)
        self.mask()  # its timer is another's
        view.body.bundle.reveal(True, view.app.now())
        self._revealed_at = view.focused
        self._masking = view.set_timer(REVEAL_S, self._mask_in_time)
        view.say(f"Shown for {REVEAL_S} s.", "bar-caution")

    def _mask_in_time(self) -> None:
        self.mask()
        self._view.app.hush()

    def mask(self) -> None:
        """Hide secrets that are shown, at once. For whatever leaves the record."""
        if self._masking is not None:
            self._masking.stop()
            self._masking = None
        body = self._view.body
        if body.can_show_records and body.bundle.is_revealed:
            body.bundle.reveal(False, self._view.app.now())

    def mask_unless_at(self, pane: Widget | None) -> None:
        """Hide secrets that are shown, if the focus has left the pane where they were asked for."""
        if pane is not self._revealed_at:
            self.mask()
