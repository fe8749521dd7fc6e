"""Plans to create and delete accounts, boxes and cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from smstui.domain.account import Account
from smstui.domain.bundle import Family
from smstui.domain.changes.account_fields import FIELDS, fact_name
from smstui.domain.changes.account_values import normal_form
from smstui.domain.changes.cards import (
    CardFound,
    box_preconditions,
    free_card,
    named,
    need_free,
    same_cards,
)
from smstui.domain.changes.context import (
    PlanContext,
    need_digits,
    need_known,
    preconditions_of,
    subject_of,
    subjects_of,
)
from smstui.domain.changes.facts import (
    FIRST_LOGIN,
    FIRST_NAME,
    THERE,
    YES,
    Fact,
    StateSnapshot,
    Subject,
    card_subject,
    trade_name,
)
from smstui.domain.changes.operations import PASSWORD, Call, Operation
from smstui.domain.changes.pairing_halves import again, unpair_at_cas
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import SetTopBox
from smstui.domain.identifiers import IdKind, Reading, code_key
from smstui.domain.marking import numbered, personal
from smstui.domain.privacy import marked_values
from smstui.domain.record import Record, limits_of
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.domain.surface import lead
from smstui.domain.text import capital, clean
from smstui.domain.user import User
from smstui.domain.words import Unknown


@dataclass(frozen=True, slots=True)
class FirstUser:
    """The first user of a new account: the default one, a super-user.

    The platform needs a name and a PIN (sdp2.md "User", D). Without a name it gets the login's
    first characters. `has_password` says that a password is to be sent.
    """

    login: str
    name: str = ""
    pin: Secret | None = None
    password: Secret | None = None
    has_password: bool = False

    @property
    def called(self) -> str:
        return self.name or self.login[: limits_of(User)["name"]]


def plan_create_account(
    family: Family,
    number: str,
    told: Mapping[str, str],
    user: FirstUser,
    *,
    policy: Policy,
    reads_logins: bool = True,
) -> Plan:
    """Plan to create an account with its first user.

    `reads_logins` says whether this deployment can look a user up by the login.
    """
    values = {name: value for name in FIELDS if (value := normal_form(name, told.get(name, "")))}
    _within(Account, {"number": number, **values})
    _within(User, {"login_id": user.login, "name": user.called})
    _need_user_secrets(user, policy)
    values |= {name: told[name] for name in ("profile", "status") if told.get(name)}
    after: dict[Fact, str | None] = {Fact("account", number, "state"): THERE}
    after |= {Fact("account", number, fact_name(name)): value for name, value in values.items()}
    subjects = [Subject("account", Reading(IdKind.ACCOUNT, number))]
    unread = ["the PIN", "the password"] if user.has_password else ["the PIN"]
    if reads_logins:
        after |= {FIRST_LOGIN: user.login, FIRST_NAME: user.called}
        subjects.append(Subject("user", Reading(IdKind.LOGIN, user.login)))
    else:
        unread = [f"the login {personal(user.login)}", *unread]
    sent = {"login": user.login, "name": user.called, **values}
    if user.has_password:
        sent[PASSWORD] = YES
    step = Step(
        Write(Call.CREATE_ACCOUNT, number, sent, user.pin, user.password),
        f"create account {number}",
        dict.fromkeys(after),
        after,
        tuple(subjects),
    )
    status = values.get("status")
    notes = [f"{capital(_and(unread))} cannot be read back."]
    warnings = [
        "An account number is never reused.",
        "The password is sent with a salt. How the platform keeps it is assumed."
        if user.has_password
        else "The user gets no password, which OpenTV Player needs to sign on.",
    ]
    if status:
        notes.insert(0, f"Its status is {status} from the start.")
    else:
        warnings.insert(1, _NO_STATUS)
    plan = _plan(Operation.CREATE_ACCOUNT, family, step, locks=(f"account {number}",), key=number)
    return replace(plan, notes=tuple(notes), warnings=tuple(warnings))


def _need_user_secrets(user: FirstUser, policy: Policy) -> None:
    """Raise RefusedHere for a PIN or a password that cannot be sent."""
    need_digits(user.pin)
    if user.has_password and not policy.salts_passwords:
        raise RefusedHere(
            "The platform would keep the password of a new user in clear, so none is sent.",
            hint='Create the account without it, or set new_user_password = "salted" if the site '
            "takes a salt.",
        )
    most = limits_of(User)[PASSWORD]
    if user.password is not None and len(user.password.reveal()) > most:
        raise RefusedHere(f"A password has at most {most} characters.", hint="Take a shorter one.")


_NO_STATUS: Final = (
    "No status is sent, so the platform gives the account one. While it is INACTIVE, nothing can "
    "be viewed and no box provisioned."
)
"""sdp2.md, life cycle, D."""


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def why_no_box(owner: Account) -> str | None:
    """Return why no box can be created on an account, or None (sdp2.md, life cycle, D)."""
    if owner.status == "ACTIVE":
        return None
    status = f"is {owner.status}" if owner.status else "has no status that the platform tells"
    return f"Account {owner.id} {status}: only an ACTIVE account can be given a box."


def _not_at_cas() -> str:
    """Return the warning that a new box has its card by the record alone."""
    return (
        f"Only the record gets the card. When the box is there, send the CAS half with {again()}."
    )


def plan_create_box(
    context: PlanContext,
    casn: str,
    told: Mapping[str, str],
    card: CardFound | None,
    *,
    new_card: str,
) -> Plan:
    """Plan to create a box on the account, with a free card, a new card, or none.

    Only an ACTIVE account may have boxes provisioned (sdp2.md, life cycle, D).
    """
    call = Call.CREATE_BOX_AND_CARD if new_card else Call.CREATE_BOX
    context.need(call)
    owner = context.owner("this id")
    if reason := why_no_box(owner):
        raise RefusedHere(reason, hint=f"Make the account ACTIVE first ({lead()}status).")
    names = {"mac_address": "mac", "nuid": "nuid", "serial_number": "serial"}
    _within(
        SetTopBox, {"casn": casn, **{field: told.get(name, "") for field, name in names.items()}}
    )
    subjects = [Subject("box", Reading(IdKind.CASN, casn))]
    kept: StateSnapshot = {}
    seen_too: tuple[Subject, ...] = ()
    number = new_card or (card.number if card is not None else "")
    sent, notes, warnings = _sendable(context.family, told)
    shown = {"state": THERE, "account": owner.uid, "card": number or None, **sent}
    after: dict[Fact, str | None] = {
        Fact("chipset", casn, name): value for name, value in shown.items() if value
    }
    before: dict[Fact, str | None] = dict.fromkeys(after)
    if new_card:
        _within(SmartCard, {"number": new_card})
        _exists(before, after, subjects, new_card)
        kept = _no_card(new_card)
    elif card is not None:
        _free(card)
        kept = free_card(card)
        if card.record is not None:
            status = Fact("smartcard", number, "status")
            before[status], after[status] = str(card.record.status), "UNAVAILABLE"
            subjects.append(card_subject(number))
        else:
            seen_too = (card_subject(number),)
    if number and context.policy.cas.pairs:
        warnings = (*warnings, _not_at_cas())
    with_card = f" with {'new ' if new_card else ''}card {numbered(number)}" if number else ""
    values = {"account": owner.uid, "card": number or None, **sent}
    step = Step(
        Write(call, casn, values),
        f"create box {numbered(casn)} on account {owner.id}{with_card}",
        before,
        after,
        tuple(subjects),
    )
    requirements, seen_from, locks = context.requirements(owner)
    return Plan(
        Operation.CREATE_BOX,
        step.title,
        context.family,
        (step,),
        preconditions_of(requirements, same_cards(subjects, card), before, kept),
        subjects_of(seen_from, subjects, seen_too),
        (*locks, *((f"card {code_key(number)}",) if number else ())),
        account=owner.id or "",
        notes=notes,
        warnings=warnings,
        confirm=number or casn,
    )


_FIELDS_OF_DEVICE: Final = {"nuid": "nuid", "description": "name"}
"""The fields of a device in `opf`, by the name that a person types (opf.md "ADM: devices", D)."""
_NOT_ON_DEVICE: Final = {"mac": "MAC address", "serial": "serial number", "type": "smartcard type"}


def _sendable(
    family: Family, told: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Return the values that the platform has a field for; in words those that have another name
    there, as notes, and those without a field, as warnings."""
    given = {name: value for name, value in told.items() if value}
    if family == "sdp2":
        return given, (), ()
    sent = {_FIELDS_OF_DEVICE[name]: value for name, value in given.items()
            if name in _FIELDS_OF_DEVICE}  # fmt: skip
    notes, warnings = [], []
    if "description" in given:
        notes.append("This platform has no description of a box: it is sent as its name.")
    if missing := [what for name, what in _NOT_ON_DEVICE.items() if name in given]:
        warnings.append(
            f"Not sent: {', '.join(missing)}. This platform has no field for "
            f"{'it' if len(missing) == 1 else 'them'}."
        )
    return sent, tuple(notes), tuple(warnings)


