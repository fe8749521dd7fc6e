"""Any list is copied, or written to a new private file, as it is shown and without a secret."""

import base64
import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from test_change_snapshots import a_desk as changing_desk
from test_console_snapshots import TWICE
from test_console_snapshots import a_desk as asking_desk

from smstui.console.screens.ask import AskScreen
from smstui.domain.privacy import PRIVACY_MASK
from tests.support.bench import Bench
from tests.support.deliveries import delivered
from tests.support.fake_client import FakeClient, FakeStartupSettings, a_recent, ada, opened
from tests.support.robot import Robot, console

pytestmark = pytest.mark.alike

CASN, NUMBER = "E833815A9290", "nmp.00001"
TO_FILE = FakeStartupSettings(clipboard="file")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, ada())}, [a_recent(uid=str(3400 + n)) for n in range(9)])


def files(folder: Path, pattern: str = "*") -> list[Path]:
    return list(folder.glob(pattern))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def copy(robot: Robot, form: str, state: Path) -> str:
    await robot.press("y")
    await robot.filter(f"as {form}")
    await robot.press("enter")
    return (state / "clipboard.txt").read_text()


async def test_a_pane_is_copied_as_it_is_filtered(state: Path) -> None:
    async with console(desk(), startup=TO_FILE) as robot:
        await robot.look_up(CASN)
        await robot.press("f")
        await robot.type("box !banned !cancelled")
        await robot.press("enter", "y")
        assert "3 of 6 rows (filtered)" in robot.text
        await robot.press("escape")
        told = json.loads(await copy(robot, "json", state))
        assert (told["list"], told["shown"], told["total"]) == ("devices", 3, 6)
        assert [row["id"] for row in told["rows"]] == ["3421", "3422", "3423"]
        assert told["rows"][0]["status"] == "ACTIVE"
        assert told["rows"][0]["mac"] == "00:1A:79:1E:7F:50", "also what has no room"
        lines = list(csv.reader((await copy(robot, "csv", state)).splitlines()))
        assert lines[0][:2] == ["kind", "id"]
        assert len(lines) == 4
        text = await copy(robot, "text", state)
        assert len(text.splitlines()) == 4
        assert "hidden" not in text


PAGES: dict[str, Any] = {
    "recents": (desk, ("tab",), "recents", 9),
    "several": (asking_desk, (TWICE,), "matches", 2),
    "findings": (desk, (CASN, "d"), "findings", None),
    "fields": (desk, (CASN, "enter"), "fields", None),
    "sessions": (desk, (CASN, "3"), "sessions", 1),
    "journal": (changing_desk, (CASN, "5"), "changes", None),
}


@pytest.mark.parametrize("page", PAGES)
async def test_every_list_is_copied(page: str, state: Path) -> None:
    made, way, name, rows = PAGES[page]
    async with console(made(), startup=TO_FILE, size=(120, 40)) as robot:
        for step in way:
            await (robot.look_up(step) if len(step) > 3 and step != "enter" and step != "tab"
                   else robot.press(step))  # fmt: skip
        told = json.loads(await copy(robot, "json", state))
        assert told["list"] == name
        assert told["shown"] == len(told["rows"]) > 0
        assert rows is None or told["shown"] == rows
        assert page != "several" or "kind" in told["rows"][0]
        assert "column_1" not in told["rows"][0] or page in ("findings", "sessions")
        assert "hidden-" not in json.dumps(told)


async def test_a_secret_that_is_shown_is_not_in_a_list(state: Path) -> None:
    async with console(desk(), startup=TO_FILE, size=(120, 70)) as robot:
        await robot.look_up(CASN)
        await robot.press("enter", "x")
        assert "hidden-prov" in robot.text
        for form in ("text", "csv", "json"):
            assert "hidden-prov" not in await copy(robot, form, state)
            await robot.press("x")
        await robot.press("e", "enter", "enter")
        (file,) = files(state, "fields-*.txt")
        assert "hidden-prov" not in file.read_text()


async def test_what_is_masked_on_the_screen_is_masked_in_the_list(state: Path) -> None:
    startup = FakeStartupSettings(clipboard="file", privacy=True)
    async with console(desk(), startup=startup, size=(120, 40)) as robot:
        await robot.look_up(CASN)
        await robot.press("tab", "tab")
        text = await copy(robot, "text", state)
        assert PRIVACY_MASK in text
        assert "ada" not in text.casefold()
        await robot.press("f")
        await robot.type("sup")
        await robot.press("enter")
        told = json.loads(await copy(robot, "json", state))
        assert told["filter"] == PRIVACY_MASK, "what was typed may be a name"
        assert "ada" not in json.dumps(told).casefold()


