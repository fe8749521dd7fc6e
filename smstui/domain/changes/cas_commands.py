"""The last command that the CAS was sent for a box, as the journal has it. Pure.

A pairing has two halves (opf.md "Pairing"): the record, which can be read, and the command to the
CAS, which cannot. What is known of the second half is what the journal of this machine says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import DONE, Outcome, StepResult
from smstui.domain.identifiers import code_key
from smstui.domain.text import capital
from smstui.domain.zone import minute

CAS_HALVES: Final = frozenset({Call.CAS_PAIR, Call.CAS_UNPAIR})


class Half(StrEnum):
    """The state of the CAS half of a pair, as far as the journal knows it."""

    DONE = "done"
    MISSING = "missing"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class CasCommand:
    """A command to the CAS: of which change, for which card, and what became of it.

    `pairs` says that it pairs. `outcome` is NOT_SENT where the change ended before it. `alone`
    says that its change did not do the other half, the record.
    """

    change: str
    pairs: bool
    card: str
    outcome: Outcome
    at: datetime
    alone: bool = False

    def is_for(self, card: str | None) -> bool:
        """Return whether it was for the card with that number."""
        return bool(card) and code_key(self.card) == code_key(card or "")

    @property
    def said(self) -> str:
        """The command in a sentence: what became of it, when, by which change."""
        command = f"the {'' if self.pairs else 'un'}pair command"
        told = {
            Outcome.ACCEPTED: f"The CAS accepted {command}",
            Outcome.REFUSED_BY_PLATFORM: f"The CAS refused {command}",
            Outcome.PARTIAL: f"The CAS did only a part of {command}",
            Outcome.NOT_SENT: f"{capital(command)} to the CAS was not sent",
        }.get(self.outcome, f"What became of {command} to the CAS is not known")
        return f"{told} ({minute(self.at)}, change {self.change})."


def command_in(
    change: str, at: datetime, plan: Plan, results: Mapping[int, StepResult], box: str
) -> CasCommand | None:
    """Return the last command of a stored change for the box with that uid.

    None if the plan has none, and if nothing of the change was sent.
    """
    if not any(result.sent or result.sent_at for result in results.values()):
        return None
    for n in range(len(plan.steps), 0, -1):
        write = plan.steps[n - 1].write
        if write.call not in CAS_HALVES or write.target != box:
            continue
        result = results.get(n)
        sent = result is not None and (result.sent or bool(result.sent_at))
        outcome = (result.outcome if sent and result else Outcome.NOT_SENT) or Outcome.UNKNOWN
        return CasCommand(
            change,
            write.call is Call.CAS_PAIR,
            write.values.get("card") or "",
            outcome,
            at,
            alone=not _record_is_done(plan, results, box),
        )
    return None


def _record_is_done(plan: Plan, results: Mapping[int, StepResult], box: str) -> bool:
    """Return whether the change wrote the record of the box too."""
    return any(
        step.write.call not in CAS_HALVES
        and step.write.target == box
        and (result := results.get(n)) is not None
        and result.outcome in DONE
        for n, step in enumerate(plan.steps, start=1)
    )


def half_of(card: str | None, command: CasCommand | None) -> Half:
    """Return what is known of the CAS half, where the record says that `card` is in the box."""
    if command is None or not command.is_for(card):
        return Half.NOT_KNOWN
    if command.pairs:
        return Half.DONE if command.outcome is Outcome.ACCEPTED else Half.MISSING
    # The record still has the card: the change stopped between its halves, or somebody else
    # has paired the two since.
    undone = command.outcome in (Outcome.ACCEPTED, Outcome.PARTIAL, Outcome.UNKNOWN)
    return Half.MISSING if undone and command.alone else Half.NOT_KNOWN


def is_unpaired(card: str | None, command: CasCommand | None) -> bool:
    """Return whether the CAS took `card` out already, in a change that left the record."""
    return (
        command is not None
        and not command.pairs
        and command.alone
        and command.outcome is Outcome.ACCEPTED
        and command.is_for(card)
    )
