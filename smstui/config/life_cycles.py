"""Check the life cycles that a site overrides: from a status to the statuses it may become."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator

from smstui.domain.lifecycle import ACCOUNT_SDP2, SET_TOP_BOX, SMARTCARD

PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""A name that may be quoted in a sentence."""

_LIVES: Final[Mapping[str, frozenset[str]]] = {
    "account": frozenset(ACCOUNT_SDP2),
    "box": frozenset(SET_TOP_BOX),
    "smartcard": frozenset(SMARTCARD),
}


def _life_cycles(tables: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Any:
    for life, table in tables.items():
        if life not in _LIVES:
            raise ValueError(f"{_word(life)}: is not a life cycle; there are {', '.join(_LIVES)}")
        for before, after in table.items():
            for status in (before, *after):
                if status.upper() not in _LIVES[life]:
                    known = ", ".join(sorted(_LIVES[life]))
                    raise ValueError(
                        f"{life}.{_word(before)}: {_word(status)} is not a status; "
                        f"there are {known}"
                    )
    return tables


def _word(text: str) -> str:
    """Return a word of the file for a sentence. Text that is not plain is not quoted."""
    return text if PLAIN_NAME.fullmatch(text) else "that"


LifeCycles = Annotated[Mapping[str, Mapping[str, tuple[str, ...]]], AfterValidator(_life_cycles)]
