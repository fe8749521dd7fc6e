"""Names in place of bare uids: read after the account, once a uid, and kept (issue 16, 4)."""

from typing import Any

import httpx
import pytest

from smstui.domain.references import Reference, Referred
from smstui.sandbox import Sandbox
from smstui.store.cache import BundleCache
from tests.support.command_line import Shell
from tests.support.site import Site, site

B1, ACCOUNT = "3421", "nmp.00001"
NAMED = {
    "account-profile": "accountprofileservice", "access-point": "accesspointservice",
    "device-profile": "profileservice", "device-classifier": "deviceclassifierservice",
    "rating": "ratingservice", "product": "policygroupservice",
}  # fmt: skip


@pytest.fixture
def sdp2(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    with site("sdp2", tmp_path) as one:
        one.shell = Shell(tmp_path / "shell", monkeypatch, capsys)
        yield one


def look_up(one: Site, *arguments: str) -> Any:
    ended = one.run("lookup", B1, "--json", *arguments)
    assert ended.code == 0, ended.err
    return ended.document


def asked_of(one: Site, *services: str) -> list[str]:
    """The services of referred records that were asked, one for each call."""
    paths = [request.path.rpartition("/")[2] for request in one.sandbox.traffic.requests]
    return sorted(path for path in paths if path in (services or NAMED.values()))


def test_every_uid_has_its_name_and_is_asked_for_once(sdp2: Site) -> None:
    first = look_up(sdp2)
    assert first["account"]["profile"]["name"] == "GOLD"
    assert first["account"]["access_point"]["name"] == "CWMBRAN-HEADEND"
    box = next(each for each in first["devices"] if each["id"] == B1)
    assert (box["profile"]["name"], box["classifier"]["name"]) == ("HD zapper", "DTV-4000")
    assert {each["rating"]["name"] for each in first["users"]} == {"Adult", "Twelve and over"}
    assert [(each["product"], each["product_name"]) for each in first["rights"]] == [
        ("7001", "Basic"), ("7003", "Sports"),
    ]  # fmt: skip
    assert len(asked_of(sdp2)) == 10

    sdp2.forget()
    assert look_up(sdp2)["account"] == {**first["account"]}
    assert asked_of(sdp2) == []


def test_the_names_come_after_the_whole_account(sdp2: Site) -> None:
    look_up(sdp2)
    paths = [request.path.rpartition("/")[2] for request in sdp2.sandbox.traffic.requests]
    first = min(at for at, path in enumerate(paths) if path in NAMED.values())
    assert all(path in NAMED.values() for path in paths[first:])


def test_where_no_service_answers_the_uid_is_shown_and_it_is_asked_once(sdp2: Site) -> None:
    for service in NAMED.values():
        sdp2.sandbox.fault(f"absent path=*/{service}")
    found = look_up(sdp2)
    assert (found["account"]["profile"]["uid"], found["account"]["profile"]["name"]) == (
        "301",
        None,
    )
    assert {each["product_name"] for each in found["rights"]} == {None}
    assert found["problems"] == []
    sheet = sdp2.run("lookup", B1).out
    assert "profile 301" in sheet
    assert "7001" in sheet
    sdp2.forget()
    look_up(sdp2)
    assert asked_of(sdp2) == []


def test_a_service_that_fails_leaves_the_account_whole(sdp2: Site) -> None:
    sdp2.sandbox.fault("status 401 path=*/accountprofileservice")
    sdp2.sandbox.fault("refuse path=*/ratingservice")
    found = look_up(sdp2)
    assert found["account"]["profile"]["name"] is None
    assert found["problems"] == []
    assert look_up(sdp2)["account"]["number"] == ACCOUNT  # the password is not taken for refused


def test_products_of_the_configuration_name_what_the_platform_does_not(sdp2: Site) -> None:
    sdp2.sandbox.world.named.pop(("product", "7003"))
    text = sdp2.configuration.read_text("utf-8")
    names = '[deployments.sandbox-sdp2.products]\n7001 = "Ours"\n7003 = "Sport and news"\n'
    sdp2.configuration.write_text(f"{text}\n{names}", "utf-8")
    for _ in range(2):  # the second answer is the kept one
        assert [each["product_name"] for each in look_up(sdp2)["rights"]] == [
            "Basic", "Sport and news",
        ]  # fmt: skip


def test_offline_the_names_are_those_that_were_read(sdp2: Site) -> None:
    look_up(sdp2)
    sdp2.forget()
    assert look_up(sdp2, "--offline")["account"]["profile"]["name"] == "GOLD"
    assert sdp2.operations() == []


def test_the_limits_of_the_profile_are_judged_and_read_anew_for_it(sdp2: Site) -> None:
    look_up(sdp2)  # the limits are kept from here on
    account = sdp2.sandbox.world.account(ACCOUNT)
    assert account is not None
    profile = sdp2.sandbox.world.profile_of(account)
    assert profile is not None
    sdp2.sandbox.world.change(profile, max_sessions_allowed=1)
    findings = sdp2.run("diagnose", B1, "--json").document["findings"]
    by_check = {each["check"]: each for each in findings}
    assert by_check["profile"]["title"] == "limits: devices 10, activations 3, streams 1"
    assert by_check["sessions"]["result"] == "fault"
    assert "1 of 1 live" in by_check["sessions"]["title"]

    sdp2.sandbox.fault("absent path=*/accountprofileservice")
    findings = sdp2.run("diagnose", B1, "--json").document["findings"]
    by_check = {each["check"]: each for each in findings}
    assert by_check["profile"]["result"] == "not-checked"
    assert by_check["sessions"]["result"] == "not-checked"


def test_an_opf_site_asks_for_no_name_until_it_names_the_call(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with site("opf", tmp_path) as one:
        one.shell = Shell(tmp_path / "shell", monkeypatch, capsys)
        one.run("lookup", B1, "--json")
        asked = sorted(one.operations())
        names = '[deployments.sandbox-opf.products]\n7001 = "Ours"\n'
        text = one.configuration.read_text("utf-8")
        one.configuration.write_text(f"{text}\n{names}", "utf-8")
        one.forget()
        after = one.run("lookup", B1, "--json").document
        assert sorted(one.operations()) == asked
        assert [each["product_name"] for each in after["rights"]][:1] == ["Ours"]


def test_forgetting_the_cache_forgets_the_names(sdp2: Site) -> None:
    look_up(sdp2)
    profile = Reference(Referred.PROFILE, "301")
    cache = BundleCache(sdp2.identity, sdp2.folder / "shell" / "state")
    assert getattr(cache.references.known([profile])[profile], "name", None) == "GOLD"
    cache.forget()
    assert cache.references.known([profile]) == {}
    cache.close()


def test_plain_http_reads_a_profile_by_hand() -> None:
    with Sandbox() as sandbox:
        access = sandbox.access.sdp2
        body = (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>'
            '<x:getByUID xmlns:x="http://quative.tv/AccountProfileServiceNamespace">'
            "<uid>301</uid></x:getByUID></s:Body></s:Envelope>"
        )
        answer = httpx.post(
            f"{access.base_url}{access.base_path}/accountprofileservice",
            content=body,
            auth=(access.username, access.password),
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
            trust_env=False,
        )
        assert answer.status_code == 200
        for told in ("<name>GOLD</name>", "<maxConcurrentStreams>3</maxConcurrentStreams>"):
            assert told in answer.text
