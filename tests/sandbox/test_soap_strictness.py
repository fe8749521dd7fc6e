"""On the wire the SOAP face is no kinder than the contract."""

import httpx
import pytest
from lxml import etree
from soap_desk import SERVICES, SoapDesk

PAIR = (
    "<deviceSpecification>{device}</deviceSpecification>"
    "<smartCardSpecification>{card}</smartCardSpecification>"
)
GOOD_DEVICE, GOOD_CARD = "<uid>3422</uid>", "<smartCardId>000145098241</smartCardId>"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"


def body_of(answer: httpx.Response) -> etree._Element:
    found = etree.fromstring(answer.content).find(f"{SOAP}Body")
    assert found is not None
    return found


def faultcode(answer: httpx.Response) -> str | None:
    return body_of(answer).findtext(f"{SOAP}Fault/faultcode")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("auth", [None, ("desk", "wrong")])
def test_without_credentials_there_is_nothing(
    soap: SoapDesk, service: str, auth: tuple[str, str] | None
) -> None:
    for suffix in ("", "?wsdl"):
        answer = httpx.get(soap.url(service) + suffix, auth=auth, trust_env=False)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "children",
    [
        PAIR.format(device="", card=GOOD_CARD),
        PAIR.format(device="<uid>3422</uid><casn>E833815A9301</casn>", card=GOOD_CARD),
        PAIR.format(device=GOOD_DEVICE, card="<smartCardId>1</smartCardId><uid>1</uid>"),
        PAIR.format(device="<caSN>E833815A9301</caSN>", card=GOOD_CARD),
        PAIR.format(device="<uid>34x2</uid>", card=GOOD_CARD),
        PAIR.format(
            device="<originSpecification><originId>1</originId></originSpecification>",
            card=GOOD_CARD,
        ),
        "<smartCardSpecification><uid>20002</uid></smartCardSpecification>"
        "<deviceSpecification><uid>3422</uid></deviceSpecification>",
        "<deviceSpecification><uid>3422</uid></deviceSpecification>",
        PAIR.format(device=GOOD_DEVICE, card=GOOD_CARD) + "<more/>",
        PAIR.format(device=GOOD_DEVICE, card=GOOD_CARD).replace("<uid>", '<uid xmlns="urn:x">'),
    ],
)
def test_a_call_that_does_not_fit_is_the_clients_fault(soap: SoapDesk, children: str) -> None:
    answer = soap.call("SMSDomain", "Pair", children)
    assert answer.status_code == 500
    assert faultcode(answer) == "soap:Client"
    card = soap.sandbox.world.card("000145098241")
    assert card is not None
    assert card.stb_uid is None
    assert [entry.outcome for entry in soap.sandbox.writes] == ["refused malformed"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<a/>",
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>',
        b'<!DOCTYPE x [<!ENTITY e "boom">]><s:Envelope '
        b'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><x>&e;</x></s:Body>'
        b"</s:Envelope>",
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><x/></s:Body>'
        b"</s:Envelope>",
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        b"<getByUID><uid>1001</uid></getByUID></s:Body></s:Envelope>",
    ],
)
def test_what_is_no_call_is_the_clients_fault(soap: SoapDesk, body: bytes) -> None:
    answer = soap.post("accountservice", body)
    assert answer.status_code == 500
    assert faultcode(answer) == "soap:Client"


def test_a_dtd_is_refused_even_before_a_call_that_is_good(soap: SoapDesk) -> None:
    call = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<x:getByUID xmlns:x="{SERVICES["accountservice"]}"><uid>1001</uid></x:getByUID>'
        "</s:Body></s:Envelope>"
    )
    assert soap.post("accountservice", call.encode()).status_code == 200
    answer = soap.post("accountservice", b'<!DOCTYPE x [<!ENTITY e "boom">]>' + call.encode())
    assert faultcode(answer) == "soap:Client"
    assert b"a DTD is not allowed" in answer.content


def test_pair_answers_with_a_body_that_is_empty(soap: SoapDesk) -> None:
    answer = soap.call("SMSDomain", "Pair", PAIR.format(device=GOOD_DEVICE, card=GOOD_CARD))
    assert answer.status_code == 200
    assert len(body_of(answer)) == 0


def test_null_is_an_answer_without_return(soap: SoapDesk) -> None:
    answer = soap.call("accountservice", "getByUID", "<uid>1</uid>")
    assert answer.status_code == 200
    assert len(body_of(answer)[0]) == 0


