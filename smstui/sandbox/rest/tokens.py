"""JSON Web Tokens (HS256, RFC 7515), and the tokens of one running sandbox.

Keycloak issues operator tokens; subscribers have client tokens. Lifetimes are seconds and can be
changed while the sandbox runs; `now` is the clock they are measured on (opf.md "Operator token":
300 s and 1800 s by default, D). Every token is random for each sandbox.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

OPERATOR_ROLE = "operatorRole"


class GrantRefusedError(Exception):
    """Raised if Keycloak refuses the grant. The argument is its `error_description`."""


@dataclass(slots=True)
class _Grant:
    expires: float
    subject: str


@dataclass(slots=True)
class Tokens:
    """Every live token and its owner."""

    client_id: str
    username: str
    password: str = field(repr=False)
    access_s: float = 300
    refresh_s: float = 1800
    has_operator_role: bool = True
    """True if the operator's user has `operatorRole`; without it every module refuses."""
    now: Callable[[], float] = time.time
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _access: dict[str, _Grant] = field(default_factory=dict, repr=False)
    _refresh: dict[str, _Grant] = field(default_factory=dict, repr=False)
    _client: dict[str, _Grant] = field(default_factory=dict, repr=False)

    def by_password(self, username: str, password: str) -> dict[str, object]:
        """Return a token pair for the operator's user. Raises GrantRefusedError."""
        known = (
            secrets.compare_digest(username.encode(), self.username.encode()),
            secrets.compare_digest(password.encode(), self.password.encode()),
        )
        if not all(known):
            raise GrantRefusedError("Invalid user credentials")
        return self._issue()

    def by_refresh(self, refresh_token: str) -> dict[str, object]:
        """Return a new pair for a valid refresh token. Raises GrantRefusedError."""
        grant = self._refresh.get(refresh_token)
        if grant is None or grant.expires <= self.now():
            raise GrantRefusedError("Token is not active")
        return self._issue()

    def is_operator(self, access_token: str) -> bool:
        """Return whether the token is valid and has the operator's role."""
        grant = self._access.get(access_token)
        return grant is not None and grant.expires > self.now() and self.has_operator_role

    def for_subscriber(self, account_uid: str) -> str:
        """Return a client token for one account, like a sign-on. It is valid for `access_s`."""
        token = secrets.token_urlsafe(32)
        self._client[token] = _Grant(self.now() + self.access_s, account_uid)
        return token

    def subscriber_of(self, client_token: str) -> str | None:
        """Return the account of a client token, or None if it is unknown or expired."""
        grant = self._client.get(client_token)
        return grant.subject if grant is not None and grant.expires > self.now() else None

    def revoke(self) -> None:
        """End every access token at once. Refresh tokens stay valid."""
        self._access.clear()

    def _issue(self) -> dict[str, object]:
        self._forget_expired()
        access = self._signed("Bearer", self.access_s)
        refresh = self._signed("Refresh", self.refresh_s)
        self._access[access] = _Grant(self.now() + self.access_s, self.username)
        self._refresh[refresh] = _Grant(self.now() + self.refresh_s, self.username)
        return {
            "access_token": access,
            "expires_in": int(self.access_s),
            "refresh_expires_in": int(self.refresh_s),
            "refresh_token": refresh,
            "token_type": "Bearer",
        }

    def _signed(self, kind: str, lifetime_s: float) -> str:
        roles = [OPERATOR_ROLE] if self.has_operator_role else []
        payload = {
            "exp": int(self.now() + lifetime_s),
            "iat": int(self.now()),
            "jti": secrets.token_hex(16),
            "typ": kind,
            "azp": self.client_id,
            "preferred_username": self.username,
            "realm_access": {"roles": roles},
        }
        return sign({"typ": "JWT", "alg": "HS256"}, payload, self._key)

    def _forget_expired(self) -> None:
        for table in (self._access, self._refresh):
            for token in [text for text, grant in table.items() if grant.expires <= self.now()]:
                del table[token]


class UnreadableTokenError(Exception):
    """Raised unless the text is three base64url parts with JSON objects in the first two."""


@dataclass(slots=True, frozen=True)
class Token:
    """A decoded token, not yet trusted."""

    header: Mapping[str, object]
    payload: Mapping[str, object]
    signed: bytes
    signature: bytes

    def is_signed_with(self, key: bytes) -> bool:
        """Return whether the signature is HS256 over header and payload with `key`."""
        return hmac.compare_digest(self.signature, _signature(self.signed, key))


def take_apart(text: str) -> Token:
    """Return the decoded token, unchecked. Raises UnreadableTokenError."""
    parts = text.split(".")
    if len(parts) != 3:
        raise UnreadableTokenError
    header, payload, signature = (_decode(part) for part in parts)
    signed = f"{parts[0]}.{parts[1]}".encode()
    return Token(_object(header), _object(payload), signed, signature)


def sign(header: Mapping[str, object], payload: Mapping[str, object], key: bytes) -> str:
    """Return a compact HS256 token with exactly this header and payload."""
    signed = b".".join(_encode(json.dumps(part).encode()) for part in (header, payload))
    return b".".join((signed, _encode(_signature(signed, key)))).decode()


def _signature(signed: bytes, key: bytes) -> bytes:
    return hmac.new(key, signed, hashlib.sha256).digest()


def _encode(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _decode(part: str) -> bytes:
    try:
        padded = part.encode("ascii") + b"=" * (-len(part) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise UnreadableTokenError from None


def _object(raw: bytes) -> Mapping[str, object]:
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        raise UnreadableTokenError from None
    if not isinstance(document, dict):
        raise UnreadableTokenError
    return document
