"""SOAP 1.1 as this platform wants it: written strictly, read leniently.

Only the operation element is qualified, the Header is present and empty, children stand in the
catalogue's order and unused ones are left out (sdp2.md "Transport").
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from smstui.domain.privacy import foreign_words
from smstui.domain.secret import Secret
from smstui.domain.text import Clean, clean, clean_foreign
from smstui.platforms.documents import Malformed
from smstui.platforms.xml_document import (
    Node,
    Reader,
    children,
    is_array,
    local_name,
    parse,
    to_node,
)

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPES: Final = {"1.1": SOAP, "1.2": "http://www.w3.org/2003/05/soap-envelope"}
MEDIA_TYPES: Final = {
    "1.1": "text/xml; charset=utf-8",
    "1.2": "application/soap+xml; charset=utf-8",
}

_SECURITY: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
)
_PROFILE: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
)
_UTILITY: Final = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
)
_IN_CLEAR: Final = f"{_PROFILE}#PasswordText"
_DIGEST: Final = f"{_PROFILE}#PasswordDigest"

_RESPONSE: Final = "response"
_ANY_RESPONSE: Final = "methodresponse"
"""How the contract calls the response of every base operation, and a server might (O)."""
_CLIENTS: Final = frozenset(
    {"client", "sender", "versionmismatch", "mustunderstand", "dataencodingunknown"}
)
_SERVERS: Final = frozenset({"server", "receiver"})
_CODE: Final = re.compile("[:}#/]")
"""The end of a code's qualifier: a prefix, or a whole namespace in one of several spellings."""
_NOT_LET_IN: Final = frozenset({"failedauthentication"})
_NOTHING: Final = Clean("")

Argument = str | int | bool | Mapping[str, Any] | list[Any] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP Fault, whatever HTTP status it came with."""

    code: Clean
    text: Clean
    detail: Clean = _NOTHING
    """Words of the detail, or of a subcode, that the text lacks."""

    @property
    def said(self) -> str:
        """The platform's words, marked as such, with its code."""
        words = " ".join(filter(None, (self.text, f"({self.detail})" if self.detail else "")))
        return foreign_words(self.code, clean(words, cap=600)) or "no reason given"

    @property
    def refuses_sign_in(self) -> bool:
        """Whether user name or password in the header were refused (WS-Security 1.0)."""
        return _CODE.split(self.code)[-1].casefold() in _NOT_LET_IN

    def is_refusal(self, status: int) -> bool:
        """Return whether it blames the request, which makes it a refusal (SOAP 1.1, 4.4.1).

        A code of a kind of its own blames nobody: then the HTTP status counts. What was done all
        the same is for a re-read to say.
        """
        kind = _CODE.split(self.code)[-1].partition(".")[0].casefold()
        if kind in _CLIENTS or kind in _SERVERS:
            return kind in _CLIENTS
        return 400 <= status < 500 and status != 408


@dataclass(frozen=True, slots=True)
class Meant:
    """The operation a response must be of. `roots` and `namespaces` are those of others, only.

    The contract says that local names count (sdp2.md "Transport"), so a namespace that nobody
    knows, and a root that is called otherwise, are no matter.
    """

    operation: str
    roots: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()

    def is_of_another(self, response: etree._Element) -> bool:
        """Return whether `response` is that of another operation."""
        name = local_name(response).casefold()
        own = (f"{self.operation}{_RESPONSE}".casefold(), _ANY_RESPONSE)
        if name.endswith(_RESPONSE) and name not in own:
            return True
        return name in self.roots or etree.QName(response).namespace in self.namespaces


@dataclass(frozen=True, slots=True)
class UserToken:
    """User name and password in the header of a request (WS-Security 1.0, UsernameToken).

    With `digest` the password itself is not sent; each request then has a nonce of its own.
    """

    username: str
    password: Secret
    digest: bool = False

    def written(self, now: datetime) -> str:
        """Return the header, at the time `now` of the platform."""
        kind, sent, more = _IN_CLEAR, self.password.reveal(), ""
        if self.digest:
            nonce, created = secrets.token_bytes(16), f"{now:%Y-%m-%dT%H:%M:%SZ}"
            told = nonce + created.encode() + sent.encode()
            kind, sent = _DIGEST, _base64(hashlib.sha1(told).digest())  # noqa: S324  OASIS has it
            more = (
                f"<w:Nonce>{_base64(nonce)}</w:Nonce>"
                f'<u:Created xmlns:u="{_UTILITY}">{created}</u:Created>'
            )
        return (
            f'<w:Security xmlns:w="{_SECURITY}" s:mustUnderstand="1"><w:UsernameToken>'
            f"<w:Username>{escape(self.username)}</w:Username>"
            f'<w:Password Type="{kind}">{escape(sent)}</w:Password>{more}'
            "</w:UsernameToken></w:Security>"
        )


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def write(
    namespace: str,
    operation: str,
    arguments: Mapping[str, Argument],
    *,
    soap: str = "1.1",
    header: str = "",
) -> bytes:
    """Return the envelope of one call. An argument that is None is left out.

    Without a `header` one is present and empty (sdp2.md "Transport", D).
    """
    inner = "".join(_element(name, value) for name, value in arguments.items())
    header = f"<s:Header>{header}</s:Header>" if header else "<s:Header/>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="{ENVELOPES[soap]}">{header}<s:Body>'
        f"<o:{operation} xmlns:o={quoteattr(namespace)}>{inner}</o:{operation}>"
        "</s:Body></s:Envelope>"
    ).encode()


