"""The tables of a family's catalogue as one site has them: places, spellings, words, lookups.

What a site calls a field is used wherever it is named: in an answer, in a filter, in a body.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from smstui.config.secrets import SecretSource
from smstui.config.site import PlaceTable
from smstui.domain.account import Account, ApprovalQuota, PinStatus
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import BadConfiguration
from smstui.domain.identifiers import KINDS_OF_FAMILY, WORDS, IdKind
from smstui.domain.record import Record, secrets_of
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import clean
from smstui.domain.user import User
from smstui.domain.words import vocabulary_of
from smstui.platforms.catalogue import PATHS, SETTINGS, listed
from smstui.platforms.headers import with_headers
from smstui.platforms.template import places_in

Raw = Mapping[str, Any]

EVERY: Final = "*"
"""The name that stands for all places."""
SOAP_ACTION: Final = "soapaction"

RECORDS: Final[Mapping[str, type[Record]]] = {
    "account": Account,
    "user": User,
    "box": SetTopBox,
    "player": MediaPlayer,
    "smartcard": SmartCard,
    "right": Right,
    "session": Session,
    "pin": PinStatus,
    "quota": ApprovalQuota,
}
_LEADS_TO: Final = {
    IdKind.MAC: (("box", "player"), "mac_address"),
    IdKind.SERIAL: (("box", "player"), "serial_number"),
    IdKind.IP: (("box", "player"), "ip_address"),
    IdKind.CASN: (("box", "player"), "casn"),
    IdKind.NUID: (("box", "player"), "nuid"),
    IdKind.PLAYER: (("box", "player"), "media_player_id"),
    IdKind.ACCOUNT: (("account",), "number"),
}
"""The records, and the field with the id, of a lookup that a site adds."""


class Secrets:
    """The secret headers of one catalogue, each under a name that stands in a template."""

    def __init__(self) -> None:
        self.by_name: dict[str, tuple[str, SecretSource]] = {}

    def templates(self, where: str, headers: Mapping[str, Any]) -> dict[str, str]:
        """Return `headers` with a name in place of each secret form; `where` is their key."""
        return {name: self._template(f"{where}.{name}", held) for name, held in headers.items()}

    def _template(self, where: str, held: Any) -> Any:
        if not isinstance(held, SecretSource):
            return held
        name = f"secret_{len(self.by_name) + 1}"
        self.by_name[name] = (where, held)
        return f"{{{name}}}"


def adapted(family: str, raw: Raw, site: Raw, where: str, secrets: Secrets) -> dict[str, Any]:
    """Return the catalogue `raw` of `family` with the tables of `site` in place.

    `where` is the key of the family's settings. Raises BadConfiguration for a name that is not
    there, with the nearest one.
    """
    told = dict(raw)
    version = site.get("namespace_version") or raw.get("namespace_version", "")
    told.pop("namespace_version", None)
    told["places"] = dict(_places(family, raw, site, f"{where}.places", secrets))
    given = site.get("records", {})
    told["records"] = _records(raw["records"], given, f"{where}.records")
    told["words"] = _words(given, f"{where}.records")
    told["renamed"] = _renamed(raw["records"], told["records"])
    told["codes"] = _known(raw.get("codes", {}), site.get("codes", {}), f"{where}.codes", "meaning")
    told["resolve"] = {**raw["resolve"], **_resolve(family, site, f"{where}.resolve")}
    told["operations"] = {
        name: _with_names(entry, told["renamed"]) for name, entry in raw["operations"].items()
    }
    for table in (*told["places"].values(), *told["operations"].values()):
        if "namespace" in table:
            table["namespace"] = table["namespace"].replace("{namespace_version}", version)
    return told


def new_entry(family: str, kind: IdKind, fields: Raw) -> dict[str, Any]:
    """Return the entry of a lookup by `kind` that only this site has, from the `fields` given."""
    records, found_by = _LEADS_TO.get(kind, (("box", "player"), ""))
    entry = {
        "mark": "assumed",
        "source": "named by the site",
        "text": f"the record with {WORDS[kind]}",
        "records": list(records),
        "found_by": found_by,
        **fields,
    }
    if family == "opf":
        entry.setdefault("module", "adm")
        entry.setdefault("page_size", 20)
    return entry


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a sentence with the name that was probably meant, or with all there are."""
    known = sorted(names)
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    return f"Did you mean {near[0]}?" if near else f"There are: {listed(known)}."


