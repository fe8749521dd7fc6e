"""Paths in the configuration: `~` is the home, a relative one starts at the file that names it."""

from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from smstui.config.plain_text import check_plain

FOLDER: Final = "folder"
"""Key of the validation context that holds the configuration file's folder."""


def _written(raw: Any) -> Any:
    return check_plain(raw) if isinstance(raw, str) else raw


def _located(path: Path, info: ValidationInfo) -> Path:
    try:
        path = path.expanduser()
    except RuntimeError:
        raise ValueError("names a home that does not exist") from None
    folder = (info.context or {}).get(FOLDER)
    return folder / path if isinstance(folder, Path) else path


LocatedPath = Annotated[Path, BeforeValidator(_written), AfterValidator(_located)]
