"""What a planner stands on: the rules, what the platform can be asked for, what was read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Family
from smstui.domain.changes.facts import (
    Fact,
    Image,
    Subject,
    account_subject,
    device_subject,
    observed,
    picked,
)
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import MediaPlayer, SetTopBox


@dataclass(frozen=True, slots=True)
class Ground:
    """`lacking` says of each call the deployment does not have why not, in a sentence."""

    policy: Policy
    lacking: Mapping[Call, str]
    bundle: Bundle

    @property
    def family(self) -> Family:
        return self.bundle.family

    def offers(self, call: Call) -> bool:
        return call not in self.lacking

    def need(self, call: Call) -> None:
        """Raise RefusedHere, with the reason, unless the platform can be asked for `call`."""
        if call in self.lacking:
            raise RefusedHere(self.lacking[call])

    def owner(self, whose: str) -> Account:
        """The account, which must have been read. `whose` names the record, for the sentence."""
        if self.bundle.owner is None:
            reason = self.bundle.account.reason
            raise RefusedHere(
                f"The account of {whose} could not be read{f': {reason}' if reason else ''}.",
                hint="Nothing is changed on what cannot be seen. Look it up again.",
            )
        return self.bundle.owner

    def living_owner(self, whose: str) -> Account | None:
        """The account, if there is one; RefusedHere for one that is cancelled or not readable."""
        if self.bundle.account.was_read and self.bundle.owner is None:
            return None
        owner = self.owner(whose)
        if reason := why_final(owner, whose):
            raise RefusedHere(reason, hint="The customer needs a new account.")
        return owner

    def standing(self, owner: Account | None) -> tuple[Image, tuple[Subject, ...], tuple[str, ...]]:
        """Guard, subject and hold that every change on an account has: its status."""
        if owner is None:
            return {}, (), ()
        fact = Fact("account", owner.id or "", "status")
        return (
            picked(observed(owner), [fact]),
            (account_subject(owner, self.family),),
            (f"account {owner.uid or owner.id}",),
        )


def plan_of_step(
    ground: Ground,
    operation: Operation,
    owner: Account | None,
    step: Step,
    warnings: Sequence[str],
    *,
    device: SetTopBox | MediaPlayer | None = None,
) -> Plan:
    """The plan of one step on an account, or on a device of it; confirmed by the id of either."""
    standing, subjects, holds = ground.standing(owner)
    account = (owner.id or "") if owner else ""
    return Plan(
        operation,
        step.title,
        ground.family,
        (step,),
        guard_of(standing, step.before),
        subjects_of(subjects, step.subjects),
        (*holds, f"{device.noun} {device.uid}") if device else holds,
        account=account,
        warnings=tuple(warnings),
        confirm=(device.uid or "") if device else account,
    )


def why_final(owner: Account, whose: str) -> str | None:
    """Why nothing is done any more on an account, for `whose` record or for itself; else None."""
    if owner.status != "CANCELLED":
        return None
    of = "" if whose == owner.title else f" of {whose}"
    return f"Account {owner.id}{of} is CANCELLED, which is final."


def guard_of(*images: Image) -> dict[Fact, str | None]:
    """One image of several; the first that tells a fact tells it."""
    merged: dict[Fact, str | None] = {}
    for image in images:
        for fact, value in image.items():
            merged.setdefault(fact, value)
    return merged


def subjects_of(*groups: Iterable[Subject]) -> tuple[Subject, ...]:
    """Every subject once, in order."""
    return tuple(dict.fromkeys(subject for group in groups for subject in group))


def subject_of(device: SetTopBox | MediaPlayer, family: Family) -> Subject:
    return device_subject(device.uid or "", device.noun, family)
