"""Keep secrets out of the log and of transcripts. Pure: fields in, fields without secrets out."""

import re
from collections.abc import Mapping
from typing import Any, Final

from smstui.domain.address_passwords import without_address_passwords
from smstui.domain.known_secrets import MASK
from smstui.domain.marking import plain

_SECRET_KEY: Final = re.compile(
    r"password|passwd|pwd|secret|token|authorization|authorisation|credential|cookie|salt|hash"
    r"|signing.?key|api.?key|\bpin\b|^pins?$|_pin$|^pin_",
    re.IGNORECASE,
)
_SECRET_TEXT: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), shown)
    for pattern, shown in (
        (r"\b(bearer|basic)\s+[a-z0-9+/=._~-]+", rf"\1 {MASK}"),
        (r"\beyJ[a-z0-9_-]{5,}(?:\.[a-z0-9_-]*){1,4}", MASK),
        (
            r"(password|passwd|pwd|secret|token|signingkey|salt|\bpin)(\"?\s*[=:>]\s*\"?)[^\s\"&,;<}]+",
            rf"\1\2{MASK}",
        ),
        (r"(/pin/)[^/?\s\"]+", rf"\1{MASK}"),
    )
)
"""The patterns of credentials in a sentence or an address, and their replacements."""
_UNTRUSTED: Final = frozenset({"stamina.args", "stamina.kwargs", "body", "headers", "locals"})
"""Fields that contain whatever somebody passed along."""
_DEPTH: Final = 6
_LONGEST: Final = 2_000
"""The most characters of one text."""


def redacted(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return `fields` with every secret masked, whether its key or its form gives it away.

    A `Secret` masks itself: any value that is not plain is logged as its text.
    """
    return {key: _value(key, value, _DEPTH) for key, value in fields.items()}


def redacted_text(text: str) -> str:
    """Return `text` with everything masked that looks like a credential, cut if it is very long."""
    text = without_address_passwords(plain(text))
    for pattern, shown in _SECRET_TEXT:
        text = pattern.sub(shown, text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def names_secret(key: str) -> bool:
    """Return whether the name of a setting or a header suggests that it holds a secret."""
    return _SECRET_KEY.search(key) is not None


def redacted_setting(key: str, text: str) -> str:
    """Return the value of the setting `key`, masked if its name or its form suggests a secret."""
    return MASK if text and names_secret(key) else redacted_text(text)


def _value(key: str, value: Any, depth: int) -> Any:
    if key in _UNTRUSTED or (value and _SECRET_KEY.search(key)):
        return MASK
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, Mapping) and depth:
        return {str(name): _value(str(name), inner, depth - 1) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [_value("", inner, depth - 1) for inner in value]
    return redacted_text(str(value))
