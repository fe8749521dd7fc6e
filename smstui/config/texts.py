"""The types of texts in the configuration: plain text, a header's value, a path."""

import unicodedata
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

FOLDER: Final = "folder"
"""The key of the validation context that holds the folder of the configuration file."""
_NAMES: Final = {"\r": "a carriage return", "\n": "a line break", "\t": "a tab", "\0": "a NUL"}


def check_plain(text: str) -> str:
    """Return `text`. Raises ValueError for invisible characters and for blanks around it."""
    if unseen := unseen_in(text):
        raise ValueError(f"must not contain {unseen}")
    if text != text.strip():
        raise ValueError("must not begin or end with a blank")
    if not text:
        raise ValueError("must not be empty")
    return text


def check_header(text: str) -> str:
    """Return `text` for a header or an address. Raises ValueError unless it is ASCII."""
    check_plain(text)
    if not text.isascii():
        strange = next(each for each in text if not each.isascii())
        raise ValueError(
            f"must be plain ASCII, for it is sent in a header; it contains {named(strange)}"
        )
    return text


def unseen_in(text: str) -> str:
    """Return the name of the first invisible character of `text`, or an empty text.

    Blanks count as visible, other white space does not.
    """
    return next((named(each) for each in text if not each.isprintable()), "")


def named(character: str) -> str:
    """Return the name by which a person can look up a character."""
    code = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return f"a byte that is not UTF-8 ({code})"
    name = _NAMES.get(character) or unicodedata.name(character, "").lower()
    return f"{name} ({code})" if name else code


def _written(raw: Any) -> Any:
    return check_plain(raw) if isinstance(raw, str) else raw


def _located(path: Path, info: ValidationInfo) -> Path:
    """Resolve `~`, and a path relative to the file that names it."""
    try:
        path = path.expanduser()
    except RuntimeError:
        raise ValueError("names a home directory that does not exist") from None
    folder = (info.context or {}).get(FOLDER)
    return folder / path if isinstance(folder, Path) else path


PlainText = Annotated[str, AfterValidator(check_plain)]
HeaderText = Annotated[str, AfterValidator(check_header)]
LocatedPath = Annotated[Path, BeforeValidator(_written), AfterValidator(_located)]


def _basic_user(text: str) -> str:
    if ":" in check_plain(text):
        raise ValueError("must not contain a colon: HTTP Basic ends the user name there")
    return text


BasicUser = Annotated[str, AfterValidator(_basic_user)]
