"""Records: read from whatever an answer said, with the contract's limits and secrets."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from smstui.domain.account import Account, AccountProfile
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.marking import personal, plain
from smstui.domain.record import limits_of, secrets_of
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from tests.support.bundles import filled, record_classes

CLASSES = tuple(record_classes())

JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(),
        st.text(st.characters(codec=None), max_size=30),
        st.sampled_from(["", "ACTIVE", "true", "2026-03-14", "0001-01-01T00:00:00+05", "1e999"]),
        st.sampled_from([10**400, -1, 2**63]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)  # fmt: skip


@st.composite
def answers(draw):
    """A record class, and a mapping that gives junk for any of its fields."""
    record = draw(st.sampled_from(CLASSES))
    names = draw(st.lists(st.sampled_from(sorted(record.model_fields)), unique=True))
    strange = draw(st.dictionaries(st.text(max_size=9), JSON, max_size=2))
    return record, strange | {name: draw(JSON) for name in names}


@given(answers())
def test_reading_never_refuses_and_everything_it_took_prints(answer):
    record, fields = answer
    read = record.read(fields)
    assert type(read) is record
    assert repr(read).isprintable()
    assert "unreadable" in fields or set(read.unreadable) <= fields.keys()
    assert plain(read.title).isprintable()
    assert record.model_validate_json(read.model_dump_json(exclude=secrets_of(record)))


def _deep(levels, wrap):
    nested = "core"
    for _ in range(levels):
        nested = wrap(nested)
    return nested


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}])
@pytest.mark.parametrize("record", CLASSES)
def test_a_nesting_bomb_in_every_field_is_survived(record, wrap):
    bomb = _deep(5_000, wrap)
    read = record.read(dict.fromkeys(record.model_fields, bomb))
    assert type(read) is record


def test_a_field_that_makes_no_sense_is_named_and_the_others_stand():
    read = SetTopBox.read({"uid": "007", "enabled": "perhaps", "created": "soon", "casn": "E8"})
    assert read.unreadable == ("created", "enabled")
    assert (read.uid, read.casn, read.enabled) == ("007", "E8", None)


def test_any_mapping_and_unknown_fields_are_taken():
    assert Account.read(MappingProxyType({"number": "1", "invented": {}})).number == "1"


def test_what_an_answer_calls_unreadable_is_cleaned_too():
    assert Account.read({"unreadable": ["a\x1b[2J"]}).unreadable == ("a\ufffd[2J",)


@pytest.mark.parametrize("empty", [None, "", " "])
def test_empty_numbers_and_amounts_are_none(empty):
    read = Account.read({"credit_limit": empty, "max_users": empty, "ppv_status": empty or None})
    assert (read.credit_limit, read.max_users, read.ppv_status) == (None, None, None)
    assert read.unreadable == ()


@pytest.mark.parametrize(
    ("raw", "flag"),
    [("true", True), (" TRUE ", True), ("1", True), ("false", False), ("0", False),
     ("False", False), ("", None), (True, True), (0, False)],
)  # fmt: skip
def test_flags(raw, flag):
    assert SetTopBox.read({"banned": raw}).banned is flag


@pytest.mark.parametrize("raw", ["nan", "inf", "-inf", float("nan"), "1e999", "12,40"])
def test_an_amount_is_a_finite_number(raw):
    assert Account.read({"credit_spent": raw}).unreadable == ("credit_spent",)


def test_amounts_and_counts_come_as_text_or_number():
    read = Account.read({"credit_spent": "12.40", "credit_limit": 50, "max_users": "3"})
    assert (read.credit_spent, read.credit_limit, read.max_users) == (12.4, 50.0, 3)


def test_a_birthday_is_a_day():
    assert User.read({"date_of_birth": "1815-12-10"}).date_of_birth == date(1815, 12, 10)
    assert User.read({"date_of_birth": ""}).date_of_birth is None
    assert User.read({"date_of_birth": "10-12-1815"}).date_of_birth == date(1815, 12, 10)


def test_a_record_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Account.read({}).number = "1"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("record", "limits"),
    [
        (Account, {
            "number": 20, "address1": 150, "address2": 150, "country": 50, "county": 100,
            "last_name": 100, "locality": 100, "npvr_profile": 32, "origin_key": 20,
            "password": 20, "postcode": 10,
        }),
        (User, {
            "hash_salt": 100, "login_id": 100, "name": 20, "origin_key": 20, "password": 100,
            "pin": 10,
        }),
        (SetTopBox, {
            "casn": 256, "drm_instance_name": 320, "drm_device_id": 50, "ip_address": 20,
            "mac_address": 20, "network": 256, "nuid": 256, "provision_password": 10,
            "serial_number": 100, "smartcard_id": 100,
        }),
        (SmartCard, {"cas_instance_id": 20, "number": 100, "origin_key": 20}),
        (Right, {}),
        (Session, {}),
        (AccountProfile, {}),
    ],
)  # fmt: skip
def test_the_limits_are_the_contracts(record, limits):
    assert limits_of(record) == limits


def test_a_limit_refuses_no_read():
    assert Account.read({"number": "9" * 300}).number == "9" * 300


@pytest.mark.parametrize(
    ("record", "secrets"),
    [
        (Account, {"password"}),
        (User, {"password", "hash_salt", "pin"}),
        (SetTopBox, {"provision_password", "device_pin"}),
        (MediaPlayer, {"device_pin"}),
        (SmartCard, set()),
    ],
)
def test_the_secrets_are_the_contracts(record, secrets):
    assert secrets_of(record) == secrets


@pytest.mark.parametrize("record", CLASSES)
def test_every_secret_field_is_masked_whatever_dumps_it(record):
    read = filled(record)
    assert "sentinel" not in repr(read) + str(read.model_dump()) + read.model_dump_json()


def test_ids_and_titles():
    assert Account.read({"number": "n", "uid": "1"}).title == "account n"
    assert Account.read({"uid": "1"}).id == "1"
    assert User.read({"login_id": "ada", "uid": "1"}).title == f"user {personal('ada')}"
    assert SmartCard.read({"uid": "5"}).title == "card 5"
    assert SetTopBox.read({"uid": "3421"}).title == "box 3421"
    assert MediaPlayer.read({}).title == "player without an id"
    assert Account.read({"last_name": "Byron"}).name == "Byron"
    assert Account.read({"first_name": "Ada", "last_name": "Byron"}).name == "Ada Byron"
    assert Account.read({}).name is None


def test_device_information_is_flat_clean_and_bounded():
    raw = {
        "device": {"OS": {"type": "Linux\x1b", "version": None}, "screen": [1920, 1080]},
        "securePlayer": {"DRMs": [{"name": "PRM"}, "other"]},
    }
    assert SetTopBox.read({"information": raw}).information == (
        ("device.OS.type", "Linux\ufffd"),
        ("device.screen", "1920, 1080"),
        ("securePlayer.DRMs[0].name", "PRM"),
        ("securePlayer.DRMs[1]", "other"),
    )
    wide = SetTopBox.read({"information": {str(n): n for n in range(10_000)}})
    assert len(wide.information) == 200
    pairs = SetTopBox.read({"information": [["a", "\x1b[2J"]]})
    assert pairs.information == (("a", "\ufffd[2J"),), "pairs are cleaned like everything else"


def test_the_last_sign_of_a_session_is_the_latest_the_platform_tells():
    allocated, modified = "2026-03-14T09:00:00Z", "2026-03-14T10:00:00Z"
    assert Session.read({"allocated": allocated}).last_sign.hour == 9
    assert Session.read({"allocated": allocated, "modified": modified}).last_sign.hour == 10
    assert Session.read({}).last_sign is None
