"""Read what a plan for rights and PINs, at the platform or the CAS, needs, and make it."""

from collections.abc import Callable
from datetime import datetime

from smstui.domain.changes import cas, rights
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.operations import OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.changes.specs.rights import YEARS
from smstui.domain.device import SetTopBox
from smstui.domain.moments import read_end, read_moment
from smstui.services.changes.plan_reader import PlanReader


async def reset_pin(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context = await reader.account(request)
    return rights.plan_reset_pin(context, request.values["type"].upper(), request.secret)


async def add_right(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context = await reader.account(request)
    told = request.values
    return rights.plan_add_right(
        context,
        told["product"],
        told.get("kind", "SUBSCRIPTION").upper(),
        valid_from=_moment(told.get("from")),
        until=_moment(told.get("until"), read_end),
    )


async def remove_right(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context = await reader.account(request)
    return rights.plan_remove_right(context, request.values["right"])


async def _at_the_box(reader: PlanReader, request: Request) -> tuple[PlanContext, SetTopBox]:
    box = await reader.targets.box(request.target, request.as_kind)
    return await reader.context(box, request), box


async def cas_subscribe(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context, box = await _at_the_box(reader, request)
    return cas.plan_cas_subscribe(context, box, request.values["product"])


async def cas_unsubscribe(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context, box = await _at_the_box(reader, request)
    return cas.plan_cas_unsubscribe(context, box, request.values["product"])


async def cas_reset_pin(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context, box = await _at_the_box(reader, request)
    return cas.plan_cas_reset_pin(context, box)


async def cas_set_pin(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context, box = await _at_the_box(reader, request)
    return cas.plan_cas_set_pin(context, box, request.secret)


async def recover_date_code(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    context, box = await _at_the_box(reader, request)
    return cas.plan_recover_date_code(context, box, request.values.get("years") or YEARS)


def _moment(
    text: str | None, read: Callable[[object], datetime | None] = read_moment
) -> datetime | None:
    """Return a day as it was typed: its beginning, or with `read_end` its end."""
    try:
        return read(text)
    except ValueError:
        raise RefusedHere(f"{text} is no date.", hint="Write it as 2026-12-31.") from None
