"""The world `base`: five accounts with every healthy and broken state of a support desk.

Account nmp.00001 has everything; each of the others has one status. Ids: boxes B1 3421, B2 3422, B3
3423, B4 3430, B5 3425, B6 3426, B8 3438, B9 3439, B10 245098240; cards C1 000145098240, C2
000145098241, C3 000145098259, C4 000145098267, C10 245098240; player P1 9001. Secrets begin with
`SENTINEL-`.
"""

from datetime import UTC, date, datetime, timedelta

from smstui.sandbox.base_devices import place_cards, place_players, place_set_top_boxes
from smstui.sandbox.entities import AccessPoint, Account, AccountProfile, Pin, Right, User
from smstui.sandbox.rules.sessions import place_session
from smstui.sandbox.world import World

_NAMES = {
    "device profile": {"701": "HD zapper", "702": "Phone or tablet"},
    "device classifier": {"601": "DTV-4000", "602": "Open player"},
    "rating": {"12": "Twelve and over", "18": "Adult"},
    "product": {"7001": "Basic", "7002": "Film of the week", "7003": "Sports"},
}
OPENED = datetime(2019, 3, 4, 9, 30, tzinfo=UTC)
"""The date of the household of nmp.00001."""


def base(at: datetime | None = None, ahead: timedelta = timedelta()) -> World:
    """Return a new world `base`. `at` stops its clock there (default: real time).

    `ahead` is the error of its running clock, which dates its records.
    """
    world = World("base", at, ahead=ahead)
    for profile in _PROFILES:
        world.add(profile())
    world.add(AccessPoint(uid="201", name="CWMBRAN-HEADEND"))
    world.add(AccessPoint(uid="202", name="NEWPORT-HEADEND"))
    for kind, names in _NAMES.items():
        world.add_named(kind, names)
    _place_first_account(world)
    _place_other_accounts(world)
    _lock_a_pin(world)
    place_set_top_boxes(world)
    place_players(world)
    place_cards(world)
    _place_rights(world)
    box = world.box("3421")
    if box is None:
        raise LookupError("the fixture has no box 3421")
    place_session(world, box, "sport-1", age=timedelta(minutes=42), silent=timedelta(seconds=40))
    return world


def _gold() -> AccountProfile:
    return AccountProfile(
        uid="301",
        name="GOLD",
        enable_device_limit=True,
        enable_active_device_limit=True,
        enable_user_limit=True,
        enable_session_limit=True,
        max_devices=10,
        max_active_devices=3,
        max_users=5,
        max_sessions_allowed=3,
        approval_needed=True,
        max_approved_devices=5,
        approvals_per_period=4,
        approval_period_days=30,
        created=OPENED,
        modified=OPENED + timedelta(days=400),
    )


def _silver() -> AccountProfile:
    """Return a profile: the number beside a switched-off limit is not enforced (opf.md, A)."""
    return AccountProfile(
        uid="302", name="SILVER", max_active_devices=2, max_users=3, max_sessions_allowed=2
    )


_PROFILES = (_gold, _silver)


def _place_first_account(world: World) -> None:
    now = world.now()
    account = Account(
        uid="1001",
        account_number="nmp.00001",
        status="ACTIVE",
        status_date=OPENED,
        access_point_uid="201",
        account_profile_uid="301",
        address1="12 Analytical Row",
        address2="Flat 2",
        city="Cwmbran",
        country="UK",
        county="Torfaen",
        credit_limit=50.0,
        credit_spent=12.4,
        credit_spent_rs="2.50",
        first_name="Ada",
        last_name="Byron",
        locality="Old Cwmbran",
        max_mp_device_allowed=3,
        max_mp_device_date=now - timedelta(days=12),
        max_mp_device_delete=1,
        max_user_allowed=5,
        npvr_profile="NPVR-100H",
        password="SENTINEL-acc-1001",
        postcode="NP44 3AB",
        ppv_status=True,
        rollout_profile_uid="401",
        title="Countess",
        export_id="EXP-1001",
        origin_id="10000",
        origin_key="CRM-1001",
        service_provider_id="1",
        creation_date=OPENED,
        modified_date=now - timedelta(days=3),
        last_activity_time=now - timedelta(minutes=5),
        signon_id="ada.byron@cwmbran.example",
        provider_id="1",
        pvr_status="ENABLED",
        geo_block_exempt=False,
        validity_start=OPENED,
        validity_end=now + timedelta(days=700),
        pins=[
            _pin("MASTER"),
            _pin("PURCHASE"),
            Pin(account_uid="1001", type="PARENTAL"),
        ],
    )
    world.add(account)
    world.add(
        User(
            uid="11001",
            account_uid="1001",
            login_id="ada.byron",
            name="Ada",
            type="SUP",
            date_of_birth=date(1985, 12, 10),
            password="SENTINEL-user-11001",
            hash_salt="SENTINEL-salt-11001",
            pin="SENTINEL-1",
            rating="18",
            origin_id="10000",
            origin_key="CRM-11001",
        )
    )
    world.add(
        User(
            uid="11002",
            account_uid="1001",
            login_id="byron.home",
            name="Household",
            default_user=True,
            purchase_ability="DENIED",
            date_of_birth=date(2012, 5, 12),
            password="SENTINEL-user-11002",
            hash_salt="SENTINEL-salt-11002",
            pin="SENTINEL-2",
            rating="12",
        )
    )


