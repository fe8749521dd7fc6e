"""Operator tokens from Keycloak: by password, then by refresh (opf.md "Operator token", D).

Calls that need one together share one sign-in, and one refusal: a wrong password tried once a
call would lock the user out. Tokens live in memory alone.
"""

import asyncio
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard
from urllib.parse import urlencode

from smstui.domain.errors import PlatformError, Refused, SignInRefused
from smstui.domain.marking import foreign
from smstui.domain.secret import Secret
from smstui.domain.text import clean, clean_foreign
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question, host_of, path_of
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import parsed, refuse_denials
from smstui.platforms.error_forms import parsed_leniently
from smstui.platforms.failures import refuse_server_errors, unreadable
from smstui.platforms.sign_in import SignIn
from smstui.platforms.transport import Transport

MARGIN_S: Final = 10.0
"""Seconds before its end at which a token counts as ended: a call takes its time."""
ACCESS_S: Final = 300.0
REFRESH_S: Final = 1800.0
"""Lifetimes where the answer says none, or nonsense (D)."""
LONGEST_S: Final = 86_400.0
"""Seconds; no answer is believed that a token lives longer."""
FRESH_S: Final = 60.0
"""Seconds for which a token serves the action that it was fetched for, whatever its lifetime."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one sign-in, since when and until when they are good (monotonic seconds)."""

    correlation_id: str
    since: float
    access: Secret
    access_until: float
    refresh: Secret | None
    refresh_until: float

    def serves(self, lasting_s: float) -> bool:
        """Return whether the access token is good enough for a call of the running action."""
        now = time.monotonic()
        is_same_action = correlation_id() == self.correlation_id
        is_fresh = is_same_action and not lasting_s and now < self.since + FRESH_S
        return is_fresh or now < self.access_until - lasting_s


_OF_CLIENT: Final = ("invalid_client", "unauthorized_client")
FORM: Final = (
    "grant_type", "client_id", "username", "password", "refresh_token", "client_secret",
)  # fmt: skip
"""The fields of a token request, in the order of the catalogue's `body`."""


@dataclass(frozen=True, slots=True)
class SiteForm:
    """The form of a site's token requests: names of the fields, more of them, and headers."""

    names: Sequence[str] = FORM
    fixed: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    client_secret: Secret | None = None

    def named(self, form: Mapping[str, str]) -> dict[str, str]:
        """Return `form` with the names that this site has for its fields, and its secret."""
        names = dict(zip(FORM, self.names, strict=False))
        if self.client_secret is not None:
            form = {**form, "client_secret": self.client_secret.reveal()}
        return {**self.fixed, **{names.get(name, name): value for name, value in form.items()}}


