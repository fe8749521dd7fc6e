"""The state of a record in one word: the worst of everything the platform said of it. Pure.

Lists, recent lookups, headers, the case and the command line all show this state. A record whose
status is ACTIVE and that is banned, disabled or expired is never shown as ACTIVE alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from smstui.domain.account import Account, PinStatus
from smstui.domain.device import Device, MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.smartcard import SmartCard
from smstui.domain.words import Unknown, shown

BANNED: Final = "BANNED"
DISABLED: Final = "DISABLED"
EXPIRED: Final = "EXPIRED"
NOT_YET_VALID: Final = "NOT YET VALID"
NOT_ACTIVATED: Final = "NOT ACTIVATED"
TOLD_BY_BOX: Final = "told by its box"


class Level(StrEnum):
    """The severity of a state."""

    FAULT = "fault"
    OFF = "off"
    UNKNOWN = "unknown"
    CAUTION = "caution"
    UNTOLD = "untold"
    FREE = "free"
    GOOD = "good"


_LEVELS: Final = {
    BANNED: Level.FAULT,
    "CANCELLED": Level.FAULT,
    "SUSPENDED": Level.FAULT,
    "LOCKED": Level.FAULT,
    EXPIRED: Level.FAULT,
    DISABLED: Level.OFF,
    "INACTIVE": Level.OFF,
    "unsubscribed": Level.OFF,
    "expired": Level.OFF,
    NOT_ACTIVATED: Level.CAUTION,
    NOT_YET_VALID: Level.CAUTION,
    "RESTRICTED": Level.CAUTION,
    "not yet": Level.CAUTION,
    TOLD_BY_BOX: Level.UNTOLD,
    "AVAILABLE": Level.FREE,
    "UNSET": Level.FREE,
    "UNAVAILABLE": Level.GOOD,
    "ACTIVE": Level.GOOD,
    "ENABLED": Level.GOOD,
    "SET": Level.GOOD,
    "held": Level.GOOD,
    "undated": Level.GOOD,
}
"""Every known word of a state with its level, worst first within a level."""
_ORDER: Final = {word: at for at, word in enumerate(_LEVELS)}
_LEVEL_ORDER: Final = {level: at for at, level in enumerate(Level)}
_READ: Final[dict[type[Record], tuple[str, ...]]] = {
    Account: ("status", "valid_from", "valid_until"),
    SetTopBox: ("status", "enabled", "banned", "activation_status"),
    MediaPlayer: ("status", "enabled", "activation_status"),
    SmartCard: ("status",),
    PinStatus: ("status",),
}
"""The fields that make up a state. If one makes no sense, the state is unknown."""


@dataclass(frozen=True, slots=True)
class State:
    """The worst word, then the record's own status if that differs. Empty if there is none."""

    words: tuple[str, ...]
    level: Level

    @property
    def word(self) -> str:
        """The worst word, or empty if the platform sent none."""
        return self.words[0] if self.words else ""

    @property
    def text(self) -> str:
        """The worst word and the status: `BANNED, ACTIVE`."""
        return ", ".join(self.words)


def level_of(word: str) -> Level:
    """Return the severity of one word. An unknown word is UNKNOWN."""
    if not word:
        return Level.UNTOLD
    return _LEVELS.get(word, Level.UNKNOWN)


def state_of(record: Record | None, now: datetime) -> State:
    """Return the state of `record` at `now`; empty for a record without a status."""
    words = dict.fromkeys(map(str, _words(record, now))) if record is not None else {}
    ranked = sorted(
        filter(None, words),
        key=lambda word: (_LEVEL_ORDER[level_of(word)], _ORDER.get(word, len(_ORDER))),
    )
    worst = ranked[:1]
    status = str(shown(getattr(record, "status", None)))
    own = [status] if status in ranked and status not in worst else []
    return State((*worst, *own), level_of(worst[0] if worst else ""))


def _words(record: Record, now: datetime) -> Iterator[str]:
    for kind, names in _READ.items():
        if isinstance(record, kind):
            yield from (
                f"{name.replace('_', ' ')} not readable"
                for name in names
                if name in record.unreadable
            )
    match record:
        case Right():
            yield record.state(now)
        case Account():
            yield shown(record.status)
            if record.valid_until and record.valid_until <= now:
                yield EXPIRED
            elif record.valid_from and record.valid_from > now:
                yield NOT_YET_VALID
        case SetTopBox() | MediaPlayer():
            yield from _of_device(record)
        case SmartCard():
            yield TOLD_BY_BOX if record.told_by_box else shown(record.status)
        case _:
            yield shown(getattr(record, "status", None))


def _of_device(device: Device) -> Iterator[str]:
    yield shown(device.status)
    if isinstance(device, SetTopBox) and device.banned:
        yield BANNED
    if device.enabled is False:
        yield DISABLED
    if not device.status and device.enabled:
        yield "ENABLED"
    if device.activation_status == "INACTIVE":
        yield NOT_ACTIVATED
    elif isinstance(device.activation_status, Unknown):
        yield shown(device.activation_status)
