"""What the cache remembers, and what it answers with."""

import sqlite3
from datetime import timedelta

import pytest

from smstui.domain.account import Account
from smstui.domain.bundle import Focus, Part, PartState
from smstui.domain.errors import StoreFailed
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.domain.naming import names_in
from smstui.store.bundle_bytes import to_bytes
from smstui.store.cache import BundleCache
from smstui.store.cache_results import Limits
from tests.support.bundles import (
    NOON,
    account_bundle,
    by_casn,
    casn,
    free_card,
    full_bundle,
    read_part,
)
from tests.support.identities import ELSEWHERE, LAB

MINUTE = timedelta(minutes=1)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def cache(folder):
    made = BundleCache(LAB, folder, now=lambda: NOON)
    yield made
    made.close()


def keep(cache, bundle, text=None, only=None):
    text = text or bundle.focus.id
    cache.keep(bundle, identify(text, bundle.family, only).readings[0], text)


def raw(folder, sql, *values):
    with sqlite3.connect(folder / "cache.db") as connection:
        return connection.execute(sql, values).fetchall()


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_identifier_of_a_bundle_finds_the_record_it_belongs_to(cache, family):
    bundle = full_bundle(family=family)
    keep(cache, bundle, "text-Account-number")
    names = list(names_in(bundle))
    assert len({name.kind for name in names}) >= 9
    for name in names:
        hits = cache.find(Reading(name.kind, name.value))
        assert (name.owner_kind, name.owner_id) in [hit.key for hit in hits], name
        for hit in hits:
            assert hit.bundle.focus == Focus(kind=hit.key[0], id=hit.key[1])
            assert hit.record in [record for _, part in hit.bundle.parts() for record in part]


def test_any_notation_finds_the_record_and_another_kind_does_not(cache):
    keep(cache, account_bundle(5))
    for text in ("001A.0005.7F00", "00-1a-00-05-7f-00", " 00:1A:00:05:7F:00 "):
        (hit,) = cache.find(identify(text, "sdp2").readings[0])
        assert hit.key == ("box", "80000500")
        assert hit.name.kind is IdKind.MAC
    assert cache.find(Reading(IdKind.CASN, "00:1A:00:05:7F:00")) == []


def test_platforms_never_see_each_other(cache, folder):
    other = BundleCache(ELSEWHERE, folder, now=lambda: NOON)
    keep(other, account_bundle(5, deployment="elsewhere"))
    assert cache.find(by_casn(5)) == []
    assert cache.get("box", "80000500") is None
    assert cache.recents() == []
    assert cache.near(identify(casn(5, 1)[:-1] + "9", "sdp2")) == []
    assert len(other.find(by_casn(5))) == 1
    other.close()


def test_a_bundle_is_the_account_and_a_lone_card_stands_by_itself(cache, folder):
    keep(cache, account_bundle(5), casn(5, 0))
    keep(cache, account_bundle(5, at=NOON - MINUTE), casn(5, 1))
    keep(cache, free_card("000999000111"))
    assert sorted(raw(folder, "SELECT key FROM bundles")) == [
        ("account:desk.00005",),
        ("smartcard:000999000111",),
    ]
    (hit,) = cache.find(Reading(IdKind.SMARTCARD, "000999000111"))
    assert hit.bundle.owner is None


def test_an_account_that_could_not_be_read_does_not_replace_the_one_that_was(cache):
    keep(cache, account_bundle(5, at=NOON - MINUTE))
    failed = account_bundle(5).model_copy(update={"account": Part(state=PartState.FAILED)})
    keep(cache, failed)
    (hit,) = cache.find(by_casn(5))
    assert hit.bundle.account.state is PartState.FAILED, "the newest reading of the box"
    (account,) = cache.find(Reading(IdKind.ACCOUNT, "desk.00005"))
    assert account.bundle.owner.first_name == "Grace"


def test_a_newer_reading_replaces_and_an_older_one_does_not(cache):
    keep(cache, account_bundle(5, first_name="Old", at=NOON - MINUTE))
    keep(cache, account_bundle(5, first_name="New", boxes=1, at=NOON))
    keep(cache, account_bundle(5, first_name="Older still", at=NOON - 2 * MINUTE))
    (hit,) = cache.find(by_casn(5, 0))
    assert hit.bundle.owner.first_name == "New"
    assert cache.find(by_casn(5, 1)) == [], "the second box is gone from the account"


