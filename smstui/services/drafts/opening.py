"""Open the drafts of one deployment. Their file is closed with the engine."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smstui.config.settings import Deployment
from smstui.domain.errors import StoreFailed
from smstui.platforms.port import Platform
from smstui.services.changes.change_service import Changes
from smstui.services.drafts.scans import PairingSession
from smstui.services.drafts.sorting import CodeClassifier
from smstui.services.drafts.waiting import SETTLED, Drafts
from smstui.services.engine import Engine
from smstui.store.cache import BundleCache
from smstui.store.drafts import DraftBook, Standing

if TYPE_CHECKING:
    from smstui.store.journal import Entry

CAME_LATE: Final = "Its effect came late, or somebody else made the same change."


@dataclass(frozen=True, slots=True)
class DraftClient:
    """The parts of a client that work with drafts."""

    drafts: Drafts
    scans: PairingSession
    classifier: CodeClassifier
    book: DraftBook

    def came_late(self, entry: "Entry") -> None:
        """Record that the effect of a draft's change came after it had ended without it.

        Without the file of the drafts the next check corrects the draft.
        """
        settled = entry.outcome in SETTLED
        with suppress(StoreFailed):
            self.book.change_of(
                entry.id,
                standing=Standing.DONE if settled else Standing.ASIDE,
                said=f"{entry.outcome}: {CAME_LATE}" if settled else entry.outcome,
            )


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
    return DraftClient(drafts, PairingSession(book, drafts, classifier), classifier, book)
