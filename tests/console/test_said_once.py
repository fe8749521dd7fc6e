"""The read time and a cause are told once; findings fold what could not be checked."""

from datetime import timedelta

import pytest
from test_console_snapshots import CASN, TYPO, a_desk

from smstui.console.views import finding_rows
from smstui.console.widgets.record_list import RecordList
from smstui.domain.bundle import Focus, Part, PartState
from smstui.domain.device import SetTopBox
from smstui.domain.text import Clean
from smstui.domain.triage.finding import Result
from smstui.platforms.parts import read_part
from smstui.presentation.tables import FOLD
from tests.support.fake_client import NOW, ada, opened
from tests.support.patients import patient
from tests.support.robot import console

READ = "read 14:02:07"


async def test_the_moment_of_reading_is_on_the_first_line_alone() -> None:
    async with console(a_desk(), size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        assert robot.text.count(READ) == 1
        await robot.press("d")
        assert robot.text.count("14:02:07") == 1, "findings do not repeat it"


async def test_a_pane_that_is_older_says_so() -> None:
    bundle = ada()
    older = bundle.devices.model_copy(update={"read_at": NOW - timedelta(minutes=12)})
    desk = a_desk()
    desk.answers = {CASN: opened(CASN, bundle.model_copy(update={"devices": older}))}
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        told = robot.text.count("read ") - robot.text.count("read as")
        assert told == 3, "the first line, the devices and the box beside them"
        assert next(line for line in robot.lines if "Devices" in line).count("read ") == 1


async def test_one_cause_is_told_once_and_not_in_four_red_panes() -> None:
    reason = Clean("The platform gave no answer in 10 s.")
    failed = Part[SetTopBox](state=PartState.FAILED, reason=reason, correlation_id="c0ffee-9")
    update = dict.fromkeys(("smartcards", "users", "sessions", "rights"), failed)
    desk = a_desk()
    desk.answers = {CASN: opened(CASN, ada().model_copy(update=update))}
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        assert robot.prose.count(str(reason)) == 1
        assert robot.prose.count("for the same reason as smartcards") == 3
        await robot.press("tab", "tab", "enter")
        assert robot.prose.count(str(reason)) == 2, "enter tells it in full all the same"


async def test_the_keys_of_a_lookup_that_found_nothing_are_on_the_last_line_alone() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{TYPO}\n")
        assert f"No record found for {TYPO}" in robot.prose
        for way_on in ("/ lookup", "esc back"):
            assert way_on in robot.last_line
        assert robot.text.casefold().count("back") == 1
        assert "another id" not in robot.prose


async def test_what_could_not_be_checked_is_one_line_that_enter_unfolds() -> None:
    async with console(a_desk(), size=(80, 40)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("d")
        pane = robot.app.base.findings.pane
        assert isinstance(pane, RecordList)
        rows = pane.row_count
        pane.point_at(FOLD)
        assert pane.key == FOLD
        await robot.idle()
        assert "unfold" in robot.last_line
        await robot.press("enter")
        assert pane.row_count > rows
        assert pane.key == FOLD, "the cursor stays"
        assert "fold" in robot.last_line
        await robot.press("enter")
        assert pane.row_count == rows


@pytest.mark.parametrize("width", [40, 76, 116])
def test_the_folded_line_counts_by_reason_and_takes_two_lines_at_most(width: int) -> None:
    from smstui.domain.triage.diagnosis import diagnose

    diagnosis = diagnose(patient("sdp2"))
    page = finding_rows.Page(NOW, width, lambda _: "")
    rows = finding_rows.rows_of(diagnosis, page)
    folded = [row for row in rows if FOLD in (row.key, row.part_of)]
    unchecked = [one for one in diagnosis.findings if one.result is Result.NOT_CHECKED]
    assert 1 <= len(folded) <= 2
    number = folded[0].cells[0][0].split()[1]
    assert 1 < int(number) <= len(unchecked)
    unfolded = finding_rows.rows_of(diagnosis, page, unfolded=True)
    assert sum(not row.passive for row in unfolded) == sum(not r.passive for r in rows) + int(
        number
    )


async def test_a_finding_of_two_lines_is_highlighted_whole() -> None:
    async with console(a_desk(), size=(60, 40)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("d")
        pane = robot.app.base.findings.pane
        assert isinstance(pane, RecordList)
        whole = next(row for row in pane._rows if row.part_of)
        pane.point_at(whole.part_of)
        at = next(n for n, row in enumerate(pane._rows) if row.key == whole.part_of)
        lines = [pane._row_line(n, 50)[1] for n in range(at, at + 3)]
        assert lines[:2] == ["cursor", "cursor"]
        assert lines[2] == ("cursor" if pane._rows[at + 2].part_of == whole.part_of else "base")


async def test_the_lists_of_a_record_without_an_account_say_so() -> None:
    bundle = ada()
    empty = {name: read_part([]) for name in ("account", "users", "devices", "sessions", "rights")}
    focus = Focus(kind="smartcard", id="000145098240")
    desk = a_desk()
    desk.answers = {CASN: opened(CASN, bundle.model_copy(update=empty | {"focus": focus}))}
    async with console(desk) as robot:
        await robot.type(f"{CASN}\n")
        assert "the smartcard belongs to no account" in robot.prose
        assert robot.prose.count("None: there is no account.") == 4
        assert "on this account" not in robot.prose


@pytest.mark.parametrize(
    ("family", "said"), [("sdp2", "No current right."), ("opf", "No right has been acquired.")]
)
async def test_an_empty_list_of_rights_says_no_more_than_it_lists(family: str, said: str) -> None:
    """One family lists only what is current: a right that has ended is not in its answer."""
    bundle = ada().model_copy(update={"family": family, "rights": read_part([])})
    desk = a_desk()
    desk.answers = {CASN: opened(CASN, bundle)}
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        assert said in robot.prose
        assert ("acquired" in robot.prose) is (family == "opf")
