"""The one builder of requests: the same entry gives the same address to a read and to a change."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from smstui.config.families import Sdp2Settings
from smstui.domain.errors import Unsupported
from smstui.domain.secret import Secret
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.requests import carrying, rest_request
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sign_in import SignIn
from smstui.platforms.transport import Transport
from smstui.platforms.trust import bare_context

OPF = catalogue_of("opf", {}, "site")
SITE = "https://site.example"


@pytest.mark.parametrize(
    ("of", "segment"),
    [("12", "12"), ("a/b c", "a%2Fb%20c"), ("..", "%252E%252E"), ("?x#y", "%3Fx%23y")],
)
def test_an_id_is_one_segment_of_a_path(of: str, segment: str) -> None:
    entry = OPF.entry("device-by-id").model_copy(update={"path": "/v1/devices/{id}"})
    request = rest_request(entry, SITE, {"id": of}, "a device")
    assert request.url == f"{SITE}/v1/devices/{segment}"
    assert request.path == "/v1/devices/{id}", "the log has no id"


def test_a_filter_and_a_page_stand_in_the_query() -> None:
    entry = OPF.entry("device-by-casn").model_copy(update={"filter": {"casn": "{id}"}})
    request = rest_request(entry, SITE, {"id": '7"&é'}, "a device", paging={"limit": "5"})
    query = parse_qs(urlsplit(request.url).query)
    assert json.loads(query["filter"][0]) == {"casn": '7"&é'}
    assert query["limit"] == ["5"]


def test_only_a_request_with_a_body_says_what_it_is() -> None:
    entry = OPF.entry("device-by-id").model_copy(update={"path": "/d"})
    bare = rest_request(entry, SITE, {}, "a device")
    full = rest_request(entry, SITE, {}, "a device", body={"name": "ü"})
    assert (bare.body, "Content-Type" in bare.headers) == (b"", False)
    assert full.body == '{"name":"ü"}'.encode()
    assert full.headers["Content-Type"] == "application/json"


def test_a_setting_that_is_missing_is_named() -> None:
    entry = OPF.entry("device-by-id").model_copy(update={"path": "/{tenant}/{id}"})
    with pytest.raises(Unsupported, match="no tenant"):
        rest_request(entry, SITE, {"id": "1"}, "a device")
    request = rest_request(entry, SITE, {"id": "1", "tenant": "t"}, "a device")
    with pytest.raises(Unsupported, match="no ssp_credential"):
        carrying(request, {"Token": "{ssp_token}"}, {}, {})


def test_credentials_are_in_the_headers_alone() -> None:
    entry = OPF.entry("device-by-id").model_copy(update={"path": "/d"})
    headers = {"Authorization": "Bearer {operator_token}", "Accept": "text/plain"}
    request = rest_request(entry, SITE, {}, "a device")
    carried = carrying(request, headers, {}, {"operator_token": Secret("SENTINEL")})
    assert carried.headers["Authorization"] == "Bearer SENTINEL"
    assert carried.headers["Accept"] == "application/json", "the request's own counts"
    assert "SENTINEL" not in repr(carried)


async def test_a_path_of_the_configuration_keeps_its_slashes_at_srm() -> None:
    settings = Sdp2Settings(
        base_url=SITE, srm_url=SITE, sessions="srm", base_path="/a/b", username="u"
    )
    site = {"srm-end-session": {"path": "{base_path}/sessions/{id}"}}
    catalogue = catalogue_of("sdp2", site, "site")
    caller = Caller(Transport(1, bare_context()), catalogue, settings, SignIn(Secret("p")))
    request = caller.rest_request(catalogue.entry("srm-end-session"), "end", {"id": "1/2"})
    assert request.url == f"{SITE}/a/b/sessions/1%2F2"
