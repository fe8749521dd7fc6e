"""Cases of a console that ended against its user's will: a lost line, a kill, a bug.

They are written to one file only we can read, as they would have been told by hand: redacted,
masked where privacy was on. The next console on this machine says once where it is. Changes are
not in it; the journal has them, and `smstui transcript` tells them.
"""

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smstui.config.files import state_folder
from smstui.domain.age import utc_now

if TYPE_CHECKING:
    from smstui.console.host import Host

_NEW: Final = "lost-cases-"
_TOLD: Final = "kept-cases-"
"""The start of a file name before and after it was reported; then the deployment, then
the moment, then letters that make it the file of one console."""
MOST_FILES: Final = 5
"""The latest that stay once they were told of, each of one console."""
OLDEST: Final = timedelta(days=30)


def keep(app: "Host") -> Path | None:
    """Write what the console was told since it began; None where that is nothing, or cannot be.

    From any thread, whatever became of the app. Never raises: what comes after it must happen.
    """
    with suppress(Exception):
        from smstui.domain.case.markdown import markdown
        from smstui.store.files import private_folder, write_new

        now = utc_now()
        told = [
            markdown(case, now, app.masker.records.over_case(case))
            for case in app.casebook.cases
            if case.events or case.cross_test
        ]
        if told:
            stem = f"{_NEW}{_plain(app.startup.deployment)}-{now:%Y%m%d-%H%M%S}"
            file = write_new(private_folder(state_folder()), stem, "md", ["\n\n".join(told)])
            _prune()
            return file
    return None


def told_once(deployment: str) -> str:
    """Return a sentence with the cases that were not reported yet; empty if there are none."""
    with suppress(Exception):
        _prune()
        kept = []
        for file in _files(deployment):
            if file.name.startswith(_NEW):
                with suppress(FileNotFoundError):  # another console is telling of it
                    kept.append(file.rename(file.with_name(file.name.replace(_NEW, _TOLD, 1))))
        # The place first: a narrow terminal cuts the end of the line.
        if len(kept) == 1:
            return f"{_shown(kept[0])} has the cases of the console before, which was cut off."
        if kept:
            more = f"{len(kept) - 1} more beside it"
            return f"{_shown(kept[0])} and {more} have the cases of consoles that were cut off."
    return ""


def forget(deployment: str) -> None:
    """Erase them. Raises OSError."""
    for file in _files(deployment):
        file.unlink(missing_ok=True)


def _prune() -> None:
    oldest = (utc_now() - OLDEST).timestamp()
    told = [file for file in _files() if file.name.startswith(_TOLD)]
    for file in _files():
        with suppress(FileNotFoundError):  # another console moved it
            if file in told[MOST_FILES:] or file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)


def _files(deployment: str = "") -> list[Path]:
    """Those of a deployment, or all; the latest first."""
    name = f"{_plain(deployment)}-" if deployment else ""
    found = [one for start in (_NEW, _TOLD) for one in state_folder().glob(f"{start}{name}*.md")]
    return sorted(found, key=_moment, reverse=True)


def _moment(file: Path) -> str:
    """Return the moment in the name of a file, which sorts as text; empty if it has none."""
    found = re.findall(r"\d{8}-\d{6}", file.stem)
    return found[-1] if found else ""


def _shown(file: Path) -> str:
    """Its path, from the home folder where it is in there."""
    home = Path.home()
    return f"~/{file.relative_to(home)}" if file.is_relative_to(home) else str(file)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "_", name)
