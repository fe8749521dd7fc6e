"""From a record on a screen to what a change is aimed at: captured ids, never a row's place."""

from typing import TYPE_CHECKING, Any

from smstui.console.plan_request import PlanRequest, plan_request_of
from smstui.domain.account import Account
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import Device
from smstui.domain.identifiers import IdKind
from smstui.domain.record import Record
from smstui.domain.smartcard import SmartCard
from smstui.services.changes import Request

if TYPE_CHECKING:
    from smstui.services.changes import Request


def request_for(
    record: Record, operation: Operation, family: str, second: str = "", **more: Any
) -> Request:
    """Return the request that is aimed at `record`; of a card, at the box it is in, or itself."""
    if SPECS[operation].of_card and isinstance(record, SmartCard):
        return Request(operation, record.number or "", second, **more)

    target, kind = _aim(record, family)
    return Request(operation, target, second, as_kind=kind, **more)


def plan_request_for(
    title: str, record: Record, operation: Operation, family: str, **more: Any
) -> PlanRequest:
    return plan_request_of(title, request_for(record, operation, family, **more))


def _aim(record: Record, family: str) -> tuple[str, IdKind]:
    device_kind = IdKind.DEVICE_UID if family == "sdp2" else IdKind.OPF_DEVICE
    match record:
        case Account(uid=str() as uid) if family == "opf":
            return uid, IdKind.OPF_ACCOUNT
        case Account():
            return record.number or "", IdKind.ACCOUNT
        case SmartCard():
            return record.box_uid or "", device_kind
        case Device():
            return record.uid or "", device_kind
        case _:
            raise ValueError(f"nothing is changed at a {record.noun}")
