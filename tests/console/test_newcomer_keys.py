"""What a newcomer looked for and did not find: keys that are named, and a way back."""

import re

import pytest
from demo_stages import at_stage
from textual import events

from smstui.console.widgets.record_list import POINTER
from smstui.domain.marking import PRIVACY_MASK
from tests.support.bench import Bench, apply_plan
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

BOX = "E833815A9290"


def footer(robot: Robot) -> str:
    return robot.lines[-1]


async def test_a_choice_of_this_session_says_how_it_is_kept(bench: Bench) -> None:
    """A theme and privacy are gone at the next start; the configuration is never written."""
    async with bench.console() as robot:
        await robot.press("tab", "colon")
        await robot.type("theme light\n")
        kept = 'Theme: light, until smstui is left. To keep it, write theme = "light" at the top of'
        assert kept in robot.prose
        await robot.press("colon")
        await robot.type("theme\n")
        await robot.filter("tritanopia")
        await robot.press("enter")
        assert 'write theme = "tritanopia" at the top of the configuration file' in robot.prose
        await robot.press("colon")
        await robot.type("theme dark\n")
        assert robot.last_line.strip() == "Theme: dark.", "it starts with this one"
        await robot.press("colon")
        await robot.type("privacy\n")
        assert "masked until smstui is left" in robot.prose
        assert "write privacy = true at the top of the configuration file" in robot.prose
        await robot.press("colon")
        await robot.type("privacy\n")
        assert "write" not in robot.prose


@pytest.mark.parametrize("asked", ["ada.byron", "nobody@example.net", "404404404"])
async def test_the_lookup_line_reads_properly_under_privacy(bench: Bench, asked: str) -> None:
    """The id is masked as elsewhere, apart from what it was read as, and in place of the hint."""
    line = re.compile(rf" / {PRIVACY_MASK} +read as [^{PRIVACY_MASK[0]}]+(user {PRIVACY_MASK})? *")
    async with bench.console() as robot:
        await robot.press("tab", "colon")
        await robot.type("privacy\n")
        await robot.look_up(asked)
        assert line.fullmatch(robot.lines[2]), robot.lines[2]
        await robot.press("slash")
        assert line.fullmatch(robot.lines[2]), robot.lines[2]
        await robot.type("x")
        assert robot.lines[2].rstrip() == " / x", robot.lines[2]
        await robot.press("backspace")
        assert robot.lines[2].startswith(" / type or scan any id, then enter"), robot.lines[2]
        await robot.press("escape", "colon")
        await robot.type("privacy\n")
        if robot.app.base.opened is not None:
            assert f" / {asked} " in robot.lines[2], robot.lines[2]


async def test_the_key_of_the_queue_has_one_name(bench: Bench) -> None:
    """On the last line, beside the progress before a run and after it, and in the menu."""
    async with bench.console(size=(120, 40)) as robot:
        await robot.press("tab", "4")
        robot.app.post_message(events.Paste(f"{BOX}\n3425\n"))
        await robot.idle()
        for _ in range(2):
            await robot.press("j")  # any key takes away what was said
            progress = next(line for line in robot.lines if " of 2" in line)
            assert progress.rstrip().endswith("r diagnose all"), progress
            assert "r diagnose all" in footer(robot)
            await robot.press("question_mark")
            assert "r :reload Diagnose all" in robot.prose
            await robot.press("escape", "r")
            await robot.until(lambda: not robot.app.queue_run.is_running)
            await robot.idle()


