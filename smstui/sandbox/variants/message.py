"""A request and an answer as a variant sees them: whole, and changed by copies."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from smstui.sandbox.answer import JSON, TEXT, Answer, plain, soap_fault

SOAP_PATHS = ("/ws-gateway/", "/api/")
SIGN_IN = "/keycloak/"
SRM = "/srm/"


@dataclass(frozen=True, slots=True)
class Message:
    """One request. `headers` have their names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_soap(self) -> bool:
        return self.path.startswith(SOAP_PATHS)

    @property
    def parameters(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def with_parameters(self, parameters: dict[str, str]) -> "Message":
        return replace(self, query=urlencode(parameters, quote_via=quote))

    def with_text(self, change: Callable[[str], str]) -> "Message":
        """Return a copy whose body and query are changed as text."""
        query = self.query
        if query.lower() != "wsdl":
            pairs = {name: change(value) for name, value in self.parameters.items()}
            query = urlencode(pairs, quote_via=quote) if pairs else query
        return replace(
            self, query=query, body=change(self.body.decode("utf-8", "replace")).encode()
        )


Refusal = Answer
Before = Callable[[Message], Message | Refusal]
"""Changes a request, or answers it."""
After = Callable[[Message, Answer], Answer]
"""Changes the answer to a request, as it came."""


def refused(message: Message, text: str, status: int = 400) -> Answer:
    """Return a refusal in the form of what was called."""
    if message.path.startswith(SIGN_IN):
        said = {"error": "invalid_request", "error_description": text}
        return plain(status, JSON, json.dumps(said).encode())
    if message.is_soap and message.method == "POST":
        return soap_fault(500, "Client", text)
    if message.is_soap:
        return plain(status, TEXT, text.encode())
    error = {"message": text, "code": status, "errorCode": 1001}
    return plain(status, JSON, json.dumps(error).encode())


def not_there() -> Answer:
    """Return what a server says of an address at which nothing is."""
    return plain(404, TEXT, b"404 page not found")


def document_of(answer: Answer) -> Any:
    """Return the JSON of an answer; None if it is none."""
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def with_document(answer: Answer, document: Any) -> Answer:
    return replace(answer, body=json.dumps(document, ensure_ascii=False).encode())


def with_text(answer: Answer, change: Callable[[str], str]) -> Answer:
    return replace(answer, body=change(answer.body.decode("utf-8", "replace")).encode())
