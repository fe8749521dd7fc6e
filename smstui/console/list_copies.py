"""Copying the list in hand, and writing it to a file: the rows that are shown, and no secret."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.widgets.record_list import RecordList
    from smstui.presentation.list_export import ListTable

Table = Callable[[], "ListTable | None"]
"""Return the list in hand as it is shown; None where there is none."""


def table_of(app: "Host", pane: "RecordList") -> "ListTable":
    """Return the rows of a list that are shown, each text as it may be shown."""
    from dataclasses import replace

    from smstui.presentation.list_export import ListTable

    masker, filtered = app.masker, pane.filter
    rows = [
        replace(row, cells=tuple((masker.text(text), role) for text, role in row.cells))
        for row in pane.rows
    ]
    return ListTable(
        pane.pane,
        [column.title for column in pane.columns],
        rows,
        filtered.total if filtered.is_set else sum(not row.passive for row in rows),
        app.startup.deployment,
        app.startup.family,
        masker.asked(filtered.typed) if filtered.is_set else "",
    )


class ListCopies:
    """The actions on the list in hand of a screen."""

    def __init__(self, app: Callable[[], "Host"], table: Table) -> None:
        self._host = app
        self._table = table

    def do_copy(self) -> None:
        """Offer the list in each form."""
        from smstui.console.screens import dialogs

        if (table := self._whole()) is not None:
            dialogs.choose_copy(self._host(), {}, table)

    def do_queue_export(self) -> None:
        """Ask for the form of the file, then for its path."""
        from smstui.console.screens import dialogs

        if (table := self._whole()) is not None:
            dialogs.choose_form(self._host(), table, lambda form: self._ask_path(table, form))

    def do_queue_export_with(self, form: str) -> None:
        """Write the list in one form, to a path that is asked for."""
        from smstui.presentation.list_export import FORMS

        wanted = form.strip().casefold()
        if wanted not in FORMS:
            self._host().say(f"A list is written as {', '.join(FORMS)}.", "bar-caution")
        elif (table := self._whole()) is not None:
            self._ask_path(table, wanted)

    def _whole(self) -> "ListTable | None":
        """Return the list in hand, if it has a row."""
        table = self._table()
        if table is None or not len(table):
            self._host().say("There is no row here.", "bar-caution")
            return None
        return table

    def _ask_path(self, table: "ListTable", form: str) -> None:
        from smstui.console.screens.ask import ask
        from smstui.presentation.list_export import ENDINGS

        app = self._host()
        rows = f"{len(table):,} row{'' if len(table) == 1 else 's'}"
        ask(
            app,
            f"Write {rows} of {table.name} to a new file",
            "path",
            lambda path: self._write(table, form, path),
            leads_to="write; nothing is overwritten",
            text=str(proposed(table, ENDINGS[form], app)),
        )

    def _write(self, table: "ListTable", form: str, path: str) -> None:
        app = self._host()

        async def write() -> None:
            try:
                file = await asyncio.to_thread(written, table, form, path)
            except (SmstuiError, OSError, ValueError, RuntimeError) as error:
                app.say(str(error), "bar-fault")
            else:
                app.say(f"Written to {file}.")

        app.run_worker(write(), name="write the list")


def proposed(table: "ListTable", ending: str, app: "Host") -> Path:
    """Return a path for a list in the folder of this program's private files."""
    from smstui.config.files import state_folder
    from smstui.domain import zone

    moment = f"{zone.local(app.now()):%Y%m%d-%H%M%S}"
    return state_folder() / f"{table.name}-{app.startup.deployment}-{moment}.{ending}"


def written(table: "ListTable", form: str, path: str) -> Path:
    """Write the list to a new file, mode 0600. Return its path.

    Raises StoreFailed if the path exists, even as a link, or cannot be written.
    """
    from smstui.config.files import state_folder
    from smstui.store.files import private_folder, write_private

    file = Path(path.strip()).expanduser()
    if file.parent == state_folder():
        private_folder(file.parent)
    return write_private(file, table.form(form) + ("" if form == "csv" else "\n"))
