"""From a request to a plan: what is read for it, and which planner thinks it through."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle
from smstui.domain.changes import (
    cas,
    lives,
    pairing,
    provisioning,
    rights,
    suspending,
    swapping,
    twins,
    viewing,
)
from smstui.domain.changes.context import PlanContext, need_ids
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.policy import Policy
from smstui.domain.changes.possible import why_not
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.errors import NotFound
from smstui.domain.identifiers import IdKind, Reading, identify, one_reading
from smstui.domain.marking import typed
from smstui.domain.moments import read_end, read_moment
from smstui.domain.smartcard import SmartCard
from smstui.domain.text import capital
from smstui.domain.user import User
from smstui.platforms.port import Errand, Found, Platform
from smstui.services.agreement import need_agreement
from smstui.services.changes.fields import well_formed
from smstui.services.changes.request import Request
from smstui.services.changes.targets import Targets

AnyDevice = SetTopBox | MediaPlayer


class Planning:
    """Makes plans on one deployment. Reads, and changes nothing."""

    def __init__(
        self,
        platform: Platform,
        targets: Targets,
        policy: Policy,
        lacking: Mapping[Call, str],
        compare: Callable[[Bundle], None] = lambda _: None,
    ) -> None:
        """`compare` is given every bundle that a plan is made from."""
        self._platform = platform
        self._targets = targets
        self._policy = policy
        self._lacking = lacking
        self._compare = compare

    async def plan(self, request: Request, errand: Errand) -> Plan:
        """The plan for `request`. Raises SmstuiError; RefusedHere before anything is asked."""
        self._policy.admit(request.operation)
        if reason := why_not(request.operation, self._lacking):
            raise RefusedHere(reason)
        checked = well_formed(request, self._platform.family)
        plan = await self._ways[request.operation](checked, errand)
        need_ids(plan)
        return self._policy.demanding(replace(plan, wanted=request.wanted))

    async def context(self, found: Found, errand: Errand) -> PlanContext:
        """Read the ground of a plan on `found`: its account, and what belongs to that."""
        return await self._context(found, errand)

    async def _context(
        self,
        found: Found,
        errand: Errand,
        request: Request | None = None,
        led_by: User | SmartCard | None = None,
    ) -> PlanContext:
        """Read the ground of a plan on `found`, which the target of `request` must name alone."""
        bundle = await self._platform.bundle(found, errand)
        need_agreement(found, bundle, errand)
        if request is not None:
            self._targets.need_alone(request.target, request.as_kind, found, bundle, errand)
        self._compare(bundle)
        return PlanContext(self._policy, self._lacking, bundle, led_by)

    async def _pair(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        card = await self._targets.card(request.second, errand)
        return pairing.plan_pair(await self._context(box, errand, request), box, card)

    async def _unpair(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        card = await self._targets.card_in(box, errand)
        return pairing.plan_unpair(await self._context(box, errand, request), box, card)

    async def _swap_card(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        new = await self._targets.card(request.second, errand)
        old = await self._targets.card_in(box, errand)
        return pairing.plan_swap_card(await self._context(box, errand, request), box, old, new)

    async def _swap_box(self, request: Request, errand: Errand) -> Plan:
        old = await self._targets.box(request.target, errand, request.as_kind)
        new: SetTopBox | None = None
        casn = ""
        try:
            new = await self._targets.box(request.second, errand)
        except NotFound:
            if Call.CHIPSET in self._lacking:
                raise
            casn = await self._chipset_of_nobody(request.second, errand)
        card = await self._targets.card_in(old, errand)
        return swapping.plan_swap_box(
            await self._context(old, errand, request), old, new, casn, card
        )

    async def _chipset_of_nobody(self, text: str, errand: Errand) -> str:
        """`text` as the chipset of a box that the platform does not know.

        Raises RefusedHere where it is no chipset by its form, or an id of something else.
        """
        family = self._platform.family
        asked = identify(text, family)
        if IdKind.CASN not in asked.kinds:
            raise RefusedHere(
                f"{typed(text)} is no chipset number (CASN), and no box is known by it.",
                hint="Read the CA number on the label of the new box and give that.",
            )
        for reading in asked.readings:
            if reading.kind in self._platform.resolvable:
                await self._nobody(reading, errand)
        return one_reading(text, family, IdKind.CASN).value

    async def _account(self, request: Request, errand: Errand) -> PlanContext:
        found, user = await self._targets.led(
            request.target, errand, Account, SetTopBox, MediaPlayer, SmartCard,
            only=request.as_kind,
        )  # fmt: skip
        led_by = found if isinstance(found, SmartCard) else user
        return await self._context(found, errand, request, led_by)

    async def _account_status(self, request: Request, errand: Errand) -> Plan:
        """Of an account; a box that answers to the id instead has a status of its own."""
        found, user = await self._targets.led(
            request.target, errand, Account, SetTopBox, only=request.as_kind
        )
        context = await self._context(found, errand, request, user)
        if isinstance(found, SetTopBox):
            return lives.plan_box_status(context, found, request.values["status"])
        if context.offers(Call.SSP_ACCOUNT_STATUS):
            number = context.owner("this id").number or ""
            twin = await self._platform.account_at_ssp(number, errand)
            return twins.plan_account_status_at_both(context, twin, request.values["status"])
        return lives.plan_account_status(context, request.values["status"])

    async def _account_profile(self, request: Request, errand: Errand) -> Plan:
        account, user = await self._targets.led(
            request.target, errand, Account, only=request.as_kind
        )
        context = await self._context(account, errand, request, user)
        return lives.plan_account_profile(context, request.values["profile"])

    async def _box_status(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        return lives.plan_box_status(
            await self._context(box, errand, request), box, request.values["status"]
        )

    async def _ban(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        banned = request.operation is Operation.BAN
        return lives.plan_ban(await self._context(box, errand, request), box, banned)

    async def _device(self, request: Request, errand: Errand) -> AnyDevice:
        found = await self._targets.find(
            request.target, errand, SetTopBox, MediaPlayer, only=request.as_kind
        )
        return cast(AnyDevice, found)

    async def _enable(self, request: Request, errand: Errand) -> Plan:
        device = await self._device(request, errand)
        enabled = request.operation is Operation.ENABLE
        return lives.plan_enable(await self._context(device, errand, request), device, enabled)

    async def _approve(self, request: Request, errand: Errand) -> Plan:
        device = await self._device(request, errand)
        return lives.plan_approve(await self._context(device, errand, request), device)

    async def _suspend_card(self, request: Request, errand: Errand) -> Plan:
        card = await self._targets.card(request.target, errand)
        context = await self._context(card.holder, errand) if card.holder else None
        return suspending.plan_suspend_card(self._platform.family, card, context)

    async def _end_session(self, request: Request, errand: Errand) -> Plan:
        context = await self._account(request, errand)
        return viewing.plan_end_session(context, *request.values["session"].split())

    async def _end_of_device(self, request: Request, errand: Errand) -> Plan:
        device = await self._device(request, errand)
        return viewing.plan_end_of_device(await self._context(device, errand, request), device)

    async def _end_of_account(self, request: Request, errand: Errand) -> Plan:
        return viewing.plan_end_of_account(await self._account(request, errand))

    async def _refresh(self, request: Request, errand: Errand) -> Plan:
        device = await self._device(request, errand)
        return viewing.plan_refresh(await self._context(device, errand, request), device)

    async def _message(self, request: Request, errand: Errand) -> Plan:
        device = await self._device(request, errand)
        context = await self._context(device, errand, request)
        return viewing.plan_message(context, device, request.values["text"])

    async def _reset_pin(self, request: Request, errand: Errand) -> Plan:
        context = await self._account(request, errand)
        return rights.plan_reset_pin(context, request.values["type"].upper(), request.secret)

    async def _add_right(self, request: Request, errand: Errand) -> Plan:
        context = await self._account(request, errand)
        told = request.values
        return rights.plan_add_right(
            context,
            told["product"],
            told.get("kind", "SUBSCRIPTION").upper(),
            valid_from=_moment(told.get("from")),
            until=_moment(told.get("until"), read_end),
        )

    async def _remove_right(self, request: Request, errand: Errand) -> Plan:
        context = await self._account(request, errand)
        return rights.plan_remove_right(context, request.values["right"])

    async def _cas(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        context = await self._context(box, errand, request)
        if request.operation is Operation.CAS_RESET_PIN:
            return cas.plan_cas_reset_pin(context, box)
        if request.operation is Operation.CAS_SET_PIN:
            return cas.plan_cas_set_pin(context, box, request.secret)
        if request.operation is Operation.RECOVER_DATE_CODE:
            return cas.plan_recover_date_code(context, box)
        if request.operation is Operation.CAS_SUBSCRIBE:
            return cas.plan_cas_subscribe(context, box, request.values["product"])
        return cas.plan_cas_unsubscribe(context, box, request.values["product"])

    async def _create_account(self, request: Request, errand: Errand) -> Plan:
        reads_logins = IdKind.LOGIN in self._platform.resolvable
        await self._nobody(Reading(IdKind.ACCOUNT, request.target), errand)
        if reads_logins:
            await self._nobody(Reading(IdKind.LOGIN, request.second), errand)
        return provisioning.plan_create_account(
            self._platform.family,
            request.target,
            request.second,
            request.values,
            request.secret,
            reads_logins=reads_logins,
        )

    async def _create_box(self, request: Request, errand: Errand) -> Plan:
        """`target` is the account, `second` the new box's CASN."""
        casn = one_reading(request.second, self._platform.family, IdKind.CASN).value
        await self._nobody(Reading(IdKind.CASN, casn), errand)
        new_card, number = request.values.get("new_card", ""), request.values.get("card", "")
        if new_card:
            await self._nobody(Reading(IdKind.SMARTCARD, new_card), errand)
        card = await self._targets.card(number, errand) if number else None
        told = {
            name: value
            for name, value in request.values.items()
            if name not in ("card", "new_card")
        }
        account, user = await self._targets.led(
            request.target, errand, Account, only=request.as_kind
        )
        context = await self._context(account, errand, request, user)
        return provisioning.plan_create_box(context, casn, told, card, new_card=new_card)

    async def _create_card(self, request: Request, errand: Errand) -> Plan:
        family = self._platform.family
        number = one_reading(request.target, family, IdKind.SMARTCARD).value
        await self._nobody(Reading(IdKind.SMARTCARD, number), errand)
        return provisioning.plan_create_card(family, number, request.values.get("cas", ""))

    async def _delete_box(self, request: Request, errand: Errand) -> Plan:
        box = await self._targets.box(request.target, errand, request.as_kind)
        return provisioning.plan_delete_box(await self._context(box, errand, request), box)

    async def _delete_card(self, request: Request, errand: Errand) -> Plan:
        card = await self._targets.card(request.target, errand)
        return provisioning.plan_delete_card(self._platform.family, card)

    async def _nobody(self, reading: Reading, errand: Errand) -> None:
        """Raise RefusedHere if somebody has the id already."""
        found = await self._platform.resolve(reading, errand)
        if found:
            raise RefusedHere(
                f"{capital(found[0].title)} has {typed(reading.value)} already.",
                hint="Look it up; what is there is not created again.",
            )

    @property
    def _ways(self) -> Mapping[Operation, Callable[[Request, Errand], Awaitable[Plan]]]:
        return {
            Operation.PAIR: self._pair,
            Operation.UNPAIR: self._unpair,
            Operation.SWAP_BOX: self._swap_box,
            Operation.SWAP_CARD: self._swap_card,
            Operation.ACCOUNT_STATUS: self._account_status,
            Operation.ACCOUNT_PROFILE: self._account_profile,
            Operation.BOX_STATUS: self._box_status,
            Operation.BAN: self._ban,
            Operation.UNBAN: self._ban,
            Operation.ENABLE: self._enable,
            Operation.DISABLE: self._enable,
            Operation.END_SESSION: self._end_session,
            Operation.END_DEVICE_SESSIONS: self._end_of_device,
            Operation.END_ACCOUNT_SESSIONS: self._end_of_account,
            Operation.REFRESH: self._refresh,
            Operation.RESET_PIN: self._reset_pin,
            Operation.MESSAGE: self._message,
            Operation.ADD_RIGHT: self._add_right,
            Operation.REMOVE_RIGHT: self._remove_right,
            Operation.CREATE_ACCOUNT: self._create_account,
            Operation.CREATE_BOX: self._create_box,
            Operation.CREATE_CARD: self._create_card,
            Operation.DELETE_BOX: self._delete_box,
            Operation.DELETE_CARD: self._delete_card,
            Operation.CAS_SUBSCRIBE: self._cas,
            Operation.CAS_UNSUBSCRIBE: self._cas,
            Operation.CAS_RESET_PIN: self._cas,
            Operation.CAS_SET_PIN: self._cas,
            Operation.RECOVER_DATE_CODE: self._cas,
            Operation.APPROVE: self._approve,
            Operation.SUSPEND_CARD: self._suspend_card,
        }


def _moment(
    text: str | None, read: Callable[[object], datetime | None] = read_moment
) -> datetime | None:
    """A day as it was typed: its beginning, or with `read_end` its end."""
    try:
        return read(text)
    except ValueError:
        raise RefusedHere(f"{text} is no date.", hint="Write it as 2026-12-31.") from None
