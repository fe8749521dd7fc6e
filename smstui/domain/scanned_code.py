"""Find the ids in a scanned, pasted or typed text, without preamble and quotes. Pure.

Everything printable belongs to the code, except what cannot belong to an id: the AIM identifier and
a scanner's preamble in front, a pair of quotes, the stars of Code 39, and the application
identifiers of GS1. Nothing inside a code is ever dropped.
"""

import re
from typing import Final, NamedTuple

ASCII_BLANKS: Final = " \t\r\n\v\f"
"""Blanks that may surround an id. `identify` refuses others, and invisible characters."""
BYTE_ORDER_MARK: Final = "\ufeff"
"""The mark at the start of a file, which is pasted with it. It is not part of the id."""
PREAMBLES: Final = "~\x02"
"""Characters that a scanner may be set up to send before each code."""
FIELD_END: Final = "\x1d"
"""GS, which a scanner sends for FNC1: it ends a field of GS1."""
MOST_FIELDS: Final = 12
_ENDS: Final = f"{ASCII_BLANKS}{FIELD_END}"
"""An FNC1 at the beginning or end separates nothing."""

_AIM: Final = re.compile(r"\]([A-Za-z][0-9A-Za-z])(?=.)", re.DOTALL)
_AIM_OF_GS1: Final = frozenset({"C1", "d2", "e0", "e1", "e2", "J1", "Q3"})
_AROUND: Final = re.compile(r""""([^"]+)"|'([^']+)'|\*([^*]+)\*""", re.DOTALL)
"""Quotes, or the start and stop sign of Code 39, with no other of the same inside."""
_BRACKETED: Final = re.compile(r"\((\d{2,4})\)[ \t]*([^(]*[^( \t])[ \t]*")
_AI: Final = re.compile(
    r"0[0-4]|1[0-35-7]|2[0-2]|235|24[0-3]|25[0134]|255|30|3[1-6]\d\d|37|39[0-5]\d|40[0-3]|41[0-7]"
    r"|42[0-7]|43\d\d|70\d\d|71\d|72\d\d|80\d\d|81\d\d|8200|9\d"
)
"""Application identifiers (GS1 General Specifications, section 3.2)."""
_LENGTHS: Final = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13,
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 6),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 6),
}  # fmt: skip
"""Digits of a field by the first two of its identifier. Every other field ends at GS."""
_SERIAL: Final = frozenset({"21", "250", "8004"})
"""Identifiers of the serial number of one thing. Others give its type or its date."""


class ScannedCode(NamedTuple):
    """The possible ids in `text`, most likely first.

    `text` is without blanks around it and without what only a scanner puts in front. `ids` are all
    ids that it may contain, `likely` those that its form suggests: more than one only if the form
    does not decide. `is_bare` is false if something was removed that a login id could begin and end
    with.
    """

    text: str
    ids: tuple[str, ...]
    likely: tuple[str, ...]

    @property
    def is_bare(self) -> bool:
        return self.ids[:1] == (self.text,) or FIELD_END in self.text

    @property
    def shown(self) -> str:
        """`text` with a blank for each GS."""
        return " ".join(part for part in self.text.split(FIELD_END) if part)


class _Field(NamedTuple):
    """One field of GS1: its application identifier and its content."""

    ai: str
    data: str


def scanned_code(text: str) -> ScannedCode:
    """Return the ids that `text` may contain. Refuses nothing: see `identify`."""
    bare, is_gs1 = _without_front(text)
    inner = _undressed(bare)
    fields = _fields(inner, is_gs1)
    parts = tuple(dict.fromkeys(_undressed(part) for part in inner.split(FIELD_END)))
    as_sent = tuple(part for part in parts if part)
    if not fields:
        return ScannedCode(bare, as_sent, as_sent)
    data = tuple(dict.fromkeys(_undressed(field.data) for field in fields))
    serial = tuple(_undressed(field.data) for field in fields if field.ai in _SERIAL)
    if inner.startswith("("):
        return ScannedCode(bare, data, tuple(dict.fromkeys(serial)) or data)
    # Without brackets, the digits of an application identifier may be the beginning of an id.
    is_plain = len(fields) == 1 and FIELD_END not in inner
    every = (*as_sent, *data) if is_plain else (*serial, *data, *as_sent)
    every = tuple(dict.fromkeys(every))
    sure = tuple(dict.fromkeys(serial)) if FIELD_END in inner and serial else every
    return ScannedCode(bare, every, sure)


def belongs_inside(character: str | None) -> bool:
    """Return whether a key is a control character of a code (GS, RS, FS, NUL, Ctrl+Q).

    Between two characters at a scanner's pace such a key runs no action. It is part of the code,
    which is then split at it (GS) or refused with it. Tab, LF, CR and Esc are keys of their own.
    """
    if character is None or len(character) != 1 or character in "\t\n\r\x1b":
        return False
    return character < " " or character == "\x7f"


def _without_front(text: str) -> tuple[str, bool]:
    """Return `text` without blanks and prefix, and whether the prefix says that it is GS1."""
    bare = text.strip(ASCII_BLANKS).removeprefix(BYTE_ORDER_MARK).strip(_ENDS)
    if bare[:1] == "\x02" and len(bare) > 1:
        bare = bare[1:].strip(_ENDS)
    is_gs1 = False
    if aim := _AIM.match(bare):
        is_gs1 = aim[1] in _AIM_OF_GS1
        bare = bare[aim.end() :].strip(_ENDS)
    return bare, is_gs1


def _undressed(text: str) -> str:
    """Return `text` without preamble, AIM identifier, quotes and stars, however they are nested."""
    text = text.strip(_ENDS)
    while (inner := _once_undressed(text).strip(_ENDS)) and inner != text:
        text = inner
    return text


def _once_undressed(text: str) -> str:
    if text[:1] and text[0] in PREAMBLES:
        return text[1:]
    if aim := _AIM.match(text):
        return text[aim.end() :]
    around = _AROUND.fullmatch(text)
    return (around[1] or around[2] or around[3]) if around else text


def _fields(text: str, is_gs1: bool) -> list[_Field]:
    """Return the fields of `text` if all of it is GS1; none if it is not, or need not be."""
    parts = [part for part in text.split(FIELD_END) if part]
    if text.startswith("("):
        found = [_in_brackets(part) for part in parts]
    elif is_gs1 or FIELD_END in text:
        found = [_in_a_row(part) for part in parts]
    else:
        return []
    return [field for part in found for field in part] if all(found) else []


def _in_brackets(part: str) -> list[_Field]:
    """Return the fields of `(01)09501101530003(21)E833815A9301`, or none if a rest is not a
    field."""
    found = list(_BRACKETED.finditer(part))
    fields = [_Field(each[1], each[2]) for each in found]
    is_whole = "".join(each[0] for each in found) == part
    return fields if is_whole and all(map(_is_field, fields)) else []


def _in_a_row(part: str) -> list[_Field]:
    """Return the fields of `010950110153000321E833815A9301`, or none if a rest is not a field."""
    fields: list[_Field] = []
    while part:
        ai = _AI.match(part)
        if ai is None:
            return []
        size = _LENGTHS.get(ai[0][:2])
        field = _Field(ai[0], part[ai.end() :][:size])
        if not _is_field(field):
            return []
        fields.append(field)
        part = part[ai.end() + len(field.data) :]
    return fields


def _is_field(field: _Field) -> bool:
    size = _LENGTHS.get(field.ai[:2])
    whole = size is None or (len(field.data) == size and field.data.isdigit())
    return bool(field.data) and whole and _AI.fullmatch(field.ai) is not None
