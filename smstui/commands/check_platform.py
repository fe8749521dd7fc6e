"""What `smstui doctor` looks at beyond this machine: addresses, certificates, sign-in, catalogue.

Each step says enough to mend what it finds; a step whose ground is missing is skipped.
"""

import base64
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from smstui.commands.checkup import Check, Result, caution, fine, skipped
from smstui.commands.configured import password_of
from smstui.commands.exits import Exit, exit_of
from smstui.commands.unseen import known_checks
from smstui.config.address import is_unencrypted
from smstui.config.settings import Deployment, Settings
from smstui.domain.errors import Refused, SmstuiError, StoreFailed
from smstui.domain.secret import Secret
from smstui.domain.skew import LARGE, is_large, length, skew_sentence
from smstui.domain.text import clean
from smstui.platforms.comparison import Comparison
from smstui.platforms.headers import header_not_taken, header_wanted
from smstui.platforms.port import Confirmation, Survey
from smstui.platforms.reasons import OF_PROXY, OF_PROXY_LOGIN, WANTS_LOGIN, certificate_refused
from smstui.platforms.resolver import look_up, said_of
from smstui.platforms.site_secrets import PROXY_PASSWORD, client_for, proxy_of
from smstui.platforms.trust import ProxyRoute, Trust, bare_context, trusted
from smstui.services.changes.lacking import remember_missing
from smstui.store.earlier import earlier_rows

if TYPE_CHECKING:
    from smstui.services.changes.cas_answers import CasAnswer
    from smstui.services.client import Client

MOST_OF_A_HEAD: Final = 16 * 1024
"""Bytes of a proxy's answer that are read."""
REACH_S: Final = 5.0
"""Seconds a connection may take to come about."""


