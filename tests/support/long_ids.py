"""Households whose ids and names are as long as real sites have them, and not in English.

The ids of accounts and devices are 24 hexadecimal digits on `opf`; on `sdp2` a uid is a whole
number, so there they have 18 digits, and only the number of the account is hexadecimal. Players and
sessions have UUIDs, names 40 characters.
"""

from dataclasses import dataclass
from datetime import timedelta
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
from smstui.sandbox.rules.sessions import place_session
from smstui.sandbox.world import World

FIRST_NAME: Final = "Małgorzata Wilhelmine"
LAST_NAME: Final = "Świętosławska-Brzęczyszczykiewicz-Straße"
LOGIN: Final = "malgorzata.swietoslawska-brzeczyszczyk@haushaltsgeräte.example"
CASNS: Final = ("E833815A9290", "E833815A9301", "E833815A9322", "E833815A9340", "E833815A9355")
CARD, FREE_CARD, BANNED_CARD = "000145098240", "000145098241", "000145098244"
VIRTUAL_CARD: Final = "V00000003423"
NAMES: Final = (
    "Wohnzimmergerät im Obergeschoß, 3. Stock",
    "Przedpokój na piętrze obok łazienki żółt",
    "Gästezimmer über der Küche, Südseite, №2",
    "Świetlica przy głównym wejściu do piwnic",
    "Büro der Geschäftsführung, Erdgeschoß li",
)
"""Names of boxes, 40 characters each."""
PLAYER, DISABLED_PLAYER = (
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3302",
)  # fmt: skip
PRODUCTS: Final = (
    "Rodzinny pakiet sportowo-filmowy rozszerz",
    "Fußball-Bundesliga und Übertragungen, alle",
)


@dataclass(frozen=True)
class Ids:
    """Makes ids of the length of a family."""

    family: str

    def of(self, number: int) -> str:
        """Return the id of a record; those of two numbers differ at their ends alone."""
        if self.family == "opf":
            return f"65f1c0ffee01234567{number:06x}"
        return f"1085900015{number:08d}"

    @property
    def boxes(self) -> list[str]:
        """The ids of the boxes: with a card, suspended, cardless, banned, and cancelled."""
        return [self.of(3421 + at) for at in range(5)]

    @property
    def account(self) -> str:
        """The id that leads to the first account: on `sdp2` its number."""
        return self.of(1001) if self.family == "opf" else self.number(1)

    def number(self, n: int) -> str:
        """Return the number of an account; `sdp2` has 20 characters for it."""
        number = f"65f1c0ffee0123456789{n:04x}"
        return number if self.family == "opf" else number[4:]


def long_ids(family: str) -> World:
    """Return a fresh world of these."""
    ids = Ids(family)
    world = World("long-ids", first_uid=108590001600000000)
    now = world.now()
    world.add(
        AccountProfile(
            uid=ids.of(301), name="Haushalt mit Zusatzgeräten und Übertragung",
            enable_session_limit=True, max_sessions_allowed=3,
        )
    )  # fmt: skip
    world.add(AccessPoint(uid=ids.of(201), name="KOPFSTELLE-ŁÓDŹ-ŚRÓDMIEŚCIE-PÓŁNOC-0001"))
    world.add_named("product", {ids.of(7001): PRODUCTS[0], ids.of(7002): PRODUCTS[1]})
    world.add_named("rating", {"18": "Nur für Erwachsene, Freigabe ab 18 Jahren"})
    for uid, number, status in (
        (ids.of(1001), ids.number(1), "ACTIVE"), (ids.of(1002), ids.number(2), "SUSPENDED"),
    ):  # fmt: skip
        world.add(
            Account(
                uid=uid, account_number=number, status=status, account_profile_uid=ids.of(301),
                access_point_uid=ids.of(201), first_name=FIRST_NAME, last_name=LAST_NAME,
                address1="Księdza Bronisława Markiewicza 125a/17", city="Gemeinde Großröhrsdorf",
                postcode="01900-4711", country="DE", credit_limit=1234567.5,
                credit_spent=1234500.25, ppv_status=True, npvr_profile="NPVR-ROZSZERZONY-2000H",
                signon_id=f"{number}@x.example", provider_id="1",
                validity_start=now - timedelta(days=2000),
                validity_end=now + timedelta(days=700), rollout_profile_uid=ids.of(401),
                pins=[Pin(account_uid=uid, type=kind) for kind in ("MASTER", "PURCHASE")],
            )
        )  # fmt: skip
        world.add(
            User(
                uid=ids.of(10_000 + int(uid[-4:], 16)), account_uid=uid, name=f"{FIRST_NAME} Ł.",
                login_id=LOGIN if status == "ACTIVE" else f"x{LOGIN}", type="SUP",
                default_user=True, rating="18",
            )
        )  # fmt: skip
    _place_devices(world, ids)
    _place_rights(world, ids)
    box = world.box(ids.boxes[0])
    assert box is not None
    place_session(world, box, f"programm-{PLAYER}", age=timedelta(minutes=42))
    place_session(
        world, box, f"aufnahme-{PLAYER}", "COD", age=timedelta(days=3), silent=timedelta(days=2)
    )
    return world


