"""Files as an smstui wrote them before rows belonged to a platform: the same rows, the old tables.

The tables are made by the old migrations, the checksums are those of then.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from smstui.store import cache_schema, draft_schema, journal_schema, queue
from smstui.store.columns import checksum
from smstui.store.sqlite import Schema

Step = Callable[[Database], None]


def make_newer(file: sqlite3.Connection) -> None:
    """Have `file` say that a newer smstui made it."""
    file.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " SELECT migration_set, 'a_step_of_tomorrow', applied_at FROM _sqlite_migrations LIMIT 1"
    )


def make_old(state: Path, nickname: str) -> None:
    """Rewrite every file of `state` into its old form, all rows under `nickname`."""
    for name, kind, first, copy in (
        ("journal.db", "smstui-journal", journal_schema.changes_holds_previews, _journal),
        ("drafts.db", "smstui-drafts", draft_schema.drafts_scans, _drafts),
        ("cache.db", "smstui-cache", cache_schema.bundles_names_recents, _cache),
        ("queue.db", "smstui-queue", queue.queue_rows, _queue),
    ):
        if not (state / name).exists():
            continue
        new = sqlite3.connect(state / name)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        old = Database(state / f"old-{name}", execute_plugins=False)
        old.conn.execute("BEGIN IMMEDIATE")
        Schema(kind, (first,)).apply(old)
        copy(new, old.conn, nickname)
        old.conn.execute("COMMIT")
        old.close()
        new.close()
        for companion in ("", "-wal", "-shm"):
            (state / f"{name}{companion}").unlink(missing_ok=True)
        (state / f"old-{name}").rename(state / name)
        (state / name).chmod(0o600)


def _put(old: sqlite3.Connection, table: str, columns: str, *values: object) -> None:
    places = ", ".join("?" * len(values))
    old.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608


def _journal(new: sqlite3.Connection, old: sqlite3.Connection, nickname: str) -> None:
    names = ", ".join(journal_schema.FIRST_COLUMNS)
    for row in new.execute(f"SELECT {names} FROM changes"):  # noqa: S608
        _put(old, "changes", f"{names}, checksum", *row, checksum("changes", *row))
    for subject, change in new.execute("SELECT subject, change FROM holds"):
        _put(old, "holds", "deployment, subject, change", nickname, subject, change)
    for row in new.execute("SELECT asked, account, shown_at, plan FROM previews"):
        _put(old, "previews", "deployment, asked, account, shown_at, plan", nickname, *row)


def _drafts(new: sqlite3.Connection, old: sqlite3.Connection, nickname: str) -> None:
    names = ", ".join(draft_schema.FIRST_COLUMNS)
    for row in new.execute(f"SELECT {names} FROM drafts"):  # noqa: S608
        _put(old, "drafts", f"{names}, checksum", *row, checksum("drafts", *row))
    for row in new.execute("SELECT n, text, scanned_at FROM scans"):
        _put(old, "scans", "deployment, n, text, scanned_at", nickname, *row)


def _cache(new: sqlite3.Connection, old: sqlite3.Connection, nickname: str) -> None:
    for at, *row in new.execute("SELECT id, deployment, key, read_at, content FROM bundles"):
        columns = "id, deployment, key, read_at, content, checksum"
        _put(old, "bundles", columns, at, *row, checksum("bundles", *row))
    for row in new.execute("SELECT bundle, kind, search FROM names"):
        _put(old, "names", "bundle, kind, search", *row)
    names = "kind, id, asked, as_kind, account, name, status, seen_at"
    for row in new.execute(f"SELECT {names} FROM recents"):  # noqa: S608
        mark = checksum("recents", nickname, *row)
        _put(old, "recents", f"deployment, {names}, checksum", nickname, *row, mark)


def _queue(new: sqlite3.Connection, old: sqlite3.Connection, nickname: str) -> None:
    for row in new.execute("SELECT place, noted_at, content FROM queue"):
        kept = (nickname, *row)
        columns = "deployment, place, noted_at, content, checksum"
        _put(old, "queue", columns, *kept, checksum("queue", *kept))