@dataclass
class PlatformCheck:
    """One deployment, checked step by step. `surveys` is the catalogue, once it was compared."""

    deployment: Deployment
    settings: Settings
    surveys: Sequence[Survey] = field(default_factory=list)
    known: Sequence[str] = ()
    """Ids that exist, as they were typed."""
    compared: Comparison = field(default_factory=Comparison)
    """What the answers for known ids show."""
    refusal: str = ""
    """The platform's words where it refused to sign in."""
    refusal_hint: str = ""
    password: Secret | None = None
    was_reached: bool = False

    def checks(self) -> Iterator[Check]:
        """Yield every step in order; reading on takes them one by one."""
        yield from self._identity()
        try:
            trust, proxy = self._trust(), proxy_of(self.deployment)
        except SmstuiError as error:
            yield _fault(_named_in(error), error)
            yield skipped("address", "certificates cannot be checked")
            return
        yield fine("trust", trust.described)
        if proxy is not None and proxy.password is not None and is_unencrypted(proxy.address):
            yield caution(
                "proxy",
                "its user name and password are sent to it unencrypted",
                "Give it an https:// address, if it has one.",
            )
        reached = True
        for key, url in self._addresses():
            check = _reach(key, url, trust.context, proxy)
            reached &= check.result is not Result.FAULT
            yield check
        try:
            self.password = password = self._password()
        except SmstuiError as error:
            yield _fault("password", error)
            yield skipped("sign-in", "there is no password")
            yield skipped("catalogue", "not signed in")
            return
        yield fine("password", self.deployment.reached.password.described)
        if not reached:
            yield skipped("sign-in", "not every address can be reached")
            yield skipped("catalogue", "not signed in")
            return
        self.was_reached = True
        yield from self._signed_in(password)

    def _identity(self) -> Iterator[Check]:
        """Tell which platform this is, and what is kept here for another address of it."""
        deployment = self.deployment
        source = "configured" if deployment.platform_id else deployment.identity_source
        yield fine("platform id", f"{deployment.identity.id} ({source})")
        for earlier in earlier_rows(deployment.identity):
            yield caution(
                "earlier rows",
                f"stored for {deployment.name} as {earlier.platform_id}: {earlier.counted}",
                f"If it is the same platform at another address, put {earlier.line} under "
                f"[deployments.{deployment.name}] to bring them back.",
            )

    def _addresses(self) -> Iterator[tuple[str, str]]:
        seen = set()
        for key, url in self.deployment.addresses:
            place = urlsplit(url).netloc
            if self._in_use(key) and place not in seen:
                seen.add(place)
                yield key, url

    def _trust(self) -> Trust:
        """Whose authorities the connections believe. Raises BadConfiguration."""
        client = client_for(self.deployment)
        secure = any(url.startswith("https:") for _, url in self._addresses())
        if secure or self.deployment.ca_file or client:
            return trusted(self.deployment.ca_file, client)
        return Trust(bare_context(), "not needed: no address is https")

    def _in_use(self, key: str) -> bool:
        return key != "srm_url" or self.deployment.reached.sessions == "srm"

    def _password(self) -> Secret:
        return password_of(self.deployment)

    def _client(self, password: Secret) -> "Client":
        from smstui.commands.opening import open_client

        return open_client(self.deployment, self.settings, password)

    def look(self, password: Secret) -> None:
        """Sign in and compare the catalogue, without a line for each step. Raises SmstuiError."""
        client = self._client(password)
        try:
            client.engine.call(client.sign_in())
            self.surveys = client.engine.call(client.survey())
            self.compared = client.engine.call(client.compare_known(self.known))
        finally:
            client.engine.close()

    def _signed_in(self, password: Secret) -> Iterator[Check]:
        try:
            client = self._client(password)
        except SmstuiError as error:
            yield _fault("deployment", error)
            return
        try:
            if client.problem:
                yield caution("cache", client.problem)
            try:
                signed_in = client.engine.call(client.sign_in())
            except SmstuiError as error:
                self.refusal = error.message
                self.refusal_hint = hint_of_sign_in(error, self.deployment)
                yield _sign_in_fault(error, self.deployment)
                yield skipped("catalogue", "not signed in")
                return
            user = clean(self.deployment.reached.username)
            yield Check("sign-in", Result.FINE, f"as {user}", correlation_id=signed_in)
            try:
                self.surveys = client.engine.call(client.survey())
            except SmstuiError as error:
                yield _fault("catalogue", error)
                yield _clock(client.skew)
                return
            yield self._catalogue()
            if problem := remember_missing(self.deployment, self.surveys):
                yield caution("catalogue", problem)
            yield from self._known(client)
            yield _clock(client.skew)
        finally:
            client.engine.close()

    def _known(self, client: "Client") -> Iterator[Check]:
        """Compare the answers for ids that exist, and the last answers of the CAS."""
        try:
            self.compared = client.engine.call(client.compare_known(self.known))
        except SmstuiError as error:
            yield _fault("known id", error)
        answers: Sequence[CasAnswer] = ()
        try:
            answers = client.engine.call(client.cas_answers())
        except StoreFailed as error:
            yield caution("CAS words", error.message)
        yield from known_checks(self.deployment, self.compared, answers)

    def _catalogue(self) -> Check:
        counts = {
            says: sum(survey.says is says for survey in self.surveys) for says in Confirmation
        }
        detail = ", ".join(
            f"{count} {says.value}"
            for says, count in counts.items()
            if count or says in (Confirmation.CONFIRMED, Confirmation.MISSING)
        )
        if not any(count for says, count in counts.items() if says.is_fault):
            return fine("catalogue", detail)
        settings = dict.fromkeys(line.setting for line in self.surveys if line.setting)
        hint = (
            "smstui cannot do what is missing. If the site has another name for it, "
            "smstui doctor --suggest prints what to add to the configuration."
        )
        return Check(
            "catalogue",
            Result.FAULT,
            detail,
            " ".join((hint, *settings)),
            ends_in=Exit.REFUSED_BY_PLATFORM,
        )


def _named_in(error: SmstuiError) -> str:
    """Return the setting that an error names: a certificate, its key, its authority, a proxy."""
    named = error.message.partition(":")[0].rpartition(".")[2]
    if named == PROXY_PASSWORD:
        return named
    return "client_cert" if "client_" in error.message else "ca_file"


def _clock(skew: timedelta | None) -> Check:
    """Compare the platform's clock, as the Date of its answers tells it, with this machine's."""
    if skew is None:
        return skipped("clock", "the platform's answers have no Date")
    if not is_large(skew):
        return fine("clock", f"{_said_of(skew)} to within {length(LARGE)}")
    return caution(
        "clock",
        _said_of(skew),
        "smstui judges rights, validity and sessions by the platform's clock. Set the clock of "
        "this machine, or ask whoever runs the platform to set theirs.",
    )


def _said_of(skew: timedelta) -> str:
    said = skew_sentence(skew)
    return said[0].lower() + said[1:]


