"""What privacy masks and what it leaves."""

import random
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from smstui.commands.columns import table
from smstui.commands.output import look_last
from smstui.console.guard import MaskingFilter
from smstui.console.styled_text import cut, wrap
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Focus, Part, PartState
from smstui.domain.changes.facts import Fact
from smstui.domain.changes.operations import Call, Operation
from smstui.domain.changes.plan import Plan, Step, Write
from smstui.domain.changes.request import Request
from smstui.domain.changes.verdict import StepResult
from smstui.domain.identifiers import IdKind
from smstui.domain.marking import (
    HIDDEN,
    PRIVACY_MASK,
    foreign,
    masked,
    may_be_a_login,
    numbered,
    personal,
    plain,
    typed,
)
from smstui.domain.privacy import (
    foreign_words,
    ids_in,
    ids_of_plan,
    marked_words,
    masked_bundle,
    words_of,
)
from smstui.domain.text import clean, clean_sentence
from smstui.domain.user import User
from smstui.services.masker import Masker
from smstui.store.plan_text import plan_from_text, results_from_text, results_to_text
from tests.support.privacy_walk import HOSTILE, spellings

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


def test_two_users_can_still_be_told_apart_and_a_field_not_told_stays_so() -> None:
    shown = masked_bundle(a_bundle(Focus(kind="user", id="ada.byron")))
    assert [user.id for user in shown.users] == [
        f"{PRIVACY_MASK} uid 11001",
        f"{PRIVACY_MASK} uid 11002",
    ]
    assert shown.focus.id == f"{PRIVACY_MASK} uid 11001"
    assert shown.users.records[1].name is None
    assert plain(shown.focus.title) == f"user {PRIVACY_MASK} uid 11001"


def test_ids_are_known_and_logins_are_none() -> None:
    assert ids_in(a_bundle(Focus(kind="account", id="tst.1"))) == {
        "tst.1",
        "7001",
        "11001",
        "11002",
    }


# Marks


@pytest.mark.parametrize("name", HOSTILE)
def test_only_what_is_marked_is_masked(name: str) -> None:
    """Everybody is called like a word of the sentence, and it reads as before."""
    told = f"box 3421 ({personal(name)}): ACTIVE to SUSPENDED, account nmp.00001"
    assert masked(told) == f"box 3421 ({PRIVACY_MASK}): ACTIVE to SUSPENDED, account nmp.00001"
    assert plain(told) == f"box 3421 ({name}): ACTIVE to SUSPENDED, account nmp.00001"
    assert masked(f"{name}: {foreign(f'no {name}')}.") == f"{name}: {HIDDEN}."


def test_a_typed_text_stays_where_a_record_has_it_as_an_id() -> None:
    told = f"Nothing answers to {typed('48600123456')}."
    assert masked(told) == f"Nothing answers to {PRIVACY_MASK}."
    assert masked(told, {"48600123456"}) == plain(told)
    assert typed("00:1A:79:1E:7F:50") == "00:1A:79:1E:7F:50", "a MAC address is no login"


@pytest.mark.parametrize(
    ("text", "may"),
    [("ada", True), ("48600123456", True), ("3421", True), ("E833815A9290", False),
     ("00:1A:79:1E:7F:50", False), ("001A.791E.7F50", False), ("cafe", True), ("1", True)],
)  # fmt: skip
def test_what_may_be_a_login(text: str, may: bool) -> None:
    assert may_be_a_login(text) is may


def test_no_foreign_text_can_have_marks() -> None:
    for marked in (personal("x"), typed("x y"), foreign("x")):
        assert clean(marked) == f"\ufffd{plain(marked)}\ufffd"
        assert clean_sentence(marked) == marked
        assert Account(number=marked).number == f"\ufffd{plain(marked)}\ufffd"
    assert clean_sentence(f"a\x1b {personal('b')}") == f"a\ufffd {personal('b')}"


def test_what_is_cut_stays_masked() -> None:
    """2,000 sentences broken, cut and drawn in pieces: nothing marked is shown."""
    pick = random.Random(13)
    for _ in range(2_000):
        secret = "".join(pick.choice("ZŻ界z ") for _ in range(pick.randint(1, 40))).strip() or "Z"
        mark = pick.choice((personal, typed, foreign))
        told = f"The user {mark(secret)} of account nmp.00001 is ACTIVE, {mark(secret)}."
        width = pick.randint(3, 60)
        lines = pick.choice((wrap(told, width), [cut(told, width)]))
        for line in lines:
            at = pick.randint(0, len(line))
            pieces = [Segment(line[:at]), Segment(line[at:])]
            drawn = "".join(
                one.text
                for one in MaskingFilter(Masker(enabled=True)).apply(pieces, Color(0, 0, 0))
            )
            assert not set(drawn) & set("ZŻ界z"), (told, width, drawn)
            assert cell_len(drawn) == cell_len(plain(line))
            assert drawn.isprintable()
        shown = [
            "".join(
                one.text for one in MaskingFilter(Masker()).apply([Segment(line)], Color(0, 0, 0))
            )
            for line in lines
        ]
        assert shown == [plain(line) for line in lines]


def drawn_with_privacy(*pieces: str) -> str:
    segments = [Segment(piece) for piece in pieces]
    drawn = MaskingFilter(Masker(enabled=True)).apply(segments, Color(0, 0, 0))
    assert sum(cell_len(one.text) for one in drawn) == cell_len(plain("".join(pieces)))
    return "".join(one.text for one in drawn)


