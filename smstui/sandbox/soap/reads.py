"""The base services' reads (sdp2.md "Reads"). A record that is not found is null, not a fault."""

from typing import Any

from smstui.sandbox.entities import Account, MediaPlayer, Right, SetTopBox, User
from smstui.sandbox.soap import shapes, specifications
from smstui.sandbox.soap.operation import Call, Operation, Returns
from smstui.sandbox.soap.schema import LONG, STRING, Field

_ACCOUNT = Returns(shapes.ACCOUNT_MODEL)
_DEVICE = Returns(shapes.DEVICE)
_ACCOUNT_UID = Field("accountUID", LONG, least=1)


def _string(name: str) -> Field:
    return Field(name, STRING, least=1)


def _long(name: str) -> Field:
    return Field(name, LONG, least=1)


def _by_origin(call: Call) -> Account | None:
    return specifications.by_origin(call.world.accounts, call.arguments)


def _account_of_user(call: Call) -> Account | None:
    user = call.world.users.get(call.arguments["usrid"])
    return call.world.accounts.get(user.account_uid) if user else None


def _boxes(call: Call) -> list[SetTopBox]:
    return call.world.boxes(call.arguments["accountUID"])


def _players(call: Call) -> list[MediaPlayer]:
    return call.world.players(call.arguments["accountUID"])


def _users(call: Call) -> list[User]:
    return call.world.users.find("account_uid", call.arguments["accountUID"])


def _rights(call: Call) -> list[Right]:
    rights = call.world.rights.find("account_uid", call.arguments["accountUID"])
    if str(call.arguments.get("statusByDate", "")).upper() != "CURRENT":
        return rights
    now = call.world.now()
    return [
        right
        for right in rights
        if (right.valid_from is None or right.valid_from <= now)
        and (right.expiry_date is None or now <= right.expiry_date)
    ]


def _device_by(index: str, argument: str) -> Any:
    return lambda call: call.world.devices.first(index, call.arguments[argument])


ACCOUNT_READS = (
    Operation(
        "getByAccountNumber",
        (_string("accountNumber"),),
        _ACCOUNT,
        lambda call: call.world.account(call.arguments["accountNumber"]),
    ),
    Operation(
        "getByUID",
        (_long("uid"),),
        _ACCOUNT,
        lambda call: call.world.accounts.get(call.arguments["uid"]),
    ),
    Operation(
        "getAccountBySpecification",
        (Field("aspec", specifications.ACCOUNT, least=1),),
        _ACCOUNT,
        lambda call: specifications.account_or_none(call.world, call.arguments["aspec"]),
    ),
    Operation(
        "getByOriginKeyAndId", (_string("originKey"), _long("originId")), _ACCOUNT, _by_origin
    ),
    Operation("getAccByUserUID", (_long("usrid"),), _ACCOUNT, _account_of_user),
)

DEVICE_READS = (
    Operation("getDeviceByCASN", (_string("casn"),), _DEVICE, _device_by("casn", "casn")),
    Operation(
        "getSetTopBoxByAccountUID",
        (_ACCOUNT_UID,),
        Returns(shapes.SET_TOP_BOX, many=True),
        _boxes,
    ),
    Operation(
        "getByUID",
        (_long("uid"),),
        _DEVICE,
        lambda call: call.world.devices.get(call.arguments["uid"]),
    ),
    Operation("getByNUID", (_string("nuid"),), _DEVICE, _device_by("nuid", "nuid")),
    Operation(
        "getMediaPlayerByAccountUID",
        (_ACCOUNT_UID,),
        Returns(shapes.MEDIA_PLAYER, many=True),
        _players,
    ),
    Operation(
        "getMpById",
        (_string("mediaPlayerId"),),
        Returns(shapes.MEDIA_PLAYER),
        _device_by("media_player_id", "mediaPlayerId"),
    ),
)

USER_READS = (
    Operation("getByAccountUID", (_ACCOUNT_UID,), Returns(shapes.USER, many=True), _users),
    Operation(
        "getByLoginId",
        (_string("loginId"),),
        Returns(shapes.USER),
        lambda call: call.world.users.first("login_id", call.arguments["loginId"]),
    ),
)

SMARTCARD_READS = (
    Operation(
        "getBySmartcardId",
        (_string("smartcardId"),),
        Returns(shapes.SMARTCARD),
        lambda call: call.world.card(call.arguments["smartcardId"]),
    ),
    Operation(
        "getByStbUid",
        (_long("stbUid"),),
        Returns(shapes.SMARTCARD, many=True),
        lambda call: call.world.cards.find("stb_uid", call.arguments["stbUid"]),
    ),
)

SESSION_READS = (
    Operation(
        "getByAccountUID",
        (_ACCOUNT_UID,),
        Returns(shapes.SESSION, many=True),
        lambda call: call.world.sessions.find("account_uid", call.arguments["accountUID"]),
    ),
)

RIGHT_READS = (
    Operation(
        "getByAccountUID",
        (_ACCOUNT_UID, Field("statusByDate", STRING), Field("locale", STRING)),
        Returns(shapes.ACQUIRED_CONTENT_LIST, many=True),
        _rights,
    ),
)
