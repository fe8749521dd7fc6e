"""A question before what cannot be put back and is sent nowhere: a draft let go, a list emptied.

The key that applies a plan answers it, under the same rules: it stands alone, and no scan says
yes.
"""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from smstui.actions import Place
from smstui.console.arming import Arming, Stroke
from smstui.console.ink import wrap
from smstui.console.screens.base import BaseScreen
from smstui.console.widgets.box import Box
from smstui.console.widgets.foot import Foot
from smstui.console.widgets.frame import Frame

_SOON_S = 0.001


class SureScreen(ModalScreen[str], BaseScreen[str], inherit_bindings=False):
    """Ends with "yes", or with "" when it was left."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.DIALOG,)

    def __init__(self, question: str, does: str) -> None:
        """`does` says what the key does, such as "lets go of it"."""
        super().__init__()
        self._question = question
        self._does = does
        self._arming = Arming(self.app.timing)
        self._applied_at = 0.0

    def compose(self) -> ComposeResult:
        with Box(id="sure-dialog"), Frame("sure", "Are you sure?"):
            yield Foot("sure-foot")
        yield self.too_small()

    def on_mount(self) -> None:
        self.fit(self.app.size)
        width = min(70, self.app.size.width - 6)
        key = self.app.key
        self.query_one("#sure-foot", Foot).show(
            [
                *([("  ", "base"), (line, "strong")] for line in wrap(self._question, width)),
                [("  ", "base"), (key("plan.apply"), "key"), (f" {self._does}   ", "muted"),
                 (key("back"), "key"), (" leaves", "muted")],
            ]
        )  # fmt: skip
        self.call_after_refresh(lambda: self._arming.seen(self._clock))

    def notice(self, event: events.Key) -> None:
        action = self.app.action_of(event.key)
        applies = action is not None and action.id == "plan.apply"
        self._arming.stroke(Stroke.APPLY if applies else Stroke.OTHER, event.time)
        if applies:
            self._applied_at = event.time

    def scanned_over(self) -> None:
        """The scan asks about something else."""
        self.leave("")

    @property
    def is_settling(self) -> bool:
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
        from asyncio import get_running_loop

        return get_running_loop().time()
