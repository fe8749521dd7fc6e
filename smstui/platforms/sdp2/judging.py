"""What a SOAP service's answer means (sdp2.md "Transport")."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from smstui.platforms.answer import Answer, Judge, Question
from smstui.platforms.denials import parsed, refuse_denials
from smstui.platforms.documents import Malformed
from smstui.platforms.failures import refuse_server_errors, refused, server_failed, unreadable
from smstui.platforms.paging import Page, Wire, number, together
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.envelope import Meant
from smstui.platforms.xml_document import Node

_FAULT: Final = re.compile(rb"[<:]fault[\s/>]", re.IGNORECASE)


def judge_page(
    result: str, total: str, key: Callable[[Wire], str | None], meant: Meant | None = None
) -> Judge[Page]:
    """A judge that reads the records in `result` elements: none, one or several.

    `key` gives the id of a record; an element without one is no record. `total` is the element
    that may tell how many records there are. A response that is not `meant` is unreadable.
    """

    def judge(answer: Answer, question: Question) -> Page:
        nodes, told = judge_answer(answer, question, result, total, meant=meant)
        if not all(isinstance(node, Mapping) for node in nodes):
            raise unreadable(question, "it has text where a record should be")
        wires = [node for node in nodes if isinstance(node, Mapping)]
        keyed = [(key(wire), wire) for wire in wires]
        kept = [(name, wire) for name, wire in keyed if name is not None]
        if wires and not kept:
            raise unreadable(question, "none of its records has an id")
        try:
            count = number(told)
        except Malformed as error:
            raise unreadable(question, str(error)) from None
        page = Page(
            [wire for _, wire in kept], len(wires), count, keys=tuple(name for name, _ in kept)
        )
        return together([page])

    return judge


def judge_answer(
    answer: Answer,
    question: Question,
    result: str,
    total: str = "",
    *,
    meant: Meant | None = None,
) -> tuple[list[Node], Node]:
    """The nodes of a good answer and its number of records; everything else raises.

    A Fault counts the same with HTTP 200 as with 500.
    """
    _refuse_fault(answer, question)
    refuse_denials(answer, question)
    if not answer.ok:
        refuse_server_errors(answer, question)
        raise refused(question, said=f"HTTP {answer.status}", http_status=answer.status)
    read = partial(envelope.read_list, result=result, total=total, meant=meant)
    said = parsed(read, answer, question)
    assert not isinstance(said, envelope.Fault)  # noqa: S101  refused above
    return said


def fault_in(answer: Answer) -> envelope.Fault | None:
    """Return the Fault of an answer, whatever HTTP status it came with."""
    if not _FAULT.search(answer.body):
        return None
    try:
        said = envelope.read(answer.body)
    except Malformed:
        return None
    return said if isinstance(said, envelope.Fault) else None


def _refuse_fault(answer: Answer, question: Question) -> None:
    """Raise for a Fault. With 401 and 403 it says why the sign-in was refused."""
    fault = fault_in(answer)
    if fault is None:
        return
    if answer.status in (401, 403):
        refuse_denials(answer, question, fault.said)
    if fault.is_refusal(answer.status):
        raise refused(question, said=fault.said, code=fault.code, http_status=answer.status)
    raise server_failed(question, fault.said)
