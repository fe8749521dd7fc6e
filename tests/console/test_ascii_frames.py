"""`frames = "ascii"`: every frame, sign and key is drawn with ASCII characters alone."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from footer_moments import MOMENTS, Moment, standing
from svg import CELL, EDGE
from test_change_snapshots import STAGES as CHANGES
from test_change_snapshots import a_desk as changing_desk
from test_console_snapshots import STAGES, a_desk
from test_dialog_sheets import DIALOGS
from test_pair_snapshots import STAGES as PAIRING
from test_queue_snapshots import STAGES as QUEUES
from test_queue_snapshots import queue_desk

from smstui.config.ui import UiSettings
from smstui.presentation.ascii import in_ascii
from tests.support.bench import Bench
from tests.support.fake_client import FakeStartupSettings
from tests.support.products import few
from tests.support.robot import Robot, console
from tests.support.site import site

ASCII = UiSettings(frames="ascii")
SIZES = [(80, 24), (120, 40)]


def not_ascii(robot: Robot) -> str:
    """Every cell that is drawn and is no ASCII character, once."""
    return "".join(sorted({each for each in robot.text if not each.isascii()}))


@pytest.mark.parametrize("moment", few(MOMENTS, 16), ids=lambda moment: moment.name)
async def test_every_moment_of_the_footer_is_drawn_so(moment: Moment, tmp_path: Path) -> None:
    ascii_one = replace(moment, settings={**moment.settings, "ui": ASCII})
    async with standing(ascii_one, moment.families[-1], tmp_path / "site") as (robot, _):
        assert not not_ascii(robot), robot.text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("stage", few(STAGES, 7))
async def test_every_stage_of_a_lookup_is_drawn_so(stage: str, size: tuple[int, int]) -> None:
    async with console(a_desk(), size=size, startup=FakeStartupSettings(ui=ASCII)) as robot:
        await STAGES[stage](robot)
        assert not not_ascii(robot), robot.text


@pytest.mark.parametrize("stage", few(CHANGES, 5))
async def test_every_stage_of_a_change_is_drawn_so(stage: str) -> None:
    async with console(changing_desk(), startup=FakeStartupSettings(ui=ASCII)) as robot:
        await CHANGES[stage](robot)
        assert not not_ascii(robot), robot.text


@pytest.mark.parametrize("stage", few(PAIRING, 5))
async def test_every_stage_of_pairing_is_drawn_so(stage: str) -> None:
    desk, steps = PAIRING[stage]
    async with console(desk(), startup=FakeStartupSettings(ui=ASCII)) as robot:
        await steps(robot)
        assert not not_ascii(robot), robot.text


@pytest.mark.parametrize("stage", few(QUEUES, 4))
async def test_every_stage_of_the_queue_is_drawn_so(stage: str) -> None:
    startup = FakeStartupSettings(ui=ASCII)
    async with console(queue_desk(stage), startup=startup) as robot:
        await QUEUES[stage].steps(robot)
        assert not not_ascii(robot), robot.text


@pytest.mark.parametrize("name", few(DIALOGS, 7))
async def test_every_dialog_is_drawn_so(name: str, bench: Bench) -> None:
    async with bench.console(ui=ASCII) as robot:
        await DIALOGS[name](robot)
        assert not not_ascii(robot), robot.text


async def test_the_same_screen_has_its_signs_where_the_terminal_draws_them(bench: Bench) -> None:
    """What is compared above would be worth nothing if there were no signs."""
    async with bench.console() as robot:
        await robot.look_up("3421")
        assert {"╭", "│", "●", "⏎"} <= set(not_ascii(robot))
    async with bench.console(ui=ASCII) as robot:
        await robot.look_up("3421")
        assert robot.app.keymap.first("open") == "enter"


async def test_foreign_letters_stay(sdp2: Bench) -> None:
    account = sdp2.account("nmp.00001")
    account.first_name = "Jürgen"
    async with sdp2.console(ui=ASCII) as robot:
        await robot.look_up("nmp.00001")
        assert "Jürgen" in robot.text
        assert set(not_ascii(robot)) == {"ü"}


async def test_arrows_folds_and_cut_texts_cannot_be_mistaken(sdp2: Bench) -> None:
    """An arrow is no cursor, and nothing has a wave in place of its end."""
    async with sdp2.console(ui=ASCII) as robot:
        await robot.look_up("3425")
        assert "Cwmbran.. |" in robot.text
        assert "suspend..  t end sessions..  ?" in robot.last_line
        await robot.press("d")
        assert "not checked [+] " in robot.text, robot.text
        assert "|     -> " in robot.text, "as far in as with line drawing"
        await robot.press("escape", "s", "b")
        assert "ACTIVE -> SUSPENDED" in robot.text, robot.text
        assert "~" not in robot.text


def test_a_line_stays_as_wide_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever stands beside a sign, and however the line is cut into pieces."""
    around = ("a", "a ", "a  ", " ", "  ", "──", "│", "")
    lines = [
        [before, sign, between, other, after]
        for before in around for sign in "→…▸" for between in around for other in "▾←"
        for after in (*around, "  b  │", " │", " b", "─╮")
    ]  # fmt: skip
    for line in lines:
        told = in_ascii(line)
        assert len(told) == len(line)
        assert len("".join(told)) == len("".join(line)), line
        assert "".join(told).isascii()
    with capsys.disabled():
        print(f" {len(lines):,} lines", end="")
    assert in_ascii(["│ a…│"]) == ["| ..|"]
    assert in_ascii(["│ ab… │ b  │"]) == ["| a.. | b  |"]
    assert in_ascii(["│ ab…   b"]) == ["| ab..  b"]
    assert in_ascii(["│ ab…b c  │"]) == ["| ab~b c  |"]
    assert in_ascii(["a → b"]) == ["a ->b"]


