"""A deployment's own catalogue: any field of any entry, checked before anything is sent."""

from typing import Any

import pytest

from smstui.domain.errors import BadConfiguration, Unsupported
from smstui.platforms.catalogue import Entry
from smstui.platforms.correlation import correlated
from smstui.platforms.overrides import catalogue_of, shipped
from smstui.platforms.template import filled, places_in

OTHER: dict[str, Any] = {
    "mark": "observed",
    "source": "sdp2.md, as the site says",
    "text": "the box of a chipset",
    "writes": False,
    "unsupported": True,
    "optional": True,
    "service": "userservice",
    "operation": "findBox",
    "namespace": "urn:site",
    "arguments": ["chipset", "region"],
    "fixed": {"region": "7"},
    "result": "box",
    "module": "srm",
    "method": "DELETE",
    "path": "{base_path}/boxes",
    "query": {"q": "{id}"},
    "filter": {"f": "{id}"},
    "headers": {"X-Site": "7"},
    "page_size": 5,
    "body": ["a"],
    "call": "cas-pair",
    "sends": ["text"],
    "records": ["box", "account"],
    "found_by": "nuid",
    "id_of": "nuid",
    "owner": ["account_uid"],
    "roots": ["Box"],
    "commands": ["pairChipSet"],
    "success": ["0"],
    "answers": "count",
}


@pytest.mark.parametrize("field", sorted(Entry.model_fields))
def test_every_field_of_an_entry_can_be_overridden(field: str) -> None:
    changed = catalogue_of("sdp2", {"device-by-casn": {field: OTHER[field]}}, "lab")
    entry = changed.entry("device-by-casn").model_dump(mode="json")
    assert entry[field] == OTHER[field]
    shipped_entry = catalogue_of("sdp2", {}, "lab").entry("device-by-casn").model_dump(mode="json")
    assert {name for name in entry if entry[name] != shipped_entry[name]} <= {field}


def test_what_is_shipped_is_not_changed_by_an_override() -> None:
    before = catalogue_of("opf", {}, "lab")
    catalogue_of("opf", {"device-by-casn": {"path": "/x"}}, "lab")
    assert catalogue_of("opf", {}, "other") == before


def test_an_entry_switched_off_can_no_longer_be_looked_up() -> None:
    off = catalogue_of("sdp2", {"device-by-nuid": {"unsupported": True}}, "lab")
    assert {kind.value for kind in off.resolvable} == set(off.resolve) - {"nuid"}


@pytest.mark.parametrize(
    ("family", "override", "said"),
    [
        ("sdp2", {"pears": {"operation": "x"}}, "no entry of that name. Did you mean pair?"),
        ("sdp2", {"pair": {"operatoin": "x"}}, "no field of that name. Did you mean operation?"),
        ("sdp2", {"pair": {"zzzz": "x"}}, "There are: answers, arguments, body"),
        ("sdp2", {"pair": {"service": "SmsDomain"}}, "there is no SmsDomain, only SMSDomain"),
        ("sdp2", {"pair": {"operation": "a b"}}, "operations.pair.operation"),
        ("sdp2", {"pair": {"operation": "x><y"}}, "operations.pair.operation"),
        ("sdp2", {"pair": {"arguments": ["a>"]}}, "operations.pair.arguments"),
        ("sdp2", {"pair": {"operation": ""}}, "names no operation and no path"),
        ("sdp2", {"product-activation": {"operation": "x"}}, "there is no service or module"),
        ("opf", {"device-by-casn": {"path": "nowhere"}}, "operations.device-by-casn.path"),
        ("opf", {"device-by-casn": {"path": "/a b"}}, "operations.device-by-casn.path"),
        ("opf", {"device-by-casn": {"path": "/{idd}"}}, "nothing is called {idd}"),
        ("opf", {"device-by-casn": {"filter": {"a": "{token}"}}}, "nothing is called {token}"),
        ("opf", {"device-by-casn": {"headers": {"a": "{id}"}}}, "nothing is called {id}"),
        ("opf", {"device-by-casn": {"method": "STEAL"}}, "operations.device-by-casn.method"),
        (
            "opf",
            {"device-by-casn": {"records": ["bax"]}},
            "there is no record bax, only access-point, account",
        ),
        ("opf", {"device-by-casn": {"page_size": -1}}, "operations.device-by-casn.page_size"),
    ],
)
def test_an_override_that_cannot_be_is_refused_with_its_place(
    family: str, override: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadConfiguration) as caught:
        catalogue_of(family, override, "lab")
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"deployments.lab.{family}.operations.")


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_everything_that_is_shipped_is_sound(family: str) -> None:
    catalogue = catalogue_of(family, {}, "lab")
    assert len(catalogue.operations) == len(shipped(family)["operations"])
    assert catalogue.resolvable


def test_a_missing_setting_is_named() -> None:
    assert filled("/{a}/{b}", {"a": "1", "b": "2"}) == "/1/2"
    assert filled("/{a}", {"a": "1 2"}, lambda text: text.replace(" ", "+")) == "/1+2"
    for name, setting in (("operator", "operator"), ("ssp_token", "ssp_credential")):
        unsupported = pytest.raises(Unsupported, match=f"has no {setting}")
        with correlated("c-1"), unsupported as caught:
            filled(f"{{{name}}}", {})
        assert caught.value.correlation_id == "c-1"
    assert places_in("/{a}/x{b}") == {"a", "b"}
