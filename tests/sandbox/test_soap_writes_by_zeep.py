"""zeep makes every write once; the world, not the answer, says what happened."""

from pathlib import Path

import pytest
import zeep.exceptions
from soap_desk import SoapDesk

from smstui.sandbox.soap.services import SERVICES


def test_pair_unpair_and_swap_answer_with_an_empty_body(soap: SoapDesk) -> None:
    sms, world = soap.zeep("SMSDomain").service, soap.sandbox.world
    assert sms.Pair({"casn": "E833815A9301"}, {"smartCardId": "000145098241"}) is None
    box, other = world.box("3422"), world.box("3427")
    assert box is not None
    assert other is not None
    assert box.smartcard_id == "000145098241"
    assert sms.SwapDevice({"nuID": box.nuid}, {"uid": 3427}) is None
    assert (box.smartcard_id, other.smartcard_id) == (None, "000145098241")
    assert sms.Unpair({"uid": 3427}) is None
    assert other.smartcard_id is None
    assert [entry.operation for entry in soap.sandbox.writes] == ["Pair", "SwapDevice", "Unpair"]
    assert soap.sandbox.writes[0].targets == ("E833815A9301", "000145098241")
    assert {entry.outcome for entry in soap.sandbox.writes} == {"done"}


def test_create_and_update_an_account(soap: SoapDesk) -> None:
    sms, world = soap.zeep("SMSDomain").service, soap.sandbox.world
    created = sms.CreateAccount(
        account={"accountNumber": "new.1", "lastname": "Lovelace", "status": "active"},
        user=[
            {
                "loginId": "new.sup",
                "name": "Ada",
                "type": "sup",
                "defaultUser": True,
                "pin": "SENTINEL-9",
            },
            {"loginId": "new.nor", "name": "Annabella", "pin": "SENTINEL-8"},
        ],
    )
    account = world.account("new.1")
    assert account is not None
    assert str(created.uid) == account.uid
    assert (account.status, account.last_name) == ("ACTIVE", "Lovelace")
    assert [u.login_id for u in world.users.find("account_uid", account.uid)] == [
        "new.sup", "new.nor",
    ]  # fmt: skip
    updated = sms.UpdateAccount({"accountNumber": "new.1", "status": "SUSPENDED"})
    assert (updated.status, account.status) == ("SUSPENDED", "SUSPENDED")
    assert account.last_name == "Lovelace"


def test_users_later_which_stand_for_a_site_s_own_calls(soap: SoapDesk) -> None:
    service, world = soap.zeep("userservice").service, soap.sandbox.world
    given = {"name": "Eve", "pin": "SENTINEL-7", "loginId": "eve", "account": {"uid": 1001}}
    uid = service.createUser(given)
    eve = world.users.get(str(uid))
    assert eve is not None
    assert (eve.account_uid, eve.name, eve.type) == ("1001", "Eve", "NOR")
    assert service.updateUser({"uid": uid, "name": "Eva"}) == 1
    assert eve.name == "Eva"
    assert service.updateUser({"uid": 1, "name": "Eva"}) == 0


def test_the_base_update_writes_the_whole_object(soap: SoapDesk) -> None:
    service = soap.zeep("accountservice").service
    model = service.getByAccountNumber("nmp.00001")
    model.city, model.county = "Newport", None
    assert service.update(model) == 1
    account = soap.sandbox.world.account("nmp.00001")
    assert account is not None
    assert (account.city, account.county, account.first_name) == ("Newport", None, "Ada")
    assert (account.origin_key, account.status) == ("CRM-1001", "ACTIVE")
    assert service.update({"UID": 1}) == 0