def read(body: bytes, result: str = "return", meant: Meant | None = None) -> Fault | list[Node]:
    """Return the nodes of a response: each `result`, or the response's own content without one.

    An empty response, or an empty `result`, is null: no node. Raises Malformed, for the response of
    another operation than `meant` too.
    """
    said = read_list(body, result, meant=meant)
    return said if isinstance(said, Fault) else said[0]


def whole(body: bytes) -> Node:
    """Return the content of a response as one node: a response may be a record itself."""
    response = _response(parse(body))
    return None if response is None else to_node(response)


def read_list(
    body: bytes, result: str, total: str = "", meant: Meant | None = None
) -> Fault | tuple[list[Node], Node]:
    """Return the nodes of a response, and the element `total` beside them, if there is one."""
    reader = Reader()
    response = _response(parse(body))
    if response is None:
        return [], None
    if local_name(response).casefold() == "fault":
        return _fault(response)
    if meant is not None and meant.is_of_another(response):
        raise Malformed("it is the answer to another operation")
    wanted, counting = result.casefold(), total.casefold()
    results, others, count = [], [], None
    for child in children(reader.meant(response)):
        name = local_name(child).casefold()
        if name == wanted:
            results.append(child)
        elif counting and name == counting:
            count = reader.node(child)
        else:
            others.append(child)
    nodes = [reader.node(item) for child in (results or others) for item in _items(child, reader)]
    return [node for node in nodes if node], count


def returned(body: bytes) -> str | None:
    """Return the text of `return`; None where the answer is a record instead."""
    for each in parse(body).iter():
        if isinstance(each.tag, str) and local_name(each).casefold() == "return":
            meant = Reader().meant(each)
            return (meant.text or "").strip() if not len(meant) else None
    return None


def _items(element: etree._Element, reader: Reader) -> list[etree._Element]:
    meant = reader.meant(element)
    return list(children(meant)) if is_array(meant) else [meant]


def _response(root: etree._Element) -> etree._Element | None:
    if local_name(root) != "Envelope":
        raise Malformed("it is no SOAP envelope")
    body = next((child for child in children(root) if local_name(child) == "Body"), None)
    if body is None:
        raise Malformed("the SOAP envelope has no body")
    return next(children(body), None)


def _fault(element: etree._Element) -> Fault:
    said = {local_name(child).casefold(): to_node(child) for child in children(element)}
    detail = _texts(said.get("detail"))
    if "faultcode" in said or "faultstring" in said:
        code, text = _code(said.get("faultcode")), _text(said.get("faultstring"))
        return Fault(code, text, _added(detail, text))
    # SOAP 1.2: Code/Value, Code/Subcode/Value, Reason/Text (one or several, by language).
    code, text = _code(_inner(said.get("code"), "value")), _text(_inner(said.get("reason"), "text"))
    subcode = _texts(_inner(said.get("code"), "subcode"))
    return Fault(code, text, _added([*subcode, *detail], text))


def _texts(node: Any) -> list[str]:
    """Return the texts in a detail, in order; without stack traces."""
    if isinstance(node, str):
        return [node] if node else []
    if isinstance(node, list):
        return [text for each in node for text in _texts(each)]
    if isinstance(node, Mapping):
        inner = (each for name, each in node.items() if "stack" not in name.casefold())
        return [text for each in inner for text in _texts(each)]
    return []


def _added(texts: list[str], text: Clean) -> Clean:
    """Return the texts of a detail that the fault's own text lacks."""
    told = dict.fromkeys(clean_foreign(each.strip(), cap=200) for each in texts if each.strip())
    return clean(", ".join(each for each in told if each not in text), cap=300)


def _inner(node: Node, name: str) -> Node:
    """Return the first child called `name`; without one, nothing."""
    if not isinstance(node, Mapping):
        return None
    found: Any = next((value for key, value in node.items() if key.casefold() == name), None)
    first: Node = found[0] if isinstance(found, list) and found else found
    return first


def _code(node: Node) -> Clean:
    """A code is compared as it was sent; a sentence that tells it masks it."""
    return clean(node, cap=300) if isinstance(node, str) else Clean("")


def _text(node: Node) -> Clean:
    return clean_foreign(node, cap=300) if isinstance(node, str) else Clean("")


def _element(name: str, value: Argument) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if isinstance(value, Mapping):
        inner = "".join(_element(child, inner) for child, inner in value.items())
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