def test_no_drawn_mask_tells_how_long_a_name_is() -> None:
    for name in (
        "Al",
        "Ada",
        "Zofia",
        "Living room TV",
        "Wilhelmine Brzęczyszczykiewicz",
        "界界界",
    ):
        for mark in (personal, typed):
            told = f"9002 ({mark(name)})"
            gap = " " * (40 - cell_len(plain(told)))
            line = drawn_with_privacy("│ ", told, gap, "ACTIVE", " │")
            assert line == f"│ {f'9002 ({PRIVACY_MASK})':<40}ACTIVE │"
            title = drawn_with_privacy(f"╭ {told} {gap.replace(' ', '─')}╮")
            assert title.startswith(f"╭ 9002 ({PRIVACY_MASK}) ─"), title
        broken = wrap(f"default user: {personal(name)}, and more", 22)
        lines = [drawn_with_privacy(f"{line:<30}") for line in broken]
        assert "".join(lines).count(PRIVACY_MASK) == 1, lines
        full = drawn_with_privacy(f"│ user {personal(name)} │")
        assert full.rstrip("│ ") == f"│ user {PRIVACY_MASK}"[: len(full) - 1]


def test_a_column_is_cut_and_padded_as_it_is_shown() -> None:
    masker = Masker(enabled=True)
    try:
        look_last(masker)
        rows = [["what", "who"], [f"message {personal('Zofia Kowalska-Nowak')}", "x"], ["y", "z"]]
        assert ["".join(row) for row in table(rows, widest=14)] == [
            "what          who", "message ▒▒▒▒  x", "y             z",
        ]  # fmt: skip
    finally:
        look_last(Masker())


# The platform's words, and words of a person


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [("s:Client", "no Ada", f"s:Client: {HIDDEN}"), ("20007", "Ada", f"20007: {HIDDEN}"),
     ("E16-4", "Ada", f"E16-4: {HIDDEN}"), ("Byron", "no", HIDDEN), ("ada.byron", "", HIDDEN),
     ("48600123456", "", HIDDEN), ("", "Ada", HIDDEN), ("soap:Server.Ada", "", HIDDEN)],
)  # fmt: skip
def test_a_code_is_told_and_the_words_are_not(code: str, text: str, shown: str) -> None:
    assert masked(foreign_words(code, text)) == shown


def test_a_name_in_a_message_is_found_in_every_spelling() -> None:
    """Upper and lower case, NFC and NFD, in another order, in the middle of a sentence."""
    names = ("Zofia", "Żółć Gęślą", "O'Brien", unicodedata.normalize("NFD", "Żółć"))
    tried = 0
    for name in names:
        bundle = a_bundle(Focus(kind="account", id="tst.1")).model_copy(
            update={"users": Part[User](state=PartState.READ, records=(User(uid="1", name=name),))}
        )
        for sentence in spellings(name):
            told = masked(marked_words(sentence, words_of(bundle)))
            for word in name.split():
                folded = unicodedata.normalize("NFC", told).casefold()
                assert unicodedata.normalize("NFC", word).casefold() not in folded, told
            tried += 1
    assert tried > 10
    assert masked(marked_words("your box is ACTIVE", {"Ada"})) == "your box is ACTIVE"


# Plans and stored rows


def a_plan(target: str, second: str = "", kind: IdKind | None = None) -> Plan:
    fact = Fact("box", "3422", "card")
    step = Step(Write(Call.PAIR, "3422", {"card": "C2"}), "pair", {fact: None}, {fact: "C2"}, ())
    return Plan(
        Operation.PAIR, "pair", "sdp2", (step,), {}, (), (), account="nmp.00001",
        request=Request(Operation.PAIR, target, second, as_kind=kind),
    )  # fmt: skip


def test_the_target_of_a_plan_is_seen_and_a_login_that_led_there_is_not() -> None:
    assert ids_of_plan(a_plan("0012", "0001")) >= {"0012", "0001", "3422", "nmp.00001"}
    assert "ada" not in ids_of_plan(a_plan("ada", kind=IdKind.LOGIN))


@pytest.mark.parametrize(
    ("card", "is_told"),
    [("000145098241", True), ("0001-4509-8241", True), ("A71FF0000AFE", True), ("zz.meyer", False),
     ("C2", False), ("4509", False), ("deadbeef", False), ("zz123456789", False)],
)  # fmt: skip
def test_a_new_card_is_told_if_it_has_the_form_of_a_number_or_a_record(
    card: str, is_told: bool
) -> None:
    in_box = Fact("box", "3422", "card")
    step = Step(
        Write(Call.PAIR, "3422", {"card": card}), "pair", {in_box: None}, {in_box: card}, ()
    )
    plan = replace(a_plan("3422", card), steps=(step,))
    assert (card in ids_of_plan(plan)) == is_told
    assert (masked(numbered(card), ids_of_plan(plan)) == card) == is_told
    read = replace(plan, preconditions={Fact("smartcard", card, "status"): "AVAILABLE"})
    assert card in ids_of_plan(read), "a record has it"


def test_rows_of_earlier_versions_are_masked() -> None:
    """Their sentences have no marks: names are in a list, and nobody can tell whose words a
    message has."""
    row = (
        '{"operation":"unpair","title":"unpair box 1","family":"sdp2","steps":[],"guard":[],'
        '"subjects":[],"holds":[],"account":"1","warnings":["Box 1 (Ada) goes dark."],'
        '"confirm":"","reason_needed":"","undoes":"","private":["Ada"]}'
    )
    (warning,) = plan_from_text(row).warnings
    assert masked(warning) == f"Box 1 ({PRIVACY_MASK}) goes dark."
    old = '[{"n":1,"outcome":"verified","message":"no Ada"}]'
    assert masked(results_from_text(old)[0].message) == HIDDEN
    new = StepResult(1, message=f"refused ({foreign('no Ada')})")
    (kept,) = results_from_text(results_to_text([new]))
    assert kept == new
