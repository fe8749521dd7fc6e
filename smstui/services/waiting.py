"""How much waits on this machine: pairs, ids to diagnose, changes without an outcome."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from smstui.store.files import DRAFTS_FILE, JOURNAL_FILE, QUEUE_FILE

if TYPE_CHECKING:
    from smstui.services.changes import Changes
    from smstui.services.drafts import Drafts
    from smstui.services.queue.keeping import TriageQueue


@dataclass(frozen=True, slots=True)
class Waiting:
    """Saved pairs that are not applied, ids of the triage queue without an answer, open changes."""

    pairs: int = 0
    ids: int = 0
    changes: int = 0


class Keeper(Protocol):
    """The client, which opens a file when it is asked for what is in it."""

    @property
    def drafts(self) -> "Drafts": ...
    @property
    def queue(self) -> "TriageQueue": ...
    @property
    def changes(self) -> "Changes": ...


async def waiting_on(client: Keeper, folder: Path) -> Waiting:
    """Count what waits, without opening a file of `folder` that is not there yet.

    Call it in the engine. Raises SmstuiError for a file that cannot be read.
    """
    drafts = await client.drafts.open() if (folder / DRAFTS_FILE).exists() else ()
    rows = await client.queue.load() if (folder / QUEUE_FILE).exists() else ()
    entries = await client.changes.still_open() if (folder / JOURNAL_FILE).exists() else ()
    return Waiting(
        sum(draft.is_pair for draft in drafts),
        sum(not row.final for row in rows),
        len(entries),
    )
