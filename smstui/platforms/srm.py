"""Live sessions as SRM tells them, from ML2.8 on (sdp2.md "Sessions by SRM")."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from smstui.domain.errors import Refused
from smstui.domain.secret import Secret
from smstui.domain.session import Session
from smstui.domain.text import clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.denials import refuse_denials
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.spelling import as_list, read_record
from smstui.platforms.transport import Transport, host_of, refuse_server_errors, unreadable


class SessionManager:
    """Asks SRM with the operator's credentials. `authorize` gives the Authorization header."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        authorize: Callable[[Errand], Awaitable[Secret]],
        base_url: str,
    ) -> None:
        self._transport = transport
        self._catalogue = catalogue
        self._authorize = authorize
        self._base_url = base_url

    async def sessions_of(self, account_number: str, errand: Errand) -> Sequence[Session]:
        """The live sessions of an account."""
        entry = self._catalogue.entry("srm-sessions-of-account")
        wanted = {name: value.format(id=account_number) for name, value in entry.query.items()}
        authorization = await self._authorize(errand)
        question = Question(
            entry.method,
            f"{self._base_url}{entry.path}?{urlencode(wanted, quote_via=quote)}",
            f"{entry.text} {account_number}",
            {"Authorization": authorization.reveal(), "Accept": "application/json"},
        )
        found = await self._transport.read(question, errand, judge_srm)
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
