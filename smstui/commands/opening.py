"""From a configuration to a desk, for the console and for the commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smstui.commands.log import start_log
from smstui.commands.output import narrate
from smstui.commands.wishes import Wishes
from smstui.config.load import Loaded, load
from smstui.config.settings import Deployment, Settings
from smstui.domain.secret import Secret
from smstui.services.desk import Desk
from smstui.services.engine import Engine

NO_PASSWORD = Secret("")
"""For work that only asks the cache: nothing is sent, so nothing has to be known."""


def load_configuration(wanted: Wishes, *, quiet: bool = False) -> Loaded:
    """The configuration that `wanted` asks for; its warnings are narrated unless `quiet`."""
    loaded = load(wanted.config, deployment=wanted.deployment, read_only=wanted.read_only)
    for warning in () if quiet else loaded.warnings:
        narrate(f"smstui: {warning}")
    return loaded


def password_of(deployment: Deployment) -> Secret:
    """The password of `deployment`, from wherever its configuration says. May ask on a terminal."""
    reached = deployment.reached
    key = f"deployments.{deployment.name}.{deployment.family}.password"
    return reached.password.resolve(key, reached.username)


def open_desk(
    deployment: Deployment, settings: Settings, password: Secret, state: Path | None = None
) -> Desk:
    """A desk with an engine of its own; close `desk.engine` to leave it. Raises SmstuiError."""
    start_log(settings.log_level, state)
    engine = Engine().start()
    try:
        return Desk.open(engine, deployment, password, state=state, cache=settings.cache)
    except BaseException:
        engine.close()
        raise


@contextmanager
def desk_of(wanted: Wishes, *, offline: bool = False) -> Iterator[Desk]:
    """The desk that `wanted` asks for, closed at the end. What ails the cache is narrated.

    `offline` promises that only the cache will be asked: then no password is fetched.
    """
    loaded = load_configuration(wanted)
    deployment = loaded.deployment()
    password = NO_PASSWORD if offline else password_of(deployment)
    desk = open_desk(deployment, loaded.settings, password)
    try:
        yield desk
        if desk.problem:
            narrate(f"smstui: {desk.problem}")
    finally:
        desk.engine.close()