@pytest.mark.parametrize("back", [timedelta(seconds=20), timedelta(hours=3), timedelta(days=5)])
def test_the_newest_reading_wins_although_the_clock_was_set_back(folder, back):
    clock = [NOON]
    cache = BundleCache(LAB, folder, now=lambda: clock[0])
    keep(cache, account_bundle(5, first_name="Before", at=NOON), "before")
    keep(cache, account_bundle(4, at=NOON - timedelta(seconds=1)), "before")
    clock[0] = NOON - back
    keep(cache, account_bundle(5, first_name="After", boxes=1, at=clock[0]), "after")
    (hit,) = cache.find(by_casn(5, 0))
    assert hit.bundle.owner.first_name == "After"
    assert cache.find(by_casn(5, 1)) == []
    moved = account_bundle(6, boxes=0).model_copy(
        update={"devices": account_bundle(4).devices, "read_at": clock[0]}
    )
    keep(cache, moved, "moved")
    for later in (timedelta(0), 2 * back):
        clock[0] += later
        (hit,) = cache.find(by_casn(4))
        assert hit.bundle.owner.id == "desk.00006"
        assert [row.asked for row in cache.recents()][-1] == "before"
        assert {row.asked for row in cache.recents()[:-1]} == {"after", "moved"}
    keep(cache, account_bundle(5, first_name="Late", at=NOON - back - MINUTE), "late")
    assert cache.find(by_casn(5, 0))[0].bundle.owner.first_name == "After"


def test_a_cached_bundle_never_becomes_younger(cache, folder):
    before = account_bundle(5, at=NOON - timedelta(days=3, microseconds=1))
    keep(cache, before)
    assert cache.find(by_casn(5))[0].bundle.read_at == before.read_at
    cache.close()
    again = BundleCache(LAB, folder, now=lambda: NOON)
    (hit,) = again.find(by_casn(5))
    assert hit.bundle.read_at == before.read_at
    keep(again, hit.bundle)
    assert again.find(by_casn(5))[0].bundle.read_at == before.read_at
    assert again.recents()[0].seen_at == before.read_at


def test_a_box_that_moved_is_found_once_where_it_was_last_seen(cache):
    keep(cache, account_bundle(5, at=NOON - MINUTE))
    moved = account_bundle(6, boxes=0).model_copy(update={"devices": account_bundle(5).devices})
    keep(cache, moved, "desk.00006")
    (hit,) = cache.find(by_casn(5))
    assert hit.bundle.owner.id == "desk.00006"


def test_a_text_that_is_two_things_finds_both(cache):
    number = "245098240"
    keep(cache, free_card(number))
    box = account_bundle(9, boxes=1)
    (stb,) = box.boxes
    devices = read_part(type(stb), [stb.model_copy(update={"serial_number": number})])
    keep(cache, box.model_copy(update={"devices": devices}), "desk.00009")
    found = [
        hit.key for reading in identify(number, "sdp2").readings
        for hit in cache.find(reading)
    ]  # fmt: skip
    assert found == [("smartcard", number), ("box", stb.uid)]


def test_a_record_is_got_by_kind_and_id(cache):
    keep(cache, account_bundle(5))
    bundle = cache.get("smartcard", "000000050001")
    assert bundle.focus == Focus(kind="smartcard", id="000000050001")
    assert cache.get("box", "000000050001") is None
    assert cache.get("box", "999") is None


def test_recents_have_one_row_a_record_newest_first_with_what_was_asked_last(cache):
    keep(cache, account_bundle(4, at=NOON - 9 * MINUTE))
    for minutes, text in enumerate(("001A.0005.7F00", "00-1a-00-05-7f-00", "00:1A:00:05:7F:00")):
        keep(cache, account_bundle(5, at=NOON - 5 * MINUTE + minutes * MINUTE), text)
    newest, older = cache.recents()
    assert (newest.kind, newest.id, newest.asked) == ("box", "80000500", "00:1A:00:05:7F:00")
    assert (newest.as_kind, newest.account) == (IdKind.MAC, "desk.00005")
    assert (newest.name, newest.status) == ("Grace Hopper", "ACTIVE")
    assert newest.seen_at == NOON - 3 * MINUTE
    assert older.id == "80000400"
    assert [row.id for row in cache.recents(limit=1)] == ["80000500"]


def test_an_older_reading_does_not_turn_a_recent_row_back(cache):
    keep(cache, account_bundle(5), "second")
    keep(cache, account_bundle(5, at=NOON - MINUTE), "first")
    (row,) = cache.recents()
    assert (row.asked, row.seen_at) == ("second", NOON)


