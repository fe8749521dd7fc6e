"""What a plan shows of something new is sent, read back and verified; what is not, is said."""

import json

import pytest

from smstui.domain.moments import read_end
from smstui.sandbox import rules
from smstui.sandbox.entities import Account, Right, SetTopBox, SmartCard
from tests.support.change_line import ChangeLine

OWNER, NUMBER = "66001", "home.66"
CASN = "5C6D7E8F9A0B"


@pytest.fixture
def home(desk: ChangeLine) -> ChangeLine:
    return household(desk)


def household(desk: ChangeLine) -> ChangeLine:
    """Add an account with a box that has a chipset and one that has none."""
    desk.world.add(Account(uid=OWNER, account_number=NUMBER, status="ACTIVE"))
    desk.world.add(SetTopBox(uid="66010", account_uid=OWNER, casn="5C00AA11BB22", nuid="6AF0"))
    desk.world.add(SetTopBox(uid="66011", account_uid=OWNER, nuid="6AF1"))
    return desk


GIVEN = {"mac": "02:66:11:22:33:44", "nuid": "6A-ab.7", "serial": "sn-66.1",
         "description": "hall way", "type": "CARDBASED"}  # fmt: skip
HELD = {"mac": "mac_address", "nuid": "nuid", "serial": "serial_number",
        "description": "description", "type": "smartcard_type"}  # fmt: skip


def create(desk: ChangeLine, *more: str, code: int = 0) -> dict:
    options = [word for name, value in GIVEN.items() for word in (f"--{name}", value)]
    return desk.json("create-box", NUMBER, CASN, *options, *more, code=code)


def made(desk: ChangeLine) -> SetTopBox:
    box = desk.world.devices.first("casn", CASN)
    assert isinstance(box, SetTopBox)
    return box


def test_a_box_is_verified_by_everything_it_was_given(sdp2: ChangeLine) -> None:
    told = create(household(sdp2), "--apply")
    assert told["outcome"] == "verified"
    after = told["plan"]["steps"][0]["after"]
    for name, value in GIVEN.items():
        assert after[f"chipset {CASN} {name}"] == value
        assert getattr(made(sdp2), HELD[name]) == value
    assert after[f"chipset {CASN} account"] == OWNER


