"""Every variant by its name."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from smstui.sandbox.answer import JSON, Answer, plain, soap_fault
from smstui.sandbox.variants.message import (
    SIGN_IN,
    SRM,
    After,
    Before,
    Message,
    document_of,
    not_there,
    refused,
    with_document,
)
from smstui.sandbox.variants.words import (
    everywhere,
    named_fields,
    on_soap,
    replaced,
    under,
    worded,
)
from smstui.sandbox.world import World

Where = Callable[[Message], bool]
BASIC = "Authorization"


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a sandbox that a variant may use."""

    world: World
    basic: str
    """The value of Authorization that the SOAP services want."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One difference: what it does to a request, and to its answer."""

    before: Before = lambda message: message
    after: After = lambda _, answer: answer


Made = Callable[[Site], Variant]

SITE_HEADER = ("X-Site", "north")
API_KEY = ("X-Api-Key", "key-0123456789abcdef")
CLIENT_SECRET = "client-word-4711"
WS_USER, WS_PASSWORD = "integration", "token-word-815"
CLAIMS = {"aud": "ssm"}
PREFIX = "acme-"
LARGEST_PAGE = 2

OPERATIONS = {
    "getByAccountNumber": "findAccountByNumber",
    "getDeviceByCASN": "findDeviceByCASN",
    "getSetTopBoxByAccountUID": "listSetTopBoxesOfAccount",
    "getBySmartcardId": "findSmartcardById",
    "getByStbUid": "listSmartcardsOfStb",
    "tearDown": "tearDownSession",
    "UpdateSetTopBox": "ModifySetTopBox",
    "SwapDevice": "SwapSetTopBox",
    "Unpair": "UnpairDevice",
    "Pair": "PairDevice",
}
STATUSES = {
    "ACTIVE": "aktywny",
    "INACTIVE": "nieaktywny",
    "RESTRICTED": "ograniczony",
    "SUSPENDED": "zawieszony",
    "CANCELLED": "anulowany",
    "ENABLED": "wlaczony",
    "DISABLED": "wylaczony",
    "AVAILABLE": "Wolna",
    "UNAVAILABLE": "Zajeta",
}
SOAP_FIELDS = {"lastName": "surname", "caSN": "chipset", "smartcardID": "cardNumber",
    "smartCardId": "cardNumber",
               "status": "state"}  # fmt: skip
REST_FIELDS = {"caSN": "chipset", "smartCardId": "cardNumber", "accountNumber": "contractNumber",
               "accountUid": "contract"}  # fmt: skip


def _pair(made: tuple[Before, After]) -> Variant:
    return Variant(*made)


def _moved(places: Mapping[str, str]) -> Variant:
    """Have what is at a path of the contract at another one only."""

    def before(message: Message) -> Message | Answer:
        for path, site in places.items():
            if message.path.startswith(site):
                return replace(message, path=path + message.path.removeprefix(site))
            if message.path.startswith(path):
                return not_there()
        return message

    return Variant(before)


def _headed(name: str, value: str | None, where: Where) -> Variant:
    """Refuse what comes without a header, or with another `value` in it than that."""

    def before(message: Message) -> Message | Answer:
        given = message.headers.get(name.lower())
        if not where(message) or given == (value or given or ""):
            return message
        return refused(message, f"header {name} is {'not known' if given else 'missing'}")

    return Variant(before)


def _is_rest(message: Message) -> bool:
    return not message.is_soap and not message.path.startswith(SIGN_IN)


def _enveloped() -> Variant:
    def after(message: Message, answer: Answer) -> Answer:
        said = document_of(answer)
        if not isinstance(said, dict) or "resourceSet" not in said:
            return answer
        data = {"entries": said["resourceSet"], "count": said.get("totalRecords")}
        return with_document(answer, {"data": data})

    return Variant(after=after)


