"""A list as text, as CSV or as JSON: the rows that are shown, as they are shown. Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.spreadsheet import CSV_END, csv_cells
from smstui.presentation.looks import bare
from smstui.presentation.tables import EXAMPLE, Row

SCHEMA: Final = "smstui/list/1"
FORMS: Final[Mapping[str, str]] = {
    "text": "as it is shown",
    "csv": "a table for a spreadsheet, formulas escaped",
    "json": "one JSON document, for a program",
}
"""The forms of a list, each with what it is for."""
ENDINGS: Final[Mapping[str, str]] = {"text": "txt", "csv": "csv", "json": "json"}
"""The ending of a file of each form."""

_EMPTY: Final = ("", "-")
"""Cells without a value."""


@dataclass(frozen=True, slots=True)
class ListTable:
    """The rows of a list that are shown. Every text is masked where it must be.

    `name` is a word for the list, such as `devices`. `total` counts the rows without the filter.
    """

    name: str
    titles: Sequence[str]
    rows: Sequence[Row]
    total: int
    deployment: str = ""
    family: str = ""
    filter: str = ""

    @property
    def title(self) -> str:
        """The name within a sentence."""
        if all(row.passive or row.key.startswith(f"{EXAMPLE}:") for row in self.rows):
            return "ids to try"
        return "lookups" if self.name == "recents" else self.name

    def __len__(self) -> int:
        """Return the number of rows that can be picked."""
        return sum(not row.passive for row in self.rows)

    def form(self, form: str) -> str:
        """Return the list in one of `FORMS`."""
        match form:
            case "csv":
                return self._csv()
            case "json":
                return self._json()
            case _:
                return self._text()

    def _text(self) -> str:
        """Return a line for each row, with the titles above, the cells one below the other."""
        lines = [
            list(self.titles),
            *([t for t, _ in row.cells] for row in self.rows),
        ]
        cells = [line for line in lines if len(line) > 1]
        widths = [max(len(line[at]) for line in cells if at < len(line))
                  for at in range(max(map(len, cells), default=0))]  # fmt: skip
        told = (
            "  ".join(text.ljust(widths[at]) for at, text in enumerate(line)).rstrip()
            if len(line) > 1
            else "".join(line)
            for line in lines
        )
        return "\n".join(line for at, line in enumerate(told) if line or at)

    def _csv(self) -> str:
        names = _names(self.titles, " ")
        lines = [names, *([value or "" for value in values] for values in self._records())]
        return "".join(f"{csv_cells(line)}{CSV_END}" for line in lines)

    def _json(self) -> str:
        names = _names(self.titles, "_")
        return json.dumps(
            {
                "schema": SCHEMA,
                "deployment": self.deployment,
                "family": self.family,
                "list": self.name,
                "filter": self.filter or None,
                "shown": len(self),
                "total": self.total,
                "rows": [dict(zip(names, values, strict=True)) for values in self._records()],
            },
            allow_nan=False,
        )

    def _records(self) -> Iterator[list[str | None]]:
        """Yield the values of each row, without the glyphs of states; None for an empty one.

        Further lines of a row are part of its values. Sentences around the rows are left out.
        """
        values: list[str] | None = None
        for row in self.rows:
            cells = [bare(cell) for cell in row.cells]
            if not row.passive:
                if values is not None:
                    yield _values(values)
                values = [*cells, *[""] * (len(self.titles) - len(cells))][: len(self.titles)]
            elif values is not None and row.cells[0][1] != "heading":
                columns = range(len(cells)) if len(cells) > 1 else (len(values) - 1,)
                for at, text in zip(columns, cells, strict=True):
                    values[at] = f"{values[at]} {text.strip()}".strip()
        if values is not None:
            yield _values(values)


def _values(values: Sequence[str]) -> list[str | None]:
    return [None if value.strip() in _EMPTY else value.strip() for value in values]


def _names(titles: Sequence[str], between: str) -> list[str]:
    """Return a name for each column, no two alike: its title, else its number."""
    names: list[str] = []
    for at, title in enumerate(titles, start=1):
        words = re.findall(r"\w+", title.casefold()) or ["column", str(at)]
        name = between.join(words)
        names.append(name if name not in names else f"{name}{between}{at}")
    return names
