"""Screen 4 by keys on a real platform: paste, ask, narrow, open, come back, go on later."""

import csv
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events

from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.sure import SureScreen
from smstui.console.screens.triage import TriagePage
from smstui.console.widgets.record_list import POINTER
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account
from tests.support.bench import Bench
from tests.support.people import SENTINEL, name_everybody
from tests.support.robot import Robot

FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])
B1, SUSPENDED, TWICE = "E833815A9290", "nmp.00003", "245098240"


@pytest.fixture(scope="module")
def place() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        for number in range(30):
            add_account(sandbox.world, f"queue.{number:02d}", boxes=1)
        yield sandbox


@pytest.fixture
def sandbox(place: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    place.traffic.clear()
    yield place
    place.faults.clear()
    assert place.failures == []
    assert place.writes == []


def bench(sandbox: Sandbox, tmp_path: Path, family: str = "sdp2") -> Bench:
    return Bench(family, sandbox, tmp_path)


def numbers(most: int = 30) -> list[str]:
    return [f"queue.{number:02d}" for number in range(most)]


async def open_queue(robot: Robot) -> None:
    await robot.press("tab", "4")
    assert isinstance(robot.app.screen.content, TriagePage)


async def paste(robot: Robot, *lines: str, end: str = "\n") -> None:
    robot.app.post_message(events.Paste(end.join(lines)))
    await robot.idle()


def written_to(folder: Path) -> list[Path]:
    """The one table and the one file of lines in it."""
    return sorted(folder.glob("triage-*"), key=lambda file: file.suffix)


def under_cursor(robot: Robot) -> str:
    return next(line for line in robot.lines if f" {POINTER} " in line)


def rows(robot: Robot) -> list[str]:
    first = next(
        at
        for at, line in enumerate(robot.lines)
        if line.startswith("│") and "status" in line and "finding" in line
    )
    lines = (line[1:].removesuffix("│") for line in robot.lines[first + 1 : -2])
    # The further lines of a finding begin below it.
    return [line[3:].strip() for line in lines if line[3:4].strip()]


@FAMILIES
async def test_a_pasted_list_is_asked_about_on_a_key_and_comes_worst_first(
    sandbox: Sandbox, tmp_path: Path, family: str
) -> None:
    place = bench(sandbox, tmp_path, family)
    async with place.console() as robot:
        await open_queue(robot)
        assert "The queue is empty." in robot.text
        assert "l load a list from a file" in robot.text
        sandbox.traffic.clear()
        await paste(robot, B1, SUSPENDED, "nobody-has-this", B1, "\u0415833")
        assert "4 ids added. 1 was there already." in robot.last_line
        assert "0 of 4" in robot.text
        assert sandbox.requests == [], "a paste asks nothing"
        await robot.press("r")
        assert "4 of 4" in robot.text
        told = rows(robot)
        assert [line.split()[1] for line in told] == ["fault", "failed", "not", "fine"]
        assert SUSPENDED in told[0]
        assert "SUSPENDED" in told[0]
        assert "1 fault, 1 failed, 1 not found, 1 fine" in robot.text
        recents = await place.client.engine.run(place.client.recents())  # type: ignore[union-attr]
        assert recents == []


async def test_a_row_opens_its_bundle_and_the_way_back_keeps_cursor_and_filter(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with bench(sandbox, tmp_path).console(size=(120, 40)) as robot:
        await open_queue(robot)
        await paste(robot, SUSPENDED, B1)
        assert "waiting" in under_cursor(robot)
        await robot.press("enter", "escape")
        assert "fault" in under_cursor(robot), "what was opened is diagnosed"
        await paste(robot, *numbers())
        await robot.press("r", "f")
        await robot.type("queue.1")
        await robot.press("enter", "j", "j")
        stood_on = under_cursor(robot)
        assert "Queue 10" in robot.text
        for back in ("escape", "q"):
            await robot.press("enter")
            assert isinstance(robot.app.screen, LookupScreen)
            assert f"Account {stood_on.split()[4]}" in robot.text
            assert "Why can't they watch?" in robot.text, "a row opens with its diagnosis"
            assert f"{POINTER} ■" in robot.text
            await robot.press(back)
            assert isinstance(robot.app.screen.content, TriagePage)
            assert under_cursor(robot) == stood_on
            assert "filter: queue.1" in robot.text
        await robot.press("enter", "slash")
        await robot.type(f"{B1}\n")
        await robot.press("escape")
        assert isinstance(robot.app.screen, LookupScreen), "an id of one's own ends that way"


async def test_an_id_that_leads_to_several_or_to_nothing_comes_back_as_well(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with bench(sandbox, tmp_path).console() as robot:
        await open_queue(robot)
        await paste(robot, TWICE, "nobody-has-this")
        await robot.press("r", "enter")
        assert "2 records" in robot.text or "leads to" in robot.text
        await robot.press("escape")
        assert isinstance(robot.app.screen.content, TriagePage)
        await robot.press("j", "enter")
        assert "nobody-has-this" in robot.text
        await robot.press("escape")
        assert isinstance(robot.app.screen.content, TriagePage)


async def test_esc_stops_and_another_console_goes_on_where_it_stopped(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    place = bench(sandbox, tmp_path)
    ids = numbers()
    gate = ids[-1]
    async with place.console(timeout_s=60) as robot:
        await open_queue(robot)
        await paste(robot, *ids)
        sandbox.fault(f"delay 60000 target={gate}")
        robot.post("r")
        await robot.until(lambda: robot.app.queue_run.counts.total() > 0)
        await robot.until(lambda: len(robot.app.queue_run.left) == 1)
        await robot.until(lambda: " stop" in robot.text)
        robot.post("j")
        await robot.until(lambda: ids[0] not in under_cursor(robot))
        robot.post("escape")
        await robot.until(lambda: "29 of 30" in robot.text and "diagnose all" in robot.text)
        await robot.idle()
    sandbox.faults.clear()
    seen = {text: sandbox.fault(f"delay 0 target={text}") for text in ids}
    async with place.console(timeout_s=60) as robot:
        await open_queue(robot)
        assert "29 of 30" in robot.text
        await robot.press("r")
        assert "30 of 30" in robot.text
        assert [text for text, fault in seen.items() if fault.seen] == [gate]
        sandbox.faults.clear()
        seen = {text: sandbox.fault(f"delay 0 target={text}") for text in ids[:-1]}
        sandbox.fault(f"delay 60000 target={gate}")
        robot.post("r")
        await robot.until(lambda: "29 of 30" in robot.text and " stop" in robot.text)
        assert all(fault.seen for fault in seen.values()), "with nothing left, all again"
        robot.post("escape")
        await robot.until(lambda: "30 of 30" in robot.text and "diagnose all" in robot.text)


async def test_the_queue_goes_on_behind_another_screen(sandbox: Sandbox, tmp_path: Path) -> None:
    async with bench(sandbox, tmp_path).console() as robot:
        await open_queue(robot)
        await paste(robot, *numbers(6))
        held = sandbox.fault("delay 400")
        robot.post("r")
        robot.post("1")
        await robot.until(lambda: isinstance(robot.app.screen, LookupScreen))
        await robot.until(lambda: held.seen > 0)
        sandbox.faults.clear()
        await robot.idle()
        await robot.press("tab", "4")
        assert "6 of 6" in robot.text


async def test_a_file_is_taken_in_and_one_that_is_not_there_is_a_sentence(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("\n".join(numbers(5)))
    async with bench(sandbox, tmp_path).console() as robot:
        await robot.press("tab", "colon")
        await robot.type(f"triage {listed}\n")
        assert isinstance(robot.app.screen.content, TriagePage)
        assert "5 ids added." in robot.last_line
        await robot.press("colon")
        await robot.type("triage not-there\n")
        assert "not-there cannot be read" in robot.last_line
        await robot.press("colon")
        await robot.type("clear-queue\n")
        await robot.press("!")
        assert "The queue is empty." in robot.text
        await robot.press("r")
        assert "Paste a list of ids, add one, or load a file." in robot.last_line


async def test_the_queue_is_written_to_a_private_file_in_either_form(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with bench(sandbox, tmp_path).console() as robot:
        await open_queue(robot)
        await paste(robot, "=1+1", B1)
        await robot.press("r", "e")
        assert "a table for a spreadsheet" in robot.text
        await robot.press("enter")
        assert "Written to" in robot.last_line
        await robot.press("colon")
        await robot.type("export jsonl\n")
        await robot.press("colon")
        await robot.type("export pdf\n")
        assert "csv, csv-bom or jsonl" in robot.last_line
    table, lines = written_to(tmp_path)
    assert stat.S_IMODE(table.stat().st_mode) == stat.S_IMODE(lines.stat().st_mode) == 0o600
    written = list(csv.DictReader(table.open(newline="")))
    assert [row["asked"] for row in written] == ["'=1+1", B1]
    told = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [one["asked"] for one in told] == ["=1+1", B1]
    assert {one["schema"] for one in told} == {"smstui/triage/1"}


@pytest.mark.parametrize("focus", ["list", "filter"])
@pytest.mark.parametrize("way", ["burst", "paste", "pasted lines"])
async def test_a_scan_starts_nothing(
    sandbox: Sandbox, tmp_path: Path, focus: str, way: str
) -> None:
    """It lands whole in the lookup box, in the filter, or as ids of the queue."""
    async with bench(sandbox, tmp_path).console() as robot:
        await open_queue(robot)
        await paste(robot, *numbers(3))
        if focus == "filter":
            await robot.press("f")
        sandbox.traffic.clear()
        if way == "burst":
            robot.burst("000145098240\n")
        elif way == "paste":
            robot.app.post_message(events.Paste("000145098240\r"))
        else:
            robot.app.post_message(events.Paste("000145098240\rE833815A9290\r"))
        await robot.idle()
        queue = robot.app.queue_run
        assert not queue.is_running
        assert len(queue.left) == len(queue.rows) == (5 if way == "pasted lines" else 3)
        assert "000145098240" in robot.text
        diagnosed = [one for one in sandbox.requests if "quota" in one.operation]
        assert diagnosed == []


async def test_ids_come_by_hand_from_a_file_and_pasted_into_the_dialog(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    listed = tmp_path / "ids.csv"
    listed.write_bytes(b'\xef\xbb\xbf"queue.03"\r\n\r\n  queue.04\tAda\r\nqueue.00\r\n')
    async with bench(sandbox, tmp_path).console(size=(180, 24)) as robot:
        await open_queue(robot)
        sandbox.traffic.clear()
        await robot.press("n")
        await robot.type("queue.00, queue.01\n")
        assert "2 ids added." in robot.last_line
        await robot.press("n")
        await paste(robot, "queue.02", "queue.01", "")
        assert "1 id added. 1 was there already." in robot.last_line
        await robot.press("l")
        await robot.type(f"{listed}\n")
        assert "2 ids added. 1 was there already." in robot.last_line
        await robot.press("colon")
        await robot.type("add queue.05\n")
        assert [row.asked for row in robot.app.queue_run.rows] == numbers(6)
        os.mkfifo(tmp_path / "pipe")
        for key, typed in (
            ("n", ""),
            ("l", ""),
            ("l", f"{tmp_path}/none"),
            ("l", f"{tmp_path}/pipe"),
        ):
            await robot.press(key)
            await robot.type(f"{typed}\n")
            assert not typed or "cannot be read" in robot.last_line
            await robot.press("escape")
            assert isinstance(robot.app.page.content, TriagePage | None)
            await robot.press("4")
        assert len(robot.app.queue_run.rows) == 6
        assert sandbox.requests == [], "adding asks nothing"
        await robot.press("f")
        await robot.type("no such row")
        await robot.press("enter")
        assert "No row matches the filter no such row." in robot.text
        assert "esc clear the filter" in robot.text


async def test_ten_thousand_ids_freeze_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """Taken in, narrowed and walked through; no step of the console's loop takes long."""
    async with bench(sandbox, tmp_path).console() as robot:
        await open_queue(robot)
        await paste(robot, *(f"many.{number:05d}" for number in range(10_001)))
        assert "10,000 ids added." in robot.last_line
        assert "1 beyond the first" in robot.last_line
        await robot.press("G")
        assert "many.09999" in under_cursor(robot)
        await robot.press("f")
        await robot.type("many.0500")
        await robot.press("enter")
        assert "Queue 10 of 10,000 match" in robot.text


async def test_privacy_masks_what_may_be_a_login_and_no_device(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with bench(sandbox, tmp_path).console(size=(120, 40)) as robot:
        await open_queue(robot)
        await paste(robot, "ada.byron", B1, "nobody.at.home")
        await robot.press("r", "colon")
        await robot.type("privacy\n")
        assert "ada.byron" not in robot.text
        assert "nobody.at.home" not in robot.text
        assert B1 in robot.text
        await robot.press("colon")
        await robot.type("privacy\n")
        assert "ada.byron" in robot.text


@pytest.mark.alike
@FAMILIES
async def test_a_row_names_nobody_under_privacy_on_screen_after_a_restart_and_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    """A finding may name the household's devices, and the queue opens no bundle to learn from."""
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    with Sandbox() as sandbox:
        name_everybody(sandbox.world)
        place = bench(sandbox, tmp_path, family)
        for restarted in (False, True):
            async with place.console(size=(180, 40)) as robot:
                await open_queue(robot)
                if not restarted:
                    await paste(robot, "9001", "9003", "nmp.00001", "zznobody")
                    await robot.press("r")
                told = [row for row in robot.app.queue_run.rows if SENTINEL in row.way_on]
                assert told, "no row names anybody: nothing is proven"
                await robot.press("colon")
                await robot.type("privacy\n")
                await robot.press("e")
                await robot.type("csv\n")
                assert SENTINEL not in robot.text
                for row, told in (("not found", "not found"), ("nmp.00001", "nmp.00001")):
                    await robot.press("f")
                    await robot.type(row)
                    await robot.press("enter")
                    assert SENTINEL not in robot.text
                    assert told in robot.text.casefold()
                    await robot.press("escape")
                    await robot.press("f", "escape")
        for file in written_to(tmp_path):
            assert SENTINEL not in file.read_text("utf-8")


@pytest.mark.parametrize("word", ["forget", "clear-queue"])
async def test_forgetting_stops_the_queue_and_erases_it(
    sandbox: Sandbox, tmp_path: Path, word: str
) -> None:
    place = bench(sandbox, tmp_path)
    async with place.console(timeout_s=60) as robot:
        await open_queue(robot)
        await paste(robot, *numbers(6))
        sandbox.fault("delay 60000 target=queue.05")
        robot.post("r")
        await robot.until(lambda: len(robot.app.queue_run.left) == 1)
        if word == "forget":
            robot.post("1")
            await robot.until(lambda: isinstance(robot.app.screen, LookupScreen))
            robot.post("tab")
        robot.post("colon")
        robot.burst(f"{word}\n")
        await robot.until(lambda: isinstance(robot.app.screen, SureScreen))
        await robot.until(lambda: not robot.app.screen.is_settling)
        await robot.pause()
        robot.post("!")
        await robot.until(lambda: not robot.app.queue_run.rows)
        await robot.idle()
        assert not robot.app.queue_run.is_running
    left = (tmp_path / "queue.db").read_bytes()
    assert b"queue.0" not in left
