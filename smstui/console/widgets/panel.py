"""A framed pane on Textual's line API: what it shows on the left of its top, how old on the right.

The frame is drawn line by line with the content, so that a line that changes is the only line
that is sent.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from smstui.console.palette import palette_of
from smstui.console.styled_text import clip, cut, strip_of, width_of
from smstui.console.widgets.box import unscrolled
from smstui.presentation.lines import Line, Span

if TYPE_CHECKING:
    from smstui.console.host import Host


class Surface(Protocol):
    """The sheet that a pane lies on."""

    def head(self, title: str, count: str = "", notes: Sequence[Span] = ()) -> None: ...
    def moved(self) -> None: ...


class Panel(Widget, can_focus=True):
    """An empty pane. Subclasses give `content_line` and say when it changed."""

    DEFAULT_CSS = "Panel { height: 1fr; width: 1fr; }"

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name=name, id=f"pane-{name}")
        self.pane = name
        self._title = title
        self._count = ""
        self._notes: Sequence[Span] = ()
        self._hint = ""
        self._dimmed = False
        self._led = False
        self._strips: dict[int, Strip] = {}
        self._drawn_at = Size(0, 0)
        self.sheet: Surface | None = None
        """The sheet that it lies on, which has its title; then it draws neither that nor a
        frame."""
        self.wanted_height = 1
        """Lines that the whole content takes."""

    # What a screen says to a pane

    def head(self, title: str | None = None, count: str = "", notes: Sequence[Span] = ()) -> None:
        """Say what the pane shows, how many, and how old: the first of `notes` that fits."""
        told = (title if title is not None else self._title, count, notes)
        if told != (self._title, self._count, self._notes):
            self._title, self._count, self._notes = told
            if self.sheet is not None:
                self.sheet.head(*told)
            else:
                self._redraw_line(0)

    def dim(self, dimmed: bool) -> None:
        """Fade the content while its successor is being asked for."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.redraw()

    @property
    def is_dimmed(self) -> bool:
        return self._dimmed

    def look_focused(self, led: bool) -> None:
        """Look as if it had the focus, because a text entry beside it leads its cursor."""
        if led != self._led:
            self._led = led
            self.redraw()

    @property
    def in_hand(self) -> bool:
        return self.has_focus or self._led

    # What a subclass gives

    def content_line(self, _y: int, _width: int) -> tuple[Line, str]:
        """Return one line of the content, and the role of the ground behind it."""
        return (), "base"

    def sized(self) -> None:
        """The pane is about to be drawn at another size than before."""

    def foot(self) -> str:
        """Return a word for the lower right of the frame, such as the part of a list in view."""
        return ""

    def titles(self, _width: int) -> Sequence[tuple[int, int, str]]:
        """Words for the upper line of the frame, each with the cells from and up to which it may
        stand."""
        return ()

    # Drawing

    @property
    def inner_height(self) -> int:
        return max(0, self._room.height - (2 if self.sheet is None else 0))

    @property
    def inner_width(self) -> int:
        return max(0, self._room.width - 4)

    @property
    def _room(self) -> Size:
        """The size, or while the pane is hidden the one it had and will have again."""
        return self.size or self._drawn_at

    def redraw(self) -> None:
        """All of it again."""
        self._strips.clear()
        self.refresh()
        if self.sheet is not None:
            self.sheet.moved()

    def redraw_content_lines(self, *lines: int) -> None:
        """Only these lines of the content again."""
        for y in lines:
            if 0 <= y < self.inner_height:
                self._redraw_line(y + (self.sheet is None))

    def render_line(self, y: int) -> Strip:
        if self.size != self._drawn_at:
            self._drawn_at = self.size
            self._strips.clear()
            self.sized()
            if self.sheet is not None:  # its title tells what is in view
                self.call_later(self.sheet.moved)
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._drawn(y)
        return strip

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The frame shows the focus; no style sheet needs asking."""
        self.redraw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def _redraw_line(self, y: int) -> None:
        self._strips.pop(y, None)
        if self.size:
            self.refresh(Region(0, y, self.size.width, 1))
        else:
            self.refresh()  # while it is hidden, what Textual keeps of it is thrown away

    def _drawn(self, y: int) -> Strip:
        width, height = self.size
        if self.sheet is not None:
            line, context = self.content_line(y, self.inner_width)
            inner = clip(line, self.inner_width)
            gap = " " * (width - 2 - width_of(inner))
            return strip_of([("  ", context), *inner, (gap, context)], width, palette_of(self))
        frame = "frame-focus" if self.in_hand else "frame"
        if y == 0:
            return strip_of(self._top(width, frame), width, palette_of(self))
        if y == height - 1:
            return strip_of(_bottom(width, frame, self.foot()), width, palette_of(self))
        line, context = self.content_line(y - 1, self.inner_width)
        if self._dimmed:
            line, context = [(text, "faint") for text, _ in line], "base"
        inner = clip(line, self.inner_width)
        gap = " " * (self.inner_width - width_of(inner))
        whole: list[Span] = [
            ("│", frame),
            (" ", context),
            *inner,
            (gap + " ", context),
            ("│", frame),
        ]
        return strip_of(whole, width, palette_of(self))

    def _top(self, width: int, frame: str) -> Line:
        title = "title-focus" if self.in_hand else "title"
        room = width - 6
        name = cut(self._title, room)
        count = cut(f" {self._count}" if self._count else "", room - len(name))
        left: list[Span] = [("╭ ", frame), (name, title), (count, "muted"), (" ", frame)]
        right: list[Span] = [("╮", frame)]
        titles = _placed(self.titles(width), width_of(left) + 2)
        end = max((x + len(title) for x, title in titles), default=0)
        rooms = [(note, width - 4 - width_of([note])) for note in self._notes]
        fit = [(note, room) for note, room in rooms if room >= width_of(left)]
        usual = fit[-1 if titles else 0][0] if fit else None
        note = next((note for note, room in fit if room > end), usual)
        if note is not None:
            right = [(" ", frame), note, (" ╮", frame)]
        for x, title in titles:
            gap = x - width_of(left)
            if x + len(title) + 1 < width - width_of(right):
                left += [("─" * (gap - 1), frame), (f"{' ' if gap else ''}{title} ", "muted")]
        return [*left, ("─" * (width - width_of(left) - width_of(right)), frame), *right]


def _placed(titles: Sequence[tuple[int, int, str]], begin: int) -> Sequence[tuple[int, str]]:
    """Return titles where they can stand, from the cell `begin` on."""
    placed: list[tuple[int, str]] = []
    for x, end, title in titles:
        at = max(x, begin)
        if at + len(title) <= end:
            placed.append((at, title))
            begin = at + len(title) + 1
    return placed


def _bottom(width: int, frame: str, foot: str) -> Line:
    """Return the lower line of the frame, with a word at its right."""
    if not foot or width < len(foot) + 6:
        return [("╰" + "─" * (width - 2) + "╯", frame)]
    return [
        ("╰" + "─" * (width - len(foot) - 4) + " ", frame),
        (foot, "muted"),
        (" ╯", frame),
    ]
