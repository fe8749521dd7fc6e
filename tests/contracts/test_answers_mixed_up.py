"""An answer is believed only where it belongs to its question: its id, its owner, its operation."""

from functools import partial
from typing import Any

import pytest
from platform_line import CORRELATION_ID, Saying, connected, reading, soap, soap_settings

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, PartState
from smstui.domain.errors import Unreadable
from smstui.domain.user import User
from smstui.platforms.answer import Answer, Question
from smstui.platforms.belonging import carries_another
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.failures import MixedUp
from smstui.platforms.opf.write_judging import CasSuccess, judge_call
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.sdp2.caller import meant_of
from smstui.platforms.sdp2.judging import judge_change
from tests.support.foreign_site import Asked, ForeignSite

RECORDS = {
    "device-uid": "<UID>{}</UID><deviceType>STB</deviceType>",
    "casn": "<UID>5</UID><caSN>{}</caSN>",
    "nuid": "<UID>5</UID><nUID>{}</nUID>",
    "player": "<UID>5</UID><mediaPlayerId>{}</mediaPlayerId>",
    "smartcard": "<uid>5</uid><smartcardID>{}</smartcardID>",
    "account": "<UID>5</UID><accountNumber>{}</accountNumber>",
    "login": "<uid>5</uid><loginId>{}</loginId>",
}
"""Of `sdp2`: what each kind of id leads to."""
FIELDS = {
    "opf-device": "_id", "opf-account": "_id", "account": "accountNumber", "casn": "caSN",
    "nuid": "nuID", "smartcard": "smartCardId", "player": "mediaPlayerId",
}  # fmt: skip
"""Of `opf`: the field of each kind of id."""
ASKED, ANOTHERS = "71550", "71551"


async def sdp2_found(kind: str, told: str, asked: str = ASKED, root: str = "r") -> Any:
    server = Saying(soap(f"<{root}><return>{RECORDS[kind].format(told)}</return></{root}>"))
    async with server.listening(), connected("sdp2", soap_settings(server.url), "x") as platform:
        return list(await platform.resolve(reading(kind, asked)))


async def opf_found(kind: str, told: str, asked: str = ASKED) -> Any:
    def answers(question: Asked) -> Any:
        record = {"_id": "5", FIELDS[kind]: told}
        if "account" in kind:
            return record if kind == "opf-account" else {"totalRecords": 1, "resourceSet": [record]}
        record["deviceType"] = "OPEN" if kind == "player" else "MANAGED"
        return record if kind == "opf-device" else {"totalRecords": 1, "resourceSet": [record]}

    with ForeignSite(answers).running() as site:
        async with connected("opf", site.opf, "x") as platform:
            return list(await platform.resolve(reading(kind, asked)))


@pytest.mark.parametrize("kind", sorted(RECORDS))
async def test_sdp2_the_record_of_another_id_is_unreadable(kind: str) -> None:
    assert len(await sdp2_found(kind, ASKED)) == 1
    with pytest.raises(Unreadable, match="another answer than the one to") as caught:
        await sdp2_found(kind, ANOTHERS)
    assert ASKED in caught.value.message, "the id that was asked for is named"
    assert ANOTHERS not in str(caught.value), "an answer is never quoted"
    assert CORRELATION_ID in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("kind", sorted(FIELDS))
async def test_opf_the_record_of_another_id_is_unreadable(kind: str) -> None:
    assert len(await opf_found(kind, ASKED)) == 1
    with pytest.raises(Unreadable, match="another answer than the one to"):
        await opf_found(kind, ANOTHERS)


@pytest.mark.parametrize("found", [sdp2_found, opf_found])
@pytest.mark.parametrize(
    ("kind", "asked", "told"),
    [("casn", "AB12CD34", "ab:12-cd 34"), ("smartcard", "000145", "0001-45"), ("nuid", "n1", "n1")],
)
async def test_another_spelling_is_no_other_id(
    found: Any, kind: str, asked: str, told: str
) -> None:
    assert len(await found(kind, told, asked)) == 1


@pytest.mark.parametrize(
    ("found", "kind", "asked", "told"),
    [
        (sdp2_found, "account", "0071", "71"), (opf_found, "account", "0071", "71"),
        (sdp2_found, "smartcard", "0071", "71"), (opf_found, "smartcard", "0071", "71"),
        (sdp2_found, "login", "Ada", "ada"), (opf_found, "player", "mp-A", "mp-a"),
    ],
)  # fmt: skip
async def test_a_loose_search_finds_nothing(found: Any, kind: str, asked: str, told: str) -> None:
    """A platform that takes 0071 for 71 does not mix up answers, and 71 is not what was meant."""
    assert await found(kind, told, asked) == []


