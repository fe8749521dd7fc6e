"""A list as text, CSV and JSON: what it says, what it does not say, and no formula."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.presentation.list_export import FORMS, ListTable
from smstui.presentation.looks import LEVELS
from smstui.presentation.tables import Row

GOOD = LEVELS["good"]
ROWS = [
    Row("said", (("Two records.", "strong"),), passive=True),
    Row("head", (("identity", "heading"),), passive=True),
    Row("a", (("3421", "strong"), (f"{GOOD.glyph} ACTIVE", GOOD.role), ("-", "faint"))),
    Row("a+", (("", "muted"), ("", "base"), ("more of it", "base")), passive=True),
    Row("b", (("=1+1", "strong"), ("● of a name", "base"))),
]
TABLE = ListTable("devices", ("id", "status", ""), ROWS, 7, "lab", "opf", "box")
FIRST = set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def test_text_is_what_is_shown() -> None:
    assert TABLE.form("text").split("\n") == [
        "id    status",
        "Two records.",
        "identity",
        "3421  ● ACTIVE     -",
        "                   more of it",
        "=1+1  ● of a name",
    ]


def test_csv_has_a_name_for_each_column_and_no_glyph() -> None:
    assert list(csv.reader(io.StringIO(TABLE.form("csv"), newline=""))) == [
        ["id", "status", "column 3"],
        ["3421", "ACTIVE", "'- more of it"],
        ["'=1+1", "● of a name", ""],
    ]


def test_json_is_one_document() -> None:
    told = json.loads(TABLE.form("json"))
    assert told == {
        "schema": "smstui/list/1", "deployment": "lab", "family": "opf", "list": "devices",
        "filter": "box", "shown": 2, "total": 7,
        "rows": [
            {"id": "3421", "status": "ACTIVE", "column_3": "- more of it"},
            {"id": "=1+1", "status": "● of a name", "column_3": None},
        ],
    }  # fmt: skip
    assert "\n" not in TABLE.form("json")


def test_two_columns_of_one_title_stay_two() -> None:
    table = ListTable(
        "x", ("seen", "Seen", "seen"), [Row("a", (("1", ""), ("2", ""), ("3", "")))], 1
    )
    assert list(json.loads(table.form("json"))["rows"][0].values()) == ["1", "2", "3"]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_list_has_a_heading_at_most(form: str) -> None:
    assert ListTable("x", ("id",), [], 0).form(form)


CELLS = st.tuples(st.text(), st.sampled_from(["base", "strong", "fault", "heading"]))


@given(st.lists(st.builds(Row, st.text(), st.tuples(CELLS, CELLS), st.booleans())))
def test_no_cell_is_a_formula_and_every_form_can_be_read(rows: list[Row]) -> None:
    table = ListTable("x", ("id", "name"), rows, len(rows))
    lines = list(csv.reader(io.StringIO(table.form("csv"), newline="")))
    assert len(lines) == len(table) + 1
    for line in lines:
        assert len(line) == 2
        for cell in line:
            assert not cell.lstrip(" \u00a0")[:1] or cell.lstrip(" \u00a0")[0] not in FIRST
    told = json.loads(table.form("json"))
    assert told["shown"] == len(told["rows"]) == len(table)
    assert isinstance(table.form("text"), str)