def test_an_unknown_status_is_shown_as_such_in_recents(cache):
    keep(cache, account_bundle(5, boxes=0, status="FROZEN"), "desk.00005")
    assert cache.recents()[0].status == "unknown: FROZEN"


def test_the_oldest_go_when_there_are_too_many(folder):
    cache = BundleCache(LAB, folder, Limits(rows=3), now=lambda: NOON)
    for number in (3, 1, 5, 2, 4):
        keep(cache, account_bundle(number, at=NOON - number * MINUTE))
    assert [bool(cache.find(by_casn(number))) for number in range(1, 6)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert [row.account[-1] for row in cache.recents()] == ["1", "2", "3"]
    assert raw(folder, "SELECT count(*) FROM bundles") == [(3,)]
    assert raw(folder, "SELECT count(DISTINCT bundle) FROM names") == [(3,)]


def test_what_is_too_old_is_not_shown_and_goes_with_the_next_write(folder):
    today = [NOON]
    cache = BundleCache(LAB, folder, Limits(days=30), now=lambda: today[0])
    keep(cache, account_bundle(5))
    today[0] = NOON + timedelta(days=30)
    assert len(cache.find(by_casn(5))) == 1
    today[0] += timedelta(seconds=1)
    assert cache.find(by_casn(5)) == []
    assert cache.get("box", "80000500") is None
    assert cache.recents() == []
    assert cache.near(identify(casn(5, 0)[:-1] + "9", "sdp2")) == []
    keep(cache, account_bundle(6, at=today[0]))
    assert raw(folder, "SELECT key FROM bundles") == [("account:desk.00006",)]
    assert raw(folder, "SELECT account FROM recents") == [("desk.00006",)]


def test_what_is_forgotten_is_in_no_file(cache, folder):
    keep(cache, account_bundle(5, first_name="Unforgettable"))
    other = BundleCache(ELSEWHERE, folder, now=lambda: NOON)
    keep(other, account_bundle(6, first_name="Stays", deployment="elsewhere"))
    (folder / "cache.db.corrupt-20260101T000000").write_text("Unforgettable too")
    cache.forget()
    assert cache.find(by_casn(5)) == []
    assert cache.recents() == []
    for file in folder.iterdir():
        content = file.read_bytes()
        assert b"Unforgettable" not in content, file.name
        assert casn(5, 0).lower().encode() not in content, file.name
        assert b"desk.00005" not in content, file.name
    assert other.find(by_casn(6))[0].bundle.owner.first_name == "Stays"
    other.close()


def test_what_cannot_be_erased_is_not_called_forgotten(cache, folder):
    keep(cache, account_bundle(5, first_name="Unforgettable"))
    reader = sqlite3.connect(folder / "cache.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM bundles").fetchall()
    cache._database.tables.conn.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(StoreFailed, match=r"cache\.db may still contain .*remove the file"):
        cache.forget()
    reader.execute("ROLLBACK")
    cache.forget()


def test_forgetting_where_there_is_no_file_is_enough_in_memory(tmp_path):
    (tmp_path / "state").write_text("not a folder")
    cache = BundleCache(LAB, tmp_path / "state", now=lambda: NOON)
    keep(cache, account_bundle(5))
    cache.forget()
    assert cache.find(by_casn(5)) == []


def test_a_cache_of_a_newer_smstui_is_read_and_neither_written_nor_erased(cache, folder):
    keep(cache, account_bundle(5))
    cache.close()
    raw(folder, "INSERT INTO _sqlite_migrations VALUES (9, 'smstui-cache', 'tomorrow', '')")
    older = BundleCache(LAB, folder, now=lambda: NOON)
    keep(older, account_bundle(6))
    assert len(older.find(by_casn(5))) == 1
    assert older.find(by_casn(6)) == []
    assert "newer smstui" in older.problem
    with pytest.raises(StoreFailed, match="newer smstui"):
        older.forget()
    raw(folder, "UPDATE bundles SET checksum = x'00'")
    assert older.find(by_casn(5)) == []
    assert raw(folder, "SELECT key FROM bundles") == [("account:desk.00005",)]


def test_what_was_replaced_is_in_no_file_once_closed(folder):
    cache = BundleCache(LAB, folder, now=lambda: NOON)
    keep(cache, account_bundle(5, first_name="Formerly", at=NOON - MINUTE))
    keep(cache, account_bundle(5, first_name="Now"))
    cache.close()
    (file,) = folder.iterdir()
    assert b"Formerly" not in file.read_bytes()


@pytest.mark.parametrize(
    "column", ["content", "checksum", "key", "deployment", "platform", "taken_over", "read_at"]
)
def test_a_damaged_bundle_is_dropped_counted_and_never_shown(cache, folder, column):
    keep(cache, account_bundle(5))
    keep(cache, account_bundle(6))
    change = {
        "content": "CAST(replace(CAST(content AS TEXT), 'Grace', 'Grice') AS BLOB)",
        "checksum": "x'00'",
        "key": "'account:desk.00007'",
        "deployment": "'lab2'",
        "platform": f"'{ELSEWHERE.key}'",
        "taken_over": "1",
        "read_at": "read_at + 1",
    }[column]
    raw(folder, f"UPDATE bundles SET {column} = {change} WHERE key LIKE '%5'")  # noqa: S608
    asked = BundleCache(ELSEWHERE, folder, now=lambda: NOON) if column == "platform" else cache
    assert asked.find(by_casn(5)) == []
    assert "Damaged entries were deleted" in asked.problem
    assert raw(folder, "SELECT key FROM bundles") == [("account:desk.00006",)]
    assert raw(folder, "SELECT count(DISTINCT bundle) FROM names") == [(1,)]
    assert len(cache.find(by_casn(6))) == 1


def test_a_damaged_recent_row_is_dropped_and_counted(cache, folder):
    keep(cache, account_bundle(5))
    raw(folder, "UPDATE recents SET account = 'desk.00006'")
    assert cache.recents() == []
    assert "Damaged entries" in cache.problem
    assert raw(folder, "SELECT count(*) FROM recents") == [(0,)]


def test_a_damaged_index_shows_nothing_that_is_not_in_the_bundle(cache, folder):
    keep(cache, account_bundle(5))
    raw(folder, "UPDATE names SET search = 'e80000050009' WHERE search = 'e80000050001'")
    assert cache.find(Reading(IdKind.CASN, "E80000050009")) == []
    near = cache.near(identify("E80000050008", "sdp2"))
    assert "E80000050009" not in [one.text for one in near]


def test_a_bundle_that_todays_models_do_not_take_is_dropped_silently(cache, folder, monkeypatch):
    keep(cache, account_bundle(5))
    content = to_bytes(account_bundle(6)).replace(b'"family":"sdp2"', b'"family":"sdp1"')
    monkeypatch.setattr("smstui.store.bundle_rows.to_bytes", lambda bundle: content)
    keep(cache, account_bundle(6))
    assert cache.find(by_casn(6)) == []
    assert cache.problem == ""
    assert raw(folder, "SELECT key FROM bundles") == [("account:desk.00005",)]


def test_a_file_that_breaks_under_the_cache_is_begun_anew_and_goes_on(cache, folder):
    keep(cache, account_bundle(5))
    cache.close()
    (folder / "cache.db").write_bytes(b"SQLite format 3\0" + b"\x7f" * 9000)
    again = BundleCache(LAB, folder, now=lambda: NOON)
    assert "was damaged" in again.problem
    raw(folder, "DROP TABLE names")
    assert again.find(by_casn(5)) == []
    keep(again, account_bundle(5))
    assert len(again.find(by_casn(5))) == 1
    again.close()


def test_a_locked_cache_costs_the_memory_not_the_look_up(cache, folder):
    keep(cache, account_bundle(5))
    cache._database.tables.conn.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(folder / "cache.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    keep(cache, account_bundle(6))
    assert "was not saved" in cache.problem
    assert len(cache.find(by_casn(5))) == 1
    other.execute("ROLLBACK")
    keep(cache, account_bundle(6))
    assert len(cache.find(by_casn(6))) == 1
    assert cache.problem == ""


def test_a_mistake_of_ours_is_not_taken_for_damage(cache, folder):
    keep(cache, account_bundle(5))
    cache._database.tables.conn.close()
    with pytest.raises(sqlite3.ProgrammingError):
        cache.find(by_casn(5))
    assert [file.name for file in folder.iterdir()] == ["cache.db"]


def test_an_empty_account_is_kept_under_what_was_asked(cache, folder):
    nameless = account_bundle(5).model_copy(
        update={"account": read_part(Account, [Account.read({"status": "ACTIVE"})])}
    )
    keep(cache, nameless)
    assert raw(folder, "SELECT key FROM bundles") == [("box:80000500",)]
