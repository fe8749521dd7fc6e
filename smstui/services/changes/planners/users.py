"""Read what a plan for a user of an account needs, and make it."""

from smstui.domain.account import Account
from smstui.domain.changes import users
from smstui.domain.changes.operations import OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.provisioning import FirstUser
from smstui.domain.changes.request import Request
from smstui.domain.errors import NotFound
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.marking import personal
from smstui.domain.user import User
from smstui.services.changes.plan_reader import PlanReader


async def add_user(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    users.refuse_family(reader.platform.family, IdKind.LOGIN in reader.platform.resolvable)
    await reader.need_unused(Reading(IdKind.LOGIN, request.second))
    account, led_by = await reader.targets.led(request.target, Account, only=request.as_kind)
    context = await reader.context(account, request, led_by)
    user = FirstUser(request.second, request.values.get("name", ""), request.secret)
    return users.plan_add_user(context, user)


async def change_user(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    users.refuse_family(reader.platform.family, IdKind.LOGIN in reader.platform.resolvable)
    found = await reader.platform.resolve(Reading(IdKind.LOGIN, request.target))
    user = next((one for one in found if isinstance(one, User)), None)
    if user is None:
        raise NotFound(
            f"No user has the login {personal(request.target)}.",
            hint="Look up the account: its users are listed there.",
            of=request.target,
        )
    return users.plan_change_user(await reader.context(user), user, request.values)
