"""zeep, which shares no code with smstui, loads every WSDL and makes every read."""

from typing import Any

import pytest
from soap_desk import SERVICES, SoapDesk

from smstui.sandbox.soap.services import SERVICES as TABLE

ACCOUNT_CALLS = [
    ("getByAccountNumber", {"accountNumber": "nmp.00001"}),
    ("getByUID", {"uid": 1001}),
    ("getAccountBySpecification", {"aspec": {"accountNumber": "nmp.00001"}}),
    ("getAccountBySpecification", {"aspec": {"uid": 1001}}),
    (
        "getAccountBySpecification",
        {"aspec": {"originSpecification": {"originId": 10000, "originKey": "CRM-1001"}}},
    ),
    ("getByOriginKeyAndId", {"originKey": "CRM-1001", "originId": 10000}),
    ("getAccByUserUID", {"usrid": 11001}),
]
LISTS = [
    ("deviceservice", "getSetTopBoxByAccountUID", "UID", [3421, 3422, 3423, 3425, 3426, 3427]),
    ("deviceservice", "getMediaPlayerByAccountUID", "UID", [9001, 9002, 9003, 9004]),
    ("userservice", "getByAccountUID", "uid", [11001, 11002]),
    ("acquiredcontentlistservice", "getByAccountUID", "uID", [60001, 60002, 60003]),
    ("ottsessionservice", "getByAccountUID", "deviceId", [3421]),
]
SINGLE = [
    ("deviceservice", "getDeviceByCASN", {"casn": "E833815A9290"}, "UID", 3421),
    ("deviceservice", "getByUID", {"uid": 9001}, "mediaPlayerId", "living-room"),
    ("deviceservice", "getByUID", {"uid": 3421}, "nUID", "9F20C4417B3A0001"),
    ("deviceservice", "getByNUID", {"nuid": "9F20C4417B3A0001"}, "UID", 3421),
    ("deviceservice", "getMpById", {"mediaPlayerId": "living-room"}, "deviceEnabled", False),
    ("userservice", "getByLoginId", {"loginId": "ada.byron"}, "uid", 11001),
    ("smartcardservice", "getBySmartcardId", {"smartcardId": "000145098240"}, "stbUid", 3421),
    ("accountprofileservice", "getByUID", {"uid": 301}, "maxConcurrentStreams", 3),
    ("accountprofileservice", "getByUID", {"uid": 302}, "maxConcurrentStreams", None),
    ("accesspointservice", "getByUID", {"uid": 201}, "name", "CWMBRAN-HEADEND"),
    ("profileservice", "getByUID", {"uid": 701}, "name", "HD zapper"),
    ("deviceclassifierservice", "getByUID", {"uid": 601}, "name", "DTV-4000"),
    ("ratingservice", "getByUID", {"uid": 18}, "name", "Adult"),
    ("policygroupservice", "getByUID", {"uid": 7001}, "name", "Basic"),
]
NULLS = [
    ("accountservice", "getByAccountNumber", {"accountNumber": "none"}),
    ("accountservice", "getByUID", {"uid": 1}),
    ("accountservice", "getAccountBySpecification", {"aspec": {"accountNumber": "none"}}),
    ("accountservice", "getByOriginKeyAndId", {"originKey": "CRM-1001", "originId": 10001}),
    ("accountservice", "getAccByUserUID", {"usrid": 1}),
    ("deviceservice", "getDeviceByCASN", {"casn": "none"}),
    ("deviceservice", "getByUID", {"uid": 1}),
    ("deviceservice", "getByNUID", {"nuid": "none"}),
    ("deviceservice", "getMpById", {"mediaPlayerId": "none"}),
    ("userservice", "getByLoginId", {"loginId": "none"}),
    ("smartcardservice", "getBySmartcardId", {"smartcardId": "145098240"}),
    ("accountprofileservice", "getByUID", {"uid": 1}),
    ("policygroupservice", "getByUID", {"uid": 1}),
]


@pytest.mark.parametrize("observed", [False, True])
@pytest.mark.parametrize("service", SERVICES)
def test_every_wsdl_lists_every_operation(soap: SoapDesk, service: str, observed: bool) -> None:
    client = soap.zeep(service, observed=observed)
    table = next(each for each in TABLE if each.name == service)
    assert table.namespace == SERVICES[service]
    names = [operation.name for operation in table.operations]
    assert list(client.service._operations) == names


@pytest.mark.parametrize(("operation", "given"), ACCOUNT_CALLS)
def test_account_reads(soap: SoapDesk, operation: str, given: dict[str, Any]) -> None:
    account = getattr(soap.zeep("accountservice").service, operation)(**given)
    assert (account.UID, account.lastName, account.status) == (1001, "Byron", "ACTIVE")
    assert account.creditLimit == 50.0
    assert account.ppvStatus is True


@pytest.mark.parametrize(("service", "operation", "key", "expected"), LISTS)
def test_lists(soap: SoapDesk, service: str, operation: str, key: str, expected: list[int]) -> None:
    call = getattr(soap.zeep(service).service, operation)
    assert [record[key] for record in call(accountUID=1001)] == expected
    assert not call(accountUID=1004) or operation == "getByAccountUID"
    assert not call(accountUID=1)


@pytest.mark.parametrize(("service", "operation", "given", "key", "expected"), SINGLE)
def test_single_records(
    soap: SoapDesk,
    service: str,
    operation: str,
    given: dict[str, Any],
    key: str,
    expected: object,
) -> None:
    record = getattr(soap.zeep(service).service, operation)(**given)
    assert record[key] == expected


def test_cards_of_a_box(soap: SoapDesk) -> None:
    cards = soap.zeep("smartcardservice").service.getByStbUid(stbUid=3421)
    assert [(c.smartcardID, c.status, c.statusCode) for c in cards] == [
        ("000145098240", "UNAVAILABLE", "U")
    ]


@pytest.mark.parametrize("status", ["CURRENT", "current"])
def test_current_rights_only(soap: SoapDesk, status: str) -> None:
    rights = soap.zeep("acquiredcontentlistservice").service.getByAccountUID(
        accountUID=1001, statusByDate=status, locale="en"
    )
    assert [right.uID for right in rights] == [60001, 60003]


@pytest.mark.parametrize(("service", "operation", "given"), NULLS)
def test_nothing_found_is_null(
    soap: SoapDesk, service: str, operation: str, given: dict[str, Any]
) -> None:
    assert getattr(soap.zeep(service).service, operation)(**given) is None


def test_reads_are_no_writes(soap: SoapDesk) -> None:
    soap.zeep("accountservice").service.getByUID(uid=1001)
    assert soap.sandbox.counts() == {"wsdl": 1, "getByUID": 1}
    assert soap.sandbox.writes == []