def test_only_the_root_of_an_answer_is_qualified(soap: SoapDesk) -> None:
    answer = soap.call("accountservice", "getByUID", "<uid>1001</uid>")
    root = body_of(answer)[0]
    assert root.tag == "{http://quative.tv/AccountServiceNamespace}getByUIDResponse"
    assert all("{" not in str(element.tag) for element in root.iterdescendants())


def test_enums_come_in_any_case_and_zones_in_two_digits(soap: SoapDesk) -> None:
    soap.call(
        "accountservice",
        "update",
        "<model><modifiedDate>2026-01-01T00:00:00+01</modifiedDate><UID>1001</UID>"
        "<maxMPDeviceDate>2026-01-01T01:00:00+01</maxMPDeviceDate><status>suspended</status></model>",
    )
    account = soap.sandbox.world.accounts.get("1001")
    assert account is not None
    assert account.status == "SUSPENDED"
    assert account.max_mp_device_date is not None
    assert account.max_mp_device_date.isoformat() == "2026-01-01T00:00:00+00:00"


def test_session_dates_come_in_three_spellings(soap: SoapDesk) -> None:
    answer = soap.call("ottsessionservice", "getByAccountUID", "<accountUID>1001</accountUID>")
    session = body_of(answer)[0][0]
    assert (session.findtext("allocatedDate") or "").endswith("+00")
    assert (session.findtext("modifiedDate") or "").endswith("Z")
    assert (session.findtext("creationDate") or "")[2:6:3] == "--"


def test_a_field_left_out_of_the_world_is_left_out_of_the_answer(soap: SoapDesk) -> None:
    account = soap.sandbox.world.accounts.get("1001")
    assert account is not None
    soap.sandbox.world.omit(account, "status", "last_name")
    answer = soap.call("accountservice", "getByUID", "<uid>1001</uid>")
    children = {element.tag for element in body_of(answer)[0][0]}
    assert not {"status", "lastName"} & children
    assert "firstName" in children


def test_comments_in_a_value_do_not_cut_it(soap: SoapDesk) -> None:
    answer = soap.call("accountservice", "getByUID", "<uid>10<!-- x -->01</uid>")
    assert body_of(answer)[0][0].findtext("UID") == "1001"


def test_other_methods_are_not_answered(soap: SoapDesk) -> None:
    assert soap.http.put(soap.url("accountservice")).status_code == 405
    assert soap.http.get(soap.url("accountservice")).status_code == 405


@pytest.mark.parametrize(
    ("service", "operation", "children", "outcome"),
    [
        ("SMSDomain", "Unpair", "<deviceSpecification><uid>1</uid></deviceSpecification>",
         "refused device-unknown"),
        ("SMSDomain", "UpdateAccount", "<account><uid>1</uid></account>",
         "refused account-unknown"),
        ("SMSDomain", "CreateAccount",
         "<account><city>X</city></account><user><loginId>a</loginId></user>",
         "refused malformed"),
        ("SMSDomain", "DeleteSmartCard",
         "<smartCardSpecification><uid>1</uid></smartCardSpecification>", "refused card-unknown"),
        ("accountservice", "update", "<model><UID>1004</UID><status>ACTIVE</status></model>",
         "refused final"),
    ],
)  # fmt: skip
def test_refusals_name_their_cause_in_the_log(
    soap: SoapDesk, service: str, operation: str, children: str, outcome: str
) -> None:
    answer = soap.call(service, operation, children, headers={"x-correlation-id": "corr-7"})
    assert faultcode(answer) == "soap:Client"
    (entry,) = soap.sandbox.writes
    assert (entry.outcome, entry.correlation_id) == (outcome, "corr-7")


def test_no_secret_is_among_the_targets(soap: SoapDesk) -> None:
    soap.call(
        "SMSDomain",
        "CreateAccount",
        "<account><accountNumber>n1</accountNumber><password>SENTINEL-p</password></account>"
        "<user><password>SENTINEL-u</password><pin>SENTINEL-9</pin>"
        "<defaultUser>true</defaultUser><loginId>l1</loginId><type>SUP</type></user>",
    )
    (entry,) = soap.sandbox.writes
    assert entry.targets == ("n1",)
    assert "SENTINEL" not in repr(soap.sandbox.writes) + repr(soap.sandbox.requests)
