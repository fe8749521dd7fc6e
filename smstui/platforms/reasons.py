"""The reason of a failed exchange, in words, from whatever exception it came as.

httpx, httpcore, h11, anyio, ssl and the parsers raise more than they document. The text of an
exception is never told: it may quote what was received. Its class, an OpenSSL reason and an errno
are told.
"""

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smstui.domain.text import clean
from smstui.platforms.resolver import said_of

LINK: Final = "Check the link, the VPN and the address in the configuration."
TRUST: Final = "Name the authority that signed it with ca_file; verification stays on."
ANOTHER_NAME: Final = "The certificate is for another host: check the address."
TOO_EARLY: Final = "Check this machine's clock; verification stays on."
OUT_OF_DATE: Final = "Have it renewed, and check this machine's clock; verification stays on."
NOT_HTTPS: Final = "Check that the port is the https one."
WANTS_CERTIFICATE: Final = (
    "The server asks for a client certificate: set client_cert and client_key, or check them."
)
OF_TLS: Final = "Try again. If it repeats, give the reason to the platform's operators."
OF_LINE: Final = "Try again; if it stays so, look at the link or at a proxy in between."
OF_NEW_LINE: Final = (
    "Try again; if it stays so, look at the link, at a proxy in between, and whether the server "
    "asks for a client certificate (client_cert)."
)
"""A server may end a connection that brought no certificate before it can be read why."""
OF_PROXY: Final = "Check proxy in the configuration, and whether it lets this address through."
OF_PROXY_LOGIN: Final = "Set proxy_username and proxy_password in the configuration, or check them."
WANTS_LOGIN: Final = "407"
"""The status of a proxy that asks for a user name and a password."""
OF_REQUEST: Final = "Check the headers and addresses in the configuration."

SLOW_TO_CONNECT: Final = "no connection came about in time"

_OF_CERTIFICATE: Final = {
    9: ("it is not valid yet", TOO_EARLY),
    10: ("it has expired", OUT_OF_DATE),
    62: ("it is for another host name", ANOTHER_NAME),
    64: ("it is for another IP address", ANOTHER_NAME),
}
"""The reason and the hint, by OpenSSL's verify code."""

_OF_THE_LINE: Final = frozenset({"httpx", "httpcore", "h11", "anyio", "ssl", "socket"})
"""Packages whose exceptions mean that the connection failed, not that an answer makes no sense."""
_CLOSED: Final = (
    "Server disconnected without sending a response",
    "peer closed connection without sending complete message body",
)
"""How texts of httpcore and h11 begin that say that the other end closed the connection."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why an exchange failed, and what to do. Neither quotes an answer."""

    why: str
    hint: str


def before_sending(error: BaseException) -> Reason:
    """Return what kept a request on this machine."""
    for cause in causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                reason = certificate_refused(cause)
                if reason.hint == TRUST:
                    return Reason(f"its certificate is not trusted here ({reason.why})", TRUST)
                return Reason(f"its certificate is refused: {reason.why}", reason.hint)
            case ssl.SSLError():
                return Reason(f"no secure connection came about{_reason_of(cause)}", NOT_HTTPS)
            case ConnectionRefusedError():
                return Reason("it refused the connection", LINK)
            case socket.gaierror():
                return Reason(*said_of(cause))
            case TimeoutError():
                return Reason(SLOW_TO_CONNECT, LINK)
            case OSError(errno=int(number)) if number in errno.errorcode:
                return Reason(f"no connection came about ({os.strerror(number)})", LINK)
            case _ if _is_called(cause, "ProxyError") and str(cause).startswith(WANTS_LOGIN):
                return Reason("the proxy did not accept our user name and password", OF_PROXY_LOGIN)
            case _ if _is_called(cause, "ProxyError"):
                return Reason("the proxy did not let it through", OF_PROXY)
            case _ if _is_called(cause, "LocalProtocolError"):
                return Reason("the request cannot be written", OF_REQUEST)
    return Reason("no connection came about", LINK)


def after_sending(error: BaseException, *, is_new_tls: bool = False) -> Reason:
    """Return what broke a connection on which a request had begun to leave.

    `is_new_tls` says that nothing had been answered yet on this connection over TLS.
    """
    reason = _reason_after_sending(error)
    if is_new_tls and reason.hint == OF_LINE:
        return Reason(reason.why, OF_NEW_LINE)
    return reason


def _reason_after_sending(error: BaseException) -> Reason:
    for cause in causes(error):
        match cause:
            case ssl.SSLError():
                wants = "certificate required" in _reason_of(cause)
                hint = WANTS_CERTIFICATE if wants else OF_TLS
                return Reason(f"TLS failed{_reason_of(cause)}", hint)
            case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
                return Reason("it was reset", OF_LINE)
            case OSError(errno=int(number)) if number in errno.errorcode:
                return Reason(os.strerror(number), OF_LINE)
            case _ if _is_called(cause, "RemoteProtocolError"):
                closed = str(cause).startswith(_CLOSED)
                return Reason(
                    "the server closed it" if closed else "the answer is not valid HTTP", OF_LINE
                )
            case TimeoutError():
                return Reason("it timed out", OF_LINE)
    why = "it was lost" if is_of_the_line(error) else f"an unexpected {kind_of(error)}"
    return Reason(why, OF_LINE)


def kind_of(error: BaseException) -> str:
    """Return the name of the exception's class, for a sentence."""
    return clean(type(error).__name__, cap=60)


def is_of_the_line(error: BaseException) -> bool:
    """Return whether the connection failed, rather than that an answer makes no sense."""
    return any(
        isinstance(cause, OSError | EOFError) or _is_of_a_library(cause) for cause in causes(error)
    )


def certificate_refused(error: ssl.SSLCertVerificationError) -> Reason:
    """Return why the server's certificate is not accepted, about "it"."""
    code = getattr(error, "verify_code", 0)  # only what OpenSSL raised itself has one
    if code in _OF_CERTIFICATE:
        return Reason(*_OF_CERTIFICATE[code])
    said = clean(getattr(error, "verify_message", "") or "it is not trusted here", cap=120)
    return Reason(said, TRUST)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield `error` and what led to it, through groups too; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
        waiting.append(cause.__cause__ or cause.__context__)


def _reason_of(error: ssl.SSLError) -> str:
    """OpenSSL's own word for it, such as "tlsv13 alert certificate required"."""
    reason = getattr(error, "reason", None) or ""  # only what OpenSSL raised itself has one
    word = clean(str(reason).replace("_", " ").lower(), cap=80).strip()
    return f": {word}" if word else ""


def _is_called(error: BaseException, name: str) -> bool:
    return type(error).__name__ == name and _is_of_a_library(error)


def _is_of_a_library(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _OF_THE_LINE
