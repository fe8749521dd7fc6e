"""Recognise the REST modules' own words for "no", whatever the HTTP status they come with.

`{"message", "code", "errorCode"}` (opf.md "Conventions", D), `{"errorResponse": {…}}` (sdp2.md
"Sessions by SRM", D), and a body whose `status` is an HTTP error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smstui.domain.privacy import foreign_words
from smstui.domain.text import Clean, clean, clean_foreign
from smstui.platforms import json_document
from smstui.platforms.documents import Malformed

LEAST_ERROR_STATUS: Final = 400


@dataclass(frozen=True, slots=True)
class OwnError:
    """The platform's own code for a refusal, and its words, both cleaned."""

    code: Clean
    words: Clean


def own_error(said: Any) -> OwnError | None:
    """Return the error that a parsed body tells of; None if it tells of none."""
    if not isinstance(said, Mapping):
        return None
    inner = said.get("errorResponse")
    if inner is not None:
        told = inner if isinstance(inner, Mapping) else {}
        return _error(told, "errorCode", "code", words=("errorMessage", "message"))
    if said.get("errorCode") is not None or (
        said.get("code") is not None and isinstance(said.get("message"), str)
    ):
        return _error(said, "errorCode", "code", words=("message",))
    if _is_error_status(said.get("status")):
        return _error(said, "status", words=("message", "error"))
    return None


def parsed_leniently(body: bytes) -> Any:
    """Return the JSON value of `body`, or nothing where it is none."""
    try:
        return json_document.parse(body) if body.strip() else None
    except Malformed:
        return None


def value_of(said: Any, *names: str) -> Any:
    """Return the first of these values that a parsed body has."""
    if not isinstance(said, Mapping):
        return None
    return next((said[name] for name in names if said.get(name) is not None), None)


def word(value: Any) -> Clean:
    """Return a foreign text or number for a sentence; empty for anything else."""
    return clean_foreign(value, cap=200) if isinstance(value, str | int) else Clean("")


def code_of(value: Any) -> Clean:
    """Return a foreign code or id as it was sent, cleaned; empty for anything else."""
    return clean(value, cap=200) if isinstance(value, str | int) else Clean("")


def _error(said: Mapping[str, Any], *codes: str, words: tuple[str, ...]) -> OwnError:
    code = next((code_of(said[name]) for name in codes if code_of(said.get(name))), Clean(""))
    text = next((word(said[name]) for name in words if word(said.get(name))), Clean(""))
    told = foreign_words(clean_foreign(code), clean_foreign(text, cap=300)) or "no reason given"
    return OwnError(code, Clean(f"code {told}" if code and told.startswith(code) else told))


def status_and_words(status: int, said: str) -> str:
    """Return an HTTP status and the words with it, without a code that only repeats the status."""
    code = f"code {status}"
    said = "" if said == code else said.removeprefix(f"{code}: ")
    return f"HTTP {status}, {said}" if said else f"HTTP {status}"


def _is_error_status(status: Any) -> bool:
    told = str(status) if isinstance(status, str | int) and not isinstance(status, bool) else ""
    return told.strip().isdecimal() and int(told) >= LEAST_ERROR_STATUS
