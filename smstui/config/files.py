"""Find and read the configuration file. Imports nothing large."""

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from smstui.domain.errors import BadConfiguration

FILE_NAME: Final = "config.toml"
LARGEST: Final = 1_000_000
"""Bytes. A configuration of a thousand deployments has a third of it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration file as it was written: its path, text and tables."""

    path: Path
    text: str
    tables: dict[str, Any]


def configuration_folder() -> Path:
    """Return the usual folder of the configuration. The user's own themes are in it too."""
    from platformdirs import user_config_path

    return user_config_path("smstui", appauthor=False)


def state_folder(chosen: Path | None = None) -> Path:
    """Return the state folder: `chosen`, else `SMSTUI_STATE`, else the usual one.

    Raises BadConfiguration for a `~name` without a home.
    """
    if chosen:
        return chosen
    if named := os.environ.get("SMSTUI_STATE"):
        return _at_home(named, "SMSTUI_STATE")
    from platformdirs import user_state_path

    return user_state_path("smstui", appauthor=False)


def configuration_path(chosen: Path | None = None) -> Path:
    """Return `chosen` (--config), else `SMSTUI_CONFIG`, else the usual path. It may not exist."""
    if chosen:
        return chosen
    if named := os.environ.get("SMSTUI_CONFIG"):
        return _at_home(named, "SMSTUI_CONFIG")
    return configuration_folder() / FILE_NAME


def _at_home(named: str, variable: str) -> Path:
    """Return the path in an environment variable. `~` is the home of this user."""
    try:
        return Path(named).expanduser()
    except RuntimeError:
        raise BadConfiguration(
            f"{variable} is {named}, but that home does not exist.",
            hint="Name a folder by its path.",
        ) from None


def find_document(chosen: Path | None = None) -> Document | None:
    """Return the document in force, or None if no file is named and the usual one is missing.

    Raises BadConfiguration like `read_document`.
    """
    path = configuration_path(chosen)
    if not chosen and not os.environ.get("SMSTUI_CONFIG"):
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            pass  # if it exists but cannot be read, reading it says why
    return read_document(path)


def read_document(path: Path) -> Document:
    """Return the document at `path`. Raises BadConfiguration with file, line and advice."""
    text = _text(path, _bytes(path))
    try:
        return Document(path, text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        reason, line = _place(str(error) if isinstance(error, tomllib.TOMLDecodeError) else "")
        raise BadConfiguration(
            f"{path}:{line or _odd_line(text, at_end=reason.endswith(' end'))}: "
            f"this is not TOML: {reason}.",
            hint="`smstui config template` prints a file to start from.",
        ) from None


def _text(path: Path, raw: bytes | None) -> str:
    if raw is None or len(raw) > LARGEST:
        raise BadConfiguration(
            f"{path} is not a plain file of less than {LARGEST // 1000} kB.",
            hint="Name the configuration file.",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadConfiguration(
            f"{path}:{line}: byte 0x{raw[error.start]:02X} is not UTF-8.",
            hint="Save the file as UTF-8.",
        ) from None


def _bytes(path: Path) -> bytes | None:
    """Return at most one byte more than allowed. None for a file without an end."""
    try:
        # Non-blocking: a FIFO would wait for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            found = os.fstat(handle)
            if stat.S_ISDIR(found.st_mode):
                raise BadConfiguration(
                    f"{path} is a folder, not a configuration.", hint="Name the file in it."
                )
            if stat.S_ISFIFO(found.st_mode):
                return None
            _need_own(path, found)
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(LARGEST + 1)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise BadConfiguration(
            f"No configuration file found at {path}.",
            hint="`smstui config init` writes one; `smstui demo` needs none.",
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a path"
        raise BadConfiguration(
            f"The configuration {path} cannot be read: {why}.", hint="Check its permissions."
        ) from None


def _need_own(path: Path, found: os.stat_result) -> None:
    """Refuse a file that others could have written: it names programs that smstui runs."""
    if not stat.S_ISREG(found.st_mode):
        return
    if found.st_uid not in (os.geteuid(), 0):
        raise BadConfiguration(
            f"{path} belongs to another user (uid {found.st_uid}), who could run commands as you.",
            hint="Use a configuration of your own.",
        )
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        who = "everybody" if found.st_mode & stat.S_IWOTH else "its group"
        raise BadConfiguration(
            f"{path} can be written by {who} (mode {stat.S_IMODE(found.st_mode):04o}), who could "
            "run commands as you.",
            hint=f"Run: chmod go-w {path}",
        )


def _place(message: str) -> tuple[str, int | None]:
    """Return the message of tomllib without its place, and the line."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if found:
        return f"{message[: found.start()]} in column {found[2]}", int(found[1])
    if not message:
        return "too deep or a number too long", None
    reason = message.removesuffix(" (at end of document)")
    return (f"{reason} at its end" if reason != message else reason), None


def _odd_line(text: str, *, at_end: bool) -> int:
    """Return the last line, or the one with the most brackets or the longest number."""
    lines = text.splitlines() or [""]
    if at_end:
        return len(lines)
    oddness = [max(line.count("[") + line.count("{"), _digits(line)) for line in lines]
    return oddness.index(max(oddness)) + 1


def _digits(line: str) -> int:
    return max((len(run) for run in re.findall(r"[0-9_]+", line)), default=0)
