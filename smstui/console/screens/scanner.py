"""`:scanner`: three scans of one label, what the link does to them, and the settings for it."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.timer import Timer

from smstui.actions import Place
from smstui.console.measuring import SCANS, SILENCE_S, Measured, Typed, measured
from smstui.console.screens.base import BaseScreen, KeyListener, too_small
from smstui.console.styled_text import wrap
from smstui.console.widgets.reading import READABLE
from smstui.console.widgets.sheet import Sheet
from smstui.domain.errors import SmstuiError
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import ScreenHost


def open_scanner(app: "ScreenHost") -> None:
    """Measure the scanner, and keep the settings that fit it."""

    def done(result: Measured | None) -> None:
        app.frame_batch.one_frame()
        if result is not None and result.code:
            app.say(*_kept(result))

    app.frame_batch.one_frame()
    app.push_screen(ScannerScreen(), done)


def _kept(result: Measured) -> tuple[str, str]:
    """Keep the settings. Return a sentence about it, and its role."""
    from smstui.store.measured import keep_measured

    values = {"pace_ms": result.pace_ms, "join_ms": result.join_ms, "suffix": result.suffix}
    try:
        keep_measured(values)
    except SmstuiError as error:
        return str(error), "bar-fault"
    torn = f" in {result.pieces} pieces" if result.pieces > 1 else " whole"
    told = (
        f"{result.code} comes{torn}, pauses up to {result.longest_ms} ms. "
        f"join_ms = {result.join_ms}, pace_ms = {result.pace_ms}, "
        f'suffix = "{result.suffix}" from the next start.'
    )
    return told, "bar-strong"


class ScannerScreen(
    ModalScreen[Measured], BaseScreen[Measured], KeyListener, inherit_bindings=False
):
    """Takes every key as it comes, but the one that leaves. Ends with what was measured."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self) -> None:
        super().__init__()
        self.listener = self
        self._scans: list[list[Typed]] = []
        self._typing: list[Typed] = []
        self._silence: Timer | None = None
        self._result = Measured()

    def compose(self) -> ComposeResult:
        yield Sheet("scanner", "The scanner and its link")
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        self._show()

    def fit(self, size: Size) -> None:
        """Break the lines for the width there is now."""
        super().fit(size)
        self.call_after_refresh(self._show)

    def takes_whole(self, event: events.Key) -> bool:
        """Every key is measured, whatever it means elsewhere."""
        if event.key in ("escape", "ctrl+q", "ctrl+c"):
            return False
        self._typing.append(Typed(event.key, event.character or "", event.time))
        if self._silence is not None:
            self._silence.stop()
        self._silence = self.set_timer(SILENCE_S, self._over)
        return True

    @property
    def is_settling(self) -> bool:
        return bool(self._typing)

    def _over(self) -> None:
        """A scan is over."""
        self._scans.append(self._typing)
        self._typing = []
        if len(self._scans) == SCANS:
            self._result = measured(self._scans)
            self._scans = []
            if not self._result.problem:
                self.leave(self._result)
                return
        self._show()

    def _show(self) -> None:
        if not self.query(Sheet):
            return
        width = min(READABLE, self.app.size.width - 4)
        said = [
            *([self._result.problem, "Begin again."] if self._result.problem else []),
            f"Scan one label {SCANS} times, with a second between. "
            f"{len(self._scans)} of {SCANS} done.",
        ]
        lines: list[Line] = [
            [("  ", "base"), (line, "strong")] for text in said for line in wrap(text, width)
        ]
        keys: Line = [("  ", "base"), (self.app.key("back"), "key"), (" close", "muted")]
        self.query_one(Sheet).hint([*lines, (), keys])

    def do_back(self) -> None:
        self.leave(Measured())
