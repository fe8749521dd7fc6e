"""What a SOAP service's answer means (sdp2.md "Transport")."""

from collections.abc import Callable, Mapping
from functools import partial

from smstui.domain.errors import PlatformError
from smstui.platforms.answer import Answer, Judge, Question
from smstui.platforms.denials import parsed, refuse_denials
from smstui.platforms.failures import refuse_server_errors, refused, server_failed, unreadable
from smstui.platforms.malformed import Malformed
from smstui.platforms.paging import Page, Wire, number, together
from smstui.platforms.port import Errand
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.envelope import Meant
from smstui.platforms.xml_document import Node


def judge_page(
    result: str, total: str, key: Callable[[Wire], str | None], meant: Meant | None = None
) -> Judge[Page]:
    """A judge that reads the records in `result` elements: none, one or several.

    `key` gives the id of a record; an element without one is no record. `total` is the element
    that may tell how many records there are. A response that is not `meant` is unreadable.
    """

    def judge(answer: Answer, question: Question, errand: Errand) -> Page:
        nodes, told = judge_answer(answer, question, errand, result, total, meant=meant)
        if not all(isinstance(node, Mapping) for node in nodes):
            raise unreadable(question, errand, "it has text where a record should be")
        wires = [node for node in nodes if isinstance(node, Mapping)]
        keyed = [(key(wire), wire) for wire in wires]
        kept = [(name, wire) for name, wire in keyed if name is not None]
        if wires and not kept:
            raise unreadable(question, errand, "none of its records has an id")
        try:
            count = number(told)
        except Malformed as error:
            raise unreadable(question, errand, str(error)) from None
        page = Page(
            [wire for _, wire in kept], len(wires), count, keys=tuple(name for name, _ in kept)
        )
        return together([page])

    return judge


def judge_answer(
    answer: Answer,
    question: Question,
    errand: Errand,
    result: str,
    total: str = "",
    *,
    meant: Meant | None = None,
) -> tuple[list[Node], Node]:
    """The nodes of a good answer and its number of records; everything else raises.

    A Fault counts the same with HTTP 200 as with 500.
    """
    refuse_denials(answer, question, errand)
    if not answer.ok:
        _refuse(answer, question, errand, result)
    read = partial(envelope.read_list, result=result, total=total, meant=meant)
    said = parsed(read, answer, question, errand)
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
