"""Near misses: what a tired eye types instead of what is there."""

from datetime import timedelta

import pytest

from smstui.domain.account import Account
from smstui.domain.identifiers import IdKind, identify
from smstui.store.cache import BundleCache
from smstui.store.similarity import fold, nearest
from tests.support.bundles import NOON, account_bundle, free_card, read_part
from tests.support.identities import LAB

CARD = "000145098240"


@pytest.fixture
def cache(tmp_path):
    made = BundleCache(LAB, tmp_path / "state", now=lambda: NOON)
    yield made
    made.close()


def keep(cache, *bundles):
    for bundle in bundles:
        cache.keep(bundle, identify(bundle.focus.id, "sdp2").readings[0], bundle.focus.id)


def near(cache, text, family="sdp2"):
    return [one.text for one in cache.near(identify(text, family))]


def test_two_swapped_digits_of_a_card_name_the_card_its_box_and_its_account(cache):
    keep(cache, account_bundle(145098, at=NOON - timedelta(minutes=3)))
    (found,) = cache.near(identify("001450908001", "sdp2"))
    assert found.text == "001450980001"
    assert found.kind is IdKind.SMARTCARD
    assert found.title == "card in box 814509801"
    assert found.account == "desk.145098"
    assert found.seen_at == NOON - timedelta(minutes=3)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("000145098420", id="two swapped"),
        pytest.param("000145098241", id="one wrong"),
        pytest.param("00014509824", id="one missing"),
        pytest.param("0001450982400", id="one too many"),
        pytest.param("OOO145O9824O", id="O for 0"),
        pytest.param("000I45098240", id="I for 1"),
        pytest.param("000l45098240", id="l for 1"),
        pytest.param("card: 000145098241", id="from a label"),
        pytest.param("0001 4509 8241", id="in groups"),
        pytest.param("000145098268", id="two wrong"),
    ],
)
def test_what_is_one_slip_away_is_suggested(cache, typed):
    keep(cache, free_card(CARD))
    assert near(cache, typed) == [CARD]


@pytest.mark.parametrize("typed", ["000145098240", "0001-4509-8240", "000145098357", "999"])
def test_the_same_a_far_and_a_tiny_text_suggest_nothing(cache, typed):
    keep(cache, free_card(CARD), free_card("998"))
    assert near(cache, typed) == []


def test_short_ids_are_near_only_at_one_edit(cache):
    keep(cache, free_card("34217"))
    assert near(cache, "34218") == ["34217"]
    assert near(cache, "32417") == ["34217"], "two swapped are one edit"
    assert near(cache, "34288") == []


def test_accents_do_not_hide_a_name(cache):
    named = account_bundle(5, boxes=0)
    owner = Account.read({"uid": "1", "number": "Zoë.Müller", "status": "ACTIVE"})
    keep(cache, named.model_copy(update={"account": read_part(Account, [owner])}))
    assert near(cache, "zoe.muller") == ["Zoë.Müller"]


def test_only_the_nearest_and_at_most_three(cache):
    for last in range(6):
        keep(cache, free_card(f"00014509820{last}", at=NOON - timedelta(minutes=last)))
    assert near(cache, "000145098209") == ["000145098200", "000145098201", "000145098202"], (
        "newest first"
    )
    keep(cache, free_card("000145098888"))
    assert near(cache, "000145098889") == ["000145098888"], "two edits away is not mentioned"


def test_kinds_the_text_can_be_come_first(cache):
    box = account_bundle(5, boxes=1, at=NOON - timedelta(hours=1))
    (stb,) = box.boxes
    labelled = read_part(type(stb), [stb.model_copy(update={"serial_number": "000145098249"})])
    keep(cache, box.model_copy(update={"devices": labelled}), free_card(CARD))
    assert near(cache, "000145098241") == [CARD, "000145098249"], "newest first"
    assert near(cache, "S/N: 000145098241") == ["000145098249", CARD]


def test_a_record_with_two_equal_names_is_suggested_once(cache):
    box = account_bundle(5, boxes=1)
    (stb,) = box.boxes
    twin = stb.model_copy(update={"serial_number": stb.casn})
    keep(cache, box.model_copy(update={"devices": read_part(type(stb), [twin])}))
    assert near(cache, stb.casn[:-1] + "9") == [stb.casn]


def test_what_another_process_kept_is_seen(cache, tmp_path):
    assert near(cache, "000145098241") == []
    other = BundleCache(LAB, tmp_path / "state", now=lambda: NOON)
    keep(other, free_card(CARD))
    assert near(cache, "000145098241") == [CARD]
    other.forget()
    assert near(cache, "000145098241") == []
    other.close()


def test_folding_makes_lookalikes_equal_and_keeps_digits_apart():
    assert fold("oO0-iIlL1") == "0001111" + "1"
    assert fold("Å-b:8") == "ab8"
    assert fold("B") != fold("8")
    assert nearest("abc", ["abc"], 3) == []
