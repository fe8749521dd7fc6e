"""Open the drafts of one deployment. Their file is closed with the engine."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smstui.config.settings import Deployment
from smstui.platforms.port import Platform
from smstui.services.changes.change_service import Changes
from smstui.services.drafts.scans import PairingSession
from smstui.services.drafts.sorting import CodeClassifier
from smstui.services.drafts.waiting import Drafts
from smstui.services.engine import Engine
from smstui.store.cache import BundleCache
from smstui.store.drafts import DraftBook


@dataclass(frozen=True, slots=True)
class DraftClient:
    """The parts of a client that work with drafts."""

    drafts: Drafts
    scans: PairingSession
    classifier: CodeClassifier


def open_drafts(
    engine: Engine,
    deployment: Deployment,
    changes: Callable[[], Changes],
    *,
    platform: Platform,
    cache: BundleCache,
    state: Path | None,
    days: float,
) -> DraftClient:
    """Return drafts that expire after `days` days. Opens no file until it is needed."""
    book = DraftBook(deployment.identity, state)

    async def close_book() -> None:
        book.close()

    engine.at_close(close_book)
    drafts = Drafts(book, changes, deployment, days)
    classifier = CodeClassifier(platform, cache)
    return DraftClient(drafts, PairingSession(book, drafts, classifier), classifier)
