"""What is on the screen is what the next key is about, whatever came before it."""

import asyncio
from collections.abc import Sequence

import pytest

from smstui.console.questions import Questions
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.widgets.bar import Bar
from smstui.domain.bundle import Bundle, Focus
from smstui.domain.case.record import Question as Asked
from smstui.domain.errors import Broken, SmstuiError
from smstui.domain.identifiers import IdKind
from tests.support.bench import Bench, apply_plan
from tests.support.fake_client import FakeClient, ada, opened
from tests.support.robot import Robot, console

pytestmark = pytest.mark.alike

FIRST, SECOND, LOST = "tst.40001", "tst.40002", "tst.49999"


def household(number: str, city: str) -> Bundle:
    """A household of its own, found by its account number."""
    bundle = ada()
    owner = bundle.account.records[0].model_copy(
        update={"number": number, "uid": f"u{number}", "city": city}
    )
    account = bundle.account.model_copy(update={"records": (owner,)})
    return bundle.model_copy(update={"account": account, "focus": Focus(kind="account", id=number)})


def a_desk(**more: object) -> FakeClient:
    answers = {
        FIRST: opened(FIRST, household(FIRST, "Cwmbran"), IdKind.ACCOUNT),
        SECOND: opened(SECOND, household(SECOND, "Newport"), IdKind.ACCOUNT),
        LOST: Broken("The connection broke before the answer came."),
    }
    return FakeClient(answers=answers, **more)  # type: ignore[arg-type]


def named(robot: Robot) -> tuple[str, str, str]:
    """What the lookup line, the breadcrumb and the first pane name."""
    base = robot.app.base
    header = base.query_one("#header", Bar).text
    crumb = next((one for one in (FIRST, SECOND, LOST) if one in header), "")
    pane = next((one for one in (FIRST, SECOND) if f"Account {one}" in robot.text), "")
    return base.box.value, crumb, pane


async def both(robot: Robot) -> None:
    """Look both up, and go back to the first."""
    await robot.look_up(FIRST)
    await robot.look_up(SECOND)
    await robot.press("left_square_bracket")


async def asking_for_the_second(robot: Robot, desk: FakeClient) -> asyncio.Event:
    """Open the first, and ask for the second, whose answer waits for the event returned."""
    await robot.look_up(FIRST)
    gate = desk.gates[SECOND] = asyncio.Event()
    robot.burst(f"/{SECOND}\n")
    await robot.until(lambda: robot.app.base.asked_for == SECOND)
    return gate


async def test_reload_is_about_what_the_history_came_back_to() -> None:
    desk = a_desk()
    async with console(desk) as robot:
        await both(robot)
        assert named(robot) == (FIRST, FIRST, FIRST)
        desk.asked.clear()
        await robot.press("r")
        assert [text for text, _, _ in desk.asked] == [FIRST]
        assert named(robot) == (FIRST, FIRST, FIRST)
        await robot.press("right_square_bracket")
        assert named(robot) == (SECOND, SECOND, SECOND)


async def test_reload_is_about_what_esc_came_back_to() -> None:
    desk = a_desk()
    async with console(desk) as robot:
        await robot.look_up(FIRST)
        await robot.look_up(LOST)
        assert robot.app.base.opened is None
        await robot.press("escape")
        assert named(robot) == (FIRST, FIRST, FIRST)
        desk.asked.clear()
        await robot.press("r")
        assert [text for text, _, _ in desk.asked] == [FIRST]


@pytest.mark.parametrize("stubborn", [False, True])
@pytest.mark.parametrize("error", [None, Broken("The connection broke.")])
async def test_a_late_answer_is_never_painted_over_what_was_moved_on_to(
    stubborn: bool, error: SmstuiError | None
) -> None:
    desk = a_desk(stubborn=stubborn)
    async with console(desk) as robot:
        await robot.look_up(FIRST)
        await robot.look_up(SECOND)
        gate = desk.gates[SECOND] = asyncio.Event()
        robot.post("r")
        await robot.until(lambda: desk.asked[-1][0] == SECOND and len(desk.asked) == 3)
        if error is not None:
            desk.answers = {**desk.answers, SECOND: error}
        robot.post("left_square_bracket")
        await robot.until(lambda: robot.app.base.opened is desk.answers[FIRST])
        gate.set()
        await robot.idle()
        assert named(robot) == (FIRST, FIRST, FIRST)


@pytest.mark.parametrize("first", [FIRST, LOST, "nobody.1"])
async def test_an_answer_does_not_take_the_focus_from_a_text_that_is_typed(first: str) -> None:
    """Of a reload, of the same id asked twice, and of one that fails."""
    desk = a_desk()
    async with console(desk) as robot:
        await robot.look_up(FIRST)
        gate = desk.gates[first] = asyncio.Event()
        robot.burst("r" if first == FIRST else f"/{first}\n")
        await robot.until(lambda: robot.app.base.hand.asking is not None)
        await robot.pause()
        robot.post("slash")
        for at, character in enumerate("5421q"):
            robot.post(character)
            await robot.handled()
            if at == 1:
                gate.set()
                await robot.until(lambda: robot.app.base.hand.asking is None)
        await robot.idle()
        assert robot.app.focused is robot.app.base.box
        assert robot.app.base.box.value == "5421q"
        assert robot.app.screen is robot.app.base


