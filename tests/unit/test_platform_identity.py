"""Which platform a deployment reaches: one id for every spelling of one address, and no other."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from smstui.config.effective import effective_values
from smstui.config.identity import normal_address
from smstui.config.load import load
from smstui.config.settings import Deployment
from smstui.store.earlier import Earlier, earlier_rows, told_once
from smstui.store.journal import Entry, Journal
from tests.support.identities import identity

HOST = "platform-a.example.net"
SPELLINGS = [
    f"https://{HOST}", f"https://{HOST}/", f"HTTPS://{HOST}", f"https://{HOST.upper()}",
    f"https://{HOST}:443", f"https://{HOST}.", f"https://{HOST}:443/",
]  # fmt: skip
OTHERS = [
    f"https://b.{HOST}", f"https://{HOST}:8443", f"https://{HOST}/sms", f"https://{HOST}/SMS",
    "http://localhost", "http://localhost:8180", "http://127.0.0.1:8180", "http://[::1]:8180",
]  # fmt: skip


def deployment(family: str, address: str, **given: Any) -> Deployment:
    tenant = given.pop("tenant", "t1")
    reached = {
        "sdp2": {"base_url": address, "username": "u"},
        "opf": {
            "adm_url": address, "keycloak_url": "https://k.example.net", "client_id": "c",
            "username": "u", "tenant": tenant,
        },
    }[family]  # fmt: skip
    told = {"name": "lab", "family": family, family: reached} | given
    return Deployment.model_validate(told)


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_spelling_of_an_address_is_one_platform_and_every_other_address_another(
    family: str,
) -> None:
    one = {deployment(family, spelling).identity.key for spelling in SPELLINGS}
    assert len(one) == 1
    others = {deployment(family, address).identity.key for address in OTHERS}
    assert len(others) == len(OTHERS)
    assert not one & others


def test_nickname_label_and_account_are_no_part_of_it_and_family_and_tenant_are() -> None:
    lab = deployment("opf", SPELLINGS[0])
    same = deployment("opf", SPELLINGS[0], name="other", label="X", role="supervisor")
    assert same.identity.key == lab.identity.key
    assert (same.identity.nickname, lab.identity.nickname) == ("other", "lab")
    assert deployment("opf", SPELLINGS[0], tenant="t2").identity.key != lab.identity.key
    assert deployment("sdp2", SPELLINGS[0]).identity.key != lab.identity.key


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("https://user:word@Host.example:443/x/", "https://host.example/x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://[2001:DB8::1]:443", "https://[2001:db8::1]"),
        ("http://localhost:80/a//", "http://localhost/a"),
    ],
)
def test_an_address_has_one_normal_form(address: str, normal: str) -> None:
    assert normal_address(address) == normal
    assert normal_address(normal) == normal


def test_the_configured_id_wins_and_keeps_the_families_apart() -> None:
    given = [deployment("sdp2", address, platform_id="north") for address in OTHERS]
    assert len({each.identity.key for each in given}) == 1
    assert given[0].identity.id == "north"
    assert deployment("opf", OTHERS[0], platform_id="north").identity.key != given[0].identity.key
    derived = deployment("sdp2", OTHERS[0])
    brought = deployment("sdp2", OTHERS[1], platform_id=derived.identity.id)
    assert brought.identity.key == derived.identity.key


@pytest.mark.parametrize("text", ["", " ", "a b", "a:b", "-a", "a/b", "ä", "a" * 65, "a\n", "'"])
def test_an_unsafe_platform_id_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="64 letters"):
        deployment("sdp2", OTHERS[0], platform_id=text)


def test_config_show_tells_the_id_and_where_it_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "smstui.toml"
    text = (
        '[deployments.lab]\nfamily = "sdp2"\n{}'
        f'[deployments.lab.sdp2]\nbase_url = "{OTHERS[0]}"\nusername = "u"\n'
    )
    for line, origin in (("", "default"), ('platform_id = "north"\n', f"{file}:3")):
        file.write_text(text.replace("{}", line))
        loaded = load(file)
        (shown,) = (
            each for each in effective_values(loaded) if each.key == "deployments.lab.platform_id"
        )
        assert (shown.value, shown.origin) == (loaded.deployment().identity.id, origin)
        assert shown.note == ("" if line else "a hash of base_url")


# Rows of an earlier identity


def _change(whose: str, folder: Path, name: str, **fields: Any) -> None:
    from datetime import UTC, datetime

    journal = Journal(identity(platform_id=whose, **fields), folder)
    mine = identity(platform_id=whose, **fields)
    journal.begin(
        Entry(name, mine.nickname, mine.family, "a", "pair", "t", datetime.now(UTC), "{}"), ()
    )
    journal.close()


def test_what_another_address_left_behind_is_named_and_nothing_else(tmp_path: Path) -> None:
    assert earlier_rows(identity(), tmp_path) == []
    _change("first", tmp_path, "c1")
    _change("second", tmp_path, "c2")
    _change("second", tmp_path, "c3")
    _change("of-opf", tmp_path, "c4", family="opf")
    _change("of-another", tmp_path, "c5", nickname="prod")
    assert earlier_rows(identity(platform_id="second"), tmp_path) == [Earlier("first", 1, 1)]
    assert earlier_rows(identity(platform_id="third"), tmp_path) == [
        Earlier("first", 1, 1),
        Earlier("second", 2, 2),
    ]
    assert Earlier("first", 1, 1).line == 'platform_id = "first"'


def test_it_is_told_once_for_each_state_also_to_configurations_used_in_turn(
    tmp_path: Path,
) -> None:
    _change("first", tmp_path, "c1")
    second, first = identity(platform_id="second"), identity(platform_id="first")
    assert [each.platform_id for each in told_once(second, tmp_path)] == ["first"]
    assert told_once(first, tmp_path) == ()
    _change("second", tmp_path, "c2")
    assert [each.platform_id for each in told_once(first, tmp_path)] == ["second"]
    for _ in range(3):
        assert told_once(second, tmp_path) == told_once(first, tmp_path) == ()
    third = identity(platform_id="third")
    assert len(told_once(third, tmp_path)) == 2
    assert told_once(third, tmp_path) == ()


def test_files_that_cannot_be_read_name_nothing(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database" * 500)
    (tmp_path / "drafts.db").mkdir()
    (tmp_path / "cache.db").symlink_to(tmp_path / "nowhere")
    assert earlier_rows(identity(), tmp_path) == []
