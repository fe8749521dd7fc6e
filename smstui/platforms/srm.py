"""Read and end live sessions through SRM, from ML2.8 on (sdp2.md "Sessions by SRM", D)."""

from collections.abc import Mapping
from typing import Any, Final, Protocol, TypeVar

from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Part, PartState
from smstui.domain.errors import PlatformError
from smstui.domain.session import Session
from smstui.domain.text import clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Judge, Question
from smstui.platforms.belonging import Asked, need_belonging
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import parsed, refuse_denials, refuse_read, refuse_unsupported
from smstui.platforms.documents import Malformed, as_list
from smstui.platforms.error_forms import code_of, own_error, parsed_leniently
from smstui.platforms.failures import MixedUp, refused, unreadable
from smstui.platforms.observing import observed
from smstui.platforms.paging import Page, together
from smstui.platforms.parts import listed_part, live
from smstui.platforms.record_reader import RecordReader
from smstui.platforms.write_judging import said_to_change
from smstui.platforms.writes import Acknowledgement

T = TypeVar("T")

SESSIONS: Final = "srm-sessions-of-account"
NOBODYS: Final = "0"
"""An account number that nobody has."""
SUCCESS: Final = "successResponse"


NO_NUMBER: Final = (
    "SRM is asked by account number, and the account could not be read. Reload the account."
)


class Asks(Protocol):
    """Asks in the operator's name, with whatever credentials the headers want."""

    def rest_request(self, entry: Entry, about: str, values: Mapping[str, str]) -> Question: ...

    async def ask(self, question: Question, judge: Judge[T], headers: Mapping[str, str]) -> T: ...


class SessionManager:
    """Asks SRM in the operator's name. A session source (`session_source.py`)."""

    needs_number: Final = True

    def __init__(self, asks: Asks, catalogue: Catalogue) -> None:
        self._asks = asks
        self._catalogue = catalogue
        self._reader = RecordReader(catalogue)

    async def part(self, account: Account) -> Part[Session]:
        if not account.number:
            return Part(
                state=PartState.FAILED,
                reason=clean(NO_NUMBER),
                correlation_id=correlation_id(),
                read_at=utc_now(),
            )
        return live(await listed_part(self.sessions_of(account), self._reader.session))

    async def sessions_of(self, account: Account) -> Page:
        """Return the sessions that SRM tells of an account, by its number or its uid."""
        entry = self._catalogue.entry(SESSIONS)
        refuse_unsupported(SESSIONS, entry)
        about = f"{entry.text} {account.number}"
        number = self._catalogue.with_prefix(SESSIONS, account.number or "")
        question = self._asks.rest_request(entry, about, {"id": number})
        headers = self._catalogue.headers_of(entry)
        judge = observed(SESSIONS, (account.number or "",), judge_srm)
        found = await self._asks.ask(question, judge, headers)
        spelling = self._catalogue.spellings["session"]
        if not all(isinstance(each, Mapping) for each in found):
            raise unreadable(question, "it has something else where a session should be")
        kept = [each for each in found if spelling.find("uid", each) is not None]
        if found and not kept:
            raise unreadable(question, "none of its sessions has an id")
        keys = tuple(str(spelling.find("uid", each)) for each in kept)
        page = together([Page(kept, len(found), keys=keys)])
        ids = [each for each in (account.number, account.uid) if each]
        need_belonging(Asked(self._catalogue, SESSIONS, ids), page, question)
        return page


async def refusal_of(asks: Asks, catalogue: Catalogue) -> PlatformError | None:
    """Return the error of listing the sessions of an account that no SRM has; None for none."""
    try:
        await SessionManager(asks, catalogue).sessions_of(Account(number=clean(NOBODYS)))
    except MixedUp:
        return None  # it has a session for any account, so the call is there
    except PlatformError as error:
        return error
    return None


def judge_srm(answer: Answer, question: Question) -> list[Any]:
    """Return the items of a `successResponse`. A refusal may come as HTTP 200 (D)."""
    error = own_error(parsed_leniently(answer.body))
    if not answer.ok:
        code = error.code if error else code_of(answer.status)
        refuse_read(answer, question, error.words if error else "", code)
    refuse_denials(answer, question)
    said = parsed(json_document.parse, answer, question)
    is_success = isinstance(said, Mapping) and SUCCESS in said and said.get("errorResponse") is None
    if error is not None and not is_success:
        raise refused(question, said=error.words, code=error.code, http_status=answer.status)
    if isinstance(said, Mapping):
        if SUCCESS not in said:
            raise unreadable(question, "it says neither success nor refusal")
        said = said[SUCCESS]
    try:
        return _list_in(said)
    except Malformed as why:
        raise unreadable(question, str(why)) from None


def sessions_in(body: bytes) -> list[Any]:
    """Return the items of a `successResponse`. Raises Malformed."""
    said = json_document.parse(body)
    return _list_in(said.get(SUCCESS, said) if isinstance(said, Mapping) else said)


def judge_srm_end(answer: Answer, question: Question) -> Acknowledgement:
    """Take a 200 without an error as the acknowledgement; a refusal may come as 200."""
    said_to_change(answer, question)
    return Acknowledgement("accepted by SRM")


def _list_in(inner: Any) -> list[Any]:
    """Return the list in `inner`, whatever its name; how deep it lies is not public.

    A single session may stand in its place. Raises Malformed where several lists hold something.
    """
    while isinstance(inner, Mapping):
        lists = [value for value in inner.values() if isinstance(value, list)]
        nested = [value for value in inner.values() if isinstance(value, Mapping)]
        held = [value for value in lists if value]
        if len(held) > 1:
            raise Malformed("it has several lists")
        if lists or not nested:
            return held[0] if held else [] if lists or _says_no_more(inner) else [inner]
        inner = nested[0]
    return as_list(inner)


def _says_no_more(inner: Mapping[str, Any]) -> bool:
    """Return whether a response only says that it succeeded: then there is no session."""
    return {str(name).casefold() for name in inner} <= {"code", "status"}
