"""Every REST operation of the platform as a route, and the processing of one request."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smstui.sandbox.exchange import Exchange
from smstui.sandbox.refusal import Refused
from smstui.sandbox.rest import (
    adm_accounts,
    adm_devices,
    authentication,
    cag,
    messaging,
    rmg,
    ssm,
    ssp_accounts,
)
from smstui.sandbox.rest.bodies import Reply, RestRefusalError, json_bytes, of_rule
from smstui.sandbox.rest.call import Call, Operation
from smstui.sandbox.rest.platform import RestPlatform

FAMILY = "opf"

OPERATIONS: tuple[Operation, ...] = (
    *adm_accounts.OPERATIONS,
    *adm_devices.OPERATIONS,
    *cag.OPERATIONS,
    *rmg.OPERATIONS,
    *messaging.OPERATIONS,
    *authentication.OPERATIONS,
    *ssp_accounts.OPERATIONS,
    *ssm.OPERATIONS,  # last: its path begins with the site's own words
)


def routes(platform: RestPlatform) -> list[Route]:
    """Return the routes of the OpenTV family."""
    return [
        Route(
            operation.path,
            _endpoint(platform, operation),
            methods=[operation.method],
            name=operation.name,
        )
        for operation in OPERATIONS
    ]


def _endpoint(
    platform: RestPlatform, operation: Operation
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        exchange: Exchange = request.state.exchange
        call = Call(platform, request, await request.body(), exchange)
        try:
            reply = await _serve(call, operation)
        except Refused as refused:
            return _refuse(exchange, of_rule(refused))
        except RestRefusalError as refusal:
            return _refuse(exchange, refusal)
        return _response(reply.document, reply.status)

    return answer


async def _serve(call: Call, operation: Operation) -> Reply:
    for guard in operation.guards:
        guard(call)
    exchange = call.exchange
    if operation.secret_ids:
        exchange.path = operation.path
    writes = operation.acknowledge is not None
    await exchange.begin(FAMILY, operation.name, operation.targets(call), write=writes)
    if operation.acknowledge is not None and exchange.without_effect:
        exchange.result = "acknowledged without effect"
        return operation.acknowledge(call)
    with call.platform.world.lock:
        reply = operation.handle(call)
    if exchange.entry is not None:
        exchange.entry.targets += reply.targets
    return reply


def _refuse(exchange: Exchange, refusal: RestRefusalError) -> Response:
    exchange.result = f"refused {refusal.status} {refusal.error_code}"
    return _response(refusal.document(), refusal.status)


def _response(document: object, status: int) -> Response:
    return Response(json_bytes(document), status, media_type="application/json")
