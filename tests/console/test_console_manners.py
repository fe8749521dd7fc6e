"""The menu, the command line, copying, themes, scans: how the console behaves."""

import asyncio
import os
from pathlib import Path

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from smstui.actions import REGISTRY
from smstui.console.app import ConsoleApp
from smstui.console.deployment_switch import DeploymentSwitch
from smstui.console.dispatcher import handler_of
from smstui.console.global_actions import GlobalActions
from smstui.console.list_copies import ListCopies
from smstui.console.list_filters import ListFilters
from smstui.console.screens import bars
from smstui.console.screens.confirm_row import ConfirmRow
from smstui.console.screens.journal import JournalPage
from smstui.console.screens.lookup import LookupScreen
from smstui.console.screens.lookup_actions import RecordActions
from smstui.console.screens.lookup_body import LookupBody
from smstui.console.screens.lookup_detail import RecordDetail
from smstui.console.screens.lookup_findings import Findings
from smstui.console.screens.lookup_line import LookupLine
from smstui.console.screens.lookup_moving import LookupMoving
from smstui.console.screens.lookup_picking import LookupPicking
from smstui.console.screens.lookup_recents import LookupRecents
from smstui.console.screens.pair import PairPage
from smstui.console.screens.pair_row_actions import PairRowActions
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.screens.sessions import SessionsPage
from smstui.console.screens.triage import TriagePage
from smstui.console.themes import shipped_folder
from smstui.console.widgets.filter_line import FilterLine
from smstui.console.widgets.list_keys import ListKeys
from smstui.console.widgets.record_list import RecordList
from smstui.console.widgets.text_panel import TextPanel
from smstui.domain.changes.specs.table import MENUS
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, a_recent, ada, opened
from tests.support.robot import QUICK, console

CASN = "E833815A9290"
HANDLERS = (
    ConsoleApp, GlobalActions, LookupLine, LookupPicking, LookupRecents, LookupMoving, Findings,
    RecordActions, RecordDetail, RecordList, TextPanel, PairPage, PairRowActions, SessionsPage,
    JournalPage, PlanDialog, TriagePage, ConfirmRow, FilterLine, ListKeys, ListFilters, ListCopies,
    DeploymentSwitch,
)  # fmt: skip


def a_desk() -> FakeClient:
    return FakeClient({CASN: opened(CASN, ada())}, [a_recent()])


@pytest.mark.parametrize("action", REGISTRY, ids=lambda action: action.id)
def test_every_action_is_done_by_something(action) -> None:  # type: ignore[no-untyped-def]
    started = MENUS[action.id][0].start if action.id in MENUS else ""
    assert started or any(hasattr(place, handler_of(action)) for place in HANDLERS)


@pytest.mark.parametrize("ours", [ConsoleApp, LookupScreen, LookupLine, LookupBody, RecordList])
def test_no_name_of_ours_shadows_textual_s(ours: type) -> None:
    """A field named `log` or `task` on an app silently replaces Textual's own."""
    stock = {ConsoleApp: App, LookupScreen: Screen}.get(ours, Widget)
    meant = {
        "CSS_PATH", "ENABLE_COMMAND_PALETTE", "AUTO_FOCUS", "DEFAULT_CSS", "app", "virtual_size",
        "focused", "panic", "on_event", "copy_to_clipboard", "get_default_screen",
        "get_line_filters", "render", "_fatal_error", "_handle_exception", "_on_message",
        "render_line", "watch_has_focus", "BINDINGS",
        "notify_style_update", "can_focus", "compose", "_default_focused", "_default_virtual_size",
    }  # fmt: skip
    own = {
        name
        for base in ours.__mro__
        if base.__module__.startswith("smstui")
        for name in vars(base)
        if not name.startswith("__")
    }
    textual_made = {name for name in own if name.startswith(("_css", "_merged", "_inherit"))}
    made = {"_computes", "_reactives", "_decorated_handlers", "_bindings", "_classvar_stub"}
    clash = own & set(dir(stock)) - meant - textual_made - made
    assert clash - {"_abc_impl", "can_focus_children", "_parameters"} == set()


async def test_an_instance_of_the_app_shadows_nothing_either() -> None:
    stock = set(vars(App()))
    app = ConsoleApp(FakeStartupSettings(), FakeClient, timing=QUICK)
    ours = {"theme_manager", "frame_batch", "startup", "keymap", "now", "session",
            "_keyboard", "_masking_filter", "masker", "dispatcher", "global_actions",
            "_ids_at_start", "timing", "_painting", "waiting", "deployment_switch", "_drawing",
            "screen_lock"}  # fmt: skip
    replaced = {"_display", "_set_pointer_shape"}  # by the painter and the work-arounds
    assert set(vars(app)) - stock - replaced == ours
    assert not ours & set(dir(App))


async def test_the_menu_filters_and_runs() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("question_mark")
        assert "All actions here" in robot.text
        await robot.filter("picture")
        assert "Save a picture" in robot.text
        assert "Quit" not in robot.text
        await robot.press("escape", "escape")
        await robot.press("ctrl+p")
        await robot.filter("look an id")
        await robot.press("enter")
        assert robot.app.focused is robot.app.base.box


