"""The operation catalogue: how a family is spoken, as data.

Shipped as `catalogue.toml` beside each adapter: operations, services or modules, and the
spellings of every record. Each entry carries its mark (documented, observed, assumed) and its
source line. A deployment overrides any field of any entry; the code only asks.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from smstui.domain.errors import BadConfiguration
from smstui.domain.text import clean
from smstui.platforms.template import places_in

Mark = Literal["documented", "observed", "assumed"]

SETTINGS: Final = frozenset({"tenant", "operator", "cas_instance", "front_end_address"})
"""Settings of a deployment that may stand in an operation's texts."""
PLACES: Final = SETTINGS | {"id", "products", "pin"}
"""All that may stand there."""


class Entry(BaseModel):
    """One operation.

    SOAP uses `service`, `operation`, `arguments` (wire names in order) and `fixed` (arguments
    with a constant). REST uses `module`, `method`, `path`, `query`, `filter` (the fields of the
    JSON filter), `page_size` (records taken at most) and `body` (its keys). `text` says in words
    what is asked. An entry that is `unsupported` is none until a site names it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mark: Mark
    source: str
    text: str
    writes: bool = False
    unsupported: bool = False
    service: str = ""
    operation: str = ""
    arguments: tuple[str, ...] = ()
    fixed: Mapping[str, str] = {}
    module: str = ""
    method: str = "GET"
    path: str = Field("", pattern=r"^(/.*)?$")
    query: Mapping[str, str] = {}
    filter: Mapping[str, str] = {}
    page_size: int = Field(0, ge=0)
    body: tuple[str, ...] = ()

    @field_validator("path", "query", "filter")
    @classmethod
    def _places_are_known(cls, given: Any) -> Any:
        texts = [given] if isinstance(given, str) else list(given.values())
        if unknown := frozenset[str]().union(*map(places_in, texts)) - PLACES:
            raise ValueError(f"nothing is called {{{min(unknown)}}}, only {_listed(PLACES)}")
        return given


class Place(BaseModel):
    """Where a SOAP service or a REST module is, and what it wants to see.

    `at` is a path (SOAP) or the name of the setting that holds the base URL (REST); `{…}` in it
    and in `headers` stands for a setting of the deployment or for a token.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    mark: Mark
    source: str
    namespace: str = ""
    headers: Mapping[str, str] = {}


class Catalogue(BaseModel):
    """All a family can be asked.

    `resolve` leads from an identifier's kind to an entry, `records` from a field to its
    spellings, `codes` from a meaning to the platform's own numbers for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: Mapping[str, Place]
    operations: Mapping[str, Entry]
    resolve: Mapping[str, str]
    records: Mapping[str, Mapping[str, tuple[str, ...]]]
    codes: Mapping[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _places_are_there(self) -> Self:
        for name, entry in self.operations.items():
            place = entry.service or entry.module
            if place and place not in self.places:
                raise ValueError(
                    f"operations.{name}: no {clean(place, 60)} in {_listed(self.places)}"
                )
        return self

    def entry(self, name: str) -> Entry:
        """The entry called `name`; the code names only entries that are shipped."""
        return self.operations[name]


@cache
def shipped(family: str) -> Mapping[str, Any]:
    """The catalogue of `family` as it comes with the package."""
    text = files(f"smstui.platforms.{family}").joinpath("catalogue.toml").read_text("utf-8")
    return tomllib.loads(text)


def catalogue_of(
    family: str, overrides: Mapping[str, Mapping[str, Any]], deployment: str
) -> Catalogue:
    """The catalogue of `family` with a deployment's overrides.

    Raises BadConfiguration for an override of what is not there, with the nearest name.
    """
    raw = dict(shipped(family))
    operations = dict(raw["operations"])
    for name, fields in overrides.items():
        where = f"deployments.{deployment}.{family}.operations.{name}"
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
        return Catalogue.model_validate({**raw, "operations": operations})
    except ValidationError as error:
        at = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadConfiguration(
            f"deployments.{deployment}.{family}.{at}: {error.errors()[0]['msg']}.",
            hint="Compare it with the catalogue that is shipped.",
        ) from None


def _nearest(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    return f"Did you mean {near[0]}?" if near else f"There are: {_listed(names)}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
