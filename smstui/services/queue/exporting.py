"""A new file for a person's own eyes. It never takes the place of another."""

import os
from collections.abc import Iterable
from pathlib import Path

from smstui.domain.errors import StoreFailed
from smstui.store.files import private_folder, state_folder


def write_private(folder: Path | None, name: str, lines: Iterable[str]) -> Path:
    """Write `lines` to a new file `name` (0600) in `folder`, by default beside what smstui
    remembers. Raises StoreFailed where that cannot be."""
    place = private_folder(state_folder()) if folder is None else folder
    file = place / name
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.writelines(
                f"{line}\r\n" if name.endswith(".csv") else f"{line}\n" for line in lines
            )
    except FileExistsError:
        raise StoreFailed(f"{file} is there already.", hint="Try again in a second.") from None
    except OSError as error:
        raise StoreFailed(f"{file} cannot be written: {error.strerror}.") from None
    return file
