"""Judge a SOAP service's answer, to a read or a change (sdp2.md "Transport")."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final, TypeVar

from smstui.domain.errors import SignInRefused
from smstui.domain.privacy import foreign_words
from smstui.domain.text import clean
from smstui.platforms.answer import Answer, Judge, Question, host_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import parsed, refuse_read
from smstui.platforms.documents import Malformed
from smstui.platforms.failures import mixed_up, refused, server_failed, unreadable
from smstui.platforms.paging import Page, Wire, number, together
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.envelope import Meant
from smstui.platforms.write_judging import refuse_status
from smstui.platforms.write_judging import refused as refused_change
from smstui.platforms.writes import Acknowledgement
from smstui.platforms.xml_document import Node

T = TypeVar("T")

NEW_UID: Final = "UID"
"""The catalogue's word in `success` for any positive number: the uid of a created record (O)."""
_FAULT: Final = re.compile(rb"[<:]fault[\s/>]", re.IGNORECASE)


def judge_page(
    result: str, total: str, key: Callable[[Wire], str | None], meant: Meant | None = None
) -> Judge[Page]:
    """Return a judge that reads the records in `result` elements: none, one or several.

    `key` gives the id of a record; an element without one is no record. `total` is the element
    that may tell how many records there are. A response that is not `meant` is unreadable.
    """

    def judge(answer: Answer, question: Question) -> Page:
        _refuse(answer, question)
        read = partial(envelope.read_list, result=result, total=total, meant=meant)
        nodes, told = _read(read, answer, question)
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


def judge_change(
    success: Collection[str],
    answer: Answer,
    question: Question,
    *,
    meant: Meant | None = None,
    is_of_another: Callable[[Wire], bool] = lambda _: False,
) -> Acknowledgement:
    """Judge the answer to a change; `success` are the values of `return` that acknowledge it.

    A response of another operation than `meant`, or with a record that `is_of_another` target, is
    no answer. An empty body says nothing, which acknowledges where `success` has "".
    """
    _refuse(answer, question, of_change=True)
    nodes: list[Node] = []
    if answer.body.strip():
        nodes = _read(partial(envelope.read, meant=meant), answer, question)
    returned = envelope.returned(answer.body) if nodes else ""
    if returned is None:
        if any(map(is_of_another, _echoed(answer.body))):
            raise mixed_up(question, "it tells of another id")
        return Acknowledgement("OK")
    if returned in success:
        return Acknowledgement("OK" if returned else "OK, with an empty answer")
    if NEW_UID in success and returned.isdecimal() and int(returned) > 0:
        return Acknowledgement(f"created {returned}", True, created=clean(returned, cap=60))
    code = clean(returned or "nothing", cap=60)
    raise refused_change(
        question, said=f"it returned {foreign_words(code)}", code=code, http_status=answer.status
    )


def _refuse(answer: Answer, question: Question, *, of_change: bool = False) -> None:
    """Raise for a Fault and for every status but a 2xx.

    A Fault counts the same with HTTP 200 as with 500. With 401 and 403 it says why the sign-in was
    refused.
    """
    fault = _fault_in(answer)
    if fault is not None and answer.status not in (401, 403):
        if fault.refuses_sign_in:
            raise SignInRefused(
                f"{host_of(question)} did not accept our sign-in ({fault.said}).",
                hint="Check ws_security, username and password in the configuration.",
                correlation_id=correlation_id(),
                http_status=answer.status,
            )
        if not fault.is_refusal(answer.status):
            raise server_failed(question, fault.said)
        refusal = refused_change if of_change else refused
        raise refusal(question, said=fault.said, code=fault.code, http_status=answer.status)
    said = fault.said if fault is not None else ""
    if of_change:
        refuse_status(answer, question, said=said, own_form=fault is not None)
    else:
        refuse_read(answer, question, said)


def _fault_in(answer: Answer) -> envelope.Fault | None:
    """Return the Fault of an answer, whatever HTTP status it came with."""
    if not _FAULT.search(answer.body):
        return None
    try:
        said = envelope.read(answer.body)
    except Malformed:
        return None
    return said if isinstance(said, envelope.Fault) else None


def _read(read: Callable[[bytes], envelope.Fault | T], answer: Answer, question: Question) -> T:
    """Return what `read` makes of an answer that is no Fault. Raises Unreadable."""
    said = parsed(read, answer, question)
    assert not isinstance(said, envelope.Fault)  # noqa: S101  refused before
    return said


def _echoed(body: bytes) -> list[Wire]:
    """Return the record that a response holds, or that it is."""
    said = envelope.read(body, result="")
    nodes = said if isinstance(said, list) else []
    whole = envelope.whole(body)
    return [each for each in (*nodes, whole) if isinstance(each, Mapping)]
