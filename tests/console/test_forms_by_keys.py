"""Every form from its word to its verdict, on both families, with the writes counted.

What a platform lacks is told with the sentence of the change service and asks nobody.
"""

import pytest
from textual import events

from smstui.commands import change, changes
from smstui.console.screens.form import FormScreen
from smstui.console.screens.plan_dialog import PlanDialog
from smstui.console.widgets.field_row import FieldRow
from smstui.domain.changes.forms import plan_form
from smstui.domain.changes.operations import SECRET
from smstui.domain.changes.refusal import RefusedHere
from smstui.services.changes import Request
from tests.support.bench import Bench, apply_plan, settled
from tests.support.robot import Robot

pytestmark = pytest.mark.alike

A1, B1, C1, FREE_CARD = "nmp.00001", "3421", "000145098240", "000145098241"
CASN1, NEW_CASN, NEW_CARD = "E833815A9290", "E833815AF001", "000145999901"


async def say(robot: Robot, line: str) -> None:
    """A command, from wherever the cursor is."""
    await robot.press("colon")
    await robot.type(f"{line}\n")


async def test_copying_where_nothing_is_chosen_does_nothing(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, "create-card")
        assert isinstance(robot.app.screen, FormScreen), robot.text
        await robot.press("ctrl+x", "ctrl+c", "super+c")
        assert robot.app.is_running
        assert robot.app._exception is None


async def to_the_plan(robot: Robot) -> None:
    """On through the fields, and the Enter that plans."""
    assert isinstance(robot.app.screen, FormScreen), robot.text
    for _ in robot.app.screen.query("FieldRow"):
        if "› Plan" in robot.text:  # noqa: RUF001 - the sign of what is chosen
            break
        await robot.press("enter")
    await planning(robot)


async def planning(robot: Robot) -> None:
    """The Enter on Plan. The robot has waited until it is not the end of what was scanned."""
    assert isinstance(robot.app.screen, FormScreen), robot.text
    await robot.press("enter")


async def apply(robot: Robot) -> None:
    assert isinstance(robot.app.screen, PlanDialog), robot.text
    await robot.press("!")
    await settled(robot)


async def test_an_account_with_its_first_user_and_no_secret_anywhere(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, "create-account nmp.70001 new.user")
        await robot.type("83610274\n")
        assert "••••••••" in robot.text
        await robot.press("enter", "enter", "enter", "enter")
        await robot.type("Grace\n")
        await to_the_plan(robot)
        assert "Create account nmp.70001" in robot.prose
        assert "no impact on viewing" in robot.prose
        assert "reversible" not in robot.prose
        assert "new user login: none → new.user" in robot.prose
        assert "first name: none → Grace" in robot.prose
        assert "with login" not in robot.prose, "nothing is said twice"
        assert "83610274" not in robot.text
        assert sdp2.written == []
        await apply(robot)
        assert "● verified" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.app.base
        (entry,) = await sdp2.journal()
        assert "83610274" not in f"{entry}"
    assert sdp2.written == ["CreateAccount"]
    made = sdp2.account("nmp.70001")
    assert made.first_name == "Grace"
    users = [user for user in sdp2.sandbox.world.users if user.account_uid == made.uid]
    assert [(user.login_id, user.default_user, user.pin) for user in users] == [
        ("new.user", True, "83610274")
    ]


async def test_the_limits_of_an_account_by_keys(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "limits")
        form = robot.app.screen
        assert isinstance(form, FormScreen), robot.text
        assert [row.value for row in form.query(FieldRow)] == ["3", "5", "50.00"]
        assert "0 to 999999; now 3" in robot.prose
        await to_the_plan(robot)
        assert (
            f"■ Nothing is changed yet: account {A1} has these values. Change one." in robot.prose
        )
        await robot.press("backspace")
        await robot.type("x")
        assert "■ Give a whole number from 0 to 999999." in robot.prose
        await robot.press("backspace")
        await robot.type("4")
        await to_the_plan(robot)
        assert "players allowed: 3 → 4" in robot.prose
        assert "users allowed" not in robot.prose
        await apply(robot)
        assert "● verified" in robot.text
    assert sdp2.written == ["UpdateAccount"]
    assert sdp2.account("nmp.00001").max_mp_device_allowed == 4