async def test_nothing_begins_on_what_is_shown_while_another_record_is_asked_for() -> None:
    desk = a_desk()
    async with console(desk) as robot:
        gate = await asking_for_the_second(robot, desk)
        robot.post("tab")
        for key in "sdyc":
            robot.app.hush()
            await robot.pause()
            robot.post(key)
            await robot.until(lambda: f"{SECOND} is being asked for" in robot.last_line)
            assert robot.app.screen is robot.app.base
        assert not desk.diagnosed
        gate.set()
        await robot.idle()
        assert named(robot) == (SECOND, SECOND, SECOND)


async def test_what_a_dialog_is_about_is_not_changed_beneath_it() -> None:
    desk = a_desk()
    async with console(desk) as robot:
        gate = await asking_for_the_second(robot, desk)
        robot.burst(":")
        await robot.until(lambda: robot.app.screen is not robot.app.base)
        gate.set()
        await robot.until(lambda: robot.app.base.answers.held is not None)
        assert robot.app.base.opened is desk.answers[FIRST]
        await robot.press("escape")
        assert named(robot) == (SECOND, SECOND, SECOND)


async def test_what_was_being_typed_gives_way_to_what_is_shown_once_it_is_left() -> None:
    async with console(a_desk()) as robot:
        await robot.look_up(FIRST)
        await robot.press("slash", "9", "9")
        assert robot.app.base.box.value == "99"
        await robot.press("tab")
        assert named(robot) == (FIRST, FIRST, FIRST)


async def test_a_refresh_takes_no_other_record_in_hand_when_that_one_is_gone() -> None:
    whole = opened("3421", ada(), IdKind.DEVICE_UID)
    devices = whole.bundle.devices
    left = tuple(one for one in devices.records if one.uid != "3422")
    bundle = whole.bundle.model_copy(
        update={"devices": devices.model_copy(update={"records": left})}
    )
    desk = FakeClient(answers={"3421": whole})
    async with console(desk) as robot:
        base = robot.app.base
        await robot.look_up("3421")
        await robot.press("j")
        assert base.record_in_hand is not None
        assert base.record_in_hand.id == "3422"
        desk.answers = {"3421": opened("3421", bundle, IdKind.DEVICE_UID)}
        await robot.press("r")
        assert base.record_in_hand is None
        await robot.press("s")
        assert robot.app.screen is base
        await robot.press("j")
        assert base.record_in_hand is not None


# On a platform, with changes


ONE, OTHER = "nmp.00001", "nmp.00002"


async def suspended(robot: Robot, bench: Bench, number: str) -> None:
    """Suspend the account in hand, as its plan is shown."""
    await robot.press("colon")
    await robot.type("status suspended\n")
    screen = robot.app.screen
    assert isinstance(screen, PlanDialog), robot.text
    assert screen.plan is not None
    assert screen.plan.account == number
    await apply_plan(robot)
    assert bench.account(number).status == "SUSPENDED"


def shown(robot: Robot) -> Sequence[str]:
    """Who is in hand: by the record, the lookup line and the breadcrumb."""
    base = robot.app.base
    assert base.opened is not None
    owner = base.opened.bundle.owner
    assert owner is not None
    crumb = base.query_one("#header", Bar).text
    return (owner.id or "", base.box.value, next(n for n in (ONE, OTHER) if n in crumb))


