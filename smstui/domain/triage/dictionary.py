"""The meanings of codes on a viewer's screen, by server and code. Data in, meanings out.

The same number has other meanings on another server, so the key is always both. NAGRA's published
codes are built in; codes of other vendors are marked with the vendor; an operator's own file
overrides both.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean

LONGEST_CODE: Final = 200
"""Characters of a code, or of the words on the screen."""
CARD: Final = "card"
"""The server of codes that the box shows for its card."""
FEWEST_LETTERS: Final = 6
"""Letters of words that are searched for among the texts of a screen."""
_SHORTEST_WORD: Final = 3
"""Letters of a word that is searched for; a shorter one, such as `in`, is left out."""
_TEXTS: Final = ("server", "code", "vendor", "cause", "remedy", "mark")
_BEFORE_A_CODE: Final = re.compile(r"^(?:(?:error|err|code)\b[\W_]*)+", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\(\s*([\w.-]{2,20})\s*\)")
_LISTS: Final = ("checks", "words")
_ALL: Final = frozenset({*_TEXTS, *_LISTS})
_NEEDED: Final = ("server", "code", "cause", "remedy")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One entry. `vendor` is the owner of the code, `checks` are the checks of its cause.

    `words` are texts that the screen shows with the code, or in place of it.
    """

    server: str
    code: str
    cause: str
    remedy: str
    vendor: str = "this operator"
    mark: str = ""
    checks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return _folded(self.server), _folded(self.code)

    def has_code(self, text: str) -> bool:
        """Return whether `text` is this whole code, with or without its server."""
        return _code_in(text) in (self.key[1], "".join(self.key))


@dataclass(frozen=True, slots=True)
class Reported:
    """The code that the viewer reads, and its possible meanings. `near` are similar codes."""

    text: str
    meanings: tuple[Meaning, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def is_of_home(self) -> bool:
        """Whether it can be what is tried at the home first: not known, or of the card in the
        box."""
        return all(one.server == CARD for one in self.meanings)


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
        front of a code on the screen ("Error 20002") are not part of it. A text of a screen is
        searched by the code in its brackets, and by its words.
        """
        said = clean(text, cap=LONGEST_CODE).strip()
        folded = _code_in(said)
        known = list(self.meanings.values())
        begun = list(self.exactly(said)) or self._by_words(said)
        if not begun and len(folded) > 1 and not folded.isdigit():
            begun = [one for one in known if one.key[1].startswith(folded)]
        near: list[str] = []
        if not begun:
            codes = {one.key[1]: one.code for one in known}
            near = [codes[name] for name in get_close_matches(folded, codes, n=3, cutoff=0.75)]
        return Reported(said, tuple(begun), tuple(near))

    def exactly(self, text: str) -> tuple[Meaning, ...]:
        """Return the meanings of `text` where it is a whole code, with or without its server."""
        return tuple(one for one in self.meanings.values() if one.has_code(text))

    def _by_words(self, said: str) -> list[Meaning]:
        """Return the meanings of a text of the screen, by the code in its brackets or by words.

        Words that are no part of such a text are searched in any order, in the causes too.
        """
        for code in _IN_BRACKETS.findall(said):
            if found := [one for one in self.meanings.values() if one.key[1] == _folded(code)]:
                return found
        text = _folded(_IN_BRACKETS.sub("", said))
        if len(text) < FEWEST_LETTERS or not any(letter.isalpha() for letter in text):
            return []
        known = self.meanings.values()
        return [
            one
            for one in known
            if any(text in shown or shown in text for shown in map(_folded, one.words) if shown)
        ] or [one for one in known if _has_words(one, _words(said))]


def _has_words(meaning: Meaning, sought: Sequence[str]) -> bool:
    """Return whether each word begins one of the entry; a single word says too little."""
    told = _words(" ".join((meaning.cause, meaning.code, *meaning.words)))
    return len(sought) > 1 and all(any(one.startswith(word) for one in told) for word in sought)


def _words(text: str) -> Sequence[str]:
    return [one for one in re.findall(r"[^\W_]+", text.casefold()) if len(one) >= _SHORTEST_WORD]


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
    lists = {name: entry.get(name, []) for name in _LISTS}
    for name, given in lists.items():
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise _wrong(origin, f"{name} must be a list of texts")
    texts = {name: clean(entry[name]) for name in _TEXTS if name in entry}
    words = tuple(clean(one) for one in lists["words"])
    return Meaning(**texts, checks=tuple(lists["checks"]), words=words)


def _wrong(origin: str, what: str) -> BadConfiguration:
    return BadConfiguration(
        f"{origin}: {what}.",
        hint="Each entry is [[codes]] with server, code, cause and remedy.",
    )


def _code_in(text: str) -> str:
    """Return `text` without the words in front of a code, to compare it."""
    return _folded(_BEFORE_A_CODE.sub("", clean(text, cap=LONGEST_CODE).strip()))


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
