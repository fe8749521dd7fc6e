"""Identify the platform of a deployment, whatever the deployment is called."""

import re
from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_DIGITS: Final = 12


def check_platform_id(text: str) -> str:
    """Return `text`. Raises ValueError unless it is short and of safe characters."""
    if not _ID.fullmatch(text):
        raise ValueError("must have up to 64 letters, digits, dots, - and _")
    return text


PlatformId = Annotated[str, AfterValidator(check_platform_id)]


def derived_platform_id(family: str, address: str, tenant: str = "") -> str:
    """Return the id of the platform of `family` at `address`: the family and 12 hex digits."""
    named = "\n".join((family, normal_address(address), tenant))
    return f"{family}-{sha256(named.encode()).hexdigest()[:_DIGITS]}"


def normal_address(address: str) -> str:
    """Return `address` in one spelling that is the same for all its spellings.

    Scheme and host in lower case, the host in ASCII (IDNA), without user, default port, and slash
    or dot at the end. The path stays as written.
    """
    parts = urlsplit(address)
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(scheme)) else f":{parts.port}"
    return f"{scheme}://{host}{port}{parts.path.rstrip('/')}"
