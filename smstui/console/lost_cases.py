"""Cases of a console that ended against its user's will: a lost line, a kill, a bug.

They are written to one file only we can read, as they would have been told by hand: redacted,
masked where privacy was on. The next console on this machine says once where it is. Changes are
not in it; the journal has them, and `smstui transcript` tells them.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from smstui.console.app import ConsoleApp

_NEW: Final = "lost-cases-"
_TOLD: Final = "kept-cases-"
"""What the name of a file begins with before and after it was told of; then the deployment, then
the moment."""
MOST_FILES: Final = 5
"""The latest that stay, each of one console."""
OLDEST: Final = timedelta(days=30)


def keep(app: "ConsoleApp") -> Path | None:
    """Write what the console was told since it began; None where that is nothing, or cannot be.

    From any thread, whatever became of the app. Never raises: what comes after it must happen.
    """
    with suppress(Exception):
        from smstui.domain.case.markdown import markdown
        from smstui.store.files import private_folder, state_folder
        from smstui.store.handout import write_private

        now = datetime.now(UTC)
        told = [
            markdown(case, now, app.veil.over_case(case))
            for case in app.casebook.cases
            if case.events or case.cross_test
        ]
        if told:
            name = f"{_NEW}{_plain(app.glance.deployment)}-{now:%Y%m%d-%H%M%S}.md"
            file = write_private(private_folder(state_folder()) / name, "\n\n".join(told))
            _prune()
            return file
    return None


def told_once(deployment: str) -> str:
    """Where the cases are that were not told of yet, in a sentence; empty where there are none."""
    with suppress(Exception):
        _prune()
        new = [file for file in _files(deployment) if file.name.startswith(_NEW)]
        kept = [file.rename(file.with_name(file.name.replace(_NEW, _TOLD, 1))) for file in new]
        if kept:
            # The place first: a narrow terminal cuts the end of the line.
            return f"{_shown(kept[0])} has the cases of the console before, which was cut off."
    return ""


def forget(deployment: str) -> None:
    """Erase them. Raises OSError."""
    for file in _files(deployment):
        file.unlink(missing_ok=True)


def _prune() -> None:
    oldest = (datetime.now(UTC) - OLDEST).timestamp()
    for at, file in enumerate(_files()):
        if at >= MOST_FILES or file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _files(deployment: str = "") -> list[Path]:
    """Those of a deployment, or all; the latest first."""
    from smstui.store.files import state_folder

    name = f"{_plain(deployment)}-" if deployment else ""
    found = [one for start in (_NEW, _TOLD) for one in state_folder().glob(f"{start}{name}*.md")]
    return sorted(found, key=lambda file: file.stem[-15:], reverse=True)


def _shown(file: Path) -> str:
    """Its path, from the home folder where it is in there."""
    home = Path.home()
    return f"~/{file.relative_to(home)}" if file.is_relative_to(home) else str(file)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name)
