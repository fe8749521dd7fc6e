"""Every field of every record is personal, or it is not: a new one needs an answer here.

Personal is what tells who a person is, where they live, or how they sign on. Ids of accounts,
boxes, cards and sessions are not: work needs them.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from smstui.domain.bundle import PART_NAMES, Bundle, Part
from smstui.domain.changes.facts import ACCOUNT_FIELDS, FIRST_LOGIN, Fact
from smstui.domain.device import SetTopBox
from smstui.domain.marking import PRIVACY_MASK
from smstui.domain.privacy import is_personal, masked_record, personal_values
from smstui.domain.record import Record, personal_of
from smstui.domain.user import User

_DEVICE = (
    "uid account_uid device_type status enabled activation_status initialization_status public_id "
    "approved last_approved last_unapproved "
    "profile classifier ip_address drm_instance_name drm_client_id drm_system_id "
    "credentials_state device_pin activated created modified"
)
ANSWERS = {
    "ApprovalQuota": (
        "",
        "approved_now approved_in_period allowed_in_period most period_days next_on allowed",
    ),
    "AccountProfile": (
        "",
        "uid name status enable_device_limit enable_active_device_limit enable_user_limit "
        "enable_session_limit max_sessions_allowed created modified max_devices max_activations",
    ),
    "AccessPoint": ("", "uid name"),
    "Account": (
        "title_of_address first_name last_name address1 address2 locality city county postcode "
        "country sign_on_id origin_key billing_address",
        "uid number status access_point profile rollout_profile_uid npvr_profile pvr_status "
        "ppv_status credit_limit credit_spent credit_spent_reset max_players max_users valid_from "
        "valid_until end_as_sent geo_block_exempt provider_id password created modified origin_id "
        "pins",
    ),
    "PinStatus": ("", "pin_type status extended_status lock_remaining_s last_change"),
    "DeviceProfile": ("", "uid name"),
    "DeviceClassifier": ("", "uid name"),
    "Product": ("", "uid name"),
    "SetTopBox": (
        "name description information",
        f"{_DEVICE} kind casn nuid serial_number mac_address smartcard_id smartcard_type banned "
        "version network port external_group_uid drm_device_id provision_id provision_password",
    ),
    "MediaPlayer": ("name description information", f"{_DEVICE} kind media_player_id"),
    "Right": (
        "origin_key",
        "uid account_uid product product_type status purchased_kind purchased_uid purchase_type "
        "validity_type valid_from expires end_as_sent list_expires consumption_window_s "
        "license_duration_s device_uid user_uid viewings cas_instance_id cas_id smartcard "
        "origin_id product_name",
    ),
    "Session": (
        "origin_key",
        "uid account_uid device_uid content_id content_type session_type status allocated "
        "deallocated created modified expires service_provider_id origin_id",
    ),
    "SmartCard": (
        "origin_key",
        "uid number status status_code box_uid account_uid cas_instance_id origin_id modified "
        "told_by_box",
    ),
    "Rating": ("", "uid code name"),
    "User": (
        "login_id name date_of_birth origin_key",
        "uid account_uid default_user type purchase_ability rating origin_id password hash_salt "
        "pin",
    ),
}
"""Record to its personal fields, and to all others."""


def records(of: type[Record] = Record) -> Iterator[type[Record]]:
    for each in of.__subclasses__():
        if each.__module__.startswith("smstui.domain."):
            yield each
        yield from records(each)


def test_every_record_is_answered_for() -> None:
    assert {each.__name__ for each in records()} == set(ANSWERS)
    parts = {type(field.default) for name, field in Bundle.model_fields.items()
             if name in PART_NAMES}  # fmt: skip
    assert all(issubclass(part, Part) for part in parts)


@pytest.mark.parametrize("record", dict.fromkeys(records()), ids=lambda record: record.__name__)
def test_every_field_is_personal_or_not(record: type[Record]) -> None:
    personal, others = (names.split() for names in ANSWERS[record.__name__])
    assert set(personal_of(record)) == set(personal)
    assert set(record.model_fields) == {*personal, *others, "unreadable"}, "a field without answer"


def test_a_personal_field_is_masked_and_no_other() -> None:
    box = SetTopBox(
        uid="3421", casn="E8", mac_address="00:1A", name="box", description="ACTIVE",
        information={"device": {"name": "Zofia's iPhone"}, "owner": {"email": "zz@example.org"}},
        status="ACTIVE",
    )  # fmt: skip
    told = {
        "securePlayer": {"codecs": ["H264", "HEVC"]},
        "device": {"screen": {"width": 1920, "owner": "Zofia"}, "hardware": {"model": "Zofia"},
                   "OS": {"type": "LINUX"}, "CPU": {"neon": True}},
    }  # fmt: skip
    assert masked_record(SetTopBox(information=told)).information == (
        ("securePlayer.codecs", "H264, HEVC"),
        ("device.screen.width", "1920"),
        ("device.screen.owner", PRIVACY_MASK),
        ("device.hardware.model", PRIVACY_MASK),
        ("device.OS.type", "LINUX"),
        ("device.CPU.neon", "True"),
    )
    masked = masked_record(box)
    assert masked.model_dump(exclude={"name", "description", "information"}) == box.model_dump(
        exclude={"name", "description", "information"}
    )
    assert (masked.name, masked.description) == (PRIVACY_MASK, PRIVACY_MASK)
    assert masked.information == (
        ("device.name", PRIVACY_MASK),
        (f"{PRIVACY_MASK} 2", PRIVACY_MASK),
    )
    user = User(uid="1", login_id="3421", origin_key="CRM-1", date_of_birth=date(1980, 1, 1))
    masked_user = masked_record(user)
    assert masked_user.id == f"{PRIVACY_MASK} uid 1"
    assert (masked_user.origin_key, masked_user.date_of_birth) == (PRIVACY_MASK, None)


def test_every_value_that_a_change_gives_a_person_is_personal() -> None:
    """What an account is created with, and the login of its first user."""
    assert is_personal(FIRST_LOGIN)
    terms = {
        "npvr_profile", "access_point", "rollout_profile_uid", "ppv_status", "credit_limit",
        "max_players", "max_users",
    }  # fmt: skip
    given = set(ACCOUNT_FIELDS) - terms
    assert given <= personal_values()
    for name in given:
        assert is_personal(Fact("account", "1", name.replace("_", " ")))
    for name in ("status", "card", "profile", "enabled", "account", "npvr profile"):
        assert not is_personal(Fact("account", "1", name))
