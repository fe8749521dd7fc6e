"""The table `seen`: the words of each bundle, for a search of what was seen. Never shown.

It has names and addresses, as the bundles have, and no secret. One row a bundle is read from its
beginning to its end for each search: 10,000 accounts are 6 MB and take some 10 ms. FTS5 would keep
deleted words in its segments.
"""

from typing import TYPE_CHECKING

from smstui.domain.bundle import Bundle
from smstui.domain.seen import words_of

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables


def put(tables: "Tables", at: int, bundle: Bundle) -> None:
    """Write the words of the bundle with the row id `at`."""
    tables.conn.execute(
        "INSERT OR REPLACE INTO seen (bundle, words) VALUES (?, ?)", (at, words_of(bundle))
    )


def drop(tables: "Tables", at: int) -> None:
    """Delete the words of a bundle."""
    tables.conn.execute("DELETE FROM seen WHERE bundle = ?", (at,))


def bundles_with(
    tables: "Tables", platform: str, since: int, words: tuple[str, ...], most: int
) -> list[int]:
    """Return the ids of bundles that have every one of `words`, the newest first.

    `instr` compares characters: nothing in a word is a pattern.
    """
    holds = " AND instr(seen.words, ?)" * len(words)
    found = tables.conn.execute(
        "SELECT bundles.id FROM seen CROSS JOIN bundles ON bundles.id = seen.bundle"  # noqa: S608
        f" WHERE bundles.platform = ? AND bundles.read_at >= ?{holds}"
        " ORDER BY bundles.place DESC LIMIT ?",
        (platform, since, *words, most),
    )
    return [at for (at,) in found]
