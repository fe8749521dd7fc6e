"""What every screen has: its places in the registry, and a word for a terminal too small."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.binding import BindingType
from textual.screen import Screen

from smstui.actions import Place

if TYPE_CHECKING:
    from smstui.console.app import ConsoleApp

R = TypeVar("R")

LEAST_WIDTH, LEAST_HEIGHT = 40, 10


class BaseScreen(Screen[R], inherit_bindings=False):
    """Keys are looked up in `places`, the first one first."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = None

    app: "ConsoleApp"
    places: ClassVar[tuple[Place, ...]] = (Place.ANYWHERE,)

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        self.set_class(small, "-tiny")