def plan_create_card(family: Family, number: str, cas_instance: str) -> Plan:
    """Plan to create a card. The number of a cancelled one cannot be used again."""
    _within(SmartCard, {"number": number, "cas_instance_id": cas_instance})
    after: dict[Fact, str | None] = {Fact("smartcard", number, "state"): THERE}
    if cas_instance:
        after[Fact("smartcard", number, "cas")] = cas_instance
    step = Step(
        Write(Call.CREATE_CARD, number, {"cas": cas_instance or None}),
        f"create card {numbered(number)}",
        dict.fromkeys(after),
        after,
        (card_subject(number),),
    )
    locks = (f"card {code_key(number)}",)
    plan = _plan(Operation.CREATE_CARD, family, step, locks=locks, key=number)
    return replace(plan, preconditions=preconditions_of(step.before, _no_card(number)))


def plan_delete_box(context: PlanContext, box: SetTopBox) -> Plan:
    """Plan to delete a box for good. Its sessions end and its card is free again."""
    context.need(Call.DELETE_BOX)
    fact = Fact("box", box.uid or "", "state")
    step = Step(
        Write(Call.DELETE_BOX, box.uid or ""),
        f"delete box {box.uid}",
        {fact: THERE},
        {fact: None},
        (subject_of(box, context.family),),
        Tier.IRREVERSIBLE,
    )
    steps = [step]
    if box.smartcard_id:
        steps = [*unpair_at_cas(context, box, CardFound(box.smartcard_id, None, box)), step]
    owner = context.owner_if_any(box.title)
    requirements, subjects, locks = context.requirements(owner)
    freed = f" Card {box.smartcard_id} leaves it." if box.smartcard_id else ""
    warnings = [f"Box {box.uid}{named(box)} is gone for ever. It goes dark at once.{freed}"]
    if isinstance(box.status, Unknown):
        warnings.append(f"Box {box.uid} has status {box.status}, which is not known here.")
    return Plan(
        Operation.DELETE_BOX,
        step.title,
        context.family,
        tuple(steps),
        preconditions_of(requirements, step.before, box_preconditions(box)),
        subjects_of(subjects, step.subjects),
        (*locks, f"box {box.uid}"),
        account=(owner.id or "") if owner else "",
        warnings=tuple(warnings),
        confirm=box.uid or "",
    )


