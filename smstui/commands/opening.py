"""From a configuration to a client, for the console and for the commands."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.commands.configured import load_configuration, password_of
from smstui.commands.global_options import GlobalOptions
from smstui.commands.log import start_log
from smstui.commands.output import narrate
from smstui.config.files import configuration_path
from smstui.config.load import Loaded
from smstui.config.settings import Deployment, Settings
from smstui.config.watch import Watch
from smstui.domain import money, zone
from smstui.domain.secret import Secret
from smstui.services.client import Client
from smstui.services.engine import Engine

if TYPE_CHECKING:
    from smstui.store.journal import Entry

NO_PASSWORD = Secret("")
"""For work that only asks the cache: nothing is sent, so nothing has to be known."""


def codes_beside(loaded: Loaded) -> Path:
    """Return the path of the operator's own codes: beside the configuration."""
    return (loaded.path or configuration_path()).parent / "codes.toml"


def open_client(
    deployment: Deployment,
    settings: Settings,
    password: Secret,
    state: Path | None = None,
    codes: Path | None = None,
    *,
    watch: Watch | None = None,
    shows_times: bool = True,
) -> Client:
    """Open a client with an engine of its own; close `client.engine` to leave it.

    `shows_times` has every moment shown in the time zone of the deployment from now on, and every
    amount in its currency.
    """
    start_log(settings.log_level, state)
    if shows_times:
        zone.use(deployment.time_zone)
        money.use(deployment.currency or "")
    engine = Engine().start()
    try:
        return Client.open(
            engine, deployment, password, state=state, cache=settings.cache,
            draft_days=settings.drafts.days, codes=codes,
            closed=watch.is_read_only if watch else lambda: False,
        )  # fmt: skip
    except BaseException:
        engine.close()
        raise


def open_for_console(
    wanted: GlobalOptions | None, password: Secret | None, watch: Watch
) -> tuple[Client, Sequence[str]]:
    """Open what `wanted` asks for; return the warnings of its configuration too.

    Asks for the password where none is given.
    """
    loaded = load_configuration(wanted, quiet=True)
    deployment = loaded.deployment()
    client = open_client(
        deployment, loaded.settings, password or password_of(deployment),
        codes=codes_beside(loaded), watch=watch,
    )  # fmt: skip
    return client, loaded.warnings


@contextmanager
def client_of(wanted: GlobalOptions, *, offline: bool = False) -> Iterator[Client]:
    """Yield the client that `wanted` asks for, closed at the end. What ails the cache is narrated.

    `offline` promises that only the cache will be asked: then no password is fetched.
    """
    loaded = load_configuration(wanted)
    deployment = loaded.deployment()
    password = NO_PASSWORD if offline else password_of(deployment)
    watch = Watch(loaded.path, deployment.name) if loaded.path else None
    client = open_client(
        deployment, loaded.settings, password, codes=codes_beside(loaded), watch=watch
    )

    def tell_late(entry: "Entry") -> None:
        from smstui.services.changes.watching import late_sentence

        wanted.masker.records.learn_entries([entry])
        narrate(f"smstui: {late_sentence(entry)}")

    client.tell_late = tell_late
    try:
        yield client
        if client.problem:
            narrate(f"smstui: {client.problem}")
    finally:
        client.engine.close()
