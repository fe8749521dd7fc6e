"""What a REST module's answer means (opf.md "Conventions")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smstui.domain.errors import Refused
from smstui.domain.text import Clean, clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question, host_of
from smstui.platforms.denials import NOTHING_SAID, parsed, refuse_denials
from smstui.platforms.failures import refuse_server_errors, refused, unreadable
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.spelling import as_list

Wire = Mapping[str, Any]


class NobodyThere(Refused):
    """404 with the platform's own error: the call exists, the record does not."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list, and how many there are in all."""

    records: list[Wire]
    total: int


@dataclass(frozen=True, slots=True)
class _Denial:
    """The platform's error form `{message, code, errorCode}`."""

    code: Clean
    message: Clean

    @property
    def said(self) -> Clean:
        return clean(": ".join(part for part in (self.code, self.message) if part))


def judge_record(answer: Answer, question: Question, errand: Errand) -> Wire:
    """The one record of a good answer, out of its list envelope if it came in one."""
    page = _page(judge(answer, question, errand), question, errand)
    return page.records[0] if page.records else {}


def judge_page(answer: Answer, question: Question, errand: Errand) -> Page:
    """The records of a good answer: an envelope, a bare list, or one record."""
    return _page(judge(answer, question, errand), question, errand)


def judge_whole(answer: Answer, question: Question, errand: Errand) -> Page:
    """All that a record has of something; an answer without anything does not say "none"."""
    said = judge(answer, question, errand)
    if said is None or said == {}:
        raise unreadable(question, errand, "it is empty where a list should be")
    return _page(said, question, errand)


def _page(said: Any, question: Question, errand: Errand) -> Page:
    total = None
    if isinstance(said, Mapping) and "resourceSet" in said:
        total = said.get("totalRecords")
        said = said["resourceSet"]
    elif isinstance(said, Mapping) and said.get("totalRecords") == 0:
        said = []
    records = as_list(said)
    if not all(isinstance(record, Mapping) for record in records):
        raise unreadable(question, errand, "it has something else where a record should be")
    return Page(
        [record for record in records if record],
        total if isinstance(total, int) else len(records),
    )


def judge(answer: Answer, question: Question, errand: Errand) -> Any:
    """The value of a good answer; everything else raises.

    A 404 that carries an errorCode means the record, any other 404 means the call. A refusal
    may come as HTTP 200.
    """
    if not answer.ok:
        _refuse(answer, question, errand)
    refuse_denials(answer, question, errand)
    said = parsed(json_document.parse, answer, question, errand)
    if isinstance(said, Mapping) and isinstance(said.get("errorResponse"), Mapping):
        refusal = said["errorResponse"]
        denial = _Denial(_text(refusal.get("errorCode")), _text(refusal.get("errorMessage")))
        raise _refused(answer, question, errand, denial)
    return said


def _refuse(answer: Answer, question: Question, errand: Errand) -> None:
    denial = _denial(answer.body)
    if answer.status == 404 and denial.code:
        raise NobodyThere(
            f"{host_of(question)} knows no record for {question.about} ({denial.said}).",
            hint="Check the id.",
            correlation_id=errand.correlation_id,
            platform_code=denial.code,
            http_status=404,
        )
    refuse_denials(answer, question, errand, denial.said)
    refuse_server_errors(answer, question, errand)
    raise _refused(answer, question, errand, denial)


def _refused(answer: Answer, question: Question, errand: Errand, denial: _Denial) -> Refused:
    said = ", ".join(part for part in (f"HTTP {answer.status}", denial.said) if part)
    return refused(question, errand, said=said, code=denial.code, http_status=answer.status)


def _denial(body: bytes) -> _Denial:
    try:
        said = json_document.parse(body)
    except Malformed:
        return _Denial(NOTHING_SAID, NOTHING_SAID)
    said = said if isinstance(said, Mapping) else {}
    return _Denial(_text(said.get("errorCode")), _text(said.get("message")))


def _text(raw: Any) -> Clean:
    return NOTHING_SAID if raw is None or isinstance(raw, dict | list) else clean(raw, cap=300)
