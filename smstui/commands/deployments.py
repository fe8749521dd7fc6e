"""The deployments of the configuration, for a console that goes from one to another.

The configuration is read anew each time, as at a start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from smstui.commands.config_check import named_by
from smstui.commands.configured import password_of
from smstui.commands.global_options import GlobalOptions
from smstui.commands.opening import codes_beside, open_client
from smstui.config.files import configuration_path
from smstui.config.load import Loaded, load, placed
from smstui.config.settings import Deployment
from smstui.config.startup import StartupSettings, startup
from smstui.config.watch import Watch
from smstui.console.startup import Client as Closable
from smstui.console.startup import Listed
from smstui.domain.errors import BadConfiguration
from smstui.domain.secret import Secret
from smstui.services.client import Client


@dataclass(frozen=True, slots=True)
class Prepared:
    """A deployment whose configuration is sound. Nothing is open yet, and nothing was sent."""

    startup: StartupSettings
    watch: Watch
    warnings: Sequence[str]
    """What is odd about its configuration, a sentence each."""
    open: Callable[[Secret | None], Client]
    """Open it with the password that a person typed, else with the configured one."""


class Deployments:
    """Those that a console which was started with `wanted` can go to. For any thread.

    Each client is in `clients` as soon as there is one, so that it is closed in any case.
    """

    def __init__(self, wanted: GlobalOptions | None, clients: list[Client]) -> None:
        self._config = wanted.config if wanted else None
        self._read_only = bool(wanted and wanted.read_only)
        self._clients = clients

    def listed(self) -> Sequence[Listed]:
        """Return every deployment, in the order of the file. Raises BadConfiguration."""
        return [_listed(each) for each in self._loaded().settings.deployments.values()]

    def prepare(self, name: str) -> Prepared:
        """Return the deployment `name`, ready to be opened. Raises BadConfiguration."""
        loaded = self._loaded(name)
        deployment = loaded.deployment()
        for key, words in named_by(deployment):
            raise BadConfiguration(placed(loaded.path or Path(), loaded.lines, key, words))
        return Prepared(
            startup(self._config, deployment=name, read_only=self._read_only),
            watch := Watch(configuration_path(self._config), name),
            [each for each in loaded.warnings if f" deployments.{name}." in each],
            partial(self._open, loaded, deployment, watch),
        )

    def leave(self, client: Closable) -> None:
        """Close a client. May take as long as an open change needs for its answer."""
        client.engine.close()
        self._clients[:] = [each for each in self._clients if each is not client]

    def _loaded(self, name: str | None = None) -> Loaded:
        return load(self._config, deployment=name, read_only=self._read_only)

    def _open(
        self, loaded: Loaded, deployment: Deployment, watch: Watch, password: Secret | None
    ) -> Client:
        client = open_client(
            deployment, loaded.settings, password or password_of(deployment),
            codes=codes_beside(loaded), watch=watch, shows_times=False,
        )  # fmt: skip
        self._clients.append(client)
        return client


def _listed(deployment: Deployment) -> Listed:
    address = next((url for _, url in deployment.addresses), "")
    return Listed(
        deployment.name,
        deployment.label,
        deployment.tint,
        deployment.family,
        deployment.read_only,
        deployment.role,
        urlsplit(address).netloc.rpartition("@")[2],
    )