def _paged() -> Variant:
    """Page by offset, and send at most LARGEST_PAGE records whatever is asked for."""

    def before(message: Message) -> Message:
        parameters = message.parameters
        if "limit" not in parameters:
            return message
        kept = {name: text for name, text in parameters.items() if name not in ("offset", "page")}
        return message.with_parameters({**kept, "limit": "5000", "page": "1"})

    def after(message: Message, answer: Answer) -> Answer:
        said, asked = document_of(answer), message.parameters
        if not isinstance(said, dict) or "resourceSet" not in said or "limit" not in asked:
            return answer
        start = int(asked.get("offset", "0"))
        end = start + min(int(asked["limit"]), LARGEST_PAGE)
        return with_document(answer, {**said, "resourceSet": said["resourceSet"][start:end]})

    return Variant(before, after)


_IDS = frozenset({"_id", "accountUid", "accountId", "deviceId", "account", "device"})


def _prefixed() -> Variant:
    """Have PREFIX before the ids of accounts and devices."""

    def bare(text: str) -> str:
        return text.removeprefix(PREFIX) if text.startswith(PREFIX) else f"no-{text}"

    def inwards(node: Any) -> Any:
        return _with_ids(node, bare)

    def before(message: Message) -> Message:
        if not _is_rest(message):
            return message
        path = re.sub(
            r"/([A-Za-z]+)/([0-9]+|" + PREFIX + r"[^/]+)(?=/|$)",
            lambda found: f"/{found[1]}/{bare(found[2])}",
            message.path,
        )
        parameters = message.parameters
        if "filter" in parameters:
            wanted = _with_ids(json.loads(parameters["filter"]), bare)
            message = message.with_parameters({**parameters, "filter": json.dumps(wanted)})
        body = message.body
        if body.startswith(b"{"):
            body = json.dumps(inwards(json.loads(body))).encode()
        return replace(message, path=path, body=body)

    def after(message: Message, answer: Answer) -> Answer:
        said = document_of(answer)
        if not _is_rest(message) or said is None:
            return answer
        return with_document(answer, _with_ids(said, lambda text: PREFIX + text))

    return Variant(before, after)


def _with_ids(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, list):
        return [_with_ids(each, change) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        name: change(value) if name in _IDS and isinstance(value, str) else _with_ids(value, change)
        for name, value in node.items()
    }


def _claimed() -> Variant:
    def before(message: Message) -> Message | Answer:
        if "/ssm/" not in message.path:
            return message
        try:
            part = message.headers["nv-authorizations"].split(".")[1]
            payload = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (KeyError, IndexError, ValueError):
            return message
        lacking = [name for name, value in CLAIMS.items() if payload.get(name) != value]
        return refused(message, f"claim {lacking[0]} is missing", 401) if lacking else message

    return Variant(before)


def _secret_client() -> Variant:
    def before(message: Message) -> Message | Answer:
        form = dict(parse_qsl(message.body.decode("utf-8", "replace")))
        if not message.path.startswith(SIGN_IN) or form.get("client_secret") == CLIENT_SECRET:
            return message
        said = {"error": "invalid_client", "error_description": "Invalid client credentials"}
        return plain(401, JSON, json.dumps(said).encode())

    return Variant(before)


_USER = re.compile(r"<w:Username>(.*?)</w:Username>")
_PASSWORD = re.compile(r"<w:Password [^>]*>(.*?)</w:Password>")
_NONCE = re.compile(r"<w:Nonce>(.*?)</w:Nonce>")
_CREATED = re.compile(r"<u:Created [^>]*>(.*?)</u:Created>")
_SECURITY = re.compile(r"<s:Header>.*?</s:Header>", re.DOTALL)


def _digest(text: str) -> str:
    """Return the digest of WS_PASSWORD that a request must have (WS-Security 1.0)."""
    nonce, created = _NONCE.search(text), _CREATED.search(text)
    if not nonce or not created:
        return ""
    told = base64.b64decode(nonce[1]) + created[1].encode() + WS_PASSWORD.encode()
    return base64.b64encode(hashlib.sha1(told).digest()).decode()  # noqa: S324  OASIS has it


