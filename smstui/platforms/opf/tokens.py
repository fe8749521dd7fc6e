"""Operator tokens from Keycloak: by password, then by refresh (opf.md "Operator token", D).

Calls that need one together share one sign-in. Tokens live in memory alone.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from smstui.domain.errors import Refused, SignInRefused
from smstui.domain.secret import Secret
from smstui.domain.text import clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.transport import Transport, host_of, refuse_server_errors, unreadable

MARGIN_S: Final = 10.0
"""Seconds before its end at which a token counts as ended: a call takes its time."""
ACCESS_S: Final = 300.0
REFRESH_S: Final = 1800.0
"""Lifetimes where the answer does not say them (D)."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gave, and until when (monotonic seconds)."""

    access: Secret
    access_until: float
    refresh: Secret | None
    refresh_until: float


class Keycloak:
    """Signs one user in. `address` is the token endpoint."""

    def __init__(
        self, transport: Transport, address: str, client_id: str, username: str, password: Secret
    ) -> None:
        self._transport = transport
        self._address = address
        self._client_id = client_id
        self._username = username
        self._password = password
        self._tokens: Tokens | None = None
        self._turn = asyncio.Lock()

    async def token(self, errand: Errand, *, other_than: Secret | None = None) -> Secret:
        """A token that should be good; `other_than` is one that was refused."""
        async with self._turn:
            held = self._tokens
            if held and time.monotonic() < held.access_until and held.access != other_than:
                return held.access
            self._tokens = await self._renewed(held, errand)
            return self._tokens.access

    async def _renewed(self, held: Tokens | None, errand: Errand) -> Tokens:
        if held and held.refresh and time.monotonic() < held.refresh_until:
            try:
                return await self._ask(
                    {"grant_type": "refresh_token", "refresh_token": held.refresh.reveal()}, errand
                )
            except Refused:
                pass  # the refresh token is out as well: sign in anew
        return await self._ask(
            {
                "grant_type": "password",
                "username": self._username,
                "password": self._password.reveal(),
            },
            errand,
        )

    async def _ask(self, form: Mapping[str, str], errand: Errand) -> Tokens:
        question = Question(
            "POST",
            self._address,
            f"the sign-in of {self._username}",
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            urlencode({**form, "client_id": self._client_id}).encode("ascii"),
        )
        return await self._transport.send(question, errand, _read_tokens)


def _read_tokens(answer: Answer, question: Question, errand: Errand) -> Tokens:
    refuse_server_errors(answer, question, errand)
    host = host_of(question)
    if not answer.ok:
        if answer.status in (400, 401, 403):
            raise SignInRefused(
                f"{host} did not take the user name and password (HTTP {answer.status}).",
                hint="Check username, password and client_id in the configuration.",
                correlation_id=errand.correlation_id,
                http_status=answer.status,
            )
        raise Refused(
            f"{host} refused {question.about} (HTTP {answer.status}).",
            hint="Check keycloak_url in the configuration.",
            correlation_id=errand.correlation_id,
            http_status=answer.status,
        )
    try:
        said = json_document.parse(answer.body)
    except Malformed as error:
        raise unreadable(question, errand, str(error)) from None
    if not isinstance(said, dict) or not isinstance(said.get("access_token"), str):
        raise unreadable(question, errand, "it holds no token")
    at = time.monotonic()
    refresh = said.get("refresh_token")
    return Tokens(
        Secret(said["access_token"]),
        at + _seconds(said.get("expires_in"), ACCESS_S) - MARGIN_S,
        Secret(refresh) if isinstance(refresh, str) and refresh else None,
        at + _seconds(said.get("refresh_expires_in"), REFRESH_S) - MARGIN_S,
    )


def _seconds(raw: Any, otherwise: float) -> float:
    try:
        return float(clean(raw, cap=20)) if raw is not None else otherwise
    except ValueError:
        return otherwise
