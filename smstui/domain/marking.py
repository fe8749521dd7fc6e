"""Mark personal and foreign text inside a sentence, where the sentence is made.

A sentence that contains the value of a personal field, a text that was typed as an id, or the
platform's own words has them between two marks. The marks are characters that `clean` replaces, so
no text from elsewhere can contain them; they take no space. Before a sentence is shown, they are
removed (`plain`), or the text between them is masked (`masked`). Nothing else of it is masked.
"""

import re
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import Final


class Marked(StrEnum):
    """The kinds of marked text, each with the character that begins it.

    PERSONAL is the value of a personal field. TYPED was typed as an id: it may be a login id,
    unless a record has it as another id. FOREIGN is the platform's text. MORE is the rest of any
    of these on a further line.
    """

    PERSONAL = "\u206a"
    TYPED = "\u206b"
    FOREIGN = "\u206c"
    MORE = "\u206d"


PRIVACY_MASK: Final = "▒▒▒▒"
"""The mask of personal text. It differs from the mask of a secret."""
HIDDEN: Final = "the platform's words are hidden by privacy"
"""The text that replaces the platform's words."""

_END: Final = "\u206f"
_STARTS: Final = "".join(Marked)
_ANY: Final = re.compile(f"[{_STARTS}{_END}]")
_IN_BRACKETS: Final = re.compile(
    rf"(?P<open>[(\[{{\"„“«]+)(?P<mark>[{_STARTS}])(?P<text>[^{_END}]*){_END}"
    r"(?P<close>(?:\n?[)\]}\"”“»])+)"
)
"""Marked text with the brackets or quotes that touch it, in lines that were wrapped."""
_SEPARATORS: Final = re.compile(r"[:.\- ]")
_NUMBER: Final = re.compile(r"[0-9A-Fa-f]{8,}")
"""The number of a card or chipset. One that is shorter or has other letters has a record."""

Mask = Callable[[Marked, str], str]
"""Return the replacement of a marked text of one kind."""


def personal(text: object) -> str:
    """Mark the value of a personal field. An empty text stays empty."""
    return _marked(Marked.PERSONAL, text)


def called(kind: str, record_id: str) -> str:
    """Return the id of a record of `kind` for a sentence.

    The id of a user is a login id, and is marked unless it is already masked.
    """
    is_login = kind == "user" and not record_id.startswith(PRIVACY_MASK)
    return personal(record_id) if is_login else record_id


def typed(text: object) -> str:
    """Mark a text that was typed as an id or used to look up a record.

    Text that cannot be a login id is not marked.
    """
    return _marked(Marked.TYPED, text) if may_be_a_login(plain(str(text))) else plain(str(text))


def numbered(text: object) -> str:
    """Return the number of a card or a chipset for a sentence.

    A new one is known only as it was typed. It is marked unless it has the form of such a number:
    a text in its place may be a login id.
    """
    number = plain(str(text))
    return number if is_number(number) else _marked(Marked.TYPED, number)


def coded(text: object) -> str:
    """Return a code of a label for a sentence, as it was scanned or typed in the place of a scan.

    It is marked unless it is a number of any length, which may be a uid.
    """
    code = plain(str(text))
    return code if code.isdigit() else numbered(code)


def is_number(text: str) -> bool:
    """Return whether `text` has the form of a card or chipset number, however it is separated."""
    bare = _SEPARATORS.sub("", text)
    return _NUMBER.fullmatch(bare) is not None and not bare.isalpha()


def foreign(text: object) -> str:
    """Mark text of the platform."""
    return _marked(Marked.FOREIGN, text)


def _marked(kind: Marked, text: object) -> str:
    return remarked(kind, plain(str(text)))


def remarked(kind: Marked | None, text: str) -> str:
    """Return a part of a sentence (see `parts`) with its mark."""
    return f"{kind}{text}{_END}" if kind and text else text


def has_marks(text: str) -> bool:
    """Return whether anything in `text` is marked."""
    return not text.isascii() and _ANY.search(text) is not None


def is_mark(character: str) -> bool:
    """Return whether `character` is one of the marks."""
    return _ANY.fullmatch(character) is not None