class Keycloak:
    """Signs one user in. `address` is the token endpoint."""

    def __init__(
        self,
        transport: Transport,
        address: str,
        client_id: str,
        username: str,
        sign_in: SignIn,
        *,
        site: SiteForm | None = None,
    ) -> None:
        self._transport = transport
        self._address = address
        self._client_id = client_id
        self._site = site or SiteForm()
        self._username = username
        self._sign_in = sign_in
        self._tokens: Tokens | None = None
        self._turn = asyncio.Lock()
        self._attempts = 0
        self._failure: PlatformError | None = None

    async def token(
        self,
        until: float | None = None,
        *,
        other_than: Secret | None = None,
        lasting_s: float = 0.0,
    ) -> Secret:
        """Return a token that should be good, by `until` (see `Transport.read`).

        `other_than` is one that was refused. One that ends within `lasting_s` seconds is renewed
        first; where the platform's tokens are shorter than that, a fresh one will do. Otherwise
        all calls of one action share its token until one is refused, so that a lookup signs in
        once even where the platform's tokens live a second.
        """
        seen = self._attempts
        async with self._turn:
            held = self._tokens
            if held and held.serves(lasting_s) and held.access != other_than:
                return held.access
            if self._failure is not None and self._attempts != seen:
                raise self._failure  # the attempt we waited for answers for us too
            return (await self._attempt(held, until)).access

    async def sign_in(self, until: float | None) -> None:
        """Sign in anew by password, whatever token is held."""
        async with self._turn:
            await self._attempt(None, until)

    async def _attempt(self, held: Tokens | None, until: float | None) -> Tokens:
        self._failure = None
        try:
            self._tokens = await self._renewed(held, until)
        except PlatformError as error:
            self._tokens, self._failure = None, error
            raise
        finally:
            self._attempts += 1
        return self._tokens

    async def _renewed(self, held: Tokens | None, until: float | None) -> Tokens:
        if held and held.refresh and time.monotonic() < held.refresh_until:
            form = {"grant_type": "refresh_token", "refresh_token": held.refresh.reveal()}
            try:
                return await self._ask(form, until)
            except Refused:
                pass  # the refresh token is out as well: sign in anew
        password = self._sign_in.password
        form = {
            "grant_type": "password",
            "username": self._username,
            "password": password.reveal(),
        }
        self._sign_in.need_unrefused(self._question(form))
        try:
            tokens = await self._ask(form, until)
        except SignInRefused as error:
            if password is self._sign_in.password:
                self._sign_in.refuse(error)
            raise
        return tokens

    async def _ask(self, form: Mapping[str, str], until: float | None) -> Tokens:
        # A sign-in changes nothing, so it may be asked again like a read.
        return await self._transport.read(self._question(form), _read_tokens, until)

    def _question(self, form: Mapping[str, str]) -> Question:
        return Question(
            "POST",
            self._address,
            f"the sign-in of {clean(self._username, cap=100)}",
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
                **self._site.headers,
            },
            urlencode(self._site.named({**form, "client_id": self._client_id})).encode("ascii"),
            path_of(self._address),
        )


def _read_tokens(answer: Answer, question: Question) -> Tokens:
    if answer.status in (400, 401, 403):
        raise SignInRefused(
            f"{host_of(question)} did not accept {question.about} "
            f"(HTTP {answer.status}{_said(answer.body)}).",
            hint=f"Check {_suspect(answer.body)} in the configuration{_or_secret(answer.body)}.",
            correlation_id=correlation_id(),
            http_status=answer.status,
        )
    refuse_denials(answer, question)
    refuse_server_errors(answer, question)
    said = parsed(json_document.parse, answer, question)
    if not isinstance(said, dict) or not _is_token(said.get("access_token")):
        raise unreadable(question, "it holds no token")
    at = time.monotonic()
    refresh = said.get("refresh_token")
    return Tokens(
        correlation_id(),
        at,
        Secret(said["access_token"]),
        at + _seconds(said.get("expires_in"), ACCESS_S) - MARGIN_S,
        Secret(refresh) if _is_token(refresh) else None,
        at + _seconds(said.get("refresh_expires_in"), REFRESH_S) - MARGIN_S,
    )


def _said(body: bytes) -> str:
    """Return Keycloak's words, to follow the status in a sentence; empty if there are none."""
    said = _error_of(body)
    words = said.get("error_description") or said.get("error")
    told = clean_foreign(words, cap=200) if isinstance(words, str) else ""
    return f", {foreign(told)}" if told.strip() else ""


def _error_of(body: bytes) -> Mapping[str, Any]:
    said = parsed_leniently(body)
    return said if isinstance(said, Mapping) else {}


def _suspect(body: bytes) -> str:
    """Return the settings to look at, by OAuth's word for the refusal (RFC 6749, 5.2)."""
    word = _error_of(body).get("error")
    if word == "invalid_grant":
        return "username and password"
    if word in _OF_CLIENT:
        return "client_id"
    return "username, password and client_id"


def _or_secret(body: bytes) -> str:
    """Return what else may be wrong where the client itself was refused."""
    refused = _error_of(body).get("error") in _OF_CLIENT
    return ", or set client_secret where the client has one" if refused else ""


def _is_token(raw: Any) -> TypeGuard[str]:
    """Return whether `raw` can travel in a header."""
    return isinstance(raw, str) and raw.isascii() and raw.isprintable() and raw.strip() != ""


def _seconds(raw: Any, otherwise: float) -> float:
    """Return a lifetime in seconds; `otherwise` for what is no lifetime."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return otherwise
    try:
        said = float(clean(raw, cap=20))
    except ValueError:
        return otherwise
    return min(said, LONGEST_S) if 0 <= said < math.inf else otherwise
