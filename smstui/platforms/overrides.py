"""The catalogue of one deployment: what is shipped, and what the site has otherwise."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from smstui.config.families import Sdp2Settings
from smstui.config.settings import Deployment
from smstui.domain.errors import BadConfiguration
from smstui.domain.identifiers import IdKind
from smstui.domain.text import clean
from smstui.platforms.callable import need_callable, need_texts
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.dialect import Secrets, adapted, by_kind, nearest, new_entry

_PREFIXED: Final = {"sdp2": ("account",), "opf": ("opf-account", "opf-device")}
"""The kinds of id that one text of `id_prefix` is for."""
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


def catalogue_for(deployment: Deployment) -> Catalogue:
    """Return the catalogue of `deployment`. Raises BadConfiguration for a bad override."""
    reached = deployment.reached
    site: dict[str, Any] = {
        "places": reached.places,
        "records": reached.records,
        "codes": reached.codes,
        "resolve": reached.resolve,
        "id_prefix": reached.id_prefix,
    }
    if isinstance(reached, Sdp2Settings):
        site["namespace_version"] = reached.namespace_version
    lists = reached.lists.model_dump()
    return catalogue_of(deployment.family, reached.operations, deployment.name, lists, site)


def catalogue_of(
    family: str,
    overrides: Mapping[str, Mapping[str, Any]],
    deployment: str,
    lists: Mapping[str, Any] = MappingProxyType({}),
    site: Mapping[str, Any] = MappingProxyType({}),
) -> Catalogue:
    """Return the catalogue of `family` with a deployment's overrides; naming an entry supports it.

    `lists` says what the site's list envelopes and paging are, and `site` has its other tables
    (`dialect.adapted`), where they are not as shipped.

    Raises BadConfiguration for an override of what is not there, with the nearest name, and for
    one that cannot be used.
    """
    at, secrets = f"deployments.{deployment}.{family}", Secrets()
    raw = adapted(family, shipped(family), site, at, secrets)
    operations = dict(raw["operations"])
    added = {name: IdKind(kind) for kind, name in site.get("resolve", {}).items()}
    for name, fields in overrides.items():
        where = f"{at}.operations.{clean(name, 60)}"
        if name not in operations and name not in added:
            raise BadConfiguration(
                f"{where}: the catalogue has no entry of that name.",
                hint=f"{nearest(name, operations)} A lookup of your own is named in resolve.",
            )
        for field in fields:
            if field not in Entry.model_fields:
                raise BadConfiguration(
                    f"{where}.{clean(field, 60)}: an entry has no field of that name.",
                    hint=nearest(field, Entry.model_fields),
                )
        need_texts(where, fields)
        written = dict(fields)
        if isinstance(headers := fields.get("headers"), Mapping):
            written["headers"] = secrets.templates(f"{where}.headers", headers)
        if name in operations:
            operations[name] = {**operations[name], "unsupported": False, **written}
        else:
            operations[name] = new_entry(family, added[name], written)
    for kind, name in site.get("resolve", {}).items():
        if name not in operations:
            raise BadConfiguration(
                f"{at}.resolve.{kind}: the catalogue has no entry {clean(name, 60)}.",
                hint=f"Describe it in [{at}.operations.{clean(name, 60)}].",
            )
    try:
        told = {
            **raw,
            "operations": operations,
            "lists": {**raw.get("lists", {}), **lists},
            "secrets": secrets.by_name,
            "argument_names": _open_names(raw["operations"]),
            "prefixes": _prefixes(family, site.get("id_prefix", ""), f"{at}.id_prefix"),
        }
        catalogue = Catalogue.model_validate(told)
    except ValidationError as error:
        raise BadConfiguration(
            f"{at}.{_sentence(error)}.",
            hint="Compare it with the entry in the catalogue that is shipped.",
        ) from None
    for name in overrides:
        where = f"{at}.operations.{name}"
        before = raw["operations"].get(name) or _least(family)
        need_callable(family, where, Entry.model_validate(before), catalogue, name)
    return catalogue


def _open_names(operations: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [each for each in entry["arguments"] if each not in entry.get("fixed", ())]
        for name, entry in operations.items()
        if entry.get("arguments")
    }


def _prefixes(family: str, given: Any, where: str) -> dict[str, str]:
    """Return the text before ids by the kind of id; one text is for the usual kinds of a family."""
    if isinstance(given, str):
        return dict.fromkeys(_PREFIXED[family], given) if given else {}
    return by_kind(family, given, where)


def _least(family: str) -> Mapping[str, Any]:
    """Return what a lookup that a site adds must send: the id."""
    named = {"path": "/{id}"} if family == "opf" else {"arguments": ["id"]}
    return {"mark": "assumed", "source": "named by the site", "text": "a record", **named}


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
