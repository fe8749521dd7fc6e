"""Plans for the conditional-access side of one box (opf.md "CAG", D).

The CAS answers each command and stores nothing that could be read again: the best outcome of such a
change is "acknowledged", and one failed command among others makes it partial.
"""

from smstui.domain.changes.context import (
    PlanContext,
    need_digits,
    preconditions_of,
    subject_of,
    subjects_of,
)
from smstui.domain.changes.facts import Fact, observed, picked
from smstui.domain.changes.operations import Call, Operation, OperationSpec
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.rights import LONGEST_YEARS, YEARS
from smstui.domain.changes.trial import Trial
from smstui.domain.device import SetTopBox
from smstui.domain.secret import Secret
from smstui.domain.surface import in_words

UNPROVED = "The CAS says which commands it executed. It cannot be verified by reading."
AT_THE_BOX = (
    "The box must be on and tuned to a channel to receive it. Then ask at the home whether a "
    "channel opens."
)


def plan_cas_subscribe(context: PlanContext, box: SetTopBox, products: str) -> Plan:
    """Plan to subscribe a box to DTH products, besides those it has."""
    given = _products(products)
    step = _step(
        context, box, Call.CAS_SUBSCRIBE, f"subscribe box {box.uid} to {given} at the CAS",
        values={"products": given, **_specification(box)},
    )  # fmt: skip
    return _plan(context, Operation.CAS_SUBSCRIBE, box, step)


def plan_cas_unsubscribe(context: PlanContext, box: SetTopBox, products: str) -> Plan:
    """Plan to remove DTH products from a box."""
    given = _products(products)
    title = f"unsubscribe box {box.uid} from {given} at the CAS"
    step = _step(
        context, box, Call.CAS_UNSUBSCRIBE, title, values={"products": given}, tier=Tier.DISRUPTIVE
    )
    return _plan(context, Operation.CAS_UNSUBSCRIBE, box, step)


def plan_cas_reset_pin(context: PlanContext, box: SetTopBox) -> Plan:
    """Plan to reset the PIN of a box to the CAS default."""
    _has_a_card(context, box)
    title = f"reset the PIN of box {box.uid} to the CAS default"
    step = _step(context, box, Call.CAS_RESET_PIN, title, values=_specification(box))
    return _plan(context, Operation.CAS_RESET_PIN, box, step)


def plan_cas_set_pin(context: PlanContext, box: SetTopBox, pin: Secret | None) -> Plan:
    """Plan to set the PIN of a box. Without `pin` the plan can only be shown."""
    need_digits(pin)
    _has_a_card(context, box)
    title = f"set the PIN of box {box.uid} at the CAS"
    values = _specification(box)
    step = _step(context, box, Call.CAS_SET_PIN, title, values=values, secret=pin)
    return _plan(context, Operation.CAS_SET_PIN, box, step)


def plan_recover_date_code(context: PlanContext, box: SetTopBox, years: str = YEARS) -> Plan:
    """Plan to recover the date code of a box unused for over 255 days (opf.md "CAG", D)."""
    if not (years.isascii() and years.isdecimal() and 0 < int(years) < 10**LONGEST_YEARS):
        raise RefusedHere(
            f"{years} is no number of years.",
            hint=in_words("Give a number such as 1.", "Give it as in --years 1."),
        )
    many = "1 year" if int(years) == 1 else f"{int(years)} years"
    title = f"recover the date code of box {box.uid} for {many} at the CAS"
    values: dict[str, str | None] = {"years": str(int(years))}
    step = _step(context, box, Call.RECOVER_DATE_CODE, title, values=values)
    return _plan(context, Operation.RECOVER_DATE_CODE, box, step, AT_THE_BOX)


def _has_a_card(context: PlanContext, box: SetTopBox) -> None:
    """Return the target: on `sdp2` a PIN at the CAS is the card's, named by its number (sdp2.md,
    D)."""
    if context.family == "sdp2" and not box.smartcard_id:
        raise RefusedHere(
            f"Box {box.uid} has no card, whose PIN it would be.", hint="Pair a card first."
        )


def _products(products: str) -> str:
    given = [each.strip() for each in products.split(",") if each.strip()]
    if not given:
        raise RefusedHere("No product was named.", hint="Name one, or several with commas between.")
    return ",".join(given)


def _specification(box: SetTopBox) -> dict[str, str | None]:
    return {"card": box.smartcard_id, "casn": box.casn}


def _step(
    context: PlanContext,
    box: SetTopBox,
    call: Call,
    title: str,
    *,
    values: dict[str, str | None],
    tier: Tier = Tier.REVERSIBLE,
    secret: Secret | None = None,
) -> Step:
    context.need(call)
    subjects = (subject_of(box, context.family),)
    named = context.policy.cas.of(box) if context.family == "opf" else {}
    write = Write(call, box.uid or "", {**values, **named}, secret)
    return Step(write, title, {}, {}, subjects, tier, provable=False)


def _plan(
    context: PlanContext, operation: Operation, box: SetTopBox, step: Step, *more: str
) -> Plan:
    if operation is not Operation.CAS_UNSUBSCRIBE:
        context.living_device(box)
    owner = context.living_owner(box.title)
    requirements, subjects, locks = context.requirements(owner)
    sent = [Fact("box", box.uid or "", name) for name in ("card", "casn", "nuid", "status")]
    return Plan(
        operation,
        step.title,
        context.family,
        (step,),
        preconditions_of(requirements, picked(observed(box), sent)),
        subjects_of(subjects, step.subjects),
        (*locks, f"box {box.uid}"),
        account=(owner.id or "") if owner else "",
        notes=(UNPROVED,),
        warnings=more,
        confirm=box.uid or "",
    )


def try_revived(trial: Trial, _spec: OperationSpec) -> None:
    plan_recover_date_code(trial.context, trial.box)
