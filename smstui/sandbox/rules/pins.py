"""The PINs of an account: set, reset, lock."""

from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from smstui.sandbox.entities import Account, Pin
from smstui.sandbox.refusal import Reason, Refused
from smstui.sandbox.world import PIN_TYPES, World


def set_pin(world: World, account: Account, pin_type: str, value: str) -> None:
    """Set a PIN. A LOCKED one becomes SET (opf.md, D). Raises `Refused` for an unknown type."""
    if pin_type not in PIN_TYPES:
        raise Refused(Reason.PIN_TYPE_UNKNOWN, f"PIN type {pin_type} not found")
    pin = next((p for p in account.pins if p.type == pin_type), None)
    if pin is None:
        pin = Pin(account_uid=account.uid, type=pin_type)
        account.pins.append(pin)
    pin.salt = f"SENTINEL-salt-{token_hex(4)}"
    pin.value = f"SENTINEL-{sha256((pin.salt + value).encode()).hexdigest()[:16]}"
    pin.status = "SET"
    pin.extended_status = None
    pin.locked_until = None
    pin.last_change = world.now()


def seconds_locked(pin: Pin, now: datetime) -> int:
    """Return how many seconds a PIN stays LOCKED; 0 if it is not locked."""
    if pin.status != "LOCKED" or pin.locked_until is None:
        return 0
    return max(0, int((pin.locked_until - now).total_seconds()))
