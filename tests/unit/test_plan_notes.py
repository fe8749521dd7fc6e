"""A sentence of a plan that only informs is a note: no caution sign stands before it."""

import json
from dataclasses import replace

import pytest

from smstui.commands.change_lines import plan_lines
from smstui.console.views import batch_lines
from smstui.console.views.plan_lines import lines_of
from smstui.domain.account import Account
from smstui.domain.case.markdown import markdown
from smstui.domain.case.record import Case, Planned
from smstui.domain.changes import cas, lives, pairing, suspending, viewing
from smstui.domain.changes.cards import joined
from smstui.domain.changes.forms import plan_form
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.request import Request
from smstui.domain.device import MediaPlayer
from smstui.services.changes.watching import late_sentence
from smstui.services.drafts import Checked, DraftCheck
from smstui.store.drafts import Standing
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, plan_to_text
from tests.console.fake_drafts import a_draft
from tests.unit.test_changes_domain import HELD, NOW, box, free, ground, policy

SUSPENDED = Account.read({"uid": "1", "number": "acc-1", "status": "SUSPENDED"})
PLAYER = MediaPlayer.read({"uid": "91", "account_uid": "1", "status": "ENABLED"})
OPF = policy(family="opf")

WANTED = Request(Operation.PAIR, "11", "0007")

PLANS = {
    "ban": lambda: lives.plan_ban(ground(box()), box(), banned=True),
    "activate": lambda: lives.plan_account_status(ground(account=SUSPENDED), "ACTIVE"),
    "suspend": lambda: lives.plan_account_status(ground(), "SUSPENDED"),
    "approve": lambda: lives.plan_approve(ground(PLAYER, rules=OPF), PLAYER),
    "refresh": lambda: viewing.plan_refresh(ground(box(), rules=OPF), box()),
    "message": lambda: viewing.plan_message(ground(PLAYER, rules=OPF), PLAYER, "Hello"),
    "end all": lambda: viewing.plan_end_of_account(ground(lacking={})),
    "date code": lambda: cas.plan_recover_date_code(ground(box(), rules=OPF), box()),
    "suspend card": lambda: suspending.plan_suspend_card("sdp2", free(HELD), None),
    "pair": lambda: pairing.plan_pair(ground(box()), box(), free()),
}
SAID = {
    "ban": (["Only this box"], []),
    "activate": (["may sign on", "up to an hour"], ["billing agrees"]),
    "suspend": (["up to an hour"], ["cannot sign on"]),
    "approve": (["No record shows"], ["only so many devices"]),
    "refresh": (["cannot be read back"], []),
    "message": (["not that it was read"], []),
    "end all": (["start again at once"], ["not known what will be ended"]),
    "date code": (["which commands it executed"], ["must be on"]),
    "suspend card": (["cannot be verified by reading"], ["cannot lift it again"]),
    "pair": ([], ["Compare the number"]),
}
"""What the notes and the warnings of each plan say, in order."""


@pytest.mark.parametrize("name", PLANS)
def test_only_what_is_a_caution_has_the_sign_in_every_place(name: str) -> None:
    plan: Plan = PLANS[name]()
    notes, warnings = SAID[name]
    for told, wanted in ((plan.notes, notes), (plan.warnings, warnings)):
        assert [part in text for part, text in zip(wanted, told, strict=True)] == [True] * len(told)
    screen = ["".join(text for text, _ in line) for line in lines_of(plan, 200)]
    case = markdown(Case("site", "sdp2", "acc-1", NOW, (Planned(NOW, plan.title, plan=plan),)), NOW)
    assert "This was only planned. If it was applied, that is listed below as a change" in case
    for lines, plainly, cautiously in (
        (screen, "  ", "◐ "),
        ([*plan_lines(plan)], "    ", "  ! "),
        (case.splitlines(), "- Note: ", "- Warning: "),
    ):
        said = [line for line in lines if any(text in line for text in plan.sentences)]
        assert said == [
            *(f"{plainly}{note}" for note in plan.notes),
            *(f"{cautiously}{warning}" for warning in plan.warnings),
        ]
    assert plan_form(plan)["warnings"] == [*plan.notes, *plan.warnings]
    assert joined([plan, plan]).sentences == plan.sentences


def test_a_batch_tells_the_notes_of_a_plan_that_was_not_seen_without_the_sign() -> None:
    plan = replace(PLANS["pair"](), notes=("It informs.",))
    row = Checked(a_draft(1), DraftCheck(WANTED, Standing.READY, plan), unseen="It was not known.")
    lines = ["".join(text for text, _ in line) for line in batch_lines.plan_lines([row], [], 200)]
    at = lines.index("       It informs.")
    assert lines[at + 1 : at + 3] == ["     ◐ It was not known.", f"     ◐ {plan.warnings[0]}"]


def test_notes_are_stored_and_a_plan_stored_before_there_were_any_opens() -> None:
    plan = PLANS["activate"]()
    text = plan_to_text(plan)
    assert plan_from_text(text) == plan
    before = json.loads(text)
    before["warnings"] = [*before.pop("notes"), *before["warnings"]]
    assert plan_from_text(json.dumps(before)).sentences == plan.sentences


def late(plan: Plan) -> str:
    """What is told of a change by this plan whose effect came late."""
    entry = Entry("c1", "lab", plan.family, "1", plan.operation, plan.title, NOW,
                  plan_to_text(plan), undoes=plan.undoes)  # fmt: skip
    return late_sentence(entry)


def test_a_late_effect_is_said_to_be_undone_only_where_it_can_be() -> None:
    ban = PLANS["ban"]()
    assert late(ban).endswith(" It can be undone.")
    assert late(replace(ban, operation=Operation.UNDO, undoes="c0")).endswith("smstui undo c1.")
    assert late(PLANS["end all"]()).endswith(" This cannot be undone.")
