"""What the screens beside the lookup screen share: first and last line, and the way back."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from smstui.actions import Place, Situation
from smstui.console.screens.base import BaseScreen
from smstui.console.styled_text import width_of
from smstui.console.usable_keys import usable
from smstui.console.views import bars
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.line_edit import LineEdit
from smstui.console.widgets.panel import Panel
from smstui.presentation.lines import Line

if TYPE_CHECKING:
    from smstui.services.outcomes import Opened


class PageScreen(BaseScreen[None]):
    """A full screen reached by a number. Lies over the lookup screen, which Esc leads back to."""

    PLACE: ClassVar[Place] = Place.ANYWHERE
    TITLE_OF_PAGE: ClassVar[str] = ""
    ENTER_OPENS: ClassVar[bool] = False
    """Whether Enter opens something from an empty text field too."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._state = ("", "bar")

    def compose(self) -> ComposeResult:
        yield Bar("header")
        yield from self.content()
        yield Bar("footer")
        yield self.too_small()

    def content(self) -> ComposeResult:
        """What stands between the first and the last line."""
        raise NotImplementedError

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place.LIST, self.PLACE, Place.ANYWHERE)

    @property
    def is_there(self) -> bool:
        """Whether there is something to show an answer in: laid out, and not left meanwhile."""
        return bool(self.query("#footer")) and self in self.app.screen_stack

    # The first and the last line

    def say(self, text: str, role: str = "bar-strong") -> None:
        """One sentence on the last line; empty brings the keys back."""
        self._said = text
        for footer in self.query("#footer").results(Bar):  # none until it is laid out
            footer.show([(" ", "bar"), (text, role)] if text else self._footer_keys())

    def refresh_bars(self) -> None:
        if not self.is_there:
            return
        startup = self.app.startup
        end = bars.header_end(startup.family, *self._state, width=self.size.width)
        room = self.size.width - width_of(end)
        self.query_one("#header", Bar).show(
            bars.header(
                startup.label,
                startup.tint,
                startup.read_only,
                self.crumbs(),
                room,
                private=self.app.masker.enabled,
            ),
            end,
        )
        self.refresh_footer()

    def refresh_footer(self) -> None:
        if not self._said:
            self.say("")

    def on_descendant_focus(self) -> None:
        self.refresh_footer()

    @on(Input.Changed)
    def _text_changed(self, message: Input.Changed) -> None:
        """Other keys are usable once a text has begun, and when it is gone."""
        if len(message.value) <= 1:
            self.refresh_footer()

    def crumbs(self) -> list[str]:
        return [self.TITLE_OF_PAGE]

    @property
    def situation(self) -> Situation:
        """The moment as actions see it."""
        return Situation(
            place=self.PLACE,
            rows=self.row_count if self.is_there else 0,
            in_text=isinstance(self.focused, LineEdit),
            has_bundle=self.app.base.opened is not None,
            asked_for=self.app.base.asked_for,
            ready=True,
            door_open=self.app.door_open,
            refusals=self.app.refusals,
        )

    @property
    def opened(self) -> "Opened | None":
        """The household that this screen is about; None where it is about none."""
        return None

    @property
    def row_count(self) -> int:
        """Rows that a key could mean."""
        return 0

    @property
    def is_asking(self) -> bool:
        return False

    def show_again(self) -> None:
        """Privacy was drawn or lifted: what stands here may have to look otherwise."""

    def take_scan(self, text: str, entered: bool) -> None:
        """A scan belongs into the lookup box, on its own screen."""
        self.app.do_screen_lookup()
        self.app.base.take_scan(text, entered)

    # Moving

    def do_pane_next(self) -> None:
        self._step_pane(1)

    def do_pane_previous(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, step: int) -> None:
        panes = [pane for pane in self.query(Panel) if pane.display and pane.can_focus]
        if panes:
            at = panes.index(self.focused) if self.focused in panes else (-1 if step > 0 else 0)
            self.app.frame_batch.one_frame()
            self.set_focus(panes[(at + step) % len(panes)])

    def do_back(self) -> None:
        self.app.leave_pages()

    def do_leave(self) -> None:
        self.app.leave_pages()

    def _footer_keys(self) -> Line:
        return bars.footer(
            self.app.keymap, self.situation, self.places, self.size.width,
            partial(usable, self.app),
        )  # fmt: skip
