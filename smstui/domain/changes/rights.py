"""Plans for rights and PINs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from smstui.domain.account import Account
from smstui.domain.changes.context import (
    PlanContext,
    need_digits,
    need_known,
    need_whole,
    plan_of_step,
)
from smstui.domain.changes.facts import (
    Fact,
    StateSnapshot,
    account_subject,
    gives_product,
    observed,
    picked,
    products_of,
    right_status,
    terms_of,
)
from smstui.domain.changes.operations import Call, Operation, OperationSpec
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.changes.specs.rights import PRODUCT_TYPES
from smstui.domain.changes.trial import Trial
from smstui.domain.errors import NotFound
from smstui.domain.right import Right
from smstui.domain.secret import Secret
from smstui.domain.surface import in_words, lead
from smstui.domain.zone import day, minute


def plan_add_right(
    context: PlanContext,
    product: str,
    kind: str,
    valid_from: datetime | None,
    until: datetime | None,
) -> Plan:
    """Plan to give the account a product. `kind` is one of PRODUCT_TYPES."""
    context.need(Call.ADD_RIGHT)
    if kind not in PRODUCT_TYPES:
        raise RefusedHere(f"{kind} is no kind of product.", hint=f"One of {_list(PRODUCT_TYPES)}.")
    if "," in product:
        raise RefusedHere(
            f"{product} is a list, and a right is of one product.",
            hint=in_words(
                f"Give one product at a time; {lead()}cas-subscribe takes several.",
                "Give one product at a time; only at the CAS (--cas) several go together.",
            ),
        )
    if valid_from and until and until <= valid_from:
        raise RefusedHere(
            "A right cannot end before it begins.", hint="Give a later last day (until)."
        )
    present = context.bundle.platform_time(context.bundle.read_at)
    if until and until <= present:
        raise RefusedHere(
            f"A right until {minute(until)} would be over already, so it would give nothing.",
            hint="Give a later last day (until).",
        )
    need_whole(context.bundle.rights, "rights")
    held = [right for right in context.bundle.rights
            if right.product == product and not right.device_uid]  # fmt: skip
    for right in held:
        _known_right(right)
    giving = [right for right in held if gives_product(right)]
    start = max(valid_from or present, present)
    for right in giving:
        if _covers(right, kind, start, until):
            raise AlreadySo(f"The account holds product {product} already{_until(right)}.")
    terms = Fact("product", product, f"right {terms_of(kind, valid_from, until)}")
    if products_of(giving).get(terms):
        raise RefusedHere(
            f"The account has a right of product {product} that ends at the same time and begins "
            "later, so no re-read could tell the two apart.",
            hint="Give the first day of the new one (from).",
        )
    before: dict[Fact, str | None] = {terms: None}
    if not giving:
        before[Fact("product", product, "right")] = None
    values = {
        "product": product,
        "kind": kind,
        "from": valid_from.isoformat() if valid_from else None,
        "until": until.isoformat() if until else None,
    }
    owner = context.owner("this id")
    told = _terms(kind, valid_from, until)
    step = Step(
        Write(Call.ADD_RIGHT, owner.uid or "", values),
        f"renew product {product} of account {owner.id} ({told})"
        if giving
        else f"add product {product} to account {owner.id} ({told})",
        before,
        dict.fromkeys(before, "SUBSCRIBED"),
        (account_subject(owner, context.family, "rights"),),
    )
    notes: list[str] = []
    warnings: list[str] = []
    for right in giving:
        kept = f"Right {right.uid} of product {product} stays as it is{_until(right)}."
        (notes if _has_known_end(right) else warnings).append(kept)
    return _plan(
        context, Operation.ADD_RIGHT, step, products_of(giving), notes=notes, warnings=warnings
    )


def _covers(right: Right, kind: str, start: datetime, until: datetime | None) -> bool:
    """Return whether a right gives all that is requested: its kind, from `start` on, until
    `until`."""
    if right.product_type and right.product_type.upper() != kind:
        return False
    if {"valid_from", "expires"} & set(right.unreadable) or right.end_as_sent:
        return False
    if right.valid_from and right.valid_from > start:
        return False
    return right.expires is None or (until is not None and right.expires >= until)


def _has_known_end(right: Right) -> bool:
    return "expires" not in right.unreadable and not right.end_as_sent


def _until(right: Right) -> str:
    """Return the end of a right, in words."""
    if "expires" in right.unreadable:
        return "; its end could not be read"
    if right.end_as_sent:
        return f"; its end was sent as {right.end_as_sent}"
    begin = f" from {day(right.valid_from)}" if right.valid_from else ""
    return f",{begin} until {minute(right.expires)}" if right.expires else (
        f",{begin} with no end"
    )  # fmt: skip


def _known_right(right: Right) -> None:
    """Raise RefusedHere for a right with a status that has no rule."""
    if right_status(right) not in ("SUBSCRIBED", "UNSUBSCRIBED", None):
        raise RefusedHere(
            f"Right {right.uid}{_of_product(right)} has status {right.status}. What "
            "may be done then is not known here.",
            hint="Ask whoever runs the platform what this status means.",
        )


def _terms(kind: str, valid_from: datetime | None, until: datetime | None) -> str:
    """Return a right in words: its kind, its start and its end."""
    begin = f" from {day(valid_from)}" if valid_from else ""
    end = f" until {day(until)}" if until else " with no end"
    return f"{kind}{begin}{end}"


def plan_remove_right(context: PlanContext, right_uid: str) -> Plan:
    """Plan to unsubscribe one right of the account."""
    right, owner = _right_of(context, right_uid, "UNSUBSCRIBED")
    title = f"take right {right_uid}{_of_product(right)} from account {owner.id}"
    step = _status_step(context, owner, right, title, "UNSUBSCRIBED")
    step = replace(step, tier=Tier.DISRUPTIVE)
    return _plan(context, Operation.REMOVE_RIGHT, step, observed(right))


def plan_resubscribe(context: PlanContext, right_uid: str) -> Plan:
    """Plan to subscribe to an unsubscribed right again: the undo of removing it."""
    right, owner = _right_of(context, right_uid, "SUBSCRIBED")
    title = f"give right {right_uid}{_of_product(right)} back to account {owner.id}"
    step = _status_step(context, owner, right, title, "SUBSCRIBED")
    return _plan(context, Operation.ADD_RIGHT, step, observed(right))


def _of_product(right: Right) -> str:
    """Return the product of a right in brackets, if it has one; by its name, where it is known."""
    name = f"{right.product_name}, " if right.product_name else ""
    return f" ({name}product {right.product})" if right.product else ""


def _right_of(context: PlanContext, right_uid: str, wanted: str) -> tuple[Right, Account]:
    """Return a right of the account that may get the status `wanted`, and the account."""
    context.need(Call.RIGHT_STATUS)
    need_whole(context.bundle.rights, "rights")
    owner = context.owner("this id")
    right = next((each for each in context.bundle.rights if each.uid == right_uid), None)
    if right is None:
        raise NotFound(
            f"Account {owner.id} has no right {right_uid}.",
            hint="Look the account up: its rights are listed there.",
        )
    _known_right(right)
    if right_status(right) == wanted:
        raise AlreadySo(f"Right {right_uid} is {wanted.lower()} already.")
    return right, owner


def _status_step(
    context: PlanContext, owner: Account, right: Right, title: str, wanted: str
) -> Step:
    uid, before = right.uid or "", right_status(right)
    fact = Fact("right", uid, "status")
    return Step(
        Write(Call.RIGHT_STATUS, uid, {"status": wanted}),
        title,
        {fact: before},
        {fact: wanted},
        (account_subject(owner, context.family, "rights"),),
        undo=Write(Call.RIGHT_STATUS, uid, {"status": before}) if before else None,
    )


def plan_reset_pin(context: PlanContext, pin_type: str, pin: Secret | None) -> Plan:
    """Plan to set a PIN of the account. A LOCKED one becomes SET. Without `pin` only for
    showing."""
    context.need(Call.SET_PIN)
    need_digits(pin)
    owner = context.owner("this id")
    if context.bundle.pins.was_read:
        need_whole(context.bundle.pins, "PINs")
    known = {str(each.pin_type): each for each in context.bundle.pins if each.pin_type}
    if context.bundle.pins.was_read and pin_type not in known:
        raise NotFound(
            f"Account {owner.id} has no PIN of type {pin_type}.", hint=f"One of {_list(known)}."
        )
    fact = Fact("PIN", pin_type, "status")
    before = picked(observed(known[pin_type]), [fact]) if pin_type in known else {fact: None}
    if pin_type in known:
        need_known(f"the {pin_type} PIN", known[pin_type].status)
    moves = before[fact] not in (None, "SET")
    step = Step(
        Write(Call.SET_PIN, owner.uid or "", {"type": pin_type}, pin),
        f"set the {pin_type} PIN of account {owner.id}",
        before if moves else {},
        {fact: "SET"} if moves else {},
        (account_subject(owner, context.family, "PINs"),),
        provable=moves,
    )
    shown = before if pin_type in known else {}
    notes, warnings = ([], []) if moves else _unseen_pin(before[fact])
    return _plan(context, Operation.RESET_PIN, step, shown, notes=notes, warnings=warnings)


def _unseen_pin(status: str | None) -> tuple[list[str], list[str]]:
    """Return the notes and the warnings on a PIN whose status does not show the change."""
    if status:
        return ["The PIN is SET already. Reading cannot show that it is another one."], []
    return [], ["The state of the PIN was not read. Reading cannot show that it was set."]


def try_unlocked(trial: Trial, _spec: OperationSpec) -> None:
    """Plan to set a PIN that is locked."""
    pins = [each for each in trial.context.bundle.pins if each.status == "LOCKED" and each.pin_type]
    plan_reset_pin(trial.context, str(pins[0].pin_type) if pins else "", None)


def try_given(trial: Trial, _spec: OperationSpec) -> None:
    plan_add_right(trial.context, "any", "SUBSCRIPTION", None, None)


def _plan(
    context: PlanContext,
    operation: Operation,
    step: Step,
    rests_on: StateSnapshot,
    *,
    notes: Sequence[str] = (),
    warnings: Sequence[str] = (),
) -> Plan:
    owner = context.living_owner("this id")
    return plan_of_step(context, operation, owner, step, warnings, notes=notes, rests_on=rests_on)


def _list(words: object) -> str:
    return ", ".join(map(str, words)) if isinstance(words, tuple | dict) else str(words)
