"""Lock the screen when nobody types: `[ui] lock_after_min`.

While it is locked every line but the header is drawn blank, whatever is shown, arrives or opens
meanwhile. The next key shows everything again and does nothing else, unless it turns out to be the
first character of a scan. There is one timer, and it is set anew by every key.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.screen import Screen

from smstui.console import textual_patches
from smstui.console.due import Due, Later, later
from smstui.console.timing import Timing

if TYPE_CHECKING:
    from smstui.actions import Keymap
    from smstui.console.frame_batch import FrameBatch
    from smstui.console.palette import Palette

TOLD: Final = "locked: press any key"
_MINUTE_S: Final = 60.0


class LockHost(Protocol):
    """The part of the app that the lock needs."""

    timing: Timing
    keymap: "Keymap"
    frame_batch: "FrameBatch"

    @property
    def palette(self) -> "Palette": ...
    @property
    def base(self) -> Any: ...
    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...
    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool: ...


class BlankFilter(LineFilter):
    """Draws a line as wide as it is, with nothing on it."""

    def __init__(self, style: Style) -> None:
        super().__init__()
        self._style = style

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        cells = sum(cell_len(each.text) for each in segments if not each.control)
        return [Segment(" " * cells, self._style)]


class ScreenLock:
    """Locks the screen of `app` after `minutes` without a key; 0 minutes never lock it."""

    def __init__(self, app: LockHost, minutes: int, call_later: Later = later) -> None:
        self._app = app
        self._after_s = minutes * _MINUTE_S
        self._due = Due(app, call_later)
        self._blank: BlankFilter | None = None
        self._woken: tuple[str, float] = ("", 0.0)
        """The latest key that did nothing, and when it was read."""

    @property
    def is_locked(self) -> bool:
        return self._blank is not None

    def filters(self, usual: Sequence[LineFilter]) -> list[LineFilter]:
        """Return the filters for everything but the header."""
        return [*((self._blank,) if self._blank is not None else ()), *usual]

    def filters_of_header(self, usual: Sequence[LineFilter]) -> list[LineFilter]:
        """Return the filters for a header that says nothing of any record."""
        return [each for each in usual if each is not self._blank]

    # Time

    def wait(self) -> None:
        """Lock the screen when the time is over, counted from now."""
        if self._after_s:
            self._due.after(self._after_s, self.lock)

    # Keys

    def swallows(self, event: events.Key) -> bool:
        """Take note of a key, and show the screen again. Return whether the key does nothing else.

        The key that quits always counts. The same key again within `quiet_s` is still held down.
        """
        was_locked = self.is_locked
        self.wake()
        if event.key in self._app.keymap.keys_by_id["quit"]:
            return False
        key, at = self._woken
        repeats = event.key == key and event.time - at <= self._app.timing.quiet_s
        self._woken = (event.key, event.time) if was_locked or repeats else ("", 0.0)
        return was_locked or repeats

    def wake(self) -> None:
        """Count from now, and show the screen again."""
        self.wait()
        if self.is_locked:
            self._blank = None
            self._redraw()
            for screen in self._app.screen_stack:
                if (listener := getattr(screen, "listener", None)) is not None:
                    listener.uncovered()

    # The screen

    def lock(self) -> None:
        """Blank everything but the header."""
        if not self.is_locked and self._app.screen_stack:
            self._app.base.mask()
            self._blank = BlankFilter(self._app.palette.style("base"))
            self._redraw()

    def _redraw(self) -> None:
        self._app.frame_batch.one_frame()
        for screen in self._app.screen_stack:
            if (refresh_bars := getattr(screen, "refresh_bars", None)) is not None:
                refresh_bars()
        textual_patches.redraw(self._app)  # type: ignore[arg-type]
