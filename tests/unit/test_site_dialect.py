"""The tables of a site: what cannot be is refused with its key, what can be reaches every place."""

from typing import Any

import pytest
from pydantic import ValidationError

from smstui.config.settings import Deployment
from smstui.domain.account import Account
from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadConfiguration
from smstui.domain.words import LifeStatus
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.overrides import catalogue_for

REACHED = {
    "sdp2": {"base_url": "http://127.0.0.1:1", "username": "desk"},
    "opf": {
        "adm_url": "http://127.0.0.1:1",
        "keycloak_url": "http://127.0.0.1:1",
        "client_id": "smstui",
        "username": "desk",
        "tenant": "nagra",
    },
}


def catalogue(family: str, **tables: Any) -> Catalogue:
    reached = {**REACHED[family], **tables}
    return catalogue_for(
        Deployment.model_validate({"name": "lab", "family": family, family: reached})
    )


@pytest.mark.parametrize(
    ("family", "tables", "said"),
    [
        ("sdp2", {"places": {"acountservice": {}}}, "places.acountservice: there is no service"),
        ("sdp2", {"places": {"acountservice": {}}}, "Did you mean accountservice?"),
        ("sdp2", {"places": {"SMSDomain": {"path": "/{id}"}}}, "nothing is called {id} there"),
        ("opf", {"places": {"adm": {"headers": {"A": "{basic}"}}}}, "nothing is called {basic}"),
        ("opf", {"places": {"keycloak": {"headers": {"A": "{operator_token}"}}}}, "nothing is"),
        ("opf", {"records": {"bax": {"uid": "x"}}}, "records.bax: there is no record"),
        ("opf", {"records": {"box": {"cas": "x"}}}, "records.box.cas: a box has no field"),
        ("opf", {"records": {"box": {"cas": "x"}}}, "Did you mean casn?"),
        ("opf", {"records": {"box": {"name": "PIN"}}}, "PIN holds a secret"),
        ("sdp2", {"records": {"user": {"name": "HashSalt"}}}, "HashSalt holds a secret"),
        ("opf", {"records": {"words": {"ACTIV": "x"}}}, "Did you mean ACTIVE?"),
        ("opf", {"records": {"box": {"words": {"LOCKED": "x"}}}}, "no field of a box has that"),
        ("opf", {"records": {"words": {"ACTIVE": "x", "SUSPENDED": ["y", "X"]}}}, "stands for"),
        ("opf", {"codes": {"device-not-fund": "1"}}, "Did you mean device-not-found?"),
        ("sdp2", {"resolve": {"opf-device": "pair"}}, "is not a kind of id on sdp2"),
        ("sdp2", {"resolve": {"mac": "device-by-mac"}}, "the catalogue has no entry device-by-mac"),
        ("sdp2", {"id_prefix": {"box": "x"}}, "id_prefix.box: is not a kind of id"),
        ("sdp2", {"operations": {"device-by-mac": {}}}, "A lookup of your own is named in resolve"),
        ("opf", {"resolve": {"mac": "m"}, "operations": {"m": {"path": "/x"}}}, "no field mac_"),
        ("opf", {"resolve": {"casn": "m"}, "operations": {"m": {"path": "/x"}}}, "needs {id}"),
        ("sdp2", {"resolve": {"mac": "m"}, "operations": {"m": {"service": "deviceservice",
            "operation": "x", "arguments": []}}}, "the call sends 1 values"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused_with_its_key(
    family: str, tables: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadConfiguration) as caught:
        catalogue(family, **tables)
    told = str(caught.value)
    assert told.startswith(f"deployments.lab.{family}.")
    assert said in told


@pytest.mark.parametrize(
    "tables",
    [
        {"headers": {"X Site": "1"}},
        {"headers": {"X-A": "1", "x-a": "2"}},
        {"headers": {"X-A": {}}},
        {"headers": {"X-A": {"env": "A", "file": "b"}}},
        {"headers": {"X-A": "a\nb"}},
        {"places": {"SMSDomain": {"soap": "2"}}},
        {"places": {"SMSDomain": {"address": "http://far.example"}}},
        {"records": {"account": {"number": []}}},
        {"records": {"words": {"ACTIVE": 5}}},
        {"codes": {"success": [1]}},
        {"ws_security": {"password": {}}},
        {"operations": {"pair": {"headers": {"A": {"envv": "B"}}}}},
    ],
)
def test_a_value_that_makes_no_sense_is_refused(tables: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        catalogue("sdp2", **tables)


def test_every_service_at_once_and_one_of_them_otherwise() -> None:
    told = catalogue("sdp2", places={
        "*": {"path": "{base_path}/{service}2", "soap": "1.2", "headers": {"X-All": "1"}},
        "userservice": {"path": "/users", "namespace": "urn:{namespace_version}",
                        "address": "https://other.example", "headers": {"x-all": "2"}},
    }, namespace_version="9")  # fmt: skip
    account, user = told.places["accountservice"], told.places["userservice"]
    assert (account.path, account.soap) == ("{base_path}/accountservice2", "1.2")
    assert account.headers == {"Authorization": "Basic {basic}", "X-All": "1"}, "no SOAPAction"
    assert (user.path, user.namespace, user.address) == (
        "/users", "urn:9", "https://other.example",
    )  # fmt: skip
    assert user.headers["x-all"] == "2"
    assert "X-All" not in user.headers
    sms = told.places["SMSDomain"]
    assert (sms.path, sms.soap) == ("", "1.2"), "its path is a setting of its own"
    assert sms.namespace.endswith("SMSDomain_v9")
    assert told.places["srm"].soap == "1.1"


def test_a_renamed_field_is_renamed_in_filters_and_bodies_too() -> None:
    told = catalogue("opf", records={
        "account": {"number": "contractNumber", "status": ["state", "status"]},
        "box": {"account_uid": "contract"},
    })  # fmt: skip
    assert told.entry("account-by-number").filter == {"contractNumber": "{id}"}
    assert told.entry("change-account-status").body == ("state",)
    assert told.entry("devices-of-account").filter == {"contract": "{id}"}
    account = told.spellings["account"].read(Account, {"_id": "1", "status": "ACTIVE"})
    assert account.status == LifeStatus.ACTIVE, "what is not the first name is still read"


@pytest.mark.parametrize("sent", ["aktywny", "AKTYWNY ", "ACTIVE"])
def test_a_word_is_read_in_any_case_and_the_first_one_is_sent(sent: str) -> None:
    told = catalogue("sdp2", records={"words": {"active": ["aktywny", "wlaczony"]}})
    box = told.spellings["box"].read(SetTopBox, {"UID": "1", "status": sent})
    assert box.status == "ACTIVE"
    assert told.written("box", "status", "ACTIVE") == "aktywny"
    assert told.written("box", "status", "SUSPENDED") == "SUSPENDED"


def test_a_word_may_take_the_place_of_another_of_ours() -> None:
    told = catalogue("sdp2", records={"account": {"words": {"RESTRICTED": "SUSPENDED"}}})
    account = told.spellings["account"].read(Account, {"UID": "1", "status": "SUSPENDED"})
    box = told.spellings["box"].read(SetTopBox, {"UID": "1", "status": "SUSPENDED"})
    assert (account.status, box.status) == ("RESTRICTED", "SUSPENDED")


def test_an_id_is_shown_without_the_text_before_it_and_sent_with_it() -> None:
    told = catalogue("opf", id_prefix="acme-")
    box = told.spellings["box"].read(
        SetTopBox, {"_id": "acme-3421", "accountUid": "acme-1001", "caSN": "acme-AB"}
    )
    assert (box.uid, box.account_uid, box.casn) == ("3421", "1001", "acme-AB")
    assert told.with_prefix("device-by-id", "3421") == "acme-3421"
    assert told.with_prefix("device-by-id", "acme-3421") == "acme-3421"
    assert told.with_prefix("device-by-casn", "AB") == "AB"
    assert told.with_prefix("devices-of-account", "1001") == "acme-1001"


def test_the_shipped_catalogue_is_the_same_for_a_site_that_says_nothing() -> None:
    for family in ("sdp2", "opf"):
        told = catalogue(family)
        assert not any((told.words, told.renamed, told.secrets, told.prefixes))
