"""The case, the cross-test and privacy by keys."""

import base64
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from smstui.console import lost_cases
from smstui.console.widgets.record_list import RecordList
from smstui.domain.errors import StoreFailed
from smstui.sandbox.fixtures import fill_sessions
from tests.support.bench import Bench, apply_plan, plan_pair
from tests.support.fake_client import NOW, FakeClient, ada, opened, well
from tests.support.robot import Robot, console

pytestmark = pytest.mark.alike

CASN = "E833815A9290"
PAIR = ("E833815A9301", "000145098241")


def a_desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, well(), correlation_id="c0ffee-1")})


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sent to the terminal's clipboard."""
    from smstui.console.app import ConsoleApp

    texts: list[str] = []

    def sent(_: ConsoleApp, sequence: str) -> None:
        texts.append(base64.b64decode(sequence.removeprefix("\x1b]52;c;").rstrip("\a")).decode())

    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setattr(ConsoleApp, "to_terminal", sent)
    return texts


async def ask(robot: Robot, *keys: str) -> None:
    await robot.type(f"{CASN}\n")
    await robot.press(*keys)


async def test_two_keys_copy_what_was_asked_and_found(copied: list[str]) -> None:
    async with console(a_desk()) as robot:
        await ask(robot, "d", "c")
        assert "The case of account tst.40001" in robot.text
        await robot.press("enter")
        assert "Sent to the terminal" in robot.last_line
    (text,) = copied
    assert text.startswith("# Case: account tst.40001 on lab (sdp2)")
    assert f"Asked: {CASN}" in text
    assert "- Looked up as CASN." in text
    assert "Diagnosed: box 3421" in text
    assert "**Nothing wrong on our side.**" in text
    assert "c0ffee-1" in text
    assert "2026-03-14 14:02:07 UTC" in text
    assert "Times in UTC." in text
    assert "hidden" not in text


