"""A question before what cannot be put back and is sent nowhere: a draft let go, a list emptied.

The key that applies a plan answers it, under the same rules: it stands alone, and no scan says
yes.
"""

from asyncio import get_running_loop
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.arming import Arming, Stroke
from smstui.console.screens.base import BaseScreen, KeyListener, too_small
from smstui.console.styled_text import wrap
from smstui.console.widgets.reading import READABLE
from smstui.console.widgets.sheet import Sheet
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.console.host import Host

_SOON_S = 0.001


def make_sure(app: "Host", question: str, does: str, then: Callable[[], object]) -> None:
    """Call `then` once a person has confirmed it. `does` says what the key does."""

    def answered(answer: str | None) -> None:
        if answer:
            then()

    app.push_dialog(SureScreen(question, does), answered)


class SureScreen(ModalScreen[str], BaseScreen[str], KeyListener, inherit_bindings=False):
    """Ends with "yes", or with "" when it was left."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self, question: str, does: str) -> None:
        """`does` says what the key does, such as "discard it"."""
        super().__init__()
        self.listener = self
        self._question = question
        self._does = does
        self._arming = Arming(self.app.timing)
        self._applied_at = 0.0

    def compose(self) -> ComposeResult:
        yield Sheet("sure", "Are you sure?")
        yield too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)

    def fit(self, size: Size) -> None:
        """At another size nothing counts before the question was seen at that size."""
        super().fit(size)
        self.uncovered()

    def uncovered(self) -> None:
        self._arming.disarm()
        self._show()
        self.call_after_refresh(self._seen)

    def _seen(self) -> None:
        if not self.is_too_small and self.is_attached:
            self._arming.seen(self._clock)
            self._show()

    def _show(self) -> None:
        """The question, and what the next key does as of now; looked at again when that changes."""
        if not self.query(Sheet):
            return
        ready_at, key = self._arming.ready_at(), self.app.key
        waits_s = None if ready_at is None else max(0.0, ready_at - self._clock)
        applies: Line = [(key("plan.apply"), "key"), (f" {self._does}   ", "muted")]
        lines: list[Line] = [
            [("  ", "base"), (line, "strong")]
            for line in wrap(self._question, min(READABLE, self.app.size.width - 4))
        ]
        keys: Line = [
            ("  ", "base"),
            *([("wait   ", "faint")] if waits_s != 0 else applies),
            (key("back"), "key"),
            (" close", "muted"),
        ]
        self.query_one(Sheet).hint([*lines, (), keys])
        if waits_s:
            self.set_timer(waits_s + _SOON_S, self._show)

    def notice(self, event: events.Key) -> None:
        action = self.app.dispatcher.action_of(event.key)
        applies = action is not None and action.id == "plan.apply"
        self._arming.stroke(Stroke.APPLY if applies else Stroke.OTHER, event.time)
        if applies:
            self._applied_at = event.time
        else:
            self._show()

    def scanned_over(self) -> None:
        """The scan asks about something else."""
        self.leave("")

    @property
    def is_settling(self) -> bool:
        if self.is_too_small:
            return False
        ready_at = self._arming.ready_at()
        return self._arming.is_pending(self._clock) or ready_at is None or self._clock < ready_at

    def do_plan_apply(self) -> None:
        read_at = self._applied_at
        if not self._arming.counts(read_at):
            self.app.say("Too soon after another key. Wait, then press it again.", "bar-caution")
            return
        wait_s = max(_SOON_S, read_at + self.app.timing.join_s - self._clock)
        self.set_timer(wait_s, lambda: self.app.call_later(self._answered, read_at))

    def _answered(self, read_at: float) -> None:
        counts = self._arming.counts(read_at)
        self._arming.settled(read_at)
        if counts and self.app.screen is self:
            self.leave("yes")

    def do_back(self) -> None:
        self.leave("")

    @property
    def _clock(self) -> float:
        return get_running_loop().time()