async def test_a_first_installation_scans_box_and_card_in_one_burst(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "install")
        assert A1 in robot.text
        robot.burst(f"{NEW_CASN}\n{NEW_CARD}\n")
        await robot.idle()
        assert isinstance(robot.app.screen, FormScreen)
        assert "› MAC address" in robot.text  # noqa: RUF001 - the field in hand
        await to_the_plan(robot)
        assert f"Create box {NEW_CASN} on account {A1} with new card {NEW_CARD}" in robot.prose
        await apply(robot)
        assert "● verified" in robot.text
    assert sdp2.written == ["CreateSetTopBoxAndSmartCard"]
    owned = sdp2.sandbox.world.boxes(sdp2.account(A1).uid)
    (box,) = [each for each in owned if each.casn == NEW_CASN]
    assert box.smartcard_id == NEW_CARD


async def test_a_code_behind_the_word_is_the_box_on_the_account_that_is_open(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, f"install {NEW_CASN} {NEW_CARD}")
        assert isinstance(robot.app.screen, FormScreen)
        await to_the_plan(robot)
        assert f"Create box {NEW_CASN} on account {A1} with new card {NEW_CARD}" in robot.prose
    assert sdp2.written == []


async def test_a_box_is_created_for_the_account_that_is_open(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "create-box")
        await robot.type(f"{NEW_CASN}\n{FREE_CARD}\n")
        await to_the_plan(robot)
        assert f"Create box {NEW_CASN} on account {A1} with card {FREE_CARD}" in robot.prose
        await apply(robot)
        assert "● verified" in robot.text
        assert len(bench.written) == 1


async def test_a_card_comes_and_goes_and_going_takes_its_last_four(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, "create-card")
        await robot.type(f"{NEW_CARD}\nCAS-1\n")
        await planning(robot)
        await apply(robot)
        assert "● verified" in robot.text
        await robot.press("escape")
        await say(robot, f"delete-card {NEW_CARD}")
        await to_the_plan(robot)
        assert "irreversible" in robot.text
        await robot.press("!", "enter")
        assert len(sdp2.written) == 1
        await robot.type("9901")
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(sdp2.written) == 2


async def test_the_box_in_hand_is_deleted_for_its_last_four_alone(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "delete-box")
        assert "irreversible" in robot.text
        assert f"box {B1}" in robot.prose
        await robot.type("9999")
        await apply_plan(robot)
        assert bench.written == []
        assert "9999 is not the last four" in robot.last_line
        await robot.press(*["backspace"] * 4)
        await robot.type(B1)
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(bench.written) == 1
    assert bench.sandbox.world.box(B1) is None


async def test_a_right_is_given_and_taken(opf: Bench) -> None:
    async with opf.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "add-right 9777")
        await robot.press("down")
        assert "TRANSACTIONAL" in robot.text
        await robot.press("enter")
        await robot.type("31.12.26")
        assert "■ 31.12.26 is no date." in robot.text
        await robot.press("ctrl+u")
        await robot.type("2026-12-01\n2027-12-31\n")
        await to_the_plan(robot)
        terms = "TRANSACTIONAL from 2026-12-01 until 2027-12-31"
        assert f"Add product 9777 to account {A1} ({terms})" in robot.prose
        assert robot.prose.count("→ SUBSCRIBED") == 1
        await apply(robot)
        assert "● verified" in robot.text
        await robot.press("escape")
        (given,) = [r for r in opf.sandbox.world.rights if r.policy_group_uid == "9777"]
        assert given.product_type == "TRANSACTIONAL"
        await say(robot, "remove-right")
        await robot.filter("9777")
        await robot.press("enter")
        assert f"Take right {given.uid} (product 9777) from account {A1}" in robot.prose
        await apply_plan(robot)
        assert "● verified" in robot.text
    assert len(opf.written) == 2


async def test_the_right_under_the_cursor_comes_first(opf: Bench) -> None:
    async with opf.console() as robot:
        await robot.type(f"{CASN1}\n")
        while getattr(robot.app.focused, "pane", "") != "rights":
            await robot.press("tab")
        await robot.press("down")
        chosen = robot.app.base.bundle.record.uid
        await robot.press("colon")
        await robot.type("remove-right\n")
        await robot.press("enter")
        assert f"Take right {chosen}" in robot.prose
    assert opf.written == []


