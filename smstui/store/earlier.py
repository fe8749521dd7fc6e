"""Find rows that a deployment left behind when its address changed.

The files are opened read-only and may be missing. Two configurations that use one nickname for two
platforms look the same here, so nothing is ever moved.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from smstui.config.files import state_folder
from smstui.domain.platform_identity import PlatformIdentity, id_in
from smstui.store.files import private_file, private_folder

_COUNTS: Final = (
    ("changes", "journal.db", "changes", "1"),
    ("open", "journal.db", "changes", "open = 1"),
    ("drafts", "drafts.db", "drafts", "standing NOT IN ('done', 'discarded')"),
    ("records", "cache.db", "bundles", "1"),
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The number of rows under another `platform_id` of the same nickname and family.

    `open` counts the changes without an outcome, `records` the cached records.
    """

    platform_id: str
    changes: int = 0
    open: int = 0
    drafts: int = 0
    records: int = 0

    @property
    def line(self) -> str:
        """The setting that brings them back."""
        return f'platform_id = "{self.platform_id}"'

    @property
    def counted(self) -> str:
        """The rows in words."""
        changes = _number(self.changes, "change") + (f" ({self.open} open)" if self.open else "")
        parts = (
            changes if self.changes else "",
            _number(self.drafts, "draft"),
            _number(self.records, "cached record"),
        )
        return ", ".join(part for part in parts if part)


def earlier_rows(identity: PlatformIdentity, folder: Path | None = None) -> Sequence[Earlier]:
    """Return the rows that the nickname of `identity` has on other platforms of its family."""
    state = state_folder(folder)
    found: dict[str, dict[str, int]] = {}
    for field, file, table, which in _COUNTS:
        for key, count in _counted(state / file, table, which, identity):
            found.setdefault(key, {})[field] = count
    return [Earlier(id_in(key), **counts) for key, counts in sorted(found.items())]


def earlier_hint(identity: PlatformIdentity, folder: Path | None = None) -> str:
    """Return a sentence with the rows and the setting that brings them back, or an empty text."""
    return " ".join(
        f"Stored for another address of {identity.nickname}: {earlier.counted}. If it is "
        f"the same platform, set {earlier.line} under [deployments.{identity.nickname}]."
        for earlier in earlier_rows(identity, folder)
    )


def told_once(identity: PlatformIdentity, folder: Path | None = None) -> Sequence[Earlier]:
    """Return `earlier_rows` once for each identity and its earlier rows.

    A private file remembers that. If it cannot be written, nothing is returned.
    """
    found = earlier_rows(identity, folder)
    if not found:
        return ()
    named = "\n".join((identity.key, identity.nickname, *(one.platform_id for one in found)))
    with suppress(Exception):
        reported = private_folder(state_folder(folder) / "told")
        mark = reported / sha256(named.encode()).hexdigest()[:24]
        if not mark.exists():
            private_file(mark)
            return found
    return ()


def _counted(
    file: Path, table: str, which: str, identity: PlatformIdentity
) -> Iterator[tuple[str, int]]:
    """Yield rows of other platforms by their key; none if the file cannot be read or is older."""
    if not file.is_file():
        return
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as db,
    ):
        for key, count in db.execute(
            f"SELECT platform, count(*) FROM {table} WHERE deployment = ?"  # noqa: S608
            f" AND platform <> ? AND substr(platform, 1, ?) = ? AND {which} GROUP BY platform",
            (identity.nickname, identity.key, len(identity.family) + 1, f"{identity.family}:"),
        ).fetchall():
            yield str(key), int(count)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""
