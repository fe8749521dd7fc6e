"""Resolve paths in the configuration: `~`, and relative to the file that names them."""

from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from smstui.config.plain_text import check_plain

FOLDER: Final = "folder"
"""The key of the validation context that holds the folder of the configuration file."""


def _written(raw: Any) -> Any:
    return check_plain(raw) if isinstance(raw, str) else raw


def _located(path: Path, info: ValidationInfo) -> Path:
    try:
        path = path.expanduser()
    except RuntimeError:
        raise ValueError("names a home directory that does not exist") from None
    folder = (info.context or {}).get(FOLDER)
    return folder / path if isinstance(folder, Path) else path


LocatedPath = Annotated[Path, BeforeValidator(_written), AfterValidator(_located)]
