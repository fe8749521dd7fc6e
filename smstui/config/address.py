"""Check the addresses of a platform: https anywhere, plain http only on this machine."""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def check_address(url: str) -> str:
    """Return `url` without its last slash.

    Raises ValueError if it is not an address, for http:// beyond loopback (credentials would travel
    unencrypted) and for an address with a password, a query or a fragment.
    """
    url, host = _checked(url)
    if url.startswith("http:") and not is_loopback(host):
        raise ValueError("must be https://; http:// is for this machine (loopback) only")
    return url


def check_proxy(url: str) -> str:
    """Return the address of a proxy without its last slash. Raises ValueError.

    It may be http:// anywhere: what goes to an https address is encrypted through it.
    """
    url, _ = _checked(url)
    if urlsplit(url).path:
        raise ValueError("must be a host and a port without a path")
    return url


def is_unencrypted(url: str) -> bool:
    """Return whether `url` is http:// to another machine."""
    return url.startswith("http:") and not is_loopback(urlsplit(url).hostname or "")


def _checked(url: str) -> tuple[str, str]:
    """Return an address without its last slash, and its host."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("must be a plain ASCII address without blanks")
    if "@" in url:  # search the whole text: a password may contain a slash
        raise ValueError("must not contain a user or password; use username and password")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is not an address; write https://HOST[:PORT][/PATH]") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise ValueError("is not an address; write https://HOST[:PORT][/PATH]")
    if parts.query or parts.fragment:
        raise ValueError("must end with its path; no ? and no #")
    return url.rstrip("/"), parts.hostname


def is_loopback(host: str) -> bool:
    """Return whether the name `host` means this machine, without asking a resolver."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_path(path: str) -> str:
    """Return `path` with one slash at the start and none at the end. Raises ValueError."""
    if not path.isascii() or not path.isprintable() or any(mark in path for mark in " ?#@"):
        raise ValueError("must be a plain path without blanks, ?, # and @")
    if path.startswith("//") or "://" in path:
        raise ValueError("must be a path below the base address, not an address")
    return "/" + path.strip("/")


Address = Annotated[str, AfterValidator(check_address)]
ProxyAddress = Annotated[str, AfterValidator(check_proxy)]
UrlPath = Annotated[str, AfterValidator(check_path)]
