"""Checks of `smstui doctor` on this machine: terminal, folders, compiled modules."""

import importlib.util
import locale
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from smstui.commands.checkup import Check, Result, caution, fine, skipped
from smstui.commands.exits import Exit
from smstui.store.drafts import FILE_NAME as DRAFTS_FILE
from smstui.store.files import JOURNAL_FILE
from smstui.store.network import network_file_system

SMALLEST: Final = (40, 10)
"""Columns and rows below which the console shows only that it is too small."""
DESIGNED: Final = (80, 24)


def machine_checks(state: Path, environment: Mapping[str, str]) -> Iterator[Check]:
    """Everything that can be said without a configuration."""
    yield _size()
    yield _colours(environment)
    yield _letters()
    yield _multiplexer(environment)
    yield _state(state)
    yield _disk(state)
    yield _locks(state)
    yield _compiled(Path(__file__).parents[1])


def _size() -> Check:
    columns, rows = shutil.get_terminal_size()
    detail = f"{columns} by {rows}"
    if not sys.stdout.isatty():
        return skipped("terminal", "standard output is not a terminal: no screen to check")
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        smallest = f"{SMALLEST[0]} by {SMALLEST[1]}"
        return caution("terminal", detail, f"The console needs {smallest}; enlarge the window.")
    if columns < DESIGNED[0] or rows < DESIGNED[1]:
        return caution("terminal", detail, "Make it 80 by 24 or larger to see every pane at once.")
    return fine("terminal", detail)


def _colours(environment: Mapping[str, str]) -> Check:
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return fine("colours", "none, as NO_COLOR asks")
    if term in ("", "dumb"):
        hint = "Set TERM, for example to xterm-256color."
        return caution("colours", f"TERM is {term or 'not set'}", hint)
    depth = (
        "16 million"
        if environment.get("COLORTERM") in ("truecolor", "24bit")
        else "256"
        if "256" in term
        else "16"
    )
    return fine("colours", f"{depth}, TERM is {term}")


def _letters() -> Check:
    encoding = locale.getpreferredencoding(False)
    if encoding.replace("-", "").casefold() == "utf8":
        return fine("letters", "UTF-8")
    hint = "Set LANG to a UTF-8 locale, for example C.UTF-8."
    return caution("letters", f"{encoding}: names may show question marks", hint)


def _multiplexer(environment: Mapping[str, str]) -> Check:
    if not environment.get("TMUX"):
        return fine("multiplexer", "none")
    if not shutil.which("tmux"):
        hint = 'Set clipboard = "osc52", or install tmux here.'
        return caution("multiplexer", "inside tmux, but tmux cannot be run here", hint)
    return fine("multiplexer", "tmux; y copies with tmux load-buffer")


def _state(folder: Path) -> Check:
    """Looks only: what is wrong here is told, not mended."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return fine("state folder", f"{folder}, created at first use")
    except OSError as error:
        return _state_fault(f"{folder} cannot be read: {error.strerror}")
    if not stat.S_ISDIR(found.st_mode):
        return _state_fault(f"{folder} is not a folder")
    if found.st_uid != os.geteuid():
        return _state_fault(f"{folder} belongs to another user (uid {found.st_uid})")
    if not os.access(folder, os.W_OK | os.X_OK):
        return _state_fault(f"{folder} cannot be written")
    for path in (folder / JOURNAL_FILE, folder / DRAFTS_FILE):
        if why := _unusable(path):
            hint = (
                "Move it away, or set SMSTUI_STATE to another folder. smstui then creates a new "
                "one."
            )
            detail = f"{path} {why}, so nothing can be changed or saved for later"
            return Check("state folder", Result.FAULT, detail, hint, ends_in=Exit.REFUSED_HERE)
    open_to_others = [
        path.name
        for path in (folder, *sorted(folder.iterdir()))
        if path.is_symlink() or stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]
    if open_to_others:
        names = ", ".join(open_to_others[:3])
        return caution(
            "state folder", f"{folder}: others can read {names}", f"Run: chmod -R go= {folder}"
        )
    return fine("state folder", f"{folder}, private")


def _unusable(path: Path) -> str:
    """Say why no command can use the database `path`; empty for one that can be used, or made."""
    try:
        # Non-blocking, for a FIFO would keep us waiting for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"cannot be opened ({error.strerror})"
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return "is not a regular file"
        if found.st_uid != os.geteuid():
            return f"belongs to another user (uid {found.st_uid})"
    finally:
        os.close(handle)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as db:
            db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.DatabaseError as error:
        return f"cannot be used ({error})"
    return ""


def _disk(folder: Path) -> Check:
    kind = network_file_system(folder)
    if not kind:
        return fine("state disk", "local")
    hint = "Set SMSTUI_STATE to a folder on a local disk."
    detail = f"{folder} is on a network file system ({kind}): locks and journal are not reliable"
    return caution("state disk", detail, hint)


def _locks(folder: Path) -> Check:
    """Say between whom an open change keeps others from its account."""
    return fine(
        "locks",
        f"within this login only: consoles and commands that use {folder} send one change at a "
        "time for an account. Another login or machine can change the same account at the same "
        "moment. smstui reads the records before and after each change to notice it",
    )


def _state_fault(detail: str) -> Check:
    hint = "Set SMSTUI_STATE to a folder of your own."
    return Check("state folder", Result.FAULT, detail, hint, ends_in=Exit.USAGE)


def _compiled(package: Path) -> Check:
    modules = [path for path in package.rglob("*.py") if "__pycache__" not in path.parts]
    missing = [
        path for path in modules if not Path(importlib.util.cache_from_source(path)).exists()
    ]
    if missing:
        hint = f"smstui starts slower. Run: {sys.executable} -m compileall -q {package}"
        return caution("compiled modules", f"{len(missing)} of {len(modules)} are missing", hint)
    return fine("compiled modules", f"all {len(modules)}")
