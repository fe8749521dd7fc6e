"""Headers: those that stand in place of others, and those that a refusal asks for."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from smstui.domain.errors import Forbidden, Refused, SignInRefused
from smstui.domain.marking import plain


def with_headers(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return `headers` with `more`, which replace those of the same name."""
    if not more:
        return dict(headers)
    own = {name.casefold() for name in more}
    return {**{name: text for name, text in headers.items() if name.casefold() not in own}, **more}


_NAME: Final = r"[\"'`]?([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|[A-Za-z][A-Za-z0-9-]{2,})[\"'`]?"
_WANTED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bheader:?\s+{_NAME}(?:\s+\S+){{0,8}}?\s+(?:is|was)\s+(?:missing|required|absent)",
        rf"\bheader:?\s+{_NAME}(?:\s+\S+){{0,8}}?\s+(?:is|was)\s+not\s+(?:present|set|there)",
        rf"\b(?:missing|required)\s+(?:\w+\s+){{0,2}}?header:?\s+{_NAME}",
        rf"{_NAME}\s+header\s+(?:is\s+)?(?:missing|required)",
        rf"\b(?:missing|required):?\s+{_NAME}\s+header",
    )
)
_AT_THE_DOOR: Final = re.compile(
    r"\bheaders?\b|security|\btoken\b|credential|authenti|authori[sz]|\bdenied\b|forbidden"
    r"|not permitted|api.?key|VersionMismatch|MustUnderstand",
    re.IGNORECASE,
)


def header_wanted(words: str) -> str:
    """Return the header that a refusal says is missing; empty where it names none."""
    words = plain(words)
    found = (pattern.search(words) for pattern in _WANTED)
    return next((match[1] for match in found if match), "")


def header_not_taken(words: str, sent: Iterable[str]) -> str:
    """Return the one of the headers `sent` that a refusal names; empty where it names none."""
    words = plain(words)
    return next(
        (
            name
            for name in sent
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words, re.IGNORECASE)
        ),
        "",
    )


def is_turned_away(error: Refused) -> bool:
    """Return whether a call was refused for what it carries, rather than for the id it names."""
    if isinstance(error, SignInRefused | Forbidden):
        return True
    return bool(_AT_THE_DOOR.search(plain(f"{error.message} {error.platform_code or ''}")))
