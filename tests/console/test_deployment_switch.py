"""From one deployment to another in one console: two sandboxes, one of each family."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from smstui.commands.global_options import GlobalOptions
from smstui.commands.launch import _Opening
from smstui.commands.sandbox_configuration import configuration, write_secrets
from smstui.config.startup import startup
from smstui.config.watch import Watch
from smstui.console.app import ConsoleApp
from smstui.console.screens.command import CommandScreen
from smstui.console.views.header import POINTER, POINTER_BACK
from smstui.sandbox import Sandbox
from tests.support.record_only import record_only
from tests.support.robot import QUICK, Robot, at_rest

SDP2, OPF = "sandbox-sdp2", "sandbox-opf"


class TwoPlatforms:
    """A configuration of two deployments, each on a sandbox of its own."""

    def __init__(self, folder: Path, sdp2: Sandbox, opf: Sandbox) -> None:
        self.folder = folder
        self.sandboxes = {SDP2: sdp2, OPF: opf}
        self.file = folder / "smstui.toml"
        parts = []
        for name, sandbox in self.sandboxes.items():
            secrets = folder / f"secrets-{name}"
            secrets.mkdir(mode=0o700)
            write_secrets(sandbox.access, secrets)
            text = record_only(configuration(sandbox.access, secrets))
            first, second = text.split("[deployments.sandbox-opf]")
            parts.append(first if name == SDP2 else f"[deployments.sandbox-opf]{second}")
        self.file.write_text("".join(parts), "utf-8")
        self.opening: _Opening | None = None

    def change(self, before: str, after: str) -> None:
        text = self.file.read_text("utf-8")
        assert before in text
        self.file.write_text(text.replace(before, after), "utf-8")

    def asked(self, name: str) -> list[str]:
        return [request.operation for request in self.sandboxes[name].traffic.requests]

    @asynccontextmanager
    async def console(
        self, name: str = SDP2, *, size: tuple[int, int] = (80, 24), **wanted: object
    ) -> AsyncIterator[Robot]:
        options = GlobalOptions(config=self.file, deployment=name, **wanted)  # type: ignore[arg-type]
        seen = startup(
            self.file, deployment=name, read_only=options.read_only, privacy=options.privacy
        )
        opening = self.opening = _Opening(options, Watch(self.file, name))
        app = ConsoleApp(seen, opening, timing=QUICK)
        app.deployment_switch.deployments = opening.deployments
        try:
            async with at_rest(app, size) as robot:
                yield robot
        finally:
            await asyncio.to_thread(opening.close)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoPlatforms]:
    monkeypatch.setenv("SMSTUI_STATE", str(tmp_path / "state"))
    with Sandbox() as sdp2, Sandbox() as opf:
        yield TwoPlatforms(tmp_path, sdp2, opf)
        assert sdp2.failures == opf.failures == []


async def go_to(robot: Robot, name: str) -> None:
    await robot.press("tab")
    await robot.press("colon")
    await robot.type(f"deployment {name}\n")
    await robot.until(lambda: robot.app.is_idle)
    await robot.idle()


def engines() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "smstui-engine"]


async def test_the_other_deployment_is_used_and_nothing_of_the_former_is_shown(
    two: TwoPlatforms,
) -> None:
    async with two.console() as robot:
        await robot.look_up("E833815A9290")
        assert "box 3421" in robot.text
        await go_to(robot, OPF)
        app = robot.app
        assert app.startup.deployment == OPF, robot.text
        assert app.startup.family == "opf"
        assert "SANDBOX OPF" in robot.lines[0]
        assert "E833815A9290" not in robot.text
        assert "3421" not in robot.text
        assert app.base.opened is None
        assert not app.base.seen
        asked = len(two.asked(SDP2))
        await robot.look_up("E833815A9290")
        assert app.base.opened is not None
        assert app.base.opened.bundle.family == "opf"
        assert len(two.asked(SDP2)) == asked, "the former platform is asked nothing more"
        assert two.asked(OPF)


async def test_the_list_names_every_deployment_and_esc_changes_nothing(two: TwoPlatforms) -> None:
    two.change('label = "SANDBOX OPF"\ntint = "warning"\nread_only = false\nrole = "supervisor"',
               'label = "PROD"\ntint = "error"\nread_only = true\nrole = "viewer"')  # fmt: skip
    async with two.console(size=(120, 40)) as robot:
        await robot.look_up("E833815A9290")
        before = robot.lines
        await robot.press("colon")
        await robot.type("deployment\n")
        rows = {name: line for line in robot.lines for name in two.sandboxes if f" {name} " in line}
        assert [
            word for word in rows[SDP2].split()
            if word in ("SANDBOX", "warning", "sdp2", "RW", "supervisor")
        ] == ["SANDBOX", "warning", "sdp2", "RW", "supervisor"]  # fmt: skip
        assert all(word in rows[OPF] for word in ("PROD", "error", "opf", "RO", "viewer"))
        assert two.sandboxes[SDP2].access.sdp2.base_url.removeprefix("http://") in rows[SDP2]
        assert urlsplit(two.sandboxes[OPF].access.opf.adm_url).netloc in rows[OPF]
        assert f"Deployments, now {SDP2}" in robot.text
        await robot.press("escape")
        assert robot.lines == before
        assert robot.app.startup.deployment == SDP2


@pytest.mark.parametrize("size", [(80, 24), (48, 20)], ids=str)
async def test_choosing_a_row_goes_there(two: TwoPlatforms, size: tuple[int, int]) -> None:
    async with two.console(OPF, size=size) as robot:
        await robot.press("tab", "colon")
        await robot.type("deployment\n")
        assert all(name in robot.text for name in two.sandboxes), "no name is cut"
        assert "RW" in robot.text
        told = "SANDBOX OPF, opf, RW, supervisor, tint warning, "
        assert told in robot.prose
        await robot.press("k", "enter")
        await robot.until(lambda: robot.app.startup.deployment == SDP2)
        await robot.idle()
        assert "SANDBOX SDP2" in robot.lines[0]
        await robot.look_up("3421")
        assert robot.app.base.opened is not None


async def test_the_header_marks_the_new_deployment_until_the_next_key(two: TwoPlatforms) -> None:
    async with two.console() as robot:
        assert f"{POINTER}SANDBOX" not in robot.lines[0]
        await go_to(robot, OPF)
        assert f"{POINTER}SANDBOX OPF{POINTER_BACK}" in robot.lines[0]
        assert "Now on SANDBOX OPF: opf, RW, supervisor." in robot.last_line
        await robot.press("tab")
        assert " SANDBOX OPF " in robot.lines[0]
        assert "Now on" not in robot.last_line


BAD = {
    "command": ('password = { file = "%s/secrets-sandbox-opf/opf-password" }',
                'password = { command = "false" }', "the command false failed"),
    "role": ('label = "SANDBOX OPF"', 'label = "SANDBOX OPF"\nca_file = "nowhere.pem"', "ca_file"),
    "zone": ('label = "SANDBOX OPF"', 'label = "SANDBOX OPF"\ntime_zone = "Mars/Base"',
             "time_zone"),
    "toml": ('label = "SANDBOX OPF"', "label = ", "this is not TOML"),
    "operation": ("[deployments.sandbox-opf.opf]",
                  '[deployments.sandbox-opf.opf]\noperations.nothing.path = "/x"', "operations"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
async def test_what_is_wrong_with_the_other_one_leaves_this_one_in_use(
    two: TwoPlatforms, bad: str
) -> None:
    before_text, after_text, said = BAD[bad]
    async with two.console() as robot:
        await robot.look_up("E833815A9290")
        before, opened = robot.lines, robot.app.base.opened
        two.change(before_text.replace("%s", str(two.folder)), after_text)
        await go_to(robot, OPF)
        assert robot.app.startup.deployment == SDP2
        assert said in robot.prose.replace(" ", "") or said in robot.prose, robot.text
        assert f"{SDP2} stays in use." in robot.prose
        assert bad == "command" or "smstui.toml:" in robot.prose.replace(" ", ""), "its line"
        await robot.press("escape")
        assert robot.app.base.opened is opened
        assert robot.lines[2:-1] == before[2:-1]
        assert len(engines()) == 1
        assert not two.asked(OPF)
        await robot.look_up("nmp.00002")
        assert "nmp.00002" in robot.text
        assert robot.app.base.opened is not opened


async def test_an_unknown_key_asks_first(two: TwoPlatforms) -> None:
    two.change('label = "SANDBOX OPF"', 'label = "SANDBOX OPF"\nread_onyl = true')
    async with two.console() as robot:
        await go_to(robot, OPF)
        assert "deployments.sandbox-opf.read_onyl: is not a known key" in robot.prose, robot.text
        await robot.press("escape")
        assert robot.app.startup.deployment == SDP2
        await go_to(robot, OPF)
        await robot.press("!")
        await robot.until(lambda: robot.app.startup.deployment == OPF)


@pytest.mark.parametrize(("typed", "said"), [
    ("sandbox-opff", "Did you mean sandbox-opf?"),
    ("prod", f"Configured: {SDP2}, {OPF}."),
    ("sandbox-sdp2", f"{SDP2} is in use already."),
    ("[/] %s", f"Configured: {SDP2}, {OPF}."),
])  # fmt: skip
async def test_a_name_that_leads_nowhere_names_the_nearest(
    two: TwoPlatforms, typed: str, said: str
) -> None:
    async with two.console(size=(120, 40)) as robot:
        await go_to(robot, typed)
        assert said in robot.last_line
        assert robot.app.startup.deployment == SDP2


@pytest.mark.parametrize("typed", ["SANDBOX-OPF", "sandbox opf"])
async def test_a_name_is_found_in_any_case_and_by_its_label(two: TwoPlatforms, typed: str) -> None:
    async with two.console() as robot:
        await go_to(robot, typed)
        assert robot.app.startup.deployment == OPF


async def test_tab_completes_the_name(two: TwoPlatforms) -> None:
    async with two.console() as robot:
        await robot.press("tab", "colon")
        await robot.type("depl")
        await robot.press("tab")
        await robot.type("sandbox-o")
        assert OPF in robot.last_line
        await robot.press("tab")
        await robot.press("enter")
        await robot.until(lambda: robot.app.startup.deployment == OPF)


async def test_there_and_back_leaves_one_engine_and_no_old_connection(two: TwoPlatforms) -> None:
    async with two.console() as robot:
        first = robot.app.session.current
        await robot.look_up("E833815A9290")
        for name in (OPF, SDP2, OPF):
            await go_to(robot, name)
            await robot.look_up("E833815A9290")
            assert robot.app.base.opened is not None, robot.text
            assert len(engines()) == 1
        assert first is not None
        with pytest.raises(RuntimeError):
            await first.engine.run(first.recents())
    assert not engines()


async def test_nothing_of_the_former_platform_is_on_any_page(two: TwoPlatforms) -> None:
    async with two.console(size=(120, 40)) as robot:
        await robot.look_up("E833815A9290")
        await robot.press("4")
        await robot.press("n")
        await robot.type("nmp.00003\n")
        await robot.press("tab", "2")
        await robot.type("E833815A9301\n")
        await robot.press("escape")
        await robot.press("1")
        await go_to(robot, OPF)
        app = robot.app
        assert not app.masker.ids
        assert not app.waiting.counts.get("triage")  # type: ignore[call-overload]
        assert not app.casebook.cases
        for page in ("1", "2", "4", "5"):
            await robot.press("escape", "tab", page)
            for foreign in ("E833815A9290", "E833815A9301", "nmp.00003", "3421", "Ada"):
                assert foreign not in robot.text, robot.text
        await robot.press("escape", "tab", "left_square_bracket")
        assert app.base.opened is None
        await robot.press("colon", "up")
        assert "sandbox-opf" not in robot.last_line, "what was typed there is forgotten"
        await robot.press("escape")
        await go_to(robot, SDP2)
        await robot.press("tab", "4")
        await robot.until(lambda: "nmp.00003" in robot.text)


async def test_a_change_under_way_is_never_left(two: TwoPlatforms) -> None:
    two.change("[deployments.sandbox-sdp2.sdp2]",
               "settle_s = 30\ntimeout_s = 3\n[deployments.sandbox-sdp2.sdp2]")  # fmt: skip
    two.sandboxes[SDP2].fault("drop-after operation=Pair")
    async with two.console() as robot:
        await pair(robot, two)
        await robot.until(lambda: bool(robot.app.session.changes.under_way))  # type: ignore[union-attr]
        for key in ("escape", "escape", "tab", "colon"):
            await robot.pause()
            robot.post(key)
        await robot.until(lambda: isinstance(robot.app.screen, CommandScreen))
        robot.burst(f"deployment {OPF}\n")
        await robot.until(lambda: "Not while a change is open" in robot.text)
        assert robot.app.startup.deployment == SDP2
        assert len(engines()) == 1


async def pair(robot: Robot, two: TwoPlatforms) -> None:
    """Have a pair applied, up to the moment it is sent."""
    await robot.press("tab", "colon")
    await robot.type("pair E833815A9301 000145098241\n")
    await robot.until(lambda: "1 ready" in robot.text)
    await robot.idle()
    await robot.press("enter")
    await robot.until(lambda: "reversible" in robot.text)
    await robot.idle()
    await robot.pause()
    robot.post("!")
    await robot.until(lambda: bool(two.sandboxes[SDP2].writes))


async def test_an_open_change_of_the_other_deployment_is_decided_when_that_is_entered(
    two: TwoPlatforms,
) -> None:
    two.change("[deployments.sandbox-sdp2.sdp2]",
               "settle_s = 30\ntimeout_s = 3\n[deployments.sandbox-sdp2.sdp2]")  # fmt: skip
    two.sandboxes[SDP2].fault("drop-after operation=Pair")
    async with two.console() as robot:
        await pair(robot, two)
    two.change("settle_s = 30", "settle_s = 0.3")
    sent = len(two.sandboxes[SDP2].writes)
    async with two.console(OPF) as robot:
        assert "left open" not in robot.last_line
        assert not two.sandboxes[OPF].writes
        await go_to(robot, SDP2)
        await robot.until(lambda: "Left open, decided by reading: verified" in robot.last_line)
        await robot.press("tab", "5")
        await robot.until(lambda: "verified" in robot.text)
    assert len(two.sandboxes[SDP2].writes) == sent, "it is decided by reading alone"


async def test_a_queue_that_runs_is_left_only_after_a_question(two: TwoPlatforms) -> None:
    async with two.console() as robot:
        two.sandboxes[SDP2].fault("delay 30000 write=no")
        await robot.press("tab", "4")
        await robot.press("n")
        await robot.type("nmp.00003\n")
        await robot.pause()
        robot.post("r")
        await robot.until(lambda: robot.app.queue_run.is_running)
        await robot.pause()
        robot.post("colon")
        await robot.until(lambda: robot.app.has_dialog)
        robot.burst(f"deployment {OPF}\n")
        await robot.until(lambda: "The triage queue stops" in robot.prose)
        assert robot.app.startup.deployment == SDP2
        await robot.until(lambda: "go to" in robot.text)
        await robot.pause()
        robot.post("!")
        await robot.until(lambda: robot.app.startup.deployment == OPF)
        await robot.idle()
        assert len(engines()) == 1


async def test_a_password_without_a_source_is_typed_in_the_console(two: TwoPlatforms) -> None:
    two.change(f'password = {{ file = "{two.folder}/secrets-{OPF}/opf-password" }}\n', "")
    async with two.console() as robot:
        await go_to(robot, OPF)
        assert "Password for SANDBOX OPF" in robot.text
        await robot.press("escape")
        assert robot.app.startup.deployment == SDP2
        await go_to(robot, OPF)
        await robot.type(two.sandboxes[OPF].access.opf.password + "\n")
        await robot.until(lambda: robot.app.startup.deployment == OPF)
        await robot.idle()
        await robot.look_up("E833815A9290")
        assert robot.app.base.opened is not None, robot.text


async def test_zone_and_prefixes_are_those_of_the_deployment_in_use(two: TwoPlatforms) -> None:
    from smstui.domain import zone
    from smstui.domain.id_prefixes import without_prefix

    two.change('label = "SANDBOX OPF"', 'label = "SANDBOX OPF"\ntime_zone = "Asia/Kolkata"')
    two.change(
        "[deployments.sandbox-opf.opf]",
        '[deployments.sandbox-opf.opf]\nid_prefix = { account = "x-" }',
    )
    async with two.console() as robot:
        assert without_prefix("account", "x-1") == "x-1"
        await go_to(robot, OPF)
        assert zone.zone_name() == "Asia/Kolkata"
        assert without_prefix("account", "x-1") == "1"
        assert "Asia/Kolkata" in robot.text
        await go_to(robot, SDP2)
        assert zone.zone_name() == "UTC"
        assert without_prefix("account", "x-1") == "x-1"


async def test_read_only_and_privacy_hold_on_the_other_deployment_too(two: TwoPlatforms) -> None:
    async with two.console(read_only=True, privacy=True) as robot:
        await go_to(robot, OPF)
        assert " RO " in robot.lines[0]
        assert "PRIVATE" in robot.lines[0]
        await robot.look_up("E833815A9290")
        assert "▒" in robot.text


async def test_a_console_without_a_configuration_has_no_other_deployment() -> None:
    from tests.support.robot import console

    async with console() as robot:
        await robot.press("tab", "colon")
        await robot.type("deployment\n")
        assert "There is no other deployment" in robot.last_line


async def test_one_that_could_not_be_opened_can_be_left(two: TwoPlatforms) -> None:
    """The console was started on a deployment whose password cannot be had."""
    two.change(f'{{ file = "{two.folder}/secrets-{SDP2}/sdp2-password" }}',
               '{ command = "false" }')  # fmt: skip
    async with two.console() as robot:
        assert robot.app.session.current is None
        await go_to(robot, OPF)
        assert robot.app.startup.deployment == OPF
        await robot.look_up("E833815A9290")
        assert robot.app.base.opened is not None


async def test_keys_in_one_burst_with_the_command_are_for_the_new_deployment(
    two: TwoPlatforms,
) -> None:
    async with two.console() as robot:
        await robot.press("tab", "colon")
        two.sandboxes[SDP2].traffic.clear()
        robot.burst(f"deployment {OPF}\n")
        await robot.until(lambda: not isinstance(robot.app.screen, CommandScreen))
        robot.burst("/")
        robot.burst("E833815A9290\n")
        await robot.until(lambda: robot.app.base.opened is not None)
        await robot.idle()
        assert robot.app.startup.deployment == OPF
        assert two.asked(OPF)
        assert not two.asked(SDP2)


async def test_keys_that_were_meant_for_a_deployment_that_is_not_opened_do_nothing(
    two: TwoPlatforms,
) -> None:
    two.change(f'{{ file = "{two.folder}/secrets-{OPF}/opf-password" }}', '{ command = "sleep 2" }')
    async with two.console() as robot:
        await robot.look_up("E833815A9301")
        await robot.press("tab", "colon")
        two.sandboxes[SDP2].traffic.clear()
        robot.burst(f"deployment {OPF}\n")
        await robot.until(lambda: not isinstance(robot.app.screen, CommandScreen))
        robot.burst("/")
        robot.burst("E833815A9290\n")
        await robot.until(lambda: "stays in use" in robot.text)
        await robot.idle()
        assert not two.asked(SDP2)
        await robot.press("escape")
        assert robot.app.base.hand.line == "E833815A9301"


async def test_screens_of_the_former_deployment_are_gone_for_good(two: TwoPlatforms) -> None:
    """None is kept alive for a scan that may turn out to be torn."""
    async with two.console() as robot:
        await robot.look_up("E833815A9290")
        await robot.press("tab", "4")
        former = list(robot.app.screen_stack)
        await go_to(robot, OPF)
        assert not any(screen in former for screen in robot.app.screen_stack)
        assert not robot.app._installed_screens
        assert not any(screen.is_attached for screen in former)


@pytest.mark.parametrize("answer", ["delay 300", "silence"])
async def test_an_answer_of_the_former_platform_that_is_on_its_way_lands_nowhere(
    two: TwoPlatforms, answer: str
) -> None:
    two.sandboxes[SDP2].fault(answer)
    async with two.console() as robot:
        await robot.press("slash")
        robot.burst("E833815A9290\n")
        await robot.until(lambda: bool(robot.app.base.asked_for))
        for key in ("tab", "colon"):
            await robot.pause()
            robot.post(key)
        await robot.until(lambda: isinstance(robot.app.screen, CommandScreen))
        robot.burst(f"deployment {OPF}\n")
        await robot.until(lambda: robot.app.startup.deployment == OPF)
        await robot.idle()
        assert robot.app.base.opened is None
        assert not robot.app.base.asked_for
        client = robot.app.session.current
        assert client is not None
        assert not await client.engine.run(client.recents())
        assert len(engines()) == 1
        assert "3421" not in robot.text
    two.sandboxes[SDP2].faults.clear()


async def test_going_to_and_fro_many_times_leaves_nothing_behind(two: TwoPlatforms) -> None:
    async with two.console() as robot:
        for n in range(8):
            await go_to(robot, (OPF, SDP2)[n % 2])
            await robot.look_up("nmp.00001")
            assert len(robot.app.screen_stack) == 1
            assert len(robot.app.base.seen) == 1
        assert len(engines()) == 1
        assert len(robot.app.workers) == 0
        assert robot.app.base.bundle.is_attached
