"""Telling a hand that has seen a plan from keys that were on their way before it. Pure.

Bytes typed before a dialog is drawn are delivered to it, and a scanner or a paste types faster
than anybody. So nothing is heard until what is asked has stood on the screen for ARM_S, by the
time the key was read and not the time it is handled; and a key that confirms must stand alone.
Times are seconds of one clock: that of the app's loop, which is also that of Textual's events.
"""

from typing import Final

ARM_S: Final = 0.4
"""Seconds a plan has been on the screen before keys count."""

ALONE_S: Final = 0.03
"""Seconds of silence before and after a key that confirms; no hand is as quick."""


class Arming:
    """The ear of one dialog. Deaf until `seen`."""

    def __init__(self) -> None:
        self._armed_at: float | None = None
        self._last: float | None = None
        self._before_last: float | None = None
        self.noticed = 0

    def deafen(self) -> None:
        """What is on the screen is about to be something else."""
        self._armed_at = None

    def seen(self, now: float) -> None:
        """What is asked stands on the screen since `now`."""
        self._armed_at = now + ARM_S

    def is_armed(self, now: float) -> bool:
        return self._armed_at is not None and now >= self._armed_at

    def notice(self, read_at: float) -> None:
        """A key was read, whatever becomes of it."""
        self._before_last, self._last = self._last, read_at
        self.noticed += 1

    def is_quiet(self, now: float) -> bool:
        """Whether the latest key is long enough ago for the next one to stand alone."""
        return self._last is None or now - self._last >= ALONE_S

    @property
    def is_alone(self) -> bool:
        """Whether the latest key came by itself, so far."""
        if self._last is None or self._before_last is None:
            return True
        return self._last - self._before_last >= ALONE_S
