"""The dictionary of reported codes: the one shipped, and the operator's own laid over it."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from smstui.config.files import read_document
from smstui.domain.triage.dictionary import Dictionary, Meaning, meanings_from

_SHIPPED: Final = "codes.toml"


@cache
def shipped_codes() -> tuple[Meaning, ...]:
    """Return the codes that come with the package: NAGRA's, and Irdeto's as an example set."""
    text = files("smstui.domain.triage").joinpath(_SHIPPED).read_text("utf-8")
    return tuple(meanings_from(tomllib.loads(text), _SHIPPED))


def dictionary_of(own: Path | None) -> Dictionary:
    """Return the shipped codes overlaid with the operator's file `own`; a missing one adds nothing.

    Raises BadConfiguration for a file that is there and cannot be used.
    """
    if own is None or not own.exists():
        return Dictionary.of(shipped_codes())
    return Dictionary.of(shipped_codes(), meanings_from(read_document(own).tables, str(own)))