async def test_json_is_a_document_and_a_file_is_its_owner_s(
    copied: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    async with console(a_desk()) as robot:
        await ask(robot, "c", "down", "enter")
        await robot.press("c", "down", "down", "enter")
        assert "Written to" in robot.last_line
        await robot.press("c", "down", "down", "enter")
        assert "Written to" in robot.last_line, "in the same second, into a file of its own"
    told = json.loads(copied[0])
    assert told["schema"] == "smstui/transcript/1"
    assert [one["event"] for one in told["events"]] == ["question"]
    files = list((tmp_path / "state").glob("case-tst.40001-*.md"))
    assert len(files) == 2
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text("utf-8").startswith("# Case:")


async def test_it_can_be_read_here_and_esc_leads_back(copied: list[str]) -> None:
    async with console(a_desk()) as robot:
        await ask(robot, "c")
        await robot.filter("here")
        await robot.press("enter")
        assert "Case: account tst.40001 on lab" in robot.text
        await robot.press("escape")
        assert "Devices" in robot.text
    assert copied == []


async def test_without_the_journal_it_is_told_all_the_same(copied: list[str]) -> None:
    desk = a_desk()

    async def failing(account: str) -> Any:
        raise StoreFailed("The journal cannot be used.")

    desk.changes.of_account = failing  # type: ignore[method-assign]
    async with console(desk) as robot:
        await ask(robot, "c", "enter")
    assert f"Asked: {CASN}" in copied[0]


async def test_with_nothing_open_it_says_what_to_do() -> None:
    async with console(a_desk()) as robot:
        await robot.press("escape", "tab", "c")
        assert "Nothing is open." in robot.last_line


async def test_each_account_has_a_case_of_its_own(copied: list[str]) -> None:
    desk = a_desk()
    other = ada().model_copy(
        update={"account": well().account.model_copy(update={"records": (
            well().account.records[0].model_copy(update={"number": "tst.50002"}),)})}
    )  # fmt: skip
    desk.answers = {**desk.answers, "3422": opened("3422", other)}
    async with console(desk) as robot:
        await ask(robot)
        await robot.look_up("3422")
        await robot.press("c", "enter", "left_square_bracket", "c", "enter")
    assert "Asked: 3422" in copied[0]
    assert CASN not in copied[0]
    assert CASN in copied[1]
    assert "Asked: 3422" not in copied[1]


async def test_a_cross_test_is_answered_by_keys_and_stands_in_the_case(copied: list[str]) -> None:
    async with console(a_desk()) as robot:
        await ask(robot, "d", "colon")
        await robot.type("cross-test\n")
        assert "box A 3421 with card A 000145098240" in robot.text
        assert "Nothing follows yet." in robot.text
        await robot.press("enter", "enter")  # the pair in question does not work
        await robot.press("j", "enter")  # a good card in it works
        assert "It points to the card." in robot.prose
        await robot.press("j", "enter", "enter")  # its card in a good box does not
        assert "Card A 000145098240 is at fault" in robot.prose
        await robot.press("j", "j", "enter")
        await robot.type("3422\n")
        assert "box B 3422" in robot.text
        await robot.press("escape", "c", "enter")
        await robot.press("c", "down", "enter")
        await robot.press("c")
        await robot.filter("cross")
        await robot.press("enter")
        assert "is at fault" in robot.prose
    assert "| box A 3421 | **does not work** | works |" in copied[0]
    assert "| box B 3422 | **does not work** | not tried |" in copied[0]
    assert "**Card A 000145098240 is at fault" in copied[0]
    told = json.loads(copied[1])["cross_test"]
    assert told["at_fault"] == "card"
    assert [one["works"] for one in told["cells"]] == [False, True, False, None]
    assert told["boxes"] == {"A": "3421", "B": "3422"}


async def test_the_clock_of_the_case_is_the_console_s() -> None:
    async with console(a_desk()) as robot:
        await ask(robot)
        case = robot.app.casebook.of(robot.app.base.opened)  # type: ignore[arg-type]
        assert case.began == NOW


async def test_planned_done_and_verified_stand_in_their_order(
    bench: Bench, copied: list[str]
) -> None:
    async with bench.console() as robot:
        await robot.type("3421\n")
        await robot.press("U")
        await robot.press("escape")  # a plan that was only looked at
        await robot.press("U")
        await apply_plan(robot)
        await robot.press("escape", "c", "enter", "c", "down", "enter")
    told = json.loads(copied[1])
    kinds = [one["event"] for one in told["events"]]
    assert kinds == ["question", "plan", "change"], "what is read again by itself was not asked"
    plan, change = told["events"][1], told["events"][2]
    assert plan["request"]["operation"] == "unpair"
    assert (change["outcome"], change["steps"][0]["verified"]) == ("verified", True)
    assert "**verified**: the records were read again" in copied[0]
    assert "- Step 1: sent 20" in copied[0]
    assert "SENTINEL" not in copied[0] + copied[1]


async def test_s11_a_cancelled_account_is_handed_on(bench: Bench, copied: list[str]) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00004\n")
        await robot.press("c", "enter")
        assert "Sent to the terminal" in robot.last_line
    assert "(CANCELLED)" in copied[0]
    assert bench.written == []


async def test_s14_what_was_acknowledged_and_not_verified_is_told_so(
    sdp2: Bench, copied: list[str]
) -> None:
    account = sdp2.account("nmp.00001")
    fill_sessions(sdp2.sandbox.world, account)
    sdp2.sandbox.fault("no-effect operation=tearDown")
    async with sdp2.console() as robot:
        await robot.type("nmp.00001\n")
        await robot.press("3", "t")
        await apply_plan(robot)
        await robot.until(lambda: "not verified" in robot.prose)
        await robot.press("escape", "c", "enter")
        await robot.press("5", "c")
        assert re.search(r"The case of change [0-9a-f]{12} alone", robot.text)
        await robot.press("enter", "c", "G", "enter")
        assert "The case" in robot.text
        first = next(n for n, line in enumerate(robot.lines) if "- Step 1: sent" in line)
        at, then = robot.lines[first].index("- "), robot.lines[first + 1]
        assert then[: at + 2].strip(" │") == "", "under the text, not under the sign"
        assert then[at + 2].isalpha(), then
    for text in copied:
        assert "**not verified**: the platform acknowledged it" in text
        assert "acknowledged, **not verified**" in text


async def test_s5_a_refusal_before_sending_is_told_too(sdp2: Bench, copied: list[str]) -> None:
    async with sdp2.console() as robot:
        await robot.type("3422\n")
        await plan_pair(robot, "3422", "000145098259")  # a cancelled card
        await robot.press("escape", "escape")  # the dialog, then the room
        if robot.app.focused is robot.app.base.box:
            await robot.press("escape")
        await robot.press("c", "enter")
    assert "**Refused, nothing was sent.**" in copied[0]
    assert sdp2.written == []


async def test_a_console_that_is_cut_off_leaves_its_cases_and_the_next_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    monkeypatch.setattr("smstui.console.app.ConsoleApp.keeps_cases", True)
    async with console(a_desk()) as robot:
        assert lost_cases.keep(robot.app) is None, "nothing was asked"
        await ask(robot, "d")
        file = lost_cases.keep(robot.app)
        assert file is not None
        told = file.read_text("utf-8")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert f"Asked: {CASN}" in told
        assert "Diagnosed: box 3421" in told
        robot.app.masker.enabled = True
        second = lost_cases.keep(robot.app)
        assert second not in (None, file), "two consoles cut off in one second"
        assert file.read_text("utf-8") == told
        second.unlink()
        monkeypatch.setattr("smstui.store.files.write_new", _full)
        assert lost_cases.keep(robot.app) is None, "a full disk ends nothing"
    async with console(a_desk(), size=(400, 40)) as robot:
        (kept,) = files_of_cases(tmp_path)
        assert f"{kept} has the cases of the console before" in robot.last_line
        assert kept.read_text("utf-8") == told
    async with console(a_desk()) as robot:
        assert "cut off" not in robot.text
        await robot.press("escape", "tab", "colon")
        await robot.type("forget\n")
        await robot.press("!")
        assert files_of_cases(tmp_path) == []


def files_of_cases(folder: Path) -> list[Path]:
    return list(folder.glob("*-cases-*.md"))


def _full(*_: object) -> None:
    raise StoreFailed("Nothing was written (No space left on device).")


async def test_a_change_that_is_read_is_copied_and_told_as_a_case(
    bench: Bench, copied: list[str]
) -> None:
    """From page 2, where no record is open, as from the journal."""
    async with bench.console(size=(120, 40)) as robot:
        await robot.press("tab", "2")
        await robot.type(f"{PAIR[0]}\n")
        await robot.type(f"{PAIR[1]}\n")
        await robot.press("enter")
        await apply_plan(robot)
        await robot.press("escape")
        robot.app.page.set_focus(robot.app.page.query_one("#pane-pairs", RecordList))
        for page in ("2", "5"):
            await robot.press(*(("alt+5",) if page == "5" else ()), "enter")
            assert re.search("u undo +c case +y copy +esc close", robot.text), robot.text
            await robot.press("c")
            assert re.search(r"The case of change \w+ alone", robot.text), robot.text
            await robot.press("enter")
            assert copied.pop().startswith("# Case: account ")
            await robot.press("enter", "y", "enter")
            change = copied.pop()
            await robot.press("enter", "y", "j", "enter")
            told = copied.pop()
            assert re.match(rf"Pair box \S+ and card {PAIR[1]}\n● verified", told), told
            assert change in told
