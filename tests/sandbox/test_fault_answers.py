"""Staged answers: each is given word for word, and the effect comes when its rule says."""

import time

import httpx
import pytest
from rest_desk import RestDesk
from soap_desk import SoapDesk

from smstui.sandbox.faults import ANSWERED, FORMS, FaultRuleError, parse_fault

BOX, CARD = "3422", "000145098241"
PAIR = (
    "SMSDomain",
    "Pair",
    f"<deviceSpecification><uid>{BOX}</uid></deviceSpecification>"
    f"<smartCardSpecification><smartCardId>{CARD}</smartCardId></smartCardSpecification>",
)
STATUSES = (400, 401, 403, 404, 405, 408, 409, 410, 412, 422, 423, 429, 500, 502, 503, 504, 302)


def paired(soap: SoapDesk) -> bool:
    box = soap.sandbox.world.box(BOX)
    assert box is not None
    return box.smartcard_id == CARD


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", STATUSES)
def test_any_status_in_any_form_before_the_effect(soap: SoapDesk, status: int, form: str) -> None:
    soap.sandbox.fault(f"answer {status} form={form} operation=Pair")
    said = soap.call(*PAIR)
    assert said.status_code == status
    assert {"own": "Fault" in said.text, "bare": not said.content,
            "html": "<h1>" in said.text, "json": "gateway" in said.text}[form]  # fmt: skip
    assert not paired(soap)


@pytest.mark.parametrize("answer", ANSWERED)
def test_every_named_answer_after_the_effect(soap: SoapDesk, answer: str) -> None:
    soap.sandbox.fault(f"answer {answer} operation=Pair after=yes http=400 value=-1")
    said = soap.call(*PAIR)
    assert said.status_code == (400 if answer[0].isupper() else 200)
    if answer[0].isupper():
        assert f":{answer}<" in said.text
    if answer == "return":
        assert "<return>-1</return>" in said.text
    assert paired(soap)
    assert soap.sandbox.failures == []


def test_a_late_effect_comes_after_its_answer_and_counts_as_one_request(soap: SoapDesk) -> None:
    soap.sandbox.fault("answer 409 operation=Pair late=200")
    assert soap.call(*PAIR).status_code == 409
    assert not paired(soap)
    assert soap.sandbox.traffic.wait_settled(1)
    assert paired(soap)
    (write,) = soap.sandbox.writes
    assert write.outcome == "not processed (answer); 200 ms after the answer done"


def test_a_second_delivery_is_refused_by_what_the_first_one_did(soap: SoapDesk) -> None:
    soap.sandbox.fault("twice operation=Unpair")
    unpair = "<deviceSpecification><uid>3421</uid></deviceSpecification>"
    assert soap.call("SMSDomain", "Unpair", unpair).status_code == 200
    assert soap.sandbox.traffic.wait_settled(1)
    (write,) = soap.sandbox.writes
    assert write.outcome == "done; 0 ms after the answer refused box-has-no-card"


@pytest.mark.parametrize("rule", ["silence", "silence after=yes", "silence late=1"])
def test_silence_outlasts_the_client(soap: SoapDesk, rule: str) -> None:
    soap.sandbox.fault(f"{rule} operation=Pair")
    with pytest.raises(httpx.ReadTimeout):
        soap.call(*PAIR, timeout=0.2)
    assert soap.sandbox.traffic.wait_settled(1)
    assert paired(soap) is (rule != "silence")


def test_a_reset_before_the_effect(soap: SoapDesk) -> None:
    soap.sandbox.fault("reset-before operation=Pair")
    with pytest.raises(httpx.TransportError):
        soap.call(*PAIR)
    assert not paired(soap)


def test_only_writes_are_struck_where_the_rule_says_so(desk: RestDesk) -> None:
    desk.sandbox.fault("answer 409 write=yes")
    assert desk.adm("GET", f"/devices/{BOX}").status_code == 200
    said = desk.adm("PUT", f"/devices/{BOX}", json={"smartCardId": CARD})
    assert said.status_code == 409
    assert said.json()["errorCode"] == 409


def test_a_sandbox_stops_although_an_effect_is_still_to_come(soap: SoapDesk) -> None:
    soap.sandbox.fault("answer 409 operation=Pair late=600000")
    soap.call(*PAIR)
    began = time.monotonic()
    soap.sandbox.stop()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("answer", "answer needs a value"),
        ("answer clinet", "did you mean Client?"),
        ("answer 999", "an HTTP status is 200 to 599"),
        ("answer 409 form=htm", "did you mean html?"),
        ("answer Client http=9", "an HTTP status is 200 to 599"),
        ("delay 5 late=5", "late= goes with"),
        ("answer 409 after=yes late=5", "without after="),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(rule: str, sentence: str) -> None:
    with pytest.raises(FaultRuleError) as error:
        parse_fault(rule)
    assert sentence in str(error.value)
