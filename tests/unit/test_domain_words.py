"""Closed vocabularies, and the words outside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.account import Account, PinStatus
from smstui.domain.words import (
    DeviceStatus,
    LifeStatus,
    PinState,
    PurchasedKind,
    SmartcardStatus,
    SmartcardType,
    Unknown,
    read_word,
    shown,
)


@pytest.mark.parametrize("written", ["ACTIVE", "active", "Active", " aCtIvE "])
def test_words_are_read_without_regard_to_case(written):
    assert read_word(LifeStatus, written) is LifeStatus.ACTIVE


def test_an_unknown_word_is_kept_as_itself_and_shown_as_such():
    account = Account.read({"number": "1", "status": "Frozen"})
    assert isinstance(account.status, Unknown)
    assert account.status == "Frozen"
    assert account.unreadable == ()
    assert shown(account.status) == "unknown: Frozen"
    assert Account.model_validate_json(account.model_dump_json()) == account


def test_a_known_word_survives_json_and_is_shown_plain():
    account = Account.read({"status": "restricted"})
    again = Account.model_validate_json(account.model_dump_json())
    assert again.status is LifeStatus.RESTRICTED
    assert shown(again.status) == "RESTRICTED"
    assert shown(None) == ""


def test_a_pin_is_locked_in_one_word():
    assert PinStatus.read({"pin_type": "MASTER", "status": "locked"}).status is PinState.LOCKED


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_word_is_none(nothing):
    assert read_word(SmartcardStatus, nothing) is None


@pytest.mark.parametrize("structure", [{}, ["ACTIVE"], ("ACTIVE",)])
def test_a_structure_is_no_word(structure):
    with pytest.raises(ValueError, match="not a word"):
        read_word(LifeStatus, structure)


@given(st.text())
def test_whatever_the_word_it_prints(raw):
    word = read_word(DeviceStatus, raw)
    assert shown(word).isprintable()
    assert word is None or isinstance(word, DeviceStatus | Unknown)


def test_the_vocabularies_are_the_contracts():
    life = {"INACTIVE", "ACTIVE", "RESTRICTED", "SUSPENDED", "CANCELLED"}
    assert set(LifeStatus) == life
    assert set(DeviceStatus) == life | {"ENABLED", "DISABLED"}
    assert set(SmartcardStatus) == {"AVAILABLE", "UNAVAILABLE", "CANCELLED"}
    assert set(SmartcardType) == {"CARDBASED", "CARDLESS", "UNSPECIFIED"}
    assert set(PinState) == {"UNSET", "SET", "LOCKED"}
    assert set(PurchasedKind) == {"AST", "AGR", "CAT", "PKG", "PLG", "SUB"}
