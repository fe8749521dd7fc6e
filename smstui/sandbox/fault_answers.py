"""Answers on demand: whatever a platform, a proxy or a gateway may send.

    answer 409 form=html          answer Client http=200          answer return value=-1

An answer here does not decide the effect: the keys `after=` and `late=` of the rule say whether and
when the request is processed.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, Literal
from xml.sax.saxutils import escape

from smstui.sandbox.answer import JSON, TEXT, XML, Answer, plain, soap_fault
from smstui.sandbox.faults import Fault

Speech = Literal["soap", "rest", "srm"]
"""The protocol of a request."""

_SOAP_11_CODES: Final = ("Client", "Server", "MustUnderstand", "VersionMismatch")
_SOAP_12_CODES: Final = ("Sender", "Receiver")

_WORDS: Final = "staged on demand"
_HTML: Final = b"text/html; charset=utf-8"


def staged(fault: Fault, speech: Speech) -> Answer:
    """Return the answer that an `answer` rule names."""
    word = fault.value
    if word.isdigit():
        answer = _status(int(word), fault.form, speech)
    elif word in (*_SOAP_11_CODES, *_SOAP_12_CODES):
        answer = _soap_fault(fault.http or 500, word)
    else:
        answer = _NAMED[word](fault)
    if fault.retry_after is not None:
        answer.headers.append((b"retry-after", str(fault.retry_after).encode()))
    return answer


# By HTTP status


def _status(status: int, form: str, speech: Speech) -> Answer:
    answer = _FORMS[form](status, speech)
    if 300 <= status < 400:
        answer.headers.append((b"location", b"/elsewhere"))
    return answer


def _own(status: int, speech: Speech) -> Answer:
    """Return the error form that the platform documents for this protocol."""
    if speech == "soap":
        refuses = 400 <= status < 500 and status != HTTPStatus.REQUEST_TIMEOUT
        return _soap_fault(status, "Client" if refuses else "Server")
    if speech == "srm":
        return _json(status, _srm_refusal(status))
    return _json(status, _error_form(status))


def _bare(status: int, _: Speech) -> Answer:
    return plain(status, TEXT, b"")


def _html(status: int, _: Speech) -> Answer:
    title = f"{status} {_phrase(status)}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return plain(status, _HTML, page.encode())


def _foreign_json(status: int, _: Speech) -> Answer:
    """Return JSON in the form of a gateway in front of the platform."""
    return _json(status, {"fault": {"reason": _phrase(status), "detail": [{"gateway": "edge-1"}]}})


_FORMS: Final[dict[str, Callable[[int, Speech], Answer]]] = {
    "own": _own,
    "bare": _bare,
    "html": _html,
    "json": _foreign_json,
}


# By name


def _returned(fault: Fault) -> Answer:
    document = (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f"<methodResponse><return>{escape(fault.returned)}</return></methodResponse>"
        "</soap:Body></soap:Envelope>"
    )
    return plain(200, XML, document.encode())


def _soap_fault(status: int, code: str) -> Answer:
    if code in _SOAP_11_CODES:
        return soap_fault(status, code, _WORDS)
    document = (
        '<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault>'
        f"<env:Code><env:Value>env:{code}</env:Value></env:Code>"
        f'<env:Reason><env:Text xml:lang="en">{_WORDS}</env:Text></env:Reason>'
        "</env:Fault></env:Body></env:Envelope>"
    )
    return plain(status, XML, document.encode())


def _error_form(status: int) -> dict[str, object]:
    return {"message": _WORDS, "code": status, "errorCode": status}


def _srm_refusal(status: int) -> dict[str, object]:
    refusal = {"code": status, "status": "FAILURE", "errorCode": "SRM-0001", "errorMessage": _WORDS}
    return {"errorResponse": refusal}


def _command(done: bool) -> dict[str, object]:
    code, text = ("1028", "OK") if done else ("1031", "the command was not executed")
    return {"commandName": "staged", "_id": "1", "responseCode": code, "responseText": text}


def _commands(results: object, count: int = 1) -> dict[str, object]:
    return {"status": "FAILED", "commandCount": count, "commandResults": results}


def _json(status: int, document: object) -> Answer:
    return plain(status, JSON, json.dumps(document).encode())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


_NAMED: Final[dict[str, Callable[[Fault], Answer]]] = {
    "return": _returned,
    "error-response": lambda _: _json(200, _srm_refusal(400)),
    "error-form": lambda _: _json(200, _error_form(409)),
    "status-in-body": lambda _: _json(200, {"status": 404}),
    "matched-0": lambda _: _json(200, {"matchedCount": 0, "modifiedCount": 0}),
    "modified-0": lambda _: _json(200, {"matchedCount": 1, "modifiedCount": 0}),
    "command-failed": lambda _: _json(200, _commands([_command(True), _command(False)], 2)),
    "commands-failed": lambda _: _json(200, _commands([_command(False), _command(False)], 2)),
    "commands-object": lambda _: _json(200, _commands(_command(False))),
    "commands-null": lambda _: _json(200, _commands(None)),
    "empty": lambda _: plain(200, TEXT, b""),
}