async def test_esc_on_not_found_leads_back_to_the_first_list(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("404404404\n")
        assert "Not found" in robot.text
        await robot.press("slash", "escape", "escape")
        assert "Not found" not in robot.text


@pytest.mark.parametrize("over", ["d", "enter", "tab"])
async def test_esc_drops_a_text_typed_over_a_record_before_anything_else(
    bench: Bench, over: str
) -> None:
    """The findings, the fields or the lists stay, and the line names the record again."""
    async with bench.console(size=(120, 40)) as robot:
        await robot.look_up("3425")
        await robot.press(over)
        before, pane = robot.lines[1:-1], robot.app.focused
        await robot.press("slash")
        assert "esc back" in footer(robot), "nothing is typed yet"
        await robot.type("E8")
        assert robot.app.base.box.value == "E8"
        assert "esc clear" in footer(robot)
        await robot.press("escape")
        assert robot.app.base.box.value == "3425"
        if over != "tab":
            assert (robot.lines[1:-1], robot.app.focused) == (before, pane)
        assert robot.app.base.findings.in_view is (over == "d")
        await robot.press("escape")
        assert not robot.app.base.findings.in_view


async def test_enter_on_an_empty_line_leads_to_the_list_and_asks_nothing(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{BOX}\n")
        await robot.press("escape", "escape", "escape")
        asked = len(bench.sandbox.requests)
        await robot.press("slash", "enter")
        assert "Nothing was typed" not in robot.text
        assert robot.app.focused is robot.app.base.body.finder
        assert len(bench.sandbox.requests) == asked
        await robot.press("enter")
        assert "Account nmp.00001" in robot.text


async def test_findings_offer_the_code_that_the_television_shows(bench: Bench) -> None:
    async with bench.console(size=(120, 40)) as robot:
        await robot.type(f"{BOX}\n")
        assert "D code…" not in footer(robot)
        await robot.press("d")
        assert "D code…" in footer(robot)
        await robot.press("D")
        assert "code" in robot.lines[-4].lower() + robot.lines[-3].lower() + robot.text.lower()


async def test_a_box_names_message_where_there_is_room(opf: Bench) -> None:
    async with opf.console(size=(120, 40)) as robot:
        await robot.type(f"{BOX}\n")
        await robot.press("d")
        await robot.press("escape", "enter")
        assert "m message…" in footer(robot)
        await robot.press("escape", "shift+tab", "M")
        assert "Choose a box first: tab leads to its list." in footer(robot)
        await robot.press("Q")
        assert "Choose a box" not in footer(robot), "any key takes it away"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_page_2_names_the_keys_of_the_other_pages(
    bench: Bench, size: tuple[int, int]
) -> None:
    async with bench.console(size=size) as robot:
        await robot.press("tab", "2")
        assert "alt+1 … alt+5: other pages" in robot.lines[2] + robot.lines[1]
        await robot.press("alt+5")
        assert "Changes" in robot.text


async def test_a_done_pair_offers_no_plan(bench: Bench) -> None:
    async with bench.console(size=(120, 40)) as robot:
        await robot.press("tab", "2")
        await robot.type(f"{BOX}\n")
        await robot.type("000145098240\n")
        assert "1 done" in robot.text
        assert "plan…" not in footer(robot)


@pytest.mark.parametrize("page", ["2", "4", "5"])
async def test_slash_on_a_page_leads_to_the_lookup_line(page: str, bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.press("tab", page, "tab", "slash")
        assert robot.app.base.line.box.has_focus
        await robot.type(f"{BOX}\n")
        assert "Account nmp.00001" in robot.text


async def test_a_lookup_by_command_on_a_page_opens_the_record(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.press("tab", "4", "colon")
        await robot.type(f"lookup {BOX}\n")
        assert "Account nmp.00001" in robot.text


async def test_the_demo_has_the_ids_to_try_below_the_recent_lookups() -> None:
    async with at_stage("lookup", "sdp2", (80, 24)) as robot:
        await robot.press("escape")
        finder = robot.app.base.body.finder
        await robot.press("tab")
        assert "Recent lookups 1" in robot.text
        assert finder.key.startswith("recent:"), "the latest lookup is in hand"
        await robot.press("j")
        assert robot.text.index("Ids to try") < robot.text.index("a healthy box")
        in_hand = next(line for line in robot.lines if line.startswith(f"│ {POINTER}"))
        assert "a healthy box" in in_hand
        await robot.press("enter")
        assert "box 3421" in robot.lines[0]
    async with at_stage("lookup", "opf", (60, 24)) as robot:
        await robot.press("escape")
        first = next(at for at, line in enumerate(robot.lines) if "a SUSPENDED account" in line)
        start = robot.lines[first].index("a SUSPENDED account")
        rest = robot.lines[first + 1]
        assert not rest[:start].strip("│ "), robot.text
        assert rest[start:].strip("│ "), robot.text


async def test_a_change_that_is_read_in_the_journal_names_its_undo(sdp2: Bench) -> None:
    """It is about the change that is read, not about the latest one."""
    async with sdp2.console(size=(120, 40)) as robot:
        for word in ("ban 3421", "ban 3422"):
            await robot.press("tab", "colon")
            await robot.type(f"lookup {word.split()[1]}\n")
            await robot.press("colon")
            await robot.type("ban\n")
            await apply_plan(robot)
            await robot.press("escape")
        await robot.press("5", "G", "enter")
        assert "Ban box 3421" in robot.text
        assert "u undo" in robot.text
        await robot.press("u")
        assert re.search(r"Lift the ban of box 3421 \(undoes change \w+\)", robot.text)
        await apply_plan(robot)
        assert sdp2.box("3421").banned is False
        assert sdp2.box("3422").banned is True
        await robot.press("escape", "G", "enter")
        assert "Ban box 3421" in robot.text
        assert "u undo" not in robot.text, "it is undone"


async def test_back_on_page_1_the_keys_are_those_of_the_account(bench: Bench) -> None:
    """`1` shows the page as it was left; there `1` leads to the line, as `/` does anywhere."""
    async with bench.console() as robot:
        await robot.type(f"{BOX}\n")
        pane = robot.app.focused
        await robot.press("3", "1")
        assert robot.app.focused is pane
        await robot.press("1")
        assert robot.app.focused is robot.app.base.box
        await robot.press("alt+3", "slash")
        assert robot.app.focused is robot.app.base.box
