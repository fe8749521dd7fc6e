"""Take over the rows of the journal from versions that did not tell platforms apart."""

from typing import TYPE_CHECKING

from smstui.domain.platform_identity import PlatformIdentity
from smstui.store.journal_schema import COLUMNS, SELECT, mark_of
from smstui.store.sqlite import immediate

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


def take_over(mine: PlatformIdentity, tables: "Tables") -> None:
    """Take over the rows of older versions, once, with their locks.

    Another process may do the same. A damaged row stays damaged.
    """
    waiting = f"{SELECT} WHERE platform = '' AND deployment = ? AND family = ?"
    whose = (mine.nickname, mine.family)
    shown = "SELECT 1 FROM previews WHERE platform = ? LIMIT 1"
    if not (
        tables.conn.execute(f"{waiting} LIMIT 1", whose).fetchone()
        or tables.conn.execute(shown, (mine.nickname,)).fetchone()
    ):
        return
    with immediate(tables):
        for *columns, mark in tables.conn.execute(waiting, whose).fetchall():
            fields = dict(zip(COLUMNS, columns, strict=True))
            taken = list((fields | {"platform": mine.key, "taken_over": 1}).values())
            tables.conn.execute(
                "UPDATE changes SET platform = ?, taken_over = 1, checksum = ? WHERE id = ?",
                (
                    mine.key,
                    mark_of(taken) if mark == mark_of(columns) else mark,
                    fields["id"],
                ),
            )
        tables.conn.execute(
            "UPDATE holds SET platform = ? WHERE platform = ?"
            " AND change IN (SELECT id FROM changes WHERE platform = ?)",
            (mine.key, mine.nickname, mine.key),
        )
        tables.conn.execute(
            "UPDATE OR IGNORE previews SET platform = ? WHERE platform = ?",
            (mine.key, mine.nickname),
        )
        tables.conn.execute("DELETE FROM previews WHERE platform = ?", (mine.nickname,))