def plan_delete_card(family: Family, card: CardFound) -> Plan:
    """Plan to delete a free card for good."""
    if card.record is not None and card.record.status == "CANCELLED":
        raise RefusedHere(
            f"Card {card.number} is CANCELLED already.", hint="There is nothing to delete."
        )
    if card.holder is not None:
        raise RefusedHere(
            f"Card {card.number} is in box {card.holder.uid}.", hint="Unpair the box first."
        )
    need_known(f"card {card.number}", card.record.status if card.record else None)
    fact = Fact("smartcard", card.number, "state")
    step = Step(
        Write(Call.DELETE_CARD, card.number),
        f"delete card {card.number}",
        {fact: THERE},
        {fact: None},
        (card_subject(card.number),),
        Tier.IRREVERSIBLE,
    )
    warnings = ("Its number is never usable again. Rights bought for it may go too.",)
    locks = (f"card {code_key(card.number)}",)
    plan = _plan(
        Operation.DELETE_CARD, family, step, locks=locks, key=card.number, warnings=warnings
    )
    preconditions = preconditions_of(step.before, free_card(card), same_cards(step.subjects, card))
    return replace(plan, preconditions=preconditions)


_CREATING: Final = frozenset(call for call in Call if call.startswith("create-"))
_IN_THE_TITLE: Final = frozenset({"account", "card"})


def details_of(step: Step) -> str:
    """Return the values of a new record that neither the title of its step nor a fact has; empty
    for other calls."""
    write = step.write
    if write.call not in _CREATING:
        return ""
    facts = frozenset(step.after.values())
    told = {
        name: value
        for name, value in write.values.items()
        if name not in _IN_THE_TITLE and value not in facts
    }
    cleaned = {name: clean(value) for name, value in told.items() if value}
    return ", ".join(
        f"{trade_name(name)} {value}" for name, value in marked_values(cleaned).items()
    )


def _within(kind: type[Record], told: Mapping[str, str]) -> None:
    """Raise RefusedHere for a value longer than the entity's limit."""
    for name, most in limits_of(kind).items():
        if len(told.get(name, "")) > most:
            raise RefusedHere(
                f"{name.replace('_', ' ').capitalize()} has at most {most} characters; this has "
                f"{len(told[name])}.",
                hint="Give a shorter one.",
            )


def _free(card: CardFound) -> None:
    if card.holder is not None:
        raise RefusedHere(
            f"Card {card.number} is in box {card.holder.uid}.", hint="Unpair that box first."
        )
    need_free(card)


def _no_card(number: str) -> StateSnapshot:
    """Check that no card has the number, and that no cancelled card had it."""
    return {Fact("smartcard", number, name): None for name in ("state", "status")}


def _exists(
    before: dict[Fact, str | None],
    after: dict[Fact, str | None],
    subjects: list[Subject],
    number: str,
) -> None:
    fact = Fact("smartcard", number, "state")
    before[fact], after[fact] = None, THERE
    subjects.append(card_subject(number))


def _plan(
    operation: Operation,
    family: Family,
    step: Step,
    *,
    locks: tuple[str, ...],
    key: str,
    warnings: tuple[str, ...] = (),
) -> Plan:
    return Plan(
        operation, step.title, family, (step,), step.before, step.subjects, locks,
        account=key if operation is Operation.CREATE_ACCOUNT else "",
        warnings=warnings, confirm=key,
    )  # fmt: skip
