"""The operation catalogue: how a family is spoken, as data.

Shipped as `catalogue.toml` beside each adapter: operations, services or modules, and the
spellings of every record. Each entry carries its mark (documented, observed, assumed) and its
source line. A deployment overrides any field of any entry (`overrides`); the code only asks.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from smstui.config.secrets import SecretSource
from smstui.domain.changes.operations import Call
from smstui.domain.identifiers import IdKind
from smstui.domain.text import clean
from smstui.platforms.spelling import Spelling
from smstui.platforms.template import places_in

Mark = Literal["documented", "observed", "assumed"]
Answers = Literal["", "commands", "count"]

SETTINGS: Final = frozenset({"tenant", "operator", "cas_instance", "front_end_address"})
"""Settings of an `opf` deployment that may stand in a path, query, filter or header."""
PATHS: Final = frozenset({"base_path", "sms_path"})
"""Settings of an `sdp2` deployment that may stand in a path."""
TOKENS: Final = frozenset({"basic", "operator_token", "ssp_token", "client_token"})
"""Credentials that may stand in a header."""
IN_A_CALL: Final = SETTINGS | PATHS | {"id", "products", "pin", "chipset"}
IN_A_HEADER: Final = SETTINGS | TOKENS

_SECRET_NAME: Final = re.compile(r"secret_[0-9]+")

Name = Annotated[str, Field(pattern=r"^([A-Za-z_][\w.-]*)?$")]
"""A name of an XML element; empty for none."""


class Entry(BaseModel):
    """One operation.

    SOAP uses `service`, `operation`, `namespace` (default: the service's), `path` (likewise),
    `arguments` (wire names in order), `fixed` (arguments with a constant) and `result` (the
    element that holds a record). REST uses `module`, `method`, `path`, `query`, `filter` (the
    fields of the JSON filter), `page_size` (records of one page) and `body` (its keys, beside the
    constants in `fixed`). Both use `headers`, beside those of the service or module. `text` says
    in words what is asked. `records` are the kinds of record in the answer. An entry that is
    `unsupported` is none until a site names it. An `optional` one completes what is shown, and
    nothing needs it.

    `found_by` is the field in which a record of the answer carries the id that was asked for, and
    `owner` are those in which it may carry the id of the account or box whose list it is. Of a
    write, `found_by` is the field in which the record that comes back carries the target.

    `id_of` is the kind of id that stands in the call, where `resolve` does not say it.

    Of a write, `call` is the change that it sends (a word of `Call`) and `sends` are the values of
    that change, in the order of `body`; a change that needs more than that is made by the adapter.
    `success` are the values of a SOAP `return` that acknowledge it (empty: without
    one; `UID`: any positive number), and `answers` is what a REST call tells: the results of CAS
    `commands`, a `count` of what it ended, or neither. `roots` are the elements, beside the
    operation's own, that a SOAP response may be. `commands` are the names of its CAS commands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mark: Mark
    source: str
    text: str = Field(min_length=1)
    writes: bool = False
    unsupported: bool = False
    optional: bool = False
    service: str = ""
    operation: Name = ""
    namespace: str = ""
    arguments: tuple[Name, ...] = ()
    fixed: Mapping[str, str] = {}
    result: Name = "return"
    module: str = ""
    method: Literal["GET", "POST", "PUT", "DELETE"] = "GET"
    path: str = Field("", pattern=r"^([/{][!-~]*)?$")
    query: Mapping[str, str] = {}
    filter: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    page_size: int = Field(0, ge=0)
    body: tuple[str, ...] = ()
    call: str = ""
    sends: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    found_by: str = ""
    id_of: str = ""
    owner: tuple[str, ...] = ()
    roots: tuple[Name, ...] = ()
    commands: tuple[str, ...] = ()
    success: tuple[str, ...] = ("1", "")
    answers: Answers = ""

    @property
    def is_named(self) -> bool:
        """Whether anybody, the package or the site, has said what it is called."""
        return bool(self.operation or self.path)

    @field_validator("path", "query", "filter")
    @classmethod
    def _call_is_fillable(cls, given: Any) -> Any:
        return _fillable(given, IN_A_CALL)

    @field_validator("headers")
    @classmethod
    def _headers_are_fillable(cls, given: Any) -> Any:
        return _fillable(given, IN_A_HEADER)


class Place(BaseModel):
    """Where a SOAP service or a REST module is, and what it wants to see.

    `at` is a path (SOAP) or the name of the setting that holds the base URL (REST); `{…}` in it
    and in `headers` stands for a setting of the deployment or for a credential. A site may have it
    at another `address`, and another `path` in place of `at` (SOAP) or before every path (REST).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    address: str = ""
    path: str = ""
    soap: Literal["1.1", "1.2"] = "1.1"
    mark: Mark
    source: str
    namespace: str = ""
    headers: Mapping[str, str] = {}


class Lists(BaseModel):
    """The form of a list: its envelope's keys (dotted: a path), and how more pages are requested.

    `limit`, `page` and `offset` are the names of query parameters. `page_size` is the most records
    that the site sends in one page, 0 if that is not known. No list is read beyond `most_pages` or
    `most_records`: what is beyond counts as not read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mark: Mark = "assumed"
    source: str = ""
    items: str = ""
    total: str = ""
    paging: Literal["page", "offset", "none"] = "none"
    limit: str = "limit"
    page: str = "page"
    offset: str = "offset"
    page_size: int = Field(0, ge=0)
    most_pages: int = Field(40, ge=1)
    most_records: int = Field(5_000, ge=1)

    @cached_property
    def spelling(self) -> Spelling:
        """Where an envelope has its `items` and its `total`."""
        return Spelling({"items": (self.items,), "total": (self.total,)})


class Catalogue(BaseModel):
    """All a family can be asked.

    `resolve` leads from an identifier's kind to an entry, `records` from a field to its
    spellings, `codes` from a meaning to the platform's own numbers for it. `ids` are the fields
    of which a record has at least one: an object without any is no record. `stand_ins` are
    spellings that are read only where a field's own are empty (see `Spelling`). `telltales` are
    names that only one kind of record has. `needed` are the fields without which a record is read
    wrong, and `ignored` names that the contract has and nothing reads.

    What a site has otherwise: `words` are its words for ours, by record and field; `renamed` its
    names for those that are shipped, by record; `prefixes` the text before its ids, by kind of id;
    `secrets` where the secrets of headers come from. `argument_names` are those that are shipped.
    `structures` says which record a structure of a SOAP request is made of, and `children` what a
    change sends in it in any case, where its entry does not say it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: Mapping[str, Place]
    operations: Mapping[str, Entry]
    resolve: Mapping[str, str]
    records: Mapping[str, Mapping[str, tuple[str, ...]]]
    codes: Mapping[str, tuple[str, ...]] = {}
    ids: Mapping[str, tuple[str, ...]] = {}
    stand_ins: Mapping[str, tuple[str, ...]] = {}
    telltales: Mapping[str, tuple[str, ...]] = {}
    lists: Lists = Lists()
    structures: Mapping[str, str] = {}
    children: Mapping[str, tuple[str, ...]] = {}
    needed: Mapping[str, tuple[str, ...]] = {}
    ignored: Mapping[str, tuple[str, ...]] = {}
    argument_names: Mapping[str, tuple[str, ...]] = {}
    prefixes: Mapping[str, str] = {}
    words: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {}
    renamed: Mapping[str, Mapping[str, str]] = {}
    secrets: Mapping[str, tuple[str, SecretSource]] = {}

    @model_validator(mode="after")
    def _entries_lead_somewhere(self) -> Self:
        for name, entry in self.operations.items():
            if unknown := set(entry.records) - set(self.records):
                raise ValueError(
                    f"operations.{name}: there is no record {clean(min(unknown), 60)}, "
                    f"only {listed(self.records)}"
                )
            fields = {field for kind in entry.records for field in self.records[kind]}
            if unknown := {entry.found_by, *entry.owner} - fields - {""}:
                raise ValueError(
                    f"operations.{name}: its records have no field {clean(min(unknown), 60)}"
                )
            if entry.unsupported:
                continue
            place, call = (
                (entry.service, entry.operation) if entry.service else (entry.module, entry.path)
            )
            if place not in self.places:
                raise ValueError(
                    f"operations.{name}: there is no {clean(place, 60) or 'service or module'}, "
                    f"only {listed(self.places)}"
                )
            if not call:
                raise ValueError(f"operations.{name}: it names no operation and no path")
        return self

    @property
    def resolvable(self) -> frozenset[IdKind]:
        """The kinds of identifier that this platform can look up."""
        return frozenset(
            IdKind(kind) for kind, name in self.resolve.items() if not self.entry(name).unsupported
        )

    @cached_property
    def by_call(self) -> Mapping[Call, str]:
        """The entries that say themselves which change they send, by that change."""
        return {Call(entry.call): name for name, entry in self.operations.items() if entry.call}

    @cached_property
    def folded_telltales(self) -> Mapping[str, frozenset[str]]:
        """The telltales of each kind of record, in lower case."""
        return {
            kind: frozenset(name.casefold() for name in names)
            for kind, names in self.telltales.items()
        }

    def kind_of(self, name: str) -> IdKind | None:
        """Return the kind of identifier that the entry `name` resolves; None for another entry."""
        return next((IdKind(kind) for kind, entry in self.resolve.items() if entry == name), None)

    def entry(self, name: str) -> Entry:
        """Return the entry called `name`; the code names only entries that are shipped."""
        return self.operations[name]

    def place_of(self, entry: Entry) -> Place:
        """Return the service or module that serves an entry."""
        return self.places[entry.service or entry.module]

    def headers_of(self, entry: Entry) -> Mapping[str, str]:
        """Return the headers of a call of `entry`, yet to be filled in."""
        return {**self.place_of(entry).headers, **entry.headers}

    @cached_property
    def spellings(self) -> Mapping[str, Spelling]:
        """How each kind of record is spelled."""
        return {
            name: Spelling(
                fields,
                self.stand_ins.get(name, ()),
                words=self.words.get(name),
                prefixes=prefixed_fields(name, self.prefixes),
            )
            for name, fields in self.records.items()
        }

    def as_shipped(self, name: str) -> tuple[str, ...]:
        """Return the names that the open arguments of an entry have as shipped, in order."""
        return self.argument_names.get(name, ())

    def with_prefix(self, name: str, of: str) -> str:
        """Return the id `of` as the entry `name` wants it: with the site's text before it."""
        prefix = self.prefixes.get(self.entry(name).id_of or self.kind_of(name) or "", "")
        return of if of.startswith(prefix) else prefix + of

    def written(self, kind: str, field: str, word: str) -> str:
        """Return the site's word for ours in a field of a record that is sent."""
        return self.words.get(kind, {}).get(field, {}).get(word, (word,))[0]

    def page_size(self, entry: Entry) -> int:
        """Return the records to ask for in one page of a list; 0 where nothing is asked for."""
        most = self.lists.page_size
        return min(entry.page_size, most) if most else entry.page_size

    def id_in(self, entry: Entry, wire: Any) -> str | None:
        """Return the id that makes `wire` a record of the kinds of `entry`; None if it has none."""
        for kind in entry.records:
            spelling = self.spellings[kind]
            for field in self.ids.get(kind, ()):
                if (value := spelling.find(field, wire)) is not None:
                    return f"{field} {value}"
        return None


def prefixed_fields(record: str, prefixes: Mapping[str, str]) -> Mapping[str, str]:
    """Return the fields of a kind of record that hold ids with a text before them, and the text."""
    own = {"account": "opf-account", "box": "opf-device", "player": "opf-device"}.get(record, "")
    kinds = {
        "uid": own,
        "account_uid": "opf-account",
        "device_uid": "opf-device",
        "box_uid": "opf-device",
        "number": "smartcard" if record == "smartcard" else "account",
        "account_number": "account",
        "smartcard_id": "smartcard",
        "login_id": "login",
        "media_player_id": "player",
    }
    return {field: prefixes[kind] for field, kind in kinds.items() if kind in prefixes}


def is_secret_name(name: str) -> bool:
    """Return whether `name` stands for a secret header in a template."""
    return _SECRET_NAME.fullmatch(name) is not None


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(sorted(names))


def _fillable(given: Any, known: frozenset[str]) -> Any:
    texts = [given] if isinstance(given, str) else list(given.values())
    named = frozenset[str]().union(*map(places_in, texts))
    if unknown := {name for name in named - known if not is_secret_name(name)}:
        raise ValueError(f"nothing is called {{{clean(min(unknown), 60)}}}, only {listed(known)}")
    return given
