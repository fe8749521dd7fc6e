"""Which facts an undo can restore, judged by what a change moves. Pure.

A plan says by this whether it can be undone, before anything is sent. An undo is refused by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.changes.facts import UNTOLD, Fact, StateSnapshot, Subject

Kind = tuple[str, str]

LINK: Final[Kind] = ("box", "card")
CARD_END: Final = frozenset({("smartcard", "box"), ("smartcard", "status")})
"""The kinds of fact that a card's own record tells of its link."""

Image = tuple[StateSnapshot, StateSnapshot]
"""The facts of one step, before it and after it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One fact that a change changed: its value before, and the values since, in order.

    `subject` is what to read to see it, if its id does not say so.
    """

    fact: Fact
    before: str | None
    later: tuple[str | None, ...]
    subject: Subject | None = None

    @property
    def kind(self) -> Kind:
        return self.fact.kind, self.fact.name


def moved_by(images: Iterable[Image]) -> tuple[Trace, ...]:
    """Return the facts that steps change, the last one first."""
    traces: dict[Fact, Trace] = {}
    for before, after in images:
        for fact, value in after.items():
            if (was := before.get(fact)) != value:
                known = traces.pop(fact, None) or Trace(fact, was, ())
                traces[fact] = Trace(fact, known.before, (*known.later, was, value))
    return tuple(reversed(traces.values()))


def lost_for_good(images: Sequence[Image], known: StateSnapshot) -> StateSnapshot:
    """Return the facts of a pairing that no undo of `images` restores, with their values before.

    `known` are facts that were true before the first of them. A card's own record follows the box
    that the card is put into: a box that is not there, or a link of one end, is never told again.
    And a card is put into one box alone, whatever other box named it before.
    """
    traces = moved_by(images)
    before: dict[Fact, str | None] = dict(known)
    for told, _ in images:
        before |= {fact: value for fact, value in told.items() if fact not in before}
    end = _put_back(traces, images, before)
    lost = {trace.fact: trace.before for trace in traces if not is_restored(trace, end)}
    stays = {fact: value for fact, value in before.items() if (fact.kind, fact.name) == LINK}
    return lost | {fact: value for fact, value in stays.items() if end[fact] != value}


def _put_back(
    traces: Sequence[Trace], images: Sequence[Image], before: StateSnapshot
) -> StateSnapshot:
    """Return the facts once an undo of `images` has put each card into the box that had it."""
    end = dict(before)
    for _, after in images:
        end |= after
    wanted = {t.fact: t.before for t in traces if t.kind == LINK and end[t.fact] != t.before}
    for link in wanted:
        _set_card(end, link, None)
    for link, card in wanted.items():
        if card:
            for other in [fact for fact, held in end.items()
                          if (fact.kind, fact.name) == LINK and held == card]:  # fmt: skip
                _set_card(end, other, None)
            _set_card(end, link, card)
    return end | {trace.fact: trace.before for trace in traces
                  if trace.kind != LINK and trace.kind not in CARD_END}  # fmt: skip


def _set_card(end: dict[Fact, str | None], link: Fact, card: str | None) -> None:
    """Give a box a card, or none, and the card's own end with it where that is known."""
    number = card or end[link]
    own = Fact("smartcard", number or "", "box")
    if own in end:
        end[own] = link.id if card else None
    end[link] = card


def is_restored(trace: Trace, end: StateSnapshot) -> bool:
    """Return whether a fact is at the `end` of an undo as it was before the change."""
    value = end.get(trace.fact)
    if value == trace.before or trace.kind == ("smartcard", "status"):
        return True
    # In its box, but not yet by its own end: some platforms answer like that.
    back_in_box = trace.before is not None and (
        end.get(Fact("box", trace.before, "card")) == trace.fact.id
    )
    return trace.kind == ("smartcard", "box") and back_in_box and value in (None, UNTOLD)
