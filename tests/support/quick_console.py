"""Style sheets are parsed once in a process of tests, not by each app that one of them opens.

A process of smstui has one app, and Textual keeps by app what it has parsed. A process of the suite
has a thousand apps in turn, with the same sheets and few sets of colours.
"""

from typing import Any, Final

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_PARSED: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}
_parse: Final = Stylesheet._parse_rules


def install() -> None:
    """Keep what is parsed from now on. Twice is as once."""
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]


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
