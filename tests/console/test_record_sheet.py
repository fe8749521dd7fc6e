"""The record sheet: the state first, then what is wrong, then what is set; the rest is folded."""

import re
from datetime import timedelta

import pytest
from test_console_snapshots import CASN, a_desk

from smstui.console.views import detail
from smstui.console.views.detail import Sheet
from smstui.domain import money, zone
from smstui.domain.account import Account, PinStatus
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.user import User
from smstui.presentation import account as account_lines
from smstui.presentation.tables import FOLD
from tests.support.bench import Bench
from tests.support.fake_client import NOW, ada
from tests.support.robot import Robot, console

BANNED = "E833815A9340"


def told(record: Record, sheet: Sheet | None = None) -> list[tuple[str, ...]]:
    return [tuple(text for text, _ in row.cells) for row in detail.rows_of(record, NOW, sheet)]


def test_the_state_is_on_the_first_line_and_what_is_wrong_below_it() -> None:
    banned = next(box for box in ada().boxes if box.casn == BANNED)
    rows = told(banned)
    assert rows[:3] == [("status", "■ BANNED, ACTIVE"), ("banned", "■ yes"), ("identity",)]
    assert sum(row[0] == "banned" for row in rows) == 1, "it is told once"


def test_everything_that_is_wrong_with_an_account_is_told_worst_first() -> None:
    owner = Account(
        uid="1", number="n", status="ACTIVE", valid_until=NOW - timedelta(days=1),
        credit_limit=5.0, credit_spent=5.0,
        pins=(PinStatus(pin_type="MASTER", status="LOCKED"),
              PinStatus(pin_type="PURCHASE", status="SET")),
    )  # fmt: skip
    rows = told(owner)
    assert rows[:4] == [
        ("status", "■ EXPIRED, ACTIVE"),
        ("valid until", "■ 2026-03-13 14:02"),
        ("PIN MASTER", "■ LOCKED"),
        ("credit spent", "◐ 5.00"),
    ]
    assert rows[4] == ("identity",)


def test_a_field_that_makes_no_sense_is_told_above_the_headings() -> None:
    right = Right.read({"uid": "7", "expires": "tomorrow", "status": "S"})
    rows = told(right)
    assert rows[0] == ("status", "? not readable")
    assert ("expires", "? makes no sense") in rows[:3]


def test_fields_without_a_value_are_one_line_and_each_is_there_when_it_is_unfolded() -> None:
    user = User(uid="11", login_id="ada")
    folded, unfolded = told(user, Sheet(key=".")), told(user, Sheet(unfolded=True, key="."))
    assert not any("-" in row[1:] for row in folded)
    sign, hint = folded[-1]
    count = int(sign.removeprefix("▸ ").removesuffix(" empty"))
    assert hint == ". unfold"
    empty = unfolded[unfolded.index((f"▾ {count} empty", ". fold")) + 1 :]
    assert len(empty) == count
    assert all(value == "-" for _, value in empty)
    assert unfolded[: len(folded) - 1] == folded[:-1]


def test_every_field_of_a_record_is_told_once_folded_or_not() -> None:
    bundle = ada()
    for record in (bundle.owner, *bundle.devices, *bundle.users, *bundle.rights):
        assert record is not None
        names = [row[0] for row in told(record, Sheet(unfolded=True)) if len(row) == 2]
        assert len(names) == len(set(names)), names
        assert len(names) > 10


def test_times_are_short_on_the_sheet_and_whole_when_they_are_copied() -> None:
    right = Right(
        uid="1", status="S", valid_from=NOW - timedelta(days=9), expires=NOW + timedelta(hours=3)
    )
    with zone.used("Europe/Warsaw"):
        rows = dict(row for row in told(right) if len(row) == 2)
        assert rows["expires"] == "18:02:07", "it is today"
        assert rows["valid from"] == "2026-03-05 15:02"
        assert detail.value_of(right, "times:expires", NOW) == "2026-03-14 18:02:07 CET"
        bare = right.model_copy(update={"valid_from": zone.day_begins(2026, 3, 1)})
        assert ("valid from", "2026-03-01") in told(bare)


@pytest.mark.parametrize(("currency", "limit"), [("", "50.00"), ("zł", "50.00 zł")])
def test_amounts_have_the_currency_of_the_site(currency: str, limit: str) -> None:
    owner = ada().owner
    assert owner is not None
    money.use(currency)
    try:
        assert ("credit limit", limit) in told(owner)
        line = "".join(text for text, _ in account_lines.lines_of(ada(), NOW)[1])
        assert f"spent 12.40 of {limit}  " in line
    finally:
        money.use("")


async def test_the_configured_currency_is_on_the_screen_and_gone_without_it(sdp2: Bench) -> None:
    for currency, said in (("EUR", "spent 12.40 of 50.00 EUR  "), (None, "of 50.00  ")):
        async with sdp2.console(currency=currency) as robot:
            await robot.type(f"{CASN}\n")
            assert said in robot.text
            await robot.press("shift+tab", "enter")
            await robot.press("pagedown", "pagedown")
            amount = re.search(r"credit limit +50\.00(.*)│", robot.text)
            assert amount is not None, robot.text
            assert amount[1].strip() == (currency or "")
            await robot.press("escape", "d")
            assert ("EUR" in robot.text) is bool(currency)
    money.use("")


def sign_of(robot: Robot) -> str:
    return next((line for line in robot.lines if " empty " in line), "")


async def test_a_key_folds_and_unfolds_the_sheet_and_the_findings() -> None:
    async with console(a_desk(), size=(120, 40)) as robot:
        await robot.type(f"{CASN}\n")
        assert "▸ 24 empty" in sign_of(robot)
        assert ". unfold" not in robot.last_line, "it is offered where the sheet is in hand"
        await robot.press(".")
        assert "▾ 24 empty" in robot.text
        await robot.press("j")
        assert "▾" in robot.text, "the next record is unfolded too"
        await robot.press(".", "d")
        assert "not checked ▸" in robot.text
        assert ". unfold" in robot.last_line or robot.app.page.bars.offered[-1].action == "menu"
        await robot.press(".")
        assert "not checked ▾" in robot.text


async def test_enter_unfolds_the_sheet_and_the_cursor_stays_on_its_line() -> None:
    async with console(a_desk()) as robot:
        await robot.type(f"{CASN}\n")
        await robot.press("enter", "G")
        pane = robot.app.base.bundle.detail
        assert pane.key == FOLD
        assert "⏎ unfold" in robot.last_line
        await robot.press("enter")
        assert pane.key == FOLD
        assert "▾ 24 empty" in robot.text
        assert "⏎ fold" in robot.last_line
        await robot.press("enter")
        assert "▸ 24 empty" in robot.text


async def test_the_key_that_folds_says_why_it_does_nothing() -> None:
    async with console(a_desk()) as robot:
        await robot.press("tab", ".")
        assert "Nothing is open" in robot.last_line
        await robot.type(f"{CASN}\n")
        await robot.press(".")
        assert "Nothing is folded here." in robot.last_line
