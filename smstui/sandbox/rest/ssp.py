"""An SSP beside the platform: its own token, and its own account statuses.

The token is a JWT that the client signs itself (opf.md "SSP token (AuthN)", D). Refusals have the
SSM error codes of opf.md "Live sessions" (D); which code belongs to which defect is our reading of
their names (A).
"""

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from smstui.sandbox.entities import Account
from smstui.sandbox.rest.bodies import RestRefusalError
from smstui.sandbox.rest.tokens import UnreadableTokenError, take_apart
from smstui.sandbox.world import World

PREFIX = "ssp-"


@dataclass(slots=True)
class SspBook:
    """The accounts of the SSP. They begin like the platform's; later changes are not copied."""

    world: World
    _statuses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in self.world.accounts:
            self._statuses[account.uid] = account.status

    def id_of(self, account: Account) -> str:
        """Return the SSP's own id of an account."""
        return f"{PREFIX}{account.uid}"

    def account(self, ssp_id: str) -> Account | None:
        """Return the account with an id of the SSP."""
        uid = ssp_id.removeprefix(PREFIX)
        known = ssp_id.startswith(PREFIX) and uid in self._statuses
        return self.world.accounts.get(uid) if known else None

    def take_in(self, account: Account) -> None:
        """Add an account that is new on the platform, with its status there."""
        self._statuses[account.uid] = account.status

    def keeps(self, account: Account) -> bool:
        return account.uid in self._statuses

    def status_of(self, account: Account) -> str:
        """Return its status at the SSP, whatever the platform says."""
        return self._statuses[account.uid]

    def set_status(self, account: Account, status: str) -> bool:
        """Set its status. Return whether that changed anything."""
        differs = self._statuses[account.uid] != status
        self._statuses[account.uid] = status
        return differs

    def forget(self, account: Account) -> None:
        """Remove an account from the SSP."""
        del self._statuses[account.uid]


AUTHENTICATION_TOKEN = 1003
EXPIRY = 1004
TENANT_MISMATCH = 1005
TOKEN = 1006
CREDENTIAL_KEY = 1012


@dataclass(frozen=True, slots=True)
class Credential:
    """The half of the credential file that the platform keeps; `signing_key` is secret."""

    tenant_id: str
    credential_id: str
    signing_key: bytes

    @classmethod
    def from_file(cls, document: Mapping[str, object]) -> "Credential":
        """Return the credential in a file with tenantId, credentialId, signingKey (base64)."""
        return cls(
            tenant_id=str(document["tenantId"]),
            credential_id=str(document["credentialId"]),
            signing_key=base64.b64decode(str(document["signingKey"])),
        )

    def check(self, token: str | None, tenant_id: str, now: float) -> None:
        """Check `token` for `tenant_id` at `now` (epoch s). Raises RestRefusalError."""
        if not token:
            raise _refusal(AUTHENTICATION_TOKEN, "nv-authorizations is missing")
        try:
            parts = take_apart(token)
        except UnreadableTokenError:
            raise _refusal(AUTHENTICATION_TOKEN, "nv-authorizations is not a token") from None
        if parts.header.get("typ") != "JWT" or parts.header.get("alg") != "HS256":
            raise _refusal(TOKEN, "the token's typ is not JWT or its alg is not HS256")
        if parts.header.get("kid") != self.credential_id:
            raise _refusal(CREDENTIAL_KEY, "the token's kid is not a credential of this tenant")
        if not parts.is_signed_with(self.signing_key):
            raise _refusal(AUTHENTICATION_TOKEN, "the token's signature does not match")
        if parts.payload.get("typ") != "AuthN" or parts.payload.get("ver") not in ("1.0", 1.0):
            raise _refusal(TOKEN, "the token's payload is not AuthN 1.0")
        _check_expiry(parts.payload, now)
        if tenant_id != self.tenant_id:
            raise _refusal(TENANT_MISMATCH, "the credential belongs to another tenant")


def _check_expiry(payload: Mapping[str, object], now: float) -> None:
    if "exp" not in payload:
        return  # optional, opf.md
    exp = payload["exp"]
    if isinstance(exp, bool) or not isinstance(exp, int | float) or not math.isfinite(exp):
        raise _refusal(TOKEN, "the token's exp is not a time")
    if exp <= now:
        raise _refusal(EXPIRY, "the token has expired")


def _refusal(error_code: int, message: str) -> RestRefusalError:
    return RestRefusalError(401, message, error_code)