def test_columns_begin_where_they_do_with_line_drawing(capsys: pytest.CaptureFixture[str]) -> None:
    """In every picture and snapshot of a page or a dialog, of both families and at every size."""
    lines = {line for file in PICTURES.rglob("*") if file.is_file() for line in lines_of(file)}
    long = [line for line in lines if not set(line).isdisjoint("→…▸▾")]
    wrong = [
        f"{line}\n{told}\n" for line in long if not keeps_columns(line, told := in_ascii([line])[0])
    ]
    with capsys.disabled():
        print(f" {len(long):,} lines with a sign that is longer, of {len(lines):,}", end="")
    assert len(long) > 200
    assert not wrong, "\n".join(wrong)


PICTURES = Path(__file__).parent / "__snapshots__"


def lines_of(file: Path) -> list[str]:
    """Return the lines of the screen in a snapshot, each as wide as the screen."""
    text = file.read_text("utf-8")
    if file.suffix == ".txt":
        lines = [line[1:] for line in text.splitlines() if line.startswith("|")]
    else:
        lines = [line_of(runs) for runs in re.findall(r'<text y="[^"]*">(.*)</text>', text)]
    width = max(map(len, lines), default=0)
    return [line.ljust(width) for line in lines]


def line_of(runs: str) -> str:
    """Return the line of a picture, each run of text at its place."""
    line = ""
    for x, text in re.findall(r'<tspan x="([\d.]+)"[^>]*>([^<]*)</tspan>', runs):
        line = line.ljust(round((float(x) - EDGE) / CELL)) + unescape(text)
    return line


def keeps_columns(line: str, told: str) -> bool:
    """Return whether each text of a line begins where it did, behind the same gap or frame."""
    begins = [found.end() for found in re.finditer(r"(?:^|[│╭╰─] ?| {2,})(?=[^ │╮╯─])", line)]
    return len(line) == len(told) and all(
        told[at] != " "
        and told[max(0, at - 2) : at] == "".join(map(drawn, line[max(0, at - 2) : at]))
        for at in begins
    )


def drawn(character: str) -> str:
    return in_ascii([character])[0]


def test_nothing_else_is_sent_to_the_terminal(tmp_path: Path) -> None:
    """Also not by the painter, which asks a terminal with a character of its own."""
    with site("sdp2", tmp_path) as desk:
        text = desk.configuration.read_text("utf-8")
        desk.configuration.write_text(f'{text}\n[ui]\nframes = "ascii"\n', "utf-8")
        with desk.terminal() as terminal:
            terminal.wait_for("ready")
            terminal.send("E833815A9290\r")
            terminal.wait_for("box 3421")
            terminal.press("?")
            terminal.wait_until_quiet()
            assert terminal.output.isascii()
