"""Copying the list in hand, and writing it to a file: the rows that are shown, and no secret."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smstui.config.files import state_folder
from smstui.console.chooser import LETTER
from smstui.console.screens import dialogs
from smstui.console.widgets.record_list import RecordList
from smstui.domain import zone
from smstui.domain.errors import SmstuiError
from smstui.presentation.tables import Column

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.presentation.list_export import ListTable


_NAMES: Final = {"live": "sessions", "detail": "fields"}
"""The word for a list whose pane has another name."""


def table_of(app: "Host", pane: RecordList | None, name: str = "") -> "ListTable | None":
    """Return the rows of a list that are shown, each text masked for display.

    The letters that pick a row are left out. `name` is a word for the list, by default its pane's.
    """
    from smstui.presentation.list_export import ListTable

    if pane is None:
        return None
    masker, filtered = app.masker, pane.filter
    letters = int(LETTER in pane.layout_of_rows.columns)
    rows = [
        replace(
            row,
            cells=tuple(
                (masker.text(text), role)
                for text, role in row.cells[0 if row.passive else letters :]
            ),
        )
        for row in filtered.shown
    ]
    return ListTable(
        name or _NAMES.get(pane.pane, pane.pane),
        [column.title for column in pane.layout_of_rows.columns[letters:]],
        rows,
        filtered.total,
        app.startup.deployment,
        app.startup.family,
        masker.asked(filtered.typed) if filtered.is_set else "",
    )


class ListCopies:
    """The actions on the list in hand of a screen."""

    def __init__(self, app: "Callable[[], Host]", table: "Callable[[], ListTable | None]") -> None:
        """`table` returns the list in hand as it is shown; None where there is none."""
        self._host = app
        self._table = table

    def do_copy(self) -> None:
        """Offer the list in each form."""
        if (table := self._whole()) is not None:
            dialogs.choose_copy(self._host(), {}, table)

    def do_queue_export(self) -> None:
        """Ask for the form of the file, then for its path."""
        from smstui.console.screens.pick import pick
        from smstui.presentation.list_export import FORMS

        if (table := self._whole()) is not None:
            pick(
                self._host(),
                f"Write {table.title} to a file: the rows shown",
                {form: (form, meaning) for form, meaning in FORMS.items()},
                lambda form: self._ask_path(table, form),
                columns=(Column("form", most=8), Column("what", most=64)),
            )

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

        rows = f"{len(table):,} row{'' if len(table) == 1 else 's'}"
        ask(
            self._host(),
            f"Write {rows} of {table.title} to a new file",
            "path of the file",
            lambda path: self._write(table, form, path),
            leads_to="write a new file",
            text=str(proposed(self._host(), table, form)),
        )

    def _write(self, table: "ListTable", form: str, path: str) -> None:
        app = self._host()

        async def write() -> None:
            try:
                file = await asyncio.to_thread(written, table, form, path)
            except (SmstuiError, OSError, ValueError, RuntimeError) as error:
                app.say(str(error), "bar-fault")
            else:
                dialogs.say_written(app, str(file))

        app.run_worker(write(), name="write the list")


def proposed(app: "Host", table: "ListTable", form: str) -> Path:
    """Return the path of a new file for a list, in the folder of this program's private files."""
    from smstui.presentation.list_export import ENDINGS

    stem = f"{table.name}-{app.startup.deployment}-{zone.local(app.now()):%Y-%m-%d}"
    folder, ending = state_folder(), ENDINGS[form]
    paths = (folder / f"{stem}{more}.{ending}" for more in ("", *(f"-{n}" for n in range(2, 100))))
    return next((path for path in paths if not path.exists()), folder / f"{stem}.{ending}")


def written(table: "ListTable", form: str, path: str) -> Path:
    """Write the list to a new file, mode 0600. Return its path.

    Raises StoreFailed if the path exists, even as a link, or cannot be written.
    """
    from smstui.store.files import private_folder, write_private

    file = Path(path.strip()).expanduser()
    if file.parent == state_folder():
        private_folder(file.parent)
    return write_private(file, table.form(form) + ("" if form == "csv" else "\n"))
