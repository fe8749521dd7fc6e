"""The world `big`: 10,000 accounts with 30,000 devices, the same for the same seed."""

import gc
from datetime import UTC, datetime, timedelta
from random import Random

from smstui.sandbox.entities import (
    AccessPoint,
    Account,
    AccountProfile,
    MediaPlayer,
    Right,
    SetTopBox,
    SmartCard,
    User,
)
from smstui.sandbox.rules.sessions import place_session
from smstui.sandbox.world import World

_STATUSES = ("ACTIVE",) * 17 + ("RESTRICTED", "SUSPENDED", "CANCELLED")
_TOWNS = ("Cwmbran", "Newport", "Chepstow", "Caerleon", "Usk", "Monmouth", "Risca", "Blaenavon")
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne", "pa", "ri", "so", "tu")
_START = datetime(2020, 1, 1, tzinfo=UTC)


def big(
    seed: int = 1,
    accounts: int = 10_000,
    devices: int = 30_000,
    at: datetime | None = None,
    ahead: timedelta = timedelta(),
) -> World:
    """Return a new world `big`: two boxes for each player, spread evenly over the accounts."""
    world = World("big", at, 9_000_000, ahead)
    world.add(
        AccountProfile(
            uid="301", name="GOLD", enable_session_limit=True, max_sessions_allowed=3
        )
    )  # fmt: skip
    world.add(AccessPoint(uid="201", name="HEADEND-1"))
    world.add_named("product", {str(7000 + each): f"Package {each + 1}" for each in range(20)})
    collecting = gc.isenabled()
    gc.disable()  # 150,000 live objects: the garbage collector would scan them again and again
    try:
        _place(world, Random(seed), accounts, devices)
    finally:
        if collecting:
            gc.enable()
    return world


def _place(world: World, random: Random, accounts: int, devices: int) -> None:
    for number in range(accounts):
        _place_account(world, random, number)
    for number in range(devices):
        account_uid = str(1_000_000 + number % accounts)
        if number // accounts % 3 == 2:
            _place_player(world, number, account_uid)
        else:
            _place_box(world, random, number, account_uid)


def _place_account(world: World, random: Random, number: int) -> None:
    uid = str(1_000_000 + number)
    name = "".join(random.choices(_SYLLABLES, k=3)).title()
    world.add(
        Account(
            uid=uid,
            account_number=f"big.{number:06d}",
            status=random.choice(_STATUSES),
            access_point_uid="201",
            account_profile_uid="301",
            first_name=random.choice(_SYLLABLES).title(),
            last_name=name,
            city=random.choice(_TOWNS),
            country="UK",
            credit_limit=50.0,
            credit_spent=float(random.randrange(0, 5000)) / 100,
            max_mp_device_allowed=5,
            rollout_profile_uid="401",
            creation_date=_START,
            modified_date=_START,
            password=f"SENTINEL-{uid}",
        )
    )
    world.add(
        User(
            uid=str(2_000_000 + number),
            account_uid=uid,
            login_id=f"user.{number:06d}",
            name=name,
            type="SUP",
            default_user=True,
            password=f"SENTINEL-u-{uid}",
            pin="SENTINEL-1",
        )
    )
    world.add(
        Right(
            uid=str(3_000_000 + number),
            account_uid=uid,
            policy_group_uid=str(7000 + number % 20),
            product_type="SUBSCRIPTION",
            valid_from=_START,
            expiry_date=_START + timedelta(days=36_500),
        )
    )


def _place_box(world: World, random: Random, number: int, account_uid: str) -> None:
    uid = str(4_000_000 + number)
    card = f"{300_000_000_000 + number * 7:012d}"
    chipset = f"{0xB00000000000 + number * 17:012X}"
    world.add(
        SetTopBox(
            uid=uid,
            account_uid=account_uid,
            name=f"Box {number}",
            casn=chipset,
            nuid=f"N{number:015d}",
            mac_address=":".join(
                f"{0x001B00000000 + number:012X}"[i : i + 2] for i in range(0, 12, 2)
            ),
            serial_number=f"{50_000_000 + number:010d}",
            smartcard_id=card,
            version="5.3.1",
            public_id=f"PUB-{uid}",
            created=_START,
        )
    )
    world.add(
        SmartCard(
            uid=str(5_000_000 + number),
            smartcard_id=card,
            status="UNAVAILABLE",
            stb_uid=uid,
            cas_instance_id="CAS-1",
            modification_date=_START,
        )
    )
    if random.random() < 0.1:
        box = world.box(uid)
        if box is not None:
            place_session(world, box, f"channel-{number % 90}", age=timedelta(minutes=10))


def _place_player(world: World, number: int, account_uid: str) -> None:
    uid = str(4_000_000 + number)
    world.add(
        MediaPlayer(
            uid=uid,
            media_player_id=f"player-{number:06d}",
            account_uid=account_uid,
            name=f"Player {number}",
            drm_client_id=f"DRM-{number:06d}",
            public_id=f"PUB-{uid}",
            created=_START,
        )
    )
