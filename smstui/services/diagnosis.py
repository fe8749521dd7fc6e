"""From what was opened to why it cannot be watched: gather the facts, let the checks judge.

Beside the bundle these are asked, at once: the approvals of the account where an open device is in
question, the cards' own records where only their boxes told of them, and on `opf` whether another
record carries an id of it; of an account, an id of its devices too. Of an account at most
MOST_CARDS cards are read, and MOST_IDS ids (`twins`) asked for; the verdict says so of the others.
A box of another household that a card names is read afterwards.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.specs.table import why_not
from smstui.domain.device import MediaPlayer, SetTopBox
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
from smstui.domain.triage.facts import NOBODY, Facts
from smstui.platforms.correlation import correlation_id, with_new_correlation_id
from smstui.platforms.parts import joined
from smstui.platforms.port import Found, Platform
from smstui.services.changes.lacking import lacking_here
from smstui.services.changes.rules import policy_of
from smstui.services.lookup import Lookup
from smstui.services.outcomes import Opened, Outcome
from smstui.services.twins import Asked, twins_of

MOST_CARDS: Final = 20
"""Cards of an account that are looked up by their own numbers for one diagnosis."""

Clock = Callable[[], datetime]

_MOST_ELSEWHERE: Final = 5
"""Boxes of other households that are read; a card names one."""


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What an id led to, and, where that was one record, what ails it."""

    outcome: Outcome
    diagnosis: Diagnosis | None = None


class Diagnoses:
    """Diagnoses on one deployment. Lives in the engine's thread; changes nothing.

    `absent` says of each operation the deployment has no call for why not, `lacking` of each
    call. With `policy`, actions are offered only if they would be planned.
    """

    def __init__(
        self,
        platform: Platform,
        lookup: Lookup,
        absent: Mapping[str, str] = MappingProxyType({}),
        clock: Clock = utc_now,
        *,
        policy: Policy | None = None,
        lacking: Mapping[Call, str] = MappingProxyType({}),
    ) -> None:
        self._platform = platform
        self._lookup = lookup
        self._absent = absent
        self._clock = clock
        self._policy = policy
        self._lacking = lacking

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
        quota = Part[ApprovalQuota]()
        shared: Asked | None = None

        async def beside(found: Found) -> None:
            nonlocal quota, shared
            if isinstance(found, SetTopBox | MediaPlayer):
                shared = await twins_of(self._platform, [found], asked)
            if isinstance(found, MediaPlayer) and found.account_uid:
                quota = await self._platform.approval_quota(found.account_uid)

        asked = identify(text, self._platform.family, only)
        outcome = await self._lookup.ask(text, only=only, beside=beside, recent=recent)
        if not isinstance(outcome, Opened):
            return Diagnosed(outcome)
        if outcome.source == "cache":
            return Diagnosed(outcome, self._of_cache(outcome, outcome.bundle, reported))
        if shared is None:  # its devices are not known before it is read
            shared = await twins_of(self._platform, _in_question(outcome.bundle), asked)
        outcome = replace(outcome, bundle=await self._with_cards(outcome.bundle))
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
        bundle, quota, shared = await asyncio.gather(
            self._with_cards(bundle),
            self._quota(bundle),
            twins_of(self._platform, _in_question(bundle)),
        )
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
    deployment: Deployment, platform: Platform, lookup: Lookup, state: Path | None = None
) -> Diagnoses:
    """Return the diagnoses of `deployment`, which know its rules and the calls that it lacks.

    `state` is the folder of what is kept on this machine.
    """
    lacking = lacking_here(deployment, state)
    absent: dict[str, str] = {
        each: reason for each in Operation if (reason := why_not(each, lacking))
    }
    return Diagnoses(platform, lookup, absent, policy=policy_of(deployment), lacking=lacking)
