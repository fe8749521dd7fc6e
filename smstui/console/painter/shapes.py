"""Check that the private parts of Textual and Rich that the painter uses are as expected."""

import inspect
from typing import Any, Final

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.app import App
from textual.geometry import Region
from textual.strip import SGR_STYLES, Strip

from smstui.console.painter.encoder import Abilities
from smstui.console.painter.frames import FramePainter

FIELDS: Final = (
    "_batch_count",
    "_closed",
    "_driver",
    "_previous_cursor_position",
    "_running",
    "_sync_available",
    "cursor_position",
    "is_headless",
)
"""Fields of an app."""
_STYLES: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
_TRIAL: Final = "\x1b[m\x1b[2J\x1b[H\x1b[1;31mab\r"


def check(app: App[Any]) -> None:
    """Raise an error if something is missing or has another shape."""
    for name in FIELDS:
        getattr(app, name)
    _expect("_color_system", hasattr(app.console, "_color_system"))
    _expect("_display", _parameters(app._display) == ["screen", "renderable"])
    _expect("post_display_hook", not _parameters(app.post_display_hook))
    _expect("render_full_update", "simplify" in _parameters(Compositor.render_full_update))
    _expect("SGR_STYLES", tuple(SGR_STYLES) == _STYLES)
    _expect("the trial", trial() == (_TRIAL, ""))


def trial() -> tuple[str, str]:
    """Return what is sent for a screen of two cells, and for the same as a part of it."""
    strip = Strip([Segment("ab", Style(bold=True, color="red"))])
    painter = FramePainter(ColorSystem.STANDARD, Abilities())
    whole = painter.paint(LayoutUpdate([[strip]], Region(0, 0, 2, 1)), (0, 0))
    again = Strip([Segment("ab", Style(bold=True, color="red"))])
    return whole, painter.paint(ChopsUpdate([{0: again}], [(0, 0, 2)], [[2]]), (0, 0))


def _parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


def _expect(name: str, is_so: bool) -> None:
    if not is_so:
        raise TypeError(f"{name} is not as expected")
