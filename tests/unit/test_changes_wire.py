"""What answers to writes mean, and what goes into whole objects: tables, no network."""

import json

import pytest

from smstui.config.families import Sdp2Settings
from smstui.config.settings import Deployment
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import (
    Forbidden,
    NoAnswer,
    Refused,
    ServerFailed,
    SignInRefused,
    TimedOut,
    Unreadable,
)
from smstui.domain.known_secrets import MASK
from smstui.domain.secret import Secret
from smstui.platforms.answer import Answer, Question
from smstui.platforms.connect_writer import connect_writer
from smstui.platforms.correlation import correlated
from smstui.platforms.opf.bodies import cas_body, key_of
from smstui.platforms.opf.write_judging import CasSuccess, judge_of, judge_write
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.sdp2.account_model import account_model
from smstui.platforms.sdp2.judging import judge_change
from smstui.platforms.srm import judge_srm_end
from smstui.platforms.write_judging import refuse_status, refused
from smstui.platforms.writes import Acknowledgement, discreetly

SUCCESS = CasSuccess.of(catalogue_of("opf", {}, "lab"))
QUESTION = Question("PUT", "http://site.example/adm/v1/devices/1", "the request to enable box 1")


def answer(status: int, body: object = b"") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, "application/json", None, raw)


def soap(inner: str, status: int = 200) -> Answer:
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f"{inner}</e:Body></e:Envelope>"
    )
    return Answer(status, "text/xml", None, body.encode())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, Unreadable), (302, Unreadable), (400, Refused), (401, SignInRefused),
        (403, Forbidden), (404, Refused), (405, Refused), (408, TimedOut), (409, Refused),
        (422, Refused), (429, Refused), (500, ServerFailed), (501, ServerFailed),
        (502, ServerFailed), (503, ServerFailed), (504, ServerFailed),
    ],
)  # fmt: skip
def test_only_a_4xx_other_than_408_is_certainly_a_refusal(status: int, error: type) -> None:
    with correlated("corr-1"), pytest.raises(error) as raised:
        refuse_status(answer(status), QUESTION)
    assert isinstance(raised.value, Refused) == (400 <= status < 500 and status != 408)
    assert isinstance(raised.value, NoAnswer) == (not isinstance(raised.value, Refused))
    assert raised.value.correlation_id == "corr-1"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_taken(status: int) -> None:
    refuse_status(answer(status), QUESTION)
    assert judge_write(answer(status), QUESTION, SUCCESS).changed is None


@pytest.mark.parametrize(
    ("said", "changed", "count", "created", "failed"),
    [
        ({"matchedCount": 1, "modifiedCount": 1}, True, None, "", 0),
        ({"matchedCount": 1, "modifiedCount": 0}, False, None, "", 0),
        ({"_id": "77"}, True, None, "77", 0),
        ({"id": 77}, True, None, "77", 0),
        ({"deletedCount": 1}, True, None, "", 0),
        ({"sessionsKilled": 3}, None, None, "", 0),
        ({}, None, None, "", 0),
        ({"status": "OK", "commandCount": 1, "commandResults": [
            {"commandName": "x", "id": "1", "responseCode": "1028", "responseText": "OK"}]},
         None, None, "", 0),
        ({"status": "OK", "commandCount": 2, "commandResults": [
            {"commandName": "x", "id": "1", "responseCode": "1028", "responseText": "OK"},
            {"commandName": "x", "_id": "2", "responseCode": "1028", "responseText": "no"}]},
         None, None, "", 1),
    ],
)  # fmt: skip
def test_what_a_module_says_to_a_write(said, changed, count, created, failed) -> None:
    told = judge_write(answer(200, said), QUESTION, SUCCESS)
    assert (told.created, len(told.failed)) == (created, failed)
    if "commandResults" not in str(said):
        assert (told.changed, told.count) == (changed, count)


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ({"sessionsKilled": 3}, 3),
        ({"answer": {"killed": 0}}, 0),
        (2, 2),
        ({}, None),
        ({"status": 200, "killed": 4}, 4),
        ({"a": 1, "b": 2}, None),
        ({"killed": -1}, None),
    ],
)
def test_the_number_ended_is_the_one_integer_that_can_be_a_count(said, count) -> None:
    assert judge_of("count", SUCCESS)(answer(200, said), QUESTION).count == count


OK = {"commandName": "pairChipSet", "id": "7", "responseCode": "1028", "responseText": "OK"}


@pytest.mark.parametrize("results", [None, {}, [], "OK", [{}], {**OK, "responseCode": "9"}, [None]])
def test_a_cas_that_names_no_executed_command_has_refused(results: object) -> None:
    with pytest.raises(Refused) as refused:
        judge_of("commands", SUCCESS)(answer(200, {"commandResults": results}), QUESTION)
    assert refused.value.own_form


