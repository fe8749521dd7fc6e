"""The result of a change, its id, and who makes it. Plain values."""

import getpass
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from smstui.domain.changes.plan import Plan
from smstui.domain.changes.undo import WITH_EFFECT
from smstui.domain.changes.verdict import DONE, Outcome, StepResult
from smstui.store.plan_text import results_from_text


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The end of a change. `message` says in words what is so now, where that is not as wanted.

    `stops` is the reason why the rest of a batch must not be tried; empty where it may. Until
    `watch_until` every read of the records is compared with the plan: the effect may come late.
    """

    change_id: str
    plan: Plan
    outcome: Outcome
    results: Sequence[StepResult]
    message: str = ""
    correlation_id: str = ""
    left_open: bool = False
    stops: str = ""
    watch_until: datetime | None = None

    @property
    def can_undo(self) -> bool:
        """Whether the change can be undone, as far as its end and its plan say."""
        has_effect = not self.left_open and self.outcome in WITH_EFFECT
        return has_effect and self.plan.inverse is not None and not self.plan.undoes

    def late(self, outcome: str, results: str, watch_until: datetime | None) -> "ChangeResult":
        """Return this end as the journal has it once an effect was seen after the last look."""
        return replace(
            self,
            outcome=Outcome(outcome),
            results=results_from_text(results),
            message="",
            watch_until=watch_until,
        )

    @property
    def created(self) -> str:
        """The number of the record that was created; empty if none was."""
        return self.plan.creates if self.outcome in DONE else ""


def current_user() -> str:
    """Return the login name, or the uid where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
