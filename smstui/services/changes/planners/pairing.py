"""Read what a plan for boxes and their cards needs, and make it."""

from dataclasses import replace

from smstui.domain.changes import pairing, swapping
from smstui.domain.changes.cards import CardFound
from smstui.domain.changes.operations import Call, OperationSpec
from smstui.domain.changes.plan import Plan
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.changes.request import Request
from smstui.domain.device import SetTopBox
from smstui.domain.errors import NotFound
from smstui.domain.identifiers import IdKind, identify, one_reading
from smstui.domain.marking import typed
from smstui.services.changes.owners import Owners
from smstui.services.changes.plan_reader import PlanReader


async def pair(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    card = await _with_owner(reader, box, await reader.targets.card(request.second))
    return pairing.plan_pair(await reader.context(box, request), box, card)


async def cas_pair(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    """`second` may be left out: then it is the card that is in the box."""
    box = await reader.targets.box(request.target, request.as_kind)
    number = request.second or box.smartcard_id
    if not number:
        raise RefusedHere(f"Box {box.uid} has no card.", hint="Pair a card first.")
    card = await reader.targets.card(number)
    return pairing.plan_cas_pair(await reader.context(box, request), box, card)


async def unpair(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    card = await reader.targets.card_in(box)
    return pairing.plan_unpair(await reader.context(box, request), box, card)


async def swap_card(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    box = await reader.targets.box(request.target, request.as_kind)
    new = await _with_owner(reader, box, await reader.targets.card(request.second))
    old = await reader.targets.card_in(box)
    return pairing.plan_swap_card(await reader.context(box, request), box, old, new)


async def swap_box(reader: PlanReader, _spec: OperationSpec, request: Request) -> Plan:
    old = await reader.targets.box(request.target, request.as_kind)
    new: SetTopBox | None = None
    casn = ""
    try:
        new = await reader.targets.box(request.second)
    except NotFound:
        if Call.CHIPSET in reader.lacking:
            raise
        casn = await _unused_chipset(reader, request.second)
    card = await reader.targets.card_in(old)
    return swapping.plan_swap_box(await reader.context(old, request), old, new, casn, card)


async def _with_owner(reader: PlanReader, box: SetTopBox, card: CardFound) -> CardFound:
    """Return `card` with the account of its box, where it may be told in a refusal.

    Reads that account then, and raises nothing of it.
    """
    policy, uid = reader.policy, card.holder.account_uid if card.holder else None
    is_refused = bool(box.smartcard_id) or not policy.may_cross_accounts
    if not uid or uid == box.account_uid or not is_refused:
        return card
    return replace(card, owner=await Owners(reader.platform, policy).named(uid))


async def _unused_chipset(reader: PlanReader, text: str) -> str:
    """`text` as the chipset of a box that the platform does not know.

    Raises RefusedHere where it is no chipset by its form, or an id of something else.
    """
    family = reader.platform.family
    asked = identify(text, family)
    if IdKind.CASN not in asked.kinds:
        raise RefusedHere(
            f"{typed(text)} is no chipset number (CASN), and no box is known by it.",
            hint="Read the CA number on the label of the new box and give that.",
        )
    for reading in asked.readings:
        if reading.kind in reader.platform.resolvable:
            await reader.need_unused(reading)
    return one_reading(text, family, IdKind.CASN).value
