"""What a SOAP service's answer means (sdp2.md "Transport")."""

from collections.abc import Mapping
from typing import Any

from smstui.domain.errors import PlatformError
from smstui.platforms.answer import Answer, Judge, Question
from smstui.platforms.denials import parsed, refuse_denials
from smstui.platforms.failures import refuse_server_errors, refused, server_failed, unreadable
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.sdp2 import envelope
from smstui.platforms.xml_document import Node

Wire = Mapping[str, Any]


def judge_records(result: str) -> Judge[list[Wire]]:
    """A judge that reads the records in `result` elements: none, one or several."""

    def judge(answer: Answer, question: Question, errand: Errand) -> list[Wire]:
        records = []
        for node in judge_answer(answer, question, errand, result):
            if not isinstance(node, Mapping):
                raise unreadable(question, errand, "it has text where a record should be")
            records.append(node)
        return records

    return judge


def judge_answer(answer: Answer, question: Question, errand: Errand, result: str) -> list[Node]:
    """The nodes of a good answer; everything else raises.

    A Fault counts the same with HTTP 200 as with 500.
    """
    refuse_denials(answer, question, errand)
    if not answer.ok:
        _refuse(answer, question, errand, result)
    said = parsed(lambda body: envelope.read(body, result), answer, question, errand)
    if isinstance(said, envelope.Fault):
        raise _of_fault(said, question, errand, answer.status)
    return said


def _refuse(answer: Answer, question: Question, errand: Errand, result: str) -> None:
    try:
        said = envelope.read(answer.body, result)
    except Malformed:
        said = []
    if isinstance(said, envelope.Fault):
        raise _of_fault(said, question, errand, answer.status)
    refuse_server_errors(answer, question, errand)
    raise refused(question, errand, said=f"HTTP {answer.status}", http_status=answer.status)


def _of_fault(
    fault: envelope.Fault, question: Question, errand: Errand, status: int
) -> PlatformError:
    said = ": ".join(part for part in (fault.code, fault.text) if part) or "no reason given"
    if fault.is_clients:
        return refused(question, errand, said=said, code=fault.code, http_status=status)
    return server_failed(question, errand, said)