# Places


def _places(
    family: str, raw: Raw, site: Raw, where: str, secrets: Secrets
) -> Iterator[tuple[str, dict[str, Any]]]:
    given = site.get("places", {})
    for name in given:
        if name != EVERY and name not in raw["places"]:
            raise BadConfiguration(
                f"{where}.{clean(name, 60)}: there is no service or module of that name.",
                hint=nearest(name, [*raw["places"], EVERY]),
            )
    for name, place in raw["places"].items():
        own = dict(place)
        for key in (EVERY, name):
            if key in given:
                own = _place(family, name, own, given[key], at=f"{where}.{key}", secrets=secrets)
        yield name, own


def _place(
    family: str, name: str, place: dict[str, Any], given: PlaceTable, *, at: str, secrets: Secrets
) -> dict[str, Any]:
    is_soap, for_all = bool(place.get("namespace")), at.endswith(f".{EVERY}")
    headers = place.get("headers", {})
    if given.address is not None:
        place["address"] = given.address
    if given.path is not None and not (for_all and not _takes_path(family, place)):
        path = given.path.replace("{service}", name)
        _need(f"{at}.path", path, PATHS if is_soap else SETTINGS)
        place["path"] = path
    if is_soap and given.namespace is not None:
        place["namespace"] = given.namespace.replace("{service}", name)
    if is_soap and given.soap is not None:
        place["soap"] = given.soap
        if given.soap == "1.2":
            headers = {key: text for key, text in headers.items() if key.lower() != SOAP_ACTION}
    more = secrets.templates(f"{at}.headers", given.headers)
    tokens = {"basic"} if family == "sdp2" else {"operator_token", "ssp_token"}
    known = SETTINGS | (tokens if name != "keycloak" else set())
    _need(f"{at}.headers", " ".join(more.values()), known | set(secrets.by_name))
    place["headers"] = with_headers(headers, more)
    return place


def _takes_path(family: str, place: Raw) -> bool:
    """Return whether a path for all services is meant for this one: not for SMSDomain, not SRM."""
    return family == "opf" or "{base_path}" in place["at"]


def _need(where: str, text: str, known: Iterable[str]) -> None:
    if unknown := places_in(text) - set(known):
        raise BadConfiguration(
            f"{where}: nothing is called {{{clean(min(unknown), 60)}}} there, "
            f"only {listed(each for each in known if not each.startswith('secret_'))}."
        )


# Records


def _records(shipped: Raw, given: Raw, where: str) -> dict[str, Any]:
    told = dict(shipped)
    for kind, fields in given.items():
        if kind == "words":
            continue
        if kind not in shipped:
            raise BadConfiguration(
                f"{where}.{clean(kind, 60)}: there is no record of that name.",
                hint=nearest(kind, shipped),
            )
        known = set(shipped[kind]) | _fields_of(kind)
        secret = _secret_names(kind, shipped[kind])
        named: dict[str, Any] = {}
        for field, names in fields.items():
            if field == "words":
                continue
            key = f"{where}.{kind}.{clean(field, 60)}"
            if field not in known:
                raise BadConfiguration(
                    f"{key}: a {kind} has no field of that name.", hint=nearest(field, known)
                )
            named[field] = _several(names)
            is_secret = field in _secrets_of(kind)
            taken = [each for each in named[field] if each.casefold() in secret]
            if taken and not is_secret:
                raise BadConfiguration(
                    f"{key}: {clean(taken[0], 60)} holds a secret, which is never shown.",
                    hint="Name the field that holds it without a secret.",
                )
        told[kind] = {**shipped[kind], **named}
    return told


def _fields_of(kind: str) -> set[str]:
    return set(RECORDS[kind].model_fields) - {"unreadable"} if kind in RECORDS else set()


def _secrets_of(kind: str) -> frozenset[str]:
    return secrets_of(RECORDS[kind]) if kind in RECORDS else frozenset()


def _secret_names(kind: str, shipped: Raw) -> set[str]:
    return {name.casefold() for field in _secrets_of(kind) for name in shipped.get(field, ())}


def _several(written: Any) -> list[str]:
    return [written] if isinstance(written, str) else list(written)


