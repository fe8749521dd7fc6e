"""An answer before it is sent, and the ready-made answers of faults."""

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from xml.sax.saxutils import escape

from smstui.sandbox.faults import Fault

Headers = list[tuple[bytes, bytes]]

XML = b"text/xml; charset=utf-8"
JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers without Content-Length, body."""

    status: int
    headers: Headers
    body: bytes

    def with_type(self, content_type: bytes) -> "Answer":
        """Return the same answer with another content type."""
        kept = [(name, value) for name, value in self.headers if name != b"content-type"]
        return replace(self, headers=[*kept, (b"content-type", content_type)])


def plain(status: int, content_type: bytes, body: bytes) -> Answer:
    """Return an answer with only a content type."""
    return Answer(status, [(b"content-type", content_type)], body)


def soap_fault(status: int, code: str, text: str, detail: str = "") -> Answer:
    """Return a SOAP 1.1 Fault. `code` is Client or Server."""
    inside = f"<detail><code>{escape(detail)}</code></detail>" if detail else ""
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f"<soap:Fault><faultcode>soap:{code}</faultcode>"
        f"<faultstring>{escape(text)}</faultstring>{inside}</soap:Fault>"
        "</soap:Body></soap:Envelope>"
    )
    return plain(status, XML, document.encode())


def error_response(code: str, text: str) -> Answer:
    """Return a refusal with HTTP 200 (sdp2.md "Sessions by SRM", D)."""
    content = {"code": 400, "status": "FAILURE", "errorCode": code, "errorMessage": text}
    return plain(200, JSON, json.dumps({"errorResponse": content}).encode())


def in_place_of(fault: Fault, soap: bool) -> Answer:
    """Return the answer of a fault in place of the platform's."""
    if fault.effect == "refuse":
        text = "refused on demand"
        return soap_fault(200, "Client", text) if soap else error_response("SRM-0002", text)
    if fault.effect == "server-fault":
        text = "internal failure on demand"
        return soap_fault(500, "Server", text) if soap else _json_error(500, text)
    if fault.effect == "absent":
        return plain(404, TEXT, b"404 page not found")
    status = int(fault.value)
    text = f"{_phrase(status)} on demand"
    answer = plain(status, TEXT, text.encode()) if soap else _json_error(status, text)
    if fault.retry_after is not None:
        answer.headers.append((b"retry-after", str(fault.retry_after).encode()))
    return answer


def _json_error(status: int, text: str) -> Answer:
    error = {"message": text, "code": status, "errorCode": status}
    return plain(status, JSON, json.dumps(error).encode())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)
