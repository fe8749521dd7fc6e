"""Open the change service of one deployment, with a journal that is closed with the engine."""

from collections.abc import Callable
from pathlib import Path

from smstui.config.settings import Deployment
from smstui.domain.secret import Secret
from smstui.platforms.port import Platform
from smstui.platforms.sign_in import SignIn
from smstui.services.changes.change_service import Changes
from smstui.services.changes.watching import TellLate
from smstui.services.engine import Engine
from smstui.store.cache import BundleCache
from smstui.store.journal import Journal


def open_changes(
    engine: Engine,
    deployment: Deployment,
    password: Secret | SignIn,
    *,
    platform: Platform,
    cache: BundleCache,
    state: Path | None,
    tell_late: TellLate,
    closed: Callable[[], bool],
) -> Changes:
    """Return the change service. It opens no file and no connection until it is used."""
    journal = Journal(deployment.identity, state)

    async def close_journal() -> None:
        journal.close()

    engine.at_close(close_journal)
    return Changes(
        engine,
        deployment,
        password,
        platform=platform,
        cache=cache,
        journal=journal,
        tell_late=tell_late,
        closed=closed,
    )
