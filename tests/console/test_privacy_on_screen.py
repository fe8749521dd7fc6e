"""Privacy: no name, no postal address and no login id on any screen, nor in what leaves it.

The household's people are sentinels; they are searched for on every screen, in every dialog, in
what is copied, in pictures and transcripts. Ids that work needs must stay.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smstui.console.widgets.record_list import POINTER
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus
from smstui.domain.device import AnyDevice, MediaPlayer
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.record import personal_of
from smstui.domain.text import Clean
from smstui.domain.user import User
from smstui.sandbox import Sandbox
from smstui.services.outcomes import Match, Nothing, Recent, Several, Suggestion
from tests.support.bench import Bench
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, ada, opened, part
from tests.support.robot import Robot, console

CASN, LOGIN, TWICE = "E833815A9290", "zzlogin.one", "245098240"
TWO = f"zzlogin.{'two' * 24}"
"""Longer than any line it could stand on: what is broken or cut is no whole word any more."""
SENTINEL = "zz"
"""Begins every name, address and login id here, and nothing else on any screen."""


def people() -> Bundle:
    """The household with every private field a sentinel of its own."""
    bundle = ada()

    def marked(record: Any, names: tuple[str, ...], at: int) -> Any:
        told: dict[str, Any] = {name: Clean(f"zz{name.replace('_', '')} {at} zz") for name in names}
        if "billing_address" in told:
            told["billing_address"] = ((Clean("street"), told["billing_address"]),)
        return record.model_copy(update=told)

    account = marked(next(iter(bundle.account)), personal_of(Account), 0)
    users = [
        marked(user, ("login_id", "name", "origin_key"), at).model_copy(
            update={"login_id": Clean(login), "default_user": login != LOGIN}
        )
        for at, (user, login) in enumerate(zip(bundle.users, (LOGIN, TWO), strict=True), start=1)
    ]
    players = [MediaPlayer(uid=f"900{at}", enabled=True) for at in (2, 3, 4)]
    everything = enumerate([*bundle.devices, *players], start=1)
    devices = [marked(one, ("name", "description"), at) for at, one in everything]
    return bundle.model_copy(
        update={
            "account": part(Account, [account]),
            "users": part(User, users),
            "devices": part(AnyDevice, devices),
        }
    )


def a_desk() -> FakeClient:
    of_user = people().model_copy(update={"focus": Focus(kind="user", id=LOGIN)})
    matches = [
        Match("box", TWICE, IdKind.DEVICE_UID, TWICE, IdKind.DEVICE_UID, "ACTIVE", "zzname",
              "tst.40001", "platform"),
        Match("user", LOGIN, IdKind.LOGIN, LOGIN, IdKind.LOGIN, "", "zzname", "tst.40001",
              "platform"),
    ]  # fmt: skip
    near = Suggestion(LOGIN, IdKind.LOGIN, Clean(f"user {LOGIN}"), "tst.40001", NOW)
    desk = FakeClient(
        {
            CASN: opened(CASN, people()),
            LOGIN: opened(LOGIN, of_user, IdKind.LOGIN),
            TWICE: Several(identify(TWICE, "sdp2"), matches),
            "n0body": Nothing(identify("n0body", "sdp2"), [IdKind.LOGIN], [], [near]),
        }
    )
    since = NOW - timedelta(hours=1)
    desk.remembered = [
        Recent("box", "3421", CASN, IdKind.CASN, "tst.40001", Clean("zzname zz"), "ACTIVE", since),
        Recent("user", LOGIN, LOGIN, IdKind.LOGIN, "tst.40001", Clean("zzname"), "", since),
        Recent("user", TWO, TWO, IdKind.LOGIN, "tst.40001", Clean("zz2"), "",
               since),
        Recent("account", "tst.40001", LOGIN, IdKind.LOGIN, "tst.40001", Clean("zz3"), "ACTIVE",
               since),
    ]  # fmt: skip
    return desk


async def look(robot: Robot, *keys: str) -> None:
    await robot.type(f"{CASN}\n")
    await robot.press(*keys)


async def every_pane(robot: Robot) -> None:
    await look(robot)


async def fields_of_the_account(robot: Robot) -> None:
    await look(robot, "shift+tab", "enter")


async def fields_of_a_user(robot: Robot) -> None:
    await look(robot, "tab", "tab", "enter")


async def fields_of_a_box(robot: Robot) -> None:
    await look(robot, "enter")


async def findings(robot: Robot) -> None:
    await look(robot, "d")


async def all_findings(robot: Robot) -> None:
    await look(robot, "d", "G")


async def a_way_on_that_names_devices(robot: Robot) -> None:
    await look(robot, "j", "j", "j", "j", "j", "d")
    assert "device limit" in robot.prose


async def a_finding_read_out(robot: Robot) -> None:
    await look(robot, "d")
    for _ in range(60):
        if any(POINTER in line and "default user" in line for line in robot.lines):
            break
        await robot.press("j")
    await robot.press("enter")
    assert "esc close" in robot.text


async def copying(robot: Robot) -> None:
    await look(robot, "tab", "tab", "y")


async def a_user_by_its_login(robot: Robot) -> None:
    await robot.type(f"{LOGIN}\n")


async def several(robot: Robot) -> None:
    await robot.type(f"{TWICE}\n")


async def nothing(robot: Robot) -> None:
    await robot.type("n0body\n")


async def recents(robot: Robot) -> None:
    await robot.press("escape")


async def a_case(robot: Robot) -> None:
    await robot.type(f"{LOGIN}\n")
    await robot.press("d", "c")
    await robot.filter("here")
    await robot.press("enter")


STAGES: list[Callable[[Robot], Awaitable[None]]] = [
    every_pane, fields_of_the_account, fields_of_a_user, fields_of_a_box, findings, all_findings,
    a_way_on_that_names_devices, a_finding_read_out,
    copying, a_user_by_its_login, several, nothing, recents, a_case,
]  # fmt: skip


WIDE = [every_pane, findings, recents, several]
"""Stages that show more of a person where there is room."""


@pytest.mark.parametrize(
    ("stage", "size"),
    [*((stage, (80, 24)) for stage in STAGES), *((stage, (180, 60)) for stage in WIDE)],
    ids=lambda told: told.__name__ if callable(told) else f"{told[0]}",
)
async def test_nobody_is_named_on(stage: Any, size: tuple[int, int]) -> None:
    async with console(a_desk(), size=size, startup=FakeStartupSettings(privacy=True)) as robot:
        await stage(robot)
        assert SENTINEL not in robot.text.casefold()
        assert "PRIVATE" in robot.lines[0]
        assert SENTINEL not in robot.app.export_screenshot().casefold()


@pytest.mark.parametrize(
    "stage", [every_pane, fields_of_the_account, recents, findings], ids=lambda one: one.__name__
)
async def test_the_sentinels_are_there_without_privacy(stage: Any) -> None:
    async with console(a_desk(), size=(180, 60)) as robot:
        await stage(robot)
        assert SENTINEL in robot.text.casefold()
        assert "PRIVATE" not in robot.text


async def test_ids_that_work_needs_stay() -> None:
    async with console(
        a_desk(), size=(180, 60), startup=FakeStartupSettings(privacy=True)
    ) as robot:
        await look(robot)
        for known in ("tst.40001", "3421", CASN, "000145098240", "00:1A:79:1E:7F:50",
                      "0023817744", "uid 11001", "uid 11002"):  # fmt: skip
            assert known in robot.text


async def test_a_word_switches_it_and_what_stands_there_follows() -> None:
    async with console(a_desk(), size=(120, 40)) as robot:
        await look(robot)
        assert SENTINEL in robot.text
        for drawn in (True, False, True):
            await robot.press("colon")
            await robot.type("privacy\n")
            assert (SENTINEL in robot.text.casefold()) is not drawn
            assert ("PRIVATE" in robot.lines[0]) is drawn
            assert robot.last_line.startswith(" Privacy")
        await robot.press("escape", "escape", "escape", "escape")
        assert "Recent lookups" in robot.text
        assert SENTINEL not in robot.text.casefold()


async def test_what_is_copied_and_handed_out_is_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    startup = FakeStartupSettings(privacy=True, clipboard="file")
    async with console(a_desk(), size=(120, 40), startup=startup) as robot:
        await robot.type(f"{LOGIN}\n")
        await robot.press("tab", "tab", "d", "y")
        copied = tmp_path / "state" / "clipboard.txt"
        await robot.filter("sheet")
        await robot.press("enter")
        assert "tst.40001" in copied.read_text()
        assert SENTINEL not in copied.read_text().casefold()
        for way in ("Copy as Markdown", "Copy as JSON"):
            copied.unlink()
            await robot.press("c")
            await robot.filter(way)
            await robot.press("enter")
            assert "tst.40001" in copied.read_text()
            assert SENTINEL not in copied.read_text().casefold()
        await robot.press("c")
        await robot.filter("Write as Markdown")
        await robot.press("enter")
        (file,) = (tmp_path / "state").glob("case-*.md")
        assert SENTINEL not in file.read_text("utf-8").casefold()
        await robot.press("colon")
        await robot.type("screenshot\n")
        (picture,) = (tmp_path / "state").glob("*.svg")
        assert SENTINEL not in picture.read_text("utf-8").casefold()


async def test_a_login_id_does_not_stay_in_the_box() -> None:
    async with console(a_desk(), startup=FakeStartupSettings(privacy=True)) as robot:
        await robot.type(f"{LOGIN}\n")
        assert robot.app.base.box.value == ""
        await robot.look_up(CASN)
        assert robot.app.base.box.value == CASN


async def test_picking_a_masked_row_still_asks_for_the_right_one() -> None:
    async with console(desk := a_desk(), startup=FakeStartupSettings(privacy=True)) as robot:
        await recents(robot)
        await robot.press("tab", "j", "j", "enter")
        assert desk.asked[-1][0] == TWO
        await robot.look_up(TWICE)
        await robot.press("b")
        assert desk.asked[-1][:2] == (LOGIN, IdKind.LOGIN)
        assert "user ▒▒▒▒ uid 11001" in robot.prose


@pytest.mark.parametrize("privacy", [True, False])
async def test_the_pairing_screen_names_nobody_s_box(privacy: bool, tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        box = sandbox.world.box("3422")
        assert box is not None
        sandbox.world.change(box, name="zzname zz", description="zzname")
        async with Bench("sdp2", sandbox, tmp_path).console() as robot:
            if privacy:
                await robot.press("escape", "colon")
                await robot.type("privacy\n")
            await robot.press("escape", "tab", "2")
            await robot.type("E833815A9301\n")
            await robot.until(lambda: "CASN E833815A9301" in robot.text)
            assert (SENTINEL in robot.text.casefold()) is not privacy
