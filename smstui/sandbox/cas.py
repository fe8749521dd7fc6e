"""The state of the CAS, apart from the records: the card that each chipset is paired with.

A command goes to the CAS and nothing reads it back, so the records and the CAS can differ: "record
yes, CAS no" is a state of this world.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shown:
    """A text that the CAS sent to a box: `kind` is `message` or `mail`."""

    device_uid: str
    kind: str
    text: str


@dataclass(slots=True)
class CasBook:
    """The state of the CAS. `pairs` is from a chipset to its card, once it was `filled`."""

    pairs: dict[str, str] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    recovered: dict[str, int] = field(default_factory=dict)
    """From the uid of a box to the years of its last date-code recovery."""
    filled: bool = False

    def card_of(self, chipset: str | None) -> str | None:
        """Return the card that a chipset is paired with."""
        return self.pairs.get(chipset or "")

    def put(self, chipset: str | None, card: str | None) -> None:
        """Pair a chipset with a card, or with none."""
        if chipset and card:
            self.pairs[chipset] = card
        elif chipset:
            self.pairs.pop(chipset, None)
