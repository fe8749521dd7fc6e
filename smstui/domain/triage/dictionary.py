"""The meanings of codes on a viewer's screen, by server and code. Data in, meanings out.

The same number has other meanings on another server, so the key is always both. NAGRA's published
codes are built in; codes of other vendors are marked with the vendor; an operator's own file
overrides both.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean

LONGEST_CODE: Final = 60
_TEXTS: Final = ("server", "code", "vendor", "cause", "remedy", "mark")
_BEFORE_A_CODE: Final = re.compile(r"^(?:(?:error|err|code)\b[\W_]*)+", re.IGNORECASE)
_ALL: Final = frozenset({*_TEXTS, "checks"})
_NEEDED: Final = ("server", "code", "cause", "remedy")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One entry. `vendor` is the owner of the code, `checks` are the checks of its cause."""

    server: str
    code: str
    cause: str
    remedy: str
    vendor: str = "this operator"
    mark: str = ""
    checks: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return _folded(self.server), _folded(self.code)


@dataclass(frozen=True, slots=True)
class Reported:
    """The code that the viewer reads, and its possible meanings. `near` are similar codes."""

    text: str
    meanings: tuple[Meaning, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All meanings. A later one with the same key replaces an earlier one."""

    meanings: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)

    @classmethod
    def of(cls, *sources: Iterable[Meaning]) -> "Dictionary":
        return cls({meaning.key: meaning for source in sources for meaning in source})

    def look_up(self, text: str) -> Reported:
        """Return the meanings of `text`: a code, with or without its server (`1007`, `SSM 1007`).

        Without the exact code, the codes that begin with it are returned: E16 finds E16-4. Words in
        front of a code on the screen ("Error 20002") are not part of it.
        """
        said = clean(text, cap=LONGEST_CODE).strip()
        folded = _folded(_BEFORE_A_CODE.sub("", said))
        known = list(self.meanings.values())
        exact = [one for one in known if folded in (one.key[1], "".join(one.key))]
        begun = exact
        if not exact and len(folded) > 1 and not folded.isdigit():
            begun = [one for one in known if one.key[1].startswith(folded)]
        near: list[str] = []
        if not begun:
            codes = {one.key[1]: one.code for one in known}
            near = [codes[name] for name in get_close_matches(folded, codes, n=3, cutoff=0.75)]
        return Reported(said, tuple(begun), tuple(near))


def meanings_from(tables: Mapping[str, Any], origin: str) -> list[Meaning]:
    """Return the entries `[[codes]]` of a TOML document. Raises BadConfiguration naming
    `origin`."""
    entries = tables.get("codes", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise _wrong(origin, "codes must be a list of tables")
    return [_meaning(entry, f"{origin}, entry {at}") for at, entry in enumerate(entries, 1)]


def _meaning(entry: Mapping[str, Any], origin: str) -> Meaning:
    if unknown := sorted(set(entry) - _ALL):
        near = get_close_matches(unknown[0], _ALL, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise _wrong(origin, f"{clean(unknown[0], 40)} is not a known key{hint}")
    for name in _NEEDED:
        if not str(entry.get(name, "")).strip():
            raise _wrong(origin, f"{name} is missing")
    checks = entry.get("checks", [])
    if not isinstance(checks, list) or not all(isinstance(one, str) for one in checks):
        raise _wrong(origin, "checks must be a list of names")
    texts = {name: clean(entry[name]) for name in _TEXTS if name in entry}
    return Meaning(**texts, checks=tuple(checks))


def _wrong(origin: str, what: str) -> BadConfiguration:
    return BadConfiguration(
        f"{origin}: {what}.",
        hint="Each entry is [[codes]] with server, code, cause and remedy.",
    )


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
