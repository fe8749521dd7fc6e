"""S1, S2, S3, S16 and S26 through the command line, on both families, over real sockets."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Shell
from tests.support.site import Site, site

B1_CASN = "E833815A9290"
B1_MAC = "00:1A:79:1E:7F:50"


@pytest.fixture
def site_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[str], Site]]:
    """A site of a family; its commands run in this process."""
    with ExitStack() as sites:

        def made(family: str) -> Site:
            desk = sites.enter_context(site(family, tmp_path))
            desk.shell = Shell(tmp_path, monkeypatch, capsys)
            return desk

        yield made


@pytest.fixture(params=["sdp2", "opf"])
def desk(request: pytest.FixtureRequest, site_of: Callable[[str], Site]) -> Site:
    return site_of(request.param)


@pytest.fixture
def sdp2(site_of: Callable[[str], Site]) -> Site:
    return site_of("sdp2")


@pytest.fixture
def opf(site_of: Callable[[str], Site]) -> Site:
    return site_of("opf")


def test_s1_a_casn_opens_the_account_and_stays_one_recents_row(desk: Site) -> None:
    ended = desk.run("lookup", B1_CASN, "--json")
    assert ended.code == 0, ended.err
    (document,) = ended.documents
    assert document["asked"]["kind"] == "casn"
    assert document["account"]["number"] == "nmp.00001"
    assert B1_CASN in {device.get("casn") for device in document["devices"]}
    assert desk.sandbox.traffic.writes == []
    assert [row["id"] for row in _recents(desk)] == ["3421"]


def test_s1_one_bundled_call_where_the_platform_has_it(opf: Site) -> None:
    opf.run("lookup", B1_CASN)
    counted = Counter(opf.operations())
    assert counted["adm.bundled.device"] == 1
    assert counted["adm.bundled.account"] == 0


def test_s1_no_call_a_device(desk: Site) -> None:
    desk.run("lookup", B1_CASN)  # which keeps the names of profiles and products
    desk.forget()
    desk.run("lookup", B1_CASN)
    before = len(desk.operations())
    desk.forget()
    account = desk.sandbox.world.account("nmp.00001")
    assert account is not None
    for number in range(40):
        desk.sandbox.world.add(_box(account.uid, number))
    ended = desk.run("lookup", B1_CASN, "--json")
    assert len(ended.documents[0]["devices"]) > 40
    assert len(desk.operations()) == before


def test_s2_a_mac_in_any_writing_is_one_box_and_no_call_by_mac(sdp2: Site) -> None:
    sdp2.run("lookup", B1_CASN)
    for writing in ("001A.791E.7F50", "00-1a-79-1e-7f-50", " 00:1A:79:1E:7F:50 "):
        ended = sdp2.run("lookup", writing, "--json")
        assert ended.code == 0, ended.err
        assert ended.documents[0]["asked"]["kind"] == "mac"
        assert ended.documents[0]["account"]["number"] == "nmp.00001"
    assert len(_recents(sdp2)) == 1


def test_s2_the_guess_is_stated(sdp2: Site) -> None:
    sdp2.run("lookup", B1_CASN)
    assert "MAC address of box 3421" in sdp2.run("lookup", "001A.791E.7F50").out


def test_s2_a_mac_nobody_remembers_says_so(sdp2: Site) -> None:
    ended = sdp2.run("lookup", B1_MAC)
    assert ended.code == 3
    assert "cannot look up by MAC address" in ended.err
    assert sdp2.operations() == []


def test_s3_two_swapped_digits_suggest_and_do_not_open(desk: Site) -> None:
    desk.run("lookup", "000145098240")
    ended = desk.run("lookup", "000145098420")
    assert ended.code == 3
    assert ended.out == ""
    assert "Did you mean 000145098240" in ended.err
    assert "nmp.00001" in ended.err
    assert [row["asked"]["text"] for row in _recents(desk)] == ["000145098240"]


def test_s16_a_uid_that_is_also_a_card_lists_both(sdp2: Site) -> None:
    ended = sdp2.run("lookup", "245098240", "--json")
    assert ended.code == 4
    (document,) = ended.documents
    assert {(match["kind"], match["id"]) for match in document["matches"]} == {
        ("smartcard", "245098240"),
        ("box", "245098240"),
    }
    assert document["account"] is None


def test_s16_a_casn_that_is_also_a_mac_lists_both_with_owner_and_state(sdp2: Site) -> None:
    ended = sdp2.run("lookup", "0A1B2C3D4E5F", "--json")
    assert ended.code == 4
    (document,) = ended.documents
    found = {match["id"]: match for match in document["matches"]}
    assert set(found) == {"3438", "3439"}
    assert {match["account"] for match in found.values()} == {"nmp.00002"}
    assert {match["status"] for match in found.values()} == {"ACTIVE"}


def test_s16_a_match_is_picked_without_doubt(sdp2: Site) -> None:
    assert sdp2.run("lookup", "245098240", "--as", "device-uid").code == 0
    ended = sdp2.run("lookup", "245098240", "--as", "smartcard", "--json")
    assert ended.code == 0
    assert ended.documents[0]["smartcards"][0]["status"] == "AVAILABLE"


def test_s16_an_id_nobody_has_names_the_kinds_tried(desk: Site) -> None:
    ended = desk.run("lookup", "4711-nobody")
    assert ended.code == 3
    assert "account number" in ended.err
    assert "CASN" in ended.err
    assert "correlation id" in ended.err


def test_s26_without_the_network_the_cached_bundle_with_its_age(desk: Site) -> None:
    assert desk.run("lookup", B1_CASN).code == 0
    desk.sandbox.stop()
    ended = desk.run("lookup", B1_CASN, "--json")
    assert ended.code == 0, ended.err
    (document,) = ended.documents
    assert document["source"] == "cache"
    assert document["age_s"] >= 0
    assert document["account"]["number"] == "nmp.00001"
    assert "cannot be reached" in document["problems"][0]["reason"]


def test_s26_without_the_network_and_never_seen_is_unreachable(desk: Site) -> None:
    desk.sandbox.stop()
    ended = desk.run("lookup", B1_CASN)
    assert ended.code == 7
    assert "Nothing was sent" in ended.err


def _recents(desk: Site) -> list[dict[str, Any]]:
    return desk.run("recents", "--json").documents[0]["recents"]


def _box(account_uid: str, number: int):
    from smstui.sandbox.entities import SetTopBox

    return SetTopBox(uid=f"77{number:04d}", account_uid=account_uid, casn=f"FEED{number:08d}")
