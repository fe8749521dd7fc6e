"""Nothing is called clear over what was not read: any part, field or word, in both families."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smstui.commands.diagnosis_form import document_of
from smstui.commands.queue_rows import row_of as row_of_document
from smstui.console.views.finding_rows import Page
from smstui.console.views.finding_rows import rows_of as finding_rows
from smstui.domain.bundle import PART_NAMES, Bundle, Focus, Part, PartState
from smstui.domain.case.markdown import markdown
from smstui.domain.case.record import Case, Judgement
from smstui.domain.identifiers import identify
from smstui.domain.right import Right
from smstui.domain.triage.basis import gaps_of
from smstui.domain.triage.diagnosis import CLEAR, Diagnosis, diagnose, gone
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Result
from smstui.domain.triage.gaps import PARTS
from smstui.domain.triage.queue import Standing, counted
from smstui.domain.words import SmartcardStatus, Unknown
from smstui.services.diagnosis import Diagnosed
from smstui.services.outcomes import Opened
from smstui.services.queue.rows import row_of
from smstui.services.queue.running import Answered
from tests.support.bundles import read_part
from tests.support.patients import GONE, NOW, failed, patient

PROFILE = {"enable_session_limit": True, "max_sessions_allowed": 5, "status": "ACTIVE",
           "enable_device_limit": False, "enable_active_device_limit": False,
           "enable_user_limit": False}  # fmt: skip
BY_DESIGN = {
    ("sdp2", "sessions", PartState.UNSUPPORTED), ("sdp2", "pins", PartState.UNSUPPORTED),
    ("sdp2", "pins", PartState.NOT_ASKED), ("opf", "sessions", PartState.UNSUPPORTED),
    ("opf", "users", PartState.UNSUPPORTED), ("opf", "smartcards", PartState.UNSUPPORTED),
}  # fmt: skip
"""What a family, or a site of it, does not have: nobody could have read it."""
LISTS = {
    "users": "users", "devices": "devices", "smartcards": "smartcards", "sessions": "live sessions",
    "rights": "rights", "pins": "PINs", "account": "account",
}  # fmt: skip

WORDS = {
    ("sdp2", "account", "status"), ("sdp2", "devices", "status"),
    ("sdp2", "devices", "smartcard_type"), ("sdp2", "smartcards", "status"),
    ("sdp2", "rights", "status"), ("sdp2", "users", "type"),
    ("opf", "account", "status"), ("opf", "devices", "status"),
    ("opf", "devices", "activation_status"), ("opf", "devices", "initialization_status"),
    ("opf", "rights", "status"), ("opf", "rights", "product_type"), ("opf", "pins", "status"),
    ("opf", "users", "type"),
}  # fmt: skip
FIELDS = WORDS | {
    ("sdp2", "account", "ppv_status"), ("sdp2", "account", "credit_limit"),
    ("sdp2", "account", "credit_spent"),
    ("sdp2", "devices", "enabled"), ("sdp2", "devices", "banned"),
    ("sdp2", "devices", "smartcard_id"), ("sdp2", "smartcards", "box_uid"),
    ("sdp2", "smartcards", "number"), ("sdp2", "smartcards", "cas_instance_id"),
    ("sdp2", "users", "default_user"), ("opf", "users", "default_user"),
    ("opf", "account", "valid_from"), ("opf", "account", "valid_until"),
    ("opf", "account", "profile"), ("opf", "account", "credit_limit"),
    ("opf", "pins", "status"),
    *((family, "rights", name) for family in ("sdp2", "opf")
      for name in ("valid_from", "expires", "device_uid")),
    *((family, "sessions", "modified") for family in ("sdp2", "opf")),
}  # fmt: skip


class Degraded(NamedTuple):
    """A healthy customer of whom one thing could not be read, and what the reason has to name."""

    facts: Facts
    named: str


def healthy(family: str, *, household: bool = False) -> Facts:
    facts = patient(family, profile=PROFILE)
    if not household:
        return facts
    bundle = facts.bundle.model_copy(update={"focus": Focus(kind="account", id="desk.7")})
    return replace(facts, bundle=bundle, device=None)


def having(facts: Facts, name: str, part: Part[Any]) -> Facts:
    """The same customer with another part; the box in question is that of the new bundle."""
    bundle = facts.bundle.model_copy(update={name: part})
    device = facts.device and next((one for one in bundle.devices if one.uid == "b-1"), None)
    return replace(facts, bundle=bundle, device=device)


def part_of(bundle: Bundle, name: str) -> Part[Any]:
    part: Part[Any] = getattr(bundle, name)
    return part


def unread_parts() -> Iterator[tuple[str, str, str, int]]:
    """Family, part, how it stands, and how many of its records are there all the same."""
    for family in ("sdp2", "opf"):
        for name in PART_NAMES:
            for state in PartState:
                if (family, name, state) in BY_DESIGN:
                    continue
                yield family, name, state.value, 0
                yield family, name, state.value, 1


def without_part(facts: Facts, name: str, state: str, kept: int) -> Degraded:
    records = part_of(facts.bundle, name).records[:kept]
    total = 250 if state == PartState.READ else None
    part = Part[Any](state=PartState(state), records=records, total=total, reason="because",
                     correlation_id="c-77", read_at=NOW)  # fmt: skip
    return Degraded(having(facts, name, part), LISTS[name])


def with_field(facts: Facts, name: str, field: str, value: Any, at: int, named: str) -> Degraded:
    """One field of a record of that part: an unknown word, or what makes no sense."""
    part = part_of(facts.bundle, name)
    records = list(part.records)
    record = records[at % len(records)]
    update = {field: value} if value is not None else {
        field: None, "unreadable": (field,)
    }  # fmt: skip
    records[at % len(records)] = record.model_copy(update=update)
    return Degraded(having(facts, name, part.model_copy(update={"records": tuple(records)})), named)


def fields_of(wanted: set[tuple[str, str, str]], family: str) -> list[tuple[str, str]]:
    return sorted((name, field) for of, name, field in wanted if of == family)


@st.composite
def degraded(draw: st.DrawFn) -> Degraded:
    family = draw(st.sampled_from(["sdp2", "opf"]))
    facts = healthy(family, household=draw(st.booleans()))
    match draw(st.sampled_from(["part", "field", "word"])):
        case "part":
            ways = [way[1:] for way in unread_parts() if way[0] == family]
            return without_part(facts, *draw(st.sampled_from(ways)))
        case kind:
            wanted = WORDS if kind == "word" else FIELDS
            name, field = draw(st.sampled_from(fields_of(wanted, family)))
            if facts.device is None and name == "smartcards":
                facts = healthy(family)
            word = draw(st.from_regex(r"\A[A-Z]{3,9}_[A-Z]{2,6}\Z")) if kind == "word" else ""
            at = 0 if name == "devices" else draw(st.integers(0, 3))
            value = Unknown(word) if kind == "word" else None
            label = " ".join(field.split("_"))
            named = word or label.replace("uid", "UID").replace("ppv", "PPV").replace("cas", "CAS")
            return with_field(facts, name, field, value, at, named)


def answered(facts: Facts, diagnosis: Diagnosis) -> Answered:
    asked = identify("3421", facts.bundle.family)
    opened = Opened(asked, asked.kinds[0], facts.bundle, "platform", correlation_id="c-1")
    return Answered(0, "3421", diagnosed=Diagnosed(opened, diagnosis))


@given(degraded())
@settings(max_examples=400, deadline=None)
def test_no_verdict_goes_beyond_what_was_read(one: Degraded) -> None:
    facts, named = one
    told = diagnose(facts)
    assert CLEAR not in told.verdict
    assert told.result is Result.NOT_CHECKED
    assert told.verdict.startswith("nothing wrong found, but not enough could be read: ")
    assert named in told.verdict
    assert any(each.blind and named in each.title for each in told.findings)
    assert "None" not in told.verdict
    assert "?" not in told.verdict


@given(degraded())
@settings(max_examples=200, deadline=None)
def test_a_check_over_what_was_not_read_is_neither_fine_nor_a_fault(one: Degraded) -> None:
    facts, _ = one
    told = diagnose(facts)
    if facts.device is None:
        return
    for finding in told.findings:
        if gaps_of(finding.check, facts) and not finding.certain:
            assert finding.result is Result.NOT_CHECKED, finding


@given(degraded())
@settings(max_examples=150, deadline=None)
def test_every_place_says_the_same_of_what_was_not_read(one: Degraded) -> None:
    facts, _ = one
    told = diagnose(facts)
    answer = answered(facts, told)
    document = document_of("lab", facts.bundle.family, answer, NOW)
    row, again = row_of(answer, 0), row_of_document(0, "3421", document)
    assert document["verdict"] == told.verdict
    assert document["result"] == told.result.value
    assert row.standing == again.standing == Standing(told.result.value)
    assert (row.title, row.check) == (again.title, again.check)
    assert counted([row])[Standing.FINE] == 0
    if told.result is Result.NOT_CHECKED:
        assert row.title == told.verdict
    case = Case("lab", facts.bundle.family, "desk.7", NOW, (Judgement(NOW, "", told),))
    assert CLEAR not in markdown(case, NOW).casefold()
    headline = finding_rows(told, Page(NOW, 2_000, lambda _: ""))[0].cells[0]
    assert told.verdict in headline[0]
    assert headline[1] != "good"


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("household", [False, True])
def test_a_customer_of_whom_everything_was_read_is_clear(family: str, household: bool) -> None:
    told = diagnose(healthy(family, household=household))
    assert told.verdict == CLEAR
    assert [one for one in told.findings if one.blind] == []


@pytest.mark.parametrize(("family", "name", "state"), sorted(BY_DESIGN))
def test_what_a_platform_does_not_have_is_no_gap(family: str, name: str, state: PartState) -> None:
    told = diagnose(having(healthy(family), name, Part[Any](state=state, reason="not here")))
    assert told.verdict == CLEAR


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_page_that_says_250_and_carries_none_accuses_nobody(family: str) -> None:
    empty = Part[Right](state=PartState.READ, total=250, read_at=NOW)
    told = diagnose(having(healthy(family), "rights", empty))
    assert told.verdict == (
        "nothing wrong found, but not enough could be read: 0 of 250 rights were read"
    )


def test_what_is_certain_stands_beside_what_could_not_be_read() -> None:
    facts = healthy("opf")
    pin = facts.bundle.pins.records[0]
    pins = (pin.model_copy(update={"pin_type": "PARENTAL", "status": "LOCKED"}),
            pin.model_copy(update={"status": Unknown("FROZEN")}))  # fmt: skip
    told = diagnose(having(facts, "pins", read_part(Any, pins)))
    assert told.verdict == "PIN PARENTAL is locked"
    assert {one.result for one in told.findings if one.check == "pin-lock"} == {
        Result.FAULT, Result.NOT_CHECKED,
    }  # fmt: skip


def test_a_caution_says_what_could_not_be_read_too() -> None:
    facts = patient("sdp2", profile=PROFILE, account={"credit_spent": 41.0})
    told = diagnose(having(facts, "users", failed()))
    assert told.result is Result.CAUTION
    assert told.verdict == (
        "Credit is used up: 41.00 spent of 40.00; nothing that blocks viewing was found, but not "
        "enough could be read: the users could not be read"
    )


def test_many_gaps_are_counted_and_the_first_are_named() -> None:
    facts = healthy("sdp2")
    for name in ("users", "smartcards", "sessions", "rights", "pins"):
        facts = having(facts, name, failed())
    told = diagnose(facts).verdict
    assert sum(words in told for words in PARTS.values()) == 4
    assert told.endswith("and 1 more")


def test_a_fault_is_not_gone_because_the_next_reading_failed() -> None:
    facts = patient("sdp2", profile=PROFILE, account={"status": "SUSPENDED"})
    before = diagnose(facts)
    after = diagnose(having(facts, "account", failed()))
    assert before.verdict.endswith("SUSPENDED")
    assert gone(before, after) == ()


def test_what_failed_is_asked_again_by_a_run_that_goes_on() -> None:
    facts = healthy("sdp2")
    assert answered(facts, diagnose(facts)).final
    broken = having(facts, "rights", failed())
    assert not answered(broken, diagnose(broken)).final


def test_an_unknown_card_status_is_a_word_of_the_headline() -> None:
    facts = patient("sdp2", profile=PROFILE, card={"status": "QUARANTINE"})
    assert "QUARANTINE" not in SmartcardStatus.__members__
    assert diagnose(facts).verdict == (
        "nothing wrong found, but not enough could be read: "
        "card 0070: status QUARANTINE is not known here"
    )


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_box_whose_card_is_not_told_is_not_called_clear(family: str) -> None:
    told = diagnose(patient(family, profile=PROFILE, box={"smartcard_id": GONE}))
    assert CLEAR not in told.verdict
    assert "which card is in" in told.verdict or "does not tell its card" in told.verdict