@pytest.mark.parametrize("kind", sorted(set(RECORDS) - {"device-uid"}))
async def test_a_record_may_lack_the_field(kind: str) -> None:
    server = Saying(soap("<r><return><UID>5</UID></return></r>"))
    async with server.listening(), connected("sdp2", soap_settings(server.url), "x") as platform:
        assert len(await platform.resolve(reading(kind, ASKED))) == 1


# Another operation


@pytest.mark.parametrize(
    ("root", "good"),
    [
        ("x:getDeviceByCASNResponse", True), ("x:getdevicebycasnRESPONSE", True),
        ("x:methodResponse", True), ("x:whatever", True), ("dev:getDeviceByCASNResponse", True),
        ("x:getByUIDResponse", False), ("x:updateResponse", False), ("x:SetTopBox", False),
        ("acc:getDeviceByCASNResponse", False), ("acc:methodResponse", False),
    ],
)  # fmt: skip
async def test_the_response_of_another_operation_is_unreadable(root: str, good: bool) -> None:
    spaces = (
        'xmlns:x="urn:site" xmlns:acc="http://quative.tv/AccountServiceNamespace" '
        'xmlns:dev="http://quative.tv/DeviceServiceNamespace"'
    )
    inner = RECORDS["casn"].format("AB12")
    server = Saying(soap(f"<{root} {spaces}><return>{inner}</return></{root}>"))
    async with server.listening(), connected("sdp2", soap_settings(server.url), "x") as platform:
        if good:
            assert await platform.resolve(reading("casn", "AB12"))
        else:
            with pytest.raises(Unreadable, match="another operation"):
                await platform.resolve(reading("casn", "AB12"))


OWN = {
    "users": "<uid>1</uid><loginId>u</loginId>",
    "devices": "<UID>2</UID><deviceType>STB</deviceType>",
    "sessions": "<uID>3</uID><contentId>c</contentId>",
    "rights": "<uID>4</uID><policyGroupUID>9</policyGroupUID>",
}
SERVICES = {
    "userservice": "users", "deviceservice": "devices", "ottsessionservice": "sessions",
    "acquiredcontentlistservice": "rights",
}  # fmt: skip


async def sdp2_bundle(part: str, record: str) -> Bundle:
    """The bundle of account 77, with `record` in the list of one part."""

    def answers(asked: Asked) -> Any:
        service = SERVICES.get(asked.path.rpartition("/")[2], "")
        inner = record if service == part and "MediaPlayer" not in asked.body else ""
        return soap(f"<r><return>{inner}</return></r>").partition(b"\r\n\r\n")[2].decode()

    with ForeignSite(answers).running() as site:
        async with connected("sdp2", site.sdp2, "x") as platform:
            return await platform.bundle(Account(uid="77", number="n.77"))


@pytest.mark.parametrize("part", sorted(OWN))
async def test_sdp2_a_list_has_nothing_of_another_account_or_kind(part: str) -> None:
    owner = "<accountUID>{}</accountUID>"
    for own in ("", owner.format("77")):
        bundle = await sdp2_bundle(part, OWN[part] + own)
        assert len(getattr(bundle, part)) == 1, bundle
    wrong = [OWN[part] + owner.format("78"), *(OWN[each] for each in OWN if each != part)]
    for record in wrong:
        bundle = await sdp2_bundle(part, record)
        told = getattr(bundle, part)
        assert not told.was_read, record
        assert "another answer than the one to" in str(told.reason)
        assert len(told) == 0


LISTED = {
    "devices": {"_id": "2", "deviceType": "OPEN"},
    "rights": {"_id": "4", "productId": "9"},
    "pins": {"pinType": "PARENTAL", "status": "SET"},
}
OWNERS = {"devices": "accountUid", "rights": "accountId", "pins": "accountId"}


