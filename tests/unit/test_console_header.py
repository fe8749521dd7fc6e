"""The header: five pages with counts, and what gives way where there is little room."""

import pytest

from smstui.actions import Place
from smstui.console.styled_text import width_of
from smstui.console.views.header import PAGES, POINTER, Header, rows_of
from tests.support.headers import header

WAITING = {Place.PAIR: 3, Place.TRIAGE: 12, Place.JOURNAL: 1}
OTHERS = {Place.PAIR: 9, Place.TRIAGE: 88, Place.JOURNAL: 7}
CRUMBS = ("nmp.00001", "box 3421")


def full(**fields: object) -> Header:
    told = {"counts": WAITING, "crumbs": CRUMBS, "read": ("read 21:04:02", "bar-muted")}
    return header(zone="UTC", **(told | fields))


def lines(shown: Header, width: int, height: int = 24) -> list[str]:
    """The rows as they are read, each as wide as the terminal."""
    rows = rows_of(shown, width, height)
    assert all(width_of(left) + width_of(right) <= width for left, right in rows), rows
    return ["".join(text for text, _ in (*left, *right)) for left, right in rows]


def test_wide_terminals_have_one_row_with_the_five_pages() -> None:
    (line,) = lines(full(), 160)
    for said in ("LAB", "RW", "support", f"{POINTER}1 Lookup",
                 "2 Pair •3", "3 Sessions", "4 Triage 12", "5 Journal •1", "box 3421",
                 "read 21:04:02", "UTC", "online"):  # fmt: skip
        assert said in line, said


def test_below_110_columns_who_and_where_come_first_then_the_pages() -> None:
    where, pages = lines(full(), 80)
    assert where.split()[:3] == ["LAB", "RW", "support"]
    assert "box 3421" in where
    assert "read 21:04:02" in where
    assert "4 Triage 12" in pages
    assert "Lookup" not in where
    assert len(lines(full(), 80, height=13)) == 1, "a low terminal has no room for the pages"


@pytest.mark.parametrize("width", range(40, 200))
def test_nothing_is_cut_and_who_we_are_never_gives_way(width: int) -> None:
    text = "\n".join(lines(full(), width))
    for said in ("LAB", "RW", "support", "1", "2", "3", "4", "5", "•3", "12", "•1"):
        assert said in text, said


def test_at_120_columns_the_record_in_hand_and_the_family_have_room() -> None:
    for name in ("sdp2", "opf"):
        shown = full(label="DEMO", role="supervisor", family=name, read=("read 21:04:02", "bar"))
        (line,) = lines(shown, 120)
        assert "box 3421" in line
        assert name in line
        assert "read 21:04:02 UTC" in line
    long = "box 65f1a2b3c4d5e6f7a8b9c0d1"
    (line,) = lines(
        full(label="DEMO", role="supervisor", crumbs=("65f1a2b3c4d5e6f7a8b9c0d0", long)), 130
    )
    assert "box 65f1" in line, "a long id is shortened before it is left out"
    for word in ("offline", "ready"):
        assert word in lines(full(state=(word, "bar-fault")), 110)[0], "only online gives way"


def test_the_way_gives_way_first_then_the_read_time_then_the_names() -> None:
    said = {
        "nmp.00001": lambda text: "nmp.00001" in text,
        "box 3421": lambda text: "box 3421" in text,
        "read": lambda text: "read 21:04:02" in text,
    }
    least = {
        word: min(width for width in range(40, 110) if is_in(lines(full(), width)[0]))
        for word, is_in in said.items()
    }
    assert least["nmp.00001"] > least["box 3421"] > least["read"]
    narrow = lines(full(), 50)[1]
    assert "1 Lookup" in narrow, "the current page keeps its name longest"
    assert "Triage" not in narrow


@pytest.mark.parametrize("width", [48, 80, 120, 160])
def test_a_count_that_comes_moves_nothing(width: int) -> None:
    before, after = lines(full(counts={}), width)[-1], lines(full(counts=OTHERS), width)[-1]
    for page in PAGES:
        name = page.name if page.name in before else str(PAGES.index(page) + 1)
        assert before.index(name) == after.index(name)
    many = lines(full(counts=dict.fromkeys(WAITING, 12_345)), width)[-1]
    assert [sign for sign in ("•9+", "999+") if sign not in many] == []
    assert before.index("5") == many.index("5"), "a count too large for its cells is shortened"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_current_page_is_marked_by_a_sign_and_a_role(page: object) -> None:
    assert page in PAGES
    place = page.place  # type: ignore[attr-defined]
    marked = [
        text for left, _ in rows_of(full(place=place), 80, 24) for text, role in left
        if role == "title-focus"
    ]  # fmt: skip
    assert len(marked) >= 1
    assert marked[0].endswith(page.name)  # type: ignore[attr-defined]
