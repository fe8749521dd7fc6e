"""A transcript asked again on a sandbox: where its answers, verdicts and plans differ now.

Only what reads: questions, diagnoses and plans. Nothing is applied, so a plan that stood on an
earlier change of the same case may differ for that reason, and is said to.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from smstui.config.address import is_loopback
from smstui.config.settings import Deployment
from smstui.domain.case.reading import (
    DiagnosisThen,
    PlanEventThen,
    QuestionThen,
    RequestThen,
    SubjectThen,
    Transcript,
)
from smstui.domain.case.record import found_in
from smstui.domain.changes.facts import Fact, StateSnapshot
from smstui.domain.changes.operations import PASSWORD
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.errors import BadIdentifier, NotSent, SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import called, foreign, plain
from smstui.domain.privacy import PRIVACY_MASK, asked_by, value_of, wanted_value_of
from smstui.domain.secret import Secret
from smstui.domain.text import Clean, clean
from smstui.domain.zone import retold
from smstui.services.client import Client
from smstui.services.outcomes import Opened

Facts = Mapping[Clean, Clean | None]

STAND_IN = Secret("0000")
"""In place of a secret that a request came with: it is planned with, and never sent."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event asked again: what it was, and how it differs; nothing where it is the same.

    `skipped` says why it was not asked again.
    """

    what: str
    differs: tuple[str, ...] = ()
    skipped: str = ""


async def replay(client: Client, transcript: Transcript) -> list[Replayed]:
    """Ask every event of `transcript` again, in its order.

    Raises RefusedHere where the deployment is more than this machine alone, or of the other
    family; PlatformError when it cannot be reached.
    """
    refuse_beyond_loopback(client.deployment)
    if transcript.family != client.deployment.family:
        raise RefusedHere(
            f"The transcript is of a platform of family {transcript.family}, "
            f"{client.deployment.name} is of {client.deployment.family}.",
            hint="Choose another sandbox with --deployment.",
        )
    ended = []
    for event in transcript.events:
        match event:
            case QuestionThen():
                ended.append(await _asked(client, event))
            case DiagnosisThen():
                ended.append(await _judged(client, event))
            case PlanEventThen():
                ended.append(await _planned(client, event))
    return ended


def refuse_beyond_loopback(deployment: Deployment) -> None:
    """Raise RefusedHere unless every address of `deployment` is this machine."""
    reached = deployment.reached
    for name in type(reached).model_fields:
        url = getattr(reached, name)
        if name.endswith("_url") and url and not is_loopback(urlsplit(url).hostname or ""):
            raise RefusedHere(
                f"A transcript is asked again on a sandbox only, and {name} of {deployment.name} "
                "leads to another machine.",
                hint="smstui sandbox prints a configuration that reaches one.",
            )


async def _asked(client: Client, then: QuestionThen) -> Replayed:
    what = f"asked {asked_by(then.text, then.as_kind)} as {then.as_kind}"
    if PRIVACY_MASK in then.text:
        return Replayed(what, skipped="it is masked")
    try:
        outcome = await client.look_up(then.text, only=then.as_kind)
    except BadIdentifier as error:
        return Replayed(what, (f"now {error}",))
    if not isinstance(outcome, Opened):
        found = f"{then.found.kind} {called(then.found.kind, then.found.id)}"
        return Replayed(what, (f"then {found}; now nothing opens",))
    now = found_in(outcome.bundle)
    before = then.found
    pairs = [
        ("found", f"{before.kind} {called(before.kind, before.id)}", str(now.record)),
        ("account", before.account or "none", now.account or "none"),
        ("status", before.status or "none", now.status or "none"),
        *(
            (name, str(count), str(dict(now.counts).get(name, "not read")))
            for name, count in before.counts.items()
        ),
    ]
    return Replayed(what, tuple(_different(pairs)))


async def _judged(client: Client, then: DiagnosisThen) -> Replayed:
    subject = then.subject
    what = f"diagnosed {subject.kind} {called(subject.kind, subject.id)}"
    if PRIVACY_MASK in subject.id:
        return Replayed(what, skipped="it is masked")
    told = await client.diagnose(
        subject.id, reported=then.reported or "", only=_kind(subject, client.deployment.family)
    )
    if told.diagnosis is None:
        return Replayed(what, (f"then {then.verdict}; now nothing opens",))
    before = {f"{one.check}: {one.result}" for one in then.findings}
    after = {f"{one.check}: {one.result}" for one in told.diagnosis.findings}
    differs = list(_different([("verdict", then.verdict, plain(told.diagnosis.verdict))]))
    differs += [f"no longer {one}" for one in sorted(before - after)]
    differs += [f"now {one}" for one in sorted(after - before)]
    return Replayed(what, tuple(differs))


async def _planned(client: Client, then: PlanEventThen) -> Replayed:
    what = f"planned: {foreign(then.title)}"
    if then.request is None:
        return Replayed(what, skipped="what was asked for is not in the transcript")
    if (
        PRIVACY_MASK
        in f"{then.request.target} {then.request.second} {' '.join(then.request.values)}"
    ):
        return Replayed(what, skipped="it is masked")
    try:
        plan = await client.changes.plan(_request(then.request))
    except NotSent:
        raise
    except SmstuiError as error:
        if then.refusal is not None and then.plan is None:
            return Replayed(what)
        return Replayed(what, (f"now there is no plan: {error.message}",))
    if then.plan is None:
        return Replayed(what, (f"then refused: {then.refusal or ''}; now {plan.title}",))
    return Replayed(what, tuple(_steps(then, plan)))


def _steps(then: PlanEventThen, plan: Plan) -> Iterator[str]:
    assert then.plan is not None  # noqa: S101  the caller has seen to it
    before = [_step(step.title, step.before, step.after) for step in then.plan.steps]
    after = [
        _step(clean(plain(step.title)), _named(step.before), _named(step.after))
        for step in plan.steps
    ]
    yield from (f"then {one}" for one in before if one not in after)
    yield from (f"now {one}" for one in after if one not in before)


def _step(title: str, before: Facts, after: Facts) -> str:
    changes = ", ".join(
        f"{retold(fact)} {_value(fact, before.get(fact))} → {_value(fact, value, wanted_value_of)}"
        for fact, value in sorted(after.items())
    )
    return f"{title} ({changes})" if changes else title


def _value(
    fact: str, value: str | None, named: Callable[[Fact, str | None], str] = value_of
) -> str:
    """Return the value of a fact, which is told as `kind id name`, marked where it is personal."""
    kind, _, rest = fact.partition(" ")
    key, _, name = rest.partition(" ")
    return named(Fact(kind, key, name), value)


def _named(image: StateSnapshot) -> Facts:
    return {clean(fact): None if value is None else clean(value) for fact, value in image.items()}


def _different(pairs: list[tuple[str, str, str]]) -> Iterator[str]:
    yield from (f"{name}: then {then}, now {now}" for name, then, now in pairs if then != now)


def _request(then: RequestThen) -> Request:
    return Request(
        then.operation,
        then.target,
        then.second or "",
        {str(name): str(value) for name, value in then.values.items()},
        then.as_kind,
        STAND_IN if then.secret else None,
        STAND_IN if then.secret and PASSWORD in map(str, then.values) else None,
    )


def _kind(subject: SubjectThen, family: str) -> IdKind | None:
    device = IdKind.DEVICE_UID if family == "sdp2" else IdKind.OPF_DEVICE
    kinds = {"box": device, "player": device, "smartcard": IdKind.SMARTCARD, "user": IdKind.LOGIN}
    if subject.kind == "account":
        return None
    return kinds.get(subject.kind)
