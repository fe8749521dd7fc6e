"""Read what a plan for the status of an account, a device or a card needs, and make it."""

from smstui.domain.account import Account
from smstui.domain.changes import (
    account_changes,
    lives,
    suspending,
    twins,
)
from smstui.domain.changes.facts import YES
from smstui.domain.changes.operations import Call, OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.request import Request
from smstui.domain.device import SetTopBox
from smstui.services.changes.plan_reader import PlanReader


async def account_status(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    """Plan the status of the account, or of the box where the id is that of a box."""
    found, user = await reader.targets.led(request.target, Account, SetTopBox, only=request.as_kind)
    context = await reader.context(found, request, user)
    if isinstance(found, SetTopBox):
        return lives.plan_box_status(context, found, request.values["status"])
    if context.offers(Call.SSP_ACCOUNT_STATUS):
        number = context.owner("this id").number or ""
        twin = await reader.platform.account_at_ssp(number)
        return twins.plan_account_status_at_both(context, twin, request.values["status"])
    return lives.plan_account_status(context, request.values["status"])


async def account_profile(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    account, user = await reader.targets.led(request.target, Account, only=request.as_kind)
    context = await reader.context(account, request, user)
    return lives.plan_account_profile(context, request.values["profile"])


async def account_fields(reader: PlanReader, spec: OperationSpec, request: Request) -> Plan:
    account, user = await reader.targets.led(request.target, Account, only=request.as_kind)
    context = await reader.context(account, request, user)
    return account_changes.plan_account_fields(context, spec, request.values)


async def box_status(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    return lives.plan_box_status(await reader.context(box, request), box, request.values["status"])


async def ban(reader: PlanReader, spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    banned = spec.sets[1] == YES
    return lives.plan_ban(await reader.context(box, request), box, banned)


async def enable(reader: PlanReader, spec: OperationSpec, request: Request) -> Plan:
    device = await reader.device(request)
    enabled = spec.sets[1] == YES
    return lives.plan_enable(await reader.context(device, request), device, enabled)


async def approve(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    device = await reader.device(request)
    return lives.plan_approve(await reader.context(device, request), device)


async def suspend_card(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    card = await reader.targets.card(request.target)
    context = await reader.context(card.holder) if card.holder else None
    return suspending.plan_suspend_card(reader.platform.family, card, context)
