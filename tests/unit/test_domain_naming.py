"""Which identifiers a bundle answers to."""

import pytest

from smstui.domain.account import Account
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import KINDS_OF_FAMILY, IdKind, identify
from smstui.domain.naming import Name, kind_of, names_in, names_of
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from tests.support.bundles import account_bundle, full_bundle

BOX = SetTopBox.read({
    "uid": "3421", "casn": "E8", "nuid": "9f", "mac_address": "00:1A:79:1E:7F:50",
    "serial_number": "002", "ip_address": "10.0.0.9", "smartcard_id": "0001",
})  # fmt: skip


def kinds(record, family):
    return {name.kind: name.value for name in names_of(record, family)}


def test_a_box_answers_to_what_is_printed_on_it_and_not_to_its_card():
    assert kinds(BOX, "sdp2") == {
        IdKind.DEVICE_UID: "3421", IdKind.CASN: "E8", IdKind.NUID: "9f",
        IdKind.MAC: "00:1A:79:1E:7F:50", IdKind.SERIAL: "002", IdKind.IP: "10.0.0.9",
    }  # fmt: skip
    assert kinds(BOX, "opf")[IdKind.OPF_DEVICE] == "3421"
    assert IdKind.DEVICE_UID not in kinds(BOX, "opf")


@pytest.mark.parametrize(
    ("record", "family", "named"),
    [
        (Account.read({"uid": "1", "number": "n"}), "sdp2", {IdKind.ACCOUNT: "n"}),
        (Account.read({"uid": "1", "number": "n"}), "opf",
         {IdKind.ACCOUNT: "n", IdKind.OPF_ACCOUNT: "1"}),
        (User.read({"login_id": "ada"}), "sdp2", {IdKind.LOGIN: "ada"}),
        (MediaPlayer.read({"uid": "9001", "media_player_id": "m"}), "sdp2",
         {IdKind.DEVICE_UID: "9001", IdKind.PLAYER: "m"}),
        (SmartCard.read({"number": "000145098240"}), "opf", {IdKind.SMARTCARD: "000145098240"}),
        (Session.read({"uid": "s"}), "sdp2", {}),
        (SetTopBox.read({}), "sdp2", {}),
    ],
)  # fmt: skip
def test_names_of_each_record(record, family, named):
    assert kinds(record, family) == named


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_a_full_bundle_answers_to_every_kind_its_family_has(family):
    named = {name.kind for name in names_in(full_bundle(family=family))}
    assert named == KINDS_OF_FAMILY[family]


def test_a_name_says_whose_it_is():
    names = list(names_in(account_bundle(5, boxes=1)))
    assert Name(IdKind.SMARTCARD, "000000050000", "smartcard", "000000050000") in names
    assert Name(IdKind.CASN, "E80000050000", "box", "80000500") in names
    assert Name(IdKind.LOGIN, "grace00005@example.net", "user", "grace00005@example.net") in names
    assert Name(IdKind.SERIAL, "s", "box", "s") in names_of(
        SetTopBox.read({"serial_number": "s"}), "sdp2"
    ), "a record without a key is known by the name itself"


def test_a_name_answers_in_any_writing_but_to_its_own_kind_only():
    mac = Name(IdKind.MAC, "00:1A:79:1E:7F:50", "box", "3421")
    assert all(
        mac.answers(reading.kind, reading.value)
        for reading in identify("001a.791e.7f50", "sdp2").readings
        if reading.kind is IdKind.MAC
    )
    assert mac.answers(IdKind.MAC, "001a791e7f50")
    assert not mac.answers(IdKind.CASN, "001A791E7F50")
    assert not Name(IdKind.SMARTCARD, "0001", "smartcard", "0001").answers(IdKind.SMARTCARD, "1")


def test_kinds_of_records_are_those_of_the_command_line():
    assert [kind_of(record) for record in (BOX, SmartCard.read({}), MediaPlayer.read({}))] == [
        "box", "smartcard", "player",
    ]  # fmt: skip
