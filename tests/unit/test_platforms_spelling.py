"""Spellings are data: every one of the contract leads to its field, in whatever letter case."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.account import Account, PinStatus
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User
from smstui.platforms.documents import as_list
from smstui.platforms.overrides import catalogue_of, shipped
from smstui.platforms.spelling import Spelling

KINDS: dict[str, type[Record]] = {
    "account": Account,
    "user": User,
    "box": SetTopBox,
    "player": MediaPlayer,
    "smartcard": SmartCard,
    "right": Right,
    "session": Session,
    "pin": PinStatus,
}
SPELLED = {family: catalogue_of(family, {}, "test").spellings for family in ("sdp2", "opf")}


def read(family: str, record: str, wire: Any) -> Any:
    return SPELLED[family][record].read(KINDS[record], wire)


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_field_that_is_spelled_is_a_field(family: str) -> None:
    """Or it says whose a record is, which is compared and not kept."""
    known = shipped(family)
    owners = {name for each in known["operations"].values() for name in each.get("owner", ())}
    for record, fields in known["records"].items():
        for field in fields if record in KINDS else ():
            kept = field.split(".")[0] in KINDS[record].model_fields
            assert kept or field in owners, (record, field)


@pytest.mark.parametrize(
    ("family", "record", "field", "names"),
    [
        # contract README, conflict 2: as observed and as the entity tables print it
        ("sdp2", "account", "last_name", "lastName lastname"),
        ("sdp2", "account", "postcode", "postCode postcode"),
        ("sdp2", "account", "credit_spent_reset", "creditSpentRst creditSpentRS"),
        ("sdp2", "account", "rollout_profile_uid", "rolloutProfileUid rolloutProfileUID"),
        # conflict 3
        ("sdp2", "box", "casn", "caSN casn"),
        ("sdp2", "box", "uid", "uid UID"),
        ("sdp2", "box", "nuid", "nuID nUID nuid"),
        ("sdp2", "box", "smartcard_id", "smartCardId smartcardID smartcardId"),
        ("sdp2", "smartcard", "number", "smartCardId smartcardID smartcardId"),
        ("sdp2", "account", "uid", "UID uid"),
        ("sdp2", "session", "account_uid", "accountId accountUID"),
        ("sdp2", "session", "content_id", "contentId contentUID"),
        ("sdp2", "session", "uid", "uID sessionId"),
        # conflict 9
        ("opf", "account", "uid", "_id id"),
        ("opf", "box", "uid", "_id id"),
        ("opf", "right", "uid", "_id id"),
        ("opf", "box", "casn", "caSN casn"),
        ("opf", "box", "nuid", "nuID nUID"),
        ("opf", "box", "smartcard_id", "smartCardId smartcardID"),
    ],
)
def test_every_spelling_of_the_contract_is_read(
    family: str, record: str, field: str, names: str
) -> None:
    for name in names.split():
        assert getattr(read(family, record, {name: "0042"}), field) == "0042", name


@pytest.mark.parametrize(("name", "value"), [("ppvStatus", "true"), ("isPPVEnabled", "1")])
def test_the_flag_for_pay_per_view_had_another_name_once(name: str, value: str) -> None:
    assert read("sdp2", "account", {name: value}).ppv_status is True


def test_an_address_is_read_from_pairs_and_from_an_object() -> None:
    pairs = [{"key": "city", "value": "Newport"}, {"key": "lastName", "value": "Byron"}, 7, {}]
    for address in (pairs, {"city": "Newport", "lastName": "Byron"}):
        account = read("opf", "account", {"billingAddress": address})
        assert (account.city, account.last_name) == ("Newport", "Byron")


def test_a_profile_is_read_whole_or_by_its_id() -> None:
    whole = {"accountProfile": {"id": "gold", "enableSessionLimit": False, "heartbeat": 60}}
    profile = read("opf", "account", whole).profile
    assert (profile.uid, profile.enable_session_limit) == ("gold", False)
    assert read("opf", "account", {"accountProfileId": "gold"}).profile.uid == "gold"


def test_null_does_not_count_and_a_stand_in_only_where_there_is_nothing_else() -> None:
    spelling = Spelling({"uid": ["_id", "id", "key"]}, ["key"])
    assert spelling.read(Account, {"id": "2", "_id": None}).uid == "2"
    assert spelling.read(Account, {"key": "3", "_id": "1"}).uid == "1"
    assert spelling.read(Account, {"key": "3", "_id": None}).uid == "3"
    assert spelling.read(Account, {"id": "2", "_id": "1"}).unreadable == ("uid",)


def test_unknown_and_odd_things_do_no_harm() -> None:
    wire = {"status": "HIBERNATING", "created": "someday", "future": [{}], "creditSpent": {"x": 1}}
    account = read("opf", "account", wire)
    assert str(account.status) == "HIBERNATING"
    assert account.created is None
    assert set(account.unreadable) == {"created", "credit_spent"}


@pytest.mark.parametrize("wire", [None, "text", 7, [], [1, None], {"": ""}, {"UID": {"a": "b"}}])
@pytest.mark.parametrize("record", ["account", "box", "user", "right"])
def test_whatever_comes_a_record_comes_out(record: str, wire: Any) -> None:
    assert isinstance(read("sdp2", record, wire), KINDS[record])


@given(
    st.dictionaries(
        st.sampled_from(["_id", "status", "accountProfile", "billingAddress", "created", "x"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5) | st.booleans(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "key", "value", "city"]), inner, max_size=3
                )
            ),
            max_leaves=6,
        ),
    )
)
def test_no_shape_is_refused(wire: dict[str, Any]) -> None:
    assert isinstance(read("opf", "account", wire), Account)


def test_a_node_is_none_one_or_several() -> None:
    assert [as_list(each) for each in (None, "a", ["a", "b"], {})] == [[], ["a"], ["a", "b"], [{}]]
