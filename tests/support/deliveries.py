"""A delivery: boxes of one account and as many free cards, in a world of a test's own."""

import random
from dataclasses import dataclass

from smstui.sandbox.entities import Account, SetTopBox, SmartCard
from smstui.sandbox.fixtures import add_account
from smstui.sandbox.world import World


@dataclass(frozen=True)
class Delivery:
    """`pairs` are CASN and card number, in order."""

    account: Account
    boxes: list[SetTopBox]
    cards: list[SmartCard]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [
            (box.casn or "", card.smartcard_id)
            for box, card in zip(self.boxes, self.cards, strict=True)
        ]

    def mixed(self, seed: int) -> list[str]:
        """All codes as a tired hand scans them: either order, now and then one twice."""
        chance = random.Random(seed)
        codes: list[str] = []
        for pair in self.pairs:
            for code in chance.sample(pair, 2):
                codes += [code] * chance.choice([1, 1, 1, 2])
        return codes


def delivered(world: World, number: int = 20, account: str = "tst.70001") -> Delivery:
    """Put a delivery of `number` boxes and cards into `world`."""
    owner = add_account(world, account, boxes=number)
    boxes = list(world.devices.find("account_uid", owner.uid))
    cards = []
    for n in range(number):
        card = SmartCard(uid=world.next_uid(), smartcard_id=f"0007700{n:05d}")
        world.add(card)
        cards.append(card)
    return Delivery(owner, [each for each in boxes if isinstance(each, SetTopBox)], cards)
