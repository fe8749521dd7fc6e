"""Read what a plan for the fields of an account needs, and make it."""

from smstui.domain.account import Account
from smstui.domain.changes import account_changes
from smstui.domain.changes.operations import OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.services.changes.plan_reader import PlanReader
from smstui.services.changes.request import Request


async def account_fields(reader: PlanReader, spec: OperationSpec, request: Request) -> Plan:
    account, user = await reader.targets.led(request.target, Account, only=request.as_kind)
    context = await reader.context(account, request, user)
    return account_changes.plan_account_fields(context, spec, request.values)
