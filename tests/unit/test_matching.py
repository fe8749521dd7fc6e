"""Which records a text leads to."""

from datetime import UTC, datetime

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.services.matching import Lead, distinct, leads_within, sure_reading

CASN = Reading(IdKind.CASN, "AB12CD34EF56")


def bundle_of(*devices: SetTopBox | MediaPlayer, cards: tuple[SmartCard, ...] = ()) -> Bundle:
    return Bundle(
        deployment="lab",
        family="sdp2",
        focus=Focus(kind="box", id="1"),
        read_at=datetime.now(UTC),
        devices=Part(state=PartState.READ, records=devices),
        smartcards=Part(state=PartState.READ, records=cards),
    )


def test_a_record_found_twice_is_one_lead_by_its_likeliest_reading() -> None:
    box = SetTopBox(uid="7", casn=CASN.value, nuid=CASN.value)
    leads = distinct([Lead(CASN, box), Lead(Reading(IdKind.NUID, CASN.value), box)])
    assert [lead.reading for lead in leads] == [CASN]


def test_a_user_adds_nothing_to_the_account_it_belongs_to() -> None:
    account = Account(uid="9", number="same")
    leads = [
        Lead(Reading(IdKind.LOGIN, "same"), User(uid="1", account_uid="9", login_id="same")),
        Lead(Reading(IdKind.ACCOUNT, "same"), account),
    ]
    assert [lead.record for lead in distinct(leads)] == [account]


def test_a_user_of_another_account_stays() -> None:
    leads = [
        Lead(Reading(IdKind.LOGIN, "same"), User(uid="1", account_uid="8", login_id="same")),
        Lead(Reading(IdKind.ACCOUNT, "same"), Account(uid="9", number="same")),
    ]
    assert len(distinct(leads)) == 2


def test_the_mac_of_a_sibling_makes_a_casn_ambiguous() -> None:
    asked = identify("AB12CD34EF56", "sdp2")
    bundle = bundle_of(
        SetTopBox(uid="1", casn="AB12CD34EF56"),
        SetTopBox(uid="2", casn="FF", mac_address="ab:12:cd:34:ef:56"),
    )
    leads = leads_within(bundle, asked.readings)
    assert [(lead.reading.kind, lead.record.id) for lead in leads] == [("casn", "1"), ("mac", "2")]


def test_a_card_and_a_box_of_one_number_are_two_leads() -> None:
    asked = identify("123456789", "sdp2")
    bundle = bundle_of(SetTopBox(uid="123456789"), cards=(SmartCard(number="123456789"),))
    assert len(distinct(leads_within(bundle, asked.readings))) == 2


def test_a_record_is_asked_for_again_by_a_key_of_the_platform() -> None:
    box = SetTopBox(uid="7", casn="AA", mac_address="00:11:22:33:44:55")
    sure = sure_reading(box, "sdp2", frozenset({IdKind.CASN, IdKind.DEVICE_UID}))
    assert sure == Reading(IdKind.DEVICE_UID, "7")
    assert sure_reading(box, "sdp2", frozenset({IdKind.LOGIN})) is None
