"""From what was opened to why it cannot be watched: gather the facts, let the checks judge.

Beside the bundle these are asked, at once: the approvals of the account and of its devices where an
open device is in question, the cards' own records where only their boxes told of them, and on `opf`
whether another record carries an id of it; of an account, an id of its devices too. Of an account
at most MOST_CARDS cards are read, and MOST_IDS ids (`twins`) asked for; the verdict says so of the
others.
A box of another household that a card names is read afterwards.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from smstui.config.settings import Deployment
from smstui.domain.account import ApprovalQuota
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle, Focus, Part
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.specs.table import why_not
from smstui.domain.changes.watch import Awaited
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.errors import PlatformError
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.domain.rereading import Reread
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.diagnosis import (
    MOST_DEVICES,
    Diagnosis,
    device_in_question,
    diagnose,
)
from smstui.domain.triage.dictionary import Reported
from smstui.domain.triage.facts import NOBODY, BoundRights, Facts
from smstui.platforms.correlation import correlation_id, with_new_correlation_id
from smstui.platforms.parts import joined
from smstui.platforms.port import Found, Platform
from smstui.services.changes.lacking import lacking_here
from smstui.services.changes.rules import policy_of
from smstui.services.lookup import Lookup
from smstui.services.outcomes import Opened, Outcome
from smstui.services.references import References
from smstui.services.twins import Asked, twins_of

MOST_CARDS: Final = 20
"""Cards of an account that are looked up by their own numbers for one diagnosis."""

Clock = Callable[[], datetime]

_MOST_ELSEWHERE: Final = 5
"""Boxes of other households that are read; a card names one."""


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """The result for an id: what was found, and the diagnosis where that was one record."""

    outcome: Outcome
    diagnosis: Diagnosis | None = None


class Diagnoses:
    """Diagnoses on one deployment. Lives in the engine's thread; changes nothing.

    `absent` says of each operation the deployment has no call for why not, `lacking` of each
    call. With `policy`, actions are offered only if they would be planned. `last_command`,
    `bound_rights` and `awaited` are as in `Facts`, the last of them for some ids.
    """

    def __init__(
        self,
        platform: Platform,
        lookup: Lookup,
        absent: Mapping[str, str] = MappingProxyType({}),
        clock: Clock = utc_now,
        *,
        references: References | None = None,
        policy: Policy | None = None,
        lacking: Mapping[Call, str] = MappingProxyType({}),
        last_command: Callable[[str], CasCommand | None] = lambda _: None,
        bound_rights: BoundRights = "unknown",
        awaited: Callable[[Collection[str]], Sequence[Awaited]] = lambda _: (),
    ) -> None:
        self._platform = platform
        self._lookup = lookup
        self._references = references
        self._absent = absent
        self._clock = clock
        self._policy = policy
        self._lacking = lacking
        self._last_command = last_command
        self._bound_rights = bound_rights
        self._awaited = awaited

    @with_new_correlation_id
    async def ask(
        self,
        text: str,
        reported: Reported | None = None,
        *,
        only: IdKind | None = None,
        recent: bool = True,
    ) -> Diagnosed:
        """Look `text` up and diagnose it, in at most three rounds of calls.

        Without `recent` it is not among what was looked up lately.

        Raises what a lookup raises.
        """
        quota, approvals = Part[ApprovalQuota](), Part[AnyDevice]()
        shared: Asked | None = None

        async def beside(found: Found) -> None:
            nonlocal quota, approvals, shared
            if isinstance(found, SetTopBox | MediaPlayer):
                shared = await twins_of(self._platform, [found], asked)
            if isinstance(found, MediaPlayer) and found.account_uid:
                quota, approvals = await asyncio.gather(
                    self._platform.approval_quota(found.account_uid),
                    self._approvals_of(found.account_uid, [found]),
                )

        asked = identify(text, self._platform.family, only)
        outcome = await self._lookup.ask(text, only=only, beside=beside, recent=recent)
        if not isinstance(outcome, Opened):
            return Diagnosed(outcome)
        if outcome.source == "cache":
            return Diagnosed(outcome, self._of_cache(outcome, outcome.bundle, reported))
        if shared is None:  # its devices are not known before it is read
            in_question = _in_question(outcome.bundle)
            twins, approvals = await asyncio.gather(
                twins_of(self._platform, in_question, asked), self._approvals(outcome.bundle)
            )
            shared = twins
        cards, limited = await asyncio.gather(
            self._with_cards(outcome.bundle), self._with_limits(outcome.bundle)
        )
        bundle = with_approvals(cards, approvals)
        bundle = bundle.model_copy(update={"account": limited.account})
        outcome = replace(outcome, bundle=bundle)
        facts = await self._with_elsewhere(self._facts(outcome.bundle, reported))
        diagnosis = diagnose(replace(facts, quota=quota, shared=shared))
        return Diagnosed(outcome, replace(diagnosis, correlation_id=outcome.correlation_id))

    @with_new_correlation_id
    async def of(
        self, opened: Opened, focus: Focus | None = None, reported: Reported | None = None
    ) -> Diagnosis:
        """Diagnose what is open, or the record `focus` of it, in one further round of calls.

        What the cache told is judged as it is: the platform was not to be had.
        """
        bundle = opened.bundle.model_copy(update={"focus": focus or opened.bundle.focus})
        if opened.source == "cache":
            return self._of_cache(opened, bundle, reported)
        bundle, limited, quota, approvals, shared = await asyncio.gather(
            self._with_cards(bundle),
            self._with_limits(bundle),
            self._quota(bundle),
            self._approvals(bundle),
            twins_of(self._platform, _in_question(bundle)),
        )
        bundle = with_approvals(bundle, approvals)
        bundle = bundle.model_copy(update={"account": limited.account})
        facts = await self._with_elsewhere(self._facts(bundle, reported))
        diagnosis = diagnose(replace(facts, quota=quota, shared=shared))
        return replace(diagnosis, correlation_id=correlation_id())

    def _of_cache(self, opened: Opened, bundle: Bundle, reported: Reported | None) -> Diagnosis:
        """Judge what the cache told. The correlation id is of the calls that failed, if any did."""
        found = diagnose(replace(self._facts(bundle, reported), remembered=True))
        return replace(found, correlation_id=opened.correlation_id)

    def _facts(self, bundle: Bundle, reported: Reported | None) -> Facts:
        return Facts(
            bundle,
            self._clock(),
            absent=self._absent,
            reported=reported,
            policy=self._policy,
            lacking=self._lacking,
            last_command=self._last_command,
            bound_rights=self._bound_rights,
            awaited=tuple(self._awaited(_ids_of(bundle))),
        )

    async def _with_elsewhere(self, facts: Facts) -> Facts:
        """Read the boxes outside this household that its cards name: one call each, if any."""
        here = {device.uid for device in facts.bundle.devices}
        named = {
            card.box_uid
            for card in facts.bundle.smartcards
            if not card.told_by_box and card.box_uid and card.box_uid not in NOBODY
        } - here
        if facts.opf or not named:
            return facts
        found: list[SetTopBox] = []
        for uid in sorted(named)[:_MOST_ELSEWHERE]:
            with suppress(PlatformError):
                records = await self._platform.resolve(Reading(IdKind.DEVICE_UID, uid))
                found += [one for one in records if isinstance(one, SetTopBox) and one.uid == uid]
        return replace(facts, elsewhere=tuple(found))

    async def _quota(self, bundle: Bundle) -> Part[ApprovalQuota]:
        device = device_in_question(Facts(bundle, bundle.read_at))
        if not isinstance(device, MediaPlayer) or not device.account_uid:
            return Part[ApprovalQuota]()
        return await self._platform.approval_quota(device.account_uid)

    async def _with_limits(self, bundle: Bundle) -> Bundle:
        """Return the bundle with the limits of the account's profile, where they have a service."""
        return await self._references.with_limits(bundle) if self._references else bundle

    async def _approvals(self, bundle: Bundle) -> Part[AnyDevice]:
        """Read which open devices are approved, where a device in question does not tell it."""
        players = [one for one in _in_question(bundle) if isinstance(one, MediaPlayer)]
        uid = next((one.account_uid for one in players if one.account_uid), None)
        return await self._approvals_of(uid, players)

    async def _approvals_of(
        self, account_uid: str | None, players: Sequence[MediaPlayer]
    ) -> Part[AnyDevice]:
        if self._platform.family != "opf" or not account_uid:
            return Part[AnyDevice]()
        if all(one.approved is not None for one in players):
            return Part[AnyDevice]()
        return await self._platform.approvals(account_uid)

    async def _with_cards(self, bundle: Bundle) -> Bundle:
        """Return the bundle with the cards of the boxes in question read by their own numbers.

        The cache is given them too.
        """
        boxes = _unasked(bundle)
        if not boxes:
            return bundle
        parts = await asyncio.gather(*(self._platform.smartcard_of(box) for box in boxes))
        asked = tuple(
            box.uid for box, part in zip(boxes, parts, strict=True) if part.was_read and box.uid
        )
        read = _distinct(card for part in parts for card in part)
        self._lookup.remember(Reread(read, boxes_asked=frozenset(asked)))
        numbers = {card.number for card in read}
        others = [card for card in bundle.smartcards if card.number not in numbers]
        return bundle.model_copy(
            update={
                "smartcards": joined([*read, *others], *parts),
                "boxes_asked": (*bundle.boxes_asked, *asked),
            }
        )


