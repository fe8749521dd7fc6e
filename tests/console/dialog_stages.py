"""Every dialog of the demo, each reached by keys; `test_every_surface.py` says which has none."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from textual import events

from smstui.console.startup import Listed
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret
from smstui.sandbox import Sandbox
from smstui.sandbox.entities import SmartCard
from tests.support.bench import settled
from tests.support.robot import Robot

Steps = Callable[[Robot], Awaitable[None]]

BANNED: Final = "E833815A9340"
BOX: Final = "E833815A9290"
PAIR: Final = ("E833815A9301", "000145098241")
PAIRS: Final = (*PAIR, "E833815A9444", "000145098250")
LIST: Final = (BANNED, BOX, "nmp.00002", "nmp.00003", "nmp.00004", "9001", "404404404")
AMBIGUOUS: Final = "245098240"
SENT: Final = "plan-sent"
"""The stage in which a change is being sent: its platform does not answer."""


def walk(asked: str, *steps: str | Steps) -> Steps:
    """Look `asked` up, if anything; then take keys, `:commands`, `=texts` and other steps."""

    async def walked(robot: Robot) -> None:
        if asked:
            await robot.type(f"{asked}\n")
        for step in steps:
            if callable(step):
                await step(robot)
            elif step.startswith("=") and len(step) > 1:
                await robot.type(step[1:])
            elif step.startswith(":") and len(step) > 1:
                await robot.press("colon")
                await robot.type(f"{step[1:]}\n")
            else:
                await robot.press(step)

    return walked


def scanned(*codes: str, then: Sequence[str | Steps] = ()) -> Steps:
    return walk("", "tab", "2", *(f"={code}\n" for code in codes), *then)


def pasted(*lines: str) -> Steps:
    async def paste(robot: Robot) -> None:
        robot.app.post_message(events.Paste("\n".join(lines) + "\n"))
        await robot.idle()

    return paste


async def applied(robot: Robot) -> None:
    """Confirm the plan that is shown, and wait for its outcome."""
    while "read on:" in robot.text:
        await robot.press("pagedown")
    await robot.press("!")
    await settled(robot)


async def _quitting(robot: Robot) -> None:
    """Confirm the plan that is shown, and ask to leave while its answer is awaited."""
    while "read on:" in robot.text:
        await robot.press("pagedown")
    robot.burst("!")
    await robot.until(lambda: "waiting for the answer" in robot.prose)
    robot.post("ctrl+q")
    await robot.until(lambda: "again quits" in robot.prose)


async def _wrong_password(robot: Robot) -> None:
    """As if the password of the start had been mistyped: the platform refuses it."""
    object.__setattr__(robot.app.startup, "asks_password", True)
    client: Any = await robot.app.client()
    await client.engine.run(client.retype(Secret("mistyped")))
    await robot.type(f"{BOX}\n")
    await robot.until(lambda: robot.app.has_dialog)
    await robot.idle()


async def _locked(robot: Robot) -> None:
    robot.app.screen_lock.lock()
    await robot.idle()


class _Prepared:
    """A deployment that can be opened, and asks for its password first."""

    def __init__(self, startup: Any, warnings: Sequence[str]) -> None:
        self.startup = startup
        self.warnings = warnings


def with_another_card(sandbox: Sandbox) -> None:
    """Give the demo a second free card, so that there are two pairs to make."""
    sandbox.world.add(SmartCard(uid="4099", smartcard_id=PAIRS[3], status="AVAILABLE"))


class DemoDeployments:
    """Four deployments to choose from. None of them is ever opened."""

    def __init__(self, startup: Any) -> None:
        self._startup = startup

    def listed(self) -> Sequence[Listed]:
        own = self._startup
        return (
            Listed(own.deployment, own.label, own.tint, own.family, False, own.role, "127.0.0.1"),
            Listed("lab", "LAB", "warning", "opf", False, "support", "lab.example.net"),
            Listed("production", "PRODUCTION", "error", "sdp2", True, "viewer",
                   "sms.operator-with-a-long-name.example.com"),
            Listed("retired", "RETIRED", "none", "sdp2", True, "viewer", "old.example.net"),
        )  # fmt: skip

    def prepare(self, name: str) -> Any:
        if name == "retired":
            raise BadConfiguration(
                "Deployment retired has no base_url.",
                hint="Give [deployments.retired.sdp2] a base_url, then choose it again.",
            )
        startup = type(self._startup)(deployment=name, label=name.upper(), asks_password=True)
        return _Prepared(startup, ("read_onyl is not a known key. Did you mean read_only?",)
                         if name == "production" else ())  # fmt: skip

    def leave(self, client: Any, /) -> None:
        raise AssertionError("no other deployment is opened")


DIALOGS: Final[Mapping[str, Steps]] = {
    # Asked of a person, one line each
    "password": _wrong_password,
    "code-asked": walk(BOX, "D"),
    "queue-add": walk("", "tab", "4", "n"),
    "queue-load": walk("", "tab", "4", "l"),
    "swap-new": walk(BOX, "w", "enter"),
    # Choosers
    "pasted": walk("", "tab", pasted(*LIST)),
    "deployments": walk("", "tab", ":deployment"),
    "deployment-password": walk("", "tab", ":deployment lab"),
    "deployment-sure": walk("", "tab", ":deployment production"),
    "deployment-refused": walk("", "tab", ":deployment retired"),
    "copy-list": walk("", "tab", "y"),
    "write-list": walk("", "tab", "e"),
    "write-path": walk("", "tab", "e", "enter", "ctrl+u", "=recent-lookups.txt"),
    "form-left": walk("", "tab", ":create-box nmp.00001", "=E833815AF001\n", "escape"),
    "queue-export": walk("", "tab", "4", pasted(*LIST), "e"),
    "queue-clear": walk("", "tab", "4", pasted(*LIST), ":clear-queue"),
    "menu-found": walk(BOX, "question_mark", "slash", "=write"),
    "swap": walk(BOX, "w"),
    # Read and closed
    "code-found": walk("20007", "enter"),
    "finding": walk(BANNED, "d", "G", "enter"),
    "case-choice": walk(BOX, "d", "c"),
    "cross-test": walk(BOX, ":cross-test"),
    "cross-test-ask": walk(BOX, ":cross-test", "G", "enter"),
    "change": scanned(*PAIR, then=("enter", applied, "escape", "tab", "5", "enter")),
    "change-case": scanned(*PAIR, then=("enter", applied, "escape", "tab", "5", "c")),
    # Plans
    "plan-refused": walk(BOX, ":status FOO"),
    "plan-twice": walk(BOX, "t", "enter", "!"),
    "plan-last-four": walk("nmp.00002", "s", "c"),
    SENT: scanned(*PAIR, then=("enter", _quitting)),
    "batch": scanned(*PAIRS, then=("tab", "p")),
    "batch-ended": scanned(*PAIRS, then=("tab", "p", applied)),
    "draft-discard": scanned(*PAIR, then=("escape", ":drafts", "delete")),
    "pair-discard": scanned(*PAIR, then=("tab", "tab", "delete")),
    "forget": walk("", "tab", ":forget"),
    # Around every page
    "locked": walk(BOX, _locked),
    "several": walk(AMBIGUOUS),
    "code-lookup": walk("20007"),
    "command-typed": walk(BOX, "colon", "=dep"),
}
SHOWN: Final[Mapping[str, str]] = {
    "app.py open_plan: push_screen": "plan",
    "deployment_entry.py _go_to: make_sure": "deployment-sure",
    "deployment_entry.py _enter: ask": "deployment-password",
    "list_copies.py do_queue_export: pick": "write-list",
    "list_copies.py _ask_path: ask": "write-path",
    "screens/case_dialogs.py offer: pick": "case-choice",
    "screens/case_dialogs.py _read: push_dialog": "case",
    "screens/change_dialogs.py choose_swap.picked: ask_for_plan": "swap-new",
    "screens/change_dialogs.py choose_swap: pick": "swap",
    "screens/change_dialogs.py end_sessions_of: pick": "end-sessions",
    "screens/change_dialogs.py ask_pin.typed: ask_for_plan": "pin-new",
    "screens/change_dialogs.py ask_pin: pick": "pins",
    "screens/change_dialogs.py ask_box_pin: ask_for_plan": "box-pin",
    "screens/change_dialogs.py write_message: ask_for_plan": "message",
    "screens/cross_test.py open_cross_test: push_dialog": "cross-test",
    "screens/cross_test.py _ask: push_dialog": "cross-test-ask",
    "screens/deployment_list.py choose: push_dialog": "deployments",
    "screens/deployment_list.py read_refusal: read_out": "deployment-refused",
    "screens/dialogs.py open_menu: push_dialog": "menu",
    "screens/dialogs.py open_command: push_dialog": "command",
    "screens/dialogs.py ask_password: push_dialog": "password",
    "screens/dialogs.py choose_theme: push_dialog": "themes",
    "screens/dialogs.py choose_export: pick": "queue-export",
    "screens/dialogs.py choose_copy: push_dialog": "copy",
    "screens/drafts.py do_draft_discard: make_sure": "draft-discard",
    "screens/form_opening.py take_right: push_dialog": "right-taken",
    "screens/form_opening.py _open: push_dialog": "form",
    "screens/journal.py read_change: push_dialog": "change",
    "screens/lookup_findings.py do_diagnose_code: ask": "code-asked",
    "screens/lookup_findings.py _choose: pick": "which",
    "screens/lookup_findings.py _read_out: read_out": "finding",
    "screens/lookup_picking.py _read_out: read_out": "code-found",
    "screens/lookup_recents.py do_recents_forget: make_sure": "forget",
    "screens/pair.py _open_batch: push_screen": "batch",
    "screens/pair_row_actions.py do_draft_discard: make_sure": "pair-discard",
    "screens/pasting.py offer: push_dialog": "pasted",
    "screens/scanner.py open_scanner: push_screen": "scanner",
    "screens/sessions.py _chosen: read_out": "session",
    "screens/status_dialog.py choose_status: pick": "statuses",
    "screens/triage.py do_queue_clear: make_sure": "queue-clear",
    "screens/triage.py do_queue_add: ask": "queue-add",
    "screens/triage.py do_queue_load: ask": "queue-load",
}
"""The stage that shows the dialog of each call that opens one."""
ALIKE: Final[Mapping[str, str]] = {
    "screens/change_dialogs.py ask_pin: ask_for_plan": "pin-new",
}
"""Calls without a stage, each with one that looks the same: no account of the demo has no PIN."""
OF_ONE: Final[Mapping[str, tuple[str, Steps]]] = {
    "session": ("sdp2", walk(BOX, "3", "enter")),
    "message": ("opf", walk(BOX, "m")),
    "mail": ("opf", walk(BOX, "M")),
    "pins": ("opf", walk(BOX, ":reset-pin")),
    "pin-new": ("opf", walk(BOX, ":reset-pin", "enter")),
    "box-pin": ("opf", walk(BOX, ":cas-pin")),
    "right-taken": ("opf", walk(BOX, ":remove-right")),
    "right-given": ("opf", walk(BOX, ":add-right", "=7001\n")),
    "which": ("opf", walk("9001", "d", "j", "j", "enter")),
}
"""Dialogs of what one family alone offers."""
