"""Sending to the terminal only the cells that have changed.

`start` is the one way in. Nothing else in the console touches how Textual paints.
"""

from typing import TYPE_CHECKING, Any

from textual.app import App

from smstui.console.textual_patches import LOG

if TYPE_CHECKING:
    from smstui.console.painter.hook import Painting


def start(app: App[Any], in_ascii: bool = False) -> "Painting | None":
    """Paint in place of Textual; `in_ascii` writes nothing but ASCII of its own.

    Where Textual is not as expected nothing is changed: Textual paints, and the log says so.
    """
    try:
        from smstui.console.painter import shapes
        from smstui.console.painter.hook import Painting

        shapes.check(app)
        painting = Painting(app, in_ascii=in_ascii)
    except Exception as error:
        LOG.warning("Textual paints: %s: %s", type(error).__name__, error)
        return None
    painting.start()
    return painting
