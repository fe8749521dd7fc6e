"""The one surface of every dialog: over the whole width, as high as what stands in it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import strip_of, width_of, wrap
from smstui.console.views.choosing import hint_lines
from smstui.console.views.header import header_height
from smstui.console.widgets.box import Box, unscrolled
from smstui.console.widgets.foot import Foot
from smstui.console.widgets.panel import Panel
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.console.host import Host

MARGIN: Final = 2
"""Cells left and right of what stands in a sheet."""
LEAST: Final = 20
"""Lines of a list that is given a share of the room only, where there are so many."""


class SheetTitle(Widget):
    """The whole title of a dialog, with the count and which part of it is in view."""

    DEFAULT_CSS = "SheetTitle { height: auto; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, title: str, in_view: Callable[[], str]) -> None:
        super().__init__()
        self._in_view = in_view
        self._told: tuple[str, str, Sequence[Span]] = (title, "", ())
        self._drawn: Sequence[Line] = ()

    def show(self, title: str, count: str, notes: Sequence[Span]) -> None:
        self._told = (title, count, notes)
        self.update()

    def update(self) -> None:
        """Draw it again where it reads otherwise than before."""
        lines = self.lines_in(self.app.size.width)
        if lines != self._drawn:
            taller = len(lines) != len(self._drawn)
            self._drawn = lines
            self.refresh(layout=taller)

    def lines_in(self, width: int) -> Sequence[Line]:
        """Return the title in lines of at most `width` cells, with the notes at the right."""
        title, count, notes = self._told
        notes = [note for note in notes if f" {note[0]} " not in f" {title} "]
        in_view = self._in_view()
        kept = len(in_view) + MARGIN if in_view else 0
        first, *more = wrap(title, max(8, width - 2 * MARGIN - kept))
        left: list[Span] = [(f"{' ' * MARGIN}{first}", "sheet-title")]
        if count and not more:
            left.append((f" ({count})", "sheet-note"))
        fit = [text for text, _ in notes if width_of(left) + len(text) + 2 * MARGIN <= width]
        said = [text for text in (in_view, *fit[:1]) if text]
        right = "  ".join(said)
        if width_of(left) + len(right) + 2 * MARGIN > width:
            right = in_view
        gap = " " * max(0, width - width_of(left) - len(right) - MARGIN)
        lines: list[Line] = [[*left, (f"{gap}{right}{' ' * MARGIN}", "sheet-note")]]
        lines += ([(f"{' ' * MARGIN}{line}", "sheet-title")] for line in more)
        below = notes[:1] if not fit else ()
        lines += ([(f"{' ' * MARGIN}{text}", "sheet-note")] for text, _ in below)
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines_in(width))

    def render_line(self, y: int) -> Strip:
        lines = self._drawn = self.lines_in(self.size.width)
        line = lines[y] if y < len(lines) else ()
        return strip_of(line, self.size.width, palette_of(self), "sheet-title")


class Sheet(Box):
    """Title, parts, and the keys on the last line. Stands on the last line of the screen.

    One part may be a panel, which takes the height that its content needs and there is; `share` is
    the part of the room that it may have. A part that is not displayed takes none.
    """

    app: "Host"  # type: ignore[assignment]

    DEFAULT_CSS = """
    Sheet { width: 100%; height: auto; layout: vertical; background: $sheet; }
    """

    def __init__(
        self, name: str, title: str, *parts: Widget, share: float = 1.0, keeps: bool = False
    ) -> None:
        """With `keeps` it gets no lower while a list is narrowed."""
        self._keeps = keeps
        self._tallest = (0, Size(0, 0))
        self.foot = Foot(f"{name}-foot")
        self._title = SheetTitle(title, self._in_view)
        self._parts = parts
        self._panel = next((part for part in parts if isinstance(part, Panel)), None)
        self._share = share
        super().__init__(self._title, *parts, self.foot, id=f"{name}-sheet")
        if self._panel is not None:
            self._panel.sheet = self

    def on_mount(self) -> None:
        self.lift(self.app.page.bars.height)

    def lift(self, lines: int) -> None:
        """Stand above so many lines of the page below it, which are its last."""
        if self.styles.margin.bottom != lines:
            self.styles.margin = (0, 0, lines, 0)
            self.fit_content()

    # What a screen or a panel says to it

    def head(self, title: str, count: str = "", notes: Sequence[Span] = ()) -> None:
        self._title.show(title, count, notes)
        self.fit_content()

    def hint(self, lines: Sequence[Line]) -> None:
        """Show what the keys do."""
        self._keys = ()
        self.foot.show(lines)
        self.fit_content()

    def keys(self, told: Sequence[tuple[str, str]]) -> None:
        """Show keys, each with what it does, and nothing else."""
        self.hint(hint_lines(told, self.app.size.width))
        self._keys = told

    _keys: Sequence[tuple[str, str]] = ()

    def on_resize(self) -> None:
        """Break the line of keys for the width there is now."""
        if self._keys:
            self.keys(self._keys)

    def tell(self, in_view: str) -> None:
        """Say which part of the content is in view, where no panel knows."""
        self._told_in_view = in_view
        self._title.update()

    _told_in_view = ""

    def moved(self) -> None:
        """The panel has more or less content, or shows another part of it."""
        self.fit_content()
        self._title.update()

    @property
    def spare(self) -> int:
        """Lines that the content of the panel leaves free; none where it is cut."""
        panel = self._panel
        lines = sum(part.display and not isinstance(part, Foot | Panel) for part in self._parts)
        return max(0, self.room - lines - panel.wanted_height - 1) if panel is not None else 0

    @property
    def text_width(self) -> int:
        """Cells for text."""
        return max(8, self.app.size.width - 2 * MARGIN)

    @property
    def room(self) -> int:
        """Lines for the parts, between the header and the last line of the screen."""
        width, height = self.app.size
        title = len(self._title.lines_in(width))
        below = self.styles.margin.bottom
        return height - header_height(width, height) - below - title - self.foot.height

    def fit_content(self) -> None:
        """Give the panel the height that its content needs, as far as there is room."""
        panel = self._panel
        if panel is None or not self.is_attached:
            return
        others = sum(_height_of(part) for part in self._parts if part is not panel and part.display)
        room = self.room - others
        if self._share < 1:
            room = min(room, max(LEAST, int(room * self._share)))
        wanted, size = panel.wanted_height, self.app.size
        if self._keeps:
            tallest, size_then = self._tallest
            wanted = max(wanted, tallest) if size == size_then else wanted
            self._tallest = (wanted, size)
        height = max(1, min(wanted + 1, room))  # with a blank line below it, where there is room
        if panel.styles.height is None or panel.styles.height.value != height:
            panel.styles.height = height

    def _in_view(self) -> str:
        return self._panel.foot() if self._panel is not None else self._told_in_view


def _height_of(part: Widget) -> int:
    return part.height if isinstance(part, Foot) else 1