async def test_a_clipboard_that_is_off_is_not_used_and_a_file_is_written(state: Path) -> None:
    async with console(desk(), startup=FakeStartupSettings(clipboard="off")) as robot:
        await robot.look_up(CASN)
        await robot.press("y")
        assert "Copying is switched off by the configuration" in robot.last_line
        await robot.press("3", "y")
        assert "Copying is switched off by the configuration" in robot.last_line
        await robot.press("escape", "e", "enter", "enter")
        assert "Written to" in robot.last_line
        assert files(state, "*.txt")


async def test_the_path_of_a_file_that_was_written_can_be_copied(state: Path) -> None:
    async with console(desk(), startup=TO_FILE) as robot:
        await robot.look_up(CASN)
        await robot.press("y")
        before = [line.split()[0] for line in robot.lines if " as JSON " in line]
        await robot.press("escape", "e", "enter", "enter")
        (file,) = files(state, "*.txt")
        assert "y copies the path" in robot.last_line
        await robot.press("y")
        assert before == [line.split()[0] for line in robot.lines if " as JSON " in line]
        await robot.filter("last file")
        await robot.press("enter")
        assert (state / "clipboard.txt").read_text() == str(file)


@pytest.mark.parametrize("form", ["text", "csv", "json"])
async def test_a_file_is_new_private_and_where_the_person_says(
    form: str, state: Path, tmp_path: Path
) -> None:
    async with console(desk()) as robot:
        await robot.look_up(CASN)
        await robot.press("colon")
        await robot.type(f"export {form}\n")
        assert isinstance(robot.app.screen, AskScreen)
        await robot.press("enter")
        assert "Written to" in robot.last_line
        (file,) = files(state)
        assert file.name.startswith("devices-lab-2026-03-14.")
        assert (mode(file), mode(state)) == (0o600, 0o700)
        content = file.read_bytes()
        await robot.press("colon")
        await robot.type(f"export {form}\n")
        assert "devices-lab-2026-03-14-2." in robot.text, "a name that is free"
        await robot.press("ctrl+u")
        await robot.type(f"{file}\n")
        assert "already exists" in robot.app.page.bars.said
        assert file.read_bytes() == content
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        for name, said in (("link", "already exists"), ("none/there", "No such file"),
                           ("", "already exists")):  # fmt: skip
            await robot.press("colon")
            await robot.type(f"export {form}\n")
            await robot.press("ctrl+u")
            await robot.type(f"{tmp_path}/{name}\n")
            assert said in robot.app.page.bars.said, name
        assert not (tmp_path / "elsewhere").exists()


async def test_a_scan_is_no_path(state: Path) -> None:
    async with console(desk()) as robot:
        await robot.press("tab", "e", "enter")
        assert isinstance(robot.app.screen, AskScreen)
        await robot.pause()
        robot.burst(f"{CASN}\n")
        await robot.idle()
        assert robot.app.base.box.value == CASN
        assert robot.app.base.opened is not None
        assert not files(state)


async def test_an_unknown_form_is_refused_with_the_known_ones() -> None:
    async with console(desk()) as robot:
        await robot.look_up(CASN)
        await robot.press("colon")
        await robot.type("export xlsx\n")
        assert "A list is written as text, csv, json." in robot.last_line


async def test_the_queue_and_the_journal_of_a_platform(bench: Bench, state: Path) -> None:
    async with bench.console(size=(120, 40)) as robot:
        await robot.press("tab", "4", "n")
        await robot.type("nmp.00001, nmp.00002\n")
        await robot.press("f")
        await robot.type("00002")
        await robot.press("enter", "e", "enter")
        assert "1 of 2 rows written to" in robot.last_line
        (file,) = files(state, "triage-*.csv")
        assert "nmp.00001" not in file.read_text()
        assert "nmp.00002" in file.read_text()


async def test_pairs_drafts_and_the_queue_are_copied(bench: Bench, state: Path) -> None:
    delivery = delivered(bench.sandbox.world, 2)
    copied: list[str] = []
    async with bench.console(size=(120, 40)) as robot:
        robot.app.to_terminal = lambda sequence: copied.append(sent(sequence))  # type: ignore[method-assign]
        await robot.press("tab", "2")
        for code in (code for pair in delivery.pairs for code in pair):
            await robot.type(f"{code}\n")
        await robot.press("tab", "tab", "tab")
        for name in ("pairs", "drafts", "queue"):
            if name == "drafts":
                await robot.press("colon")
                await robot.type("drafts\n")
            elif name == "queue":
                await robot.press("4", "n")
                await robot.type("nmp.00001, nmp.00002\n")
            await robot.press("y")
            await robot.filter("as json")
            await robot.press("enter")
            told = json.loads(copied[-1])
            assert (told["list"], told["shown"], told["total"]) == (name, 2, 2)
            assert told["deployment"] == robot.app.startup.deployment


def sent(sequence: str) -> str:
    """What a control sequence puts on the clipboard of a terminal."""
    return base64.b64decode(sequence.split(";")[2].rstrip("\a")).decode()
