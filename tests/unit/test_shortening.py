"""What gives way where there is no room: the middle of ids, the end of names, whole columns."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from smstui.console.guard import harmless, shown
from smstui.console.shortening import fitted, shortened, with_short_ids
from smstui.console.styled_text import width_of
from smstui.console.widgets.rows import Column, Row, laid_out, unfolded, widths
from smstui.domain.marking import has_marks, personal, plain, typed
from smstui.presentation import drafts, journal, outcomes, queue, records, sessions
from smstui.presentation.lines import joined
from smstui.presentation.tables import id_column

HEX = "65f1c0ffee0123456789abcd"
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
CODES = ("000145098240", "E833815A9290", "00:1A:79:1E:7F:50", "9F20C4417B3A0001")


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_shortened_text_has_at_most_its_width_and_both_its_ends(text: str, width: int) -> None:
    text = harmless(text)
    told = shortened(text, width)
    assert cell_len(told) <= width
    if cell_len(text) <= width:
        assert told == text
    elif width >= 5 and text.isascii() and " " not in text and not has_marks(text):
        head, _, tail = told.partition("…")
        assert text.startswith(head)
        assert text.endswith(tail)
        assert 0 <= len(head) - len(tail) <= 1


@given(st.text("0123456789abcdef", min_size=18, max_size=60), st.integers(5, 30))
def test_marked_text_stays_marked_when_it_is_shortened(text: str, width: int) -> None:
    for marked in (personal(text), f"user {personal(text)}", typed("@" + text)):
        told = shortened(marked, width)
        assert cell_len(plain(told)) <= width
        assert not set("".join(shown([told], ()))) & set("0123456789"), "nothing of it is shown"


@pytest.mark.parametrize("code", CODES)
def test_a_card_a_casn_a_nuid_and_a_mac_are_never_shortened_in_a_sentence(code: str) -> None:
    told = with_short_ids(f"Unpair box {HEX} from card {code}, then {code}", 10)
    assert told == f"Unpair box 65f1c…9abcd from card {code}, then {code}"


def test_ids_are_shortened_only_as_far_as_it_takes() -> None:
    text = f"box {HEX} is disabled"
    assert with_short_ids(text, len(text)) == text
    assert with_short_ids(text, len(text) - 3) == "box 65f1c0ffee…456789abcd is disabled"
    assert with_short_ids(f"{UUID} {HEX}", 40) == "3f2504e…82c3301 65f1c0ffee0123456789abcd"


def test_of_a_line_names_are_cut_and_last_pieces_left_out_but_never_a_state() -> None:
    name = "Wilhelmine Brzęczyszczykiewicz"
    uid, ppv = [("uid ", "muted"), (HEX, "base")], [("PPV ", "muted"), ("yes", "base")]
    line = joined([[("● ACTIVE", "good")], [(name, "strong")], uid, ppv])
    for width in range(90, 10, -1):
        told = fitted(line, width)
        assert width_of(told) <= width
        assert told[0] == ("● ACTIVE", "good")
        text = "".join(text for text, _ in told)
        assert not re.search(r"PP?V?…|\bye?…", text)
        left_out = sum(piece not in text for piece in ("uid ", "PPV yes"))
        if left_out and width >= 28:
            assert text.endswith((f"  {left_out} more", " …")), text
        else:
            assert left_out or not text.endswith(("more", " …")), text
    assert "Wilhelmine Br…" in "".join(text for text, _ in fitted(line, 50))


TABLES = {
    "devices": records.DEVICES, "smartcards": records.SMARTCARDS, "users": records.USERS,
    "sessions": records.SESSIONS, "rights": records.RIGHTS, "live": sessions.COLUMNS,
    "recents": outcomes.RECENTS, "matches": outcomes.MATCHES, "queue": queue.COLUMNS,
    "journal": journal.COLUMNS, "drafts": drafts.COLUMNS,
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@given(lengths=st.lists(st.integers(0, 60), min_size=12, max_size=12), room=st.integers(10, 160))
def test_no_row_is_wider_than_its_room(name: str, lengths: list[int], room: int) -> None:
    columns = TABLES[name]
    cells = tuple(("x" * length, "base") for length, _ in zip(lengths, columns, strict=False))
    found = widths(columns, [Row("1", cells)], room)
    total = width_of(laid_out(Row("1", cells), found))
    assert total <= room or len(found.by_column) == 1
    for row in unfolded([Row("1", cells)], columns, found):
        assert width_of(laid_out(row, found)) == total


@pytest.mark.parametrize("name", ["devices", "recents", "matches", "live", "rights", "smartcards"])
@given(ids=st.integers(1, 60), room=st.integers(34, 160))
def test_a_firm_column_is_whole_or_not_there(name: str, ids: int, room: int) -> None:
    columns = TABLES[name]
    cells = tuple(("s" * 11 if each.firm else "i" * ids, "base") for each in columns)
    found = widths(columns, [Row("1", cells)], room)
    shown_in = found.by_column.items()
    assert all(wide >= min(11, columns[at].most) for at, wide in shown_in if columns[at].firm)
    if room >= 74:
        kept = [at for at, each in enumerate(columns) if each.firm and each.rank == 0]
        assert set(kept) <= set(found.by_column)


def test_a_box_keeps_its_casn_its_card_and_its_status_to_the_last() -> None:
    cells = [("box", "base"), (HEX, "base"), (CODES[1], "base"), (CODES[0], "base"),
             ("■ BANNED, ACTIVE", "fault")]  # fmt: skip
    cells += [("", "base")] * (len(records.DEVICES) - len(cells))
    row = Row("1", tuple(cells))
    for room in range(120, 41, -1):
        line = "".join(text for text, _ in laid_out(row, widths(records.DEVICES, [row], room)))
        assert all(told in line for told in (CODES[1], CODES[0], "■ BANNED, ACTIVE")), line


@pytest.mark.parametrize("name", TABLES)
@given(lengths=st.lists(st.integers(0, 40), min_size=12, max_size=12), room=st.integers(30, 100))
def test_no_column_is_cut_for_one_that_is_left_out(
    name: str, lengths: list[int], room: int
) -> None:
    """Where one goes, the others get back what they gave way for it, as far as there is room."""
    columns = TABLES[name]
    cells = tuple(("x" * length, "base") for length, _ in zip(lengths, columns, strict=False))
    found = widths(columns, [Row("1", cells)], room).by_column
    shown = tuple(columns[at] for at in found)
    alone = widths(shown, [Row("1", tuple(cells[at] for at in found))], room).by_column
    assert list(found.values()) == list(alone.values()) or len(found) == 1


@pytest.mark.parametrize("name", TABLES)
@given(lengths=st.lists(st.integers(0, 40), min_size=12, max_size=12), room=st.integers(30, 160))
def test_no_text_is_cut_beside_blank_cells(name: str, lengths: list[int], room: int) -> None:
    columns = TABLES[name]
    cells = tuple(("x" * length, "base") for length, _ in zip(lengths, columns, strict=False))
    found = widths(columns, [Row("1", cells)], room)
    taken = sum(found.by_column.values()) + found.gap * (len(found.by_column) - 1)
    cut = [at for at, width in found.by_column.items() if lengths[at] > width]
    assert not cut or taken >= room or len(found.by_column) == 1


def test_a_sentence_wraps_within_its_column_and_ends_with_a_whole_word() -> None:
    columns = (id_column("id"), Column("said", most=80, grows=True, wraps=2, least=20))
    said = f"Box {HEX} has card 000145098240 already. To put 000145098241 in its place, swap it."
    row = Row("1", (("7", "base"), (said, "base")))
    found = widths(columns, [row], 40)
    lines = unfolded([row], columns, found)
    assert [line.key for line in lines] == ["1", "1:more:0"]
    assert lines[1].part_of == "1"
    assert lines[1].cells[1][0].endswith(" …")
    told = " ".join(line.cells[1][0] for line in lines).removesuffix(" …")
    assert said.startswith(told), told
    assert said[len(told)] == " ", "no word is cut"
    assert lines[1].cells[0][0] == ""
