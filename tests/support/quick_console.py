"""What a process of tests needs once is made once, not by each app that one of them opens.

A process of smstui has one app, and Textual keeps by app what it has parsed. A process of the suite
has a thousand apps in turn, with the same sheets, few sets of colours and the same functions to
call. What is the same each time is kept here; what an app does with it is not touched.

What an app leaves behind is thrown away: smstui freezes what there is once its first frame stands,
and a thousand frozen apps take a gigabyte.
"""

import gc
import tomllib
from collections.abc import Callable
from functools import cache
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any, Final

from textual import _callback
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from smstui.console import app, themes

_PARSED: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}
_parse: Final = Stylesheet._parse_rules
_PARAMETERS: Final[dict[tuple[CodeType, bool], int]] = {}
_count: Final = _callback._count_parameters


def install() -> None:
    """Keep what is made from now on. Twice is as once."""
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
    _callback._count_parameters = _counted_once
    themes.tomllib = SimpleNamespace(  # type: ignore[assignment]
        loads=cache(tomllib.loads), TOMLDecodeError=tomllib.TOMLDecodeError
    )
    app.gc = SimpleNamespace(freeze=lambda: None, enable=gc.enable)  # type: ignore[assignment]


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


def _counted_once(function: Callable[..., Any]) -> int:
    """Count the parameters of a function once for all that share its code, as lambdas do."""
    plain = getattr(function, "__func__", function)
    if not isinstance(plain, FunctionType) or "__wrapped__" in plain.__dict__:
        return _count(function)
    key = (plain.__code__, plain is function)
    if key not in _PARAMETERS:
        _PARAMETERS[key] = _count(function)
    return _PARAMETERS[key]
