"""What privacy masks and what it leaves."""

from datetime import UTC, date, datetime

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.privacy import (
    VEILED,
    fields_of,
    veiled,
    veiled_bundle,
    veiled_record,
    words_of,
)
from smstui.domain.user import User

ACCOUNT = Account(
    uid="7001", number="tst.1", status="ACTIVE", title_of_address="Lady", first_name="Ada",
    last_name="Byron", address1="12 Analytical Row", address2="Left", locality="Old",
    city="Cwmbran", county="Gwent", postcode="NP44", country="UK", sign_on_id="ada@example.org",
)  # fmt: skip
USER = User(uid="11001", login_id="ada.byron", name="Ada", date_of_birth=date(1815, 12, 10))


def a_bundle(focus: Focus) -> Bundle:
    def part(kind, *records):
        return Part[kind](state=PartState.READ, records=records)

    return Bundle(
        deployment="lab", family="sdp2", focus=focus, read_at=datetime(2026, 3, 1, tzinfo=UTC),
        account=part(Account, ACCOUNT), users=part(User, USER, User(uid="11002", login_id="b")),
    )  # fmt: skip


def test_every_private_field_is_masked_and_ids_stay() -> None:
    masked = veiled_record(ACCOUNT)
    assert {getattr(masked, name) for name in fields_of(ACCOUNT)} == {VEILED}
    assert (masked.number, masked.uid, masked.status) == ("tst.1", "7001", "ACTIVE")
    player = MediaPlayer(uid="1", media_player_id="tv", name="Ada's tablet")
    assert veiled_record(player).name == VEILED
    assert veiled_record(player).media_player_id == "tv"
    box = SetTopBox(uid="2", casn="E8", mac_address="00:1A", serial_number="5")
    assert veiled_record(box) == box


def test_every_field_of_a_person_is_thought_of() -> None:
    """A new field of these must be put on one side or the other."""
    known = {
        "uid", "number", "status", "access_point", "profile", "rollout_profile_uid",
        "npvr_profile", "pvr_status", "ppv_status", "credit_limit", "credit_spent",
        "credit_spent_reset", "max_players", "max_users", "valid_from", "valid_until",
        "end_as_sent",
        "geo_block_exempt", "provider_id", "password", "created", "modified", "unreadable",
    }  # fmt: skip
    assert set(Account.model_fields) == known | set(fields_of(ACCOUNT))
    known = {
        "uid", "account_uid", "default_user", "type", "purchase_ability", "rating",
        "date_of_birth", "origin_id", "origin_key", "password", "hash_salt", "pin", "unreadable",
    }  # fmt: skip
    assert set(User.model_fields) == known | set(fields_of(USER))
    assert veiled_record(USER).date_of_birth is None


def test_two_users_can_still_be_told_apart_and_a_field_not_told_stays_so() -> None:
    masked = veiled_bundle(a_bundle(Focus(kind="user", id="ada.byron")))
    assert [user.id for user in masked.users] == [f"{VEILED} uid 11001", f"{VEILED} uid 11002"]
    assert masked.focus.id == f"{VEILED} uid 11001"
    assert masked.users.records[1].name is None


def test_a_sentence_loses_whole_words_alone() -> None:
    words = words_of(a_bundle(Focus(kind="account", id="tst.1")))
    told = veiled("one default user: ada.byron, 12 Analytical Row. Adamant UK (Ada Byron)", words)
    assert told == f"one default user: {VEILED}, {VEILED}. Adamant UK ({VEILED})"
    assert veiled("ada.byron.", words) == f"{VEILED}."
    assert veiled("nothing", frozenset({"", "x"})) == "nothing"


def test_an_id_and_an_ordinary_word_that_hold_a_name_stay() -> None:
    words = frozenset({"Ada", "ada", "Household", "byron"})
    for text in ("player ada-phone", "x.ada", "ada.x", "the household", "ada@x", "Adam"):
        assert veiled(text, words) == text
