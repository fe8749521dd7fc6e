"""The rule for PINs."""

from typing import Final

from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.secret import Secret

PIN_LENGTHS: Final = range(4, 11)
"""Digits of a PIN (sdp2.md, user.pin 10; the lower bound is ours)."""


def need_digits(pin: Secret | None) -> None:
    """Raise RefusedHere unless `pin` is a PIN, or not given yet."""
    if pin is None:
        return
    typed = pin.reveal()
    if not typed.isascii() or not typed.isdigit() or len(typed) not in PIN_LENGTHS:
        raise RefusedHere(
            f"A PIN must be {PIN_LENGTHS.start} to {PIN_LENGTHS.stop - 1} digits.",
        )
