"""Opening the pages that lie over the lookup screen."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.console.host import Host
    from smstui.domain.record import Record


def open_sessions(app: "Host") -> None:
    """Show the sessions of the account that is open."""
    from smstui.console.screens.sessions import SessionsPage

    opened = app.base.opened
    if opened is not None and not isinstance(app.page.content, SessionsPage):
        app.enter_page(SessionsPage(opened, app.base.record_in_hand))


def open_journal(app: "Host") -> None:
    """Show the changes made from this machine."""
    from smstui.console.screens.journal import JournalPage

    if not isinstance(app.page.content, JournalPage):
        app.enter_page(JournalPage())


def open_triage(app: "Host", name: str = "", ids: str = "") -> None:
    """Show the triage queue. Take in the ids of the file `name`, and `ids`, one a line."""
    from smstui.console.screens.triage import TriagePage

    content = app.page.content
    if not isinstance(content, TriagePage):
        content = TriagePage()
        app.enter_page(content)
    if name:
        content.do_screen_triage_with(name)
    if ids:
        content.take_ids(ids)


def open_drafts(app: "Host") -> None:
    """Show the saved changes."""
    from smstui.console.screens.drafts import DraftsPage

    if not isinstance(app.page.content, DraftsPage):
        app.enter_page(DraftsPage())


def open_pairing(app: "Host", record: "Record | None", ids: "Sequence[str]") -> None:
    """Show the pairing page with `record` in its place, and take `ids` in."""
    from smstui.console.screens.pair import PairPage

    content = app.page.content
    if not isinstance(content, PairPage):
        content = PairPage(app.base.opened.bundle if app.base.opened else None, record)
        app.enter_page(content)
    content.take_ids(ids)


def open_pairing_with(app: "Host", text: str) -> None:
    """Show the pairing page, and take pasted codes in order, as scans."""
    open_pairing(app, None, ())
    app.page.take_paste(f"{text}\n")