async def test_another_profile_is_offered_from_what_was_seen(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00003\n")
        other = robot.app.base.opened.bundle.owner.profile.uid
        await robot.look_up(CASN1)
        mine = robot.app.base.opened.bundle.owner.profile.uid
        assert other != mine
        await say(robot, "profile")
        named = {"sdp2": f"now GOLD ({mine})", "opf": f"now {mine}"}[bench.family]
        assert named in robot.prose, "with its name where the platform has told it"
        assert f"needed, its id{', a whole number' * (bench.family == 'sdp2')}; ↓ {other}" in (
            robot.prose
        )
        await robot.type(mine)
        await robot.press("enter", "enter")
        assert f"■ Account {A1} has profile {mine} already. Give another one." in robot.prose
        assert isinstance(robot.app.screen, FormScreen), "nothing is planned for it"
        await robot.press("ctrl+u")
        await robot.press("down")
        assert robot.app.focused.value == other, "not the one that it has"
        await to_the_plan(robot)
        assert f"profile: {mine} → {other}" in robot.prose
        await apply(robot)
        assert "● verified" in robot.text
        assert len(bench.written) == 1


async def test_a_profile_that_was_seen_on_another_day_is_offered(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type("nmp.00003\n")
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "profile")
        assert "↓ 302 SILVER" in robot.text


async def test_a_box_is_subscribed_at_the_cas(opf: Bench) -> None:
    async with opf.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "cas-subscribe 77,78")
        await planning_from_the_field(robot)
        assert "77,78" in robot.text
        await apply(robot)
        assert len(opf.written) == 1


async def planning_from_the_field(robot: Robot) -> None:
    await robot.press("enter")
    await planning(robot)


async def test_what_is_wrong_stands_under_its_field_and_nothing_is_planned(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, "create-account nmp.0000123456789012345")
        assert "■ At most 20 characters; this has 23." in robot.text
        assert "not set, or one of INACTIVE, ACTIVE" in robot.text
        await robot.press("shift+tab", "shift+tab", "shift+tab", "enter")
        assert "■ Login id is needed." in robot.text
        assert "■ PIN is needed." in robot.text
        assert isinstance(robot.app.screen, FormScreen)
        assert robot.app.focused.id == "field-target"
        await robot.press("backspace", "backspace", "backspace")
        assert "At most" not in robot.text
    assert sdp2.written == []


async def test_what_the_door_refuses_can_be_put_right_in_the_same_form(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, f"create-card {C1}")
        await to_the_plan(robot)
        assert "■ refused" in robot.text
        assert f"{C1} exists already, so nothing is created." in robot.prose
        assert "r same plan again   esc back to the form" in robot.text
        await robot.press("escape")
        assert C1 in robot.text
        await robot.press("shift+tab", "shift+tab", "ctrl+u")
        await robot.type(NEW_CARD)
        await to_the_plan(robot)
        assert f"Create card {NEW_CARD}" in robot.prose
    assert sdp2.written == []


