"""Answer SOAP requests: credentials, envelope, operation, answer."""

import base64
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from lxml import etree

from smstui.sandbox.access import Sdp2Access
from smstui.sandbox.answer import TEXT, XML, Answer, plain, soap_fault
from smstui.sandbox.exchange import Exchange
from smstui.sandbox.refusal import Refused
from smstui.sandbox.soap.operation import Call, Operation, Returns, Root, Service
from smstui.sandbox.soap.reader import RequestError, arguments, parse, targets
from smstui.sandbox.soap.services import SERVICES
from smstui.sandbox.soap.writer import element, envelope, response, structure
from smstui.sandbox.soap.wsdl import wsdl
from smstui.sandbox.world import World

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class SoapApp:
    """Every SOAP service at every path it has."""

    def __init__(self, world: World, access: Sdp2Access) -> None:
        self._world = world
        self._url = access.base_url
        basic = base64.b64encode(f"{access.username}:{access.password}".encode())
        self._authorization = b"Basic " + basic
        self._services = {path: service for service in SERVICES for path in service.paths}
        self._operations = {
            path: {f"{{{service.namespace}}}{o.name}": o for o in service.operations}
            for path, service in self._services.items()
        }

    def serves(self, path: str) -> bool:
        """Return whether the path is that of a SOAP service."""
        return path in self._services

    async def answer(
        self, scope: MutableMapping[str, Any], receive: Receive, exchange: Exchange
    ) -> Answer:
        """Answer one request to a service."""
        path = scope["path"]
        if not self._authorized(scope["headers"]):
            challenge = (b"www-authenticate", b'Basic realm="SDP"')
            refusal = plain(401, TEXT, b"Unauthorized")
            refusal.headers.append(challenge)
            return refusal
        if scope["method"] == "GET" and scope["query_string"].lower() == b"wsdl":
            await exchange.begin("sdp2", "wsdl")
            return plain(200, XML, wsdl(self._services[path], self._url + path))
        if scope["method"] != "POST":
            return plain(405, TEXT, b"Method Not Allowed")
        body = await _body(receive)
        try:
            call = parse(body)
            operation = self._operations[path].get(call.tag)
            if operation is None:
                raise RequestError(f"{etree.QName(call).localname} is not an operation here")
        except RequestError as error:
            return soap_fault(500, "Client", str(error))
        try:
            given = arguments(call, operation.inputs)
        except RequestError as error:
            await exchange.begin("sdp2", operation.name, write=operation.write)
            exchange.result = "refused malformed"
            return soap_fault(500, "Client", str(error))
        await exchange.begin("sdp2", operation.name, targets(given), write=operation.write)
        return self._perform(self._services[path], operation, given, exchange)

    def _perform(
        self, service: Service, operation: Operation, given: dict[str, Any], exchange: Exchange
    ) -> Answer:
        effect = not (operation.write and exchange.without_effect)
        with self._world.lock:
            try:
                call = Call(self._world, given, effect, exchange.failing_command)
                result = operation.handle(call)
            except Refused as refusal:
                exchange.result = f"refused {refusal.reason}"
                return soap_fault(500, "Client", refusal.text, refusal.reason)
            if not effect:
                exchange.result = "acknowledged without effect"
            elif operation.write and result == 0:
                exchange.result = "refused"
            return plain(200, XML, _answered(service, operation, result))

    def _authorized(self, headers: list[tuple[bytes, bytes]]) -> bool:
        given = next((value for name, value in headers if name == b"authorization"), b"")
        return hmac.compare_digest(given, self._authorization)


def _answered(service: Service, operation: Operation, result: Any) -> bytes:
    output = operation.output
    if isinstance(output, Returns):
        results = result if output.many else [result]
        content = "".join(element("return", each, output.kind) for each in results)
        return response(service.namespace, f"{operation.name}Response", content)
    if isinstance(output, Root):
        content = structure(result, output.structure)
        if output.child is not None:
            content = f"<{output.child.name}>{content}</{output.child.name}>"
        return response(output.namespace, output.name, content)
    return envelope("")


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body