def _place_devices(world: World, ids: Ids) -> None:
    account = ids.of(1001)
    special: list[dict[str, object]] = [
        {"smartcard_id": CARD},
        {"status": "SUSPENDED", "enabled": False},
        {"smartcard_id": VIRTUAL_CARD, "smartcard_type": "CARDLESS"},
        {"smartcard_id": BANNED_CARD, "banned": True, "activation_status": "INACTIVE"},
        {"status": "CANCELLED", "activation_status": "INACTIVE"},
    ]
    rows = zip(ids.boxes, CASNS, NAMES, special, strict=True)
    for at, (uid, casn, name, fields) in enumerate(rows):
        world.add(
            SetTopBox(
                uid=uid, account_uid=account, casn=casn, name=name,
                serial_number=f"00238177440000000{at}", nuid=f"9F20C4417B3A000{at}",
                mac_address=f"00:1A:79:1E:7F:5{at}", version="5.3.1-rc12+20261103",
                ip_address=f"2001:db8:85a3:8d3:1319:8a2e:370:734{at}",
                **fields,  # type: ignore[arg-type]
            )
        )  # fmt: skip
    cards = (
        (CARD, "UNAVAILABLE", ids.boxes[0]), (FREE_CARD, "AVAILABLE", None),
        (VIRTUAL_CARD, "UNAVAILABLE", ids.boxes[2]), (BANNED_CARD, "CANCELLED", ids.boxes[3]),
    )  # fmt: skip
    for at, (number, status, box) in enumerate(cards):
        world.add(
            SmartCard(
                uid=ids.of(20_001 + at), smartcard_id=number, status=status, stb_uid=box,
                cas_instance_id="CAS-SCHLESWIG-HOLSTEIN-01", virtual=number == VIRTUAL_CARD,
            )
        )  # fmt: skip
    for at, (player, enabled) in enumerate(((PLAYER, True), (DISABLED_PLAYER, False))):
        world.add(
            MediaPlayer(
                uid=ids.of(9001 + at), media_player_id=player, account_uid=account, enabled=enabled,
                name=NAMES[at], approved_on=world.now(),
            )
        )  # fmt: skip
    # The same text is the id of a player and the login of a user: a lookup leads to both.
    world.add(
        User(
            uid=ids.of(11_009), account_uid=ids.of(1002), login_id=PLAYER, name=f"{FIRST_NAME} Ö.",
            rating="18",
        )
    )  # fmt: skip


def _place_rights(world: World, ids: Ids) -> None:
    now = world.now()
    for at, fields in enumerate((
        {"expiry_date": now + timedelta(days=300)},
        {"expiry_date": now - timedelta(days=3), "device_uid": ids.boxes[0]},
    )):  # fmt: skip
        world.add(
            Right(
                uid=ids.of(66_001 + at), account_uid=ids.of(1001),
                policy_group_uid=ids.of(7001 + at), purchased_item_uid=ids.of(8001 + at),
                product_type="TRANSACTIONAL" if at else "SUBSCRIPTION",
                valid_from=now - timedelta(days=100), **fields,  # type: ignore[arg-type]
            )
        )  # fmt: skip
