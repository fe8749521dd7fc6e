"""The catalogue of one deployment: what is shipped, and what the site has otherwise."""

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean
from smstui.platforms.callable import need_callable, need_texts
from smstui.platforms.catalogue import Catalogue, Entry, listed

_KINDS: Final = {
    "string_type": "must be a text in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must not be negative",
    "tuple_type": "must be a list",
    "mapping_type": "must be a table",
    "dict_type": "must be a table",
    "string_pattern_mismatch": "is not written as it must be",
    "string_too_short": "must not be empty",
}


@cache
def shipped(family: str) -> Mapping[str, Any]:
    """Return the catalogue of `family` as it comes with the package."""
    text = files(f"smstui.platforms.{family}").joinpath("catalogue.toml").read_text("utf-8")
    return tomllib.loads(text)


def catalogue_of(
    family: str,
    overrides: Mapping[str, Mapping[str, Any]],
    deployment: str,
    lists: Mapping[str, Any] = MappingProxyType({}),
) -> Catalogue:
    """Return the catalogue of `family` with a deployment's overrides; naming an entry supports it.

    `lists` says what the site's list envelopes and paging are, where it is not as shipped.

    Raises BadConfiguration for an override of what is not there, with the nearest name, and for
    one that cannot be used.
    """
    raw = shipped(family)
    operations = dict(raw["operations"])
    for name, fields in overrides.items():
        where = f"deployments.{deployment}.{family}.operations.{clean(name, 60)}"
        if name not in operations:
            raise BadConfiguration(
                f"{where}: the catalogue has no entry of that name.",
                hint=_nearest(name, list(operations)),
            )
        for field in fields:
            if field not in Entry.model_fields:
                raise BadConfiguration(
                    f"{where}.{clean(field, 60)}: an entry has no field of that name.",
                    hint=_nearest(field, list(Entry.model_fields)),
                )
        operations[name] = {**operations[name], "unsupported": False, **fields}
        need_texts(where, fields)
    try:
        told = {**raw, "operations": operations, "lists": {**raw.get("lists", {}), **lists}}
        catalogue = Catalogue.model_validate(told)
    except ValidationError as error:
        raise BadConfiguration(
            f"deployments.{deployment}.{family}.{_sentence(error)}.",
            hint="Compare it with the entry in the catalogue that is shipped.",
        ) from None
    for name in overrides:
        where = f"deployments.{deployment}.{family}.operations.{name}"
        need_callable(family, where, Entry.model_validate(raw["operations"][name]), catalogue, name)
    return catalogue


def _sentence(error: ValidationError) -> str:
    """Return the first complaint, with its place; never the value."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(clean(part, 60) for part in first["loc"] if isinstance(part, str))
    if first["type"] == "value_error":
        said = str(clean(first["ctx"]["error"], 300))
    elif first["type"] == "literal_error":
        said = f"must be one of {clean(first['ctx']['expected'], 200)}"
    else:
        said = _KINDS.get(first["type"], "cannot be used")
    return f"{place}: {said}" if place else said


def _nearest(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    return f"Did you mean {near[0]}?" if near else f"There are: {listed(names)}."
