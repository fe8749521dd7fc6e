"""How changes look: the plan in its tiers, the verdict, the rooms. On a real sandbox's answers."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from smstui.console.app import ConsoleApp
from smstui.domain.bundle import Part, PartState
from smstui.domain.changes.facts import Fact
from smstui.domain.changes.lives import titled_move
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.verdict import Outcome, StepResult
from smstui.domain.session import Session
from smstui.services.changes import ChangeResult
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_to_text, results_to_text
from tests.support.fake_client import NOW, FakeChanges, FakeClient, FakeStartupSettings, ada, opened
from tests.support.robot import QUICK, Robot

CASN = "E833815A9290"
CORRELATION = "2c5f1d0e-0b7c-4c59-9f0a-7f3d7f6f1a11"


def a_plan(tier: Tier, status: str) -> Plan:
    fact = Fact("account", "tst.40001", "status")
    step = Step(
        Write(Call.ACCOUNT_STATUS, "7001", {"status": status}),
        titled_move("account tst.40001", status), {fact: "ACTIVE"}, {fact: status}, (), tier,
        Write(Call.ACCOUNT_STATUS, "7001", {"status": "ACTIVE"})
        if tier is not Tier.IRREVERSIBLE else None,
    )  # fmt: skip
    return Plan(
        Operation.ACCOUNT_STATUS, step.title, "sdp2", (step,), {}, (), (), account="tst.40001",
        notes=("At home it may take up to an hour to show, or need a restart of the box.",),
        confirm="tst.40001",
    )  # fmt: skip


PLANS = {
    "RESTRICTED": a_plan(Tier.REVERSIBLE, "RESTRICTED"),
    "SUSPENDED": a_plan(Tier.DISRUPTIVE, "SUSPENDED"),
    "CANCELLED": a_plan(Tier.IRREVERSIBLE, "CANCELLED"),
}
ENDS = {
    "RESTRICTED": (Outcome.VERIFIED, ""),
    "SUSPENDED": (Outcome.NOT_VERIFIED, "The platform acknowledged it, and nothing has changed: "
                  "account tst.40001 status: ACTIVE."),
}  # fmt: skip


def an_entry(at: int, outcome: str, still_open: bool = False) -> Entry:
    plan = PLANS["RESTRICTED"]
    result = StepResult(1, sent=True, outcome=Outcome(outcome) if outcome else None)
    return Entry(
        f"{at:012x}", "lab", "sdp2", "tst.40001", "account-status", plan.title,
        datetime(2026, 3, 14, 13, at, tzinfo=UTC), plan_to_text(plan), open=still_open,
        outcome=outcome, role="support", correlation_id=CORRELATION,
        results=results_to_text([result]),
    )  # fmt: skip


class PlannedChanges(FakeChanges):
    """A change service with one plan for every status, and one end for each."""

    async def plan(self, request: Any) -> Plan:
        return PLANS[request.values["status"]]

    async def apply(self, plan: Plan, given: Any, *, progress: Any) -> ChangeResult:
        outcome, message = ENDS[str(next(iter(plan.steps[0].after.values())))]
        result = StepResult(1, sent=True, acknowledged=True, outcome=outcome, message=message)
        return ChangeResult("da975f469b19", plan, outcome, (result,), message, CORRELATION)

    async def journal(self) -> list[Entry]:
        return [an_entry(40, "verified"), an_entry(30, "not-applied"), an_entry(20, "partial")]

    async def still_open(self) -> list[Entry]:
        return [an_entry(50, "", still_open=True)]

    async def at_work(self, entries: Any) -> frozenset[str]:
        return frozenset(entry.id for entry in entries)


class ChangingClient(FakeClient):
    async def sessions(self, account: Any) -> Part[Session]:
        return Part[Session](state=PartState.READ, records=ada().sessions.records, read_at=NOW)


def a_desk() -> FakeClient:
    return ChangingClient({CASN: opened(CASN, ada())}, changes=PlannedChanges())


def _at(*keys: str) -> Callable[[Robot], Awaitable[None]]:
    async def steps(robot: Robot) -> None:
        await robot.type(f"{CASN}\n")
        await robot.press("shift+tab", *keys)

    return steps


def _status(word: str, *keys: str) -> Callable[[Robot], Awaitable[None]]:
    downs = ["down"] * list(PLANS).index(word)
    return _at("s", *downs, "enter", *keys)


def _form(line: str, typed: str, *keys: str) -> Callable[[Robot], Awaitable[None]]:
    async def steps(robot: Robot) -> None:
        await robot.type(f"{CASN}\n")
        await robot.press("colon")
        await robot.type(f"{line}\n")
        await robot.type(typed)
        await robot.press(*keys)

    return steps


STAGES: dict[str, Callable[[Robot], Awaitable[None]]] = {
    "statuses": _at("s"),
    "reversible": _status("RESTRICTED"),
    "disruptive": _status("SUSPENDED"),
    "irreversible": _status("CANCELLED"),
    "verified": _status("RESTRICTED", "!"),
    "not-verified": _status("SUSPENDED", "!", "!"),
    "sessions": _at("3"),
    "journal": _at("5"),
    "form-filled": _form("install", "E833815AF001\n000145999901\n00:1A:79:1E:7F:5F\n"),
    "form-wrong": _form(
        "create-account",
        "tst.40002\nada.byron\n4711\n\n\n301\n\nAda\nByron\n",
        "shift+tab",
        "tab",
        "tab",
        "tab",
        "tab",
        "tab",
        "tab",
        *"NP44 3AB, UK",
    ),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("stage", STAGES)
def test_a_change_looks_as_it_did(
    snap_compare: Any, monkeypatch: pytest.MonkeyPatch, stage: str, size: tuple[int, int]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = ConsoleApp(FakeStartupSettings(theme="dark"), a_desk, now=lambda: NOW, timing=QUICK)

    async def walk(pilot: Pilot[Any]) -> None:
        robot = Robot(app)
        await robot.until(lambda: app.session.is_decided)
        await robot.idle()
        await STAGES[stage](robot)

    assert snap_compare(app, terminal_size=size, run_before=walk)
