"""A case is the same one, whether the console or the command line opens it."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from smstui.console.casebook import Casebook
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.case.record import Planned
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.identifiers import IdKind, identify
from smstui.services.casework import case_of_account
from smstui.services.diagnosis import Diagnosed
from smstui.services.masker import Masker
from smstui.services.outcomes import Opened
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, plan_to_text

NOW = datetime(2026, 5, 6, 10, 30, tzinfo=UTC)
ACCOUNT = "kd.7031"
TRIED = 200


def what_was_opened() -> Opened:
    account = Part[Account](state=PartState.READ, records=(Account(uid="88", number=ACCOUNT),))
    bundle = Bundle(
        deployment="site", family="sdp2", focus=Focus(kind="account", id=ACCOUNT), read_at=NOW,
        account=account,
    )  # fmt: skip
    return Opened(identify(ACCOUNT, "sdp2"), IdKind.ACCOUNT, bundle, "platform")


def a_plan(n: int) -> Plan:
    return Plan(
        Operation.ENABLE, f"enable box {n}", "sdp2", (), {}, (), (f"box {n}",), account=ACCOUNT
    )


def journal_of(chance: random.Random) -> list[Entry]:
    """Changes before and after the console began, some with one plan, some open; newest first."""
    entries = [
        Entry(
            f"{n:012x}", "site", "sdp2", ACCOUNT, "enable", "enable", at,
            plan_to_text(a_plan(n % 3)),
            open=chance.random() < 0.2, outcome="verified",
        )
        for n in range(chance.randrange(8))
        for at in [NOW + timedelta(minutes=chance.randrange(-90_000, 90))]
    ]  # fmt: skip
    return sorted(entries, key=lambda one: one.began, reverse=True)


def test_every_change_of_the_journal_is_in_the_console_s_case() -> None:
    opened, chance, before = what_was_opened(), random.Random(11), 0
    for _ in range(TRIED):
        entries = journal_of(chance)
        before += any(one.began < NOW and not one.open for one in entries)
        book = Casebook("site", lambda: NOW, Masker())
        book.asked(opened)
        case = book.with_changes(opened, entries)
        told = case_of_account(Diagnosed(opened), entries, NOW)
        assert case == told
        assert {one.id for one in case.changes} == {one.id for one in entries}
        assert case.began == min([NOW, *(one.began for one in entries)])
    print(f"{TRIED} journals, {before} of them with changes from before the console began")
    assert before > TRIED // 2


def test_a_plan_that_was_shown_stays_beside_an_earlier_change_of_the_same_plan() -> None:
    opened = what_was_opened()
    earlier = Entry("0a", "site", "sdp2", ACCOUNT, "enable", "enable", NOW - timedelta(days=3),
                    plan_to_text(a_plan(1)), outcome="verified")  # fmt: skip
    book = Casebook("site", lambda: NOW, Masker())
    book.asked(opened)
    plan = plan_from_text(earlier.plan)
    shown = Planned(NOW, plan.title, plan.operation, plan)
    book._put(ACCOUNT, book.of(opened).having(shown))
    assert shown in book.with_changes(opened, [earlier]).events
    applied = replace(earlier, id="0b", began=NOW + timedelta(seconds=4))
    case = book.with_changes(opened, [applied, earlier])
    assert shown not in case.events
    assert [one.id for one in case.changes] == ["0a", "0b"]
