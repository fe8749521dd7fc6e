"""Live sessions as SRM tells them, from ML2.8 on (sdp2.md "Sessions by SRM")."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from smstui.domain.errors import Refused
from smstui.domain.session import Session
from smstui.domain.text import clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.denials import refuse_denials
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.spelling import as_list, read_record
from smstui.platforms.template import fill
from smstui.platforms.transport import Judge, host_of, refuse_server_errors, unreadable

T = TypeVar("T")


class Asks(Protocol):
    """Asks in the operator's name, with whatever credentials the family has for a module."""

    async def ask(self, module: str, question: Question, errand: Errand, judge: Judge[T]) -> T: ...


class SessionManager:
    """Asks SRM in the operator's name."""

    def __init__(self, asks: Asks, catalogue: Catalogue, base_url: str) -> None:
        self._asks = asks
        self._catalogue = catalogue
        self._base_url = base_url

    async def sessions_of(self, account_number: str, errand: Errand) -> Sequence[Session]:
        """The live sessions of an account."""
        entry = self._catalogue.entry("srm-sessions-of-account")
        given = {"id": account_number}
        query = {name: fill(value, given) for name, value in entry.query.items()}
        question = Question(
            entry.method,
            f"{self._base_url}{entry.path}?{urlencode(query, quote_via=quote)}",
            f"{entry.text} {account_number}",
            {"Accept": "application/json"},
        )
        found = await self._asks.ask(entry.module, question, errand, judge_srm)
        spellings = self._catalogue.records["session"]
        return [read_record(Session, wire, spellings) for wire in found]


def judge_srm(answer: Answer, question: Question, errand: Errand) -> list[Any]:
    """The items of a `successResponse`. A refusal comes as HTTP 200 (D)."""
    refuse_denials(answer, question, errand)
    refuse_server_errors(answer, question, errand)
    try:
        said = json_document.parse(answer.body)
    except Malformed as error:
        raise unreadable(question, errand, str(error)) from None
    refusal = said.get("errorResponse") if isinstance(said, Mapping) else None
    if isinstance(refusal, Mapping) or not answer.ok:
        refusal = refusal if isinstance(refusal, Mapping) else {}
        code = clean(refusal.get("errorCode") or refusal.get("code") or answer.status, cap=60)
        text = clean(refusal.get("errorMessage") or "no reason given", cap=300)
        raise Refused(
            f"{host_of(question)} refused {question.about} ({code}: {text}).",
            correlation_id=errand.correlation_id,
            platform_code=code,
            http_status=answer.status,
        )
    return _items(said)


def _items(said: Any) -> list[Any]:
    if isinstance(said, Mapping):
        inner = said.get("successResponse", said)
        while isinstance(inner, Mapping):
            lists = [value for value in inner.values() if isinstance(value, list)]
            if lists:
                return lists[0]
            nested = [value for value in inner.values() if isinstance(value, Mapping)]
            if len(nested) != 1:
                return as_list(inner) if "sessionId" in inner or "id" in inner else []
            inner = nested[0]
        return as_list(inner)
    return as_list(said)
