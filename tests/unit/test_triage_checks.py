"""Each check by a table: what it is given, how it ends."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smstui.actions import BY_ID, Situation
from smstui.domain.account import Account
from smstui.domain.bundle import Focus, PartState
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.specs.table import spec_of
from smstui.domain.changes.verdict import Outcome
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.diagnosis import CHECKS, MOST_DEVICES, RANKS, diagnose
from smstui.domain.triage.facts import Facts, Twin
from smstui.domain.triage.finding import Finding, Result
from smstui.domain.triage.reported import IN_RECORDS
from smstui.domain.triage.watched import WATCHED
from smstui.domain.user import User
from smstui.platforms.spelling import Spelling
from smstui.presentation.sessions import is_suspect
from smstui.services.codes import shipped_codes
from tests.support.bundles import read_part
from tests.support.patients import GONE, NOW, failed, patient, reporting

DAY = timedelta(days=1)
PLAYER = {"player": True}
NONSENSE = ["not", "a", "value"]


def of(check: str, family: str, changes: dict[str, Any]) -> Finding:
    return next(one for one in diagnose(patient(family, **changes)).findings if one.check == check)


def card(**fields: Any) -> dict[str, Any]:
    return {"smartcards_part": read_part(SmartCard, [SmartCard.read(fields)])}


def rights(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"rights_part": read_part(Right, [Right.read(one) for one in fields])}


def sessions(*silences: timedelta | None) -> dict[str, Any]:
    live = [
        Session.read(
            {"uid": f"s-{at}", "allocated": NOW - DAY}
            | ({"modified": NOW - silence} if silence is not None else {})
        )
        for at, silence in enumerate(silences)
    ]
    return {"sessions_part": read_part(Session, live)}


def live(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"sessions_part": read_part(Session, [Session.read({"uid": "s"} | f) for f in fields])}


def users(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"users_part": read_part(User, [User.read(one) for one in fields])}


def command(outcome: str, *, card: str = "0070", **told: bool) -> CasCommand:
    pairs, alone = told.get("pairs", True), told.get("alone", False)
    return CasCommand("c-1", pairs, card, Outcome(outcome), NOW - DAY, alone=alone)


RIGHT = {"product": "x", "status": "S", "valid_from": NOW - 9 * DAY, "expires": NOW + DAY}
MINUTE = timedelta(minutes=1)
OTHER_PLAYER = {"more_devices": [MediaPlayer.read(
    {"uid": "m-2", "status": "ENABLED", "activation_status": "ACTIVE"})]}  # fmt: skip
TABLE: list[tuple[str, str, dict[str, Any], str]] = [
    *(("account-validity", "opf", {"account": {"valid_until": end}}, "caution")
      for end in (0, -1, "0", " -1 ", "0001-01-01", "00010101000000", "1970-01-01T00:00:00Z")),
    *(("account-validity", "opf", {"account": {"valid_until": end}}, "not-checked")
      for end in ("never", "9" * 30, "2026-02-30", "0000-00-00")),
    ("account-validity", "opf", {"account": {"valid_until": "20200131235959"}}, "fault"),
    ("account-validity", "opf", {"account": {"valid_until": 20200131}}, "fault"),
    ("account-validity", "opf", {"account": {"valid_until": 253402300799}}, "fine"),
    *(("rights", "opf", rights(RIGHT | {"expires": end}), "caution")
      for end in (0, -1, "0", "0001-01-01", "00010101")),
    ("rights", "opf", rights(RIGHT | {"expires": 0}, RIGHT | {"product": "y"}), "fine"),
    ("rights", "opf", rights(RIGHT | {"expires": "never"}), "not-checked"),
    ("rights", "opf", rights(RIGHT | {"expires": "20200101000000"}), "fault"),
    ("rights", "opf", rights(RIGHT | {"expires": "20301231"}), "fine"),
    ("rights", "opf", rights(RIGHT | {"expires": 253402300799}), "fine"),
    *(("clock", family, {"skew": skew}, "caution")
      for family in ("sdp2", "opf") for skew in (-DAY, 3 * MINUTE)),
    ("ownership", "sdp2", {}, "fine"),
    ("ownership", "sdp2", {"account_part": failed()}, "not-checked"),
    ("ownership", "sdp2", {"account_part": read_part(Any, []), "box": {"account_uid": GONE}},
     "not-checked"),
    ("ownership", "sdp2", {"account_part": read_part(Any, [])}, "fault"),
    ("ownership", "opf", {"account_part": read_part(Any, []), "box": {"account_uid": None}},
     "fault"),
    ("account-status", "sdp2", {}, "fine"),
    ("account-status", "sdp2", {"account": {"status": "restricted"}}, "fine"),
    ("account-status", "sdp2", {"account": {"status": "SUSPENDED"}}, "fault"),
    ("account-status", "sdp2", {"account": {"status": "CANCELLED"}}, "fault"),
    ("account-status", "sdp2", {"account": {"status": "INACTIVE"}}, "fault"),
    ("account-status", "sdp2", {"account": {"status": "FROZEN"}}, "not-checked"),
    ("account-status", "sdp2", {"account": {"status": GONE}}, "not-checked"),
    ("account-status", "sdp2", {"account": {"status": NONSENSE}}, "not-checked"),
    ("account-validity", "opf", {}, "fine"),
    ("account-validity", "opf", {"account": {"valid_until": NOW}}, "fault"),
    ("account-validity", "opf", {"account": {"valid_from": NOW + DAY}}, "fault"),
    ("account-validity", "opf", {"account": {"valid_until": None}}, "fine"),
    ("account-validity", "opf", {"account": {"valid_until": GONE}}, "not-checked"),
    ("account-validity", "opf", {"account": {"valid_from": "soon"}}, "not-checked"),
    ("account-validity", "opf", {"account": {"valid_until": "9999-12-31T23:59:59-05:00"}}, "fine"),
    ("account-validity", "opf", {"account": {"valid_until": f"{NOW:%Y-%m-%d}"}}, "fine"),
    ("account-validity", "sdp2", {}, "not-checked"),
    ("profile", "opf", {}, "fine"),
    ("profile", "opf", {"profile": {"enable_session_limit": False}}, "fine"),
    ("profile", "opf", {"profile": {"enable_user_limit": GONE}}, "not-checked"),
    ("profile", "opf", {"profile": {"max_sessions_allowed": GONE}}, "not-checked"),
    ("profile", "opf", {"profile": {"max_sessions_allowed": -1}}, "not-checked"),
    ("profile", "opf", {"profile": {"max_sessions_allowed": 0}}, "not-checked"),
    ("profile", "opf",
     {"profile": {"max_sessions_allowed": GONE, "enable_session_limit": False}}, "fine"),
    ("profile", "opf", {"profile": {"status": "inactive"}}, "caution"),
    ("profile", "opf", {"profile": {"status": "ENABLED"}}, "fine"),
    ("profile", "opf", {"profile": {"status": "RETIRED"}}, "not-checked"),
    ("profile", "opf", {"profile": {"status": GONE}}, "not-checked"),
    ("profile", "sdp2", {}, "not-checked"),
    ("device-status", "sdp2", {}, "fine"),
    ("device-status", "sdp2", {"box": {"status": "SUSPENDED"}}, "fault"),
    ("device-status", "sdp2", {"box": {"status": "CANCELLED"}}, "fault"),
    ("device-status", "sdp2", {"box": {"status": "INACTIVE"}}, "fault"),
    ("device-status", "sdp2", {"box": {"status": "LOST"}}, "not-checked"),
    ("device-status", "sdp2", {"box": {"status": GONE}}, "not-checked"),
    ("device-enabled", "sdp2", {}, "fine"),
    ("device-enabled", "sdp2", {"box": {"enabled": False}}, "fault"),
    ("device-enabled", "sdp2", {"box": {"enabled": GONE}}, "not-checked"),
    ("device-enabled", "sdp2", {"box": {"enabled": "perhaps"}}, "not-checked"),
    ("device-enabled", "opf", {"box": {"status": "DISABLED"}}, "fault"),
    ("device-enabled", "opf", {"box": {"status": "ASLEEP"}}, "not-checked"),
    ("device-enabled", "opf", {"box": {"status": GONE}}, "not-checked"),
    ("banned", "sdp2", {}, "fine"),
    ("banned", "sdp2", {"box": {"banned": True}}, "fault"),
    ("banned", "sdp2", {"box": {"banned": GONE}}, "not-checked"),
    ("banned", "opf", {}, "not-checked"),
    ("activation", "opf", {}, "fine"),
    ("activation", "opf", {"box": {"activation_status": "INACTIVE"}}, "fault"),
    ("activation", "opf", {"box": {"activation_status": "HALF"}}, "not-checked"),
    ("activation", "opf", {"box": {"activation_status": GONE}}, "not-checked"),
    ("activation", "sdp2", {}, "not-checked"),
    ("activation", "sdp2", PLAYER, "not-checked"),
    ("initialization", "opf", {}, "fine"),
    ("initialization", "opf", {"box": {"initialization_status": "PENDING"}}, "caution"),
    ("initialization", "opf", {"box": {"initialization_status": "NOT_INITIALIZED"}}, "caution"),
    ("initialization", "opf", {"box": {"initialization_status": "Initialised"}}, "fine"),
    ("initialization", "opf", {"box": {"initialization_status": "READY"}}, "not-checked"),
    ("initialization", "opf", {"box": {"initialization_status": GONE}}, "not-checked"),
    ("approval", "opf", PLAYER, "not-checked"),
    ("approval", "opf", PLAYER | {"quota": {"approved_now": 0}}, "caution"),
    ("approval", "opf", PLAYER | {"quota": {"approved_now": 0, "most": GONE}}, "not-checked"),
    ("approval", "sdp2", PLAYER, "not-checked"),
    ("approval", "opf", PLAYER | {"player_fields": {"approved": True}}, "fine"),
    ("approval", "opf", PLAYER | {"player_fields": {"approved": False}}, "fault"),
    ("approval", "opf", PLAYER | {"player_fields": {"approved": False}, "quota": {"most": GONE}},
     "caution"),
    ("created-devices", "opf", PLAYER | {"reported": "20021"}, "fine"),
    ("created-devices", "opf", PLAYER | {"reported": "20021",
                                         "player_fields": {"created": NOW - DAY}}, "caution"),
    ("created-devices", "opf", PLAYER | {"reported": "20018", "devices_part": failed()},
     "not-checked"),
    ("cas-half", "opf", {"command": None}, "not-checked"),
    ("cas-half", "opf", {"command": command("accepted")}, "fine"),
    ("cas-half", "opf", {"command": command("accepted", card="0071")}, "not-checked"),
    ("cas-half", "opf", {"command": command("refused-by-platform")}, "fault"),
    ("cas-half", "opf", {"command": command("partial")}, "fault"),
    ("cas-half", "opf", {"command": command("not-sent")}, "fault"),
    ("cas-half", "opf", {"command": command("unknown")}, "caution"),
    ("cas-half", "opf", {"command": command("accepted", pairs=False, alone=True)}, "fault"),
    ("cas-half", "opf", {"command": command("accepted", pairs=False)}, "not-checked"),
    ("cas-half", "opf", {"command": command("refused-by-platform", pairs=False, alone=True)},
     "not-checked"),
    ("device-limit", "sdp2", PLAYER, "fine"),
    ("device-limit", "sdp2", PLAYER | {"account": {"max_players": -1}}, "not-checked"),
    ("device-limit", "sdp2", PLAYER | {"account": {"max_players": 0}}, "caution"),
    ("device-limit", "sdp2", PLAYER | {"account": {"max_players": GONE}}, "not-checked"),
    ("device-limit", "sdp2", PLAYER | {"player_fields": {"enabled": GONE}}, "not-checked"),
    ("device-limit", "opf", PLAYER, "fine"),
    ("device-limit", "opf", PLAYER | {"player_fields": {"status": "DISABLED"}}, "fine"),
    ("device-limit", "opf", PLAYER | OTHER_PLAYER | {"player_fields": {"status": "DISABLED"}},
     "caution"),
    ("device-limit", "opf", PLAYER | {"player_fields": {"status": GONE}}, "not-checked"),
    ("device-limit", "opf", PLAYER | {"profile": {"enable_active_device_limit": False}}, "fine"),
    ("device-limit", "opf", PLAYER | {"profile": {"enable_active_device_limit": GONE}},
     "not-checked"),
    ("smartcard-status", "sdp2", {}, "fine"),
    ("smartcard-status", "sdp2", {"card": {"status": "CANCELLED"}}, "fault"),
    ("smartcard-status", "sdp2", {"card": {"status": "AVAILABLE", "box_uid": GONE}}, "fault"),
    ("smartcard-status", "sdp2", {"card": {"status": "BURNT"}}, "not-checked"),
    ("smartcard-status", "sdp2", {"card": {"status": GONE}}, "not-checked"),
    ("smartcard-status", "sdp2", {"card": {"box_uid": None}}, "caution"),
    ("smartcard-status", "sdp2", {"card": {"box_uid": GONE}}, "not-checked"),
    ("smartcard-status", "sdp2", {"card": {"box_uid": 0}}, "not-checked"),
    ("smartcard-status", "sdp2", card(number="0070", box_uid="b-1", told_by_box=True), "fault"),
    ("smartcard-status", "opf", {}, "not-checked"),
    ("smartcard-type", "sdp2", {}, "fine"),
    ("smartcard-type", "sdp2", {"box": {"smartcard_type": "CARDLESS"}}, "fine"),
    ("smartcard-type", "sdp2",
     {"box": {"smartcard_type": "CARDLESS"}, "card": {"status": "AVAILABLE"}}, "caution"),
    ("smartcard-type", "sdp2", {"box": {"smartcard_type": "UNSPECIFIED"}}, "not-checked"),
    ("smartcard-type", "sdp2", {"box": {"smartcard_type": GONE}}, "not-checked"),
    ("smartcard-type", "sdp2",
     {"box": {"smartcard_id": GONE}, "smartcards_part": read_part(SmartCard, [])}, "fault"),
    ("smartcard-type", "sdp2",
     {"box": {"smartcard_id": GONE}, "smartcards_part": failed()}, "not-checked"),
    ("smartcard-type", "sdp2",
     {"box": {"smartcard_id": GONE, "smartcard_type": "UNSPECIFIED"},
      "smartcards_part": read_part(SmartCard, [])}, "caution"),
    ("smartcard-type", "opf", {"box": {"smartcard_id": None}}, "caution"),
    ("smartcard-type", "opf", {"box": {"smartcard_id": GONE}}, "not-checked"),
    ("pairing-link", "sdp2", {}, "fine"),
    ("pairing-link", "sdp2", {"card": {"box_uid": "b-9"}}, "fault"),
    ("pairing-link", "sdp2", {"card": {"box_uid": GONE}}, "not-checked"),
    ("pairing-link", "sdp2", {"box": {"smartcard_id": None}}, "fault"),
    ("pairing-link", "sdp2", {"box": {"smartcard_id": GONE}}, "not-checked"),
    ("pairing-link", "sdp2", {"box": {"smartcard_id": GONE}, "more_devices": [
        SetTopBox.read({"uid": "b-2", "smartcard_id": "0070"})]}, "fault"),
    ("pairing-link", "opf", {}, "not-checked"),
    ("pairing-link", "opf", {"more_devices": [
        SetTopBox.read({"uid": "b-2", "smartcard_id": "0070"})]}, "fault"),
    ("pairing-link", "sdp2", {"more_devices": [
        SetTopBox.read({"uid": "b-2", "smartcard_id": "00 70"})]}, "fault"),
    ("pairing-link", "sdp2", {"more_devices": [
        SetTopBox.read({"uid": "b-2", "smartcard_id": "0071"})]}, "fine"),
    ("pairing-link", "sdp2", {"card": {"box_uid": 0}}, "not-checked"),
    ("shared-id", "opf", {"twins": ()}, "fine"),
    ("shared-id", "opf", {"twins": (Twin(IdKind.CASN, "AB12", "box b-9"),)}, "fault"),
    ("shared-id", "opf", {"twins": (), "twins_unread": "no answer"}, "not-checked"),
    ("shared-id", "opf", {"twins": (), "twins_skipped": True}, "not-checked"),
    ("cas-instance", "opf", {}, "not-checked"),
    ("cas-instance", "sdp2", {}, "fine"),
    ("cas-instance", "sdp2", {"right": {"smartcard": "0070", "cas_instance_id": "CAS-B"}},
     "caution"),
    ("cas-instance", "sdp2", {"card": {"cas_instance_id": GONE}}, "not-checked"),
    ("sessions", "opf", {}, "fine"),
    ("sessions", "opf", sessions(), "fine"),
    ("sessions", "opf", sessions(MINUTE, MINUTE, MINUTE), "fault"),
    ("sessions", "opf", sessions(MINUTE, MINUTE, None), "fault"),
    ("sessions", "opf", sessions(timedelta(hours=9)), "caution"),
    ("sessions", "opf", sessions(None), "not-checked"),
    ("sessions", "opf", live({"modified": f"{NOW:%d-%m-%Y}"}), "fine"),
    ("sessions", "opf", live({"modified": f"{NOW - 2 * DAY:%d-%m-%Y}"}), "caution"),
    ("sessions", "opf", {"profile": {"max_sessions_allowed": 0}}, "fault"),
    ("sessions", "opf", {"profile": {"max_sessions_allowed": -1}}, "not-checked"),
    ("sessions", "opf", {"profile": {"max_sessions_allowed": GONE}}, "not-checked"),
    ("sessions", "opf", {"profile": {"enable_session_limit": GONE}}, "not-checked"),
    ("sessions", "opf", {"profile": {"enable_session_limit": False}}
     | sessions(MINUTE, MINUTE, MINUTE, MINUTE), "fine"),
    ("sessions", "opf", {"sessions_part": failed(PartState.UNSUPPORTED)}, "not-checked"),
    ("sessions", "sdp2", {}, "not-checked"),
    ("pin-lock", "opf", {}, "fine"),
    ("pin-lock", "opf", {"pin": {"status": "LOCKED", "lock_remaining_s": 600}}, "fault"),
    ("pin-lock", "opf", {"pin": {"status": "LOCKED", "lock_remaining_s": 10**30}}, "fault"),
    ("pin-lock", "opf", {"pin": {"status": GONE}}, "not-checked"),
    ("pin-lock", "opf", {"pin": {"status": "WORN"}}, "not-checked"),
    ("pin-lock", "opf", {"pins_part": failed()}, "not-checked"),
    ("pin-lock", "sdp2", {}, "not-checked"),
    ("rights", "sdp2", {}, "fine"),
    ("rights", "sdp2", {"right": {"status": "S"}}, "fine"),
    ("rights", "sdp2", {"right": {"status": "UNSUBSCRIBED"}}, "fault"),
    ("rights", "sdp2", {"right": {"status": "PAUSED"}}, "not-checked"),
    ("rights", "sdp2", {"right": {"status": GONE}}, "not-checked"),
    ("rights", "sdp2", {"right": {"expires": NOW}}, "fault"),
    ("rights", "sdp2", {"right": {"expires": GONE}}, "not-checked"),
    ("rights", "opf", {"right": {"expires": None}}, "fine"),
    ("rights", "opf", {"right": {"expires": f"{NOW:%d-%m-%Y}"}}, "fine"),
    ("rights", "opf", {"right": {"expires": f"{NOW - DAY:%Y-%m-%d}"}}, "fault"),
    ("rights", "sdp2", {"right": {"valid_from": NOW + DAY}}, "fault"),
    ("rights", "sdp2", {"right": {"device_uid": "m-1"}}, "fault"),
    ("rights", "sdp2", {"right": {"device_uid": "m-1", "status": GONE}}, "fault"),
    ("rights", "sdp2", {"right": {"device_uid": "b-1"}}, "fine"),
    ("rights", "sdp2", {"right": {"device_uid": 0}}, "not-checked"),
    ("rights", "opf", {"right": {"product_type": "capability"}}, "fault"),
    ("rights", "opf", {"right": {"device_uid": "m-1"}}, "caution"),
    ("rights", "opf", {"right": {"device_uid": "b-1"}}, "fine"),
    ("rights", "opf", rights(RIGHT | {"product_type": "CAPABILITY"}, RIGHT), "fine"),
    ("rights", "sdp2", rights(), "fault"),
    ("rights", "sdp2", rights(RIGHT, RIGHT | {"product": "y", "expires": NOW - DAY}), "caution"),
    ("rights", "sdp2", rights(RIGHT, RIGHT | {"expires": NOW - DAY}), "fine"),
    ("rights", "sdp2", rights(RIGHT, RIGHT | {"product": "y", "expires": NOW - 99 * DAY}), "fine"),
    ("rights", "sdp2", {"rights_part": failed()}, "not-checked"),
    ("credit", "sdp2", {}, "fine"),
    ("credit", "sdp2", {"account": {"credit_spent": 40.0}}, "caution"),
    ("credit", "sdp2", {"account": {"credit_limit": None}}, "fine"),
    ("credit", "sdp2", {"account": {"credit_limit": None, "credit_spent": GONE}}, "fine"),
    ("credit", "sdp2", {"account": {"credit_limit": 0, "credit_spent": 0}}, "fine"),
    ("credit", "sdp2", {"account": {"credit_limit": 0, "credit_spent": 1}}, "caution"),
    ("credit", "sdp2", {"account": {"credit_limit": -1}}, "not-checked"),
    ("credit", "sdp2", {"account": {"credit_limit": GONE}}, "not-checked"),
    ("credit", "sdp2", {"account": {"credit_spent": GONE}}, "not-checked"),
    ("default-user", "sdp2", {}, "fine"),
    ("default-user", "sdp2", users({"uid": "u", "default_user": False}), "caution"),
    ("default-user", "sdp2", users(), "caution"),
    ("default-user", "opf", users(), "not-checked"),
    ("super-user", "opf", users(), "not-checked"),
    ("default-user", "sdp2", {"user": {"default_user": True}}, "caution"),
    ("default-user", "sdp2", {"user": {"default_user": GONE}}, "not-checked"),
    ("default-user", "sdp2", {"users_part": failed(PartState.FORBIDDEN)}, "not-checked"),
    ("super-user", "sdp2", {}, "fine"),
    ("super-user", "sdp2", {"user": {"type": "NOR"}}, "caution"),
    ("super-user", "sdp2", {"user": {"type": GONE}}, "not-checked"),
    ("super-user", "sdp2", {"user": {"type": "ADMIN"}}, "not-checked"),
    ("renting", "sdp2", {}, "fine"),
    ("renting", "sdp2", {"account": {"status": "RESTRICTED"}}, "caution"),
    ("renting", "sdp2", {"account": {"ppv_status": False}}, "caution"),
    ("renting", "sdp2", {"account": {"ppv_status": GONE}}, "not-checked"),
    ("renting", "opf", {"account": {"status": GONE}}, "not-checked"),
    ("long-unused", "sdp2", {"box": {"modified": NOW - 300 * DAY}}, "not-checked"),
    ("long-unused", "sdp2", {"box": {"modified": NOW}}, "not-checked"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "family", "changes", "result"), TABLE)
def test_a_check_ends_as_its_facts_say(
    check: str, family: str, changes: dict[str, Any], result: str
) -> None:
    found = of(check, family, changes)
    assert found.result == result, found
    if found.result in (Result.FAULT, Result.CAUTION):
        assert found.next is not None
        assert found.next.text.endswith(".")
        assert found.meaning.endswith(".")
        assert any(one.value for one in found.evidence), found
        assert all(one.read_at for one in found.evidence), found
        assert can_be_done(found), found.next


def can_be_done(found: Finding) -> bool:
    """Whether the key of a finding leads on from each record that it is aimed at."""
    way_on = found.next
    if way_on is None or not way_on.action:
        return True
    action = BY_ID[spec_of(way_on.action).action]
    kinds = [one.kind for one in way_on.among or (way_on.about or found.subject,)]
    return not any(
        action.available(
            Situation(
                record_kind={"smartcard": "card"}.get(kind, kind),
                record_id="1",
                has_bundle=True,
                knows_changes=True,
                has_next_status=True,
                paired=True,
            )
        )
        for kind in kinds
    )


REST_IS_FINE = re.compile(r"can (still )?be watched|not touched|may be fine|by themselves")
"""Words of a sentence that says that the rest works."""


def test_no_finding_says_that_the_rest_works_where_another_fault_stops_it() -> None:
    tried = 0
    for check, family, changes, result in TABLE:
        if result not in ("fault", "caution") or check in ("account-status", "ownership"):
            continue
        alone = of(check, family, changes)
        tried += REST_IS_FINE.search(alone.meaning) is not None
        account = {**changes.get("account", {}), "status": "SUSPENDED"}
        beside = diagnose(patient(family, **{**changes, "account": account}))
        for one in beside.findings:
            assert not REST_IS_FINE.search(one.meaning), (check, one.meaning)
    print(tried, "of", len(TABLE), "cases say that the rest works where they stand alone")
    assert tried >= 10


def test_every_check_is_in_the_table_with_every_end_it_can_have() -> None:
    assert {check for check, *_ in TABLE} == set(RANKS) - {"devices", "source", WATCHED}
    assert len(CHECKS) == len(set(CHECKS)) == len(RANKS) - 3


def test_the_dictionary_points_at_checks_that_there_are() -> None:
    assert {name for one in shipped_codes() for name in one.checks} <= set(RANKS)


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("player", [False, True])
def test_the_healthy_are_clear(family: str, player: bool) -> None:
    found = diagnose(patient(family, player=player))
    assert found.verdict == "nothing wrong on our side"
    assert {one.result for one in found.findings} == {Result.FINE, Result.NOT_CHECKED}


@pytest.mark.parametrize(
    "part", ["account", "users", "devices", "smartcards", "sessions", "rights", "pins"]
)
def test_a_part_that_failed_is_never_an_all_clear(part: str) -> None:
    facts = patient("opf", **{f"{part}_part": failed()})
    found = diagnose(facts)
    assert {one.result for one in found.findings} <= {Result.FINE, Result.NOT_CHECKED}
    if part not in ("devices", "smartcards"):
        assert found.result is Result.NOT_CHECKED
        assert any("no answer" in one.next.text for one in found.findings if one.next)


def test_a_locked_pin_tells_what_is_left_of_its_time() -> None:
    found = of("pin-lock", "opf", {"pin": {"status": "LOCKED", "lock_remaining_s": 600}})
    assert "is locked until" in found.title


def test_the_suspect_is_the_longest_silent() -> None:
    hours = [timedelta(hours=3), timedelta(hours=9), MINUTE]
    found = of("sessions", "opf", sessions(*hours))
    listed = [one.what for one in found.evidence if one.what.startswith("session ")]
    assert listed == ["session s-1", "session s-0", "session s-2"]
    assert found.next is not None
    assert "End session s-1" in found.next.text


@pytest.mark.parametrize(
    ("last", "suspect"),
    [
        (NOW, False), (NOW - DAY, True), (None, False),
        (f"{NOW:%d-%m-%Y}", False), (f"{NOW - DAY:%d-%m-%Y}", True),
    ],
)  # fmt: skip
def test_the_list_of_sessions_suspects_whom_the_diagnosis_does(last: Any, suspect: bool) -> None:
    session = Session.read({"uid": "s", "modified": last})
    late = NOW.replace(hour=12)
    assert is_suspect(session, late) == suspect
    facts = replace(patient("opf", **live({"modified": last})), now=late)
    found = next(one for one in diagnose(facts).findings if one.check == "sessions")
    assert (found.result is Result.CAUTION) == suspect


def test_of_sessions_that_tell_no_sign_of_life_the_longest_running_comes_first() -> None:
    begun = [
        {"uid": f"s-{hours}", "allocated": NOW - timedelta(hours=hours)} for hours in (1, 9, 2)
    ]
    found = of("sessions", "opf", live(*begun))
    assert found.result is Result.FAULT
    assert found.next is not None
    assert [one.id for one in found.next.among] == ["s-9", "s-2", "s-1"]
    assert "s-9, s-2, s-1" in found.next.text
    assert any(
        one.value and f"begun {NOW - timedelta(hours=9):%Y-%m-%d %H:%M} UTC" in one.value
        for one in found.evidence
    )


def test_a_card_focus_is_judged_by_its_box() -> None:
    facts = patient("sdp2", box={"banned": True})
    bundle = facts.bundle.model_copy(update={"focus": Focus(kind="smartcard", id="0070")})
    found = diagnose(type(facts)(bundle, NOW))
    assert str(found.subject) == "box b-1"
    assert found.findings[0].check == "banned"


def of_account(facts: Facts) -> Facts:
    focus = Focus(kind="account", id="desk.7")
    return replace(facts, bundle=facts.bundle.model_copy(update={"focus": focus}), device=None)


@pytest.mark.parametrize(
    ("fields", "check", "result"),
    [
        ({"status": "AVAILABLE"}, "pairing-link", "caution"),
        ({"status": "AVAILABLE", "box_uid": 0}, "pairing-link", "caution"),
        ({"status": "UNAVAILABLE", "box_uid": 0}, "pairing-link", "not-checked"),
        ({"status": "UNAVAILABLE", "box_uid": "b-9"}, "pairing-link", "fault"),
        ({"status": "CANCELLED"}, "smartcard-status", "fault"),
    ],
)
def test_a_card_that_leads_to_no_box_is_judged_alone(
    fields: dict[str, Any], check: str, result: str
) -> None:
    nobody: dict[str, Any] = {
        name: read_part(Any, []) for name in ("account_part", "devices_part", "rights_part")
    }
    facts = patient("sdp2", **nobody, **card(number="0070", cas_instance_id="CAS-A", **fields))
    focus = Focus(kind="smartcard", id="0070")
    found = diagnose(Facts(facts.bundle.model_copy(update={"focus": focus}), NOW)).findings
    assert [(one.check, one.result) for one in found if one.check == check] == [(check, result)]
    assert all(can_be_done(one) for one in found)


def test_an_account_without_any_device_has_nothing_to_watch_on() -> None:
    nothing = {"devices_part": read_part(Any, []), "smartcards_part": read_part(SmartCard, [])}
    found = diagnose(of_account(patient("opf", **nothing)))
    assert found.findings[0].title == "The account has no device at all"
    cautioned = diagnose(of_account(patient("opf", account={"status": "RESTRICTED"}, **nothing)))
    assert cautioned.counts[Result.CAUTION] > 1
    assert cautioned.verdict == "The account has no device at all"
    unreadable = {"devices_part": read_part(Any, []).model_copy(update={"total": 3})}
    (gap,) = [
        one for one in diagnose(of_account(patient("opf", **unreadable))).findings
        if one.check == "devices"
    ]  # fmt: skip
    assert gap.result is Result.NOT_CHECKED


NOT_CLAIMED = {
    ("approval", "last approved"), ("approval", "last unapproved"),  # of a device never approved
    ("pairing-link", "the box says"),  # it is another box that has the card
    ("pairing-link", "the card says"),  # `opf` keeps no record of a card
    ("smartcard-type", "box type"),  # nor a type of a box
}  # fmt: skip
"""Evidence that a fault or caution can do without: it claims nothing about that value."""


def test_a_finding_tells_as_evidence_what_it_claims_to_know() -> None:
    alone = patient("sdp2", card={"status": "AVAILABLE", "box_uid": GONE})
    focus = Focus(kind="smartcard", id="0070")
    nowhere = alone.bundle.model_copy(update={"focus": focus, "devices": read_part(SetTopBox, [])})
    every = [patient(family, **changes) for _, family, changes, _ in TABLE]
    untold, tried = set(), 0
    for facts in [*every, replace(alone, bundle=nowhere, device=None)]:
        for one in diagnose(facts).findings:
            if one.result in (Result.FAULT, Result.CAUTION):
                tried += 1
                untold |= {(one.check, each.what) for each in one.evidence if each.value is None}
    print(tried, "faults and cautions")
    assert untold == NOT_CLAIMED
    (lost,) = [one for one in diagnose(replace(alone, bundle=nowhere, device=None)).findings
               if one.check == "pairing-link"]  # fmt: skip
    assert lost.title == "Card 0070 is in no box that the platform knows of"
    assert [(one.what, one.value) for one in lost.evidence] == [
        ("the card says", "none"), ("card status", "AVAILABLE")]  # fmt: skip


def test_what_the_platform_has_no_call_for_is_advice_with_the_reason() -> None:
    facts = replace(patient("sdp2", rights_part=read_part(Right, [])), absent={"add-right": "No."})
    way_on = diagnose(facts).findings[0].next
    assert way_on is not None
    assert way_on.action == ""
    assert way_on.text.endswith("added. No.")
    healthy = replace(patient("sdp2"), absent={"refresh": "No."})
    assert not any("refresh" in line for line in diagnose(healthy).advice)
    assert any("refresh" in line for line in diagnose(patient("sdp2")).advice)


def test_a_card_that_is_at_fault_is_mended_at_its_box() -> None:
    found = of("smartcard-status", "sdp2", {"card": {"status": "CANCELLED"}})
    assert found.next is not None
    assert str(found.next.about) == "box b-1"


def test_whom_a_full_limit_is_mended_at_a_person_chooses_and_never_the_one_in_question() -> None:
    full = PLAYER | {"more_devices": [*OTHER_PLAYER["more_devices"], MediaPlayer.read(
        {"uid": "m-3", "status": "ENABLED", "activation_status": "ACTIVE"})]}  # fmt: skip
    found = diagnose(reporting(patient("opf", **full), "20007")).findings
    for one in found[:2]:
        assert one.next is not None
        assert [str(each) for each in one.next.among] == ["player m-2", "player m-3"], one
    alone = of("device-limit", "opf", PLAYER | OTHER_PLAYER | {"player_fields": {
        "status": "DISABLED"}}).next  # fmt: skip
    assert alone is not None
    assert str(alone.about) == "player m-2"


def test_a_right_for_another_device_is_not_told_as_one_that_ran_out_long_ago() -> None:
    long_ago = RIGHT | {"product": "old", "expires": NOW - 90 * DAY}
    found = of("rights", "sdp2", rights(long_ago, RIGHT | {"device_uid": "m-1"}))
    assert found.title == "No right on this device: x holds on device m-1 only"


def test_a_crowd_is_judged_in_part_and_says_so() -> None:
    crowd = [
        MediaPlayer.read({"uid": f"m{at}", "account_uid": "acc-7", "enabled": True})
        for at in range(10_000)
    ]
    facts = patient("sdp2", more_devices=crowd)
    bundle = facts.bundle.model_copy(update={"focus": Focus(kind="account", id="desk.7")})
    found = diagnose(type(facts)(bundle, NOW))
    (rest,) = [one for one in found.findings if one.check == "devices"]
    assert f"{10_002 - MOST_DEVICES} of the account's devices" in rest.title


def test_a_code_of_something_that_is_fine_says_that_it_is() -> None:
    found = diagnose(reporting(patient("sdp2"), "20002"))
    assert found.findings[0].check == "reported"
    said = [one.value for one in found.findings[0].evidence if one.what == IN_RECORDS]
    assert "do not show it now" in str(said)


def test_too_many_streams_is_believed_where_the_limit_is_not_told() -> None:
    unknown = diagnose(reporting(patient("sdp2"), "1007")).findings[0]
    assert (unknown.check, unknown.result) == ("sessions", Result.FAULT)
    below = diagnose(reporting(patient("opf"), "1007")).findings
    assert {one.result for one in below if one.check == "sessions"} == {Result.FINE}


def test_a_code_of_what_is_wrong_stands_behind_it_and_shares_its_action() -> None:
    facts = patient("sdp2", account={"status": "SUSPENDED"})
    found = diagnose(reporting(facts, "20002")).findings
    assert [one.check for one in found[:2]] == ["account-status", "reported"]
    assert found[1].next is not None
    assert found[1].next.action == Operation.ACCOUNT_STATUS


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Error 20002", ["20002"]), ("error code: SSM 1007", ["1007"]), ("error", []),
        ("1007", ["1007"]), ("ssm-1007", ["1007"]), ("SSM 1007", ["1007"]), ("E16", ["E16-4"]),
        ("e 16-4", ["E16-4"]), ("licence 4021", ["4021"]), ("200", []), ("pin refused",
        ["PIN refused"]), ("", []), ("\x1b[31m", []),
    ],
)  # fmt: skip
def test_a_code_is_found_as_people_say_it(text: str, codes: list[str]) -> None:
    facts = reporting(patient(), text)
    assert facts.reported is not None
    assert [one.code for one in facts.reported.meanings] == codes
    assert "\x1b" not in facts.reported.text


def test_a_status_that_was_not_sent_is_said_to_be_missing_and_not_called_a_status() -> None:
    assert "did not tell" in of("account-status", "sdp2", {"account": {"status": GONE}}).title
    assert "makes no sense" in of("account-status", "sdp2", {"account": {"status": NONSENSE}}).title
    assert "FROZEN" in of("account-status", "sdp2", {"account": {"status": "FROZEN"}}).title


def test_a_field_sent_empty_is_told_and_one_not_sent_is_not() -> None:
    spelling = Spelling({"valid_until": ["validityPeriodEndDate"], "status": ["status"]})
    told = Facts(patient("opf").bundle, NOW)
    empty = spelling.read(Account, {"VALIDITYPERIODENDDATE": None})
    assert told.says_none(empty, "valid_until")
    assert not told.says_none(empty, "status")
    assert not told.says_none(spelling.read(Account, {"validityPeriodEndDate": []}), "valid_until")


def test_irdeto_is_never_called_nagra() -> None:
    for one in shipped_codes():
        assert one.vendor == ("Irdeto" if one.server == "card" else "NAGRA")
