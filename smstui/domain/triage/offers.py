"""Test whether the action of a finding would be planned, by the planner of the operation. Pure.

A value that the person still has to enter (which card, which product) is replaced by one that fits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from smstui.domain.account import Account
from smstui.domain.changes import cas, lives, pairing, rights, viewing
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.context import PlanContext, need_target
from smstui.domain.changes.facts import YES
from smstui.domain.changes.operations import Operation, OperationSpec
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.errors import SmstuiError
from smstui.domain.identifiers import code_key
from smstui.domain.lifecycle import Transitions
from smstui.domain.naming import kind_of
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Next, Subject

_A_CARD: Final = CardFound("any", None, None)
"""A card that is free and exists on the platform."""
_A_PRODUCT: Final = "any"
_A_PROFILE: Final = "any"


def offered(finding: Finding, facts: Facts) -> Finding:
    """Return `finding` with an action only for records for which it would be planned now.

    If there is none, its next step is advice, with the reason.
    """
    way_on = finding.next
    if way_on is None or not way_on.action:
        return finding
    if reason := facts.absent.get(way_on.action):
        return replace(finding, next=Next(f"{way_on.text} {reason}"))
    if facts.policy is None:
        return finding
    targets = way_on.among or (way_on.about or finding.subject,)
    refused = {each: _refused(Operation(way_on.action), each, facts) for each in targets}
    able = tuple(each for each in targets if not refused[each])
    if not able:
        return replace(finding, next=Next(f"{way_on.text} {refused[targets[0]]}"))
    if len(able) == len(targets):
        return finding
    about = able[0] if len(able) == 1 else None
    return replace(finding, next=replace(way_on, about=about, among=() if about else able))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The basis of the plan. `device` is None if the target is not a device."""

    facts: Facts
    context: PlanContext
    target: Subject
    device: AnyDevice | None

    @property
    def box(self) -> SetTopBox:
        if not isinstance(self.device, SetTopBox):
            raise RefusedHere(f"No box {self.target.id} was read.")
        return self.device

    @property
    def any_device(self) -> SetTopBox | MediaPlayer:
        if not isinstance(self.device, SetTopBox | MediaPlayer):
            raise RefusedHere(f"No device {self.target.id} was read.")
        return self.device

    @property
    def card(self) -> CardFound | None:
        """Return the card that the box names, with the box that the card's own record names."""
        number = self.box.smartcard_id
        if not number:
            return None
        cards = [each for each in self.facts.bundle.smartcards if not each.told_by_box]
        record = next((each for each in cards if _same(each.number, number)), None)
        if record is None or record.box_uid in (None, self.box.uid):
            return CardFound(number, record, self.box)
        known = [*self.facts.bundle.boxes, *self.facts.elsewhere]
        holder = next((each for each in known if each.uid == record.box_uid), self.box)
        return CardFound(number, record, holder)


def _refused(operation: Operation, target: Subject, facts: Facts) -> str:
    """Return why `operation` would not be planned on `target`, or an empty text if it would."""
    assert facts.policy is not None  # noqa: S101  the caller has seen to it
    device = next(
        (each for each in facts.bundle.devices if (kind_of(each), each.id) == _key(target)), None
    )
    try:
        facts.policy.admit(operation)
        if device is not None:
            need_target(device)
        spec = SPECS[operation]
        if spec.trial:
            context = PlanContext(facts.policy, facts.lacking, facts.bundle)
            TRIALS[spec.trial](_Asked(facts, context, target, device), spec)
    except SmstuiError as refusal:
        return refusal.message
    return ""


def _key(target: Subject) -> tuple[str, str]:
    return target.kind, target.id


def _put_in(asked: _Asked, _spec: OperationSpec) -> None:
    if asked.target.kind == "smartcard":
        return  # the box for it is not known yet
    pairing.plan_pair(asked.context, asked.box, _A_CARD)


def _take_out(asked: _Asked, _spec: OperationSpec) -> None:
    """Plan to unpair a box and pair it again: both must be possible."""
    pairing.plan_unpair(asked.context, asked.box, asked.card)
    empty = asked.box.model_copy(update={"smartcard_id": None})
    pairing.plan_pair(asked.context, empty, _A_CARD)


def _put_other_in(asked: _Asked, _spec: OperationSpec) -> None:
    pairing.plan_swap_card(asked.context, asked.box, asked.card, _A_CARD)


def _told_again(asked: _Asked, _spec: OperationSpec) -> None:
    card = CardFound(asked.box.smartcard_id or "", None, asked.box)
    pairing.plan_cas_pair(asked.context, asked.box, card)


def _account_back(asked: _Asked, _spec: OperationSpec) -> None:
    owner = asked.context.owner("this id")
    status = _way_back(asked.context.policy.account_life, owner)
    lives.plan_account_status(asked.context, status)


def _box_back(asked: _Asked, _spec: OperationSpec) -> None:
    status = _way_back(asked.context.policy.box_life, asked.box)
    lives.plan_box_status(asked.context, asked.box, status)


def _way_back(life: Transitions, record: Account | SetTopBox) -> str:
    """Return the status to plan: ACTIVE, if the life cycle has it."""
    legal = [each for each in lives.legal_statuses(life, str(record.status or ""))
             if each != "CANCELLED"]  # fmt: skip
    return legal[0] if legal and "ACTIVE" not in legal else "ACTIVE"


def _unlocked(asked: _Asked, _spec: OperationSpec) -> None:
    pins = [each for each in asked.facts.bundle.pins if each.status == "LOCKED" and each.pin_type]
    kinds = [str(each.pin_type) for each in pins]
    rights.plan_reset_pin(asked.context, kinds[0] if kinds else "", None)


def _other_profile(asked: _Asked, _spec: OperationSpec) -> None:
    lives.plan_account_profile(asked.context, _A_PROFILE)


def _barred(asked: _Asked, spec: OperationSpec) -> None:
    lives.plan_ban(asked.context, asked.box, spec.sets[1] == YES)


def _usable(asked: _Asked, spec: OperationSpec) -> None:
    lives.plan_enable(asked.context, asked.any_device, spec.sets[1] == YES)


def _approved(asked: _Asked, _spec: OperationSpec) -> None:
    lives.plan_approve(asked.context, asked.any_device)


def _sent_again(asked: _Asked, _spec: OperationSpec) -> None:
    viewing.plan_refresh(asked.context, asked.any_device)


def _ended(asked: _Asked, _spec: OperationSpec) -> None:
    viewing.plan_end_session(asked.context, asked.target.id)


def _given(asked: _Asked, _spec: OperationSpec) -> None:
    rights.plan_add_right(asked.context, _A_PRODUCT, "SUBSCRIPTION", None, None)


def _revived(asked: _Asked, _spec: OperationSpec) -> None:
    cas.plan_recover_date_code(asked.context, asked.box)


TRIALS: Final[Mapping[str, Callable[[_Asked, OperationSpec], None]]] = {
    "put_in": _put_in,
    "take_out": _take_out,
    "put_other_in": _put_other_in,
    "told_again": _told_again,
    "account_back": _account_back,
    "other_profile": _other_profile,
    "box_back": _box_back,
    "barred": _barred,
    "usable": _usable,
    "approved": _approved,
    "sent_again": _sent_again,
    "ended": _ended,
    "unlocked": _unlocked,
    "given": _given,
    "revived": _revived,
}
"""What is planned to see whether an operation can be, by the name in its description."""


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and code_key(one or "") == code_key(other or "")
