"""Sending to the terminal only the cells that have changed.

`start` is the one way in. Nothing else in the console touches how Textual paints.
"""

import logging
from typing import TYPE_CHECKING, Any, Final

from textual.app import App

if TYPE_CHECKING:
    from smstui.console.painter.hook import Painting

LOG: Final = logging.getLogger("smstui.console")


def start(app: App[Any]) -> "Painting | None":
    """Paint in place of Textual.

    Where Textual is not as expected nothing is changed: Textual paints, and the log says so.
    """
    try:
        from smstui.console.painter import shapes
        from smstui.console.painter.hook import Painting

        shapes.check(app)
        painting = Painting(app)
    except Exception as error:
        LOG.warning("Textual paints: %s: %s", type(error).__name__, error)
        return None
    painting.start()
    return painting
