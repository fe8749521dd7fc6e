# ruff: noqa: RUF001 - letters of many alphabets
"""Foreign text becomes harmless where it enters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from smstui.domain.record import Text
from smstui.domain.text import JOINERS, REPLACEMENT, TEXT_CAP, clean, does_not_print

ANYTHING = st.text(
    st.characters(codec=None) | st.sampled_from("\u200c\u200d\u094d\u0d4d\u064eكیकষনX\u0301"),
    max_size=300,
)
FIELD = TypeAdapter(Text)


@given(ANYTHING)
def test_what_is_clean_prints_on_one_line_within_the_cap(raw):
    cleaned = clean(raw, cap=100)
    assert "".join(one for one in cleaned if one not in JOINERS).isprintable()
    assert len(cleaned) <= 100
    assert len(cleaned.splitlines()) <= 1
    assert cleaned.encode().decode() == cleaned


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(raw):
    assert clean(clean(raw)) == clean(raw)


@given(st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), max_size=100))
def test_ordinary_text_stays_as_it_is(raw):
    assert clean(raw) == raw


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        pytest.param("a\x1b[2Jb", f"a{REPLACEMENT}[2Jb", id="ESC"),
        pytest.param("a\x9b2Jb", f"a{REPLACEMENT}2Jb", id="C1 CSI"),
        pytest.param("a\u202eb", f"a{REPLACEMENT}b", id="right-to-left override"),
        pytest.param("a\u2066b", f"a{REPLACEMENT}b", id="isolate"),
        pytest.param("a\u200bb", f"a{REPLACEMENT}b", id="zero width"),
        pytest.param("a\ue000b", f"a{REPLACEMENT}b", id="private use"),
        pytest.param("a\ud800b", f"a{REPLACEMENT}b", id="surrogate"),
        pytest.param("a\x00b\x7f", f"a{REPLACEMENT}b{REPLACEMENT}", id="NUL and DEL"),
        pytest.param("a\tb\r\nc\u00a0d\u3000e", "a b  c d e", id="white space"),
        pytest.param("a\u2028b\u2029c\x85d", f"a{REPLACEMENT}b{REPLACEMENT}c{REPLACEMENT}d",
                     id="other line ends"),
        pytest.param("[/] [@click=app.quit]x[/]", "[/] [@click=app.quit]x[/]", id="markup stays"),
        pytest.param("Zoë 📺 東京", "Zoë 📺 東京", id="letters and pictures stay"),
    ],
)  # fmt: skip
def test_what_becomes_of(raw, cleaned):
    assert clean(raw) == cleaned


def test_a_long_text_is_cut_and_shows_it():
    assert clean("x" * TEXT_CAP) == "x" * TEXT_CAP
    cut = clean("x" * 10_000)
    assert len(cut) == TEXT_CAP
    assert cut.endswith("x…")


@given(st.one_of(ANYTHING, st.integers(), st.booleans(), st.floats()))
def test_a_field_is_clean_or_none(raw):
    read = FIELD.validate_python(raw)
    assert read is None or (read and does_not_print(read) == "")


@pytest.mark.parametrize(("raw", "read"), [("", None), (None, None), (0, "0"), ("007", "007")])
def test_an_empty_field_is_none_and_zeros_count(raw, read):
    assert FIELD.validate_python(raw) == read


@pytest.mark.parametrize("raw", [{}, [], ("a",), {"a": "b"}])
def test_a_structure_is_no_text(raw):
    with pytest.raises(ValueError, match="not a text"):
        FIELD.validate_python(raw)


def test_a_stack_of_combining_marks_is_cut_down() -> None:
    stacked = "a" + "\u0301" * 3 + "\u0489" * 180 + "b\u0301"
    assert clean(stacked) == "a" + "\u0301" * 3 + "\u0489" + "b\u0301"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("علی\u200cرضا", id="Arabic script"),
        pytest.param("می\u200cخواهم می\u200cدانم", id="two words"),
        pytest.param("क्\u200dष", id="Devanagari half form"),
        pytest.param("क्\u200cष", id="Devanagari virama shown"),
        pytest.param("র\u200d্যাব", id="Bengali, before the virama"),
        pytest.param("ශ්\u200dරී ලංකා", id="Sinhala"),
        pytest.param("അവന്\u200d", id="Malayalam, at the end of a word"),
        pytest.param("ಕ್\u200cಷ", id="Kannada"),
    ],
)
def test_a_joiner_between_letters_of_a_script_that_uses_it_is_kept(name):
    assert clean(name) == name
    assert does_not_print(name) == ""


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("ad@a", id="Latin"),
        pytest.param("00@01", id="digits"),
        pytest.param("иv@ан", id="Cyrillic"),
        pytest.param("علی@", id="at the end"),
        pytest.param("@علی", id="at the beginning"),
        pytest.param("علی@ رضا", id="before a blank"),
        pytest.param("علی@x", id="before another script"),
        pytest.param("علی@क", id="between two scripts"),
        pytest.param("۱@۲", id="between digits of such a script"),
        pytest.param("\U0001f468@\U0001f469", id="a picture"),
        pytest.param("अवन्@", id="at the end of a word where no script writes it"),
    ],
)
@pytest.mark.parametrize("joiner", sorted(JOINERS))
def test_a_joiner_anywhere_else_is_replaced(raw, joiner):
    assert clean(raw.replace("@", joiner)) == raw.replace("@", REPLACEMENT)
    assert does_not_print(raw.replace("@", joiner)) == joiner


def test_two_joiners_in_a_row_are_replaced_and_joiners_make_no_longer_stacks():
    assert clean("ع\u200c\u200dی") == f"ع{REPLACEMENT * 2}ی"
    assert clean("क" + "\u0941\u200d" * 50).count("\u0941") == 4
