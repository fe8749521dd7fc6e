"""The catalogue of one deployment: what is shipped, and what the site has otherwise."""

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean
from smstui.platforms.catalogue import Catalogue, Entry, listed


@cache
def shipped(family: str) -> Mapping[str, Any]:
    """The catalogue of `family` as it comes with the package."""
    text = files(f"smstui.platforms.{family}").joinpath("catalogue.toml").read_text("utf-8")
    return tomllib.loads(text)


def catalogue_of(
    family: str,
    overrides: Mapping[str, Mapping[str, Any]],
    deployment: str,
    lists: Mapping[str, Any] = MappingProxyType({}),
) -> Catalogue:
    """The catalogue of `family` with a deployment's overrides; naming an entry supports it.

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
    try:
        told = {**raw, "operations": operations, "lists": {**raw.get("lists", {}), **lists}}
        return Catalogue.model_validate(told)
    except ValidationError as error:
        raise BadConfiguration(
            f"deployments.{deployment}.{family}.{_sentence(error)}.",
            hint="Compare it with the entry in the catalogue that is shipped.",
        ) from None


def _sentence(error: ValidationError) -> str:
    """The first complaint, with its place; never the value."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(clean(part, 60) for part in first["loc"])
    said = clean(first["msg"].removeprefix("Value error, "), 300)
    return f"{place}: {said}" if place else said


def _nearest(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    return f"Did you mean {near[0]}?" if near else f"There are: {listed(names)}."
