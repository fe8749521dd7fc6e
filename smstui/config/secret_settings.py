"""Find every secret that the settings of a deployment name, wherever it stands."""

from collections.abc import Iterator, Mapping

from smstui.config.lines import KeyPath
from smstui.config.secrets import SecretSource
from smstui.config.settings import Deployment
from smstui.config.table import Table


def secret_sources(deployment: Deployment) -> Iterator[tuple[KeyPath, SecretSource]]:
    """Yield the key and the source of each secret, the password included."""
    yield from _within(deployment.reached, ("deployments", deployment.name, deployment.family))


def _within(held: object, path: KeyPath) -> Iterator[tuple[KeyPath, SecretSource]]:
    if isinstance(held, SecretSource):
        yield path, held
    elif isinstance(held, Table):
        for name in type(held).model_fields:
            yield from _within(getattr(held, name), (*path, name))
    elif isinstance(held, Mapping):
        for name, inner in held.items():
            yield from _within(inner, (*path, str(name)))
