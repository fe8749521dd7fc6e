"""Specifications, life cycles and rights, against the contract's tables."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import NoAnswer, PlatformError, Refused, SmstuiError, TimedOut
from smstui.domain.lifecycle import (
    ACCOUNT_OPF,
    ACCOUNT_SDP2,
    SET_TOP_BOX,
    SIGNS_ON,
    SMARTCARD,
    may_become,
)
from smstui.domain.right import Right
from smstui.domain.words import LifeStatus, SmartcardStatus
from tests.support.bundles import NOON, full_bundle

LIFE = [status.value for status in LifeStatus]
YES = {
    ("INACTIVE", "ACTIVE"), ("INACTIVE", "CANCELLED"),
    ("ACTIVE", "RESTRICTED"), ("ACTIVE", "SUSPENDED"), ("ACTIVE", "CANCELLED"),
    ("RESTRICTED", "ACTIVE"), ("RESTRICTED", "SUSPENDED"), ("RESTRICTED", "CANCELLED"),
    ("SUSPENDED", "ACTIVE"), ("SUSPENDED", "RESTRICTED"), ("SUSPENDED", "CANCELLED"),
}  # fmt: skip
"""The table of sdp2.md, "Life cycle of an account and of a box"."""


@pytest.mark.parametrize(("before", "after"), product(LIFE, LIFE))
def test_an_account_and_a_box_become_what_the_table_allows(before, after):
    allowed = (before, after) in YES
    assert may_become(ACCOUNT_SDP2, before, after) is allowed
    assert may_become(SET_TOP_BOX, before, after) is allowed
    assert may_become(ACCOUNT_OPF, before, after) is (allowed and before != "INACTIVE")


@pytest.mark.parametrize(("before", "after"), product(SmartcardStatus, SmartcardStatus))
def test_a_card_goes_in_and_out_of_boxes_until_it_is_cancelled(before, after):
    allowed = before != after and before != "CANCELLED"
    assert may_become(SMARTCARD, before, after) is allowed


def test_a_strange_status_does_not_move():
    assert not may_become(ACCOUNT_SDP2, "FROZEN", "ACTIVE")
    assert not may_become(ACCOUNT_SDP2, "ACTIVE", "FROZEN")
    assert set(SIGNS_ON) == {"ACTIVE", "RESTRICTED"}


NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"valid_from": NOW - DAY, "expires": NOW + DAY}, "held"),
        ({"valid_from": NOW, "expires": NOW + DAY, "status": "S"}, "held"),
        ({"valid_from": NOW - DAY, "status": "subscribed"}, "held"),
        ({"expires": NOW + DAY}, "held"),
        ({"valid_from": NOW + timedelta(seconds=1)}, "not yet"),
        ({"valid_from": NOW - DAY, "expires": NOW}, "expired"),
        ({"status": "UNSUBSCRIBED", "valid_from": NOW - DAY, "expires": NOW + DAY}, "unsubscribed"),
        ({"status": "SUBSCRIBED"}, "undated"),
        ({}, "undated"),
    ],
)
def test_a_right_is_held_from_its_first_moment_to_before_its_last(fields, state):
    assert Right.read(fields).state(NOW) == state


def test_a_bundle_names_its_parts_and_sorts_its_devices():
    bundle = full_bundle()
    assert [name for name, _ in bundle.parts()] == [
        "account", "users", "devices", "smartcards", "sessions", "rights", "pins",
    ]  # fmt: skip
    assert bundle.owner.number == "text-Account-number"
    assert [type(box) for box in bundle.boxes] == [SetTopBox]
    assert [type(player) for player in bundle.players] == [MediaPlayer]


def test_a_bundle_without_an_account_has_no_owner_and_a_failed_part_is_not_read():
    bundle = Bundle(deployment="d", family="opf", focus=Focus(kind="box", id="1"), read_at=NOON)
    assert bundle.owner is None
    assert not bundle.sessions.was_read
    failed = Part[Right](state=PartState.FAILED, reason="a\x1bb")
    assert (failed.was_read, len(failed), failed.reason) == (False, 0, "a\ufffdb")


def test_an_error_is_a_sentence_with_its_way_out_and_its_correlation_id():
    error = TimedOut("Box 3421 was not read in 10 s.", hint="Press r.", correlation_id="c-1")
    assert str(error) == "Box 3421 was not read in 10 s. Press r. (correlation id c-1)"
    assert isinstance(error, NoAnswer)
    assert isinstance(error, PlatformError)
    refused = Refused("No.", platform_code="20007", http_status=200)
    assert (str(refused), refused.platform_code, refused.http_status) == ("No.", "20007", 200)


def test_every_error_has_a_code_of_its_own():
    def below(kind):
        return [kind, *(deeper for child in kind.__subclasses__() for deeper in below(child))]

    ours = [kind for kind in below(SmstuiError) if kind.__module__ == SmstuiError.__module__]
    assert len({kind.code for kind in ours}) == len(ours)
