"""A healthy customer of each family as facts for a diagnosis, and ways to make one ill."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from smstui.domain.account import Account, ApprovalQuota, PinStatus
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.changes.cas_names import CasNames
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.policy import Policy
from smstui.domain.device import AnyDevice, MediaPlayer, SetTopBox
from smstui.domain.lifecycle import ACCOUNT_OPF, SET_TOP_BOX
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.triage.facts import Facts, Shared, subject_of
from smstui.domain.user import User
from tests.support.bundles import NOON, read_part

NOW = NOON
Fields = Mapping[str, Any]

_PROFILE = {
    "uid": "p-1", "status": "ACTIVE", "enable_device_limit": True,
    "enable_active_device_limit": True, "enable_user_limit": True,
    "enable_session_limit": True, "max_sessions_allowed": 3,
}  # fmt: skip
_ACCOUNT = {
    "uid": "acc-7", "number": "desk.7", "status": "ACTIVE", "credit_limit": 40.0,
    "credit_spent": 3.5, "max_players": 2, "ppv_status": True,
    "valid_from": NOW - timedelta(days=900), "valid_until": NOW + timedelta(days=90),
}  # fmt: skip
_BOX = {
    "uid": "b-1", "account_uid": "acc-7", "smartcard_id": "0070", "modified": NOW,
}  # fmt: skip
_PLAYER = {"uid": "m-1", "account_uid": "acc-7", "name": "Tablet"}
_SDP2 = {"enabled": True}
_OPF = {"status": "ENABLED", "activation_status": "ACTIVE", "initialization_status": "INITIALIZED"}
_RIGHT = {
    "uid": "r-1", "product": "basic", "status": "SUBSCRIBED",
    "valid_from": NOW - timedelta(days=9), "expires": NOW + timedelta(days=9),
}  # fmt: skip
_QUOTA = {
    "approved_now": 1, "approved_in_period": 0, "allowed_in_period": 2, "most": 5,
    "period_days": 30, "next_on": NOW, "allowed": True,
}  # fmt: skip
_PIN = {"pin_type": "MASTER", "status": "SET"}
_WITH_CAS = Policy(
    "lab", "opf", read_only=False, role="supervisor", account_life=ACCOUNT_OPF,
    box_life=SET_TOP_BOX, cas=CasNames(pairs=True),
)  # fmt: skip
ABSENT = {Operation.RECOVER_DATE_CODE: "There is no public call for it."}
GONE = object()
"""In place of a field's value: the answer lacks it."""


def patient(family: str = "sdp2", *, player: bool = False, **changes: Any) -> Facts:
    """A healthy customer; `account=`, `profile=`, `box=`, `player_fields=`, `card=`, `right=`,
    `session=`, `user=`, `pin=`, `quota=` change fields of one record, `…_part=` a whole part;
    `skew=` is that of the platform's clock, `command=` the last one that the CAS was sent (None for
    none, where there is a CAS), `reported=` the code that the viewer reads."""
    told = _SDP2 if family == "sdp2" else _OPF
    sdp2_box = {"status": "ACTIVE", "banned": False, "smartcard_type": "CARDBASED"}
    box = made(SetTopBox, _BOX | told | (sdp2_box if family == "sdp2" else {}), changes.get("box"))
    tablet = made(MediaPlayer, _PLAYER | told, changes.get("player_fields"))
    profile = dict(_PROFILE) if family == "opf" else {"uid": "p-1"}
    account = _ACCOUNT | {"profile": _less(profile, changes.get("profile"))}
    card = {"number": "0070", "box_uid": "b-1"} | (
        {"status": "UNAVAILABLE", "cas_instance_id": "CAS-A"}
        if family == "sdp2"
        else {"told_by_box": True}
    )
    users = [
        made(User, {"uid": "u-1", "type": "SUP", "default_user": False}, changes.get("user")),
        User.read({"uid": "u-2", "type": "NOR", "default_user": True}),
    ]
    session = {"uid": "s-1", "device_uid": "b-1", "modified": NOW - timedelta(minutes=1)}
    devices = [box, tablet, *changes.get("more_devices", ())]
    parts: dict[str, Part[Any]] = {
        "account": read_part(Account, [made(Account, account, changes.get("account"))]),
        "users": read_part(User, users),
        "devices": read_part(AnyDevice, devices),
        "smartcards": read_part(SmartCard, [made(SmartCard, card, changes.get("card"))]),
        "sessions": read_part(Session, [made(Session, session, changes.get("session"))]),
        "rights": read_part(Right, [made(Right, _RIGHT, changes.get("right"))]),
        "pins": read_part(PinStatus, [made(PinStatus, _PIN, changes.get("pin"))])
        if family == "opf"
        else Part[PinStatus](),
    }  # fmt: skip
    parts |= {name.removesuffix("_part"): part for name, part in changes.items() if "_part" in name}
    focus = Focus(kind="player", id="m-1") if player else Focus(kind="box", id="b-1")
    bundle = Bundle(deployment="lab", family=family, focus=focus, read_at=NOW, **parts)  # type: ignore[arg-type]
    bundle = bundle.model_copy(update={"skew": changes.get("skew")})
    quota = made(ApprovalQuota, _QUOTA, changes.get("quota"))
    facts = Facts(
        bundle, NOW, card_asked=True, quota=read_part(ApprovalQuota, [quota]), absent=ABSENT
    )
    device = tablet if player else box
    if "twins" in changes:
        told = Shared(changes["twins"], changes.get("twins_unread", ""), "twins_skipped" in changes)
        facts = replace(facts, shared={subject_of(device): told})
    if "command" in changes:
        facts = replace(facts, policy=_WITH_CAS, last_command=lambda _: changes["command"])
    if "reported" in changes:
        facts = reporting(facts, changes["reported"])
    return facts.of(device)


def made(kind: type[Record], fields: Fields, changed: Fields | None) -> Any:
    """A record of `kind`, as an answer with `changed` over `fields` would be read."""
    return kind.read(_less(fields, changed))


def failed(state: PartState = PartState.FAILED) -> Part[Any]:
    """A part that could not be read."""
    return Part[Any](state=state, reason="no answer", correlation_id="c-9", read_at=NOW)


def reporting(facts: Facts, text: str) -> Facts:
    """The same customer, reading a code aloud."""
    from smstui.services.codes import dictionary_of

    return replace(facts, reported=dictionary_of(None).look_up(text))


def _less(fields: Fields, changed: Fields | None) -> dict[str, Any]:
    merged = dict(fields) | dict(changed or {})
    return {name: value for name, value in merged.items() if value is not GONE}
