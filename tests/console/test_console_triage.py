"""Why can't they watch? Two keys from an id to the verdict, one from a finding to its plan."""

from textual.events import Resize

from smstui.console.widgets.record_list import POINTER
from smstui.domain.bundle import Bundle, Focus
from smstui.domain.device import AnyDevice
from smstui.domain.errors import TimedOut
from smstui.domain.identifiers import IdKind
from tests.support.fake_client import NOW, FakeChanges, FakeClient, ada, opened, part, well
from tests.support.robot import Robot, console

CASN = "E833815A9290"
OTHER = "tst.40002"


def a_desk(bundle: Bundle | None = None) -> FakeClient:
    elsewhere = ada().model_copy(update={"focus": Focus(kind="account", id="tst.40001")})
    return FakeClient(
        {
            CASN: opened(CASN, bundle or well()),
            OTHER: opened(OTHER, elsewhere, IdKind.ACCOUNT),
        }
    )


async def diagnosed(robot: Robot, *keys: str) -> None:
    await robot.type(f"{CASN}\n")
    await robot.press(*keys, "d")


def titles(robot: Robot) -> list[str]:
    frame = f" │{POINTER}"
    return [line.strip(frame) for line in robot.lines if "■" in line or "✓" in line]


async def test_two_keys_from_a_device_id_to_the_verdict() -> None:
    async with console(desk := a_desk()) as robot:
        await diagnosed(robot)
        assert "✓ nothing wrong on our side" in robot.text
        assert "Try at the home:" in robot.text
        assert "not checked" in robot.text
        assert "Account tst.40001" in robot.text
    assert len(desk.asked) == 1
    assert desk.diagnosed == [(Focus(kind="box", id="3421"), "")]


async def test_the_device_under_the_cursor_is_judged_and_not_its_sibling() -> None:
    async with console(desk := a_desk(ada())) as robot:
        await diagnosed(robot, "j", "j", "j")
        assert titles(robot)[0].startswith("■ Box 3425 is banned")
        assert desk.diagnosed == [(Focus(kind="box", id="3425"), "")]


async def test_the_account_in_hand_is_judged_with_its_devices() -> None:
    async with console(desk := a_desk(ada())) as robot:
        await diagnosed(robot, "shift+tab")
        assert "of the account itself not enough could be read" in robot.prose
        assert desk.diagnosed == [(Focus(kind="account", id="tst.40001"), "")]


async def test_a_card_and_a_session_lead_to_what_they_are_in() -> None:
    async with console(desk := a_desk(ada())) as robot:
        await diagnosed(robot, "tab")
        assert desk.diagnosed == [(Focus(kind="smartcard", id="000145098240"), "")]
        assert "box 3421" in robot.text


async def test_esc_leads_back_to_where_d_was_pressed() -> None:
    async with console(a_desk(ada())) as robot:
        await diagnosed(robot, "j", "j")
        await robot.press("escape")
        assert robot.app.base.situation.pane == "devices"
        assert robot.app.base.situation.record_id == "3423"
        assert "Why can't they watch?" not in robot.text
        assert robot.app.base.has_class("-opened")


async def test_from_the_record_s_fields_and_back_to_the_list() -> None:
    async with console(a_desk()) as robot:
        await diagnosed(robot, "enter")
        assert "nothing wrong on our side" in robot.text
        await robot.press("escape")
        assert robot.app.base.situation.pane == "devices"


async def test_enter_on_a_finding_leads_to_the_plan_or_to_the_reason_there_is_none() -> None:
    desk = a_desk(ada())
    desk.changes = FakeChanges(refusals={"unban": "This platform lifts no ban."})
    async with console(desk) as robot:
        await diagnosed(robot, "j", "j", "j")
        assert "or :unban: lift the ban of a box" in robot.prose
        await robot.press("j", "enter")
        assert robot.last_line.strip() == "This platform lifts no ban."
        assert robot.app.base.situation.record_id == "3425"
        await robot.press("g", "enter")
        assert robot.last_line.strip() == "This platform lifts no ban."


async def point_at(robot: Robot, words: str) -> None:
    """Move down the findings to the row with these words."""
    for _ in range(40):
        if any(POINTER in line and words in line for line in robot.lines):
            return
        await robot.press("j")
    raise AssertionError(f"never came to {words!r}:\n{robot.text}")


