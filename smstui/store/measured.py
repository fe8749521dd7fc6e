"""Save the values that were measured of a scanner and its connection."""

import json
from collections.abc import Mapping
from pathlib import Path

from smstui.config.files import state_folder
from smstui.config.scanner import MEASURED_FILE
from smstui.domain.errors import StoreFailed
from smstui.store.files import private_file, private_folder


def keep_measured(values: Mapping[str, object], folder: Path | None = None) -> Path:
    """Write `values` of `[scanner]` to the state folder, in place of earlier ones.

    Raises StoreFailed if the folder cannot be written.
    """
    path = private_file(private_folder(state_folder(folder)) / MEASURED_FILE)
    try:
        path.write_text(json.dumps(dict(values)) + "\n", "utf-8")
    except OSError as error:
        raise StoreFailed(f"{path} could not be written: {error.strerror}.") from error
    return path