async def opf_bundle(part: str, record: dict[str, Any]) -> Bundle:
    """The composed bundle of account 77, with `record` in the list of one part."""
    paths = {
        "devices": "/v1/devices",
        "rights": "/v1/operator/entitlements",
        "pins": "/pins/status",
    }

    def answers(asked: Asked) -> Any:
        path = asked.path
        if path.endswith("/v1/accounts/77"):
            return {"_id": "77", "accountNumber": "n.77"}
        listed = [record] if path.endswith(paths[part]) else []
        return {"totalRecords": len(listed), "resourceSet": listed}

    with ForeignSite(answers).running() as site:
        async with connected("opf", {**site.opf, "bundle": "composed"}, "x") as platform:
            return await platform.bundle(Account(uid="77", number="n.77"))


@pytest.mark.parametrize("part", sorted(LISTED))
async def test_opf_a_list_has_nothing_of_another_account_or_kind(part: str) -> None:
    for own in ({}, {OWNERS[part]: "77"}):
        assert len(getattr(await opf_bundle(part, LISTED[part] | own), part)) == 1
    wrong = [LISTED[part] | {OWNERS[part]: "78"}]
    wrong += [{**LISTED[each], "accountId": "77", "accountUid": "77", "type": "X"}
              for each in LISTED if each != part]  # fmt: skip
    for record in wrong:
        told = getattr(await opf_bundle(part, record), part)
        assert told.state is PartState.FAILED, record
        assert len(told) == 0


@pytest.mark.parametrize("inside", ["account", "users", "devices"])
async def test_opf_a_bundle_has_nothing_of_another_account(inside: str) -> None:
    def answers(asked: Asked) -> Any:
        if "/bundled/" not in asked.path:
            return {"totalRecords": 0, "resourceSet": []}
        of = {name: "78" if name == inside else "77" for name in ("account", "users", "devices")}
        return {
            "_id": of["account"], "accountNumber": "n.77",
            "users": [{"_id": "1", "loginId": "u", "accountUid": of["users"]}],
            "devices": [{"_id": "2", "deviceType": "OPEN", "accountUid": of["devices"]}],
        }  # fmt: skip

    with ForeignSite(answers).running() as site:
        async with connected("opf", {**site.opf, "bundle": "bundled"}, "x") as platform:
            bundle = await platform.bundle(Account(uid="77", number="n.77"))
    for name in ("account", "users", "devices"):
        assert getattr(bundle, name).state is PartState.FAILED


async def test_sdp2_a_user_is_in_the_account_that_is_named_for_the_user() -> None:
    """An account tells no user, so the answer for another user can only be seen in its users."""

    def answers(asked: Asked) -> Any:
        if asked.path.endswith("userservice"):
            inner = "<uid>9</uid><loginId>other</loginId>"
        else:
            inner = "<UID>78</UID><accountNumber>n.78</accountNumber>"
        return soap(f"<r><return>{inner}</return></r>").partition(b"\r\n\r\n")[2].decode()

    with ForeignSite(answers).running() as site:
        async with connected("sdp2", site.sdp2, "x") as platform:
            with pytest.raises(Unreadable, match="user 5"):
                await platform.owner(User(uid="5", login_id="ada"))
            owner = await platform.owner(User(uid="9", login_id="other"))
    assert owner is not None
    assert owner.number == "n.78"


async def test_srm_sessions_are_those_of_the_account() -> None:
    async def sessions_of(owner: dict[str, str]) -> Any:
        session = {"sessionId": "s-1", "contentID": "c", **owner}
        said = {"successResponse": {"code": 200, "content": [session]}}
        with ForeignSite(lambda _: said).running() as site:
            settings = {**site.sdp2, "sessions": "srm", "srm_url": site.url}
            async with connected("sdp2", settings, "x") as platform:
                return await platform.sessions(Account(uid="77", number="n.77"))

    for own in ({}, {"accountId": "77"}, {"accountId": "n.77"}, {"accountNumber": "n.77"}):
        assert len(await sessions_of(own)) == 1, own
    for other in ({"accountId": "78"}, {"accountNumber": "n.78"}):
        assert not (await sessions_of(other)).was_read, other


# Changes

QUESTION = Question("PUT", "http://site.example/adm/v1/devices/1", "the request to enable box 1")
SDP2, OPF = catalogue_of("sdp2", {}, "site"), catalogue_of("opf", {}, "site")


