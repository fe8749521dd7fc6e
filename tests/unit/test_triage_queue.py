"""The queue without a platform: pace, order, what a spreadsheet does not act on, the way back."""

import asyncio
import csv
import stat
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.errors import NotSent, SignInRefused, TimedOut
from smstui.domain.identifiers import identify
from smstui.domain.spreadsheet import harmless_cell
from smstui.domain.triage.queue import QueueRow, Standing, ids_of, summary
from smstui.presentation import queue as queue_table
from smstui.services.diagnosis import Diagnosed
from smstui.services.outcomes import Nothing
from smstui.services.queue.pace import FEWEST, ConcurrencyLimit
from smstui.services.queue.rows import row_of, waiting_row
from smstui.services.queue.running import Answered, answers
from smstui.services.queue.table import COLUMNS, csv_lines
from smstui.store.queue import QueueStore
from tests.support.identities import ELSEWHERE, LAB

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


async def each(texts: Iterable[str]) -> AsyncIterator[str]:
    for text in texts:
        yield text


async def nobody(text: str) -> Diagnosed:
    return Diagnosed(Nothing(identify(text, "sdp2"), [], []))


# Running


async def test_the_first_goes_alone_then_many_go_together_and_never_more_than_the_bound() -> None:
    under_way, most, alone = 0, 0, True

    async def ask(text: str) -> Diagnosed:
        nonlocal under_way, most, alone
        alone = alone and not (text == "1" and under_way)
        under_way += 1
        most = max(most, under_way)
        for _ in range(200):
            await asyncio.sleep(0)
        under_way -= 1
        return await nobody(text)

    texts = [str(number) for number in range(60)]
    got = [one async for one in answers(each(texts), ask, 12)]
    assert sorted(one.place for one in got) == list(range(60))
    assert [one.text for one in sorted(got, key=lambda one: one.place)] == texts
    assert most == 12
    assert alone


async def test_a_failure_is_an_answer_and_so_is_a_bug() -> None:
    async def ask(text: str) -> Diagnosed:
        if text == "dead":
            raise NotSent("The platform is gone.")
        if text == "bug":
            raise KeyError("a secret")
        return await nobody(text)

    got = {one.text: one async for one in answers(each(["a", "dead", "bug", "b"]), ask, 4)}
    assert set(got) == {"a", "dead", "bug", "b"}
    assert got["dead"].error is not None
    row = row_of(got["bug"], 2)
    assert row.standing is Standing.FAILED
    assert "KeyError" in row.title
    assert "secret" not in row.title
    assert [got[text].final for text in ("a", "dead", "bug")] == [True, False, False]


async def test_a_refused_password_is_tried_once() -> None:
    asked: list[str] = []

    async def ask(text: str) -> Diagnosed:
        asked.append(text)
        raise SignInRefused("No.")

    got = [one async for one in answers(each(["a", "b", "c"]), ask, 20)]
    assert [one.text for one in got] == asked == ["a"]


async def test_who_stops_taking_stops_the_asking() -> None:
    ended: list[str] = []
    stuck = asyncio.Event()

    async def ask(text: str) -> Diagnosed:
        try:
            if text != "0":
                stuck.set()
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append(text)
            raise
        return await nobody(text)

    before = asyncio.all_tasks()
    run = answers(each(str(number) for number in range(100)), ask, 4)
    await anext(run)
    waiting = asyncio.create_task(anext(run))  # type: ignore[var-annotated, arg-type]
    await stuck.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await run.aclose()
    assert ended
    assert asyncio.all_tasks() == before


async def test_a_slow_list_does_not_hold_back_what_is_asked() -> None:
    typed = asyncio.Event()

    async def texts() -> AsyncIterator[str]:
        yield "first"
        await typed.wait()
        yield "second"

    run = answers(texts(), nobody, 8)
    assert (await anext(run)).text == "first"
    typed.set()
    assert (await anext(run)).text == "second"
    assert await anext(run, None) is None


def test_trouble_halves_the_pace_once_for_all_that_was_under_way() -> None:
    pace = ConcurrencyLimit(32)
    first = pace.begin()
    assert pace.width == 1
    pace.good()
    assert pace.width == 16
    flight = [pace.begin() for _ in range(10)]
    for number in flight:
        pace.trouble(number)
    assert pace.width == 8
    pace.trouble(first)
    assert pace.width == 8
    for _ in range(5):
        pace.trouble(pace.begin())
    assert pace.width == FEWEST
    for _ in range(100):
        pace.good()
    assert pace.width == 32


def test_the_cache_standing_in_is_trouble_and_asked_again() -> None:
    assert Answered(0, "x", error=TimedOut("late")).troubled
    assert not Answered(0, "x", error=TimedOut("late")).final


# The list


def test_ids_are_taken_once_in_any_notation_and_from_the_first_cell() -> None:
    text = "\ufeff00:1A:79:1E:7F:50\r\n\n001A.791E.7F50\tsomething else\nE833815A9290\nE833815A9290"
    ids, said = ids_of(text, "sdp2", 100)
    assert ids == ["00:1A:79:1E:7F:50", "E833815A9290"]
    assert said == "2 were there already."


def test_leading_zeros_tell_ids_apart() -> None:
    ids, said = ids_of("000145098240\n145098240", "sdp2", 100)
    assert ids == ["000145098240", "145098240"]
    assert said == ""


def test_what_is_beyond_the_bound_is_said() -> None:
    ids, said = ids_of("\n".join(map(str, range(1, 12))), "sdp2", 10)
    assert len(ids) == 10
    assert "1 beyond the first 10" in said


