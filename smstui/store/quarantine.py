"""Quarantine: a damaged database file is renamed, not deleted, so that it can be examined.

Only the latest one is kept, because it still holds customers' data.
"""

import os
from pathlib import Path
from secrets import randbelow
from typing import Final

from smstui.domain.age import utc_now

COMPANIONS: Final = ("", "-wal", "-shm", "-journal")
"""The endings of the files that SQLite keeps for a database."""


def quarantine(path: Path) -> Path:
    """Rename the database `path` and its companions to `….corrupt-<time>`. Return the new name."""
    earlier = quarantined_files(path)
    time = utc_now().strftime("%Y%m%dT%H%M%S.%f")
    renamed = path.with_name(f"{path.name}.corrupt-{time}-{randbelow(10**6):06}")
    for companion in COMPANIONS:
        file = path.with_name(path.name + companion)
        if os.path.lexists(file):
            file.rename(renamed.with_name(renamed.name + companion))
    _delete(earlier)
    return renamed


def quarantined_files(path: Path) -> list[Path]:
    """Return the files that were renamed from the database `path`."""
    return sorted(path.parent.glob(f"{path.name}.corrupt-*"))


def delete_quarantined(path: Path) -> None:
    """Delete the files that were renamed from the database `path`."""
    _delete(quarantined_files(path))


def _delete(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
