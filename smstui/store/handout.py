"""A file that is handed out: written once, for its owner's eyes, over nothing that is there."""

import os
from pathlib import Path

from smstui.domain.errors import StoreFailed


def write_private(path: Path, text: str) -> Path:
    """Write `text` to the new file `path`, mode 0600.

    Raises StoreFailed when something is there already, be it a link, or it cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise StoreFailed(
            f"Nothing was written: {path} is there already.", hint="Choose another name."
        ) from None
    except OSError as error:
        raise StoreFailed(f"Nothing was written ({error.strerror}): {path}.") from error
    return path
