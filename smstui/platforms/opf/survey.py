"""The catalogue against the live modules, by harmless reads: for `smstui doctor`."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from smstui.config.families import OpfSettings
from smstui.domain.errors import PlatformError, Refused, SignInRefused, Unreadable
from smstui.platforms.answer import Answer, Question
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import NoSuchCall, refuse_denials
from smstui.platforms.error_forms import own_error, parsed_leniently
from smstui.platforms.failures import MixedUp
from smstui.platforms.headers import header_wanted, is_turned_away
from smstui.platforms.opf.caller import Caller
from smstui.platforms.opf.judging import NobodyThere, judge
from smstui.platforms.opf.offers import base_of, entries_of
from smstui.platforms.paging import Wire
from smstui.platforms.port import Confirmation, Survey
from smstui.platforms.srm import SESSIONS as SRM_SESSIONS
from smstui.platforms.srm import refusal_of

NOBODYS: Final = "-"
"""An id that no record has: a call that exists answers "not found"."""
SIGN_IN: Final = "token"
SUBSCRIBERS: Final = "client"
BUNDLES: Final = frozenset({"bundle-of-device", "bundle-of-account"})
OTHER_SESSIONS: Final = {
    "ssm": 'Where the site has SRM (releases up to 23.24), set sessions = "srm" and srm_url.',
    "srm": 'Check srm_url; where the site has SSM, set sessions = "ssm".',
}
_OF_SESSIONS: Final = {
    "ssm": frozenset({"end-sessions-of-account", "end-sessions-of-device"}),
    "srm": frozenset({SRM_SESSIONS, "srm-end-session"}),
    "none": frozenset[str](),
}
_GONE: Final = frozenset({404, 501})


async def survey(catalogue: Catalogue, caller: Caller, settings: OpfSettings) -> Sequence[Survey]:
    """Return one line an entry.

    Reads are tried with an id nobody has. A change is never tried: its address is asked what it
    takes (OPTIONS), which has no effect.
    """
    tries = _Tries(catalogue, caller, settings)
    lines = await asyncio.gather(*map(tries.line, sorted(catalogue.operations)))
    there = {
        catalogue.entry(line.entry).module for line in lines if line.says is Confirmation.CONFIRMED
    }
    return [_or_no_record(catalogue.entry(line.entry), line, there) for line in lines]


def _or_no_record(entry: Entry, line: Survey, there: Collection[str]) -> Survey:
    """Return a line in which a bare 404 is no certain absence: it may mean that no record is.

    That is so for one record, and for rights, of a module that answers (opf.md "RMG").
    """
    is_doubtful = "{id}" in entry.path or "right" in entry.records
    if line.says is not Confirmation.MISSING or entry.writes or not is_doubtful:
        return line
    if entry.module not in there and "right" not in entry.records:
        return line
    return replace(line, says=Confirmation.NOT_CHECKABLE, setting="")


def _never(_: Wire) -> bool:
    """One page is enough to see whether a call is there."""
    return False


class _Tries:
    """Tries each entry of one deployment."""

    def __init__(self, catalogue: Catalogue, caller: Caller, settings: OpfSettings) -> None:
        self._catalogue = catalogue
        self._caller = caller
        self._settings = settings
        self._writes = frozenset(entries_of(catalogue, settings).values())

    async def line(self, name: str) -> Survey:
        entry = self._catalogue.entry(name)
        says, detail, more = await self._tried(name, entry)
        if says is Confirmation.MISSING and name in _OF_SESSIONS[self._settings.sessions]:
            more = {**more, "setting": OTHER_SESSIONS[self._settings.sessions]}
        called = f"{entry.method} {entry.path}" if entry.path else ""
        return Survey(name, entry.mark, says, detail, called=called, **more)

    async def _tried(self, name: str, entry: Entry) -> tuple[Confirmation, str, Mapping[str, Any]]:
        if why := self._unused(name, entry):
            return Confirmation.NOT_CHECKABLE, why, {}
        called = f"{entry.method} {entry.path}"
        try:
            if entry.writes:
                await self._look(entry)
                detail = "the address exists; doctor never tries a change"
                return Confirmation.NOT_CHECKABLE, detail, {}
            if name == SIGN_IN:
                await self._caller.sign_in()
            elif name == SRM_SESSIONS:
                if (error := await refusal_of(self._caller, self._catalogue)) is not None:
                    raise error
            elif (
                page := await self._caller.listed(name, NOBODYS, _never)
            ).records and entry.filter:
                count = page.total or page.came
                unknown = f"{called} does not know the filter: {count} records"
                return Confirmation.MISSING, unknown, {}
        except PlatformError as error:
            says, detail, more = self._failed(name, entry, called, error)
            if says is Confirmation.DIFFERENT and entry.page_size:
                more = {**more, "override": await self._envelope(entry)}
            return says, detail, more
        return Confirmation.CONFIRMED, called, {}

    async def _envelope(self, entry: Entry) -> Mapping[str, Mapping[str, str]]:
        """Return how the lists of this site are spelled, as far as an answer shows it."""
        question = self._caller.rest_request(entry, entry.text, {"id": NOBODYS})
        try:
            said = await self._caller.ask(question, judge, self._catalogue.headers_of(entry))
        except PlatformError:
            return {}
        keys = envelope_in(said)
        return {"lists": keys} if keys else {}

    def _failed(
        self, name: str, entry: Entry, called: str, error: PlatformError
    ) -> tuple[Confirmation, str, Mapping[str, Any]]:
        match error:
            case NobodyThere():
                return Confirmation.CONFIRMED, called, {}
            case MixedUp():
                if not entry.filter:
                    return Confirmation.CONFIRMED, called, {}
                unknown = f"{called} does not know the filter: {error.records} records"
                return Confirmation.MISSING, unknown, {}
            case NoSuchCall() if name in BUNDLES and self._settings.bundle == "auto":
                detail = "it is not there; the account is read in several calls"
                return Confirmation.NOT_CHECKABLE, detail, {}
            case NoSuchCall():
                return Confirmation.MISSING, error.message, {}
            case Refused() if is_turned_away(error):
                header = header_wanted(error.message)
                return Confirmation.REFUSED, error.message, {"header": header}
            case Unreadable():
                return Confirmation.DIFFERENT, error.message, {}
        return Confirmation.NOT_CHECKABLE, error.message, {}

    async def _look(self, entry: Entry) -> None:
        """Ask an address for its methods. Raises NoSuchCall if there is none, and Refused."""
        values = dict.fromkeys(("id", "pin", "products", "chipset", "years"), NOBODYS)
        question = self._caller.rest_request(entry, entry.text, values)
        asking = Question("OPTIONS", question.url, f"the address to {entry.text}",
                          question.headers, b"", question.path)  # fmt: skip
        await self._caller.ask(asking, _judge_address, self._catalogue.headers_of(entry))

    def _unused(self, name: str, entry: Entry) -> str:
        """Return why this deployment does not call an entry; empty if it does."""
        settings = self._settings
        if entry.unsupported:
            return "the configuration names no call for it"
        if entry.module == SUBSCRIBERS:
            return "only a subscriber's token can call it"
        place = self._catalogue.places[entry.module]
        if not base_of(place, settings):
            return f"this deployment has no {place.at}"
        elsewhere = frozenset[str]().union(*_OF_SESSIONS.values())
        if name in elsewhere - _OF_SESSIONS[settings.sessions]:
            return "this deployment does not use it"
        if entry.module == "ssp" and not settings.also_ssp:
            return "this deployment does not use it"
        if entry.writes and name not in self._writes:
            return "this deployment does not use it"
        if name in BUNDLES and settings.bundle == "composed":
            return "this deployment does not use it"
        return ""


def envelope_in(said: Any, at: str = "") -> dict[str, str]:
    """Return the keys of the one list in a document, and of the one number beside it.

    Dotted where they are inside another object; nothing where that is not certain.
    """
    if not isinstance(said, Mapping):
        return {}
    lists = [key for key, held in said.items() if isinstance(held, list)]
    numbers = [key for key, held in said.items() if type(held) is int]
    if len(lists) == 1:
        keys = {"items": f"{at}{lists[0]}"}
        return {**keys, "total": f"{at}{numbers[0]}"} if len(numbers) == 1 else keys
    inner = [(key, held) for key, held in said.items() if isinstance(held, Mapping)]
    if lists or at or len(inner) != 1:
        return {}
    return envelope_in(inner[0][1], f"{inner[0][0]}.")


def _judge_address(answer: Answer, question: Question) -> None:
    """Judge the answer to OPTIONS. A refusal of the method says that the address is there."""
    if answer.status in _GONE:
        refuse_denials(answer, question)
    error = own_error(parsed_leniently(answer.body))
    wants_header = error is not None and bool(header_wanted(error.words))
    if answer.status == 401 or (answer.status in (400, 403) and wants_header):
        said = error.words if error is not None else f"HTTP {answer.status}"
        kind = SignInRefused if answer.status == 401 else Refused
        raise kind(
            f"{question.about} is refused ({said}).",
            correlation_id=correlation_id(),
            http_status=answer.status,
        )
