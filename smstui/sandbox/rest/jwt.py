"""The one kind of JSON Web Token the platform uses: compact, signed with HS256 (RFC 7515)."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass


class UnreadableTokenError(Exception):
    """The text is not three base64url parts with JSON objects in the first two."""


@dataclass(slots=True, frozen=True)
class Token:
    """A token taken apart, not yet trusted."""

    header: Mapping[str, object]
    payload: Mapping[str, object]
    signed: bytes
    signature: bytes

    def is_signed_with(self, key: bytes) -> bool:
        """Whether the signature is HS256 over header and payload with `key`."""
        return hmac.compare_digest(self.signature, _signature(self.signed, key))


def take_apart(text: str) -> Token:
    """Read a token without judging it. Raises UnreadableTokenError."""
    parts = text.split(".")
    if len(parts) != 3:
        raise UnreadableTokenError
    header, payload, signature = (_decode(part) for part in parts)
    signed = f"{parts[0]}.{parts[1]}".encode()
    return Token(_object(header), _object(payload), signed, signature)


def sign(header: Mapping[str, object], payload: Mapping[str, object], key: bytes) -> str:
    """A compact HS256 token with exactly this header and payload."""
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
