"""A change or a look at one id never reaches the record of another, over real sockets."""

import pytest

from smstui.sandbox.entities import Account, MediaPlayer, SetTopBox, User
from smstui.sandbox.table import Table
from tests.support.change_line import ChangeLine

pytestmark = pytest.mark.alike

OWNER = "88001"


def household(desk: ChangeLine) -> ChangeLine:
    """Add a household with ids that differ from others by their separators or their case."""
    desk.world.add(Account(uid=OWNER, account_number="7.31.9", status="ACTIVE"))
    desk.world.add(
        User(uid="88009", account_uid=OWNER, login_id="Kim.W-5", name="Kim",
             default_user=True, type="SUP")
    )  # fmt: skip
    desk.world.add(
        SetTopBox(
            uid="88002", account_uid=OWNER, status="ACTIVE", casn="4A5B-6C7D.8E9F",
            nuid="AB:12:CD:34:EF:56:78:90", mac_address="02:4F:11:22:33:44",
            serial_number="sn-45.6", ip_address="172.16.1.21",
        )
    )  # fmt: skip
    desk.world.add(MediaPlayer(uid="88003", account_uid=OWNER, media_player_id="room-1.2"))
    assert desk.run("lookup", "88002").code == 0, "every id of it is in the cache from here on"
    return desk


@pytest.fixture
def home(desk: ChangeLine) -> ChangeLine:
    return household(desk)


OTHERS = {
    "ip": ["172.16.12.1", "1721.6.1.21", "17.216.1.21", "172.161.2.1"],
    "account": ["73.1.9", "7.3.19", "7319", "7-31-9"],
    "login": ["KimW-5", "kim.w-5", "Kim-W.5", "KIM.W-5"],
    "player": ["room1.2", "room-12", "ROOM-1.2"],
    "serial": ["sn456", "sn-4.56", "SN-45.6"],
}


@pytest.mark.alike
@pytest.mark.parametrize(
    ("kind", "other"), [(kind, other) for kind, others in OTHERS.items() for other in others]
)
def test_another_id_is_not_found_and_nothing_is_sent(
    home: ChangeLine, kind: str, other: str
) -> None:
    for words in (("status", other, "SUSPENDED"), ("disable", other), ("unpair", other)):
        told = home.run(*words, "--apply", "--json")
        assert told.code == 3, (words, told.out)
    assert home.writes == 0
    for offline in ((), ("--offline",)):
        told = home.json("lookup", other, *offline, code=3)
        assert told["account"] is None


@pytest.mark.parametrize("typed", ["88-002", "88.002", "088002", "88 002"])
def test_a_device_uid_is_asked_for_as_it_is_written(home: ChangeLine, typed: str) -> None:
    assert home.run("disable", typed, "--apply", "--json").code == 3
    assert home.run("lookup", typed, "--offline", "--json").code == 3
    assert home.writes == 0


@pytest.mark.parametrize(
    "spelled",
    [
        "02-4f-11-22-33-44", "024f.1122.3344", "024F11223344", "02 4F 11 22 33 44",
        "172.16.1.21", "sn-45.6",
    ],
)  # fmt: skip
def test_another_spelling_of_a_mac_and_the_same_ip_and_serial_lead_to_the_box(
    sdp2: ChangeLine, spelled: str
) -> None:
    home = household(sdp2)  # the other family has no such fields
    told = home.json("disable", spelled)
    assert told["plan"]["steps"][0]["target"] == "88002"
    for offline in ((), ("--offline",)):
        assert home.json("lookup", spelled, *offline)["account"]["id"] == "7.31.9"


@pytest.mark.parametrize(
    "spelled", ["4A5B6C7D8E9F", "4a5b6c7d8e9f", "4A-5B-6C-7D-8E-9F", "AB12CD34EF567890"]
)
def test_a_printed_code_is_found_offline_in_any_spelling(home: ChangeLine, spelled: str) -> None:
    as_casn = ("--as", "casn") if spelled.casefold().startswith("4a") else ()
    assert home.json("lookup", spelled, "--offline", *as_casn)["account"]["id"] == "7.31.9"


def test_a_platform_that_reads_an_id_as_a_number_is_not_believed(
    desk: ChangeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers to 0088002 with device 88002, whose id that is not."""
    desk.world.add(Account(uid=OWNER, account_number="gv-5", status="ACTIVE"))
    desk.world.add(SetTopBox(uid="88002", account_uid=OWNER, status="ACTIVE", casn="77AA"))
    get = Table.get
    monkeypatch.setattr(Table, "get", lambda table, uid: get(table, (uid or "").lstrip("0")))
    kind = "device-uid" if desk.family == "sdp2" else "opf-device"
    assert desk.run("lookup", "0088002", "--as", kind, "--json").code == 3
