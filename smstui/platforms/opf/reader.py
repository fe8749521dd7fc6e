"""From what the modules answer to records, by the catalogue's spellings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from smstui.domain.account import Account
from smstui.domain.device import AnyDevice, SetTopBox
from smstui.domain.identifiers import IdKind, Reading, search_key
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.documents import Malformed
from smstui.platforms.opf.judging import unpacked
from smstui.platforms.paging import Wire
from smstui.platforms.port import Found
from smstui.platforms.record_reader import RecordReader


@dataclass(frozen=True, slots=True)
class Element:
    """The records of a bundled call; None for a part that it did not tell."""

    account: Account | None
    users: list[User] | None
    devices: list[AnyDevice] | None
    users_told: int = 0
    devices_told: int = 0
    """How many there are, by their own number or with those among them that are no record."""


class Reader(RecordReader):
    """Reads the records of one deployment."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self._ids = catalogue.ids
        self._lists = catalogue.lists
        self._carried_in = {**_CARRIED_IN, **_added_lookups(catalogue)}

    def device(self, wire: Wire) -> AnyDevice:
        """MANAGED is a box, OPEN a player; without either word a chipset or a card decides."""
        spelling = self._spellings["box"]
        kind = str(spelling.find("device_type", wire) or "").upper()
        carries = spelling.tells("casn", wire) or spelling.tells("smartcard_id", wire)
        if kind == "MANAGED" or (kind != "OPEN" and carries):
            return self.box(wire)
        return self.player(wire)

    def account(self, wire: Wire) -> Account:
        """Return an account with the PINs that it tells."""
        account = super().account(wire)
        pins, _ = self._inner(self._spellings["account-pins"].list_at("pins", wire), "pin")
        return account.model_copy(update={"pins": tuple(map(self.pin, pins))}) if pins else account

    def element(self, wire: Wire) -> Element:
        """Return the records of a bundled call, account nested or flat (opf.md "Bundles", A)."""
        named = self._spellings["bundle"]
        nested = named.find("account", wire)
        account = self.account(nested if isinstance(nested, dict) else wire)
        users, users_told = self._inner(named.list_at("users", wire), "user")
        devices, devices_told = self._inner(named.list_at("devices", wire), "box", "player")
        return Element(
            account if account.uid or account.number else None,
            None if users is None else [self.user(each) for each in users],
            None if devices is None else [self.device(each) for each in devices],
            users_told,
            devices_told,
        )

    def _inner(self, said: Any, *kinds: str) -> tuple[list[Wire] | None, int]:
        """Return the records of a list inside a bundle, and how many there are in all.

        None for a list that is not there, or whose number makes no sense.
        """
        try:
            elements, total = unpacked(said, self._lists)
        except Malformed:
            return None, 0
        if elements is None and isinstance(said, dict):
            elements = [said]
        if elements is None:
            return None, 0
        records: list[Wire] = [
            each
            for each in elements
            if isinstance(each, dict)
            and any(
                self._spellings[kind].tells(field, each)
                for kind in kinds
                for field in self._ids[kind]
            )
        ]
        return records, max(len(elements), total or 0)

    def carries(self, reading: Reading, wire: Wire) -> bool:
        """Return whether a record carries the identifier `reading`, among others or alone."""
        record, field = self._carried_in[reading.kind]
        sent = self._spellings[record].find(field, wire)
        if sent is None:
            return False
        return search_key(reading.kind, str(sent)) == search_key(reading.kind, reading.value)

    def found(self, reading: Reading, wires: Iterable[Wire]) -> list[Found]:
        """Return the records that carry the identifier `reading`.

        A site that does not know a filter may answer with everybody: who does not carry what
        was asked for is nobody's answer.
        """
        carriers = [wire for wire in wires if self.carries(reading, wire)]
        if self._carried_in[reading.kind][0] == "account":
            return [self.account(wire) for wire in carriers]
        devices = [self.device(wire) for wire in carriers]
        if reading.kind is IdKind.SMARTCARD:
            return [card for card in map(card_in, devices) if card]
        return list(devices)


_CARRIED_IN: Final = {
    IdKind.ACCOUNT: ("account", "number"),
    IdKind.OPF_ACCOUNT: ("account", "uid"),
    IdKind.LOGIN: ("account", "sign_on_id"),
    IdKind.OPF_DEVICE: ("box", "uid"),
    IdKind.CASN: ("box", "casn"),
    IdKind.NUID: ("box", "nuid"),
    IdKind.SMARTCARD: ("box", "smartcard_id"),
    IdKind.PLAYER: ("player", "media_player_id"),
}
"""Which field of which record holds an identifier of each kind."""


def _added_lookups(catalogue: Catalogue) -> dict[IdKind, tuple[str, str]]:
    """Return the record and the field of the id for lookups that a site has added."""
    entries = {IdKind(kind): catalogue.entry(name) for kind, name in catalogue.resolve.items()}
    return {
        kind: (entry.records[0], entry.found_by)
        for kind, entry in entries.items()
        if kind not in _CARRIED_IN and entry.records and entry.found_by
    }


def card_in(device: AnyDevice) -> SmartCard | None:
    """Return the card that a box says it has; this platform has no other record of it."""
    if not isinstance(device, SetTopBox) or not device.smartcard_id:
        return None
    return SmartCard(
        number=device.smartcard_id,
        box_uid=device.uid,
        account_uid=device.account_uid,
        told_by_box=True,
    )
