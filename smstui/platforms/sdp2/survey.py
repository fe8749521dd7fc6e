"""The catalogue against the WSDLs the platform serves: for `smstui doctor`."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smstui.config.families import Sdp2Settings
from smstui.domain.errors import PlatformError, Refused
from smstui.platforms.answer import Question, path_of
from smstui.platforms.answer_fields import schema_remarks
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.comparison import Remark
from smstui.platforms.denials import NoSuchCall
from smstui.platforms.failures import MixedUp
from smstui.platforms.headers import header_wanted, is_turned_away
from smstui.platforms.names import nearest_names
from smstui.platforms.port import Confirmation, Survey
from smstui.platforms.sdp2.caller import Caller
from smstui.platforms.sdp2.likeness import Nearest, nearest_of
from smstui.platforms.sdp2.offers import ENDS_SESSION, entries_of
from smstui.platforms.sdp2.wsdl import Described, Description, read_wsdl
from smstui.platforms.srm import SESSIONS as SRM_SESSIONS
from smstui.platforms.srm import refusal_of

NOBODYS: Final = "0"
"""An id that no record has, and that is a number where one is wanted."""
OTHER_SESSIONS: Final = {
    "sdp": 'Where the site has SRM, set sessions = "srm" and srm_url; without sessions, "none".',
    "srm": 'Check srm_url; where the SDP keeps the sessions, set sessions = "sdp".',
}
_OF_SESSIONS: Final = {
    "sdp": frozenset({"sessions-of-account", ENDS_SESSION["sdp"]}),
    "srm": frozenset({SRM_SESSIONS, ENDS_SESSION["srm"]}),
    "none": frozenset[str](),
}
_NOTHING: Final = Nearest()


@dataclass(frozen=True, slots=True)
class Asked:
    """A service: what it says of itself, and the error of a harmless read, if it refused it."""

    description: Description | None = None
    failure: PlatformError | None = None
    turned_away: Refused | None = None


async def survey(catalogue: Catalogue, caller: Caller, settings: Sdp2Settings) -> Sequence[Survey]:
    """Return one line an entry.

    Reads one WSDL an address, and one record that does not exist of each service, all at once.
    """
    used = _in_use(catalogue, settings)
    by_address = {
        caller.address_of(entry): entry
        for entry in sorted(catalogue.operations.values(), key=lambda each: each.service)
        if entry.service
    }
    asked = await asyncio.gather(
        *(_ask(catalogue, caller, *each, used) for each in by_address.items())
    )
    services = dict(zip(by_address, asked, strict=True))
    lines = _Lines(catalogue, caller, services, used, settings)
    srm = await refusal_of(caller, catalogue) if settings.sessions == "srm" else None
    return [
        lines.of_srm(name, entry, srm) if entry.module and name in used else lines.of(name)
        for name, entry in sorted(catalogue.operations.items())
    ]


def _in_use(catalogue: Catalogue, settings: Sdp2Settings) -> frozenset[str]:
    """Return the entries that this deployment calls."""
    writes = set(entries_of(catalogue, settings).values())
    elsewhere = frozenset[str]().union(*_OF_SESSIONS.values()) - _OF_SESSIONS[settings.sessions]
    return frozenset(
        name
        for name, entry in catalogue.operations.items()
        if name not in elsewhere and (name in writes or not entry.writes)
    )


async def _ask(
    catalogue: Catalogue, caller: Caller, address: str, entry: Entry, used: frozenset[str]
) -> Asked:
    about = f"the description of {entry.service}"
    question = Question("GET", f"{address}?wsdl", about, path=path_of(address))
    headers = catalogue.place_of(entry).headers
    description, failure = None, None
    try:
        description = await caller.ask(question, read_wsdl, headers)
    except PlatformError as error:
        failure = error
    names = [
        name
        for name, each in sorted(catalogue.operations.items())
        if name in used
        and not (each.writes or each.unsupported or not each.service)
        and caller.address_of(each) == address
        and (description is None or _is_as_told(catalogue, each, description))
    ]
    if not names:
        return Asked(description, failure)
    try:
        await caller.listed(names[0], *([NOBODYS] * max(1, _values(catalogue.entry(names[0])))))
    except MixedUp:
        pass  # it answers, and has a record for any id
    except NoSuchCall as error:
        return Asked(None, failure or error)
    except Refused as error:
        if is_turned_away(error):
            return Asked(description, failure, error)
        failure = None if isinstance(failure, NoSuchCall) else failure
    except PlatformError:
        return Asked(description, failure)
    else:
        failure = None if isinstance(failure, NoSuchCall) else failure
    return Asked(description, failure)


def _values(entry: Entry) -> int:
    return len([each for each in entry.arguments if each not in entry.fixed])


def _is_as_told(catalogue: Catalogue, entry: Entry, description: Description) -> bool:
    described = description.operations.get(entry.operation)
    return described is not None and described.namespace == _namespace(catalogue, entry)


def _namespace(catalogue: Catalogue, entry: Entry) -> str:
    return entry.namespace or catalogue.place_of(entry).namespace


def _strange(catalogue: Catalogue, entry: Entry, described: Described) -> str:
    """Return the first name that a change sends inside an argument and that is not known there."""
    if not entry.writes:
        return ""
    for argument in entry.arguments:
        known = described.within.get(argument, ())
        sent = entry.body if len(entry.arguments) == 1 else ()
        names = catalogue.renamed.get(catalogue.structures.get(argument, ""), {})
        sent = sent or tuple(
            names.get(each.casefold(), each) for each in catalogue.children.get(argument, ())
        )
        unknown = [each for each in sent if known and each not in known]
        if unknown:
            near = nearest_names(unknown[0], known)
            return f"{unknown[0]} in {argument}{f'; nearest: {near}' if near else ''}"
    return ""


def _different_fields(
    catalogue: Catalogue, services: Iterable[Asked]
) -> Mapping[str, Sequence[Remark]]:
    """Return, of each kind of record, the fields that the schemas of the answers call otherwise."""
    names: dict[str, dict[str, None]] = {}
    kinds: dict[str, set[str]] = {}
    told = [each.description for each in services if each.description is not None]
    for entry in catalogue.operations.values():
        for description in told if entry.records and not entry.writes else ():
            described = description.operations.get(entry.operation)
            if described is None or described.namespace != _namespace(catalogue, entry):
                continue
            for kind in entry.records if described.answers else ():
                names.setdefault(kind, {}).update(dict.fromkeys(described.answers))
                kinds.setdefault(kind, set()).update(entry.records)
    return {kind: schema_remarks(catalogue, kind, kinds[kind], own) for kind, own in names.items()}


class _Lines:
    """Says of each entry what its service told."""

    def __init__(
        self,
        catalogue: Catalogue,
        caller: Caller,
        services: Mapping[str, Asked],
        used: frozenset[str],
        settings: Sdp2Settings,
    ) -> None:
        self._catalogue = catalogue
        self._caller = caller
        self._services = services
        self._used = used
        self._sessions = settings.sessions
        self._nearest = self._all_nearest()
        self._fields = _different_fields(catalogue, services.values())

    def of(self, name: str) -> Survey:
        entry = self._catalogue.entry(name)
        if entry.unsupported:
            return self._line(
                name, Confirmation.NOT_CHECKABLE, "the configuration names no call for it"
            )
        if name not in self._used:
            return self._line(name, Confirmation.NOT_CHECKABLE, "this deployment does not use it")
        if not entry.service:
            detail = f"{entry.module} does not describe itself"
            return self._line(name, Confirmation.NOT_CHECKABLE, detail)
        asked = self._services[self._caller.address_of(entry)]
        if asked.turned_away is not None:
            return self._refused(name, asked.turned_away)
        if isinstance(asked.failure, NoSuchCall):
            if entry.optional:
                detail = "this site has no such service; the uid is shown"
                return self._line(name, Confirmation.NOT_CHECKABLE, detail)
            return self._line(name, Confirmation.MISSING, asked.failure.message)
        if isinstance(asked.failure, Refused):
            return self._refused(name, asked.failure)
        if asked.failure is not None:
            return self._line(name, Confirmation.NOT_CHECKABLE, asked.failure.message)
        if asked.description is None or not asked.description.operations:
            detail = f"{entry.service} describes no operations itself"
            return self._line(name, Confirmation.NOT_CHECKABLE, detail)
        return self._compared(name, entry, asked.description)

    def of_srm(self, name: str, entry: Entry, error: PlatformError | None) -> Survey:
        """Return the line of an entry of SRM, which describes itself by its answers alone."""
        if isinstance(error, NoSuchCall):
            return self._line(name, Confirmation.MISSING, error.message)
        if isinstance(error, Refused) and is_turned_away(error):
            return self._refused(name, error)
        if entry.writes or error is not None:
            detail = "doctor never tries a change" if error is None else error.message
            return self._line(name, Confirmation.NOT_CHECKABLE, detail)
        return self._line(name, Confirmation.CONFIRMED, f"{entry.method} {entry.path}")

    def _compared(self, name: str, entry: Entry, description: Description) -> Survey:
        called = f"{entry.service}.{entry.operation}"
        described = description.operations.get(entry.operation)
        nearest = self._nearest.get(name, _NOTHING)
        told = described or nearest.meant
        override = self._override(name, entry, told) if told is not None else {}
        if description.only_soap12 and self._catalogue.place_of(entry).soap != "1.2":
            override = {
                **override,
                f"places.{entry.service}": {
                    **override.get(f"places.{entry.service}", {}),
                    "soap": "1.2",
                },
            }
        if described is None:
            near = f"; nearest: {', '.join(nearest.names)}" if nearest.names else ""
            detail = f"{entry.service} has no {entry.operation}{near}"
            return self._line(
                name, Confirmation.MISSING, detail, nearest=nearest.names, override=override
            )
        unknown = [each for each in entry.arguments if each not in described.arguments]
        if unknown and described.arguments:
            takes = f"it takes {', '.join(described.arguments)}"
            detail = f"{called} takes no {', '.join(unknown)}; {takes}"
        elif described.namespace != _namespace(self._catalogue, entry):
            detail = f"{called} is in the namespace {described.namespace}"
        elif strange := _strange(self._catalogue, entry, described):
            detail = f"{called} takes no {strange}"
        elif "soap" in override.get(f"places.{entry.service}", {}):
            detail = f"{entry.service} speaks SOAP 1.2 alone"
        elif remarks := self._remarks_on(entry, described):
            detail = f"{called}: {'; '.join(each.detail for each in remarks[:3])}"
            for each in remarks:
                for table, keys in each.override.items():
                    override[table] = {**override.get(table, {}), **keys}
        else:
            return self._line(name, Confirmation.CONFIRMED, called)
        return self._line(name, Confirmation.DIFFERENT, detail, override=override)

    def _remarks_on(self, entry: Entry, described: Described) -> list[Remark]:
        """Return what the schema of an answer calls otherwise."""
        if entry.writes or not described.answers:
            return []
        return [each for kind in entry.records for each in self._fields.get(kind, ())]

    def _override(self, name: str, entry: Entry, told: Described) -> dict[str, dict[str, Any]]:
        """Return what the catalogue would have to say for an operation that is as `told`."""
        override: dict[str, dict[str, Any]] = {}
        own: dict[str, Any] = {}
        if told.name != entry.operation:
            own["operation"] = told.name
        unknown = set(entry.arguments) - set(told.arguments)
        if unknown and len(told.arguments) == len(entry.arguments):
            own["arguments"] = list(told.arguments)
        if own:
            override[f"operations.{name}"] = own
        if told.namespace and told.namespace != _namespace(self._catalogue, entry):
            table = f"operations.{name}" if entry.namespace else f"places.{entry.service}"
            override.setdefault(table, {})["namespace"] = told.namespace
        return override

    def _all_nearest(self) -> Mapping[str, Nearest]:
        found: dict[str, Nearest] = {}
        for address, asked in self._services.items():
            if asked.description is None:
                continue
            here = {
                name: entry
                for name, entry in self._catalogue.operations.items()
                if entry.service
                and not entry.unsupported
                and self._caller.address_of(entry) == address
            }
            named = {entry.operation for entry in here.values()}
            offered = [
                each for each in asked.description.operations.values() if each.name not in named
            ]
            lacking = {
                name: entry
                for name, entry in here.items()
                if entry.operation not in asked.description.operations
            }
            found |= nearest_of(lacking, offered)
        return found

    def _refused(self, name: str, error: PlatformError) -> Survey:
        header = header_wanted(error.message)
        return self._line(name, Confirmation.REFUSED, error.message, header=header)

    def _line(self, name: str, says: Confirmation, detail: str, **more: Any) -> Survey:
        of_sessions = name in _OF_SESSIONS[self._sessions]
        setting = OTHER_SESSIONS[self._sessions] if of_sessions else ""
        if says is not Confirmation.MISSING or more.get("nearest"):
            setting = ""
        mark = self._catalogue.entry(name).mark
        return Survey(name, mark, says, detail, setting=setting, **more)
