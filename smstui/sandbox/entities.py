"""The subscriber records of the embedded platform, as neither family spells them.

One record serves both families: a `SetTopBox` is an `sdp2` set-top box and an `opf` MANAGED
device with the same id, a `MediaPlayer` a media player and an OPEN device. Fields and limits are
those of sdp2.md "Entities" and opf.md "ADM: accounts", "ADM: devices", "RMG: rights" (D).
Ids are text, leading zeros count; times are aware and UTC; `None` is "never set".

Change a record that lives in a `World` through `World.change`, which keeps the indexes true.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(kw_only=True, slots=True)
class Record:
    """The base of every record: its id, and the fields that an answer must leave out."""

    uid: str
    omitted: frozenset[str] = frozenset()
    """Snake-case names of fields that answers leave out as if they had no value."""


@dataclass(kw_only=True, slots=True)
class AccountProfile(Record):
    """The limits of an account. A limit is only in force if its `enable_…` says so."""

    name: str
    status: str = "ACTIVE"
    enable_device_limit: bool = False
    enable_active_device_limit: bool = False
    enable_user_limit: bool = False
    enable_session_limit: bool = False
    max_devices: int | None = None
    max_active_devices: int | None = None
    """Open devices ENABLED and ACTIVE at once; managed ones never count (opf.md, D)."""
    max_users: int | None = None
    max_sessions_allowed: int | None = None
    approval_needed: bool = False
    max_approved_devices: int | None = None
    approvals_per_period: int | None = None
    approval_period_days: int | None = None
    created: datetime | None = None
    modified: datetime | None = None


@dataclass(kw_only=True, slots=True)
class AccessPoint(Record):
    """Where an account is connected. The contract only has its id (sdp2.md, D)."""

    name: str = ""


@dataclass(kw_only=True, slots=True)
class NamedRecord(Record):
    """A device profile, device classifier, rating or product: other records name it by uid."""

    name: str


@dataclass(kw_only=True, slots=True)
class Pin:
    """One PIN of an account. `value` and `salt` are hashes and secret (opf.md, D)."""

    account_uid: str
    type: str
    value: str | None = None
    salt: str | None = None
    status: str = "UNSET"
    """UNSET, SET or LOCKED."""
    extended_status: str | None = None
    locked_until: datetime | None = None
    last_change: datetime | None = None


@dataclass(kw_only=True, slots=True)
class Account(Record):
    """A subscription household. `password` is secret."""

    account_number: str
    status: str
    status_date: datetime | None = None
    access_point_uid: str | None = None
    account_profile_uid: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    country: str | None = None
    county: str | None = None
    credit_limit: float | None = None
    credit_spent: float | None = None
    credit_spent_rs: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    locality: str | None = None
    max_mp_device_allowed: int | None = None
    max_mp_device_date: datetime | None = None
    max_mp_device_delete: int | None = None
    max_user_allowed: int | None = None
    npvr_profile: str | None = None
    password: str | None = None
    postcode: str | None = None
    ppv_status: bool | None = None
    rollout_profile_uid: str | None = None
    title: str | None = None
    export_id: str | None = None
    origin_id: str | None = None
    origin_key: str | None = None
    service_provider_id: str | None = None
    creation_date: datetime | None = None
    modified_date: datetime | None = None
    last_activity_time: datetime | None = None
    signon_id: str | None = None
    provider_id: str | None = None
    pvr_status: str | None = None
    geo_block_exempt: bool | None = None
    validity_start: datetime | None = None
    validity_end: datetime | None = None
    pins: list[Pin] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class User(Record):
    """A member of the household. `password`, `hash_salt` and `pin` are secret."""

    account_uid: str
    login_id: str
    name: str | None = None
    type: str = "NOR"
    """SUP or NOR."""
    default_user: bool = False
    purchase_ability: str = "ALLOWED"
    date_of_birth: date | None = None
    password: str | None = None
    hash_salt: str | None = None
    pin: str | None = None
    rating: str | None = None
    origin_id: str | None = None
    origin_key: str | None = None


@dataclass(kw_only=True, slots=True)
class Device(Record):
    """The common fields of both kinds of device. `pin` is secret."""

    account_uid: str | None = None
    name: str | None = None
    description: str | None = None
    enabled: bool = True
    """`deviceEnabled` on sdp2; ENABLED or DISABLED on opf."""
    device_classifier_uid: str | None = None
    drm_instance_name: str | None = None
    physical_address: str | None = None
    profile_id: str | None = None
    public_id: str | None = None
    activation_status: str = "ACTIVE"
    initialization_status: str | None = None
    drm_client_id: str | None = None
    drm_system_id: str | None = None
    credentials_state: str | None = None
    pin: str | None = None
    information: dict[str, Any] | None = None
    approved_on: datetime | None = None
    """When it was approved; None while it is not."""
    last_approved: datetime | None = None
    last_unapproved: datetime | None = None
    activated: datetime | None = None
    created: datetime | None = None
    modified: datetime | None = None


@dataclass(kw_only=True, slots=True)
class SetTopBox(Device):
    """A set-top box; a MANAGED device on opf. `provision_pwd` is secret."""

    status: str = "ACTIVE"
    status_date: datetime | None = None
    banned: bool = False
    casn: str | None = None
    nuid: str | None = None
    drm_device_id: str | None = None
    external_group_uid: str | None = None
    ip_address: str | None = None
    mac_address: str | None = None
    network: str | None = None
    port: int | None = None
    provision_id: str | None = None
    provision_pwd: str | None = None
    serial_number: str | None = None
    smartcard_id: str | None = None
    smartcard_type: str = "CARDBASED"
    """CARDBASED, CARDLESS or UNSPECIFIED."""
    version: str | None = None
    origin_id: str | None = None
    origin_key: str | None = None
    cas_products: set[str] | None = None
    """DTH products subscribed at the CAS (opf.md "CAG")."""
    cas_pins: dict[str, str] | None = None
    """PIN number to PIN at the CAS; secret."""


@dataclass(kw_only=True, slots=True)
class MediaPlayer(Device):
    """A player that registered itself at its first connection; an OPEN device on opf."""

    media_player_id: str


@dataclass(kw_only=True, slots=True)
class SmartCard(Record):
    """A smartcard. `virtual` is the one that SDP makes for a cardless box."""

    smartcard_id: str
    status: str = "AVAILABLE"
    """AVAILABLE, UNAVAILABLE or CANCELLED."""
    cas_instance_id: str | None = None
    modification_date: datetime | None = None
    origin_id: str | None = None
    origin_key: str | None = None
    stb_uid: str | None = None
    virtual: bool = False


@dataclass(kw_only=True, slots=True)
class Right(Record):
    """One acquired content list on sdp2; one entitlement on opf."""

    account_uid: str
    policy_group_uid: str
    """The product."""
    purchased_item_type: str = "PKG"
    """AST, AGR, CAT, PKG, PLG or SUB."""
    purchased_item_uid: str | None = None
    product_type: str | None = None
    """TRANSACTIONAL, SUBSCRIPTION, FREE or CAPABILITY."""
    validity_type: str | None = None
    """ABSOLUTE or RELATIVE."""
    status: str = "SUBSCRIBED"
    """SUBSCRIBED or UNSUBSCRIBED; `S` or `U` on sdp2."""
    valid_from: datetime | None = None
    expiry_date: datetime | None = None
    acl_expiry_date: datetime | None = None
    consumption_window_secs: int | None = None
    license_expiry_duration_secs: int | None = None
    device_uid: str | None = None
    user_uid: str | None = None
    origin_id: str | None = None
    origin_key: str | None = None
    viewing_number: int | None = None
    purchase_type: str | None = None
    cas_instance_id: str | None = None
    cas_id: str | None = None
    smartcard: str | None = None


@dataclass(kw_only=True, slots=True)
class Session(Record):
    """A live session. `modified_date` is the last sign of life (a keep-alive changes it)."""

    srm_id: str
    """The UUID of the session in SRM."""
    account_uid: str
    device_uid: str
    content_id: str | None = None
    content_type: str | None = None
    """PRG, LIVE or COD."""
    session_type: str | None = None
    status: str = "ALLOCATED"
    allocated_date: datetime | None = None
    deallocated_date: datetime | None = None
    creation_date: datetime | None = None
    modified_date: datetime | None = None
    expiry_date: datetime | None = None
    origin_id: str | None = None
    origin_key: str | None = None
    service_provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message in a player's inbox (opf.md "Messaging")."""

    device_uid: str
    sender: str
    text: str
    sent: datetime
