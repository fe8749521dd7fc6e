"""Moving about on the lookup screen: between its panes, through the history, and back up again."""

from typing import TYPE_CHECKING

from smstui.console.in_hand import Page
from smstui.console.screens import pages
from smstui.console.screens.page import step_pane
from smstui.console.widgets.panel import Panel
from smstui.console.widgets.record_list import RecordList

if TYPE_CHECKING:
    from collections.abc import Callable

    from smstui.console.screens.lookup_view import LookupView
    from smstui.console.views import finder


class LookupMoving:
    """The actions that move, and the screen as it was before keys that turned out to be a scan."""

    def __init__(self, view: "LookupView") -> None:
        self._view = view

    # Panes

    def focus_moved(self) -> None:
        """Take the record in hand of the pane that has the focus now."""
        view, pane = self._view, self._view.focused
        view.detail.mask_unless_at(pane)
        if view.picking.is_filtering and pane is not view.body.filter_edit:
            view.picking.close_filter(to_list=False)
        if pane is not view.line.box:
            view.line.name_record()
        if isinstance(pane, Panel) and view.body.can_show_records:
            view.body.bundle.open_list(pane)
        view.detail.point(pane)
        view.refresh_bars()

    def do_pane_next(self) -> None:
        self._step_pane(1)

    def do_pane_previous(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        panes = [pane for pane in self._view.query(Panel) if pane.region and pane.display]
        step_pane(self._view, panes, step)

    def do_list_down(self) -> None:
        """From the box into the list below it; from the filter one row down."""
        if self._view.picking.is_filtering:
            self._view.body.finder.list_keys.do_list_down()
        elif self._view.focused is self._view.line.box and self._view.seen_before.show():
            self._view.set_focus(self._view.body.finder)
        else:
            self._step_pane(1)

    def do_list_up(self) -> None:
        if self._view.picking.is_filtering:
            self._view.body.finder.list_keys.do_list_up()

    def list_in_hand(self) -> RecordList | None:
        """Return the list that a filter is meant for where none has the focus."""
        body = self._view.body
        if self._view.hand.opened is None:
            return body.finder
        pane = body.bundle.first_pane()
        return pane if isinstance(pane, RecordList) else body.bundle.devices

    # The history

    def do_history_back(self) -> None:
        self._view.line.cancel()
        self._view.hand.back()
        self._return()

    def do_history_forward(self) -> None:
        self._view.line.cancel()
        self._view.hand.forward()
        self._return()

    def _return(self) -> None:
        """Show the entry that came in hand again; if a change has ended since, read it again."""
        view, entry = self._view, self._view.hand.entry
        if entry is None:
            return
        view.answers.forget_held()
        view.body.fade(False)
        view.state.platform_is(offline=bool(entry.opened.offline))
        view.body.show_entry()
        view.line.name_record()
        view.refresh_bars()
        if entry.outdated:
            view.line.ask_again(by_itself=True)

    # Back

    def do_back(self) -> None:
        """Stop the call in flight; else leave a text over a record; else close what is on top;
        else leave the box."""
        view = self._view
        if view.hand.asking is None and view.line.is_typing and view.opened is not None:
            self._drop_typed()
        elif view.hand.asking is None and view.findings.in_view:
            self.do_leave()
        elif view.line.stop():
            view.recents.catch_up()
            view.refresh_bars()
            view.say("Stopped. What is shown is from before.")
        elif view.picking.is_filtering:
            view.picking.close_filter()
        elif view.has_class("-detail"):
            view.detail.close()
        elif view.focused is view.line.box and view.has_class("-opened"):
            view.set_focus(view.body.bundle.first_pane())
        elif view.focused is view.line.box and view.line.box.value:
            view.line.box.clear()
        else:
            self.do_leave()

    def _drop_typed(self) -> None:
        """Name the record in the box again, and go back to what is shown of it."""
        view, bundle = self._view, self._view.body.bundle
        view.line.box.clear()
        if view.findings.in_view and view.findings.pane is not None:
            view.set_focus(view.findings.pane)
        else:
            view.set_focus(bundle.detail if view.has_class("-detail") else bundle.first_pane())

    def do_leave(self) -> None:
        view = self._view
        if view.findings.in_view:
            if view.findings.came_with_record and view.hand.leaves_to_queue():
                pages.open_triage(view.app)
            else:
                view.findings.close()
            return
        view.detail.mask()
        if view.has_class("-detail"):
            view.detail.close()
        elif view.hand.leaves_to_queue():
            pages.open_triage(view.app)
        elif view.hand.page is Page.RECENTS:
            view.set_focus(view.line.box)
            view.say(f"{view.app.key('quit')} quits.")
        elif view.hand.beneath is not None:
            view.hand.uncover()
            self._return()
        else:
            view.line.cancel()
            view.hand.leave()
            view.set_class(False, "-opened")
            view.state.say_of_platform("ready")
            view.line.box.clear()
            view.set_focus(view.line.box)
            view.line.name_record()
            view.recents.show()

    # As it was

    def memento(self, put_back: "Callable[[], None]") -> "Callable[[], None]":
        """Take note of what is shown, and return a function that shows it again.

        `put_back` restores the focus, the classes and the widgets.
        """
        view, state, hand = self._view, self._view.state, self._view.hand
        kept, kept_hand, entry = state.kept(), hand.kept(), hand.entry
        from_queue = entry is not None and entry.from_queue
        came_from = view.detail.came_from
        in_hand = view.body.bundle.in_hand if view.body.can_show_records else None

        def restore() -> None:
            view.detail.mask()
            asking = hand.asking
            moved = (hand.page, hand.entry) != (kept_hand.page, entry)
            if not hand.return_to(kept_hand):
                return  # its question is still open: the answer is waited for
            if hand.asking != asking:
                view.line.cancel()
                view.body.fade(False)
                view.recents.catch_up()
            if entry is not None:
                entry.from_queue = from_queue
            if moved:
                state.list_again(kept)
                self._show_page(kept.listed)
            state.say_again(kept)
            view.detail.remember(came_from)
            put_back()
            if in_hand is not None and entry is not None:
                view.body.bundle.point(*in_hand, view.app.now())
            view.line.name_record()
            view.refresh_bars()

        return restore

    def _show_page(self, page: "finder.Page | None") -> None:
        """Show what is in hand again: the record, or the list that was in its place."""
        if self._view.hand.page is Page.RECORD:
            self._view.body.show_entry()
        elif self._view.hand.page is Page.RECENTS:
            self._view.set_class(False, "-opened")
            self._view.recents.show()
        elif page is not None:
            self._view.body.show_list(page)