async def test_a_disabled_action_says_why_in_the_menu_and_by_its_key() -> None:
    async with console(a_desk()) as robot:
        await robot.press("question_mark")
        await robot.filter("forward")
        assert "No later record has been opened." in robot.text
        await robot.press("enter")
        assert "No later record has been opened." in robot.last_line
        await robot.press("tab", "left_square_bracket")
        assert "No earlier record has been opened." in robot.last_line


async def test_the_command_line_completes_runs_recalls_and_names_what_it_does_not_know() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.press("tab", "colon")
        await robot.type("create-box")
        await robot.press("tab")
        assert robot.last_line.split()[0] == ":create-box", "a whole word stays what it is"
        await robot.press("escape", "colon")
        await robot.type("loo")
        await robot.press("tab")
        await robot.type(f"{CASN}\n")
        assert desk.asked == [(CASN, None, False)]
        await robot.press("colon", "up")
        assert f"lookup {CASN}" in robot.last_line
        await robot.press("escape", "colon")
        await robot.type("nonsense\n")
        assert 'no command ":nonsense"' in robot.last_line
        await robot.press("colon")
        await robot.type("diagnos\n")
        assert "Did you mean :diagnose?" in robot.last_line
        await robot.press("colon")
        await robot.type(f"offline {CASN}\n")
        assert desk.asked[-1] == (CASN, None, True)


@pytest.mark.parametrize("ending", [["enter"], ["ctrl+j"], ["enter", "ctrl+j"]])
async def test_a_scan_into_the_command_line_is_looked_up_or_told_whatever_ends_it(
    ending: list[str],
) -> None:
    async with console(desk := a_desk()) as robot:
        await robot.press("tab")
        for code in (CASN, "QXYZQXYZQ"):
            await robot.press("colon")
            began = asyncio.get_running_loop().time()
            for n, key in enumerate([*code, *ending]):
                robot.post(key, began + n * 0.008)
                await robot.handled()
            await robot.idle()
        assert desk.asked == [(CASN, None, False)]
        assert 'no command ":QXYZQXYZQ"' in robot.last_line, "CR LF is one ending"
        slower = 0.9 * robot.app.timing.join_s
        await robot.press("colon")
        began = asyncio.get_running_loop().time()
        for n, key in enumerate(["z", "z", *ending]):
            robot.post(key, began + n * slower)
            await robot.handled()
        await robot.idle()
        assert 'no command ":zz"' in robot.last_line, "however slow the scanner"


async def test_the_copy_menu_sends_an_id_or_the_whole_sheet_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path))
    async with console(a_desk(), startup=FakeStartupSettings(clipboard="file")) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("y")
        await robot.filter("casn")
        await robot.press("enter")
        assert "Written to" in robot.last_line
        assert (tmp_path / "clipboard.txt").read_text() == CASN
        await robot.press("y")
        await robot.filter("sheet")
        await robot.press("enter")
        sheet = (tmp_path / "clipboard.txt").read_text()
    for piece in ("tst.40001", "Ada Byron", CASN, "000145098240", "ada.byron", "sport-1", "7003"):
        assert piece in sheet
    assert "hidden" not in sheet


async def test_copying_that_is_off_says_so() -> None:
    async with console(a_desk(), startup=FakeStartupSettings(clipboard="off")) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("y")
        assert "switched off by the configuration" in robot.last_line


async def test_a_scan_on_any_pane_lands_in_the_box_and_triggers_nothing() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.press("tab")
        await robot.type(f"{CASN}\n")
        assert desk.asked == [(CASN, None, False)]
        desk.asked.clear()
        await robot.type("xyrq1qy\n")
        assert desk.asked == [("xyrq1qy", None, False)]
        assert len(robot.app.screen_stack) == 1


async def test_a_thousand_scans_without_a_gap_are_each_asked_whole() -> None:
    async with console(desk := FakeClient()) as robot:
        codes = [f"{number:012}" for number in range(1000)]
        robot.app.base.box.take_text("\n".join(codes) + "\n")
        await robot.until(lambda: bool(desk.asked))
        await robot.idle()
        assert desk.asked[-1][0] == codes[-1]
        assert {text for text, *_ in desk.asked} <= set(codes)


async def test_keys_held_back_by_a_slow_link_are_keys() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.type("jjj")
        assert robot.app.base.situation.record_id == "3425"
        await robot.type("y")
        assert len(robot.app.screen_stack) == 2


async def test_a_theme_is_tried_on_as_the_cursor_comes_to_it() -> None:
    async with console(a_desk()) as robot:
        await robot.press("colon")
        await robot.type("theme\n")
        await robot.filter("light")
        assert robot.app.theme_manager.worn.name == "light"
        await robot.press("escape", "escape")
        assert robot.app.theme_manager.worn.name == "dark"
        await robot.press("colon")
        await robot.type("theme tritanopia\n")
        assert robot.app.theme_manager.worn.name == "tritanopia"
        await robot.press("colon")
        await robot.type("theme nothing\n")
        assert 'no theme "nothing"' in robot.last_line


