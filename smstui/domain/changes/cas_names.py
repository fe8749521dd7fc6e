"""How the CAS of a deployment names a box and its chipset (opf.md "CAG", A). Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import SetTopBox

CasField = Literal["_id", "caSN", "smartCardId", "nuID"]

_READ: Final[Mapping[CasField, Callable[[SetTopBox], str | None]]] = {
    "_id": lambda box: box.uid,
    "caSN": lambda box: box.casn,
    "smartCardId": lambda box: box.smartcard_id,
    "nuID": lambda box: box.nuid,
}
_WORDS: Final[Mapping[CasField, str]] = {
    "_id": "id", "caSN": "chipset number (CASN)", "smartCardId": "card", "nuID": "NUID",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CasNames:
    """`device` and `chipset` are the fields of a device that CAG paths have.

    `pairs` says that a pairing has a second half, the command to the CAS.
    """

    device: CasField = "_id"
    chipset: CasField = "caSN"
    pairs: bool = False

    def of(self, box: SetTopBox) -> dict[str, str | None]:
        """Return the value of a write that names `box`. Raise RefusedHere if the box has none."""
        return {"device": self._named(box, self.device, "cas_device_id")}

    def of_chipset(self, box: SetTopBox) -> dict[str, str | None]:
        """Return the values that name `box` and its chipset. Raise RefusedHere if it has none."""
        return {**self.of(box), "chipset": self._named(box, self.chipset, "cas_chipset")}

    @staticmethod
    def _named(box: SetTopBox, field: CasField, setting: str) -> str:
        value = _READ[field](box)
        if value:
            return value
        raise RefusedHere(
            f"Box {box.uid} has no {_WORDS[field]}, which names it at the CAS ({setting} is "
            f"{field}).",
            hint="Have the record completed on the platform, or correct the setting.",
        )


NO_CAS: Final = CasNames()
"""The names on a platform without a CAS of its own."""
