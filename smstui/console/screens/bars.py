"""The first and the last line of a page: where we are, and which keys help."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.geometry import Size

from smstui.actions import Place, Situation
from smstui.console.screen_lock import TOLD
from smstui.console.styled_text import cut, wrap
from smstui.console.usable_keys import usable
from smstui.console.views import bars
from smstui.console.views.header import Header, rows_of
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.sheet import Sheet
from smstui.domain import zone
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.console.host import Host


_LEAST = 20
"""Cells of a line of a sentence, on the smallest terminal."""


class Barred(Protocol):
    """A page between two such lines."""

    @property
    def app(self) -> "Host": ...
    @property
    def is_attached(self) -> bool: ...
    @property
    def size(self) -> Size: ...
    @property
    def places(self) -> tuple[Place, ...]: ...
    def call_after_refresh(self, callback: Callable[[], None]) -> bool: ...
    @property
    def situation(self) -> Situation: ...


class PageBars:
    """Two bars that a page owns. Nothing is drawn when nothing changed."""

    def __init__(self, page: Barred, hint: Callable[[], Line | None] = lambda: None) -> None:
        """`hint` gives the last line where it is not about the keys of the page."""
        self.header = Bar("header")
        self.footer = Bar("footer")
        self._page = page
        self._hint = hint
        self.said = ""
        """The sentence on the last line; empty while the keys are there."""
        self.said_role = ""
        self.height = 1
        """Lines that the footer takes: a long sentence takes more than one."""

    def say(self, text: str, role: str = "bar-strong") -> None:
        """Show one sentence, whole, at the foot; an empty one brings the keys back."""
        self.said, self.said_role = text, role
        if self.footer.parent is None:
            return  # not laid out yet
        self.footer.set_class(bool(text), "-says")
        if text:
            width, height = self._page.app.size
            lines = wrap(text, max(_LEAST, width - 2))
            most = max(1, height // 3)
            if len(lines) > most:
                lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width - 2)]
            self._show([([(" ", "bar"), (line, role)], ()) for line in lines])
        else:
            hint = None if self._page.app.has_dialog else self._hint()
            self._show([(hint or self._keys(), ())])

    def _show(self, rows: Sequence[tuple[Line, Line]]) -> None:
        """Show lines at the foot of the page; a dialog over it stands above them."""
        if len(rows) != self.height:
            self._page.app.frame_batch.one_frame()
            self.height = len(rows)
            self.footer.styles.height = self.height
            for screen in self._page.app.screen_stack:
                for sheet in screen.query(Sheet):
                    sheet.lift(self.height)
            self._page.call_after_refresh(self._draw_covered)  # once the page has its new layout
        self.footer.show_rows(rows)
        self._draw_covered()

    def _draw_covered(self) -> None:
        """Draw each dialog beneath another again: it keeps what it drew of the page."""
        for covered in self._page.app.screen_stack[:-1]:
            if covered.is_modal:
                covered.refresh()

    def refresh_footer(self) -> None:
        """Show the keys again, or the sentence that is there, for the width there is now.

        It is done once before the next frame, however often it is asked for.
        """
        self._page.app.frame_batch.before_frame(self._say_again)

    def _say_again(self) -> None:
        if self._page.is_attached:  # else it was left before the frame came
            self.say(self.said, self.said_role)

    def show_header(
        self,
        crumbs: Sequence[str],
        state: Span,
        *,
        read: Span = ("", "bar"),
        skew: timedelta | None = None,
    ) -> None:
        """Show where we are. `state` is a word on the platform, `read` says when it was read."""
        app = self._page.app
        is_locked = self.header.is_public = app.screen_lock.is_locked
        if is_locked:
            crumbs, state, read, skew = [TOLD], ("", "bar"), ("", "bar"), None
        startup, place = app.startup, self._page.situation.place
        told = Header(
            startup.label,
            startup.tint,
            startup.read_only,
            startup.role,
            startup.family,
            place,
            app.key,
            app.waiting.counts,
            crumbs,
            read,
            state,
            skew,
            app.masker.enabled,
            "" if is_locked else zone.zone_name(),
            is_new=app.deployment_switch.is_new,
        )
        self.header.show_rows(rows_of(told, *app.size))

    def _keys(self) -> Line:
        return [span for each in self.offered for span in each.spans]

    @property
    def offered(self) -> list[bars.Offered]:
        """The keys that the last line shows while nothing else is there."""
        page = self._page
        if page.app.has_dialog:
            return []  # it says on its own last line what its keys do
        can_use = partial(usable, page.app)
        return bars.offered(page.app.keymap, page.situation, page.places, page.size.width, can_use)
