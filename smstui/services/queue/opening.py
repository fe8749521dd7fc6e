"""Open the triage queue of one deployment. Its file is closed with the engine."""

from pathlib import Path

from smstui.config.settings import Deployment
from smstui.services.engine import Engine
from smstui.services.queue.keeping import AskMany, TriageQueue
from smstui.store.queue import QueueStore


def open_queue(
    engine: Engine, deployment: Deployment, ask: AskMany, state: Path | None, days: int
) -> TriageQueue:
    """Return the queue. Call it in the engine, whose thread owns the file."""
    store = QueueStore(deployment.identity, state, days)

    async def close_store() -> None:
        store.close()

    engine.at_close(close_store)
    return TriageQueue(deployment.name, deployment.family, store, ask)
