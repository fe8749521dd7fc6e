"""The services of records that others name by uid: profile, access point, product and so on.

The contract names the services and no operation (sdp2.md "Reads", A): `getByUID` answers the record
or null.
"""

from collections.abc import Callable
from typing import Any, Final

from smstui.sandbox.entities import AccountProfile
from smstui.sandbox.soap.operation import Call, Operation, Returns
from smstui.sandbox.soap.schema import INT, LONG, MOMENT, STRING, WORD, Field, Structure, optional

_UID: Final = (Field("uid", LONG, least=1),)


def _streams(profile: AccountProfile) -> int | None:
    """Return the number of streams; one that is switched off is none (no switch is told here)."""
    return profile.max_sessions_allowed if profile.enable_session_limit else None


ACCOUNT_PROFILE: Final = Structure(
    "accountProfile",
    (
        optional("UID", LONG, "uid"),
        optional("name", STRING, "name"),
        optional("status", WORD, "status"),
        optional("maxDevices", INT, "max_devices"),
        Field(
            "maxActivations",
            INT,
            get=lambda one: one.max_active_devices if one.enable_active_device_limit else None,
        ),
        Field("maxConcurrentStreams", INT, get=_streams),
        optional("creationDate", MOMENT, "created"),
        optional("modifiedDate", MOMENT, "modified"),
    ),
)


def _named(name: str) -> Structure:
    return Structure(name, (optional("UID", LONG, "uid"), optional("name", STRING, "name")))


def _by_uid(shape: Structure, find: Callable[[Call, str], Any]) -> tuple[Operation, ...]:
    return (
        Operation("getByUID", _UID, Returns(shape), lambda call: find(call, call.arguments["uid"])),
    )


def _in_names(kind: str) -> Callable[[Call, str], Any]:
    return lambda call, uid: call.world.named.get((kind, uid))


PROFILES: Final = _by_uid(ACCOUNT_PROFILE, lambda call, uid: call.world.profiles.get(uid))
ACCESS_POINTS: Final = _by_uid(
    _named("accessPoint"), lambda call, uid: call.world.access_points.get(uid)
)
DEVICE_PROFILES: Final = _by_uid(_named("profile"), _in_names("device profile"))
CLASSIFIERS: Final = _by_uid(_named("deviceClassifier"), _in_names("device classifier"))
RATINGS: Final = _by_uid(_named("rating"), _in_names("rating"))
PRODUCTS: Final = _by_uid(_named("policyGroup"), _in_names("product"))