@pytest.mark.parametrize("count", [2, 3, "2"])
def test_a_command_without_a_result_was_not_done(count: object) -> None:
    said = {"commandCount": count, "commandResults": [OK]}
    told = judge_of("commands", SUCCESS)(answer(200, said), QUESTION)
    assert len(told.failed) == int(str(count)) - 1
    assert "without a result" in told.message
    failed = {**said, "commandResults": [{**OK, "responseCode": "9"}]}
    with pytest.raises(Refused):
        judge_of("commands", SUCCESS)(answer(200, failed), QUESTION)


@pytest.mark.parametrize("count", [1, 0, -3, None, "many", True])
def test_every_result_that_is_told_counts_whatever_the_number(count: object) -> None:
    said = {"commandCount": count, "commandResults": [OK]}
    assert judge_of("commands", SUCCESS)(answer(200, said), QUESTION).failed == ()


def test_one_result_may_stand_alone() -> None:
    told = judge_of("commands", SUCCESS)(answer(200, {"commandResults": OK}), QUESTION)
    assert told.failed == ()


def test_a_cas_answer_without_results_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        judge_of("commands", SUCCESS)(answer(200, {}), QUESTION)


@pytest.mark.parametrize("answers", ["", "commands", "count"])
@pytest.mark.parametrize(
    "said",
    [
        {"message": "device locked", "code": 409, "errorCode": 1001},
        {"message": "no", "code": 7},
        {"errorCode": 5},
        {"status": 404},
        {"status": "404", "error": "Not Found"},
        {"errorResponse": None, "errorCode": 1},
        {"errorResponse": {}},
    ],
)
@pytest.mark.parametrize("status", [200, 201, 409])
def test_an_error_is_an_error_whatever_the_status(status: int, said: dict, answers: str) -> None:
    with pytest.raises(Refused) as refused:
        judge_of(answers, SUCCESS)(answer(status, said), QUESTION)
    assert refused.value.own_form


@pytest.mark.parametrize("said", [{"error": "conflict"}, {"message": "x"}, ["no"], 3, None])
def test_a_refusal_in_a_foreign_form_is_not_the_platforms_own(said: object) -> None:
    with pytest.raises(Refused) as refused:
        judge_write(answer(422, said), QUESTION, SUCCESS)
    assert not refused.value.own_form


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (200, {"errorResponse": {"errorCode": "SRM-0002", "errorMessage": "no"}}, "SRM-0002"),
        (400, {"message": "limit", "code": 400, "errorCode": 20007}, "20007"),
        (200, {"matchedCount": 0, "modifiedCount": 0}, ""),
        (404, {"errorCode": 4403, "message": "device not found"}, "4403"),
        (404, {"code": 404, "message": "device not found"}, "404"),
    ],
)
def test_a_refusal_carries_the_platforms_own_code(status: int, said: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        judge_write(answer(status, said), QUESTION, SUCCESS)
    assert refused.value.platform_code == code
    assert "refused to enable box 1. Its answer: " in refused.value.message
    assert (f"code {code}" in refused.value.message) is (code not in ("", str(status)))


@pytest.mark.parametrize("body", [b"{", b"<html/>", b'{"a":1,"a":2}', b"[[["])
def test_a_good_answer_that_makes_no_sense_leaves_it_open(body: bytes) -> None:
    with pytest.raises(NoAnswer):
        judge_write(answer(200, body), QUESTION, SUCCESS)
    with pytest.raises(Refused):
        judge_write(answer(400, body), QUESTION, SUCCESS)


FAULT = "<e:Fault><faultcode>{}</faultcode><faultstring>words</faultstring></e:Fault>"


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("e:Client", Refused), ("Client.Authentication", Refused), ("e:Server", ServerFailed),
        ("soap:Receiver", ServerFailed), ("env:Sender", Refused),
        ("MustUnderstand", Refused), ("s:VersionMismatch", Refused),
    ],
)  # fmt: skip
def test_a_faults_code_decides_whatever_its_status(status: int, code: str, error: type) -> None:
    with pytest.raises(error):
        judge_change(("1", ""), soap(FAULT.format(code), status), QUESTION)


@pytest.mark.parametrize("code", ["", "ns1:CardInUse", "4711"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(200, ServerFailed), (400, Refused), (404, Refused), (408, ServerFailed), (500, ServerFailed),
     (401, SignInRefused), (403, Forbidden)],
)  # fmt: skip
def test_a_fault_that_blames_nobody_is_judged_by_its_status(
    code: str, status: int, error: type
) -> None:
    with pytest.raises(error, match="words"):
        judge_change(("1", ""), soap(FAULT.format(code), status), QUESTION)


@pytest.mark.parametrize(
    ("inner", "refused"),
    [
        ("", False),
        ("<x:PairResponse xmlns:x='n'/>", False),
        ("<x:r xmlns:x='n'><return>1</return></x:r>", False),
        ("<x:r xmlns:x='n'><return> 1 </return></x:r>", False),
        ("<x:r xmlns:x='n'><return/></x:r>", False),
        ("<x:r xmlns:x='n'><return>0</return></x:r>", True),
        ("<x:r xmlns:x='n'><return>-3</return></x:r>", True),
        ("<x:r xmlns:x='n'><stb><uid>9</uid></stb></x:r>", False),
        ("<d:SmartCardSpecification xmlns:d='n'><uid>9</uid></d:SmartCardSpecification>", False),
    ],
)
def test_return_other_than_one_is_a_refusal(inner: str, refused: bool) -> None:
    if refused:
        with pytest.raises(Refused):
            judge_change(("1", ""), soap(inner), QUESTION)
    else:
        judge_change(("1", ""), soap(inner), QUESTION)