async def test_after_a_change_its_own_record_stands_open(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up(ONE)
        await robot.look_up(OTHER)
        await robot.press("left_square_bracket")
        await suspended(robot, bench, ONE)
        assert shown(robot) == (ONE, ONE, ONE)
        assert robot.app.base.opened.bundle.owner.status == "SUSPENDED"  # type: ignore[union-attr]
        await robot.press("escape")
        assert shown(robot) == (ONE, ONE, ONE)
        # The other one was read before the change: it is read again when it is shown.
        seen = len(bench.sandbox.traffic.requests)
        await robot.press("right_square_bracket")
        assert shown(robot) == (OTHER, OTHER, OTHER)
        assert len(bench.sandbox.traffic.requests) > seen


async def test_after_sessions_were_ended_esc_leads_to_their_account(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.look_up(ONE)
        await robot.look_up(OTHER)
        await robot.press("left_square_bracket", "3", "t")
        assert isinstance(robot.app.screen, PlanDialog), robot.text
        await apply_plan(robot)
        await robot.press("escape", "escape")
        assert shown(robot) == (ONE, ONE, ONE)
        await robot.press("c")
        assert f"The case of account {ONE}" in robot.text


async def test_a_plan_goes_into_the_case_of_its_own_account(bench: Bench) -> None:
    """Also one that was made from the journal, while another account is open."""
    async with bench.console() as robot:
        await robot.look_up(OTHER)
        await suspended(robot, bench, OTHER)
        await robot.press("escape")
        await robot.look_up(ONE)
        await robot.press("5", "u")
        assert isinstance(robot.app.screen, PlanDialog), robot.text
        assert robot.app.screen.plan is not None
        assert robot.app.screen.plan.account == OTHER
        await robot.press("escape", "escape")
        assert shown(robot) == (ONE, ONE, ONE)
        cases = {case.account: case for case in robot.app.casebook.cases}
        titles = [getattr(event, "title", "") for event in cases[ONE].events]
        assert not [title for title in titles if "undo" in title.casefold()]
        titles = [getattr(event, "title", "") for event in cases[OTHER].events]
        assert [title for title in titles if "undo" in title.casefold()]


async def test_undo_is_about_the_account_that_is_open(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.look_up(OTHER)
        await suspended(robot, bench, OTHER)
        await robot.press("escape")
        await robot.look_up(ONE)
        await robot.press("u")
        assert f"There is no change of account {ONE}" in robot.prose
        await robot.press("escape", "left_square_bracket", "u")
        assert isinstance(robot.app.screen, PlanDialog)
        assert robot.app.screen.plan is not None
        assert robot.app.screen.plan.account == OTHER


@pytest.mark.parametrize("moved_to", ["another household", "nobody"])
async def test_an_id_that_leads_elsewhere_by_now_does_not_take_the_screen_along(
    sdp2: Bench, moved_to: str
) -> None:
    """Found by its card, which was taken out of its box since."""
    async with sdp2.console() as robot:
        box = sdp2.box("3421")
        number = box.smartcard_id
        assert number is not None
        await robot.look_up(number)
        assert shown(robot)[0] == ONE
        other = next(one for one in sdp2.sandbox.world.boxes(sdp2.account(OTHER).uid))
        world = sdp2.sandbox.world
        world.change(box, smartcard_id=None)
        if moved_to != "nobody":
            world.change(other, smartcard_id=number)
        world.change(sdp2.card(number), stb_uid=None if moved_to == "nobody" else other.uid)
        await robot.press("r")
        assert shown(robot) == (ONE, ONE, ONE)
        assert (
            f"The lookup of smartcard number {number} no longer finds this account. It was read "
            "again by its account number."
        ) in robot.prose


async def test_a_card_that_was_looked_up_free_stays_in_hand_whoever_gets_it(sdp2: Bench) -> None:
    """Paired on page 2 and freed by the undo on page 5. Only what a person asked for is in the
    case and among the recent lookups."""
    card, box = "000145098241", "E833815A9301"
    async with sdp2.console() as robot:
        base = robot.app.base

        def standing() -> tuple[str, str, bool]:
            assert base.opened is not None
            return (base.box.value, base.opened.bundle.focus.id, base.opened.bundle.owner is None)

        await robot.look_up(card)
        await robot.press("alt+2")
        await robot.type(f"{box}\n")
        await robot.type(f"{card}\n")
        await robot.press("enter")
        await apply_plan(robot)
        await robot.press("escape", "alt+1")
        assert standing() == (card, card, False)
        await robot.press("alt+5", "u")
        await apply_plan(robot)
        await robot.press("escape", "alt+1")
        assert standing() == (card, card, True)
        assert "no longer" not in robot.prose
        asked = [
            event.text
            for case in robot.app.casebook.cases
            for event in case.events
            if isinstance(event, Asked)
        ]
        assert asked == [card]
        assert sdp2.client is not None
        recents = await sdp2.client.engine.run(sdp2.client.recents())
        assert {one.asked for one in recents} == {card, box}


@pytest.mark.parametrize("meanwhile", ["the cache answered", "a key asked again"])
async def test_a_question_that_is_open_when_keys_are_taken_back_is_still_answered(
    meanwhile: str,
) -> None:
    """The keys were the beginning of a scan. Nobody may wait for an answer that was cancelled."""
    text = "E833815A9290"
    known = opened(text, ada())
    gate = asyncio.Event()
    async with console(FakeClient({text: known}, gates={text: gate})) as robot:
        lookup = robot.app.base
        robot.burst(f"{text}\n")
        await robot.until(lambda: lookup.hand.asking is not None)
        asked, take_back = lookup.hand.asking, lookup.memento()
        assert asked is not None
        if meanwhile == "the cache answered":
            lookup.answers.cached(Questions.Cached(asked, known))
        else:
            lookup.line.start(lookup.hand.ask(asked.question))
        take_back()
        gate.set()
        await robot.until(lambda: "asking" not in robot.lines[0])
        assert "online" in robot.lines[0]
        assert lookup.hand.asking is None
