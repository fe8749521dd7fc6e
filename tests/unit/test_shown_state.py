"""The worst state wins wherever a record's state is shown in one word or one colour."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smstui.commands.sheet import Sheet
from smstui.console.views import detail, finder
from smstui.domain.account import Account, PinStatus
from smstui.domain.bundle import Bundle, Focus
from smstui.domain.case.record import found_in
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.shown_state import Level, state_of
from smstui.domain.smartcard import SmartCard
from smstui.presentation import looks, records
from smstui.presentation.account import lines_of as account_lines
from smstui.services.outcomes import Opened, match_of
from smstui.store.recent_rows import recent_of
from tests.support.bundles import NOON, read_part

DAY = timedelta(days=1)
GOOD = "good"

SPOILED: dict[type[Record], tuple[dict[str, Any], dict[str, tuple[dict[str, Any], str]]]] = {
    SetTopBox: (
        {"uid": "91811", "status": "ACTIVE", "enabled": True, "banned": False,
         "activation_status": "ACTIVE"},
        {
            "banned": ({"banned": True}, "BANNED"),
            "cancelled": ({"status": "CANCELLED"}, "CANCELLED"),
            "suspended": ({"status": "SUSPENDED"}, "SUSPENDED"),
            "inactive": ({"status": "INACTIVE"}, "INACTIVE"),
            "restricted": ({"status": "RESTRICTED"}, "RESTRICTED"),
            "unknown": ({"status": "FROZEN"}, "unknown: FROZEN"),
            "disabled": ({"enabled": False}, "DISABLED"),
            "not activated": ({"activation_status": "INACTIVE"}, "NOT ACTIVATED"),
            "ban without sense": ({"banned": "perhaps"}, "banned not readable"),
        },
    ),
    MediaPlayer: (
        {"uid": "mp-18", "status": "ENABLED", "enabled": True, "activation_status": "ACTIVE"},
        {
            "disabled": ({"status": "DISABLED", "enabled": False}, "DISABLED"),
            "flag": ({"enabled": False}, "DISABLED"),
            "not activated": ({"activation_status": "INACTIVE"}, "NOT ACTIVATED"),
            "unknown": ({"activation_status": "HALF"}, "unknown: HALF"),
            "no sense": ({"enabled": ["x"]}, "enabled not readable"),
        },
    ),
    SmartCard: (
        {"number": "0081234", "status": "UNAVAILABLE"},
        {
            "cancelled": ({"status": "CANCELLED"}, "CANCELLED"),
            "unknown": ({"status": "QUARANTINE"}, "unknown: QUARANTINE"),
            "no sense": ({"status": {"a": 1}}, "status not readable"),
        },
    ),
    Account: (
        {"uid": "77", "number": "unit.77", "status": "ACTIVE", "valid_from": NOON - 9 * DAY,
         "valid_until": NOON + DAY},
        {
            "suspended": ({"status": "SUSPENDED"}, "SUSPENDED"),
            "cancelled": ({"status": "CANCELLED"}, "CANCELLED"),
            "inactive": ({"status": "INACTIVE"}, "INACTIVE"),
            "restricted": ({"status": "RESTRICTED"}, "RESTRICTED"),
            "unknown": ({"status": "HALTED"}, "unknown: HALTED"),
            "expired": ({"valid_until": NOON - DAY}, "EXPIRED"),
            "not yet": ({"valid_from": NOON + DAY, "valid_until": None}, "NOT YET VALID"),
            "no sense": ({"valid_until": ["x"]}, "valid until not readable"),
        },
    ),
    Right: (
        {"uid": "r-4", "product": "sport", "status": "S", "valid_from": NOON - DAY,
         "expires": NOON + DAY},
        {
            "expired": ({"expires": NOON - DAY}, "expired"),
            "not yet": ({"valid_from": NOON + DAY / 2}, "not yet"),
            "unsubscribed": ({"status": "UNSUBSCRIBED"}, "unsubscribed"),
            "unknown": ({"status": "PAUSED"}, "unknown: PAUSED"),
            "no sense": ({"expires": ["x"]}, "not readable"),
        },
    ),
    PinStatus: (
        {"pin_type": "MASTER", "status": "SET"},
        {
            "locked": ({"status": "LOCKED"}, "LOCKED"),
            "unknown": ({"status": "FROZEN"}, "unknown: FROZEN"),
        },
    ),
}  # fmt: skip


def cases() -> Iterator[Any]:
    for kind, (_, spoiled) in SPOILED.items():
        for name, (_, word) in spoiled.items():
            yield pytest.param(kind, name, word, id=f"{kind.__name__}-{name}")


def healthy(kind: type[Record]) -> Record:
    return kind.read(SPOILED[kind][0])


def spoiled(kind: type[Record], *names: str) -> Record:
    fields, ways = SPOILED[kind]
    for name in names:
        fields = fields | ways[name][0]
    return kind.read(fields)


def bundle_of(record: Record) -> Bundle:
    """A bundle about that record, which belongs to a good account."""
    account = record if isinstance(record, Account) else Account(number="unit.5", status="ACTIVE")
    devices = [record] if isinstance(record, SetTopBox | MediaPlayer) else []
    cards = [record] if isinstance(record, SmartCard) else []
    kind = "smartcard" if cards else record.noun
    return Bundle(
        deployment="lab", family="sdp2", focus=Focus(kind=kind, id=record.id or ""), read_at=NOON,
        account=read_part(Account, [account]), devices=read_part(AnyDevice, devices),
        smartcards=read_part(SmartCard, cards),
        rights=read_part(Right, [record] if isinstance(record, Right) else []),
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(SPOILED))
def test_a_record_with_nothing_against_it_is_good(kind: type[Record]) -> None:
    assert state_of(healthy(kind), NOON).level is Level.GOOD


@pytest.mark.parametrize(("kind", "name", "word"), cases())
def test_one_thing_against_it_is_the_state(kind: type[Record], name: str, word: str) -> None:
    state = state_of(spoiled(kind, name), NOON)
    assert state.word == word
    assert state.level is not Level.GOOD
    assert looks.of_record(spoiled(kind, name), NOON).role != GOOD


@pytest.mark.parametrize("kind", list(SPOILED))
def test_of_two_things_against_it_the_worse_one_wins(kind: type[Record]) -> None:
    levels = list(Level)
    for one, other in itertools.permutations(SPOILED[kind][1], 2):
        state = state_of(spoiled(kind, one, other), NOON)
        alone = state_of(spoiled(kind, other), NOON)
        assert levels.index(state.level) <= levels.index(alone.level), (one, other)


@pytest.mark.parametrize(("kind", "name", "word"), cases())
def test_every_list_shows_that_word_and_no_good_colour(
    kind: type[Record], name: str, word: str
) -> None:
    record = spoiled(kind, name)
    bundle = bundle_of(record)
    if kind in (SetTopBox, MediaPlayer, SmartCard, Account):
        reading = Reading(IdKind.CASN, "91811")
        recent = recent_of(bundle, reading, "91811")
        assert recent.status == word
        row = finder.recents_page([recent], NOON).rows[0]
        assert row.cells[2][0].endswith(word)
        assert row.cells[2][1] != GOOD
        matched = match_of(record, reading, IdKind.CASN, None, "platform", NOON)
        assert matched.status == word
        text, role = next(
            one.cells[1] for one in detail.rows_of(record, NOON) if one.cells[0][0] == "status"
        )
        assert word in text
        assert role != GOOD
    if kind is Account:
        assert (
            account_lines(bundle, NOON)[0][0][0].endswith(word)
            or word in (account_lines(bundle, NOON)[0][0][0])
        )
        assert found_in(bundle).status == word
    opened = Opened(identify("91811", "sdp2"), IdKind.CASN, bundle, "platform")
    if kind is not PinStatus:
        assert word in "\n".join(Sheet(NOON).lines(opened))
    for pane in ("devices", "smartcards", "rights"):
        for listed in records.rows_of(pane, bundle, NOON):
            assert any(word in text and role != GOOD for text, role in listed.cells)


def test_a_banned_box_keeps_its_own_status_beside_the_ban() -> None:
    assert looks.of_record(spoiled(SetTopBox, "banned"), NOON).span == ("■ BANNED, ACTIVE", "fault")


def test_a_card_that_only_its_box_tells_of_has_no_state_of_its_own() -> None:
    card = SmartCard.read({"number": "0081234", "told_by_box": True})
    assert looks.of_record(card, NOON).span == ("· told by its box", "muted")


def test_a_validity_that_ends_after_the_reading_is_judged_when_it_is_shown() -> None:
    account = healthy(Account)
    assert state_of(account, NOON).word == "ACTIVE"
    assert state_of(account, NOON + 2 * DAY).word == "EXPIRED"
    assert replace(state_of(account, NOON), words=()).word == ""