def _ws_secured(site: Site, *, digest: bool = False) -> Variant:
    """Want the user name and password in each envelope; HTTP Basic is not looked at."""

    def before(message: Message) -> Message | Answer:
        if not message.is_soap:
            return message
        headers = {**message.headers, "authorization": site.basic}
        if message.method != "POST":
            return replace(message, headers=headers)
        text = message.body.decode("utf-8", "replace")
        user, password = _USER.search(text), _PASSWORD.search(text)
        if not user or not password:
            return soap_fault(500, "Client", "An invalid security token was provided")
        wanted = _digest(text) if digest else WS_PASSWORD
        if (user[1], password[1]) != (WS_USER, wanted):
            fault = soap_fault(500, "Client", "The security token could not be authenticated")
            text = fault.body.decode().replace("soap:Client", "wsse:FailedAuthentication")
            return replace(fault, body=text.encode())
        return replace(message, headers=headers, body=_SECURITY.sub("<s:Header/>", text).encode())

    return Variant(before)


def _without_cas() -> Variant:
    return Variant(lambda message: not_there() if message.path.startswith("/cag/") else message)


def _packed() -> Variant:
    def after(_: Message, answer: Answer) -> Answer:
        headers = [*answer.headers, (b"content-encoding", b"gzip")]
        return Answer(answer.status, headers, gzip.compress(answer.body))

    return Variant(after=after)


_MAC = re.compile(r"<(\w+)>([0-9A-Fa-f:]{17})</\1>")


_MAC_ELEMENT = (
    '<xsd:element name="getDeviceByMacAddress"><xsd:complexType><xsd:sequence>'
    '<xsd:element name="mac" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>'
)
_MAC_OPERATION = '<wsdl:operation name="getDeviceByMacAddress"/>'


def _finds_by_mac(site: Site) -> Variant:
    """Have a lookup by MAC address that the contract does not have."""

    def casn_of(mac: str) -> str:
        boxes = (each for each in site.world.devices if hasattr(each, "mac_address"))
        found = (each for each in boxes if (each.mac_address or "").lower() == mac.lower())
        return next((str(getattr(each, "casn", "")) for each in found), "-")

    def before(message: Message) -> Message:
        if message.is_soap and b"getDeviceByMacAddress" in message.body:
            text = message.body.decode().replace("getDeviceByMacAddress", "getDeviceByCASN")
            text = _MAC.sub(lambda found: f"<casn>{casn_of(found[2])}</casn>", text)
            return replace(message, body=text.encode())
        wanted = json.loads(message.parameters.get("filter", "{}"))
        if "mac" in wanted:
            parameters = message.parameters
            parameters["filter"] = json.dumps({"caSN": casn_of(wanted["mac"])})
            return message.with_parameters(parameters)
        return message

    def after(message: Message, answer: Answer) -> Answer:
        if message.is_soap:
            text = answer.body.decode("utf-8", "replace")
            if message.path.endswith("/deviceservice") and message.method == "GET":
                text = text.replace("</xsd:schema>", f"{_MAC_ELEMENT}</xsd:schema>", 1)
                text = text.replace("</wsdl:portType>", f"{_MAC_OPERATION}</wsdl:portType>")
            if b"getDeviceByMacAddress" in message.body:
                text = text.replace("getDeviceByCASNResponse", "getDeviceByMacAddressResponse")
            return replace(answer, body=text.encode())
        said = document_of(answer)
        return with_document(answer, _with_macs(site, said)) if said is not None else answer

    return Variant(before, after)


def _with_macs(site: Site, node: Any) -> Any:
    if isinstance(node, list):
        return [_with_macs(site, each) for each in node]
    if not isinstance(node, dict):
        return node
    told = {name: _with_macs(site, inner) for name, inner in node.items()}
    device = site.world.devices.get(str(node.get("_id")))
    if "deviceType" in node and (mac := getattr(device, "mac_address", None)):
        told["mac"] = mac
    return told