def _reach(key: str, url: str, trust: ssl.SSLContext, proxy: ProxyRoute | None = None) -> Check:
    """Connect to `url`, and shake hands where it is https. Sends no request.

    Through a `proxy`, a tunnel is asked for where the address is https.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    where = f"{key} {host}:{port}{' through the proxy' if proxy else ''}"
    started = time.monotonic()
    try:
        with _line_to(host, port, proxy, trust, tunnel=parts.scheme == "https") as connection:
            if parts.scheme == "https":
                with trust.wrap_socket(connection, server_hostname=host) as secured:
                    spoken = secured.version()
            else:
                spoken = "plain http on this machine"
    except ssl.SSLCertVerificationError as error:
        reason = certificate_refused(error)
        return _unreachable(where, f"the certificate is refused: {reason.why}", reason.hint)
    except ssl.SSLError as error:
        return _unreachable(
            where, f"no TLS: {clean(error.reason or 'the handshake failed')}", "Check the port."
        )
    except socket.gaierror as error:
        return _unreachable(where, *said_of(error))
    except TimeoutError:
        hint = "Check the network, VPN and firewall."
        return _unreachable(where, f"no connection within {REACH_S:.0f} s", hint)
    except ProxyRefused as error:
        return _unreachable(where, str(error), OF_PROXY_LOGIN if error.wants_login else OF_PROXY)
    except Exception as error:  # also a name that TLS or IDNA cannot take
        why = getattr(error, "strerror", None) or type(error).__name__
        return _unreachable(where, why, "Check address and port.")
    took = (time.monotonic() - started) * 1000
    return fine("address", f"{where}: {spoken}, {took:.0f} ms")


def _line_to(
    host: str, port: int, proxy: ProxyRoute | None, trust: ssl.SSLContext, *, tunnel: bool
) -> socket.socket:
    """Return a connection to `host`, or to the proxy, through which a `tunnel` leads to it.

    Raises OSError, TimeoutError included.
    """
    if proxy is None:
        return _connected(host, port)
    parts = urlsplit(proxy.address)
    line = _connected(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    if parts.scheme == "https":
        line = trust.wrap_socket(line, server_hostname=parts.hostname)
    if not tunnel:
        return line
    name = f"[{host}]" if ":" in host else host
    line.sendall(
        f"CONNECT {name}:{port} HTTP/1.1\r\nHost: {name}:{port}\r\n{_of_proxy(proxy)}\r\n".encode()
    )
    said = b""
    while b"\r\n\r\n" not in said and len(said) < MOST_OF_A_HEAD:
        more = line.recv(1)
        if not more:
            break
        said += more
    words = said.split(b" ", 2)
    if len(words) < 2 or words[1] != b"200":
        line.close()
        status = clean(words[1].decode("latin-1"), cap=3) if len(words) > 1 else "no answer"
        raise ProxyRefused(
            f"the proxy refused the connection (HTTP {status})", wants_login=status == WANTS_LOGIN
        )
    return line


def _of_proxy(proxy: ProxyRoute) -> str:
    """Return the header that a proxy wants, with its line end; empty without credentials."""
    if proxy.credentials is None:
        return ""
    told = base64.b64encode(":".join(proxy.credentials).encode()).decode("ascii")
    return f"Proxy-Authorization: Basic {told}\r\n"


class ProxyRefused(OSError):
    """The proxy did not let a connection through; `wants_login`: without our credentials."""

    def __init__(self, words: str, *, wants_login: bool) -> None:
        super().__init__(words)
        self.wants_login = wants_login


def _connected(host: str, port: int) -> socket.socket:
    """Connect to the first address of `host` that takes it; an interrupt ends the wait.

    Raises OSError, TimeoutError included.
    """
    failure: OSError | None = None
    for *_, address in look_up(host, port, 0, socket.SOCK_STREAM).result(REACH_S):
        try:
            return socket.create_connection(address[:2], REACH_S)
        except OSError as error:
            failure = failure or error
    raise failure or OSError(f"{host} has no address")


def _unreachable(where: str, detail: str, hint: str) -> Check:
    return Check("address", Result.FAULT, f"{where}: {detail}", hint, ends_in=Exit.UNREACHABLE)


def _sign_in_fault(error: SmstuiError, deployment: Deployment) -> Check:
    check = _fault("sign-in", error)
    hint = hint_of_sign_in(error, deployment)
    return replace(check, hint=hint) if hint else check


def hint_of_sign_in(error: SmstuiError, deployment: Deployment) -> str:
    """Return what to set where it is no password that is refused; empty where it may be one."""
    words, reached = error.message, deployment.reached
    sent = {*reached.headers, *(name for each in reached.places.values() for name in each.headers)}
    if header := header_wanted(words):
        return f"Set {header} in headers; smstui doctor --suggest prints the table."
    if header := header_not_taken(words, sorted(sent)):
        return f"The site expects another value of {header}. Set it in headers."
    if deployment.family != "sdp2" or not isinstance(error, Refused):
        return ""
    if "SOAP 1.2" in words or "VersionMismatch" in words:
        return 'Set soap = "1.2" in places."*".'
    if "security" in words.casefold():
        return "Set ws_security: a user name and a password that go in each envelope."
    return "Check headers, ws_security and soap: the platform refuses a call that only reads."


def _fault(name: str, error: SmstuiError) -> Check:
    return Check(
        name, Result.FAULT, error.message, error.hint, error.correlation_id, exit_of(error)
    )
