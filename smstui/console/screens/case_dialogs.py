"""Handing a case out: read here, sent to the clipboard, or written to a file of its own."""

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from smstui.actions.availability import nothing_open
from smstui.config.files import state_folder
from smstui.console.screens import cross_test, dialogs
from smstui.console.screens.pick import pick
from smstui.console.screens.reading_dialog import ReadingDialog
from smstui.console.styled_text import placed
from smstui.console.widgets.rows import Column
from smstui.domain import zone
from smstui.domain.case.document import document
from smstui.domain.case.markdown import markdown
from smstui.domain.errors import SmstuiError
from smstui.presentation.lines import Line, Paragraph
from smstui.services.casework import case_of_changes, linked
from smstui.store.files import private_folder, write_new

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.case.record import Case
    from smstui.store.journal import Entry

_COLUMNS: Final = (
    Column("what", most=30, firm=True), Column("meaning", most=60, grows=True),
)  # fmt: skip
CROSS_TEST: Final = "cross-test"


async def tell_case(app: "Host", none_to_offer: Callable[[], None]) -> None:
    """Offer the case of the account that is open, with the changes the journal has of it."""
    opened = app.page.opened
    if opened is None:
        app.say(nothing_open(app.page.situation), "bar-caution")
        none_to_offer()
        return
    owner = opened.bundle.owner
    try:
        client = await app.client()
        account = (owner.id or "") if owner else ""
        entries = await client.engine.run(client.changes.of_account(account)) if account else []
    except SmstuiError as error:
        app.say(f"Without the journal: {error}", "bar-caution")
        entries = []
    case = app.casebook.with_changes(opened, entries)
    whose = f"account {case.account}" if case.account else "what is open"
    offer(app, case, whose, can_cross_test=True)


def tell_change(app: "Host", entry: "Entry", entries: "Sequence[Entry]") -> None:
    """One change of the journal, with those that took it back."""
    changes = linked(entry, entries)
    case = case_of_changes(app.startup.deployment, app.startup.family, changes, app.now())
    offer(app, case, f"change {entry.id} alone")


def offer(app: "Host", case: "Case", about: str, can_cross_test: bool = False) -> None:
    """Offer the ways to hand a case out; the first one copies. `about` says whose it is."""
    offered = {
        "copy": ("Copy as Markdown", "to the clipboard of your terminal"),
        "copy-json": ("Copy as JSON", "to replay it on a sandbox"),
        "write": ("Write as Markdown", "to a file that only you can read"),
        "write-json": ("Write as JSON", "to a file that only you can read"),
        "read": (
            "Read it here",
            f"{len(case.events)} {'entry' if len(case.events) == 1 else 'entries'} so far",
        ),
    }
    if can_cross_test:
        offered[CROSS_TEST] = ("Cross-test", "swap box and card with a pair that works")

    ways: dict[str, Callable[[], None]] = {
        "copy": lambda: dialogs.copy_text(app, _markdown(app, case)),
        "copy-json": lambda: dialogs.copy_text(app, _json(app, case)),
        "write": lambda: _write(app, case, "md", _markdown(app, case)),
        "write-json": lambda: _write(app, case, "json", _json(app, case)),
        "read": lambda: _read(app, case),
        CROSS_TEST: lambda: cross_test.open_cross_test(app),
    }
    pick(
        app,
        f"The case of {about}",
        offered,
        lambda name: ways[name](),
        columns=_COLUMNS,
    )


def _read(app: "Host", case: "Case") -> None:
    text = _markdown(app, case)

    def lines(width: int) -> list[Line]:
        told: list[Line] = []
        for line in text.replace("\\", "").split("\n"):
            role = "accent" if line.startswith("#") else "strong" if "**" in line else "base"
            plain = line.lstrip("#").replace("**", "")
            text_of = plain.strip()
            indent = "" if role == "accent" else " " * (len(plain) - len(plain.lstrip(" ")))
            lead = f"{indent}- " if text_of.startswith("- ") else indent
            told += placed(Paragraph(text_of.removeprefix("- "), role, lead), width)
        return told

    app.push_dialog(ReadingDialog("The case", lines), lambda _: None)


def _markdown(app: "Host", case: "Case") -> str:
    return markdown(case, app.now(), app.masker.records.over_case(case))


def _json(app: "Host", case: "Case") -> str:
    told = document(case, app.now(), app.masker.records.over_case(case))
    return json.dumps(told, allow_nan=False, indent=2) + "\n"


def _write(app: "Host", case: "Case", ending: str, text: str) -> None:
    """Into a new file beside what smstui remembers, for the owner's eyes."""
    about = re.sub(r"[^A-Za-z0-9.-]+", "-", case.account)[:40] or "case"
    stem = f"case-{about}-{zone.local(app.now()):%Y%m%d-%H%M%S}"
    try:
        file = write_new(private_folder(state_folder()), stem, ending, [text])
    except SmstuiError as error:
        app.say(str(error), "bar-fault")
    else:
        dialogs.say_written(app, str(file))