def _pin(pin_type: str) -> Pin:
    return Pin(
        account_uid="1001",
        type=pin_type,
        value=f"SENTINEL-pin-{pin_type}",
        salt=f"SENTINEL-pinsalt-{pin_type}",
        status="SET",
        extended_status="NONE",
        last_change=OPENED,
    )


def _place_other_accounts(world: World) -> None:
    rows = [
        ("1002", "nmp.00002", "RESTRICTED", "Charles", "Babbage", "Newport"),
        ("1003", "nmp.00003", "SUSPENDED", "Mary", "Somerville", "Abergavenny"),
        ("1004", "nmp.00004", "CANCELLED", "Luigi", "Menabrea", "Chepstow"),
        ("1005", "nmp.00005", "INACTIVE", "Augustus", "De Morgan", "Pontypool"),
    ]
    for uid, number, status, first_name, last_name, city in rows:
        world.add(
            Account(
                uid=uid,
                account_number=number,
                status=status,
                status_date=OPENED,
                access_point_uid="202",
                account_profile_uid="302",
                first_name=first_name,
                last_name=last_name,
                city=city,
                country="UK",
                credit_limit=20.0,
                credit_spent=0.0,
                max_mp_device_allowed=2,
                max_user_allowed=3,
                password=f"SENTINEL-acc-{uid}",
                ppv_status=status == "ACTIVE",
                rollout_profile_uid="401",
                creation_date=OPENED,
                modified_date=OPENED,
                signon_id=f"{last_name.lower().replace(' ', '.')}@gwent.example",
                provider_id="1",
                validity_start=OPENED,
            )
        )
        world.add(
            User(
                uid=f"12{uid[1:]}",
                account_uid=uid,
                login_id=f"{first_name}.{last_name}".lower().replace(" ", "."),
                name=first_name,
                type="SUP",
                default_user=True,
                password=f"SENTINEL-user-{uid}",
                pin=f"SENTINEL-{uid[-1]}",
            )
        )


def _lock_a_pin(world: World) -> None:
    """Too many wrong purchase PINs were entered for the suspended account."""
    account = world.accounts.get("1003")
    if account is not None:
        account.pins.append(
            Pin(
                account_uid="1003",
                type="PURCHASE",
                value="SENTINEL-pin-1003",
                salt="SENTINEL-pinsalt-1003",
                status="LOCKED",
                extended_status="MAX_ATTEMPTS_REACHED",
                locked_until=world.now() + timedelta(minutes=15),
                last_change=OPENED,
            )
        )


def _place_rights(world: World) -> None:
    now = world.now()
    world.add(
        Right(
            uid="60001",
            account_uid="1001",
            policy_group_uid="7001",
            purchased_item_type="PKG",
            purchased_item_uid="8001",
            product_type="SUBSCRIPTION",
            validity_type="ABSOLUTE",
            valid_from=OPENED,
            expiry_date=now + timedelta(days=200),
            acl_expiry_date=now + timedelta(days=230),
            consumption_window_secs=172_800,
            license_expiry_duration_secs=86_400,
            user_uid="11001",
            origin_id="10000",
            origin_key="ORDER-60001",
            viewing_number=5,
            purchase_type="SUBSCRIPTION",
            cas_instance_id="CAS-1",
            cas_id="17",
            smartcard="000145098240",
        )
    )
    rows = [
        ("60002", "1001", "7002", "TRANSACTIONAL", -400, -30, None),
        ("60003", "1001", "7003", "SUBSCRIPTION", -100, 100, "9002"),
        ("60004", "1002", "7001", "SUBSCRIPTION", -300, 60, None),
        ("60005", "1003", "7001", "SUBSCRIPTION", -300, 60, None),
    ]
    for uid, account_uid, product, product_type, start, end, device_uid in rows:
        world.add(
            Right(
                uid=uid,
                account_uid=account_uid,
                policy_group_uid=product,
                purchased_item_type="AST" if product_type == "TRANSACTIONAL" else "PKG",
                purchased_item_uid=f"8{product[1:]}",
                product_type=product_type,
                validity_type="ABSOLUTE",
                valid_from=now + timedelta(days=start),
                expiry_date=now + timedelta(days=end),
                device_uid=device_uid,
            )
        )
