"""Whose word on a certificate is believed: `ca_file`, else the operating system's, else certifi's.

Nothing of the environment counts. `ssl.create_default_context` would read SSL_CERT_FILE,
SSL_CERT_DIR and SSLKEYLOGFILE from it, so it is not used.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from smstui.config.private import read_private
from smstui.config.settings import Deployment
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret

BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, RHEL 7 and later
    "/etc/pki/tls/certs/ca-bundle.crt",  # older RHEL
    "/var/lib/ca-certificates/ca-bundle.pem",  # SUSE
    "/etc/ssl/ca-bundle.pem",  # older SUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS, the BSDs
)
"""Where operating systems keep the authorities that they trust."""


@dataclass(frozen=True, slots=True)
class Trust:
    """A context for connections, and in words whose authorities it believes."""

    context: ssl.SSLContext
    described: str


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """The certificate of this client, and its key; `setting` is the key of the deployment.

    `passphrase` is for a key that is encrypted.
    """

    certificate: Path
    key: Path | None
    setting: str
    passphrase: Secret | None = field(default=None, repr=False)

    def load(self, context: ssl.SSLContext) -> None:
        """Present it to servers that ask. Raises BadConfiguration for files that cannot be used."""
        holder, name = (self.key, "client_key") if self.key else (self.certificate, "client_cert")
        read_private(holder, f"{self.setting}.{name}", LARGEST_KEY)

        def passphrase() -> str:
            if self.passphrase is not None:
                return self.passphrase.reveal()
            raise BadConfiguration(
                f"{self.setting}.{name}: {holder} is protected by a passphrase.",
                hint='Set client_key_passphrase, such as to { file = "…" }.',
            )

        try:
            context.load_cert_chain(self.certificate, self.key, passphrase)
        except (OSError, ssl.SSLError, ValueError) as error:
            why = getattr(error, "strerror", None) or "that is no path"
            if isinstance(error, ssl.SSLError):
                why = "they hold no certificate with its private key in PEM form"
                why += " that this passphrase opens" if self.passphrase is not None else ""
            raise BadConfiguration(
                f"{self.setting}.client_cert: {self.certificate} and its key cannot be used: "
                f"{why}.",
                hint="Name a certificate and its key in PEM form with client_cert and client_key.",
            ) from None


LARGEST_KEY: Final = 64 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class ProxyRoute:
    """The proxy that every call goes through, with the credentials that it asks for, if any."""

    address: str
    username: str = ""
    password: Secret | None = field(default=None, repr=False)

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https:")

    @property
    def credentials(self) -> tuple[str, str] | None:
        """User name and password, in clear; for the request alone."""
        return (self.username, self.password.reveal()) if self.password is not None else None


def client_of(deployment: Deployment) -> ClientCertificate | None:
    """Return the client certificate of `deployment`, if it has one."""
    if deployment.client_cert is None:
        return None
    setting = f"deployments.{deployment.name}"
    return ClientCertificate(deployment.client_cert, deployment.client_key, setting)


def trusted(ca_file: Path | None = None, client: ClientCertificate | None = None) -> Trust:
    """Return whom to trust, presenting `client`. Raises BadConfiguration for unusable files."""
    trust = _trusted(ca_file)
    if client is not None:
        client.load(trust.context)
    return trust


def _trusted(ca_file: Path | None) -> Trust:
    if ca_file is not None:
        return Trust(_of_ca_file(ca_file), f"ca_file {ca_file}")
    for path, described in _others():
        context = bare_context()
        try:
            context.load_verify_locations(path)
        except (OSError, ssl.SSLError, ValueError):
            continue
        if context.cert_store_stats()["x509_ca"]:
            return Trust(context, described)
    raise BadConfiguration(
        "There are no certificate authorities on this machine.",
        hint="Install the system's ca-certificates, or name a file with ca_file.",
    )


def bare_context() -> ssl.SSLContext:
    """Return a context that verifies everything and believes nobody yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # verifies certificate and host name
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _of_ca_file(path: Path) -> ssl.SSLContext:
    context = bare_context()
    try:
        context.load_verify_locations(path)
    except (OSError, ssl.SSLError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no path"
        why = "it holds no certificate" if isinstance(error, ssl.SSLError) else why
        raise BadConfiguration(
            f"ca_file {path} cannot be used: {why}.",
            hint="It must be a readable file of certificates in PEM form.",
        ) from None
    return context


def _others() -> Iterator[tuple[str, str]]:
    compiled = ssl.get_default_verify_paths().openssl_cafile  # without the environment's word
    for path in dict.fromkeys((*BUNDLES, compiled)):
        yield path, f"the operating system's authorities, {path}"
    import certifi

    yield certifi.where(), f"certifi's authorities, {certifi.where()}"
