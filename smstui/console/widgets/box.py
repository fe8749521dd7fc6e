"""A place for other widgets that never scrolls."""

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget


def unscrolled() -> "Reactive[Size]":
    """In place of Textual's `virtual_size`, which lays the whole screen out a second time
    and draws it a second time whenever a widget's size changes, in case it grew a scroll bar.
    No widget here has one, and the layout itself draws what changed its size."""
    return Reactive(Size(0, 0), repaint=False)


class Box(Widget):
    """Children one below the other, or side by side if the style sheet says so."""

    DEFAULT_CSS = "Box { width: 1fr; height: 1fr; layout: vertical; overflow: hidden hidden; }"

    virtual_size = unscrolled()
