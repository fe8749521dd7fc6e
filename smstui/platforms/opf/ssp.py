"""SSP tokens: a JWT that the client signs itself (opf.md "SSP token", D).

The credential file holds tenantId, credentialName, credentialId, signingKey (base64) and
privilege. That the kill calls of SSM want this token is assumed.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self

from smstui.config.private import read_private
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret
from smstui.platforms import json_document
from smstui.platforms.clock import PlatformClock
from smstui.platforms.documents import Malformed

LIFETIME_S: Final = 60
"""Seconds a token lives: long enough for a call, too short to be worth stealing."""
NO_CLAIMS: Final[Mapping[str, Any]] = MappingProxyType({})
LARGEST_FILE: Final = 64 * 1024
"""Bytes."""


class SspSigner:
    """Signs tokens with one credential. They end by the platform's clock, which judges them."""

    def __init__(
        self,
        credential_id: str,
        key: Secret,
        clock: PlatformClock,
        claims: Mapping[str, Any] = NO_CLAIMS,
    ) -> None:
        """`claims` are more of them, or others, that a site wants in the token."""
        self._credential_id = credential_id
        self._key = key
        self._clock = clock
        self._claims = claims

    @classmethod
    def from_file(cls, path: Path, setting: str, clock: PlatformClock | None = None) -> Self:
        """Return a signer from a credential file. Raises BadConfiguration, naming `setting`."""
        raw = read_private(path, setting, LARGEST_FILE)
        return cls._read(raw, setting, str(path), clock, NO_CLAIMS)

    @classmethod
    def from_secret(
        cls,
        credential: Secret,
        setting: str,
        clock: PlatformClock | None = None,
        claims: Mapping[str, Any] = NO_CLAIMS,
    ) -> Self:
        """Return a signer from the JSON of a credential. Raises BadConfiguration."""
        raw = credential.reveal().encode()
        return cls._read(raw, setting, "what its source gave", clock, claims)

    @classmethod
    def _read(
        cls,
        raw: bytes,
        setting: str,
        origin: str,
        clock: PlatformClock | None,
        claims: Mapping[str, Any],
    ) -> Self:
        try:
            held = json_document.parse(raw)
            credential_id, key = held["credentialId"], held["signingKey"]
            usable = credential_id and isinstance(credential_id, str) and _is_key(key)
        except (Malformed, KeyError, TypeError):
            usable = False
        if not usable:
            raise BadConfiguration(
                f"{setting}: {origin} is no SSP credential.",
                hint="It must be JSON with credentialId and a signingKey in base64.",
            )
        return cls(credential_id, Secret(key), clock or PlatformClock(""), claims)

    def token(self) -> Secret:
        """Return a fresh token, bare: without a word in front."""
        header = {"typ": "JWT", "alg": "HS256", "kid": self._credential_id}
        ends = int(self._clock.now().timestamp()) + LIFETIME_S
        payload = {"typ": "AuthN", "ver": "1.0", **self._claims, "exp": ends}
        signed = f"{_encoded(header)}.{_encoded(payload)}"
        key = base64.b64decode(self._key.reveal())
        signature = hmac.new(key, signed.encode("ascii"), hashlib.sha256).digest()
        return Secret(f"{signed}.{_base64url(signature)}")


def _is_key(key: object) -> bool:
    try:
        return isinstance(key, str) and len(base64.b64decode(key, validate=True)) > 0
    except ValueError:
        return False


def _encoded(part: dict[str, Any]) -> str:
    return _base64url(json.dumps(part, separators=(",", ":")).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
