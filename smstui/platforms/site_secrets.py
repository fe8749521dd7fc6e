"""The secrets of a deployment beside its password: headers, client secret, credential, token.

Each comes from its source once, and is shared by the reads and the changes (`SignIn`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from smstui.config.secrets import SecretSource
from smstui.config.settings import Deployment
from smstui.domain.errors import BadConfiguration
from smstui.domain.redaction import names_secret
from smstui.domain.secret import Secret
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.sign_in import SignIn
from smstui.platforms.trust import ClientCertificate, ProxyRoute, client_of

PROXY_PASSWORD, PASSPHRASE = "proxy_password", "client_key_passphrase"
"""Settings of a deployment, beside its family."""
WHOLE: Final = frozenset({"ssp_credential"})
"""Settings whose secret has several lines."""


@dataclass(frozen=True, slots=True)
class SecretSetting:
    """One secret of a deployment: its key and its source. `account` is the name for a keyring."""

    path: tuple[str, ...]
    source: SecretSource
    account: str

    @property
    def key(self) -> str:
        return ".".join(self.path)

    def resolve(self) -> Secret:
        """Return the secret. Raises BadConfiguration; see `SecretSource.resolve`."""
        return self.source.resolve(self.key, self.account, whole=self.path[-1] in WHOLE)


def secret_settings(deployment: Deployment) -> Iterator[SecretSetting]:
    """Yield every secret that the settings of `deployment` name, its password included."""
    for path, source in deployment.secrets:
        yield SecretSetting(path, source, _account_of(deployment, path))


def _account_of(deployment: Deployment, path: tuple[str, ...]) -> str:
    """Return the name under which a keyring has a secret."""
    is_of_proxy = path[-1] == PROXY_PASSWORD and len(path) == len(deployment.key)
    return deployment.proxy_username or "" if is_of_proxy else deployment.reached.username


def need_usable(setting: SecretSetting) -> None:
    """Fetch a secret and drop it. Raises BadConfiguration for one that cannot be used."""
    secret = setting.resolve()
    if "headers" in setting.path:
        _need_header(setting.key, secret)
    elif setting.path[-1] in WHOLE:
        SspSigner.from_secret(secret, setting.key)


def _need_header(key: str, secret: Secret) -> Secret:
    if not (secret.reveal().isascii() and secret.reveal() == secret.reveal().strip()):
        raise BadConfiguration(
            f"{key}: its source gave what cannot be sent in a header.",
            hint="A header is plain ASCII without a blank at its ends.",
        )
    return secret


def fetched(deployment: Deployment, path: str, source: SecretSource, sign_in: SignIn) -> Secret:
    """Return the secret of the setting `path`, from its source or as it came before.

    Where nothing will be sent, no source is asked, and the secret is empty.
    """
    if sign_in.is_none:
        return sign_in.password
    parts = tuple(path.split("."))
    setting = SecretSetting(parts, source, _account_of(deployment, parts))
    return sign_in.kept(path, setting.resolve)


def proxy_of(deployment: Deployment, sign_in: SignIn | None = None) -> ProxyRoute | None:
    """Return the proxy of `deployment`, with what it asks for; without a `sign_in`, fetched anew.

    Raises BadConfiguration.
    """
    if deployment.proxy is None:
        return None
    source, user = deployment.proxy_password, deployment.proxy_username
    if source is None or user is None:
        return ProxyRoute(deployment.proxy)
    return ProxyRoute(deployment.proxy, user, _own(deployment, PROXY_PASSWORD, source, sign_in))


def client_for(deployment: Deployment, sign_in: SignIn | None = None) -> ClientCertificate | None:
    """Return the client certificate of `deployment`, and the passphrase of its key; see `proxy_of`.

    Where nothing will be sent, an encrypted key is not opened.
    """
    client, source = client_of(deployment), deployment.client_key_passphrase
    if client is None or source is None:
        return client
    if sign_in is not None and sign_in.is_none:
        return None
    return replace(client, passphrase=_own(deployment, PASSPHRASE, source, sign_in))


def _own(deployment: Deployment, name: str, source: SecretSource, sign_in: SignIn | None) -> Secret:
    """Return a secret that a deployment has beside its family."""
    path = ("deployments", deployment.name, name)
    if sign_in is None:
        return SecretSetting(path, source, _account_of(deployment, path)).resolve()
    return fetched(deployment, ".".join(path), source, sign_in)


def headers_of(deployment: Deployment, sign_in: SignIn) -> Mapping[str, Secret | str]:
    """Return the headers that every call of `deployment` carries.

    A text is a secret too where the name of its header says so.
    """
    at = f"deployments.{deployment.name}.{deployment.family}.headers"
    return {
        name: _need_header(f"{at}.{name}", fetched(deployment, f"{at}.{name}", held, sign_in))
        if isinstance(held, SecretSource)
        else (Secret(held) if names_secret(name) else held)
        for name, held in deployment.reached.headers.items()
    }


def catalogue_secrets(
    deployment: Deployment, catalogue: Catalogue, sign_in: SignIn
) -> Mapping[str, Secret]:
    """Return the secrets that stand in the headers of `catalogue`, by their names there."""
    return {
        name: _need_header(path, fetched(deployment, path, source, sign_in))
        for name, (path, source) in catalogue.secrets.items()
    }
