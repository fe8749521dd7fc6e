"""What every screen has: its places in the registry, and a word for a terminal too small."""

from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.widget import Widget

from smstui.actions import Place
from smstui.console.screens.beneath import Beneath
from smstui.console.textual_patches import LOG
from smstui.console.views.header import LOW, ONE_ROW
from smstui.console.widgets.bar import Bar
from smstui.console.widgets.box import unscrolled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from rich.console import RenderableType
    from textual.filter import LineFilter

    from smstui.console.host import Host
    from smstui.services.changes import ChangeResult
    from smstui.store.journal import Entry

R = TypeVar("R")

LEAST_WIDTH, LEAST_HEIGHT = 40, 10
VERY_WIDE = 150
"""Columns from which the record beside the lists is wider."""
FOLDED_COLUMNS, FOLDED_ROWS = 64, 22
"""Below either, one list of an account is shown at a time, and of the others the titles."""
LEAVING: Final = ("back", "quit")
"""Actions whose keys count at any size and any time."""


@runtime_checkable
class Kept(Protocol):
    """A widget that keys move about in, and that can be put back as it stood."""

    def memento(self) -> "Callable[[], None]": ...


@runtime_checkable
class Emptied(Protocol):
    """A part that keys may make, and that is emptied where they turn out to be a code."""

    def take_back(self) -> None: ...


class KeyListener:
    """Looks at each key that is read while its screen is on top."""

    def takes_whole(self, _event: events.Key) -> bool:
        """Take the key as it came, before it means anything. Return whether the screen took it."""
        return False

    def asks_for(self, _event: events.Key) -> bool:
        """Return whether the key is a character that the screen asks for, wherever the focus is."""
        return False

    def take_asked(self, _event: events.Key) -> str:
        """Take a character that was asked for. Returns the scanned code that it ends, else ""."""
        return ""

    def notice(self, event: events.Key) -> None:
        """A key was read while this screen was on top, whatever becomes of it."""

    def scanned_over(self) -> None:
        """Something was scanned while this screen was on top; it went where scans go."""

    def uncovered(self) -> None:
        """The screen was locked and is shown again: nothing that was read before confirms."""


@runtime_checkable
class ShowsLate(Protocol):
    """A dialog or the content of a page that shows how changes ended."""

    def came_late(self, entry: "Entry") -> None:
        """The effect of a change was seen after its last look."""
        ...


class Whole(Protocol):
    """A screen that knows whether it is there."""

    @property
    def is_whole(self) -> bool: ...


async def unless_gone(
    handle: "Callable[[Message], Awaitable[None]]", message: Message, screen: Whole
) -> None:
    """Handle a message, and pass over a widget that is missing while the screen comes or goes."""
    try:
        await handle(message)
    except NoMatches:
        if screen.is_whole:
            raise
        LOG.info("%s came to a screen that is not there", type(message).__name__)


