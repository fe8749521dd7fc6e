"""Read what a plan for something new or deleted needs, and make it."""

from smstui.domain.account import Account
from smstui.domain.changes import provisioning
from smstui.domain.changes.operations import PASSWORD, OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.provisioning import FirstUser
from smstui.domain.changes.request import Request
from smstui.domain.identifiers import IdKind, Reading, one_reading
from smstui.domain.surface import in_words
from smstui.services.changes.plan_reader import PlanReader


async def create_account(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    reads_logins = IdKind.LOGIN in reader.platform.resolvable
    await reader.need_unused(Reading(IdKind.ACCOUNT, request.target))
    if reads_logins:
        await reader.need_unused(Reading(IdKind.LOGIN, request.second))
    return provisioning.plan_create_account(
        reader.platform.family,
        request.target,
        request.values,
        FirstUser(
            request.second,
            request.values.get("name", ""),
            request.secret,
            request.password,
            has_password=bool(request.values.get(PASSWORD)),
        ),
        policy=reader.policy,
        reads_logins=reads_logins,
    )


async def create_box(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    """`target` is the account, `second` the new box's CASN."""
    casn = one_reading(request.second, reader.platform.family, IdKind.CASN).value
    await reader.need_unused(Reading(IdKind.CASN, casn))
    new_card, number = request.values.get("new_card", ""), request.values.get("card", "")
    if new_card:
        await reader.need_unused(Reading(IdKind.SMARTCARD, new_card), _with_a_free_card())
    card = await reader.targets.card(number) if number else None
    told = {
        name: value for name, value in request.values.items() if name not in ("card", "new_card")
    }
    account, user = await reader.targets.led(request.target, Account, only=request.as_kind)
    context = await reader.context(account, request, user)
    return provisioning.plan_create_box(context, casn, told, card, new_card=new_card)


def _with_a_free_card() -> str:
    """Return how a box gets a card that is there already."""
    return in_words(
        "If the card is free, give its number in the form of create-box.",
        "If the card is free, give its number with --card in place of --new-card.",
    )


async def create_card(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    family = reader.platform.family
    number = one_reading(request.target, family, IdKind.SMARTCARD).value
    await reader.need_unused(Reading(IdKind.SMARTCARD, number))
    return provisioning.plan_create_card(family, number, request.values.get("cas", ""))


async def delete_box(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    return provisioning.plan_delete_box(await reader.context(box, request), box)


async def delete_card(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    card = await reader.targets.card(request.target)
    return provisioning.plan_delete_card(reader.platform.family, card)