def _soap12() -> Variant:
    """Take and send SOAP 1.2 alone."""
    old, new = (
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope",
    )

    def before(message: Message) -> Message | Answer:
        if not message.is_soap or message.method != "POST":
            return message
        if new.encode() not in message.body:
            return soap_fault(500, "VersionMismatch", "SOAP 1.2 is expected here")
        return replace(message, body=message.body.replace(new.encode(), old.encode()))

    return Variant(before)


VARIANTS: dict[str, Made] = {
    "service-paths": lambda _: _moved(
        {"/ws-gateway/ws": "/esb/sdp", "/api/smsservice_2.2": "/esb/sms"}
    ),
    "service-names": lambda _: _moved(
        {
            f"/ws-gateway/ws/{name}service": f"/ws-gateway/ws/{name}service-v4"
            for name in (
                "account",
                "device",
                "user",
                "smartcard",
                "ottsession",
                "acquiredcontentlist",
            )
        }
    ),
    "namespace-version": lambda _: _pair(replaced({"SMSDomain_v2.2": "SMSDomain_v3.1"}, on_soap)),
    "namespaces": lambda _: _pair(
        replaced(
            {"http://quative.tv/": "urn:site:sdp:", "nagra.com/xmlns": "site.example/ns"}, on_soap
        )
    ),
    "operations": lambda _: _pair(
        replaced(
            OPERATIONS, on_soap, before=r"(?<!\w)", after=r"(?=(?:Response|Request|Answer)?\b)"
        )
    ),
    "header-sdp2": lambda _: _headed(*SITE_HEADER, on_soap),
    "header-any": lambda _: _headed(SITE_HEADER[0], None, everywhere),
    "header-opf": lambda _: _headed(*SITE_HEADER, _is_rest),
    "header-sign-in": lambda _: _headed(*SITE_HEADER, under(SIGN_IN)),
    "api-key": lambda _: _headed(*API_KEY, everywhere),
    "paths-opf": lambda _: _moved({"/adm/v1/devices": "/adm/v2/equipment"}),
    "list-envelope": lambda _: _enveloped(),
    "id-prefix": lambda _: _prefixed(),
    "no-cag": lambda _: _without_cas(),
    "offset-paging": lambda _: _paged(),
    "ssm-claims": lambda _: _claimed(),
    "statuses": lambda _: _pair(worded(STATUSES, everywhere)),
    "client-secret": lambda _: _secret_client(),
    "ws-security": _ws_secured,
    "ws-security-digest": lambda site: _ws_secured(site, digest=True),
    "soap-1.2": lambda _: _soap12(),
    "fields-sdp2": lambda _: _pair(named_fields(SOAP_FIELDS, on_soap)),
    "fields-opf": lambda _: _pair(named_fields(REST_FIELDS, under("/adm"))),
    "cas-words": lambda _: _pair(worded({"1028": "0", "OK": "DONE"}, under("/cag"))),
    "gzip": lambda _: _packed(),
    "mac-lookup": _finds_by_mac,
    "srm-only": lambda _: Variant(
        lambda message: (
            not_there()
            if "ottsessionservice" in message.path or "/ssm/" in message.path
            else message
        )
    ),
    "no-srm": lambda _: Variant(
        lambda message: not_there() if message.path.startswith(SRM) else message
    ),
}
"""The variants of the platform, each with what makes it for one sandbox."""


def variants_of(names: Sequence[str], site: Site) -> list[Variant]:
    """Return the variants called `names`. Raises ValueError for a name that is none."""
    unknown = [name for name in names if name not in VARIANTS]
    if unknown:
        raise ValueError(f"there is no variant {unknown[0]}, only {', '.join(VARIANTS)}")
    return [VARIANTS[name](site) for name in names]