def _renamed(shipped: Raw, told: Raw) -> dict[str, dict[str, str]]:
    """Return, for each kind, the site's name in place of each name that is shipped."""
    renamed: dict[str, dict[str, str]] = {}
    for kind, fields in told.items():
        for field, names in fields.items():
            before = shipped.get(kind, {}).get(field, names)
            if before is names or "." in names[0]:
                continue
            for name in before:
                if "." not in name:
                    renamed.setdefault(kind, {})[name.casefold()] = names[0]
    return renamed


def _with_names(entry: Raw, renamed: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return an entry whose filter and body name the fields of its records as the site does."""
    told = dict(entry)
    names: dict[str, str] = {}
    for kind in entry.get("records", ()):
        names |= renamed.get(kind, {})
    if not names:
        return told
    if "filter" in told:
        told["filter"] = {
            names.get(key.casefold(), key): value for key, value in told["filter"].items()
        }
    if "body" in told:
        told["body"] = [names.get(key.casefold(), key) for key in told["body"]]
    return told


# Words


def _words(given: Raw, where: str) -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
    """Return, of each field of each record, the site's words for ours."""
    told: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
    for kind, record in RECORDS.items():
        fields = _vocabularies(record)
        own = given.get(kind, {}).get("words", {})
        for key, table in ((f"{where}.words", given.get("words", {})), (f"{where}.{kind}", own)):
            for ours, theirs in table.items():
                if isinstance(theirs, Mapping):
                    _add(told, kind, ours, theirs)
                    continue
                meant = [name for name, words in fields.items() if ours.upper() in words]
                if not meant and key != f"{where}.words":
                    known = sorted({each for words in fields.values() for each in words})
                    raise BadConfiguration(
                        f"{key}.words.{clean(ours, 60)}: no field of a {kind} has that word.",
                        hint=nearest(ours.upper(), known),
                    )
                for field in meant:
                    _add(told, kind, field, {ours.upper(): theirs})
    _need_members(given.get("words", {}), f"{where}.words")
    for kind, fields_of in told.items():
        for field, words in fields_of.items():
            _need_one_meaning(words, f"{where}.{kind}.words.{field}")
    return told


def _add(told: dict[str, Any], kind: str, field: str, words: Raw) -> None:
    held = told.setdefault(kind, {}).setdefault(field, {})
    for ours, theirs in words.items():
        held[ours] = tuple(_several(theirs))


def _need_members(words: Raw, where: str) -> None:
    known = {
        word
        for record in RECORDS.values()
        for members in _vocabularies(record).values()
        for word in members
    }
    for ours, theirs in words.items():
        if not isinstance(theirs, Mapping) and ours.upper() not in known:
            raise BadConfiguration(
                f"{where}.{clean(ours, 60)}: no record has that word.",
                hint=nearest(ours.upper(), known),
            )


def _need_one_meaning(words: Mapping[str, Sequence[str]], where: str) -> None:
    seen: dict[str, str] = {}
    for ours, theirs in words.items():
        for each in theirs:
            other = seen.setdefault(each.strip().casefold(), ours)
            if other != ours:
                raise BadConfiguration(
                    f"{where}: {clean(each, 60)} stands for {other} and for {clean(ours, 60)}.",
                    hint="A word of the site has one meaning.",
                )


def _vocabularies(record: type[Record]) -> dict[str, frozenset[str]]:
    found = {name: vocabulary_of(field.metadata) for name, field in record.model_fields.items()}
    return {name: frozenset(words.__members__) for name, words in found.items() if words}


# Codes and lookups


def _known(shipped: Raw, given: Raw, where: str, noun: str) -> dict[str, Any]:
    for name in given:
        if name not in shipped:
            raise BadConfiguration(
                f"{where}.{clean(name, 60)}: the catalogue has no {noun} of that name.",
                hint=nearest(name, shipped),
            )
    return {**shipped, **given}


def _resolve(family: str, site: Raw, where: str) -> dict[str, str]:
    return by_kind(family, site.get("resolve", {}), where)


def by_kind(family: str, given: Mapping[str, str], where: str) -> dict[str, str]:
    """Return a table by kinds of id. Raise BadConfiguration for a kind that the family lacks."""
    kinds = {kind.value for kind in KINDS_OF_FAMILY[family]}
    for kind in given:
        if kind not in kinds:
            raise BadConfiguration(
                f"{where}.{clean(kind, 60)}: is not a kind of id on {family}.",
                hint=nearest(kind, kinds),
            )
    return dict(given)