@pytest.mark.parametrize("body", [b"<a>", b"words", b"<html></html>"])
def test_a_soap_answer_that_makes_no_sense_leaves_it_open(body: bytes) -> None:
    with pytest.raises(NoAnswer):
        judge_change(("1", ""), Answer(200, "text/xml", None, body), QUESTION)


def test_srm_says_nothing_or_refuses() -> None:
    judge_srm_end(answer(200), QUESTION)
    judge_srm_end(answer(200, {"successResponse": {}}), QUESTION)
    with pytest.raises(Refused, match="SRM-0002"):
        judge_srm_end(answer(200, {"errorResponse": {"errorCode": "SRM-0002"}}), QUESTION)


NODE = {
    "title": "Dr", "status": "ACTIVE", "lastname": "Byron", "PostCode": "NP1", "uid": "1001",
    "password": "kept", "statusCode": "A", "changeLog": ["a", "b"], "unheardOf": "x",
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("observed", ["changeLog", "UID", "lastName", "password", "postCode", "status", "title"]),
        ("documented", ["changeLog", "UID", "lastname", "password", "postcode", "status", "title"]),
    ],
)
def test_a_whole_account_goes_back_in_order_and_as_it_came(fields: str, names: list[str]) -> None:
    settings = Sdp2Settings.model_validate(
        {"base_url": "https://sdp.example", "username": "desk", "account_fields": fields}
    )
    catalogue = catalogue_of("sdp2", {}, "site")
    model = account_model(NODE, {"status": "SUSPENDED"}, catalogue, settings)
    assert list(model) == names
    assert model["status"] == "SUSPENDED"
    assert model["password"] == "kept"
    assert model["changeLog"] == ["a", "b"]
    same = account_model(NODE, {"accountProfileUID": "302"}, catalogue, settings)
    assert same["statusCode"] == "A"
    assert same["accountProfileUID"] == "302"


def test_a_field_keeps_the_spelling_it_came_with() -> None:
    assert key_of({"smartcardId": "1"}, ("smartCardId",)) == "smartcardId"
    assert key_of({}, ("smartCardId",)) == "smartCardId"


def test_a_cardless_box_names_no_card_at_the_cas() -> None:
    body = cas_body(Write(Call.CAS_SUBSCRIBE, "9", {"products": "a,b", "card": None, "casn": "C"}))
    assert body == {
        "deviceSpecification": {"deviceId": "9", "deviceType": "CardLess"},
        "settopBoxSpecification": {"chipsetSerialNumber": "C"},
        "entitlements": [{"productId": "a"}, {"productId": "b"}],
    }
    assert cas_body(Write(Call.CAS_UNSUBSCRIBE, "9", {"products": "a"})) is None


async def test_no_word_of_an_answer_holds_the_pin_that_stood_in_the_address() -> None:
    async def acknowledges() -> Acknowledgement:
        return Acknowledgement("not executed: setPin 860391", failed=("setPin 860391",))

    Secret("860391").reveal()
    question = Question(
        "PUT", "https://cag.example.net/pin/860391", "the request to set the PIN, 3421"
    )
    said_back = refused(question, said="no route for PUT /pin/860391")
    assert said_back.message == (
        f"cag.example.net refused to set the PIN, 3421. Its answer: no route for PUT /pin/{MASK}."
    )
    said = await discreetly(acknowledges())
    assert (said.message, said.failed) == (f"not executed: setPin {MASK}", (f"setPin {MASK}",))


async def test_a_capability_that_a_site_has_named_is_sent_as_it_is_named() -> None:
    named = {
        "service": "SMSDomain",
        "operation": "UpdateSmartCardPin",
        "arguments": ["smartCardSpecification", "newPin"],
    }
    deployment = Deployment.model_validate(
        {
            "name": "lab",
            "family": "sdp2",
            "sdp2": {
                "base_url": "http://127.0.0.1:1",
                "username": "desk",
                "operations": {"smartcard-pin": named},
            },
        }
    )
    writer = connect_writer(deployment, Secret("word"))
    try:
        assert Call.CAS_SET_PIN not in writer.lacking
        assert "operations.smartcard-pin-reset" in writer.lacking[Call.CAS_RESET_PIN]
        write = Write(Call.CAS_SET_PIN, "3421", {"card": "000145098240"}, Secret("860391"))
        prepared = await writer.prepare(write)
    finally:
        await writer.close()
    body = prepared.content.question.body.decode()
    assert "UpdateSmartCardPin" in body
    assert "<smartCardId>000145098240</smartCardId>" in body
    assert body.index("</smartCardSpecification>") < body.index("<newPin>860391</newPin>")
    assert "860391" not in repr(prepared)
