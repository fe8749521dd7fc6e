"""Set-top boxes and media players (sdp2.md "Entities"; opf.md "ADM: devices"; all D).

`opf` knows one Device: MANAGED with a chipset serial is our set-top box, OPEN our player.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from smstui.domain.moments import Moment
from smstui.domain.record import PERSONAL, Flag, Hidden, Limit, Record, Text
from smstui.domain.text import Clean, clean
from smstui.domain.words import ActivationWord, DeviceWord, SmartcardTypeWord

_LEAVES = 200
_DEPTH = 12

Leaf = tuple[Clean, Clean]


def _leaves(raw: Any) -> Any:
    """Device information as (path, value) pairs; values are of mixed type or null."""
    if raw and isinstance(raw, list | tuple) and all(map(_is_leaf, raw)):
        return tuple((clean(path), clean(value)) for path, value in raw)
    found: list[Leaf] = []
    _walk("", raw, _DEPTH, found)
    return tuple(found)


def _is_leaf(raw: Any) -> bool:
    return (
        isinstance(raw, list | tuple)
        and len(raw) == 2
        and not any(isinstance(half, dict | list | tuple) for half in raw)
    )


def _walk(path: str, value: Any, depth: int, found: list[Leaf]) -> None:
    if value is None or len(found) >= _LEAVES:
        return
    if not isinstance(value, dict | list | tuple):
        found.append((clean(path), clean(value)))
    elif not depth:
        found.append((clean(path), clean("…")))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _walk(f"{path}.{name}" if path else str(name), inner, depth - 1, found)
    elif any(isinstance(inner, dict | list | tuple) for inner in value):
        for place, inner in enumerate(value):
            _walk(f"{path}[{place}]", inner, depth - 1, found)
    elif value:
        found.append((clean(path), clean(", ".join(map(str, value)))))


class DeviceProfile(Record):
    """The capabilities of a device; a reference, of which a device tells the uid only."""

    noun: ClassVar[str] = "device profile"

    uid: Text = None
    name: Text = None


class DeviceClassifier(Record):
    """The model class of a device; a reference, of which a device tells the uid only."""

    noun: ClassVar[str] = "device classifier"

    uid: Text = None
    name: Text = None


class Device(BaseModel):
    """The common fields of boxes and players, no record by itself. `enabled` false blocks it.

    `ip_address` is the last one. Only `opf` has activation, initialization, credentials, DRM client
    and the information that the device sent of itself. There a device plays only if it is ENABLED,
    ACTIVE and approved.
    """

    model_config = ConfigDict(frozen=True)

    uid: Text = None
    account_uid: Text = None
    name: Annotated[Text, PERSONAL] = None
    description: Annotated[Text, PERSONAL] = None
    device_type: Text = None
    status: DeviceWord = None
    enabled: Flag = None
    activation_status: ActivationWord = None
    initialization_status: Text = None
    approved: Flag = None
    last_approved: Moment = None
    last_unapproved: Moment = None
    public_id: Text = None
    profile: DeviceProfile | None = None
    classifier: DeviceClassifier | None = None
    ip_address: Annotated[Text, Limit(20)] = None
    drm_instance_name: Annotated[Text, Limit(320)] = None
    drm_client_id: Text = None
    drm_system_id: Text = None
    credentials_state: Text = None
    information: Annotated[tuple[Leaf, ...], BeforeValidator(_leaves), PERSONAL] = ()
    device_pin: Hidden = None
    activated: Moment = None
    created: Moment = None
    modified: Moment = None


class SetTopBox(Device, Record):
    """A broadcast box. `banned` bans this box only; the account may be fine.

    `casn` is the serial number of the CA chipset, which a firmware change can alter; `nuid` is
    fixed in hardware and unique. MAC, serial number and IP address are attributes, not keys.
    """

    noun: ClassVar[str] = "box"

    kind: Literal["box"] = "box"
    casn: Annotated[Text, Limit(256)] = None
    nuid: Annotated[Text, Limit(256)] = None
    serial_number: Annotated[Text, Limit(100)] = None
    mac_address: Annotated[Text, Limit(20)] = None
    smartcard_id: Annotated[Text, Limit(100)] = None
    smartcard_type: SmartcardTypeWord = None
    banned: Flag = None
    version: Text = None
    network: Annotated[Text, Limit(256)] = None
    port: Text = None
    external_group_uid: Text = None
    drm_device_id: Annotated[Text, Limit(50)] = None
    provision_id: Text = None
    provision_password: Annotated[Hidden, Limit(10)] = None


class MediaPlayer(Device, Record):
    """An open device. The platform creates it at its first connection; it is never provisioned."""

    noun: ClassVar[str] = "player"

    kind: Literal["player"] = "player"
    media_player_id: Text = None


AnyDevice = Annotated[SetTopBox | MediaPlayer, Field(discriminator="kind")]
