"""Whose word on a certificate is believed: `ca_file`, else the operating system's, else certifi's.

Nothing of the environment counts. `ssl.create_default_context` would read SSL_CERT_FILE,
SSL_CERT_DIR and SSLKEYLOGFILE from it, so it is not used.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smstui.domain.errors import BadConfiguration

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


def trusted(ca_file: Path | None = None) -> Trust:
    """Return whom to trust. Raises BadConfiguration for a `ca_file` that cannot be used."""
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