def with_approvals(bundle: Bundle, approvals: Part[AnyDevice]) -> Bundle:
    """Return the bundle whose devices have the approvals that were read apart from them."""
    told = {each.uid: each for each in approvals if each.uid and each.approved is not None}

    def completed(device: AnyDevice) -> AnyDevice:
        apart = told.get(device.uid) if device.uid else None
        if apart is None or device.approved is not None:
            return device
        names = ("approved", "last_approved", "last_unapproved")
        return device.model_copy(update={name: getattr(apart, name) for name in names})

    if not told:
        return bundle
    devices = bundle.devices.model_copy(
        update={"records": tuple(completed(each) for each in bundle.devices)}
    )
    return bundle.model_copy(update={"devices": devices})


def _ids_of(bundle: Bundle) -> Collection[str]:
    """Return the ids by which a change names the account, its devices and their cards."""
    owner = bundle.owner
    told = {
        owner.id if owner else None,
        *(device.uid for device in bundle.devices),
        *(card.number for card in bundle.smartcards),
    }
    return {one for one in told if one}


def _in_question(bundle: Bundle) -> Sequence[Found]:
    """Return the records whose ids no other record may carry: of an account, its devices too."""
    device = device_in_question(Facts(bundle, bundle.read_at))
    if device is not None:
        return [device]
    if bundle.focus.kind not in ("account", "user") or bundle.owner is None:
        return []
    devices = [one for one in bundle.devices if isinstance(one, SetTopBox | MediaPlayer)]
    return [bundle.owner, *devices[:MOST_DEVICES]]


