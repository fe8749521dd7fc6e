"""Whether an entry that a site has otherwise can still be called: every value has its place.

A name too few, and a change would leave without its card; a place that nothing fills, and every
call would be refused.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean
from smstui.platforms.catalogue import (
    PATHS,
    SETTINGS,
    Catalogue,
    Entry,
    is_secret_name,
    listed,
)
from smstui.platforms.template import places_in

VALUES: Final = frozenset({"id", "pin", "products", "chipset"})
"""Values of a single call that may stand in its path, query or filter."""
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TABLES: Final = ("fixed", "headers", "query", "filter")


def need_texts(where: str, fields: Mapping[str, Any]) -> None:
    """Raise BadConfiguration for texts that cannot be sent."""
    for name in _TABLES:
        table = fields.get(name)
        for key, value in table.items() if isinstance(table, Mapping) else ():
            at = f"{where}.{name}"
            texts = [each for each in (key, value) if isinstance(each, str)]
            if not all(text.isprintable() for text in texts):
                raise BadConfiguration(f"{at}: {clean(key, 60)} holds what cannot be seen.")
            if name == "headers" and not (
                _HEADER.fullmatch(key) and all(text.isascii() for text in texts)
            ):
                raise BadConfiguration(f"{at}: {clean(key, 60)} is not a header, or not in ASCII.")


def need_callable(family: str, where: str, shipped: Entry, catalogue: Catalogue, name: str) -> None:
    """Raise BadConfiguration where the entry `name` cannot be called as `shipped` is."""
    entry = catalogue.entry(name)
    if entry.unsupported:
        return
    values = VALUES if family == "opf" else frozenset({"id"} if entry.module else ())
    settings = SETTINGS if family == "opf" else PATHS
    call = {"path": entry.path}
    if entry.module:  # SOAP has neither
        call |= {"query": _text(entry.query), "filter": _text(entry.filter)}
    for field, text in call.items():
        _need_places(f"{where}.{field}", text, values | settings)
    tokens = {"operator_token", "ssp_token", "client_token"} if name != "token" else set[str]()
    given = SETTINGS | tokens if family == "opf" else frozenset({"basic"})
    given |= frozenset(catalogue.secrets)
    _need_places(f"{where}.headers", _text(entry.headers), given)
    if lost := _placed(shipped) - _placed(entry):
        raise BadConfiguration(
            f"{where}.path: the call needs {{{listed(lost)}}} in its path, query or filter.",
            hint="Without it, it would be sent for no record.",
        )
    wanted = len(open_names(shipped)) if shipped.writes else min(1, len(open_names(shipped)))
    if entry.service and len(open_names(entry)) < wanted:
        raise BadConfiguration(
            f"{where}.arguments: the call sends {wanted} values and has a name for "
            f"{len(open_names(entry))} of them.",
            hint=f"As shipped: {', '.join(open_names(shipped))}. A fixed one takes no value.",
        )
    if family == "opf" and len(entry.body) < len(shipped.body):
        raise BadConfiguration(
            f"{where}.body: the call sends {len(shipped.body)} values and has a name for "
            f"{len(entry.body)} of them.",
            hint=f"As shipped they are {', '.join(shipped.body)}.",
        )


def open_names(entry: Entry) -> list[str]:
    """Return the arguments of a SOAP call that take a value, in order."""
    return [each for each in entry.arguments if each not in entry.fixed]


def _placed(entry: Entry) -> frozenset[str]:
    texts = " ".join((entry.path, _text(entry.query), _text(entry.filter)))
    return places_in(texts) & VALUES


def _text(table: Mapping[str, str]) -> str:
    return " ".join(table.values())


def _need_places(where: str, text: str, known: frozenset[str]) -> None:
    if unknown := places_in(text) - known:
        told = [name for name in known if not is_secret_name(name)]
        raise BadConfiguration(
            f"{where}: nothing fills {{{clean(min(unknown), 60)}}} in this call, "
            f"only {listed(told)} {'is' if len(told) == 1 else 'are'} known."
        )