async def test_enter_on_a_finding_that_nothing_mends_tells_it_in_full() -> None:
    async with console(a_desk()) as robot:
        await diagnosed(robot)
        await point_at(robot, "last used")
        await robot.press("enter")
        assert "Ask whether the box lay unused." in robot.prose
        assert "record last changed: not told" in robot.prose
        await robot.press("escape")
        assert "Why can't they watch?" in robot.text
        assert robot.app.base.situation.pane == "findings"
        await point_at(robot, "not checked ▸")
        await robot.press("enter")
        await point_at(robot, "the activation of a device")
        await robot.press("enter")
        assert robot.app.has_dialog


async def test_a_code_that_the_viewer_reads_joins_the_findings() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("colon")
        await robot.type("diagnose e16\n")
        assert "Code E16-4 of card (Irdeto, not NAGRA)" in robot.prose
        assert desk.diagnosed == [(Focus(kind="box", id="3421"), "e16")]


async def test_a_reload_judges_again_and_keeps_the_code() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("colon")
        await robot.type("diagnose 1007\n")
        desk.answers = {**desk.answers, CASN: opened(CASN, ada())}
        await robot.press("r")
        assert desk.diagnosed == [(Focus(kind="box", id="3421"), "1007")] * 2
        assert "blocks viewing was found" in robot.prose
        while "whether the box is banned" not in robot.prose:
            await robot.press("j")


async def test_another_question_takes_the_findings_away() -> None:
    async with console(a_desk()) as robot:
        await diagnosed(robot)
        await robot.look_up(OTHER)
        assert "Why can't they watch?" not in robot.text
        await robot.press("left_square_bracket")
        assert "Why can't they watch?" not in robot.text


async def test_a_failure_is_a_sentence_with_the_key_and_the_correlation_id() -> None:
    desk = a_desk()
    desk.failing = TimedOut("No answer in 10 s about box 3421.", correlation_id="c0ffee-9")
    async with console(desk) as robot:
        await diagnosed(robot)
        assert "No answer in 10 s about box 3421." in robot.prose
        assert "c0ffee-9" in robot.text
        assert "d diagnose again" in robot.prose
        desk.failing = None
        await robot.press("d")
        assert "nothing wrong on our side" in robot.text


async def test_offline_findings_say_how_old_they_are() -> None:
    desk = a_desk()
    desk.answers = {
        CASN: opened(CASN, well(), source="cache", offline="The platform cannot be reached.")
    }
    async with console(desk) as robot:
        await diagnosed(robot)
        assert "offline ·" in robot.text


async def test_wide_the_findings_stand_beside_the_lists() -> None:
    async with console(a_desk(), size=(120, 40)) as robot:
        await diagnosed(robot)
        assert "nothing wrong on our side" in robot.text
        assert "Devices 6" in robot.text
        assert "Rights 3" in robot.text


async def test_the_findings_are_broken_anew_for_another_width() -> None:
    async with console(a_desk(), size=(120, 40)) as robot:
        await diagnosed(robot)
        robot.app.post_message(Resize(robot.app.size, robot.app.size))
        await robot.idle()
        assert "nothing wrong on our side" in robot.text


async def test_with_nothing_open_d_says_what_to_do() -> None:
    async with console(a_desk()) as robot:
        await robot.press("escape")
        await robot.press("colon")
        await robot.type("diagnose\n")
        assert "Nothing is open." in robot.last_line


async def test_hostile_text_in_a_finding_is_drawn_and_nothing_more() -> None:
    bundle = well()
    boxes = [
        box.model_copy(update={"banned": True, "uid": "3421"}) if box.uid == "3421" else box
        for box in bundle.devices
    ]
    bundle = bundle.model_copy(update={"devices": part(AnyDevice, boxes, NOW)})
    async with console(a_desk(bundle)) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("colon")
        await robot.type("diagnose [/][@click=app.quit]x\n")
        assert '[/][@click=app.quit]x" is not known here' in robot.prose


async def test_a_bundle_closed_in_the_same_burst_is_not_diagnosed() -> None:
    async with console(desk := a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        robot.app.base.findings.do_diagnose()
        robot.app.base.moving.do_leave()
        await robot.idle()
        assert "Recent lookups" in robot.text
    assert desk.diagnosed == []
