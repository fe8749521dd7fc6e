"""Decide when a key that applies a plan counts: design §3, "Tiers and the key". Pure.

Bytes typed before a dialog is drawn are delivered to it, and a scanner, a paste or a slow link
types at any pace. So a key that applies counts only if the plan has stood on the screen whole
and unchanged, and if nothing else was typed before it or comes after it. Times are seconds of
one clock: that of the app's loop, which is also that of Textual's events.
"""

from enum import Enum, auto
from typing import Final

from smstui.console.timing import Timing

_LATE_S: Final = 1.0
"""Seconds by which a busy machine may be late to decide about a key."""


class Stroke(Enum):
    """The kind of a key to a plan."""

    APPLY = auto()
    CHECK = auto()
    """A character that the plan asks for."""
    OTHER = auto()


class Arming:
    """The keys that were read since a plan was asked for. Nothing counts until `seen`."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._seen_at: float | None = None
        self._latest: dict[Stroke, float] = {}
        self._pending: float | None = None

    def disarm(self) -> None:
        """Note that the screen is about to change or is not whole."""
        self._seen_at = self._pending = None

    def seen(self, now: float) -> None:
        """Note that the plan has been on the screen, whole, since `now`."""
        self._seen_at, self._pending = now, None

    @property
    def is_seen(self) -> bool:
        return self._seen_at is not None

    def stroke(self, kind: Stroke, read_at: float, *, check_is_right: bool = False) -> None:
        """A key was read. One that applies is pending if it may count: until `join_s` is over."""
        ready_at = self.ready_at(check_is_right=check_is_right)
        before = self._latest.get(Stroke.APPLY)
        self._latest[kind] = read_at
        counts = (
            kind is Stroke.APPLY
            and ready_at is not None
            and read_at >= ready_at
            and (before is None or read_at - before >= self._timing.apart_s)
        )
        self._pending = read_at if counts else None

    @property
    def armed_at(self) -> float | None:
        """When the plan has been shown long enough for a key to count."""
        return None if self._seen_at is None else self._seen_at + self._timing.arm_s

    def ready_at(self, *, check_is_right: bool = False) -> float | None:
        """Return when a key that applies would count; None while that is unknown.

        The characters of a check that is right and complete may come right before it.
        """
        if self.armed_at is None:
            return None
        kinds = (Stroke.OTHER,) if check_is_right else (Stroke.OTHER, Stroke.CHECK)
        latest = (self._latest[kind] for kind in kinds if kind in self._latest)
        return max([self.armed_at, *(read_at + self._timing.quiet_s for read_at in latest)])

    def is_pending(self, now: float) -> bool:
        """Return whether a key that applies waits for `join_s` to pass without another."""
        pending = self._pending
        return pending is not None and now <= pending + self._timing.join_s + _LATE_S

    def counts(self, read_at: float) -> bool:
        """Return whether the key read then still counts. Call it once `join_s` has passed since."""
        return self._pending is not None and self._pending == read_at

    def settled(self, read_at: float) -> None:
        """It was decided about the key that was read then."""
        if self._pending == read_at:
            self._pending = None
