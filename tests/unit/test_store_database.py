"""The database opens, or something useful stands in for it and says so."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading

import pytest

from smstui.store.cache_schema import CACHE
from smstui.store.database import Database
from smstui.store.files import folder_lock
from smstui.store.sqlite import Schema, Trouble, trouble_of


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "cache.db"


def tables_of(database):
    return set(database.tables.table_names()) - {"_sqlite_migrations"}


def pragma(database, name):
    return database.tables.conn.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_database_is_private_and_set_up_as_measured(path):
    database = Database(path, CACHE)
    database.tables.conn.execute("CREATE TABLE filler AS SELECT 1")
    assert database.problem == ""
    assert tables_of(database) >= {"bundles", "names", "recents"}
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "secure_delete") == 1
    assert pragma(database, "synchronous") == 1
    assert pragma(database, "busy_timeout") == 10_000
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert {file.name for file in path.parent.iterdir()} >= {"cache.db", "cache.db-wal"}
    assert modes == {0o600}
    database.close()
    assert [file.name for file in path.parent.iterdir()] == ["cache.db"]


def test_migrations_run_once_and_in_order_and_a_failing_one_leaves_nothing(path):
    steps = []

    def first(db):
        steps.append("first")
        db.table("one").create({"a": int})

    def second(db):
        steps.append("second")
        db.table("two").create({"a": int})

    def failing(db):
        db.table("half").create({"a": int})
        raise RuntimeError("stopped half way")

    Database(path, Schema("s", (first,))).close()
    Database(path, Schema("s", (first, second))).close()
    assert steps == ["first", "second"]
    with pytest.raises(RuntimeError, match="half way"):
        Database(path, Schema("s", (first, second, failing)))
    raw = sqlite3.connect(path)
    names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
    assert "two" in names
    assert "half" not in names


def test_a_database_of_a_newer_smstui_is_read_and_not_written(path):
    def from_the_future(db):
        db.table("tomorrow").create({"a": int})

    Database(path, Schema(CACHE.name, (*CACHE.steps, from_the_future))).close()
    database = Database(path, CACHE)
    assert database.read_only
    assert "newer smstui" in database.problem
    assert str(path) in database.problem
    with pytest.raises(sqlite3.OperationalError), database.writing() as tables:
        tables.conn.execute("DELETE FROM tomorrow")
    assert database.tables.conn.execute("SELECT count(*) FROM tomorrow").fetchone() == (0,)


@pytest.mark.parametrize(
    "content", [b"no database at all" * 500, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_file_is_renamed_and_a_new_one_is_started(path, content):
    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    database = Database(path, CACHE)
    (renamed,) = path.parent.glob("cache.db.corrupt-*")
    assert renamed.read_bytes() == content
    assert renamed.name in database.problem
    assert not database.in_memory
    assert tables_of(database) >= {"bundles"}
    database.close()
    assert Database(path, CACHE).problem == ""


def test_only_the_latest_broken_file_is_kept(path):
    path.parent.mkdir(mode=0o700)
    for content in (b"first", b"second"):
        path.unlink(missing_ok=True)
        path.write_bytes(content * 1000)
        Database(path, CACHE).close()
    (renamed,) = path.parent.glob("cache.db.corrupt-*")
    assert renamed.read_bytes() == b"second" * 1000


def test_a_file_that_breaks_while_open_is_renamed_unless_another_process_did_so(path):
    mine, theirs = Database(path, CACHE), Database(path, CACHE)
    error = sqlite3.DatabaseError("database disk image is malformed")
    assert mine.recover(error)
    assert theirs.recover(error)
    assert len(list(path.parent.glob("cache.db.corrupt-*[0-9]"))) == 1
    assert theirs.problem == ""
    with mine.writing() as tables:
        tables.conn.execute("INSERT INTO names VALUES (1, 'casn', 'seen by both')")
    found = theirs.tables.conn.execute("SELECT search FROM names").fetchall()
    assert found == [("seen by both",)]


@pytest.mark.parametrize("there", ["link", "file-as-folder", "linked-log"])
def test_where_nothing_can_be_written_memory_stands_in_and_says_so(tmp_path, there):
    path = tmp_path / "state" / "cache.db"
    if there == "link":
        path.parent.mkdir(mode=0o700)
        path.symlink_to(tmp_path / "target")
    elif there == "linked-log":
        path.parent.mkdir(mode=0o700)
        (path.parent / "cache.db-wal").symlink_to(tmp_path / "target")
    else:
        path.parent.write_text("not a folder")
    database = Database(path, CACHE)
    assert database.in_memory
    assert "in memory only" in database.problem
    assert str(path.parent) in database.problem
    assert tables_of(database) >= {"bundles"}
    assert not (tmp_path / "target").exists()


def test_a_full_disk_turns_to_memory_with_what_was_there(path):
    database = Database(path, CACHE)
    with database.writing() as tables:
        tables.conn.execute("INSERT INTO names VALUES (1, 'casn', 'before')")
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert database.recover(full)
    assert database.in_memory
    assert "database or disk is full" in database.problem
    assert database.tables.conn.execute("SELECT search FROM names").fetchall() == [("before",)]


def test_a_busy_database_is_left_as_it_is(path):
    database = Database(path, CACHE)
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    assert not database.recover(busy)
    assert not database.in_memory
    assert "was not saved" in database.problem


def test_an_extended_code_means_what_its_family_means():
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    assert trouble_of(error) is Trouble.UNWRITABLE
    assert trouble_of(sqlite3.OperationalError("no such column")) is Trouble.BROKEN


def test_a_transaction_that_fails_leaves_nothing_behind(path):
    database = Database(path, CACHE)

    def interrupted():
        with database.writing() as tables:
            tables.conn.execute("INSERT INTO names VALUES (1, 'casn', 'half')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert database.tables.conn.execute("SELECT count(*) FROM names").fetchone() == (0,)


def test_writers_hold_the_lock_from_their_first_read(path):
    one, two = Database(path, CACHE), Database(path, CACHE)
    two.tables.conn.execute("PRAGMA busy_timeout = 0")
    with one.writing(), pytest.raises(sqlite3.OperationalError, match="locked"), two.writing():
        pytest.fail("two writers at once")


def test_a_connection_belongs_to_its_thread(path):
    database = Database(path, CACHE)
    said = []

    def elsewhere():
        try:
            _ = database.tables
        except RuntimeError as error:
            said.append(str(error))

    thread = threading.Thread(target=elsewhere, name="painter")
    thread.start()
    thread.join()
    assert said
    assert "cache.db was opened in thread 'MainThread' and is used in 'painter'" in said[0]


def test_a_closed_database_says_so(path):
    database = Database(path, CACHE)
    database.close()
    database.close()
    with pytest.raises(RuntimeError, match=r"cache\.db is closed"):
        _ = database.tables


def test_opening_waits_for_another_process_and_not_for_ever(path, monkeypatch):
    Database(path, CACHE).close()
    monkeypatch.setattr("smstui.store.files.LOCK_WAIT_S", 0.05)
    with folder_lock(path.parent):
        database = Database(path, CACHE)
    assert database.in_memory
    assert "Another smstui has been opening files" in database.problem


def test_importing_the_store_opens_nothing_and_leaves_sqlite_utils_for_later():
    code = (
        "import sys, smstui.store.cache as c\n"
        "assert 'sqlite_utils' not in sys.modules\n"
        "assert 'rapidfuzz' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))