def test_create_update_and_delete_a_box(soap: SoapDesk) -> None:
    sms, world = soap.zeep("SMSDomain").service, soap.sandbox.world
    created = sms.CreateSetTopBox(
        {
            "caSN": "F00D",
            "originKey": "STB-NEW",
            "originId": 10000,
            "smartCard": {"smartCardId": "000145098241"},
            "account": {"accountNumber": "nmp.00001"},
            "smartcardType": "cardBased",
        }
    )
    box = world.devices.first("casn", "F00D")
    assert box is not None
    assert str(created.uid) == box.uid
    assert created.account.uid == 1001
    assert created.smartCard.smartCardId == "000145098241"
    card = world.card("000145098241")
    assert card is not None
    assert card.stb_uid == box.uid
    sms.UpdateSetTopBox({"uid": created.uid, "banned": True, "status": "RESTRICTED"})
    found = world.box(box.uid)
    assert found is not None
    assert (found.banned, found.status) == (True, "RESTRICTED")
    by_origin = {"originSpecification": {"originId": 10000, "originKey": "STB-NEW"}}
    assert sms.DeleteSetTopBox(by_origin) is None
    assert world.box(box.uid) is None
    assert card.stb_uid is None


def test_create_a_box_with_its_card(soap: SoapDesk) -> None:
    world = soap.sandbox.world
    created = soap.zeep("SMSDomain").service.CreateSetTopBoxAndSmartCard(
        stb={"caSN": "F00D", "account": {"uid": 1001}},
        smartCard={"smartCardId": "000999", "casInstanceId": "CAS-1"},
    )
    card = world.card("000999")
    assert card is not None
    assert card.stb_uid == str(created.uid)


def test_a_box_and_card_are_created_both_or_neither(soap: SoapDesk) -> None:
    before = soap.sandbox.world.counts()
    with pytest.raises(zeep.exceptions.Fault):
        soap.zeep("SMSDomain").service.CreateSetTopBoxAndSmartCard(
            stb={"caSN": "E833815A9290"}, smartCard={"smartCardId": "000999"}
        )
    with pytest.raises(zeep.exceptions.Fault):
        soap.zeep("SMSDomain").service.CreateSetTopBox(
            {"caSN": "F00D", "smartCard": {"smartCardId": "000145098259"}}
        )
    assert soap.sandbox.world.counts() == before


def test_create_suspend_and_delete_a_card(soap: SoapDesk) -> None:
    sms, world = soap.zeep("SMSDomain").service, soap.sandbox.world
    created = sms.CreateSmartCard({"smartCardId": "000777", "casInstanceId": "CAS-1"})
    assert created.smartCardId == "000777"
    card = world.cards.get(str(created.uid))
    assert card is not None
    assert sms.SuspendSmartCard({"uid": created.uid}) is None
    assert card.status == "UNAVAILABLE"
    assert sms.DeleteSmartCard({"smartCardId": "000777"}) is None
    assert card.status == "CANCELLED"


def test_tear_down_and_purge(soap: SoapDesk) -> None:
    world = soap.sandbox.world
    sessions = soap.zeep("ottsessionservice").service
    session = sessions.getByAccountUID(accountUID=1001)[0]
    assert sessions.tearDown(uid=session.uID) == 1
    assert sessions.tearDown(uid=session.uID) == 0
    assert world.sessions.find("account_uid", "1001") == []
    accounts = soap.zeep("accountservice").service
    assert accounts.purgeAccount({"accountUid": 1001}) == 1
    assert accounts.purgeAccount({"accountNumber": "nmp.00001"}) == 0
    assert world.account("nmp.00001") is None
    assert [w.outcome for w in soap.sandbox.writes] == ["done", "refused", "done", "refused"]


def test_a_rule_that_refuses_is_a_client_fault(soap: SoapDesk) -> None:
    with pytest.raises(zeep.exceptions.Fault) as fault:
        soap.zeep("SMSDomain").service.Pair({"uid": 3422}, {"smartCardId": "000145098259"})
    assert fault.value.code == "soap:Client"
    assert "CANCELLED" in fault.value.message
    assert soap.sandbox.writes[0].outcome == "refused card-cancelled"


@pytest.mark.parametrize(
    "operation", [o.name for service in SERVICES for o in service.operations if o.write]
)
def test_every_write_of_the_table_is_made_here(operation: str) -> None:
    assert f".{operation}(" in Path(__file__).read_text(encoding="utf-8")