class BaseScreen(Screen[R], inherit_bindings=False):
    """Keys are looked up in `places`, the first one first."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = None

    app: "Host"  # type: ignore[assignment]
    virtual_size = unscrolled()
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own repaints the whole screen when the focus moves; here only panes show it."""

    way_back = ""
    """What leaving a dialog over this screen leads back to; empty where nothing is left to do."""

    def get_line_filters(self) -> "Sequence[LineFilter]":
        """A dialog draws the screens beneath it, which are blank already while it is locked."""
        usual = super().get_line_filters()
        return self.app.screen_lock.filters_of_header(usual) if self.is_modal else usual

    def render(self) -> "RenderableType | Beneath":  # type: ignore[override]  # as of any widget
        """Return the ground of the screen: that of a dialog is the screen beneath it."""
        ground = super().render()
        if isinstance(ground, BackgroundScreen) and not ground.color.a:
            return Beneath(ground.screen)
        return ground

    listener: KeyListener | None = None
    """What looks at each key that is read while this screen is on top."""
    PLACES: ClassVar[tuple[Place, ...]] = (Place.ANYWHERE,)

    RETURNS: ClassVar[bool] = False
    """Whether a dialog can be shown again after it was left."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where in the registry a key is looked up just now, nearest first."""
        return self.PLACES

    content: object = None
    """What a page shows between its first and its last line; None for other screens."""

    @property
    def handlers(self) -> "tuple[object, ...]":
        """The objects whose methods `do_…` run the actions of this screen, the first one first."""
        return (self,)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Mount) and not self.is_whole:
            return  # it was left before it was laid out: there is nothing to fill
        await super().on_event(event)

    async def _on_message(self, message: Message) -> None:
        """Handle a message. None that comes while the screen comes or goes ends the console."""
        await unless_gone(super()._on_message, message, self)

    @property
    def is_whole(self) -> bool:
        """Whether what the screen is made of is there, whole, and still shown.

        Its widgets come before their own parts do.
        """
        parts = self.walk_children(Widget)
        there = bool(parts) and all(part.is_mounted for part in parts)
        return there and self in self.app.screen_stack

    def leave(self, result: R) -> None:
        """End a dialog. What ends it a second time, because it was on its way, ends nothing else:
        Textual would take the screen beneath away."""
        if self.is_active:
            self.dismiss(result)

    def hears(self, event: events.Key) -> bool:
        """Return whether a key counts: not before there is anything to see, and on a terminal too
        small for that only those that leave. A dialog that confirms is choosier."""
        if not self.is_mounted:
            return False
        action = self.app.dispatcher.action_of(event.key) if self.is_too_small else None
        return not self.is_too_small or (action is not None and action.id in LEAVING)

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal has room for nothing but the word that it has not."""
        width, height = self.app.size
        return width < LEAST_WIDTH or height < LEAST_HEIGHT

    def picks(self, _key: str) -> bool:
        """Return whether the key is a letter that is shown on a row, and picks that row."""
        return False

    def take_paste(self, _text: str) -> bool:
        """Take a whole paste. Return False where it goes where keys would."""
        return False

    @property
    def returns(self) -> bool:
        """Whether it can be shown again after it was left: a dialog has given its answer."""
        return self.RETURNS or not self.is_modal

    def memento(self) -> "Callable[[], None]":
        """Take note of how the screen stands. What is returned puts it back so."""
        focused, classes = self.focused, frozenset(self.classes)
        there = list(self.query("*"))
        parts = [part.memento() for part in there if isinstance(part, Kept)]

        def put_back() -> None:
            for name in classes ^ frozenset(self.classes):
                self.set_class(name in classes, name)
            for part in parts:
                part()
            for made in set(self.query("*")).difference(there):
                if isinstance(made, Emptied):
                    made.take_back()
            if focused is None or focused.is_attached:
                self.set_focus(focused)

        return put_back

    @property
    def is_settling(self) -> bool:
        """Whether the screen is about to hear what it does not hear yet."""
        return False

    def change_ended(self, _result: "ChangeResult") -> None:
        """A change of this console came to its end: what is shown may be of before it."""

    def show_again(self) -> None:
        """Show everything again: privacy was switched on or off."""

    def fit(self, size: Size) -> None:
        """Arrange for a terminal of this size."""
        width, height = size
        self.update_classes(
            {
                "-tiny": width < LEAST_WIDTH or height < LEAST_HEIGHT,
                "-wide": width >= ONE_ROW,
                "-very-wide": width >= VERY_WIDE,
                "-short": height < 20,
                "-folded": height < FOLDED_ROWS or width < FOLDED_COLUMNS,
                "-low": height < LOW,
                "-tall": height >= 34,
            },
            animate=False,
        )


def too_small() -> Bar:
    """Return all there is to see on a terminal too small for anything."""
    bar = Bar("too-small", "base")
    bar.show([(f"terminal too small ({LEAST_WIDTH}×{LEAST_HEIGHT})", "caution")])  # noqa: RUF001
    return bar


def page_keys(app: "Host") -> str:
    """Return the keys of the pages for an empty field, where a digit is typed; empty without room.

    It begins with three blanks.
    """
    first, last = (
        next((key for key in app.keymap.keys_by_id[page] if key.startswith("alt+")), "")
        for page in ("screen.lookup", "screen.journal")
    )
    if not first or not last or app.size.width < FOLDED_COLUMNS:
        return ""
    return f"   {first} … {last}: other pages"
