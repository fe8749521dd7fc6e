"""Decide which texts outside ASCII can be a login id, and which only look like another id.

A login id may be written in any alphabet. Text is refused if a person cannot tell it from another
text: letters of two alphabets that look alike in one word, a word that reads as plain letters
although it is not, invisible characters, and characters that stand for one of ASCII.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.text import JOINERS, REPLACEMENT, is_spelling

ALIKE: Final = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "COPTIC", "CHEROKEE", "LISU", "GEORGIAN", "GOTHIC",
     "DESERET", "TIFINAGH", "CANADIAN", "RUNIC", "GLAGOLITIC", "OLD", "CARIAN", "LYCIAN", "LYDIAN",
     "WARANG", "ELBASAN", "CAUCASIAN", "MATHEMATICAL"}
)  # fmt: skip
"""Alphabets with letters of the same shape, by the start of their Unicode names.

Others, such as the kana and Han of one Japanese word, are written together.
"""

LATIN_SHAPES: Final = frozenset(
    "абезкорсухіјѕьԛԝһԁӏАВЕЗКМНОРСТУХІЈЅЬԚԜӀ"  # Cyrillic
    "αγικνορυϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϿ"  # Greek
    "աօսոհյցՕՍԼ"  # Armenian
    "\N{LATIN SMALL LETTER ALPHA}\N{LATIN SMALL LETTER SCRIPT G}"
)
"""Letters that look like one of ASCII, or like a digit."""
_DRAW_NOTHING: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
ASCII_ONLY: Final = "ids are plain ASCII"
LOOKS_ASCII: Final = "it looks like a letter or digit of ASCII"
MIXED: Final = "two alphabets that look alike are mixed in one word"


@dataclass(frozen=True, slots=True)
class Odd:
    """The character (from 0) because of which a text cannot be a login id, and the reason.

    `may_be_meant` says that the text is possible if a login id is meant and nothing else.
    """

    at: int
    why: str
    may_be_meant: bool = False


def foreign_at(text: str) -> int | None:
    """Return the position of the first character that is not printable ASCII, or None."""
    return next((at for at, one in enumerate(text) if not " " <= one <= "~"), None)


def why_no_login(text: str, *, is_sure: bool) -> Odd | None:
    """Return why `text` cannot be a login id, or None if it can.

    `is_sure` says that a login id is meant: then a whole word of look-alike letters is accepted,
    and so are signs without letters.
    """
    for at in range(len(text)):
        if why := _why_no_sign(text, at):
            return Odd(at, why)
    words = list(_words(text))
    for word in words:
        if (odd := _of_two_alphabets(text, word)) is not None:
            return odd
    foreign = foreign_at(text)
    if is_sure or foreign is None:
        return None
    if not any(_is_written(text[at]) for at in range(len(text))):
        return Odd(foreign, ASCII_ONLY, may_be_meant=True)
    if any(one.isascii() and one.isalnum() for one in text):
        for word in words:
            if (alike := _reads_as_ascii(text, word)) is not None:
                return Odd(alike, LOOKS_ASCII, may_be_meant=True)
    return None


def _why_no_sign(text: str, at: int) -> str:
    """Return why no login id has the sign at `at`, or an empty text if one may."""
    sign = text[at]
    if " " <= sign <= "~":
        return ""
    if sign in JOINERS and is_spelling(text, at):
        return ""
    if not sign.isprintable():
        return ASCII_ONLY
    if sign == REPLACEMENT:
        return "it is shown in place of a character that does not print"
    if _DRAW_NOTHING.match(sign):
        return "it draws nothing"
    category = unicodedata.category(sign)
    if category in ("Pd", "Pi", "Pf") or unicodedata.normalize("NFKC", sign).isascii():
        return "it is another form of a sign of ASCII"
    if category[0] == "M" and not (at and (text[at - 1].isalpha() or _is_mark(text[at - 1]))):
        return "it is an accent without a letter"
    return ""


def _words(text: str) -> Iterator[list[int]]:
    """Yield the positions of letters and digits that are written together, without accents."""
    word: list[int] = []
    for at, sign in enumerate(text):
        if sign.isalnum():
            word.append(at)
        elif word and not _is_mark(sign) and sign not in JOINERS:
            yield word
            word = []
    if word:
        yield word


def _of_two_alphabets(text: str, word: Sequence[int]) -> Odd | None:
    """Return the first look-alike letter of another alphabet than the word's.

    Also a digit of another script in a word without letters of that script.
    """
    scripts = {at: _script(text[at]) for at in word if text[at].isalpha()}
    alike = [at for at in scripts if scripts[at] in ALIKE]
    if len({scripts[at] for at in alike}) > 1:
        return Odd(next(at for at in alike if scripts[at] != "LATIN"), MIXED)
    digit = next((at for at in word if text[at].isdigit() and not text[at].isascii()), None)
    if digit is None or set(scripts.values()) - ALIKE:
        return None
    return Odd(digit, "it is a digit of another script")


def _reads_as_ascii(text: str, word: Sequence[int]) -> int | None:
    """Return the first letter of a word that looks like plain letters or digits throughout."""
    shapes = {at: unicodedata.normalize("NFD", text[at])[0] for at in word}
    if not all(one.isascii() or one in LATIN_SHAPES for one in shapes.values()):
        return None
    return next((at for at, one in shapes.items() if not one.isascii()), None)


def _is_written(sign: str) -> bool:
    """Return whether a sign outside ASCII is a letter or an accent."""
    return not sign.isascii() and (sign.isalpha() or _is_mark(sign))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