def plain(text: str) -> str:
    """Return `text` without marks."""
    return text if text.isascii() else _ANY.sub("", text)


def may_be_a_login(text: str) -> bool:
    """Return whether `text` may be a login id.

    Only a MAC address and the number of a CA chipset look like nothing else: a login id may be a
    telephone number.
    """
    bare = _SEPARATORS.sub("", text)
    is_hex = re.fullmatch(r"[0-9A-Fa-f]{8,}", bare) is not None
    return not (is_hex and (":" in text or re.search(r"[A-Fa-f]", bare)))


def masked(text: str, ids: Collection[str] = ()) -> str:
    """Return `text` with all marked text masked. A typed text stays if it is among `ids`.

    If a mark was cut off, the text is masked from its start or to its end.
    """

    def mask(kind: Marked, inner: str) -> str:
        match kind:
            case Marked.TYPED if inner in ids:
                return inner
            case Marked.FOREIGN:
                return HIDDEN
            case Marked.MORE:
                return ""
            case _:
                return PRIVACY_MASK

    return replaced(text, mask)


def replaced(text: str, mask: Mask) -> str:
    """Return `text` with each marked text replaced by `mask`, and without marks."""
    return "".join(mask(kind, inner) if kind else inner for kind, inner in parts(text))


def parts(text: str) -> Iterator[tuple[Marked | None, str]]:
    """Return the parts of `text` in order, each with its kind, or None if it is not marked."""
    if not has_marks(text):
        yield None, text
        return
    kind: Marked | None = None
    held = ""
    cut_at_the_begin = True
    for character in text:
        if character == _END:
            if held:
                yield (kind or (Marked.PERSONAL if cut_at_the_begin else None)), held
            kind, held, cut_at_the_begin = None, "", False
        elif character in _STARTS:
            if held:
                yield kind, held
            kind, held, cut_at_the_begin = Marked(character), "", False
        else:
            held += character
    if held:
        yield kind, held


def balanced(text: str) -> str:
    """Return a cut `text` with its last mark closed."""
    return text + _END if open_mark(text) else text


def open_mark(text: str) -> Marked | None:
    """Return the kind of marked text that `text` begins and does not end."""
    found = list(_ANY.finditer(text)) if not text.isascii() else []
    return Marked(found[-1][0]) if found and found[-1][0] != _END else None


def kept_whole(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Return the words of `text`; a marked value that `fits`, with what touches it, is one of them.

    The platform's text is broken like any other: it is long, and its mask is a sentence.
    """
    words: list[str] = []
    held: list[str] = []
    kind: Marked | None = None
    for word in text.split(" "):
        held.append(word)
        kind = open_mark(word) if has_marks(word) else kind
        if kind in (Marked.PERSONAL, Marked.TYPED):
            continue
        joined = " ".join(held)
        words += [joined] if fits(joined) else held
        held = []
    return words + held


def over_lines(lines: list[str]) -> list[str]:
    """Return the lines of one wrapped text, with marked text closed and opened on each line.

    The brackets around a text that is broken are marked with it. Its mask is on one line alone, and
    would leave one of them on another.
    """
    if not any(map(has_marks, lines)):
        return lines
    told: list[str] = []
    kind: Marked | None = None
    for line in _IN_BRACKETS.sub(_with_brackets, "\n".join(lines)).split("\n"):
        begun = f"{Marked.MORE}{line}" if kind and not line.startswith(_END) else line
        kind = open_mark(begun)
        told.append(balanced(begun))
    return told


def _with_brackets(found: re.Match[str]) -> str:
    """Return a marked text that is broken with as many brackets in its mark as it has of both."""
    opened, mark, text, closed = found["open"], found["mark"], found["text"], found["close"]
    ends = list(re.finditer(r"\n?[^\n]", closed))
    if "\n" not in text + closed:
        return found[0]
    pairs = min(len(opened), len(ends))
    begin, end = len(opened) - pairs, ends[pairs - 1].end()
    return f"{opened[:begin]}{mark}{opened[begin:]}{text}{closed[:end]}{_END}{closed[end:]}"
