"""A box and a card beside each other: what each is, and what it is doing now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smstui.console.styled_text import wrap
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


def empty_lines(what: str) -> Lines:
    return ([(f"Type or scan {what}.", "muted")],)


def code_lines(noun: str, code: str, note: str) -> Lines:
    """A code of which nothing is known yet, or nothing to be known."""
    said = note or "not read from the platform yet"
    named: Line = [(f"{noun} ", "strong"), (code, "strong")]
    return (named, *([(line, "muted")] for line in wrap(said, 34)))


def box_lines(box: SetTopBox, bundle: Bundle | None, now: datetime) -> Sequence[Line]:
    """The box: what it is called, how it stands, whose it is, and which card it has."""
    lines: list[Line] = [
        [(box.title, "strong"), (f"  {box.name}" if box.name else "", "base")],
        [looks.of_record(box, now).span],
        _pair("CASN", box.casn or "not told"),
    ]
    if box.smartcard_type == "CARDLESS":
        lines.append([("○ cardless: the platform makes its card", "off")])
    elif box.smartcard_id:
        lines.append([("now has card ", "muted"), (grouped(box.smartcard_id), "strong")])
    else:
        lines.append([("○ no card", "off")])
    return [*lines, _owner(bundle, now)]


def card_lines(
    card: CardInHand, bundle: Bundle | None, now: datetime, named: bool = True
) -> Sequence[Line]:
    """The card: its number in groups as on the card, how it stands, and where it is.

    `named` is false for who may not learn whose it is.
    """
    lines: list[Line] = [[("card ", "strong"), (grouped(card.number), "strong")]]
    if card.record is None:
        lines.append([("· a free card has no record here", "muted")])
    else:
        lines.append([looks.of_record(card.record, now).span])
    if card.holder:
        lines.append([("now in box ", "muted"), (card.holder, "strong")])
        lines.append(_owner(bundle, now) if named else [("of another account", "caution")])
    else:
        lines.append([("○ in no box", "off")])
    return lines


def _owner(bundle: Bundle | None, now: datetime) -> Line:
    owner = bundle.owner if bundle else None
    if owner is None:
        return [("no account", "muted")]
    there = bundle.platform_time(now) if bundle else now
    return [looks.of_record(owner, there).span, (f"  {owner.title}", "base")]


def _pair(label: str, value: str) -> Line:
    return [(f"{label} ", "muted"), (value, "base")]
