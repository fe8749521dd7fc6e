"""The context of a planner: the rules, the available calls, the records that were read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Family, Part
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.facts import (
    Fact,
    StateSnapshot,
    Subject,
    account_subject,
    card_subject,
    device_subject,
    observed,
    owner_of_user,
    unread,
)
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.lifecycle import Transitions
from smstui.domain.record import Record, is_id
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.user import User
from smstui.domain.words import Unknown

OTHER_DEVICE: Final = "Nothing brings it back: take another device."
PIN_LENGTHS: Final = range(4, 11)
"""Digits of a PIN (sdp2.md, user.pin 10; the lower bound is ours)."""


@dataclass(frozen=True, slots=True)
class PlanContext:
    """`lacking` gives, for each call that the deployment does not have, the reason as a sentence.

    `led_by` is the record that the person named if the plan is for its account: a user by the
    login, a card by its number. It must belong to the account when the plan is applied.
    `last_command` gives the last command to the CAS for the box with a uid. `undoes` is the change
    that is undone.
    """

    policy: Policy
    lacking: Mapping[Call, str]
    bundle: Bundle
    led_by: User | SmartCard | None = None
    last_command: Callable[[str], CasCommand | None] = field(
        default=lambda _: None, compare=False, repr=False
    )
    undoes: str = ""

    def command_of(self, box: SetTopBox) -> CasCommand | None:
        """Return the last command to the CAS for `box`, as the journal has it."""
        return self.last_command(box.uid or "")

    @property
    def family(self) -> Family:
        return self.bundle.family

    def offers(self, call: Call) -> bool:
        return call not in self.lacking

    def need(self, call: Call) -> None:
        """Raise RefusedHere, with the reason, unless the platform has `call`."""
        if call in self.lacking:
            raise RefusedHere(self.lacking[call])

    def owner(self, whose: str) -> Account:
        """Return the account, which must have been read. `whose` names the record, for the
        sentence."""
        if self.bundle.owner is None:
            reason = self.bundle.account.reason
            raise RefusedHere(
                f"The account of {whose} could not be read{f': {reason}' if reason else ''}.",
                hint="Nothing is changed on what cannot be seen. Look it up again.",
            )
        need_target(self.bundle.owner)
        return self.bundle.owner

    def living_owner(self, whose: str) -> Account | None:
        """Return the account, if there is one. RefusedHere for one that is cancelled or not
        readable."""
        owner = self.owner_if_any(whose)
        if owner is None:
            return None
        if reason := why_final(owner, whose):
            raise RefusedHere(reason, hint="The customer needs a new account.")
        need_known(owner.title, owner.status, self.policy.account_life)
        return owner

    def living_device(self, device: SetTopBox | MediaPlayer) -> None:
        """Raise RefusedHere for a device that is cancelled."""
        if device.status == "CANCELLED":
            raise RefusedHere(
                f"{capital(device.title)} is CANCELLED, which is final.", hint=OTHER_DEVICE
            )

    def known_box(self, box: SetTopBox | MediaPlayer) -> None:
        """Raise RefusedHere for a device with a status that has no rule."""
        need_known(box.title, box.status, self.policy.box_life)

    def owner_if_any(self, whose: str) -> Account | None:
        """Return the account; None only if it is certain that there is none."""
        if self.bundle.account.is_whole and self.bundle.owner is None:
            return None
        return self.owner(whose)

    def requirements(
        self, owner: Account | None
    ) -> tuple[StateSnapshot, tuple[Subject, ...], tuple[str, ...]]:
        """Return the preconditions, the subjects and the locks that every change has.

        An account keeps its status and is the same one. The device that was looked up keeps its
        account and its chipset. A user or a card that led here still leads here.
        """
        preconditions: dict[Fact, str | None] = {}
        subjects: list[Subject] = []
        if owner is not None:
            kept = [Fact("account", owner.id or "", name) for name in ("status", "uid")]
            preconditions |= _told(owner, kept)
            subjects.append(account_subject(owner, self.family))
        if (device := self._asked_device) is not None:
            kept = [Fact(device.noun, device.uid or "", name) for name in ("account", "casn")]
            preconditions |= _told(device, kept)
            subjects.append(subject_of(device, self.family))
        led, led_from = self._led()
        preconditions |= led
        subjects += led_from
        locks = (f"account {owner.uid or owner.id}",) if owner is not None else ()
        return preconditions, tuple(subjects), locks

    def _led(self) -> tuple[StateSnapshot, tuple[Subject, ...]]:
        """Return the owner of the record that led to the account, and what to read to see it."""
        if isinstance(self.led_by, User):
            fact = owner_of_user(self.led_by)
            uid = self.bundle.owner.uid if self.bundle.owner else None
            asked = Reading(IdKind.LOGIN, self.led_by.login_id or "")
            return {fact: self.led_by.account_uid or uid}, (Subject("user", asked),)
        if self.led_by is None:
            return {}, ()
        card = self.led_by
        preconditions = _told(card, [Fact("smartcard", card.number or "", "box")])
        box = next((each for each in self.bundle.boxes if each.uid == card.box_uid), None)
        if box is None:
            return preconditions, (card_subject(card.number or ""),)
        preconditions |= _told(
            box, [Fact("box", box.uid or "", name) for name in ("account", "card")]
        )
        return preconditions, (card_subject(card.number or ""), subject_of(box, self.family))

    @property
    def _asked_device(self) -> SetTopBox | MediaPlayer | None:
        """The device that was looked up."""
        focus = self.bundle.focus
        return next(
            (
                each
                for each in self.bundle.devices
                if (each.noun, each.uid) == (focus.kind, focus.id)
            ),
            None,
        )


def _told(record: Record, facts: Iterable[Fact]) -> dict[Fact, str | None]:
    """Return those of `facts` that `record` has."""
    told = observed(record)
    return {fact: told[fact] for fact in facts if fact in told}


def need_target(record: Record) -> None:
    """Raise RefusedHere unless a change can be based on `record`.

    It needs the id that is sent, and no field that a plan needs may be unreadable.
    """
    name = "number" if isinstance(record, SmartCard) else "uid"
    if lost := unread(record):
        raise RefusedHere(
            f"The platform's answer for {record.title} makes no sense, or contradicts "
            f"itself: {', '.join(each.replace('_', ' ') for each in lost)}.",
            hint="Nothing is changed on what cannot be read. Have it corrected on the platform.",
        )
    if not is_id(getattr(record, name)):
        other = getattr(record, "casn", None) or getattr(record, "number", None)
        known = f" {other}" if other else ""
        raise RefusedHere(
            f"The platform did not tell the {name} of {record.noun}{known}, so nothing can be "
            "sent for it.",
            hint="Look it up again. If it stays so, tell the platform's operators.",
        )


def need_whole(part: Part[Any], what: str) -> None:
    """Raise RefusedHere unless `part` was read whole, and every record of it can be read."""
    if not part.was_read:
        reason = f": {part.reason}" if part.reason else ""
        raise RefusedHere(
            f"The {what} could not be read{reason}.",
            hint="Nothing is changed on what cannot be seen.",
        )
    if not part.is_whole:
        reason = f" {part.reason}" if part.reason else ""
        raise RefusedHere(
            f"Only {len(part)} of {part.total} {what} were read.{reason}",
            hint="Nothing is changed on a list that was read in part. Reload it.",
        )
    if any(unread(record) for record in part):
        raise RefusedHere(
            f"Some of the {what} cannot be read.",
            hint="Nothing is changed on what cannot be read.",
        )


def need_ids(plan: Plan) -> None:
    """Raise RefusedHere if `plan` would send, or compare, a record without an id."""
    for step in plan.steps:
        named = [step.write.target, *(step.write.values.get(name) for name in _IDS_OF_A_WRITE)]
        sent = named[:1] + [each for each in named[1:] if each is not None]
        facts = [
            fact.id for image in (step.before, step.after, plan.preconditions) for fact in image
        ]
        asked = [subject.ask.value for subject in (*step.subjects, *plan.subjects)]
        if not all(map(is_id, (*sent, *facts, *asked))):
            raise RefusedHere(
                "An id that this change needs was not told by the platform, so nothing is sent.",
                hint="Look the record up again. If it stays so, tell the platform's operators.",
            )


_IDS_OF_A_WRITE: Final = ("card", "casn", "to", "account")
"""Values of a write that name a record."""


def need_known(title: str, status: str | None, life: Transitions = MappingProxyType({})) -> None:
    """Raise RefusedHere for a status that is neither known nor in the site's life cycle."""
    if isinstance(status, Unknown) and status.upper() not in life:
        raise RefusedHere(
            f"{capital(title)} has status {status}. What may be done then is not known here.",
            hint="Ask whoever runs the platform what this status means.",
        )


