"""A box and a card beside each other: what each is, and what it is doing now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smstui.console.styled_text import width_of, wrap
from smstui.domain.bundle import Bundle
from smstui.domain.changes.cards import grouped
from smstui.domain.device import SetTopBox
from smstui.domain.smartcard import SmartCard
from smstui.presentation import looks
from smstui.presentation.lines import Line


@dataclass(frozen=True, slots=True)
class CardInHand:
    """A card as it was read or typed. A free one has no record on a platform that keeps none."""

    number: str
    record: SmartCard | None
    holder: str = ""


Lines = Sequence[Line]


_NARROW: Final = 26
"""Cells of a pane below which labels give way to numbers."""


def empty_lines(what: str, width: int) -> Lines:
    return [[(line, "muted")] for line in wrap(f"Type or scan {what}.", max(8, width))]


def code_lines(noun: str, code: str, note: str, width: int) -> Lines:
    """Return the lines of a code of which nothing is known yet, or nothing to be known."""
    said = note or "not read from the platform yet"
    named: Line = [(f"{noun} ", "strong"), (code, "strong")]
    return (named, *([(line, "muted")] for line in wrap(said, max(8, width))))


def box_lines(box: SetTopBox, bundle: Bundle | None, now: datetime, width: int) -> Lines:
    """Return the lines of a box: its name, its state, whose it is, and its card."""
    lines: list[Line] = [
        [(box.title, "strong"), (f"  {box.name}" if box.name else "", "base")],
        [looks.of_record(box, now).span],
        _pair("CASN", box.casn or "not told"),
    ]
    if box.smartcard_type == "CARDLESS":
        lines.append([("○ cardless: the platform makes its card", "off")])
    elif box.smartcard_id:
        lines.append([(_label("has card", "has", width), "muted"),
                      (grouped(box.smartcard_id), "strong")])  # fmt: skip
    else:
        lines.append([("○ no card", "off")])
    return [*lines, _owner(bundle, now, width)]


def card_lines(
    card: CardInHand, bundle: Bundle | None, now: datetime, width: int, *, named: bool = True
) -> Lines:
    """Return the lines of a card: its number in groups, its state, and where it is.

    `named` is false for who may not learn whose it is.
    """
    lines: list[Line] = [[("card ", "strong"), (grouped(card.number), "strong")]]
    if card.record is None:
        told = "this platform keeps no record of a free card"
        lines += [[(("  " if at else "· ") + line, "muted")]
                  for at, line in enumerate(wrap(told, max(8, width - 2)))]  # fmt: skip
    else:
        lines += _state_of(card.record, now, width)
    if card.holder:
        lines.append([("in box ", "muted"), (card.holder, "strong")])
        lines.append(_owner(bundle, now, width) if named else [("of another account", "caution")])
    else:
        lines.append([("○ in no box", "off")])
    return lines


def _state_of(card: SmartCard, now: datetime, width: int) -> Lines:
    """Return the status of a card and its meaning, on a line of its own where both have no room."""
    look = looks.of_record(card, now)
    whole = looks.explained(look)
    meaning = whole.word.removeprefix(look.word)
    if not meaning or width_of([whole.span]) <= width:
        return [[whole.span]]
    return [[look.span], [(f" {meaning}", look.role)]]


def _label(usual: str, short: str, width: int) -> str:
    return f"{short if width < _NARROW else usual} "


def _owner(bundle: Bundle | None, now: datetime, width: int) -> Line:
    owner = bundle.owner if bundle else None
    if owner is None:
        return [("no account", "muted")]
    there = bundle.platform_time(now) if bundle else now
    title = (owner.id or owner.title) if width < _NARROW else owner.title
    return [looks.of_record(owner, there).span, (f"  {title}", "base")]


def _pair(label: str, value: str) -> Line:
    return [(f"{label} ", "muted"), (value, "base")]
