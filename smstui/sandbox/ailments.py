"""The world `ailments`: one account for each fault, to learn on.

Account ail.00001 has box 7101, card 000700000001 and player 7201; account ail.00002 has box 7102,
and so on. Nothing is wrong with them but what `AILMENTS` says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from smstui.sandbox.entities import (
    AccessPoint,
    Account,
    AccountProfile,
    MediaPlayer,
    Pin,
    Right,
    SetTopBox,
    SmartCard,
    User,
)
from smstui.sandbox.fixtures import fill_sessions
from smstui.sandbox.world import World

_OPENED: Final = datetime(2021, 5, 3, 9, 30, tzinfo=UTC)
_PEOPLE: Final = (
    ("Ada", "Byron"), ("Mary", "Somerville"), ("Luigi", "Menabrea"), ("Grace", "Hopper"),
    ("Emmy", "Noether"), ("Alan", "Turing"), ("Sofia", "Kowalewska"), ("Karl", "Gauss"),
    ("Lise", "Meitner"), ("Niels", "Abel"), ("Maria", "Agnesi"), ("Paul", "Erdos"),
    ("Rosa", "Peter"),
)  # fmt: skip
BOTH: Final = ("sdp2", "opf")


@dataclass(frozen=True, slots=True)
class Home:
    """The records of one account."""

    number: int
    account: Account
    box: SetTopBox
    card: SmartCard
    player: MediaPlayer
    right: Right


@dataclass(frozen=True, slots=True)
class Ailment:
    """One fault: the id to look up and what it shows, in `families`.

    `check` is the check of a diagnosis that names it; empty where only a change shows it. `rules`
    are fault rules of the sandbox.
    """

    ask: str
    shows: str
    check: str
    place: Callable[[World, Home], object]
    families: tuple[str, ...] = BOTH
    rules: tuple[str, ...] = ()


def _sessions(world: World, home: Home) -> None:
    fill_sessions(world, home.account)


def _card_in_two_boxes(world: World, home: Home) -> None:
    world.add(_box(world, home.number, "73", home.card.smartcard_id))


def _links(world: World, home: Home) -> None:
    world.change(home.card, stb_uid="7199")


def _expired(world: World, home: Home) -> None:
    world.change(home.right, expiry_date=world.now() - timedelta(days=2))


def _pin(world: World, home: Home) -> None:
    pin = home.account.pins[0]
    pin.status, pin.extended_status = "LOCKED", "MAX_ATTEMPTS_REACHED"
    pin.locked_until = world.now() + timedelta(hours=2)


def _not_approved(world: World, home: Home) -> None:
    world.change(home.player, approved_on=None)


def _unused(world: World, home: Home) -> None:
    world.change(home.box, modified=world.now() - timedelta(days=300))


def _half_done(world: World, home: Home) -> None:
    world.change(home.card, stb_uid=None, status="AVAILABLE")


def _no_card(world: World, home: Home) -> None:
    world.change(home.box, smartcard_id=None)
    world.change(home.card, stb_uid=None, status="AVAILABLE")


def _suspended(world: World, home: Home) -> None:
    world.change(home.account, status="SUSPENDED")


def _banned(world: World, home: Home) -> None:
    world.change(home.box, banned=True)


def _disabled(world: World, home: Home) -> None:
    world.change(home.player, enabled=False)


def _nothing(_world: World, _home: Home) -> None:
    pass


AILMENTS: Final = (
    Ailment(
        "ail.00001", "session limit: 3 of 3, one silent for 9 hours", "sessions", _sessions,
        ("sdp2",),
    ),
    Ailment("A11E00000002", "one card in two boxes", "pairing-link", _card_in_two_boxes),
    Ailment("A11E00000003", "box and card: the links disagree", "pairing-link", _links, ("sdp2",)),
    Ailment("ail.00004", "the right expired two days ago", "rights", _expired),
    Ailment("ail.00005", "a PIN is locked", "pin-lock", _pin, ("opf",)),
    Ailment("7206", "a player that is not approved", "approval", _not_approved, ("opf",)),
    Ailment("A11E00000007", "a box unused for 300 days: ask at the home", "long-unused", _unused),
    Ailment(
        "A11E00000008", "a half-done pair: the card is free by its own record",
        "smartcard-status", _half_done, ("sdp2",),
    ),
    Ailment(
        "A11E00000009", "pair it with 000700000009: the CAS refuses its half", "smartcard-type",
        _no_card, ("opf",), ("cas-fail operation=cag.pair target=7109",),
    ),
    Ailment(
        "ail.00010", "suspend it: the change comes 45 seconds late", "", _nothing, BOTH,
        ("no-effect write=yes target=7010 late=45000",
         "no-effect write=yes target=ail.00010 late=45000"),
    ),
    Ailment("ail.00011", "the account is suspended", "account-status", _suspended),
    Ailment("A11E00000012", "a banned box", "banned", _banned, ("sdp2",)),
    Ailment("7213", "a disabled player", "device-enabled", _disabled),
)  # fmt: skip


def ailments(at: datetime | None = None, ahead: timedelta = timedelta()) -> World:
    """Return a new world `ailments`; see `base` for its clock."""
    world = World("ailments", at, ahead=ahead)
    world.add(
        AccountProfile(
            uid="301", name="GOLD", enable_device_limit=True, enable_active_device_limit=True,
            enable_user_limit=True, enable_session_limit=True, max_devices=10,
            max_active_devices=5, max_users=5, max_sessions_allowed=3, approval_needed=True,
            max_approved_devices=5, approvals_per_period=4, approval_period_days=30,
        )
    )  # fmt: skip
    world.add(AccessPoint(uid="201", name="HEADEND-1"))
    world.add_named("product", {"7001": "Basic"})
    for number, ailment in enumerate(AILMENTS, 1):
        ailment.place(world, _home(world, number))
        world.rules += ailment.rules
    return world


def _home(world: World, number: int) -> Home:
    """Add an account with a box, a card, a player and a right, all in order."""
    first, last = _PEOPLE[(number - 1) % len(_PEOPLE)]
    uid, now = f"70{number:02}", world.now()
    account = Account(
        uid=uid, account_number=f"ail.{number:05}", status="ACTIVE", status_date=_OPENED,
        access_point_uid="201", account_profile_uid="301", first_name=first, last_name=last,
        city="Cwmbran", country="UK", credit_limit=50.0, credit_spent=0.0,
        max_mp_device_allowed=5, max_user_allowed=5, ppv_status=True, creation_date=_OPENED,
        modified_date=_OPENED, validity_start=_OPENED, password=f"SENTINEL-{uid}",
        pins=[Pin(account_uid=uid, type="MASTER", value=f"SENTINEL-p-{uid}", status="SET")],
    )  # fmt: skip
    card = SmartCard(
        uid=f"74{number:02}", smartcard_id=f"0007{number:08}", status="UNAVAILABLE",
        stb_uid=f"71{number:02}", cas_instance_id="CAS-1", modification_date=_OPENED,
    )  # fmt: skip
    box = _box(world, number, "71", card.smartcard_id)
    player = MediaPlayer(
        uid=f"72{number:02}", media_player_id=f"ail-player-{number}", account_uid=uid,
        name="Tablet", initialization_status="INITIALIZED", credentials_state="VALID",
        approved_on=now - timedelta(days=20), created=_OPENED, activated=_OPENED,
    )  # fmt: skip
    right = Right(
        uid=f"75{number:02}", account_uid=uid, policy_group_uid="7001",
        product_type="SUBSCRIPTION", validity_type="ABSOLUTE", valid_from=_OPENED,
        expiry_date=now + timedelta(days=200),
    )  # fmt: skip
    users = [
        User(
            uid=f"76{number:02}", account_uid=uid, login_id=f"{first}.{last}".lower(), name=first,
            type="SUP", password=f"SENTINEL-u-{uid}",
        ),
        User(
            uid=f"77{number:02}", account_uid=uid, login_id=f"home.{number}", name="Household",
            default_user=True, password=f"SENTINEL-h-{uid}",
        ),
    ]  # fmt: skip
    for record in (account, *users, card, box, player, right):
        world.add(record)
    return Home(number, account, box, card, player, right)


def _box(world: World, number: int, kind: str, card: str) -> SetTopBox:
    """Return a box of the account; `kind` begins its uid."""
    uid = f"{kind}{number:02}"
    return SetTopBox(
        uid=uid, account_uid=f"70{number:02}", name="Living room",
        casn=f"A11E{int(kind) - 71:04}{number:04}", nuid=f"9F20C4417B3B{uid}",
        mac_address=f"00:1A:79:2E:{kind}:{number:02}", serial_number=f"00240{uid}",
        smartcard_id=card, initialization_status="INITIALIZED", credentials_state="VALID",
        version="5.3.1", created=_OPENED, activated=_OPENED,
        modified=world.now() - timedelta(days=20),
    )  # fmt: skip