def test_rows_come_worst_first_and_by_what_blocks_first() -> None:
    def row(place: int, standing: Standing, check: str = "") -> QueueRow:
        return QueueRow(place, str(place), standing, check=check)

    rows = [
        row(0, Standing.WAITING),
        row(1, Standing.FINE),
        row(2, Standing.FAULT, "rights"),
        row(3, Standing.FAILED),
        row(4, Standing.FAULT, "account-status"),
        row(5, Standing.CAUTION, "credit"),
    ]
    assert [one.place for one in sorted(rows, key=lambda one: one.severity)] == [4, 2, 5, 3, 1, 0]


def test_where_there_is_less_room_a_status_is_told_by_its_glyph() -> None:
    counts = Counter({Standing.FINE: 3, Standing.FAULT: 1, Standing.NOT_FOUND: 2})
    assert summary(counts, 4) == "4 offline, 1 fault, 2 not found, 3 fine"
    assert queue_table.short_summary(counts, 4) == "4 offline  ■ 1  ○ 2  ● 3"
    assert summary(Counter()) == queue_table.short_summary(Counter()) == ""


# For a spreadsheet


@pytest.mark.parametrize(
    "evil",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "\uff20x",
     "x;=1+1", 'x","=1', "a, -1", "a|@x", "=cmd|' /C calc'!A0"],
)  # fmt: skip
def test_no_cell_begins_a_formula(evil: str) -> None:
    row = QueueRow(0, evil, Standing.FAULT, account=evil, title=evil, way_on=evil, id=evil)
    heading, line = csv_lines([row], NOW)
    (read,) = csv.DictReader([heading, line])
    for name in ("asked", "id", "account", "finding", "next"):
        for separator in ",;|\t":
            for cell in read[name].split(separator):
                assert cell.strip(' "\u00a0')[:1] not in {*"=+-@\uff1d\uff20"}


@pytest.mark.parametrize("kind", ["000145098240", "nmp.00001", "", "a-b", "it's 3 - 1", "x = y"])
def test_what_is_harmless_stays_as_it_is(kind: str) -> None:
    assert harmless_cell(kind) == kind


@given(st.text(max_size=30))
def test_any_text_is_one_cell_of_one_line(text: str) -> None:
    heading, line = csv_lines([QueueRow(0, "x", title=text)], NOW)
    (read,) = csv.reader([line], strict=True) if "\n" not in text and "\r" not in text else ([],)
    assert not read or len(read) == len(COLUMNS)
    assert heading.count(",") == len(COLUMNS) - 1


# Across restarts


def a_row(place: int, **fields: Any) -> QueueRow:
    return QueueRow(place, f"id-{place}", **fields).searchable()


def test_a_queue_is_there_again_and_a_new_list_takes_its_place(tmp_path: Path) -> None:
    store = QueueStore(LAB, tmp_path, now=lambda: NOW)
    store.begin([waiting_row(0, "id-0"), waiting_row(1, "id-1")])
    other = QueueStore(ELSEWHERE, tmp_path, now=lambda: NOW)
    other.begin([waiting_row(0, "other")])
    done = a_row(1, standing=Standing.FAULT, read_at=NOW, title="banned", final=True)
    store.note([done])
    store.close()
    again = QueueStore(LAB, tmp_path, now=lambda: NOW)
    assert again.load() == [waiting_row(0, "id-0"), done]
    assert again.load()[1].words == done.words
    again.erase()
    assert again.load() == []
    assert len(other.load()) == 1
    assert again.problem == ""
    again.close()
    assert stat.S_IMODE((tmp_path / "queue.db").stat().st_mode) == 0o600


def test_an_old_queue_is_erased(tmp_path: Path) -> None:
    QueueStore(LAB, tmp_path, now=lambda: NOW).begin([waiting_row(0, "id-0")])
    later = QueueStore(LAB, tmp_path, days=30, now=lambda: NOW.replace(month=6))
    assert later.load() == []
    assert later._database.tables.conn.execute("SELECT count(*) FROM queue").fetchone() == (0,)


def test_a_flipped_bit_loses_a_row_and_tells_no_lie(tmp_path: Path) -> None:
    store = QueueStore(LAB, tmp_path, now=lambda: NOW)
    store.begin([a_row(0, standing=Standing.FAULT), a_row(1, standing=Standing.FAULT)])
    with store._database.writing() as tables:
        tables.conn.execute("UPDATE queue SET content = replace(content, 'fault', 'fine')"
                            " WHERE place = 0")  # fmt: skip
    assert [row.place for row in store.load()] == [1]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("No record found. Searched as CASN, NUID and login id.", "No record found."),
        (
            "No record found. Searched as CASN. Did you mean E833815A9290?",
            "No record found. Did you mean E833815A9290?",
        ),
        ("This cannot be an id: no such form.", "This cannot be an id: no such form."),
    ],
)  # fmt: skip
def test_what_was_not_found_takes_a_sentence_and_is_found_by_all_of_it(
    title: str, told: str
) -> None:
    row = a_row(0, standing=Standing.NOT_FOUND, title=title).searchable()
    drawn = queue_table.row_of(row, NOW, masked=False)
    assert drawn.cells[4][0] == told
    assert title.casefold().split()[-1] in drawn.words
    other = a_row(0, standing=Standing.FAILED, title=title)
    assert queue_table.row_of(other, NOW, masked=False).cells[4][0] == title
