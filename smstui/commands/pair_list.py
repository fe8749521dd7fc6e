"""Pairs out of a file: one a line, box and card in either order. Pure: text in, rows out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.identifiers import ASCII_BLANKS, lines_of_text
from smstui.domain.scanning import Code, Sort, apart

_BETWEEN: Final = re.compile(r"[ \t]*[,;\t][ \t]*|[ \t]+")
_COMMENT: Final = re.compile(r"(^|[ \t])#.*$")
_HEADING: Final = frozenset(
    {"box", "boxes", "stb", "casn", "ca", "device", "card", "cards", "smartcard", "number"}
)

BOTH_OPEN: Final = "neither the form nor anything known here tells box and card apart"


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair and the number of its line. Of two bare numbers the first is taken for the box."""

    line: int
    box: str
    card: str


@dataclass(frozen=True, slots=True)
class PairList:
    """What a file holds. `problems` and `dropped` are sentences, each with its line's number."""

    rows: Sequence[PairRow]
    problems: Sequence[str]
    dropped: Sequence[str]


def pairs_of(text: str, sort: Callable[[str], Code]) -> PairList:
    """Read `text`; `sort` says of one code what it is. Comments and blank lines are passed over."""
    rows: list[PairRow] = []
    problems: list[str] = []
    dropped: list[str] = []
    lines_of: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for n, line in enumerate(lines_of_text(text), start=1):
        bare = _COMMENT.sub("", line).strip(ASCII_BLANKS)
        fields = [each for each in _BETWEEN.split(bare) if each]
        if not fields or (n == 1 and {each.casefold() for each in fields} <= _HEADING):
            continue
        if len(fields) != 2:
            problems.append(f"Line {n} has {_count(fields)}; a pair is a box and a card.")
            continue
        found = _pair(n, fields, sort)
        if isinstance(found, str):
            problems.append(found)
            continue
        box, card = found
        if (before := pairs.get((box.key, card.key))) is not None:
            dropped.append(f"Line {n} is the pair of line {before} again; it counts once.")
            continue
        taken = next((code for code in (box, card) if code.key in lines_of), None)
        if taken is not None:
            problems.append(
                f"Line {n}: {taken.text} is on line {lines_of[taken.key]} already, with another "
                f"{'card' if taken is box else 'box'}."
            )
            continue
        pairs[box.key, card.key] = lines_of[box.key] = lines_of[card.key] = n
        rows.append(PairRow(n, box.text, card.text))
    return PairList(rows, problems, dropped)


def _pair(n: int, fields: Sequence[str], sort: Callable[[str], Code]) -> tuple[Code, Code] | str:
    """Box and card of one line, or what is wrong with it."""
    one, other = map(sort, fields)
    for code in (one, other):
        if code.sort is Sort.WRONG:
            return f"Line {n}: {code.text}: {code.why}"
    if one.key == other.key:
        return f"Line {n} has {one.text} twice; a pair is a box and a card."
    told = apart(one, other)
    if told is not None:
        return told
    if one.sort is Sort.CARD and not (one.sure and other.sure):
        return (other, one) if one.sure else (one, other)
    return f"Line {n} has two {'boxes' if one.sort is Sort.BOX else 'cards'}, and no pair."


def _count(fields: Sequence[str]) -> str:
    return "one code" if len(fields) == 1 else f"{len(fields)} codes"
