"""What a filter of a list leaves: every word, no unwanted word, whole blocks."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.text import folded
from smstui.domain.triage.queue import QueueRow, Standing
from smstui.presentation.filtering import Filter, narrowed
from smstui.presentation.queue import row_of
from smstui.presentation.tables import Row

NOW = datetime(2026, 3, 14, tzinfo=UTC)
ROWS = [
    Row("head", (("names", "heading"),), passive=True),
    Row("a", (("Müller", "strong"), ("ACTIVE", "good"))),
    Row("a+", (("", "base"), ("of Main Street", "base")), passive=True),
    Row("b", (("O'Brien 50%", "strong"), ("SUSPENDED", "caution"))),
    Row("head2", (("numbers", "heading"),), passive=True),
    Row("c", (("Straße", "strong"), ("ACTIVE_", "good"))),
]


def keys(typed: str) -> list[str]:
    return [row.key for row in narrowed(ROWS, typed)]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("", [row.key for row in ROWS]),
        ("!", [row.key for row in ROWS]),
        ("   ", [row.key for row in ROWS]),
        ("muller", ["head", "a", "a+"]),
        ("MÜLLER active", ["head", "a", "a+"]),
        ("main street", ["head", "a", "a+"]),
        ("active !street", ["head2", "c"]),
        ("!active", ["head", "b"]),
        ("strasse", ["head2", "c"]),
        ("50%", ["head", "b"]),
        ("o'brien", ["head", "b"]),
        ("_", ["head2", "c"]),
        ("active suspended", []),
        ("!!active", [row.key for row in ROWS]),
    ],
)
def test_what_is_left(typed: str, left: list[str]) -> None:
    assert keys(typed) == left


def test_what_stands_before_the_first_row_says_what_the_list_is() -> None:
    said = Row("said", (("Two records. Pick one.", "strong"),), passive=True)
    assert [row.key for row in narrowed([said, *ROWS[1:]], "brien")] == ["said", "b"]


@given(st.text())
def test_any_text_is_a_filter_and_leaves_rows_of_the_list(typed: str) -> None:
    left = narrowed(ROWS, typed)
    assert [row for row in ROWS if row in left] == list(left)


@given(st.text(min_size=1).filter(lambda text: not text.startswith("!")))
def test_a_word_and_the_same_word_inverted_part_the_rows(word: str) -> None:
    plain, inverted = Filter.of(word), Filter.of(" ".join(f"!{one}" for one in word.split()))
    if len(word.split()) == 1:
        for text in map(folded, ("Müller", word, f"x{word}y", "")):
            assert plain.holds(text) is not inverted.holds(text)


def test_the_queue_is_searched_for_more_than_it_shows() -> None:
    row = QueueRow(
        0, "E833", Standing.FAULT, account="nmp.1", check="device-banned", title="banned"
    )
    shown = row_of(row.searchable(), NOW, masked=False)
    assert "device-banned" in shown.words
    assert replace(shown, words="").words == ""
