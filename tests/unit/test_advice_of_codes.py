"""The advice of a reported code agrees with what was read: every shipped code on every case."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from test_triage_checks import TABLE

from smstui.domain.device import MediaPlayer
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.diagnosis import Diagnosis, diagnose
from smstui.domain.triage.dictionary import CARD, Meaning, Reported
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Result
from smstui.domain.triage.reported import NOT_SHOWN
from smstui.services.codes import shipped_codes
from tests.support.bundles import read_part
from tests.support.patients import GONE, patient

CODES = tuple(shipped_codes())


def cases(family: str) -> Iterator[tuple[Facts, Meaning, Diagnosis, Finding]]:
    """Every code on every customer of the table of checks, each of whom has one thing wrong."""
    seen: set[str] = set()
    for _, of, changes, _ in TABLE:
        if of != family or repr(changes) in seen:
            continue
        seen.add(repr(changes))
        facts = patient(of, **{name: one for name, one in changes.items() if name != "reported"})
        for code in CODES:
            facts = replace(facts, reported=Reported(code.code, (code,)))
            told = diagnose(facts)
            yield facts, code, told, next(one for one in told.findings if one.check == "reported")


def contrary(facts: Facts, text: str, told: Diagnosis) -> str:
    """Why `text` says something that the records exclude; empty where it does not."""
    account, device = facts.account, facts.device
    status = str(account.status) if account else ""
    faulty = any(one.result is Result.FAULT for one in told.findings)
    off = {one.subject for one in told.findings if one.check == "device-enabled"
           and one.result is not Result.FINE}  # fmt: skip
    held = facts.bundle.sessions
    excluded: dict[str, Any] = {
        "The account has no fault": faulty,
        "set the account ACTIVE": status in ("ACTIVE", "RESTRICTED", "CANCELLED"),
        "cannot be brought back": status in ("ACTIVE", "RESTRICTED", "SUSPENDED", "INACTIVE"),
        "Enable the device": not off,
        "Approve the device": device is not None and device.approved is True,
        "End the sessions": held.is_whole and not len(held),
    }
    return next((said for said, wrong in excluded.items() if wrong and said in text), "")


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_no_code_advises_what_the_records_exclude(family: str) -> None:
    tried = by_sessions = 0
    for facts, code, told, finding in cases(family):
        tried += 1
        assert finding.next is not None
        text = finding.next.text
        assert contrary(facts, text, told) == "", (code.code, text, told.verdict)
        if code.server != CARD:
            assert not told.advice, (code.code, told.advice)
        if code.code == "1007":
            by_sessions += 1
            assert re.search("[Ss]ession", text), text
            assert not re.search("router|mains|television", text), text
    print(tried, "codes on records,", by_sessions, "of them about sessions")
    assert tried > 3000
    assert by_sessions > 80


NO_CARDS: dict[str, Any] = {"smartcards_part": read_part(SmartCard, [])}
KINDS: dict[str, dict[str, Any]] = {
    "box with card": {},
    "box without card": {"box": {"smartcard_id": None}} | NO_CARDS,
    "cardless box": {"box": {"smartcard_id": None, "smartcard_type": "CARDLESS"}} | NO_CARDS,
    "player": {"player": True},
}


def card_of(facts: Facts) -> str:
    """What the diagnosis without a code advises about the card of the box."""
    told = diagnose(replace(facts, reported=None)).findings
    checks = ("pairing-link", "smartcard-type")
    return next(one.next.text for one in told if one.check in checks and one.next)


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_code_of_a_card_cannot_come_from_a_device_without_one(family: str) -> None:
    tried = without = 0
    for (kind, changes), code in product(KINDS.items(), CODES):
        facts = patient(family, **changes)
        facts = replace(facts, reported=Reported(code.code, (code,)))
        told = next(one for one in diagnose(facts).findings if one.check == "reported")
        assert told.next is not None
        text = told.next.text
        tried += 1
        if code.server != CARD or kind == "box with card":
            assert "which device shows it" not in text, (kind, code.code)
            continue
        without += 1
        assert not re.search("[Ss]witch|channel|rights", text), (kind, text)
        if kind != "player" and "pairing-link" in code.checks:
            assert text == card_of(facts), "not paired, which the records show"
            continue
        ask = "Have the code read out again, and ask which device shows it. Look that device up."
        if kind == "player":
            assert text == ask
            assert told.title.endswith("cannot come from player m-1, which has no card")
        else:
            rest = card_of(facts)
            assert text == f"{ask} If it is box b-1: {rest[0].lower()}{rest[1:]}"
            assert told.title.endswith("the records have no card in box b-1")
    print(tried, "codes on kinds of devices,", without, "of them of a card where there is none")
    assert tried == len(KINDS) * len(CODES)
    assert without == 3 * sum(code.server == CARD for code in CODES)


LIMITED: dict[str, list[dict[str, Any]]] = {
    "opf": [
        {"profile": {"enable_active_device_limit": active, "enable_device_limit": every},
         "player_fields": {"status": status}}
        for active, every, status in product(
            (True, False, GONE), (True, False, GONE), ("ENABLED", "DISABLED"))
    ],
    "sdp2": [
        {"account": {"max_players": most}, "player_fields": {"enabled": enabled}}
        for most, enabled in product((0, 1, 2, 3, 4, -1, GONE), (True, False))
    ],
}  # fmt: skip


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_the_code_of_the_device_limit_and_the_limit_say_the_same(family: str) -> None:
    """With its number known or unknown, in use or not, and with other devices or none."""
    code = next(one for one in CODES if one.code == "20007")
    used = {"status": "ENABLED", "activation_status": "ACTIVE"} if family == "opf" else {}
    other = MediaPlayer.read({"uid": "m-2", "account_uid": "acc-7", "enabled": True} | used)
    tried = full = excluded = 0
    for changes, more in product(LIMITED[family], ([], [other])):
        facts = patient(family, player=True, more_devices=more, **changes)
        facts = replace(facts, reported=Reported(code.code, (code,)))
        told = {one.check: one for one in diagnose(facts).findings}
        finding, limit = told["reported"], told["device-limit"]
        assert finding.next is not None
        text, (*_, said) = finding.next.text, finding.evidence
        tried += 1
        most = changes.get("account", {}).get("max_players", GONE)
        if isinstance(most, int) and most >= 0:
            in_use = changes["player_fields"]["enabled"] + len(more)
            assert (limit.result is Result.CAUTION) == (in_use >= most), limit.title
        if limit.next is not None and limit.result is Result.CAUTION:
            full += 1
            assert text == limit.next.text
            assert limit.title in str(said.value)
            assert "none" not in text, text
            assert ("m-2" in text) == bool(more), text
        elif "do not show it now" in str(said.value):
            excluded += 1
            assert limit.result is Result.FINE
            assert "change nothing yet" in text
            assert not re.search("[Dd]isable|[Rr]emove|raised", text), text
        else:
            assert said.value == NOT_SHOWN
            assert text.startswith("Remove or disable a device, or have the limit raised.")
            assert text.endswith("players to disable or remove one.") == (family == "sdp2"), text
    print(tried, "limits,", full, "of them reached,", excluded, "excluded")
    assert tried == 2 * len(LIMITED[family])
    assert min(full, excluded) >= 4
