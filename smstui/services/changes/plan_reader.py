"""Read for planners: the record that is meant, and the context of a plan on it."""

from collections.abc import Callable, Mapping
from typing import cast

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.changes.cas_commands import CasCommand
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.operations import Call
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.identifiers import WORDS, Reading
from smstui.domain.marking import typed
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.user import User
from smstui.platforms.port import Found, Platform
from smstui.services.agreement import need_agreement
from smstui.services.changes.targets import Targets


class PlanReader:
    """Reads for plans on one deployment, and changes nothing."""

    def __init__(
        self,
        platform: Platform,
        targets: Targets,
        policy: Policy,
        lacking: Mapping[Call, str],
        *,
        compare: Callable[[Bundle], None] = lambda _: None,
        last_command: Callable[[str], CasCommand | None] = lambda _: None,
    ) -> None:
        """`compare` is given every bundle that a plan is made from.

        `last_command` is as in `PlanContext`.
        """
        self.platform = platform
        self.targets = targets
        self.policy = policy
        self.lacking = lacking
        self._compare = compare
        self._last_command = last_command

    async def context(
        self, found: Found, request: Request | None = None, led_by: User | SmartCard | None = None
    ) -> PlanContext:
        """Read the ground of a plan on `found`, which the target of `request` must name alone."""
        bundle = await self.platform.bundle(found)
        need_agreement(found, bundle)
        if request is not None:
            self.targets.need_alone(request.target, request.as_kind, found, bundle)
        self._compare(bundle)
        return PlanContext(self.policy, self.lacking, bundle, led_by, self._last_command)

    async def account(self, request: Request) -> PlanContext:
        found, user = await self.targets.led(
            request.target, Account, SetTopBox, MediaPlayer, SmartCard,
            only=request.as_kind)  # fmt: skip
        led_by = found if isinstance(found, SmartCard) else user
        return await self.context(found, request, led_by)

    async def device(self, request: Request) -> AnyDevice:
        found = await self.targets.find(
            request.target, SetTopBox, MediaPlayer, only=request.as_kind
        )
        return cast(AnyDevice, found)

    async def need_unused(self, reading: Reading, hint: str = "") -> None:
        """Raise RefusedHere if a record has the id already. `hint` says what to do instead."""
        found = await self.platform.resolve(reading)
        if found:
            there = found[0].title
            its_own = there.endswith(f" {reading.value}")
            told = "exists" if its_own else f"has {WORDS[reading.kind]} {typed(reading.value)}"
            raise RefusedHere(
                f"{capital(there)} {told} already, so nothing is created.",
                hint=hint or "Look it up, or give another id.",
            )