def _unasked(bundle: Bundle) -> Sequence[SetTopBox]:
    """Return the boxes whose cards have to be read for a diagnosis of what is in focus.

    Boxes that are still in use come first: at most MOST_CARDS are asked about.
    """
    if bundle.family == "opf":
        return []
    kind = bundle.focus.kind
    if kind in ("account", "user") and bundle.owner is not None:
        boxes = list(bundle.boxes)
    else:
        device = device_in_question(Facts(bundle, bundle.read_at))
        boxes = [device] if isinstance(device, SetTopBox) and kind == "box" else []
    waiting = [box for box in boxes if box.uid not in bundle.boxes_asked]
    return sorted(waiting, key=lambda box: box.status == "CANCELLED")[:MOST_CARDS]


def _distinct(cards: Iterable[SmartCard]) -> tuple[SmartCard, ...]:
    """Return each card once: two boxes may name the same one."""
    return tuple({(card.uid, card.number): card for card in cards}.values())


def diagnoses_on(
    deployment: Deployment,
    platform: Platform,
    lookup: Lookup,
    last_command: Callable[[str], CasCommand | None],
    state: Path | None = None,
    *,
    references: References | None = None,
    awaited: Callable[[Collection[str]], Sequence[Awaited]] = lambda _: (),
) -> Diagnoses:
    """Return the diagnoses of `deployment`, which know its rules and the calls that it lacks.

    `state` is the folder of what is kept on this machine.
    """
    lacking = lacking_here(deployment, state)
    absent: dict[str, str] = {
        each: reason for each in Operation if (reason := why_not(each, lacking))
    }
    return Diagnoses(
        platform, lookup, absent, policy=policy_of(deployment), lacking=lacking,
        last_command=last_command, references=references, awaited=awaited,
        bound_rights=deployment.opf.device_bound_rights if deployment.opf else "unknown",
    )  # fmt: skip
