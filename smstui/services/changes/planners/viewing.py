"""Read what a plan for sessions, messages and rights sent again needs, and make it."""

from smstui.domain.changes import viewing
from smstui.domain.changes.operations import OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.request import Request
from smstui.services.changes.plan_reader import PlanReader


async def end_session(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context = await reader.account(request)
    return viewing.plan_end_session(context, *request.values["session"].split())


async def end_of_device(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    device = await reader.device(request)
    return viewing.plan_end_of_device(await reader.context(device, request), device)


async def end_of_account(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    return viewing.plan_end_of_account(await reader.account(request))


async def refresh(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    device = await reader.device(request)
    return viewing.plan_refresh(await reader.context(device, request), device)


async def message(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    device = await reader.device(request)
    context = await reader.context(device, request)
    return viewing.plan_message(context, device, request.values["text"])


async def mail(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    return viewing.plan_mail(await reader.context(box, request), box, request.values["text"])
