"""Where a platform may be reached: https anywhere, plain http on this machine only."""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def check_address(url: str) -> str:
    """`url` without its last slash.

    Raises ValueError for what is no address, for http:// beyond loopback (credentials would
    travel in the clear) and for an address that carries a password, a query or a fragment.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("must be a plain ASCII address without blanks")
    if "@" in url:  # anywhere: what stands before it may be a password with a slash in it
        raise ValueError("must not carry a user or password; use username and password")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is no address; write https://HOST[:PORT][/PATH]") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise ValueError("is no address; write https://HOST[:PORT][/PATH]")
    if parts.query or parts.fragment:
        raise ValueError("must end with its path; no ? and no #")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must be https://; http:// is for this machine (loopback) only")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its very name, without asking a resolver."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_path(path: str) -> str:
    """`path` with one slash in front and none behind. Raises ValueError for anything else."""
    if not path.isascii() or not path.isprintable() or any(mark in path for mark in " ?#@"):
        raise ValueError("must be a plain path without blanks, ?, # and @")
    if path.startswith("//") or "://" in path:
        raise ValueError("must be a path below the base address, not an address")
    return "/" + path.strip("/")


Address = Annotated[str, AfterValidator(check_address)]
UrlPath = Annotated[str, AfterValidator(check_path)]
