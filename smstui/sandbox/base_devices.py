"""The boxes, cards and players of the world `base`."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from smstui.sandbox.entities import MediaPlayer, SetTopBox, SmartCard
from smstui.sandbox.world import World

PROVISIONED: Final = datetime(2019, 3, 5, 10, 0, tzinfo=UTC)

_FULL: Final[dict[str, Any]] = {
    "description": "Main set-top box, living room",
    "drm_instance_name": "PRM-1",
    "drm_device_id": "PRM-3421-0001",
    "drm_client_id": "DRM-CLIENT-3421",
    "drm_system_id": "PRM",
    "external_group_uid": "501",
    "network": "DVB-C CWMBRAN",
    "port": 8080,
    "provision_id": "PROV-3421",
    "provision_pwd": "SENTINEL-A",
    "pin": "SENTINEL-B",
    "origin_id": "10000",
    "origin_key": "STB-3421",
    "physical_address": "10.20.0.21",
    "initialization_status": "INITIALIZED",
    "credentials_state": "VALID",
    "cas_products": {"7001"},
    "cas_pins": {"1": "SENTINEL-C"},
}

_BOXES: Final[list[tuple[str, str, str, str, str, str, str, dict[str, Any]]]] = [
    # name, uid, account, casn, nuid, mac, serial, special fields
    ("Living room", "3421", "1001", "E833815A9290", "9F20C4417B3A0001", "00:1A:79:1E:7F:50",
     "0023817744", {"smartcard_id": "000145098240", **_FULL}),
    ("Bedroom", "3422", "1001", "E833815A9301", "9F20C4417B3A0002", "00:1A:79:1E:7F:61",
     "0023817752", {}),
    ("Attic", "3423", "1001", "E833815A9322", "9F20C4417B3A0003", "00:1A:79:1E:7F:72",
     "0023817760", {"smartcard_id": "V00000003423", "smartcard_type": "CARDLESS"}),
    ("Workshop", "3425", "1001", "E833815A9340", "9F20C4417B3A0005", "00:1A:79:1E:7F:94",
     "0023817786", {"smartcard_id": "000145098244", "banned": True}),
    ("Cellar", "3426", "1001", "E833815A9355", "9F20C4417B3A0006", "00:1A:79:1E:7F:A5",
     "0023817794", {"status": "CANCELLED", "activation_status": "INACTIVE"}),
    ("Garden room", "3427", "1001", "E833815A9366", "9F20C4417B3A0007", "00:1A:79:1E:7F:B6",
     "0023817802", {"smartcard_type": "UNSPECIFIED"}),
    ("Study", "3430", "1002", "E833815A9411", "9F20C4417B3A0010", "00:1A:79:1E:80:11",
     "0023817901", {"smartcard_id": "000145098267"}),
    ("Kitchen", "3438", "1002", "0A1B2C3D4E5F", "9F20C4417B3A0018", "00:1A:79:1E:80:22",
     "0023817918", {}),
    ("Hall", "3439", "1002", "E833815A9444", "9F20C4417B3A0019", "0A:1B:2C:3D:4E:5F",
     "0023817926", {}),
    ("Library", "245098240", "1002", "E833815A9455", "9F20C4417B3A0020", "00:1A:79:1E:80:44",
     "0023817934", {}),
]  # fmt: skip


def place_set_top_boxes(world: World) -> None:
    """Return B1 to B10; box 3427 is an ordinary sixth one."""
    for position, (name, uid, account_uid, casn, nuid, mac, serial, special) in enumerate(_BOXES):
        fields: dict[str, Any] = {
            "description": f"{name} set-top box",
            "status_date": PROVISIONED,
            "ip_address": f"10.20.0.{21 + position}",
            "version": "5.3.1",
            "device_classifier_uid": "601",
            "profile_id": "701",
            "public_id": f"PUB-{uid}",
            "information": _information("DTV4K-X", "Nagra Set", "LINUX", "5.3.1"),
            "activated": PROVISIONED,
            "created": PROVISIONED,
            "modified": world.now() - timedelta(days=20 + position),
            **special,
        }
        world.add(
            SetTopBox(
                uid=uid,
                account_uid=account_uid,
                name=name,
                casn=casn,
                nuid=nuid,
                mac_address=mac,
                serial_number=serial,
                **fields,
            )
        )


def place_cards(world: World) -> None:
    """Return C1 to C10, the banned box's card, and the virtual card of the cardless B3."""
    rows = [
        ("20001", "000145098240", "UNAVAILABLE", "3421"),
        ("20002", "000145098241", "AVAILABLE", None),
        ("20003", "000145098259", "CANCELLED", None),
        ("20004", "000145098267", "UNAVAILABLE", "3430"),
        ("20005", "000145098244", "UNAVAILABLE", "3425"),
        ("20006", "V00000003423", "UNAVAILABLE", "3423"),
        ("20010", "245098240", "AVAILABLE", None),
    ]
    for uid, number, status, stb_uid in rows:
        world.add(
            SmartCard(
                uid=uid,
                smartcard_id=number,
                status=status,
                stb_uid=stb_uid,
                cas_instance_id="CAS-1",
                modification_date=PROVISIONED,
                origin_id="10000",
                origin_key=f"CARD-{uid}",
                virtual=number.startswith("V"),
            )
        )


def place_players(world: World) -> None:
    """Return P1, disabled, and the three that bring nmp.00001 to its limit of three."""
    rows = [
        ("9001", "living-room", "Living room stick", False, ("ANDROIDTV", "14")),
        ("9002", "kitchen-tablet", "Kitchen tablet", True, ("IOS", "18.1")),
        ("9003", "ada-phone", "Ada's phone", True, ("ANDROID", "15")),
        ("9004", "study-laptop", "Study laptop", True, ("WINDOWS", "11")),
    ]
    for uid, media_player_id, name, enabled, (system, version) in rows:
        world.add(
            MediaPlayer(
                uid=uid,
                media_player_id=media_player_id,
                account_uid="1001",
                name=name,
                description=f"{name}, registered by the app",
                enabled=enabled,
                device_classifier_uid="602",
                drm_instance_name="PRM-1",
                physical_address=f"10.30.0.{uid[-1]}",
                profile_id="702",
                public_id=f"PUB-{uid}",
                initialization_status="INITIALIZED",
                drm_client_id=f"DRM-CLIENT-{uid}",
                drm_system_id="WIDEVINE",
                credentials_state="VALID",
                pin=f"SENTINEL-{uid[-1]}",
                information=_information(name, "Sandbox", system, version),
                approved_on=world.now() - timedelta(days=40 - int(uid[-1])),
                activated=PROVISIONED,
                created=PROVISIONED,
                modified=world.now() - timedelta(days=2),
            )
        )


def _information(model: str, manufacturer: str, system: str, version: str) -> dict[str, Any]:
    return {
        "securePlayer": {"codecs": ["H264", "HEVC"], "streamings": ["DASH"], "DRMs": ["PRM"]},
        "device": {
            "screen": {"width": 1920, "height": 1080},
            "hardware": {"model": model, "manufacturer": manufacturer, "type": None},
            "OS": {"type": system, "version": version},
            "CPU": {"neon": True, "cores": 4},
            "GPU": None,
        },
    }
