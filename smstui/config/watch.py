"""Notice that the configuration file changes while smstui runs. Imports nothing large.

Nothing changes before the next start, except that the deployment can become read-only.
"""

import time
from pathlib import Path
from typing import Final

from smstui.config.files import read_document
from smstui.domain.errors import BadConfiguration

LOOK_AGAIN_S: Final = 1.0
"""The least seconds between two checks that a key triggers."""
CHANGED: Final = "The configuration has changed. It is read at the next start."
CLOSED: Final = (
    "The configuration has changed: {} is read-only now. The rest is read at the next start."
)

_Stamp = tuple[int, int, int] | None


class Watch:
    """Watches the file of `deployment`. For any thread."""

    def __init__(self, path: Path, deployment: str) -> None:
        self._path = path
        self._deployment = deployment
        self._told = self._seen = _stamp_of(path)
        self._read_only = False
        self._looked = time.monotonic()

    def is_read_only(self) -> bool:
        """Return whether the file has become read-only since the start. Checks it now.

        Once read-only, it stays so. A file that cannot be read changes nothing.
        """
        stamp = _stamp_of(self._path)
        if not self._read_only and stamp != self._seen:
            self._seen = stamp
            self._read_only = _closes(self._path, self._deployment)
        return self._read_only

    def news(self) -> str:
        """Return a sentence for each change, once; else an empty text. Checks once a second."""
        now = time.monotonic()
        if now - self._looked < LOOK_AGAIN_S:
            return ""
        self._looked = now
        stamp = _stamp_of(self._path)
        if stamp == self._told:
            return ""
        self._told, was_read_only = stamp, self._read_only
        if self.is_read_only() and not was_read_only:
            return CLOSED.format(self._deployment)
        return CHANGED


def _stamp_of(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _closes(path: Path, deployment: str) -> bool:
    try:
        tables = read_document(path).tables
    except BadConfiguration:
        return False
    deployments = tables.get("deployments")
    table = deployments.get(deployment) if isinstance(deployments, dict) else None
    return isinstance(table, dict) and table.get("read_only", True) is True