async def test_a_changed_theme_file_is_worn_at_the_next_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smstui.console.theme_manager.LOOK_AGAIN_S", 0.0)
    text = (shipped_folder() / "dark.toml").read_text()
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace('name = "dark"', 'name = "mine"'))
    async with console(
        a_desk(), startup=FakeStartupSettings(theme="mine"), themes=tmp_path
    ) as robot:
        before = robot.app.palette.style("accent")
        mine.write_text(
            text.replace('name = "dark"', 'name = "mine"').replace("#5fafff", "#ff00ff")
        )
        os.utime(mine, ns=(1, 1))
        await robot.press("tab")
        assert robot.app.palette.style("accent") != before
        mine.write_text("broken")
        await robot.press("tab")
        assert "mine.toml" in robot.last_line
        assert robot.app.is_running


async def test_wrong_keys_are_said_at_the_start_and_leave_the_defaults() -> None:
    async with console(a_desk(), startup=FakeStartupSettings(keys={"copy": "r"})) as robot:
        assert '"r" would mean both' in robot.last_line


async def test_a_moved_key_is_shown_and_works() -> None:
    async with console(a_desk(), startup=FakeStartupSettings(keys={"menu": "f1"})) as robot:
        assert "f1 all keys" in robot.last_line
        await robot.press("f1")
        assert "All actions here" in robot.text


async def test_forgetting_empties_the_recents() -> None:
    async with console(desk := a_desk()) as robot:
        assert "box 3421" in robot.text
        await robot.press("colon")
        await robot.type("forget\n")
        await robot.press("!")
        assert "box 3421" not in robot.text
        assert "Type an id of a customer," in robot.text
        assert "MAC" not in robot.text, "no platform is asked by it"
    assert desk.remembered == ()


async def test_a_recent_is_opened_with_enter_as_the_kind_it_was() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.press("tab", "enter")
        assert "Account tst.40001" in robot.text
    assert desk.asked[0][:2] == (CASN, a_recent().as_kind)


async def test_reload_keeps_the_cursor_on_its_record() -> None:
    desk = a_desk()
    async with console(desk) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("j", "j", "j")
        fewer = ada()
        devices = fewer.devices.model_copy(update={"records": fewer.devices.records[1:]})
        desk.answers = {CASN: opened(CASN, fewer.model_copy(update={"devices": devices}))}
        await robot.press("r")
        assert robot.app.base.situation.record_id == "3425"
        assert "Devices 5" in robot.text


async def test_a_card_known_from_its_box_is_asked_at_its_own_end() -> None:
    from smstui.domain.bundle import Part, PartState
    from smstui.domain.smartcard import SmartCard

    desk = a_desk()
    card = SmartCard.read({"number": "000145098244", "status": "UNAVAILABLE", "box_uid": "3999"})
    desk.card = Part[SmartCard](state=PartState.READ, records=(card,), read_at=NOW)
    async with console(desk, size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("tab", "j", "a")
        assert "3999" in robot.text
        assert robot.app.base.situation.card_told_by_box is False


async def test_read_only_and_environment_stand_on_every_screen() -> None:
    startup = FakeStartupSettings(label="PRODUCTION", tint="error", read_only=True)
    async with console(a_desk(), startup=startup) as robot:
        for keys in ((), ("question_mark",), ("escape", "colon"), ("escape",)):
            await robot.press(*keys)
            assert robot.lines[0].startswith(" PRODUCTION  RO ")
        await robot.type(f"{CASN}\n")
        await robot.press("enter")
        assert robot.lines[0].startswith(" PRODUCTION  RO ")


async def test_the_footer_has_at_most_seven_keys_at_80_columns() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        for _ in range(7):
            words = robot.last_line.split("  ")
            assert len([word for word in words if word.strip()]) <= 7
            assert "? all keys" in robot.last_line
            await robot.press("tab")


@pytest.mark.parametrize("width", [40, 44, 60, 80, 100])
async def test_where_we_are_and_whole_ids_stay_at_every_width(width: int) -> None:
    async with console(a_desk(), size=(width, 24)) as robot:
        await robot.type(f"{CASN}\n")
        assert ("box 3421" in robot.lines[0]) == (width >= 60)
        assert "LAB  RW  support" in robot.lines[0]
        rows = [line for line in robot.lines if "box" in line and "3421" in line and CASN in line]
        assert rows
        assert "0001\N{HORIZONTAL ELLIPSIS}" not in robot.text


async def test_the_keys_of_the_last_line_are_found_once_for_a_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[object] = []
    offered = bars.bars.offered
    monkeypatch.setattr(bars.bars, "offered", lambda *told: found.append(told) or offered(*told))
    async with console(a_desk()) as robot:
        app = robot.app
        found.clear()
        app.frame_batch.lower()
        for _ in range(5):
            app.page.refresh_footer()
        assert found == []
        app.frame_batch.lift()
        assert len(found) == 1
        app.page.refresh_footer()
        assert len(found) == 2, "no frame is held back"
