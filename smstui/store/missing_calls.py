"""Remember which calls `smstui doctor` found missing on a platform, until its next run."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smstui.config.files import state_folder
from smstui.domain.errors import StoreFailed
from smstui.domain.platform_identity import PlatformIdentity
from smstui.domain.text import Clean, clean
from smstui.store.files import private_file, private_folder


@dataclass(frozen=True, slots=True)
class Missing:
    """A call that was missing: how it was spelled then, why, and when that was seen."""

    spelled: str
    reason: Clean
    seen_at: datetime


def keep_missing(
    identity: PlatformIdentity, missing: Mapping[str, Missing], folder: Path | None = None
) -> None:
    """Write what is `missing`, by catalogue entry, in place of the result of an earlier run.

    Raises StoreFailed if the folder cannot be written.
    """
    path = private_file(private_folder(state_folder(folder)) / _name_of(identity))
    rows = {
        name: [each.spelled, str(each.reason), each.seen_at.isoformat()]
        for name, each in missing.items()
    }
    try:
        path.write_text(json.dumps(rows) + "\n", "utf-8")
    except OSError as error:
        raise StoreFailed(f"{path} could not be written: {error.strerror}.") from error


def missing_of(identity: PlatformIdentity, folder: Path | None = None) -> Mapping[str, Missing]:
    """Return what was missing at the latest run; nothing where there is no file that can be read.

    A file that was damaged is no reason to refuse a change.
    """
    path = state_folder(folder) / _name_of(identity)
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(rows, dict):
        return {}
    return {str(name): each for name, row in rows.items() if (each := _read(row)) is not None}


def _read(row: Any) -> Missing | None:
    if not isinstance(row, list) or not all(isinstance(each, str) for each in row):
        return None
    try:
        spelled, reason, seen_at = row
        return Missing(spelled, clean(reason, cap=400), datetime.fromisoformat(seen_at))
    except ValueError:
        return None


def _name_of(identity: PlatformIdentity) -> str:
    return f"doctor-{re.sub(r'[^A-Za-z0-9._-]', '_', identity.key)}.json"


def now() -> datetime:
    """Return the time of now, for `Missing.seen_at`."""
    return datetime.now(UTC)