@pytest.mark.parametrize("name", list(GIVEN))
def test_a_box_that_lacks_what_was_shown_is_not_verified(
    sdp2: ChangeLine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_box = rules.create_box

    def forgetful(world, box):
        setattr(box, HELD[name], "UNSPECIFIED" if name == "type" else None)
        create_box(world, box)

    monkeypatch.setattr(rules, "create_box", forgetful)
    ended = household(sdp2).run(
        "create-box", NUMBER, CASN, "--apply", "--json",
        *(word for name, value in GIVEN.items() for word in (f"--{name}", value)),
    )  # fmt: skip
    assert ended.document["outcome"] in ("partial", "unknown", "not-verified")
    assert ended.code != 0


def test_what_a_device_has_no_field_for_is_said_and_not_shown_as_sent(opf: ChangeLine) -> None:
    told = create(household(opf), "--apply")
    assert told["outcome"] == "verified"
    warnings = " ".join(told["plan"]["warnings"])
    for what in ("MAC address", "serial number", "smartcard type", "sent as its name"):
        assert what in warnings
    after = json.dumps(told["plan"]["steps"][0]["after"])
    assert GIVEN["mac"] not in after
    assert GIVEN["serial"] not in after
    assert made(opf).nuid == GIVEN["nuid"]
    assert made(opf).name == GIVEN["description"]


def test_an_account_is_verified_by_its_fields_and_its_login(sdp2: ChangeLine) -> None:
    told = sdp2.json(
        "create-account", "home.67", "kim67", "--first-name", "Kim", "--city", "Bern",
        "--postcode", "3000", "--apply", stdin=b"4711\n",
    )  # fmt: skip
    assert told["outcome"] == "verified"
    (subject,) = told["plan"]["steps"]
    assert {name.split(" ", 2)[2] for name in subject["after"]} == {
        "state", "first name", "city", "postcode", "login", "name"
    }  # fmt: skip
    assert subject["after"]["user new login"] == "kim67"
    assert any("password" in warning for warning in told["plan"]["warnings"])
    told = sdp2.json("create-account", "home.68", "kim67", code=5)
    assert "kim67" in told["error"]["message"]


def test_a_card_is_verified_by_its_cas_instance(sdp2: ChangeLine) -> None:
    told = sdp2.json("create-card", "006600110022", "--cas", "CAS-7", "--apply")
    assert told["outcome"] == "verified"
    assert told["plan"]["steps"][0]["after"]["smartcard 006600110022 cas"] == "CAS-7"


# Every road


WRONG = [
    ("create-box", NUMBER, CASN, "--mac", "zz:zz"),
    ("create-box", NUMBER, CASN, "--mac", "02:66:11:22:33"),
    ("create-box", NUMBER, CASN, "--serial", "s" * 101),
    ("create-box", NUMBER, CASN, "--nuid", "n" * 257),
    ("create-box", NUMBER, CASN, "--description", "a\x1b[2Jb"),
    ("create-box", NUMBER, "5" * 257),
    ("create-box", NUMBER, CASN, "--new-card", "9" * 101),
]
WRONG_OF_SDP2 = [
    ("create-account", "n" * 21, "kim"),
    ("create-account", "home.69", "k" * 101),
    ("create-account", "home.69", "kim", "--postcode", "1" * 11),
    ("create-account", "home.69", "kim", "--city", "a\u202eb"),
    ("create-card", "006600110022", "--cas", "c" * 21),
]
WRONG_OF_OPF = [
    ("add-right", NUMBER, "p-1", "--until", "0"),
    ("add-right", NUMBER, "p-1", "--from", "tomorrow"),
    ("add-right", NUMBER, "p-1", "--kind", "GOLD"),
    ("add-right", NUMBER, " "),
    ("message", "66010", "m" * 501),
    ("message", "66010", "a\x1b[2Jb"),
    ("profile", NUMBER, " "),
]


def test_what_a_form_refuses_is_refused_by_a_command(home: ChangeLine) -> None:
    more = WRONG_OF_SDP2 if home.family == "sdp2" else WRONG_OF_OPF
    for words in (*WRONG, *more):
        stdin = b"4711\n" if words[0] == "create-account" else b""
        for apply in ((), ("--apply",)):
            ended = home.run(*words, *apply, "--json", stdin=stdin)
            assert ended.code in (2, 5), (words, ended.out, ended.err)
    assert home.writes == 0


def test_what_a_form_refuses_becomes_no_draft(sdp2: ChangeLine) -> None:
    from smstui.domain.changes.operations import Operation
    from smstui.domain.changes.refusal import RefusedHere
    from smstui.services.changes import Request

    place = household(sdp2).place
    changes = place.changes
    assert changes
    with pytest.raises(RefusedHere, match="no MAC address"):
        place.call(place.client.drafts.save(
            Request(Operation.CREATE_BOX, NUMBER, CASN, {"mac": "zz:zz"})
        ))  # fmt: skip
    assert place.call(place.client.drafts.all()) == []
    place.close()


def test_a_command_sends_a_value_as_a_form_would(sdp2: ChangeLine) -> None:
    household(sdp2).json("create-box", NUMBER, CASN, "--mac", "MAC: 0266.1122.3344", "--apply")
    assert made(sdp2).mac_address == "02:66:11:22:33:44"


# No id in place of another


def test_a_box_without_a_chipset_is_swapped_neither_in_nor_out(opf: ChangeLine) -> None:
    home = household(opf)
    for old, new in (("66010", "66011"), ("66010", "6AF1"), ("66011", "66010")):
        told = home.json("swap-box", old, new, "--apply", code=5)
        assert "no chipset" in told["error"]["message"]
    assert home.writes == 0
    assert home.box("66010").casn == "5C00AA11BB22"


@pytest.mark.parametrize(
    "other",
    ["home.66", "66001", "000066112233", "02:66:11:22:33:44", "172.16.6.6", "kim@example.net",
     "room-66"],
)  # fmt: skip
def test_an_id_of_something_else_is_no_chipset(opf: ChangeLine, other: str) -> None:
    from smstui.sandbox.entities import MediaPlayer

    home = household(opf)
    home.world.add(MediaPlayer(uid="66003", account_uid=OWNER, media_player_id="room-66"))
    home.world.add(SmartCard(uid="66020", smartcard_id="000066112233", status="UNAVAILABLE",
                             stb_uid="66010"))  # fmt: skip
    home.world.change(home.box("66010"), smartcard_id="000066112233")
    told = home.run("swap-box", "66010", other, "--apply", "--json")
    assert told.code == 5, told.out
    assert home.writes == 0


def test_the_chipset_of_an_unknown_box_is_swapped_in_and_compared(opf: ChangeLine) -> None:
    home = household(opf)
    told = home.json("swap-box", "66010", "5CFFEEDDCCBB", "--apply")
    assert told["outcome"] == "verified"
    assert told["plan"]["confirm"] == "5CFFEEDDCCBB"
    assert any("label" in warning for warning in told["plan"]["warnings"])
    assert home.box("66010").casn == "5CFFEEDDCCBB"


# Rights


def held(opf: ChangeLine, until: str) -> ChangeLine:
    home = household(opf)
    right = Right(
        uid="66030",
        account_uid=OWNER,
        policy_group_uid="p-66",
        product_type="SUBSCRIPTION",
        expiry_date=read_end(until),
    )
    home.world.add(right)
    return home


@pytest.mark.parametrize("until", ["2020-01-31", "2031-06-30"])
def test_a_right_that_ends_before_what_is_wanted_is_renewed(opf: ChangeLine, until: str) -> None:
    home = held(opf, until)
    words = ("add-right", NUMBER, "p-66", "--until", "2032-12-31")
    told = home.json(*words, "--apply")
    assert told["outcome"] == "verified"
    assert "renew" in told["plan"]["title"]
    assert any("2032-12-31T23:59:59Z" in name for name in told["plan"]["steps"][0]["after"])
    told = home.json(*words, code=5)
    assert "already" in told["error"]["message"]
    assert home.writes == 1


def test_a_right_that_covers_what_is_wanted_is_there_already(opf: ChangeLine) -> None:
    home = held(opf, "2031-06-30")
    told = home.json("add-right", NUMBER, "p-66", "--until", "2031-06-30", code=5)
    assert "2031-06-30" in told["error"]["message"]
    assert home.json("add-right", NUMBER, "p-66")["plan"]["title"].startswith("renew")


def test_a_right_with_another_end_than_was_shown_is_not_verified(
    opf: ChangeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_right = rules.add_right

    def shorter(world, right):
        right.expiry_date = read_end("2026-12-31")
        add_right(world, right)

    monkeypatch.setattr(rules, "add_right", shorter)
    ended = household(opf).run(
        "add-right", NUMBER, "p-66", "--until", "2032-12-31", "--apply", "--json"
    )
    assert ended.code != 0
    assert ended.document["outcome"] != "verified"
