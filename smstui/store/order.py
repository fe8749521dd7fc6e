"""The order of readings, where the clock of this machine was set back between two of them.

A row's `place` is the moment it was read. One that lies in the future was read before the clock
was set back; it is put behind the reading that is being kept, and stays there when the clock has
come to that moment again.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


def put_behind(tables: "Tables", now: int, read_at: int) -> None:
    """Put every row from after `now` behind a reading of `read_at`; both in microseconds."""
    if read_at > now:
        return
    for table in ("bundles", "recents"):
        tables.conn.execute(
            f"UPDATE {table} SET place = place - (SELECT max(place) FROM {table}) + ? - 1"  # noqa: S608
            " WHERE place > ?",
            (read_at, now),
        )
