"""Settings of a site whose names differ: addresses, spellings, words, headers and lookups.

They override the catalogue of the family (`platforms/<family>/catalogue.toml`), which is checked
with them before anything is sent (`platforms.overrides`).
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    ValidationInfo,
)

from smstui.config.address import Address
from smstui.config.secrets import SecretSource
from smstui.config.table import Switch, Table, Whole
from smstui.config.texts import HeaderText, PlainText, check_plain

_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PATH: Final = re.compile(r"[/{][!-~]*")


def need_source(source: SecretSource | None) -> SecretSource | None:
    """Return `source`. Raises ValueError for one that would be asked for on the terminal."""
    if source is not None and not source.model_fields_set:
        raise ValueError('needs a source: { env = "NAME" }, or command, file or keyring')
    return source


GivenSecret = Annotated[SecretSource, AfterValidator(need_source)]
"""A secret that is never asked for on the terminal: only the password is."""


def _of_what(raw: Any) -> str:
    return "[secret]" if isinstance(raw, Mapping | SecretSource) else "[text]"


HeaderValue = Annotated[
    Annotated[HeaderText, Tag("[text]")] | Annotated[GivenSecret, Tag("[secret]")],
    Discriminator(_of_what),
]


def _header_names(headers: Mapping[str, Any]) -> Mapping[str, Any]:
    seen: set[str] = set()
    for name in headers:
        if not _HEADER.fullmatch(name):
            raise ValueError("has a name that cannot be that of a header")
        if name.casefold() in seen:
            raise ValueError(f"{name}: is there twice; letter case does not matter in a header")
        seen.add(name.casefold())
    return headers


Headers = Annotated[Mapping[str, HeaderValue], AfterValidator(_header_names)]
"""Headers by name: a text, or a secret form."""


def _path(text: str) -> str:
    if not _PATH.fullmatch(text):
        raise ValueError("must be a path that begins with a slash, without blanks")
    return text


class PlaceTable(Table):
    """A service or module that is elsewhere, or wants something else, at this site."""

    address: Address | None = Field(
        None, description="Its server, in place of base_url or the module's own setting."
    )
    path: Annotated[str, AfterValidator(_path)] | None = Field(
        None,
        description="Path of a SOAP service; of a REST module, text before every path. {service} "
        "stands for its name, {base_path} and {sms_path} for those settings.",
    )
    namespace: PlainText | None = Field(
        None, description="XML namespace; {namespace_version} stands for that setting."
    )
    soap: Literal["1.1", "1.2"] | None = Field(None, description="Version of SOAP; 1.1 if not set.")
    headers: Headers = Field(
        {},
        description="Headers of its calls, beside those of the catalogue: text, or a secret form.",
    )


Places = Mapping[str, PlaceTable]
"""Services and modules by their names in the catalogue; `*` is every SOAP service or module."""


def _words(table: Any) -> None:
    if not isinstance(table, Mapping):
        raise ValueError("words: must be a table")
    for name, words in table.items():
        inner = words if isinstance(words, Mapping) else {"": words}
        for each in inner.values():
            if not _is_texts(each):
                raise ValueError(f"words.{name}: must be a word in quotes, or a list of them")


def _is_texts(raw: Any) -> bool:
    several = [raw] if isinstance(raw, str) else raw
    return (
        isinstance(several, list | tuple)
        and bool(several)
        and all(isinstance(each, str) and each.strip() and each.isprintable() for each in several)
    )


def _records(records: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    for kind, fields in records.items():
        if kind == "words":
            _words(fields)
            continue
        for field, names in fields.items():
            try:
                if field == "words":
                    _words(names)
                elif not _is_texts(names):
                    raise ValueError(f"{field}: must be a name in quotes, or a list of them")
            except ValueError as error:
                raise ValueError(f"{kind}.{error}") from None
    return records


Records = Annotated[Mapping[str, Mapping[str, Any]], AfterValidator(_records)]
"""Of each kind of record, what a field is called, and the words of its statuses (`words`)."""


def _texts_by_name(tables: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    for name, texts in tables.items():
        if not _is_texts(texts):
            raise ValueError(f"{name}: must be a text in quotes, or a list of them")
    return {
        name: (texts,) if isinstance(texts, str) else tuple(texts) for name, texts in tables.items()
    }


Codes = Annotated[Mapping[str, Any], AfterValidator(_texts_by_name)]
"""For each meaning, the words and numbers that the site has for it."""


def _operations(
    entries: Mapping[str, Mapping[str, Any]], info: ValidationInfo
) -> Mapping[str, Mapping[str, Any]]:
    return {name: _with_sources(name, fields, info) for name, fields in entries.items()}


def _with_sources(entry: str, fields: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
    """Return `fields` with each secret form among its headers read."""
    headers = fields.get("headers")
    if not isinstance(headers, Mapping):
        return fields
    read: dict[str, Any] = {}
    for name, value in headers.items():
        read[name] = value
        if isinstance(value, Mapping):
            try:
                source = SecretSource.model_validate(value, context=info.context)
                read[name] = need_source(source)
            except ValidationError:
                raise ValueError(
                    f'{entry}.headers: a secret is {{ env = "NAME" }}, or command, file or '
                    "keyring likewise"
                ) from None
            except ValueError as error:
                raise ValueError(f"{entry}.headers: {error}") from None
    return {**fields, "headers": read}


Operations = Annotated[Mapping[str, Mapping[str, Any]], AfterValidator(_operations)]
"""For each catalogue entry, the fields that a site overrides."""


class WsSecurity(Table):
    """A UsernameToken in the header of every SOAP request (OASIS WS-Security 1.0)."""

    username: PlainText | None = Field(None, description="Default: username of the deployment.")
    password: GivenSecret | None = Field(None, description="Default: password of the deployment.")
    digest: Switch = Field(
        False, description="Send a digest of the password, with a nonce and the time, instead."
    )


def _prefixes(raw: Any) -> Any:
    if isinstance(raw, str):
        return check_plain(raw) if raw else raw
    if not isinstance(raw, Mapping) or not all(isinstance(each, str) for each in raw.values()):
        raise ValueError("must be a text in quotes, or a table: kind of id = text")
    for each in raw.values():
        check_plain(each)
    return raw


Prefixes = Annotated[Any, AfterValidator(_prefixes)]
"""Text before the ids of a site: for all of them, or by kind of id."""


def _claims(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in claims.items():
        if name == "exp":
            raise ValueError("exp: is set by smstui, one minute after signing")
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str | int | float | bool) for each in several):
            raise ValueError(f"{name}: must be a text, a number, true or false, or a list of them")
    return claims


Claims = Annotated[Mapping[str, Any], AfterValidator(_claims)]


def _version(text: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,20}", text, re.ASCII):
        raise ValueError("must be a version such as 2.2")
    return text


Version = Annotated[str, AfterValidator(_version)]


class SoapListTable(Table):
    """Lists of an `sdp2` site: every element stands in one answer."""

    total: PlainText = Field(
        "totalRecords", description="Element beside the records that tells their number."
    )


class ListTable(Table):
    """The list envelope of an `opf` site, and how its pages are requested."""

    items: PlainText = Field(
        "resourceSet",
        description='Key of the records in a list; dotted for a path, as in "data.resourceSet".',
    )
    total: PlainText = Field("totalRecords", description="Key of their number; dotted for a path.")
    paging: Literal["page", "offset", "none"] = Field(
        "page", description="How the next page is requested; none: one answer has the whole list."
    )
    limit: HeaderText = Field("limit", description="Query parameter: records of one page.")
    page: HeaderText = Field("page", description="Query parameter: number of the page, from 1.")
    offset: HeaderText = Field("offset", description="Query parameter: records to skip.")
    page_size: Whole = Field(
        0, ge=0, le=5_000, description="Most records that the site sends in one page; 0: not known."
    )


# What the settings of both families say of these tables

OF_HEADERS: Final = (
    "Headers of every call, sign-in included: text, or a secret form as for a password."
)
OF_ID_PREFIX: Final = (
    "Text before the ids of this site that people do not type; a table gives it by kind of id."
)
OF_PLACES: Final = (
    "Services or modules that differ: address, path, namespace, soap, headers; * is all of them."
)
OF_RECORDS: Final = (
    "Of each record, what a field is called here; words has the site's words for our statuses."
)
OF_CODES: Final = "Words and numbers of this site, by their meaning in the catalogue."
OF_RESOLVE: Final = "Further lookups: from a kind of id, such as mac, to a catalogue entry."
