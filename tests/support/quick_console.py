"""What a console in a test pays once, or not at all: style sheets, and frames that nobody sees.

A test opens an app of its own, and a process of smstui opens one. Textual keeps the rules that it
has parsed by app: here they are kept by process, for each set of colours.

A frame of an app without a terminal goes nowhere, and what a test reads of the screen it paints
itself (`Robot.lines`). So none is rendered, but in the whole products, where each is.
"""

import os
from functools import wraps
from typing import Any, Final

from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from smstui.console.painter.hook import Painting
from tests.support.products import WHOLE

_PARSED: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}
_parse: Final = Stylesheet._parse_rules
_refresh: Final = Screen._compositor_refresh
_DISPLAYS: Final = (App._display, Painting.display)
"""Who takes a frame, unless a test looks at each."""


def install() -> None:
    """Keep what is parsed, and render no frame that goes nowhere. Twice is as once."""
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]
    if not os.environ.get(WHOLE):
        Screen._compositor_refresh = _refresh_where_seen  # type: ignore[method-assign]


def _parsed_once(
    sheet: Stylesheet,
    css: str,
    read_from: Any,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    told = (css, read_from, is_default_rules, tie_breaker, scope)
    key = (*told, *sorted(sheet._variables.items()))
    if key not in _PARSED:
        _PARSED[key] = _parse(sheet, *told)
    return _PARSED[key]


@wraps(_refresh)
def _refresh_where_seen(screen: Screen[Any]) -> None:
    app = screen.app
    is_watched = getattr(app._display, "__func__", None) not in _DISPLAYS
    if is_watched or not app.is_headless or screen is not app.screen:
        _refresh(screen)
        return
    screen._dirty_widgets.clear()
    screen._compositor._dirty_regions.clear()
    app._update_mouse_over(screen)