def need_digits(pin: Secret | None) -> None:
    """Raise RefusedHere unless `pin` is a PIN, or not given yet."""
    if pin is None:
        return
    typed = pin.reveal()
    if not typed.isascii() or not typed.isdigit() or len(typed) not in PIN_LENGTHS:
        raise RefusedHere(
            f"A PIN must be {PIN_LENGTHS.start} to {PIN_LENGTHS.stop - 1} digits.",
        )


def plan_of_step(
    context: PlanContext,
    operation: Operation,
    owner: Account | None,
    step: Step,
    warnings: Sequence[str],
    *,
    notes: Sequence[str] = (),
    device: SetTopBox | MediaPlayer | None = None,
    rests_on: StateSnapshot = MappingProxyType({}),
) -> Plan:
    """Return a plan of one step on an account or one of its devices, confirmed by its id.

    `rests_on` are facts that must still hold besides those that the step changes.
    """
    requirements, subjects, locks = context.requirements(owner)
    account = (owner.id or "") if owner else ""
    return Plan(
        operation,
        step.title,
        context.family,
        (step,),
        preconditions_of(requirements, step.before, rests_on),
        subjects_of(subjects, step.subjects),
        (*locks, f"{device.noun} {device.uid}") if device else locks,
        account=account,
        notes=tuple(notes),
        warnings=tuple(warnings),
        confirm=(device.uid or "") if device else account,
    )


def why_final(owner: Account, whose: str) -> str | None:
    """Return why nothing can be changed any more on an account, or None."""
    if owner.status != "CANCELLED":
        return None
    of = "" if whose in (owner.title, "this id") else f" of {whose}"
    return f"Account {owner.id}{of} is CANCELLED, which is final. Nothing brings it back."


def preconditions_of(*images: StateSnapshot) -> dict[Fact, str | None]:
    """Return one snapshot from several. The first that has a fact decides it."""
    merged: dict[Fact, str | None] = {}
    for image in images:
        for fact, value in image.items():
            merged.setdefault(fact, value)
    return merged


def subjects_of(*groups: Iterable[Subject]) -> tuple[Subject, ...]:
    """Return every subject once, in order."""
    return tuple(dict.fromkeys(subject for group in groups for subject in group))


def subject_of(device: SetTopBox | MediaPlayer, family: Family) -> Subject:
    return device_subject(device.uid or "", device.noun, family)
