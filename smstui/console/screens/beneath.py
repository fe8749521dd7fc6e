"""What a dialog lies on: the screen beneath it, drawn as it is.

Textual draws it by way of Rich, segment by segment and line end by line end: that takes longer than
the dialog itself. `tests/console/test_dialog_sheets.py` holds that both draw the same.
"""

from functools import lru_cache
from itertools import islice
from typing import Any

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual


class Beneath(Visual):
    """The lines of the screen beneath, without what they can be clicked for."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return the lines that there are, at most `width` by `height`."""
        ground = style.rich_style
        drawn = self._screen._compositor.render_strips()
        return [
            Strip(
                [Segment(text, _on(ground, its), None) for text, its, _ in strip], strip.cell_length
            ).crop(0, width)
            for strip in islice(drawn, height)
        ]

    def get_optimal_width(self, rules: Any, container_width: int) -> int:
        """Return the columns of the screen beneath."""
        return self._screen.size.width

    def get_height(self, rules: Any, width: int) -> int:
        """Return the lines of the screen beneath."""
        return self._screen.size.height


@lru_cache(4096)
def _on(ground: RichStyle, style: RichStyle | None) -> RichStyle:
    return ground + (style.clear_meta_and_links() if style is not None else RichStyle())
