"""Opening the screens that lie over the lookup screen."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.console.app import ConsoleApp
    from smstui.domain.record import Record


def open_sessions(app: "ConsoleApp") -> None:
    """Who is watching on the account that is open."""
    from smstui.console.screens.sessions import SessionsScreen

    if isinstance(app.room, SessionsScreen):
        return
    opened = app.base.opened
    if opened is not None:
        app.enter_page(SessionsScreen(opened))


def open_journal(app: "ConsoleApp") -> None:
    """The changes made from this machine."""
    from smstui.console.screens.journal import JournalScreen

    if not isinstance(app.room, JournalScreen):
        app.enter_page(JournalScreen())


def open_triage(app: "ConsoleApp", name: str = "", ids: str = "") -> None:
    """The triage queue as it stands; `name` is a file whose ids it takes in, `ids` are some."""
    from smstui.console.screens.triage import TriageScreen

    room = app.room
    if not isinstance(room, TriageScreen):
        room = TriageScreen()
        app.enter_page(room)
    if name:
        room.do_screen_triage_with(name)
    if ids:
        room.take_ids(ids)


def open_drafts(app: "ConsoleApp") -> None:
    """The changes that wait for the platform and for a person."""
    from smstui.console.screens.drafts import DraftsScreen

    if not isinstance(app.room, DraftsScreen):
        app.enter_page(DraftsScreen())


def open_pairing(app: "ConsoleApp", record: "Record | None", ids: "Sequence[str]") -> None:
    """A box and a card beside each other; what is in hand stands there already."""
    from smstui.console.screens.pair import PairScreen

    room = app.room
    if not isinstance(room, PairScreen):
        room = PairScreen(app.base.opened.bundle if app.base.opened else None, record)
        app.enter_page(room)
    room.take_ids(ids)


def open_pairing_with(app: "ConsoleApp", text: str) -> None:
    """The pairing screen, with pasted codes taken in order, as scans."""
    open_pairing(app, None, ())
    app.room.take_paste(f"{text}\n")
