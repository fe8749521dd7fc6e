"""Clean text from elsewhere once, where it enters the domain.

A name can contain ESC sequences, C1 bytes, right-to-left overrides or ten kilobytes of nothing.
Text that passed `clean` contains only printable characters on one line and has the type `Clean`:
screens accept nothing else. A line filter in the console checks the output once more.

The zero-width joiner and non-joiner belong to the spelling of some scripts: they are kept between
letters of those, and nowhere else.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NewType

from smstui.domain.known_secrets import without_secrets
from smstui.domain.marking import parts, remarked

Clean = NewType("Clean", str)
"""Text without control, C1, bidi, zero-width, private-use or surrogate characters.

Joiners are only in it where a script needs them.
"""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
TEXT_CAP: Final = 1_000
"""The most characters of one field. The longest documented one has 320 (sdp2.md,
drmInstanceName)."""
MARKS_CAP: Final = 4
"""Combining marks in a row. No script needs more, and a stack of them covers other lines."""


ZWNJ: Final = "\N{ZERO WIDTH NON-JOINER}"
ZWJ: Final = "\N{ZERO WIDTH JOINER}"
JOINERS: Final = frozenset({ZWNJ, ZWJ})
JOINING_SCRIPTS: Final = frozenset(
    {"ARABIC", "SYRIAC", "MANDAIC", "MONGOLIAN", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI",
     "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER",
     "MYANMAR", "BALINESE", "JAVANESE"}
)  # fmt: skip
"""Scripts whose spelling uses joiners, by the start of the Unicode names of their letters."""
_CHILLU: Final = "\N{MALAYALAM SIGN VIRAMA}\N{ZERO WIDTH JOINER}"
"""The older spelling of a Malayalam word that ends in a final consonant."""


def clean(raw: object, cap: int = TEXT_CAP) -> Clean:
    """Return `raw` as harmless text of at most `cap` characters. A cut ends in an ellipsis.

    White space of any kind becomes a blank, any other character that does not print becomes U+FFFD,
    and combining marks beyond MARKS_CAP in a row are dropped.
    """
    text = str(raw)
    if len(text) > cap:
        text = text[: cap - 1] + "…"
    if not text.isascii():
        text = "".join(_without_stacks(text))
    return Clean(text if text.isprintable() else "".join(_printable(text)))


def clean_foreign(raw: object, cap: int = TEXT_CAP) -> Clean:
    """Return the platform's text for a sentence: without our secrets, cleaned and cut."""
    return clean(without_secrets(str(raw)), cap)


def one_line(text: str) -> str:
    """Return `text` on one line: every line end becomes a blank."""
    return text if text.isprintable() else " ".join(text.splitlines())


def clean_sentence(text: str, cap: int = TEXT_CAP) -> Clean:
    """Clean a sentence of this program. Unlike `clean`, keep the marks of personal text."""
    if text.isascii():
        return clean(text, cap)
    left, kept = cap, []
    for kind, inner in parts(text):
        if left > 0:
            kept.append(remarked(kind, clean(inner, left)))
        left -= len(inner)
    return Clean("".join(kept))


def does_not_print(text: str) -> str:
    """Return the first character of `text` that `clean` replaces, or an empty text."""
    if text.isprintable():
        return ""
    return next((was for was, now in zip(text, _printable(text), strict=True) if was != now), "")


def capital(text: str) -> str:
    """Return the text with a capital first letter. Every other letter stays, because ids do."""
    return text[:1].upper() + text[1:]


def series(words: Sequence[str], last: str = "or") -> str:
    """Return `a, b or c`; `last` is the word before the last one."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def is_spelling(text: str, at: int) -> bool:
    """Return whether the joiner at `at` is between letters of one script that uses joiners."""
    before = _joining_script(text[at - 1]) if at else ""
    if not before:
        return False
    if at + 1 < len(text) and _joining_script(text[at + 1]):
        return before == _joining_script(text[at + 1])
    return text[at - 1 : at + 1] == _CHILLU


def _joining_script(character: str) -> str:
    """Return the script of a letter or mark, if it uses joiners."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    script = unicodedata.name(character, "").partition(" ")[0]
    return script if script in JOINING_SCRIPTS else ""


def _printable(text: str) -> Iterator[str]:
    """Yield each character of `text` that may be shown."""
    for at, character in enumerate(text):
        if character.isprintable() or (character in JOINERS and is_spelling(text, at)):
            yield character
        elif unicodedata.category(character) == "Zs" or character in "\t\r\n":
            yield " "
        else:
            yield REPLACEMENT


def _without_stacks(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        if unicodedata.category(character)[0] == "M":
            marks += 1
        elif character not in JOINERS:  # a joiner between marks makes no new stack
            marks = 0
        if marks <= MARKS_CAP or character in JOINERS:
            yield character


def folded(text: str) -> str:
    """Return `text` for a search, in one case and without accents: "Müller" is "muller"."""
    if not text.isascii():
        parts = unicodedata.normalize("NFD", text)
        text = "".join(part for part in parts if not unicodedata.combining(part))
    return text.casefold()
