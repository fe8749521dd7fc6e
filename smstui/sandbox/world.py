"""The one set of subscribers that both families of the embedded platform serve."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from threading import RLock
from typing import Any, Final

from smstui.sandbox.cas import CasBook
from smstui.sandbox.clock import Clock
from smstui.sandbox.entities import (
    AccessPoint,
    Account,
    AccountProfile,
    Device,
    MediaPlayer,
    Message,
    NamedRecord,
    Record,
    Right,
    Session,
    SetTopBox,
    SmartCard,
    User,
)
from smstui.sandbox.table import Table

PIN_TYPES: Final = ("MASTER", "PURCHASE", "PARENTAL")
"""The PIN types this platform knows (`GET /adm/v1/pinTypes`; the names are ours)."""

SECRET_FIELDS: Final[dict[type, tuple[str, ...]]] = {
    Account: ("password",),
    User: ("password", "hash_salt", "pin"),
    SetTopBox: ("provision_pwd", "pin"),
    MediaPlayer: ("pin",),
}
"""Fields whose value no console may show (sdp2.md "Secrets", opf.md), besides PINs."""


class World:
    """Every record, indexed by every identifier that the platform can look up.

    Hold `lock` while reading or changing several records: the server and a test run in different
    threads. Change records through `change`; rules are in `smstui.sandbox.rules`.
    """

    def __init__(
        self,
        name: str,
        at: datetime | None = None,
        first_uid: int = 50_000,
        ahead: timedelta = timedelta(),
    ) -> None:
        self.name = name
        self.lock = RLock()
        self.clock = Clock(at, ahead)
        self.rules: tuple[str, ...] = ()
        """Fault rules of a sandbox that serves this world."""
        self.profiles: Table[AccountProfile] = Table()
        self.access_points: Table[AccessPoint] = Table()
        self.named: dict[tuple[str, str], NamedRecord] = {}
        """Device profiles, device classifiers, ratings and products, by kind and uid."""
        self.accounts: Table[Account] = Table("account_number", "origin_key")
        self.users: Table[User] = Table("account_uid", "login_id", "origin_key")
        self.devices: Table[Device] = Table(
            "account_uid", "casn", "nuid", "media_player_id", "smartcard_id", "origin_key"
        )
        self.cards: Table[SmartCard] = Table("smartcard_id", "stb_uid", "origin_key")
        self.rights: Table[Right] = Table("account_uid", "device_uid")
        self.sessions: Table[Session] = Table("account_uid", "device_uid", "srm_id")
        self.messages: list[Message] = []
        self.cas = CasBook()
        self._uids = count(first_uid)

    def now(self) -> datetime:
        """Return the platform's present, in UTC."""
        return self.clock.now()

    def next_uid(self) -> str:
        """Return a new uid."""
        return str(next(self._uids))

    # Records of an account

    def account(self, number: str) -> Account | None:
        """Return the account with that number."""
        return self.accounts.first("account_number", number)

    def boxes(self, account_uid: str) -> list[SetTopBox]:
        """Return the account's set-top boxes."""
        return [d for d in self.devices.find("account_uid", account_uid) if type(d) is SetTopBox]

    def players(self, account_uid: str) -> list[MediaPlayer]:
        """Return the account's media players."""
        return [d for d in self.devices.find("account_uid", account_uid) if type(d) is MediaPlayer]

    def box(self, uid: str | None) -> SetTopBox | None:
        """Return the box with that uid. The uid of a player gives None."""
        device = self.devices.get(uid)
        return device if isinstance(device, SetTopBox) else None

    def card(self, smartcard_id: str | None) -> SmartCard | None:
        """Return the card with that number."""
        return self.cards.first("smartcard_id", smartcard_id)

    def profile_of(self, account: Account) -> AccountProfile | None:
        """Return the profile that limits an account."""
        return self.profiles.get(account.account_profile_uid)

    # Changing

    def add(self, record: Record) -> None:
        """Add a record to the table of its kind."""
        self._table(record).add(record)

    def add_named(self, kind: str, names: Mapping[str, str]) -> None:
        """Add records of `kind` that others name by uid: names by uid."""
        for uid, name in names.items():
            self.named[kind, uid] = NamedRecord(uid=uid, name=name)

    def remove(self, record: Record) -> None:
        """Remove a record from the table of its kind."""
        self._table(record).remove(record)

    def change(self, record: Record, **fields: Any) -> bool:
        """Set fields of a record without checking rules. Return whether anything differs now."""
        with self.lock:
            return self._table(record).change(record, **fields)

    def omit(self, record: Record, *fields: str) -> None:
        """Leave fields (snake-case names) out of every answer about this record."""
        with self.lock:
            record.omitted = record.omitted | frozenset(fields)

    # For tests

    def counts(self) -> dict[str, int]:
        """Return how many records of each kind there are."""
        return {
            "accounts": len(self.accounts),
            "users": len(self.users),
            "devices": len(self.devices),
            "cards": len(self.cards),
            "rights": len(self.rights),
            "sessions": len(self.sessions),
            "messages": len(self.messages),
        }

    def sentinels(self) -> set[str]:
        """Return every secret value in the world, for a test that searches for leaks."""
        with self.lock:
            records = [*self.accounts, *self.users, *self.devices]
            found = {
                getattr(record, name)
                for record in records
                for name in SECRET_FIELDS.get(type(record), ())
            }
            for account in self.accounts:
                for pin in account.pins:
                    found |= {pin.value, pin.salt}
            for device in self.devices:
                if isinstance(device, SetTopBox) and device.cas_pins:
                    found |= set(device.cas_pins.values())
        return {value for value in found if value}

    def _table(self, record: Record) -> Table[Any]:
        return _TABLES[type(record)](self)


_TABLES: Final[dict[type[Record], Callable[[World], Table[Any]]]] = {
    AccountProfile: lambda world: world.profiles,
    AccessPoint: lambda world: world.access_points,
    Account: lambda world: world.accounts,
    User: lambda world: world.users,
    SetTopBox: lambda world: world.devices,
    MediaPlayer: lambda world: world.devices,
    SmartCard: lambda world: world.cards,
    Right: lambda world: world.rights,
    Session: lambda world: world.sessions,
}
