"""From what was opened to why it cannot be watched: gather the facts, let the checks judge.

Beside the bundle these are asked, at once: the approvals of the account where an open device is in
question, the other end of a box's pairing where only the box told it, and on `opf` whether another
record carries an id of it. A box of another household that a card names is read afterwards.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from smstui.config.settings import Deployment
from smstui.domain.approval import ApprovalQuota
from smstui.domain.bundle import Bundle, Focus, Part
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.possible import why_not
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import PlatformError
from smstui.domain.identifiers import IdKind, Reading, identify
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.diagnosis import Diagnosis, device_in_question, diagnose
from smstui.domain.triage.dictionary import Reported
from smstui.domain.triage.facts import NOBODY, Facts
from smstui.platforms.lacking import lacking_of
from smstui.platforms.parts import joined
from smstui.platforms.port import Errand, Found, Platform
from smstui.services.errands import new_errand
from smstui.services.lookup import Lookup
from smstui.services.outcomes import Opened, Outcome
from smstui.services.twins import NOT_ASKED, twins_of

Clock = Callable[[], datetime]

_MOST_ELSEWHERE: Final = 5
"""Boxes of other households that are read; a card names one."""


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What an id led to, and, where that was one record, what ails it."""

    outcome: Outcome
    diagnosis: Diagnosis | None = None


def absent_on(deployment: Deployment) -> Mapping[str, str]:
    """The operations that `deployment` has no call for, each with the reason."""
    lacking = lacking_of(deployment)
    return {each: reason for each in Operation if (reason := why_not(each, lacking))}


def utc_now() -> datetime:
    """The present, which everything in a diagnosis is judged at."""
    return datetime.now(UTC)


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

        Raises what a look-up raises.
        """
        quota = Part[ApprovalQuota]()
        twins = NOT_ASKED

        async def beside(found: Found, errand: Errand) -> None:
            nonlocal quota, twins
            asked = identify(text, self._platform.family, only)
            twins = await twins_of(self._platform, found, errand, asked)
            if isinstance(found, MediaPlayer) and found.account_uid:
                quota = await self._platform.approval_quota(found.account_uid, errand)

        outcome = await self._lookup.ask(text, only=only, beside=beside, recent=recent)
        if not isinstance(outcome, Opened):
            return Diagnosed(outcome)
        asked = outcome.source == "platform" and outcome.bundle.focus.kind == "box"
        facts = self._facts(outcome.bundle, reported)
        if outcome.source == "platform":
            facts = await self._with_elsewhere(facts, Errand(outcome.correlation_id))
        diagnosis = diagnose(replace(twins.told(facts), quota=quota, card_asked=asked))
        return Diagnosed(outcome, replace(diagnosis, correlation_id=outcome.correlation_id))

    async def of(
        self, opened: Opened, focus: Focus | None = None, reported: Reported | None = None
    ) -> Diagnosis:
        """Diagnose what is open, or the record `focus` of it, in one further round of calls.

        What the cache told is judged as it is: the platform was not to be had.
        """
        bundle = opened.bundle.model_copy(update={"focus": focus or opened.bundle.focus})
        if opened.source == "cache":
            return diagnose(self._facts(bundle, reported))
        errand = new_errand()
        asked_before = bundle.focus == opened.bundle.focus
        asked = device_in_question(Facts(bundle, bundle.read_at)) or bundle.owner
        bundle, quota, twins = await asyncio.gather(
            self._with_card(bundle, asked_before, errand),
            self._quota(bundle, errand),
            twins_of(self._platform, asked, errand),
        )
        facts = twins.told(await self._with_elsewhere(self._facts(bundle, reported), errand))
        facts = replace(facts, quota=quota, card_asked=bundle.focus.kind == "box")
        return replace(diagnose(facts), correlation_id=errand.correlation_id)

    def _facts(self, bundle: Bundle, reported: Reported | None) -> Facts:
        return Facts(
            bundle,
            self._clock(),
            absent=self._absent,
            reported=reported,
            policy=self._policy,
            lacking=self._lacking,
        )

    async def _with_elsewhere(self, facts: Facts, errand: Errand) -> Facts:
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
                records = await self._platform.resolve(Reading(IdKind.DEVICE_UID, uid), errand)
                found += [one for one in records if isinstance(one, SetTopBox) and one.uid == uid]
        return replace(facts, elsewhere=tuple(found))

    async def _quota(self, bundle: Bundle, errand: Errand) -> Part[ApprovalQuota]:
        device = device_in_question(Facts(bundle, bundle.read_at))
        if not isinstance(device, MediaPlayer) or not device.account_uid:
            return Part[ApprovalQuota]()
        return await self._platform.approval_quota(device.account_uid, errand)

    async def _with_card(self, bundle: Bundle, asked_before: bool, errand: Errand) -> Bundle:
        """The bundle with the card of the box in question asked at its own end."""
        box = device_in_question(Facts(bundle, bundle.read_at))
        if (
            bundle.family == "opf"
            or not isinstance(box, SetTopBox)
            or bundle.focus.kind != "box"
            or asked_before
        ):
            return bundle
        asked = await self._platform.smartcard_of(box, errand)
        numbers = {card.number for card in asked}
        others = [card for card in bundle.smartcards if card.number not in numbers]
        part: Part[SmartCard] = joined([*asked, *others], asked)
        return bundle.model_copy(update={"smartcards": part})