@pytest.mark.parametrize(
    ("name", "target", "inner", "good"),
    [
        ("pair", "1", "", True), ("pair", "1", "<PairResponse/>", True),
        ("pair", "1", "<UnpairResponse/>", False),
        ("pair", "1", "<updateResponse><return>1</return></updateResponse>", False),
        ("pair", "1", "<SetTopBox><stb><uid>1</uid></stb></SetTopBox>", False),
        ("update-box", "1", "<SetTopBox><stb><uid>1</uid></stb></SetTopBox>", True),
        ("update-box", "1", "<SetTopBox><stb><uid>2</uid></stb></SetTopBox>", False),
        ("update-box", "1", "<Account><account><uid>1</uid></account></Account>", False),
        ("update-account", "1", "<Account><account><uid>1</uid></account></Account>", True),
        ("create-smartcard", "007", "<SmartCardSpecification><smartCardId>007</smartCardId>"
         "<uid>5</uid></SmartCardSpecification>", True),
        ("create-smartcard", "007", "<SmartCardSpecification><smartCardId>008</smartCardId>"
         "<uid>5</uid></SmartCardSpecification>", False),
        ("end-session", "1", "<tearDownResponse><return>1</return></tearDownResponse>", True),
        ("end-session", "1", "<getByUIDResponse><return>1</return></getByUIDResponse>", False),
    ],
)  # fmt: skip
def test_sdp2_the_answer_to_another_change_is_no_answer(
    name: str, target: str, inner: str, good: bool
) -> None:
    entry = SDP2.entry(name)
    given = Answer(200, "text/xml", None, soap(inner).partition(b"\r\n\r\n")[2])
    judge = partial(
        judge_change, entry.success, given, QUESTION, meant=meant_of(SDP2, entry),
        is_of_another=partial(carries_another, SDP2, entry, asked=target))  # fmt: skip
    if good:
        judge()
    else:
        with pytest.raises(Unreadable):
            judge()


@pytest.mark.parametrize(
    ("name", "said", "good"),
    [
        ("change-device", '{"matchedCount": 1, "modifiedCount": 1}', True),
        ("change-device", "{}", True), ("change-device", "", True),
        ("change-device", '{"_id": "d-1", "status": "ENABLED"}', True),
        ("change-device", '{"_id": "d-2", "status": "ENABLED"}', False),
        ("change-device", '{"deletedCount": 1}', False),
        ("change-device", '{"totalRecords": 1, "resourceSet": [{"_id": "d-1"}]}', False),
        ("change-device", "[]", False),
        ("delete-device", '{"deletedCount": 1}', True),
        ("delete-device", '{"matchedCount": 1, "modifiedCount": 1}', False),
        ("message-device", '{"_id": "m-1"}', True), ("message-device", "{}", True),
        ("message-device", '{"_id": "d-1", "deviceType": "OPEN"}', False),
        ("change-device", '{"_id": "d-1", "accountNumber": "n.1"}', False),
        ("add-right", '{"_id": "new"}', True), ("add-right", '{"modifiedCount": 1}', False),
        ("end-sessions-of-device", '{"killed": 2}', True),
        ("end-sessions-of-device", '{"deletedCount": 2}', False),
        ("cas-set-pin", '{"commandResults": [{"commandName": "overwriteParentalPinCode", '
         '"responseCode": "1028", "responseText": "OK"}]}', True),
        ("cas-set-pin", '{"commandResults": [{"commandName": "setPin", '
         '"responseCode": "1028", "responseText": "OK"}]}', True),
        ("cas-set-pin", '{"commandResults": [{"commandName": "deleteEntitlements", '
         '"responseCode": "1028", "responseText": "OK"}]}', False),
    ],
)  # fmt: skip
def test_opf_the_answer_to_another_change_is_no_answer(name: str, said: str, good: bool) -> None:
    judge = judge_call(OPF, OPF.entry(name), "d-1", CasSuccess.of(OPF))
    given = Answer(200, "application/json", None, said.encode())
    if good:
        judge(given, QUESTION)
    else:
        with pytest.raises(MixedUp):
            judge(given, QUESTION)


@pytest.mark.parametrize("known", [SDP2, OPF], ids=["sdp2", "opf"])
def test_every_read_of_a_record_says_what_its_answer_carries(known: Catalogue) -> None:
    """What none of both is said of tells no id of its own, or is not asked by one."""
    without = {"account-of-user", "account-by-specification", "own-account"}
    lacking = {
        name
        for name, entry in known.operations.items()
        if entry.records and not entry.writes and not (entry.found_by or entry.owner)
    }
    assert lacking <= without
