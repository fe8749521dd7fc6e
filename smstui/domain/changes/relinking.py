"""Plans that put cards back where they were, each by the planner of its operation. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.pairing import plan_pair, plan_swap_card, plan_unpair
from smstui.domain.changes.plan import Plan
from smstui.domain.device import SetTopBox


@dataclass(frozen=True, slots=True)
class Links:
    """Boxes by their uid with the context of each, and cards by their number, as they were read."""

    boxes: Mapping[str, SetTopBox]
    contexts: Mapping[str, PlanContext]
    cards: Mapping[str, CardFound]

    def card(self, number: str) -> CardFound:
        """Return a card with the box that names it, else with the box that the card names."""
        found = self.cards[number]
        return replace(found, holder=self._box_with(number) or found.holder)

    def after(self, plan: Plan) -> "Links":
        """Return the links after `plan`."""
        boxes = dict(self.boxes)
        for step in plan.steps:
            for fact, number in step.after.items():
                if (fact.kind, fact.name) == ("box", "card") and fact.id in boxes:
                    boxes[fact.id] = boxes[fact.id].model_copy(update={"smartcard_id": number})
        left = replace(self, boxes=boxes)
        cards = {
            number: found
            if _uid(left._box_with(number)) == _uid(self._box_with(number))
            else _put(found, left._box_with(number))
            for number, found in self.cards.items()
        }
        return replace(left, cards=cards)

    def _box_with(self, number: str) -> SetTopBox | None:
        return next((box for box in self.boxes.values() if box.smartcard_id == number), None)


def _uid(box: SetTopBox | None) -> str | None:
    return box.uid if box else None


def _put(card: CardFound, box: SetTopBox | None) -> CardFound:
    """Return the card as it is once it is in `box`, or free."""
    record = card.record
    if record is not None:
        status = "CANCELLED" if record.status == "CANCELLED" else (
            "UNAVAILABLE" if box else "AVAILABLE"
        )  # fmt: skip
        record = record.read({**record.model_dump(), "status": status, "box_uid": _uid(box)})
    return CardFound(card.number, record, box)


def plan_links(links: Links, wanted: Mapping[str, str | None]) -> Iterator[Plan]:
    """Yield the plans that give each box of `wanted` its card, or none, in that order.

    Each starts from the result of those before it. Raises RefusedHere like the planners.
    """
    for uid, card in wanted.items():
        box = links.boxes[uid]
        held = box.smartcard_id or None
        if held == card:
            continue
        if card is None:
            awaiting = [other for other, number in wanted.items() if number == held]
            if any(links.boxes[other].smartcard_id != held for other in awaiting):
                continue  # the plan that puts the card there takes it out of this box
            plan = plan_unpair(links.contexts[uid], box, links.card(held or ""))
        elif held is None:
            plan = plan_pair(links.contexts[uid], box, links.card(card))
        else:
            plan = plan_swap_card(links.contexts[uid], box, links.card(held), links.card(card))
        yield plan
        links = links.after(plan)
