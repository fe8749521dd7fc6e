"""SRM: sessions over REST, from ML2.8 on (sdp2.md "Sessions by SRM").

A refusal is HTTP 200 with `errorResponse`. The sandbox takes a device's UID, CASN or media player
id for its `Client-Token`; an operator signs in with the SOAP credentials or with an operator token.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smstui.sandbox import rules
from smstui.sandbox.access import Sdp2Access
from smstui.sandbox.answer import JSON, Answer, error_response
from smstui.sandbox.entities import Device, Session
from smstui.sandbox.refusal import Refused
from smstui.sandbox.rest.platform import RestPlatform
from smstui.sandbox.world import World

_MALFORMED = "SRM-0002"
"""The one published code: malformed, or a mandatory parameter missing (D)."""
_REFUSED = "SRM-0001"
"""Ours, for every refusal without a published code (A)."""


def routes(world: World, rest: RestPlatform, access: Sdp2Access) -> list[Route]:
    """Return the routes of SRM."""
    srm = _Srm(world, rest, access)
    return [
        Route("/srm/v1/sessions", srm.set_up, methods=["POST"]),
        Route("/srm/v1/sessions", srm.list_of_account, methods=["GET"]),
        Route("/srm/v1/sessions/{session_id}", srm.keep_alive, methods=["PUT"]),
        Route("/srm/v1/sessions/{session_id}", srm.tear_down, methods=["DELETE"]),
    ]


class _Srm:
    def __init__(self, world: World, rest: RestPlatform, access: Sdp2Access) -> None:
        self._world = world
        self._rest = rest
        basic = base64.b64encode(f"{access.username}:{access.password}".encode()).decode()
        self._operator = f"Basic {basic}"

    async def set_up(self, request: Request) -> Response:
        content = _content(await request.body())
        exchange = request.state.exchange
        await exchange.begin("sdp2", "srm-set-up", write=True)
        device = self._client(request)
        if device is None:
            return _unauthorized(request)
        if content is None:
            return _refusal(request, _MALFORMED, "contentID or contentType is missing")
        try:
            with self._world.lock:
                session = rules.start_session(
                    self._world, device, content["contentID"], content["contentType"].upper()
                )
                if exchange.without_effect:
                    exchange.result = "acknowledged without effect"
                    rules.end_session(self._world, session)
        except Refused as refusal:
            return _refusal(request, _REFUSED, refusal.text)
        return _success([_view(session)])

    async def list_of_account(self, request: Request) -> Response:
        await request.state.exchange.begin("sdp2", "srm-list")
        if not self._is_operator(request):
            return _unauthorized(request)
        number = request.query_params.get("accountNumber")
        if not number:
            return _refusal(request, _MALFORMED, "accountNumber is missing")
        with self._world.lock:
            account = self._world.account(number)
            if account is None:
                return _refusal(request, _REFUSED, f"account {number} not found")
            sessions = self._world.sessions.find("account_uid", account.uid)
            return _success([_view(session) for session in sessions])

    async def keep_alive(self, request: Request) -> Response:
        return await self._of_session(request, "srm-keep-alive", rules.keep_alive)

    async def tear_down(self, request: Request) -> Response:
        return await self._of_session(
            request, "srm-tear-down", rules.end_session, skipped="acknowledged without effect"
        )

    async def _of_session(
        self,
        request: Request,
        operation: str,
        rule: Callable[[World, Session], object],
        skipped: str = "",
    ) -> Response:
        """Apply `rule` to the session of the request. `skipped` is the result without effect."""
        session_id = request.path_params["session_id"]
        exchange = request.state.exchange
        await exchange.begin("sdp2", operation, (session_id,), write=True)
        client = self._client(request)
        if client is None and not self._is_operator(request):
            return _unauthorized(request)
        with self._world.lock:
            session = self._session(session_id, client)
            if session is None:
                return _refusal(request, _REFUSED, f"session {session_id} not found")
            if not exchange.without_effect:
                rule(self._world, session)
            elif skipped:
                exchange.result = skipped
        return Response(status_code=200)

    def _session(self, session_id: str, client: Device | None) -> Session | None:
        """Return a session that the client may see: of its own account only."""
        session = self._world.sessions.first("srm_id", session_id)
        if session is None or (client and client.account_uid != session.account_uid):
            return None
        return session

    def _client(self, request: Request) -> Device | None:
        token = request.headers.get("client-token")
        devices = self._world.devices
        return (
            devices.get(token)
            or devices.first("casn", token)
            or devices.first("media_player_id", token)
        )

    def _is_operator(self, request: Request) -> bool:
        """Return whether the request is an operator's of either family: older `opf` has SRM
        (opf.md, D)."""
        given = request.headers.get("authorization") or ""
        scheme, _, token = given.partition(" ")
        bearer = scheme.lower() == "bearer" and self._rest.tokens.is_operator(token)
        return given == self._operator or bearer


def _content(body: bytes) -> dict[str, str] | None:
    try:
        content = json.loads(body)["content"]
        return {name: _text(content[name]) for name in ("contentID", "contentType")}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("not a text")
    return value


def _view(session: Session) -> dict[str, Any]:
    view = {
        "sessionId": session.srm_id,
        "accountId": session.account_uid,
        "deviceId": session.device_uid,
        "contentID": session.content_id,
        "contentType": session.content_type,
        "status": session.status,
        "allocatedDate": session.allocated_date and session.allocated_date.isoformat(),
        "modifiedDate": session.modified_date and session.modified_date.isoformat(),
    }
    return {name: value for name, value in view.items() if value is not None}


def _success(content: list[dict[str, Any]]) -> Response:
    document = {"successResponse": {"code": 200, "status": "SUCCESS", "content": content}}
    return Response(json.dumps(document), media_type="application/json")


def _refusal(request: Request, code: str, text: str) -> Response:
    request.state.exchange.result = f"refused {code}"
    return _response(error_response(code, text))


def _unauthorized(request: Request) -> Response:
    request.state.exchange.result = "refused unauthorized"
    return Response("Unauthorized", 401)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, media_type=JSON.decode())