async def test_a_label_read_twice_is_said_and_its_enter_plans_nothing(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        await say(robot, "install")
        robot.burst(f"{NEW_CASN}\n{NEW_CASN}\n" + "\n" * 12)
        await robot.idle()
        assert "■ This is what CASN is already." in robot.text
        assert isinstance(robot.app.screen, FormScreen)
        await planning(robot)
        assert isinstance(robot.app.screen, FormScreen)
        assert robot.app.focused.id == "field-new_card"
    assert sdp2.written == []


async def test_esc_leaves_at_once_only_when_nothing_was_typed(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, "create-card")
        await robot.press("escape")
        assert robot.app.screen is robot.app.base
        await say(robot, "create-card 0001")
        await robot.press("escape")
        assert robot.app.screen is robot.app.base
        await say(robot, "create-card")
        await robot.type("0001")
        await robot.press("escape")
        assert "again: discard what was typed" in robot.text
        await robot.type("5")
        await robot.press("escape")
        assert robot.app.focused.value == "00015"
        await robot.press("escape")
        assert robot.app.screen is robot.app.base
    assert sdp2.written == []


async def test_a_pasted_block_fills_fields_and_plans_nothing(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await say(robot, "install")
        robot.app.post_message(events.Paste(f"{A1}\n{NEW_CASN}\r\n{NEW_CARD}\n\n\n\n\n\n\n\n"))
        await robot.idle()
        assert isinstance(robot.app.screen, FormScreen)
        for text in (A1, NEW_CASN, NEW_CARD):
            assert text in robot.text
    assert sdp2.written == []


LACKING = {
    "sdp2": {
        "add-right 7": "Only opf has a public call to add a right",
        "remove-right": "Do it in the customer system",
        "cas-subscribe 7": "on sdp2 the platform makes it",
        "cas-unsubscribe 7": "on sdp2 the platform makes it",
    },
    "opf": {
        "create-account": "opf takes new ones from the customer system only. Create it there.",
        "create-card": "Pair the box with the number of the card",
        "install": "Create the box with the number of its card: :create-box.",
        "delete-card 1": "unpair its box",
        "limits": "on opf they come from its profile. Give it another one: :profile.",
    },
}


async def test_what_the_family_lacks_says_so_and_asks_nobody(bench: Bench) -> None:
    async with bench.console(size=(160, 40)) as robot:
        await robot.type(f"{CASN1}\n")
        bench.sandbox.traffic.clear()
        for line, reason in LACKING[bench.family].items():
            await say(robot, line)
            assert reason in robot.last_line, line
        assert bench.sandbox.traffic.requests == []


async def test_on_the_smallest_terminal_the_field_in_hand_is_in_view(sdp2: Bench) -> None:
    async with sdp2.console(size=(40, 10)) as robot:
        await say(robot, "create-account")
        assert "1-3 of 24" in robot.text
        await robot.press("shift+tab", "shift+tab", "shift+tab")
        assert robot.app.focused.id == "field-password"
        assert "password" in robot.text
        assert "22-24 of 24" in robot.text
        assert "Plan" in robot.text


TWINS = {
    "create-account nmp.70002 second.user": ["create-account", "nmp.70002", "second.user"],
    f"create-card {NEW_CARD} CAS-1": ["create-card", NEW_CARD, "--cas", "CAS-1"],
    f"create-box {A1} {NEW_CASN} {FREE_CARD}": ["create-box", A1, NEW_CASN, "--card", FREE_CARD],
    f"install {A1} {NEW_CASN} {NEW_CARD}": ["create-box", A1, NEW_CASN, "--new-card", NEW_CARD],
    f"delete-card {FREE_CARD}": ["delete-card", FREE_CARD],
    "delete-box 3421": ["delete-box", "3421"],
    "profile 303": ["profile", A1, "303"],
}


async def test_the_command_line_makes_the_same_plan(sdp2: Bench) -> None:
    async with sdp2.console() as robot:
        await robot.type(f"{CASN1}\n")
        desk = robot.app.session.when_open.result()
        for line, twin in TWINS.items():
            await say(robot, line)
            form = robot.app.screen
            assert isinstance(form, FormScreen), line
            told = {row.field.name: row.value for row in form.query(FieldRow)}
            if SECRET in told:
                told[SECRET] = "83610274"
            here = await desk.engine.run(form._make_plan_request(told).plan(desk.changes))
            there = await desk.engine.run(desk.changes.plan(asked_by(twin)))
            assert plan_form(here) == plan_form(there), line
            while robot.app.screen is not robot.app.base:
                await robot.press("escape")
    assert sdp2.written == []


def asked_by(words: list[str]) -> Request:
    """The request that the command of these words makes."""
    asked: list[Request] = []

    def remember(_context: object, _noun: str, request: Request, _apply_options: object) -> int:
        asked.append(request)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change, "run_change", remember)
        changes.change_command(words[0]).main(words[1:], standalone_mode=False)
    return asked[0]


async def test_a_cancelled_account_gets_no_other_profile_in_the_door_s_words(bench: Bench) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00004\n")
        await say(robot, "profile 303")
        desk = robot.app.session.when_open.result()
        with pytest.raises(RefusedHere) as refused:
            await desk.engine.run(desk.changes.plan(asked_by(["profile", "nmp.00004", "303"])))
        assert refused.value.message in robot.last_line
    assert bench.written == []


async def test_an_account_that_gets_no_boxes_is_said_before_anything_is_scanned(
    bench: Bench,
) -> None:
    async with bench.console() as robot:
        await robot.type("nmp.00003\n")
        await say(robot, "create-box")
        assert "only an ACTIVE account can be given a box" in robot.prose
        await robot.press("shift+tab", "ctrl+u")
        await robot.type(f"{A1}\n{NEW_CASN}\n")
        await to_the_plan(robot)
        assert f"Create box {NEW_CASN} on account {A1}" in robot.prose
    assert bench.written == []
