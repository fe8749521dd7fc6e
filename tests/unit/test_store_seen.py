"""What a search of the cache finds: a part of an id, a name or an address, and never a secret."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smstui.domain.bundle import Bundle
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.marking import personal
from smstui.domain.record import personal_of
from smstui.domain.seen import found_in, search_words, words_of
from smstui.store.cache import MOST_SEEN, BundleCache
from tests.support.bundles import NOON, account_bundle, casn, free_card, full_bundle
from tests.support.identities import ELSEWHERE, LAB

FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def cache(folder: Path) -> Iterator[BundleCache]:
    made = BundleCache(LAB, folder, now=lambda: NOON)
    yield made
    made.close()


def keep(cache: BundleCache, bundle: Bundle) -> None:
    cache.keep(bundle, Reading(IdKind.ACCOUNT, bundle.focus.id), bundle.focus.id)


def raw(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "cache.db") as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("typed", "kind", "what"),
    [
        ("desk.000", "account", "account number"),
        ("DESK00007", "account", "account number"),
        ("hopper", "account", "name"),
        ("  Grace   HOPPER ", "account", "name"),
        ("Höppe", "account", "name"),
        ("long str", "account", "address"),
        ("hopper 12 long", "account", "name"),
        ("grace00007@", "user", "login id"),
        (casn(7, 1)[2:], "box", "CASN"),
        ("00:1a:00:07", "box", "MAC address"),
    ],
)
def test_a_part_finds_the_record(cache: BundleCache, typed: str, kind: str, what: str) -> None:
    keep(cache, account_bundle(7, address1="12 Long Street", city="Köln"))
    (found,) = cache.seen(typed)
    assert (found.kind, found.account) == (kind, "desk.00007")
    assert found.what.casefold() == what.casefold()
    assert found.seen_at == NOON
    again = cache.find(Reading(found.as_kind, found.asked))
    assert [hit.bundle.owner.id for hit in again if hit.bundle.owner] == ["desk.00007"]


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "hop", "h o p", ":-.:-.", "%ope%", "_opper", "hopper%", "'hopper'", '"hopper"',
     "hopper*", "hopper OR grace", "NEAR(hopper)", "hopper\0x", "\ud800hopp",
     "hopper\nqqqq", "x" * 5000],
)  # fmt: skip
def test_what_is_no_part_finds_nothing(cache: BundleCache, typed: str) -> None:
    keep(cache, account_bundle(7))
    assert cache.seen(typed) == []
    assert cache.problem == ""
    assert len(cache.seen("hopper")) == 1


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(typed: str) -> None:
    words = search_words(typed)
    bundle = account_bundle(7)
    assert (found_in(bundle, words) is None) is not all(
        one in words_of(bundle) for one in words
    ) or (not words)


def test_one_row_an_account_the_newest_first_and_no_more_than_the_limit(
    cache: BundleCache,
) -> None:
    for number in range(MOST_SEEN + 5):
        keep(cache, account_bundle(number, at=NOON - timedelta(minutes=number)))
    found = cache.seen("hopper")
    assert [one.account for one in found] == [f"desk.{number:05}" for number in range(MOST_SEEN)]


def test_a_card_that_nobody_has_is_found(cache: BundleCache) -> None:
    keep(cache, free_card("000999888777"))
    (found,) = cache.seen("999888")
    assert (found.kind, found.account, found.asked) == ("smartcard", "", "000999888777")


def test_what_changed_is_found_by_its_new_words_alone(cache: BundleCache) -> None:
    keep(cache, account_bundle(7, first_name="Amazing"))
    keep(cache, account_bundle(7, first_name="Admiral", at=NOON + timedelta(minutes=1)))
    assert cache.seen("admiral")
    assert cache.seen("amazing") == []


def test_old_ones_and_other_platforms_are_not_found(folder: Path) -> None:
    cache = BundleCache(LAB, folder, now=lambda: NOON)
    keep(cache, account_bundle(7))
    cache.close()
    later = BundleCache(LAB, folder, now=lambda: NOON + timedelta(days=31))
    assert later.seen("hopper") == []
    later.close()
    elsewhere = BundleCache(ELSEWHERE, folder, now=lambda: NOON)
    assert elsewhere.seen("hopper") == []
    elsewhere.close()


def test_what_was_forgotten_is_in_no_byte_of_the_file(folder: Path) -> None:
    cache = BundleCache(LAB, folder, now=lambda: NOON)
    keep(cache, account_bundle(7))
    assert raw(folder, "SELECT words FROM seen") != []
    cache.forget()
    assert raw(folder, "SELECT * FROM seen") == []
    cache.close()
    assert b"hopper" not in (folder / "cache.db").read_bytes().lower()


def test_words_that_somebody_has_changed_show_nothing(cache: BundleCache, folder: Path) -> None:
    keep(cache, account_bundle(7))
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute("UPDATE seen SET words = 'somebody else'")
    assert cache.seen("somebody") == []
    assert cache.seen("hopper") == []


def test_a_file_of_before_gets_its_words(folder: Path) -> None:
    cache = BundleCache(LAB, folder, now=lambda: NOON)
    keep(cache, account_bundle(7))
    cache.close()
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute("DROP TABLE seen")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'words_of_bundles'")
    again = BundleCache(LAB, folder, now=lambda: NOON)
    assert len(again.seen("hopper")) == 1
    again.close()


@FAMILIES
def test_every_id_is_found_and_no_secret(family: str) -> None:
    words = words_of(full_bundle(family=family))  # type: ignore[arg-type]
    assert "sentinel" not in words
    assert "textaccountfirst_name" in words
    assert "textsettopboxcasn" in words
    assert "date" not in words


@FAMILIES
def test_what_is_personal_is_marked(family: str) -> None:
    bundle = full_bundle(family=family)  # type: ignore[arg-type]
    for _, part in bundle.parts():
        for record in part:
            for name in personal_of(type(record)):
                value = getattr(record, name)
                if not isinstance(value, str):
                    continue
                found = found_in(bundle, search_words(value))
                if found is not None:
                    assert found.text == personal(found.text.strip("\u206a\u206f")), name
