"""A plan: what will be sent, what it changes, and what must be true for it. Always shown first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from smstui.domain.bundle import Family
from smstui.domain.changes.facts import StateSnapshot, Subject
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.request import Request
from smstui.domain.changes.restoring import Image, Trace, lost_for_good, moved_by
from smstui.domain.changes.specs.table import sent_as
from smstui.domain.marking import numbered
from smstui.domain.secret import Secret


class Tier(IntEnum):
    """The confirmation that a change requires (design: three tiers).

    REVERSIBLE: the plan and one deliberate key. DISRUPTIVE: a dialog. IRREVERSIBLE: the last four
    characters of the id, typed.
    """

    REVERSIBLE = 1
    DISRUPTIVE = 2
    IRREVERSIBLE = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Write:
    """One state-changing request in neutral words; see `Call` for its values.

    `values` are stored in the journal. What must never be stored is the `secret`, and of a new user
    the `password` beside it.
    """

    call: Call
    target: str
    values: Mapping[str, str | None] = field(default_factory=dict)
    secret: Secret | None = None
    password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what it changes.

    `before` and `after` have the same facts; `subjects` are what to read to see them. `undo` is the
    request that reverses it, if there is one. A step that is not `provable` changes nothing that
    can be read again: reading never confirms it.
    """

    write: Write
    title: str
    before: StateSnapshot
    after: StateSnapshot
    subjects: tuple[Subject, ...]
    tier: Tier = Tier.REVERSIBLE
    undo: Write | None = None
    provable: bool = True

    @property
    def short_title(self) -> str:
        """The title without its end: the text of a message, or what the change means at home."""
        if "text" in self.write.values:
            return self.title.partition(": ")[0]
        return self.title.removesuffix(GOES_DARK).removesuffix(ALL_STAYS)


GOES_DARK: Final = ": the box goes dark"
ALL_STAYS: Final = ": account and card stay"
"""Ends of the titles of steps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order, and their preconditions.

    `preconditions` are the facts that must still hold when it is applied, read from `subjects`.
    `locks` name what no other change may touch meanwhile (the accounts, boxes and cards). `notes`
    only inform; `warnings` name a loss, a risk, a doubt, or something to do. `confirm` is the id
    whose last four characters the person types: always in the highest tier or if `last4_needed`
    says why, else only if they chose to compare them. `undoes` is the change that it undoes.
    `request`, without its secrets, can be planned again. It is None for an undo, and for plans of
    versions that did not store it.
    """

    operation: Operation
    title: str
    family: Family
    steps: tuple[Step, ...]
    preconditions: StateSnapshot
    subjects: tuple[Subject, ...]
    locks: tuple[str, ...]
    account: str = ""
    warnings: tuple[str, ...] = ()
    confirm: str = ""
    reason_needed: str = ""
    last4_needed: str = ""
    undoes: str = ""
    request: Request | None = None
    notes: tuple[str, ...] = ()

    @property
    def confirm_named(self) -> str:
        """`confirm` for a sentence. The number of a new card is known as it was typed."""
        return numbered(self.confirm)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its notes, then its warnings."""
        return (*self.notes, *self.warnings)

    @property
    def creates(self) -> str:
        """The number of the record that it creates; empty if it creates none."""
        made = (
            fact.id
            for step in self.steps
            for fact, value in step.after.items()
            if fact.is_existence and value and not step.before.get(fact)
        )
        return next(made, "")

    @property
    def tier(self) -> Tier:
        """The highest tier of its steps, and never less than their calls require."""
        return max(
            (max(step.tier, least_tier(step.write)) for step in self.steps),
            default=Tier.REVERSIBLE,
        )

    @property
    def inverse(self) -> tuple[Step, ...] | None:
        """The steps that undo all of it, the last first.

        None if a step cannot be undone, if a fact would be `lost`, and if no step changes a fact:
        an undo restores facts (see `undo`), so what cannot be read cannot be undone.
        """
        back = [inverse_of(step) for step in reversed(self.steps)]
        if self.lost or not any(step.provable for step in self.steps):
            return None
        return tuple(step for step in back if step) if all(back) else None

    @property
    def lost(self) -> StateSnapshot:
        """The facts that no undo of all of it restores, with their values now; see `restoring`."""
        return lost_for_good(self._images, self.preconditions)

    @property
    def moved(self) -> tuple[Trace, ...]:
        """The facts that it changes, the last one first."""
        return moved_by(self._images)

    @property
    def _images(self) -> list[Image]:
        return [(step.before, step.after) for step in self.steps]


STATUS_TIERS: Final = {"CANCELLED": Tier.IRREVERSIBLE, "SUSPENDED": Tier.DISRUPTIVE}
"""The tiers of the statuses that have an impact on viewing. Any other is REVERSIBLE."""


def least_tier(write: Write) -> Tier:
    """Return the least tier of a request, whoever planned it."""
    spec = sent_as(write.call, write.values)
    if spec.tier_of_status:
        return STATUS_TIERS.get(str(write.values.get("status") or ""), Tier.REVERSIBLE)
    return Tier[spec.tier.upper()]


def inverse_of(step: Step) -> Step | None:
    """Return the step that undoes `step`."""
    if step.undo is None:
        return None
    return Step(
        write=step.undo,
        title=_back(step.title),
        before=step.after,
        after=step.before,
        subjects=step.subjects,
        tier=least_tier(step.undo),
        undo=step.write if step.write.secret is None else None,
        provable=step.provable,
    )


_BACK = "undo: "


def _back(title: str) -> str:
    return title.removeprefix(_BACK) if title.startswith(_BACK) else _BACK + title
