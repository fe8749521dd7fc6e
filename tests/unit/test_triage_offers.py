"""An action of a finding is offered only where it would be planned now; else it is advice."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from test_triage_checks import TABLE

from smstui.domain.bundle import Focus
from smstui.domain.changes.policy import Policy, life_cycles
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.right import Right
from smstui.domain.triage.diagnosis import Diagnosis, diagnose
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Result
from tests.support.bundles import read_part
from tests.support.patients import GONE, patient

AT_THE_HOME = {"pair", "unpair", "swap-card", "swap-box", "refresh", "recover-date-code"}
"""What an installer may do to a running account (design, "Doing")."""
OVER = {"pair", "unpair", "swap-card", "box-status", "enable", "unban", "refresh",
        "recover-date-code"}  # fmt: skip
"""What is never done on a final account or box."""
WRONG = (Result.FAULT, Result.CAUTION)
MENDS = re.compile(
    r"\b(un)?pair\b|provisioned|\b[Ss]et .* ACTIVE|\b[Ee]nable it|ban\.|another profile|"
    r"extended|switched on|[Ii]nitiali[sz]|[Aa]ctivate|[Aa]pprove|rights again"
)
"""Advice that would change something."""
KEPT = ("account-status", "device-status", "ownership", "shared-id", "rights")
"""Checks whose advice holds there too. A right may be for another box of the account."""
FINAL: dict[str, dict[str, Any]] = {
    "the account is CANCELLED": {"account": {"status": "CANCELLED"}},
    "the box is CANCELLED": {"box": {"status": "CANCELLED"}},
}


def under(role: str, facts: Facts, *, read_only: bool = False) -> Facts:
    family = facts.bundle.family
    account, box = life_cycles(family, {})
    return replace(facts, policy=Policy("lab", family, read_only, role, account, box))  # type: ignore[arg-type]


def offers(facts: Facts) -> Iterator[tuple[Finding, str]]:
    for finding in diagnose(facts).findings:
        if finding.next is not None and finding.next.action:
            yield finding, str(finding.next.action)


def every(**more: Any) -> Iterator[Facts]:
    """Every state of the table of checks, with `more` over it."""
    for _, family, changes, _ in TABLE:
        merged = {name: {**changes.get(name, {}), **more.get(name, {})}
                  for name in {*changes, *more} if isinstance(more.get(name, {}), dict)
                  and isinstance(changes.get(name, {}), dict)}  # fmt: skip
        yield patient(family, **{**changes, **merged})


@pytest.mark.parametrize(("role", "read_only"), [("viewer", False), ("supervisor", True)])
def test_who_may_change_nothing_is_offered_nothing(role: str, read_only: bool) -> None:
    tried = 0
    for facts in every():
        tried += 1
        assert list(offers(under(role, facts, read_only=read_only))) == []
    assert tried >= 100


def test_an_installer_is_offered_what_an_installer_does() -> None:
    found = {action for facts in every() for _, action in offers(under("installer", facts))}
    assert found
    assert found <= AT_THE_HOME


def test_a_cancelled_account_is_told_instead_of_what_to_add_to_it() -> None:
    ended = patient("opf", account={"status": "CANCELLED"}, rights_part=read_part(Right, []))
    (right,) = [one for one in diagnose(under("support", ended)).findings if one.check == "rights"]
    assert right.next is not None
    assert right.next.text.startswith("Nothing can be changed here: account ")
    assert "added" not in right.next.text


def test_support_is_offered_what_it_may_do() -> None:
    found = {action for facts in every() for _, action in offers(under("support", facts))}
    assert {"unpair", "swap-card", "account-status", "enable", "unban", "add-right"} <= found


@pytest.mark.parametrize("final", FINAL)
def test_what_is_final_is_offered_no_way_out(final: str) -> None:
    tried = 0
    for facts in every(**FINAL[final]):
        if final == "the box is CANCELLED" and facts.opf:
            continue
        for finding in diagnose(under("supervisor", facts)).findings:
            said = finding.next.text if finding.next else ""
            about = (finding.next.about if finding.next else None) or finding.subject
            ended = final == "the account is CANCELLED" or str(about) == "box b-1"
            if ended and finding.result in WRONG and finding.check not in KEPT:
                assert not MENDS.search(said), (final, finding.check, said)
                tried += bool(said)
        for finding, action in offers(under("supervisor", facts)):
            targets = finding.next.among or (finding.next.about,) if finding.next else ()
            if all(str(each) == "box b-2" for each in targets):
                continue  # a sibling is not final
            assert action not in OVER, finding
    print(tried, "sentences of advice")
    assert tried > 5


def test_advice_says_why_there_is_no_action() -> None:
    ill = patient("sdp2", box={"banned": True})
    (finding,) = [one for one in diagnose(under("installer", ill)).findings
                  if one.check == "banned"]  # fmt: skip
    assert finding.next is not None
    assert finding.next.text.endswith("The role installer may not do unban on lab.")


def by_card(card: dict[str, Any], *boxes: dict[str, Any]) -> Facts:
    facts = patient("sdp2", card=card)
    made = [SetTopBox.read({"account_uid": "acc-7", "status": "ACTIVE", **each}) for each in boxes]
    devices = read_part(SetTopBox, made)
    bundle = facts.bundle.model_copy(
        update={"focus": Focus(kind="smartcard", id="0070"), "devices": devices}
    )
    return under("supervisor", Facts(bundle, facts.now))


def link_of(diagnosis: Diagnosis) -> Finding:
    return next(one for one in diagnosis.findings if one.check == "pairing-link")


@pytest.mark.parametrize(
    ("status", "account"), product(("UNAVAILABLE", "AVAILABLE"), ("ACTIVE", "SUSPENDED"))
)
def test_a_box_that_a_stale_card_names_is_not_accused(status: str, account: str) -> None:
    facts = by_card({"status": status, "box_uid": "b-8"}, {"uid": "b-8", "smartcard_id": "0088"})
    owner = facts.bundle.account.records[0].model_copy(update={"status": account})
    part = facts.bundle.account.model_copy(update={"records": (owner,)})
    bundle = facts.bundle.model_copy(update={"account": part})
    diagnosis = diagnose(replace(facts, bundle=bundle))
    link = link_of(diagnosis)
    assert link.result is Result.FAULT
    assert link.title == "Card 0070 says it is in box b-8, which has card 0088"
    assert str(diagnosis.subject) == "smartcard 0070"
    assert {one.subject.kind for one in diagnosis.findings} == {"smartcard"}
    assert [one for one in diagnosis.findings if one.next and one.next.action] == []


def test_of_two_boxes_that_name_a_card_the_one_that_the_card_names_is_left_alone() -> None:
    facts = by_card(
        {"box_uid": "b-8"},
        {"uid": "b-8", "smartcard_id": "0070"}, {"uid": "b-9", "smartcard_id": "0070"},
    )  # fmt: skip
    link = link_of(diagnose(facts))
    assert link.next is not None
    assert link.next.action == "unpair"
    assert str(link.next.about) == "box b-9"


@pytest.mark.parametrize("role", ["installer", "support", "supervisor"])
def test_unpairing_is_offered_only_to_whom_the_pair_is_allowed(role: str) -> None:
    """The card of the box names, at its own end, a box of another household."""
    other = SetTopBox.read({"uid": "b-99", "account_uid": "acc-99", "smartcard_id": "0070"})
    ill = replace(patient("sdp2", card={"box_uid": "b-99"}), elsewhere=(other,))
    found = {finding.check: action for finding, action in offers(under(role, ill))}
    assert found == ({"pairing-link": "unpair"} if role == "supervisor" else {})


_IN_USE = {"enabled": True, "status": "ENABLED", "activation_status": "ACTIVE"}
OTHER = {"more_devices": [MediaPlayer.read({"uid": "m-2", **_IN_USE})]}
OWN = "the account's own limit of players raised"
ANOTHER = "the account given another profile that allows more"
BY_PROFILE = "profile p-1"
WHOSE: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("sdp2", {"account": {"max_players": 1}}, "the account",
     f"; or have {OWN}.", "account-limits", ""),
    ("sdp2", {"account": {"max_players": 1}, "profile": {"max_devices": 4}},
     "the account", f"; or have {OWN}.", "account-limits", ""),
    ("sdp2", {"account": {"max_players": 4}, "profile": {"name": "Gold", "max_devices": 1}},
     "profile Gold", f"; or have {ANOTHER}.", "account-profile", ""),
    ("sdp2", {"account": {"max_players": GONE}, "profile": {"max_activations": 1}},
     "profile p-1", f"; or have {ANOTHER}.", "account-profile", ""),
    ("sdp2", {"account": {"max_players": 1}, "profile": {"max_devices": 1}},
     "the account and profile p-1", f"; or have {OWN} and {ANOTHER}",
     "account-limits", " (smstui profile desk.7 PROFILE)."),
    ("opf", {"reported": "20007"}, BY_PROFILE, f"; or have {ANOTHER}", "disable",
     " (smstui profile desk.7 PROFILE)."),
    ("opf", {"player_fields": {"status": "DISABLED"}}, BY_PROFILE, f"; or have {ANOTHER}",
     "disable", " (smstui profile desk.7 PROFILE)."),
]  # fmt: skip
"""Of each limit of devices: its evidence, the end of the advice, the operation that is offered, and
the words for another one that is."""


@pytest.mark.parametrize(("family", "changes", "whose", "advice", "action", "other"), WHOSE)
def test_a_full_device_limit_says_whose_it_is_and_offers_what_raises_it(
    family: str, changes: dict[str, Any], whose: str, advice: str, action: str, other: str
) -> None:
    facts = patient(family, player=True, **changes, **OTHER)

    def limit(role: str, facts: Facts = facts) -> Finding:
        found = diagnose(under(role, facts)).findings
        return next(one for one in found if one.check == "device-limit" and one.result in WRONG)

    finding = limit("support")
    assert [one.value for one in finding.evidence if one.what == "limit set by"] == [whose]
    assert finding.next is not None
    assert finding.next.text.endswith(f"{advice}{other}"), finding.next.text
    assert finding.next.action == action
    assert str(finding.next.about) == ("player m-2" if family == "opf" else "account desk.7")
    asked = "Ask whoever runs the players to disable or remove one of these first: m-2"
    assert (asked in finding.next.text) is (family == "sdp2")
    # What would be refused is not offered: neither as the action nor in words.
    for role in ("viewer", "installer"):
        refused = limit(role).next
        assert refused is not None
        assert refused.action == ""
        assert "smstui profile" not in refused.text
        assert f"The role {role} " in refused.text
    absent = {action: "No.", "account-profile": "No."}
    lacking = limit("support", replace(facts, absent=absent)).next
    assert lacking is not None
    assert lacking.text.endswith(f"{advice.rstrip('.')}. No.")
    over = patient(family, player=True, **OTHER, **{
        **changes, "account": {**changes.get("account", {}), "status": "CANCELLED"}})  # fmt: skip
    ended = limit("support", over).next
    assert ended is not None
    assert ended.text.startswith("Nothing can be changed here")


def test_a_limit_that_only_the_device_itself_fills_names_no_other_device() -> None:
    facts = patient("sdp2", player=True, account={"max_players": 0})
    (finding,) = [
        one for one in diagnose(under("support", facts)).findings if one.check == "device-limit"
    ]
    assert finding.next is not None
    assert finding.next.text == f"Have {OWN}."
