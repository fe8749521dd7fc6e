"""Plans for sessions, rights on a device, and messages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smstui.domain.account import Account
from smstui.domain.changes.context import PlanContext, need_whole, preconditions_of, subject_of
from smstui.domain.changes.facts import LIVE, Fact, account_subject, observed, picked
from smstui.domain.changes.operations import Call, Operation, OperationSpec
from smstui.domain.changes.plan import Plan, Step, Tier, Write
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.specs.viewing import LONGEST_MESSAGE
from smstui.domain.changes.trial import Trial
from smstui.domain.changes.verdict import NONE_ENDED
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import NotFound
from smstui.domain.privacy import marked_words, words_of
from smstui.domain.record import titled
from smstui.domain.session import Session


def plan_end_session(context: PlanContext, *session_ids: str) -> Plan:
    """Plan to end sessions of the account, one for each step. NotFound for an unknown one."""
    context.need(Call.END_SESSION)
    owner = context.owner("this id")
    live = {str(each.uid): each for each in _live(context)}
    for wanted in session_ids:
        if wanted not in live:
            raise NotFound(
                f"Account {owner.id} has no live session {wanted}.",
                hint=f"Live now: {', '.join(live) or 'none'}.",
            )
    steps = tuple(_end(context, owner, live[wanted]) for wanted in session_ids)
    noun = "session" if len(steps) == 1 else f"{len(steps)} sessions:"
    title = f"end {noun} {', '.join(session_ids)}"
    return _plan(context, Operation.END_SESSION, owner, steps, title=title)


def try_ended(trial: Trial, _spec: OperationSpec) -> None:
    plan_end_session(trial.context, trial.id)


def plan_end_of_device(context: PlanContext, device: SetTopBox | MediaPlayer) -> Plan:
    """Plan to end every session of one device: in one request, or one for each session."""
    owner = context.owner(device.title)
    operation, title = Operation.END_DEVICE_SESSIONS, f"end the sessions of {device.title}"
    if context.offers(Call.END_DEVICE_SESSIONS):
        step = _in_one(Call.END_DEVICE_SESSIONS, device.uid or "", title)
        return _all_in_one(context, operation, owner, step)
    context.need(Call.END_SESSION)
    running = [each for each in _live(context) if each.device_uid == device.uid]
    return _one_by_one(context, operation, owner, running, title)


def plan_end_of_account(context: PlanContext) -> Plan:
    """Plan to end every session of the account: in one request, or one for each session."""
    owner = context.owner("this id")
    operation, title = Operation.END_ACCOUNT_SESSIONS, f"end the sessions of account {owner.id}"
    if context.offers(Call.END_ACCOUNT_SESSIONS):
        step = _in_one(Call.END_ACCOUNT_SESSIONS, owner.uid or "", title)
        return _all_in_one(context, operation, owner, step)
    context.need(Call.END_SESSION)
    return _one_by_one(context, operation, owner, _live(context), title)


def none_ended(call: Call) -> str:
    """Return the sentences on a request that ended no session: what that means, and what then."""
    then = (
        "end the sessions of the account"
        if call is Call.END_DEVICE_SESSIONS
        else "a limit of a device group, a channel group or IP addresses is reached. No call shows "
        "those"
    )
    return f"{NONE_ENDED} (0 ended). If the viewer still gets 1007, {then}."


def plan_refresh(context: PlanContext, device: SetTopBox | MediaPlayer) -> Plan:
    """Plan to send the rights of a device again. Raises RefusedHere for a cancelled one."""
    context.need(Call.REFRESH)
    context.living_device(device)
    owner = context.living_owner(device.title)
    step = Step(
        Write(Call.REFRESH, device.uid or ""),
        f"send the rights of {device.title} again",
        {},
        {},
        (subject_of(device, context.family),),
        provable=False,
    )
    notes = ["Whether it arrives cannot be read back. Ask at the home."]
    plan = _plan(context, Operation.REFRESH, owner, (step,), title=step.title, notes=notes)
    status = picked(observed(device), [Fact(device.noun, device.uid or "", "status")])
    return replace(plan, preconditions={**plan.preconditions, **status})


def plan_message(
    context: PlanContext, device: SetTopBox | MediaPlayer, text: str, title: str = "Message"
) -> Plan:
    """Plan to send a message: to the inbox of an open device, or to the television of a box."""
    if isinstance(device, SetTopBox):
        return _text_to_box(context, device, text, Operation.MESSAGE, Call.CAS_MESSAGE)
    values: dict[str, str | None] = {"title": title}
    return _sent_text(context, device, text, Operation.MESSAGE, Write(Call.MESSAGE, "", values))


def plan_mail(context: PlanContext, box: SetTopBox, text: str) -> Plan:
    """Plan to send a mail to a box (opf.md "CAG", D)."""
    return _text_to_box(context, box, text, Operation.MAIL, Call.MAIL)


def _text_to_box(
    context: PlanContext, box: SetTopBox, text: str, operation: Operation, call: Call
) -> Plan:
    context.need(call)
    context.living_device(box)
    plan = _sent_text(context, box, text, operation, Write(call, "", context.policy.cas.of(box)))
    named = [Fact("box", box.uid or "", name) for name in ("card", "casn", "nuid", "status")]
    return replace(plan, preconditions={**plan.preconditions, **picked(observed(box), named)})


_IN_INBOX: Final = "The player shows it as a notification, and has it in its inbox."
_KEPT: Final = "The box keeps it until the customer reads it."
_SHOWN: Final = "The box shows it on the television."


def _sent_text(
    context: PlanContext,
    device: SetTopBox | MediaPlayer,
    text: str,
    operation: Operation,
    write: Write,
) -> Plan:
    """Return the plan to send `text` with `write`, which lacks its target and the text."""
    context.need(write.call)
    text = text.strip()
    noun = "mail" if operation is Operation.MAIL else "message"
    if not text or len(text) > LONGEST_MESSAGE:
        raise RefusedHere(
            f"A {noun} has 1 to {LONGEST_MESSAGE} characters; this has {len(text)}.",
            hint="Write a shorter text." if text else "Write a text.",
        )
    owner = context.living_owner(device.title)
    step = Step(
        replace(write, target=device.uid or "", values={**write.values, "text": text}),
        f"{noun} {device.title}: {marked_words(text, words_of(context.bundle))}",
        {},
        {},
        (subject_of(device, context.family),),
        provable=False,
    )
    seen = _IN_INBOX if write.call is Call.MESSAGE else _KEPT if write.call is Call.MAIL else _SHOWN
    notes = [f"{seen} The platform says that it took the {noun}, not that it was read."]
    title = f"{noun} {device.title}"
    return _plan(context, operation, owner, (step,), title=title, notes=notes)


def _live(context: PlanContext) -> list[Session]:
    sessions = context.bundle.sessions
    need_whole(sessions, "live sessions")
    return [each for each in sessions if each.uid and each.is_live]


def _end(context: PlanContext, owner: Account, session: Session) -> Step:
    fact = Fact("session", session.uid or "", "state")
    watched = f" ({session.content_id})" if session.content_id else ""
    known = (each.title for each in context.bundle.devices if each.uid == session.device_uid)
    device = next(known, titled("device", session.device_uid))
    return Step(
        Write(Call.END_SESSION, session.uid or ""),
        f"end session {session.uid}{watched} on {device}",
        {fact: LIVE},
        {fact: None},
        (account_subject(owner, context.family, "sessions"),),
        Tier.DISRUPTIVE,
    )


def _in_one(call: Call, target: str, title: str) -> Step:
    return Step(Write(call, target), title, {}, {}, (), Tier.DISRUPTIVE, provable=False)


def _one_by_one(
    context: PlanContext, operation: Operation, owner: Account, running: list[Session], title: str
) -> Plan:
    if not running:
        raise RefusedHere(
            f"No session is live, so it cannot {title}.",
            hint="Read the record again if there should be one.",
        )
    steps = tuple(_end(context, owner, session) for session in running)
    return _plan(context, operation, owner, steps, title=title)


def _all_in_one(context: PlanContext, operation: Operation, owner: Account, step: Step) -> Plan:
    """Return the plan to end sessions in one request; they may be not listed."""
    unlisted = not context.bundle.sessions.is_whole
    return _plan(
        context, operation, owner, (step,), title=step.title,
        notes=[_ENDED] if unlisted else [], warnings=[_UNLISTED] if unlisted else [],
    )  # fmt: skip


_UNLISTED: Final = "This platform cannot list sessions, so it is not known what will be ended."
_ENDED: Final = (
    "The platform says how many it ended. It cannot be verified by reading. Viewers can start "
    "again at once."
)


def _plan(
    context: PlanContext,
    operation: Operation,
    owner: Account | None,
    steps: tuple[Step, ...],
    *,
    title: str,
    notes: Sequence[str] = (),
    warnings: Sequence[str] = (),
) -> Plan:
    requirements, subjects, locks = context.requirements(owner)
    ended = {step.write.target for step in steps if step.write.call is Call.END_SESSION}
    running = [observed(each) for each in context.bundle.sessions if each.uid in ended]
    return Plan(
        operation,
        title,
        context.family,
        steps,
        preconditions_of(requirements, *(step.before for step in steps), *running),
        subjects,
        locks or tuple(f"device {step.write.target}" for step in steps),
        account=(owner.id or "") if owner else "",
        notes=tuple(notes),
        warnings=tuple(warnings),
        confirm=steps[0].write.target,
    )


def try_sent_again(trial: Trial, _spec: OperationSpec) -> None:
    plan_refresh(trial.context, trial.any_device)
