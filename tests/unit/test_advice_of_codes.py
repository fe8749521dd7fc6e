"""The advice of a reported code agrees with what was read: every shipped code on every case."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from test_triage_checks import TABLE

from smstui.domain.triage.diagnosis import Diagnosis, diagnose
from smstui.domain.triage.dictionary import CARD, Meaning, Reported
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Result
from smstui.services.codes import shipped_codes
from tests.support.patients import patient

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
