"""A broken database file is set aside, not deleted: someone may want to look at it.

Only the latest one is kept, because it still holds customers' data.
"""

import os
from pathlib import Path
from secrets import randbelow
from typing import Final

from smstui.domain.age import utc_now

COMPANIONS: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database of a given name."""


def set_aside(path: Path) -> Path:
    """Rename the database `path` and its companions to `….corrupt-<time>`; the new name."""
    earlier = set_aside_files(path)
    moment = utc_now().strftime("%Y%m%dT%H%M%S.%f")
    aside = path.with_name(f"{path.name}.corrupt-{moment}-{randbelow(10**6):06}")
    for companion in COMPANIONS:
        there = path.with_name(path.name + companion)
        if os.path.lexists(there):
            there.rename(aside.with_name(aside.name + companion))
    _delete(earlier)
    return aside


def set_aside_files(path: Path) -> list[Path]:
    """Files set aside from the database `path` so far."""
    return sorted(path.parent.glob(f"{path.name}.corrupt-*"))


def delete_set_aside(path: Path) -> None:
    """Remove what was set aside from the database `path`."""
    _delete(set_aside_files(path))


def _delete(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
