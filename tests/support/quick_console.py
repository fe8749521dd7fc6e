"""What a process of tests needs once is made once, not by each app that one of them opens.

A process of smstui has one app, and Textual keeps by app what it has parsed. A process of the suite
has a thousand apps in turn, with the same sheets, few sets of colours and the same functions to
call. What is the same each time is kept here; what an app does with it is not touched.

What an app leaves behind is thrown away: smstui freezes what there is once its first frame stands,
and a thousand frozen apps take a gigabyte.
"""

import gc
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any, Final

from textual import _callback
from textual.cache import FIFOCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message_pump import MessagePump
from textual.strip import Strip

from smstui.console import app, themes

_PARSED: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}
_parse: Final = Stylesheet._parse_rules
_PARAMETERS: Final[dict[tuple[CodeType, bool], int]] = {}
_count: Final = _callback._count_parameters
_HANDLERS: Final[dict[tuple[type, str], list[tuple[type, Any]] | None]] = {}
_handlers: Final = MessagePump._get_dispatch_methods
_CACHES: Final = {
    "_divide_cache": 4, "_crop_cache": 16, "_style_cache": 16, "_filter_cache": 4,
    "_line_length_cache": 4, "_crop_extend_cache": 4, "_offsets_cache": 4,
}  # fmt: skip
"""The caches of a line of the screen, and how much each keeps."""


def install() -> None:
    """Keep what is made from now on. Twice is as once."""
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
    _callback._count_parameters = _counted_once
    MessagePump._get_dispatch_methods = _handlers_once  # type: ignore[method-assign]
    if not isinstance(Strip._crop_cache, _LateCache):
        for name, size in _CACHES.items():
            setattr(Strip, name, _LateCache(getattr(Strip, name), size))
        Strip.__init__ = _init_strip  # type: ignore[method-assign]
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


def _handlers_once(
    pump: MessagePump, name: str, message: Any
) -> Iterator[tuple[type, Callable[[Any], Any]]]:
    """Look once for the handlers of a kind of message that a class has, unless `@on` chose them."""
    key = (type(pump), name)
    if key not in _HANDLERS:
        classes = type(pump).__mro__
        named = [(one, vars(one).get(f"_{name}") or vars(one).get(name)) for one in classes]
        chosen = any(vars(one).get("_decorated_handlers") for one in classes)
        _HANDLERS[key] = None if chosen else [each for each in named if each[1] is not None]
    found = _HANDLERS[key]
    if found is None:
        yield from _handlers(pump, name, message)
        return
    for one, method in found:
        if message._no_default_action:
            break
        yield one, method.__get__(pump, one)


class _LateCache:
    """A cache of a line of the screen, made when it is first asked: most lines never ask one, and
    seven caches take longer to make than the line."""

    def __init__(self, slot: Any, size: int) -> None:
        self._slot, self._size = slot, size

    def __get__(self, strip: Strip | None, owner: type) -> Any:
        if strip is None:
            return self
        try:
            return self._slot.__get__(strip, owner)
        except AttributeError:
            made: FIFOCache[Any, Any] = FIFOCache(self._size)
            self._slot.__set__(strip, made)
            return made


def _init_strip(strip: Strip, segments: Iterable[Any], cell_length: int | None = None) -> None:
    strip._segments = list(segments)
    strip._cell_length = cell_length
    strip._render_cache = strip._link_ids = strip._cell_count = None
