"""The bodies of changes: what goes into a request, by the catalogue's names (opf.md)."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from smstui.config.families import OpfSettings
from smstui.domain.changes.facts import YES
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.platforms.catalogue import Entry
from smstui.platforms.documents import is_empty


def key_of(wire: Mapping[str, Any], names: tuple[str, ...] | list[str]) -> str:
    """Return how this platform spells a field: as it came, else as the catalogue has it first.

    Of several spellings the one that holds the value counts: it is the one that is read.
    """
    known = {name.casefold() for name in names}
    sent = [key for key in wire if key.casefold() in known]
    return next((key for key in sent if not is_empty(wire[key])), sent[0] if sent else names[0])


def body_of(entry: Entry, values: list[Any]) -> dict[str, Any] | None:
    """Return the values under the names of the entry, with its constants; None for no body."""
    pairs = zip(entry.body, values, strict=False)
    told = {name: value for name, value in pairs if value is not None}
    return {**told, **entry.fixed} or None


def cas_body(write: Write) -> dict[str, Any] | None:
    """Return the parts that speak of the box, and the products (opf.md "CAG")."""
    if write.call is Call.CAS_UNSUBSCRIBE:
        return None
    card, casn = write.values.get("card"), write.values.get("casn")
    body: dict[str, Any] = {
        "deviceSpecification": {
            "deviceId": write.values.get("device") or write.target,
            "deviceType": "CardBased" if card else "CardLess",
        }
    }
    if card:
        body["smartCardSpecification"] = {"smartCardId": card}
    if casn:
        body["settopBoxSpecification"] = {"chipsetSerialNumber": casn}
    if products := write.values.get("products"):
        body["entitlements"] = [{"productId": each} for each in products.split(",")]
    return body


def new_device(
    write: Write, spelled: Mapping[str, tuple[str, ...]], managed: str = "MANAGED"
) -> dict[str, Any]:
    """Return a new box; `managed` is the platform's word for its type."""
    told = write.values
    body = {
        spelled["account_uid"][0]: told.get("account"),
        spelled["device_type"][0]: managed,
        spelled["casn"][0]: write.target,
        spelled["nuid"][0]: told.get("nuid"),
        spelled["smartcard_id"][0]: told.get("card"),
        spelled["name"][0]: told.get("name"),
    }
    return {name: value for name, value in body.items() if value is not None}


def _message(write: Write, settings: OpfSettings) -> list[Any]:
    said = {"title": write.values["title"], "body": write.values["text"]}
    inner = {"notification": said, "data": {**said, "referenceType": "NOTIFICATION_UPDATE"}}
    return [{"from": settings.username}, json.dumps(inner, ensure_ascii=False)]


def _right(write: Write, _: OpfSettings) -> list[Any]:
    told = write.values
    return [
        write.target, told["product"], "ABSOLUTE", told["kind"], told["from"], told["until"],
    ]  # fmt: skip


AT_THE_CAS: Final = frozenset(
    {
        Call.CAS_SUBSCRIBE,
        Call.CAS_UNSUBSCRIBE,
        Call.CAS_SET_PIN,
        Call.CAS_RESET_PIN,
    }
)

VALUES: Final[Mapping[Call, Callable[[Write, OpfSettings], list[Any]]]] = {
    Call.ACCOUNT_STATUS: lambda w, _: [w.values["status"]],
    Call.SSP_ACCOUNT_STATUS: lambda w, _: [w.values["status"]],
    Call.SET_PIN: lambda w, _: [w.values["type"], w.secret.reveal() if w.secret else None],
    Call.MESSAGE: _message,
    Call.ADD_RIGHT: _right,
    Call.RIGHT_STATUS: lambda w, _: [w.values["status"]],
    Call.END_DEVICE_SESSIONS: lambda w, _: [w.target],
    Call.END_ACCOUNT_SESSIONS: lambda w, _: [w.target],
    Call.END_SESSION: lambda w, _: [],
    Call.DELETE_BOX: lambda w, _: [],
    Call.APPROVE: lambda w, _: [w.target],
}
"""The values that a call sends, in the order of `body`, where its entry does not name them."""


def values_of(write: Write, entry: Entry, settings: OpfSettings) -> list[Any]:
    """Return the values of `write`, in the order of the `body` of its entry."""
    if write.call in VALUES:
        return VALUES[write.call](write, settings)
    return [write.values.get(name) for name in entry.sends]


DEVICE_CHANGES: Final[Mapping[Call, Callable[[Write], dict[str, Any]]]] = {
    Call.PAIR: lambda w: {"smartcard_id": w.values["card"]},
    Call.UNPAIR: lambda _: {"smartcard_id": None},
    Call.SWAP_CARD: lambda w: {"smartcard_id": w.values["card"]},
    Call.CHIPSET: lambda w: {"casn": w.values["casn"]},
    Call.ENABLE: lambda w: {"status": "ENABLED" if w.values["enabled"] == YES else "DISABLED"},
    Call.REFRESH: lambda _: {},
}
"""The fields of a device that each call changes, by the record's names (opf.md "Pairing", A)."""
