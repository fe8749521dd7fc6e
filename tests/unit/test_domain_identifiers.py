# ruff: noqa: RUF001 - letters of many alphabets
"""One box takes anything: every kind and notation, and what is refused."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import (
    KINDS_OF_FAMILY,
    LONGEST,
    WORDS,
    IdKind,
    Reading,
    identify,
    mac_form,
    search_key,
)
from smstui.domain.text import clean, does_not_print

FAMILIES = st.sampled_from(["sdp2", "opf"])
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80)


def values(text, family="sdp2", only=None):
    return {(reading.kind, reading.value) for reading in identify(text, family, only).readings}


@pytest.mark.parametrize(
    ("text", "family", "first", "form"),
    [
        ("3421", "sdp2", IdKind.DEVICE_UID, "3421"),
        ("E833815A9290", "sdp2", IdKind.CASN, "E833815A9290"),
        ("e833815a9290", "sdp2", IdKind.CASN, "E833815A9290"),
        ("000145098240", "sdp2", IdKind.SMARTCARD, "000145098240"),
        ("0001 4509 8240", "sdp2", IdKind.SMARTCARD, "000145098240"),
        ("0001-4509-8240", "opf", IdKind.SMARTCARD, "000145098240"),
        ("00:1A:79:1E:7F:50", "sdp2", IdKind.MAC, "00:1A:79:1E:7F:50"),
        ("nmp.00001", "sdp2", IdKind.ACCOUNT, "nmp.00001"),
        ("ada@example.net", "sdp2", IdKind.LOGIN, "ada@example.net"),
        ("10.20.30.40", "sdp2", IdKind.IP, "10.20.30.40"),
        ("2001:db8::1", "sdp2", IdKind.IP, "2001:db8::1"),
        ("living-room", "sdp2", IdKind.ACCOUNT, "living-room"),
        ("9f" * 16, "sdp2", IdKind.NUID, "9f" * 16),
        ("5f0c" * 6, "opf", IdKind.OPF_DEVICE, "5f0c" * 6),
        ("S/N: 0023817744", "sdp2", IdKind.SERIAL, "0023817744"),
        ("CASN: e833815a9290", "sdp2", IdKind.CASN, "E833815A9290"),
        ("CA = E833815A9290", "sdp2", IdKind.CASN, "E833815A9290"),
        ("MAC:001a791e7f50", "sdp2", IdKind.MAC, "00:1A:79:1E:7F:50"),
        ("card#000145098240", "opf", IdKind.SMARTCARD, "000145098240"),
        ("uid: 3421", "sdp2", IdKind.DEVICE_UID, "3421"),
        ("uid: 3421", "opf", IdKind.OPF_DEVICE, "3421"),
        ("Account: nmp.00001", "opf", IdKind.ACCOUNT, "nmp.00001"),
        ("login: ada", "sdp2", IdKind.LOGIN, "ada"),
        ("CA:33:34:D8:AA:0F", "sdp2", IdKind.MAC, "CA:33:34:D8:AA:0F"),
        ("CA No.: e833815a9290", "opf", IdKind.CASN, "E833815A9290"),
        ("(21)E833815A9301", "sdp2", IdKind.CASN, "E833815A9301"),
        ("*0001 4509 8241*", "sdp2", IdKind.SMARTCARD, "000145098241"),
        ("NUID: 9f20", "sdp2", IdKind.NUID, "9f20"),
    ],
)
def test_the_most_likely_reading_comes_first(text, family, first, form):
    assert identify(text, family).readings[0] == Reading(first, form)


@pytest.mark.parametrize(
    "text",
    [
        "001A.791E.7F50", "00-1a-79-1e-7f-50", " 00:1A:79:1E:7F:50 ", "001a-791e-7f50",
        "00 1a 79 1e 7f 50", "001A791E7F50", "MAC: 00:1a:79:1e:7f:50", "\ufeff001A.791E.7F50\n",
    ],
)  # fmt: skip
def test_a_mac_in_any_notation_is_the_same_address(text):
    assert (IdKind.MAC, "00:1A:79:1E:7F:50") in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "00:1A-79:1E:7F:50",
        "001A.791E-7F50",
        "00:1A:79:1E:7F",
        "00:1A:79:1E:7F:50:11",
        "G01A.791E.7F50",
    ],
)
def test_what_is_almost_a_mac_is_none(text):
    assert mac_form(text) is None
    assert IdKind.MAC not in identify(text, "sdp2").kinds


def test_a_number_that_is_a_box_and_a_card_is_both():
    kinds = identify("245098240", "sdp2").kinds
    assert {IdKind.DEVICE_UID, IdKind.SMARTCARD, IdKind.CASN} <= set(kinds)
    assert kinds[0] is IdKind.SMARTCARD, "nine digits look like a card"


def test_twelve_hex_digits_are_a_casn_and_a_mac():
    read = values("0A1B2C3D4E5F")
    assert (IdKind.CASN, "0A1B2C3D4E5F") in read
    assert (IdKind.MAC, "0A:1B:2C:3D:4E:5F") in read
    assert (IdKind.MAC, "00:01:45:09:82:40") in values("000145098240")


def test_leading_zeros_count():
    assert (IdKind.SMARTCARD, "000145098240") in values("000145098240")
    assert (IdKind.SMARTCARD, "145098240") not in values("000145098240")
    assert IdKind.DEVICE_UID not in identify("007", "sdp2").kinds, "a long has none"


def test_a_uid_fits_a_long():
    assert IdKind.DEVICE_UID in identify("9" * 18, "sdp2").kinds
    assert IdKind.DEVICE_UID not in identify("9" * 20, "sdp2").kinds


def test_letter_case_is_kept_where_it_can_matter():
    assert (IdKind.NUID, "aBcDeF12") in values("aBcDeF12")
    assert (IdKind.LOGIN, "AdaB") in values("AdaB")
    assert (IdKind.ACCOUNT, "NMP.1") in values("NMP.1")


def test_account_and_login_are_no_longer_than_the_contract_allows():
    assert IdKind.ACCOUNT in identify("x" * 20, "sdp2").kinds
    assert IdKind.ACCOUNT not in identify("x" * 21, "sdp2").kinds
    assert IdKind.LOGIN not in identify("x" * 101, "sdp2").kinds


def test_each_family_has_its_kinds():
    assert IdKind.DEVICE_UID not in identify("3421", "opf").kinds
    assert IdKind.OPF_DEVICE not in identify("3421", "sdp2").kinds
    assert set(KINDS_OF_FAMILY["sdp2"]) | set(KINDS_OF_FAMILY["opf"]) == set(IdKind) == set(WORDS)


@pytest.mark.parametrize("kind", list(IdKind))
def test_one_kind_can_be_asked_for_whatever_the_text_looks_like(kind):
    for text in ("3421", "ada@example.net", "E833815A9290"):
        asked = identify(text, "sdp2", kind)
        assert asked.kinds == (kind,)
    assert identify("card: 12", "sdp2", IdKind.CASN).kinds == (IdKind.CASN,)


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("00-1a-79-1e-7f-50", "read as MAC address 00:1A:79:1E:7F:50, or serial number"),
        ("ada@example.net", "read as login id"),
        ("10.20.30.40", "read as IP address, or login id"),
        ("e833815a9290", "read as CASN E833815A9290, or 7 other kinds"),
        ("MAC: hello", "not an identifier of this platform"),
    ],
)
def test_the_guess_is_said_in_words(text, guess):
    assert identify(text, "sdp2").guess == guess


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was typed"),
        (" \t\n\ufeff ", "Nothing was typed"),
        ("x" * (LONGEST + 1), f"has {LONGEST + 1} characters"),
        ("0001\u043e5098240", "Character 5 is U\\+043E \\(CYRILLIC SMALL LETTER O\\)"),
        ("000\u202e145", "U\\+202E \\(RIGHT-TO-LEFT OVERRIDE\\)"),
        ("00\u200b1", "Character 3 is U\\+200B \\(ZERO WIDTH SPACE\\)"),
        ("1\x1b[2J", "U\\+001B \\(a character that does not print\\)"),
        ("1\n2", "Character 2 is U\\+000A"),
        ("\uff11\uff12", "U\\+FF11 \\(FULLWIDTH DIGIT ONE\\)"),
        ("\u0663\u0664", "U\\+0663"),
        ("1\ud8002", "U\\+D800"),
        ("1\x7f", "U\\+007F"),
    ],
)
def test_what_no_id_has_is_refused_with_its_code_point(text, said):
    with pytest.raises(BadIdentifier, match=said) as refused:
        identify(text, "sdp2")
    assert refused.value.hint
    assert str(refused.value).isprintable(), "the refusal does not carry what it refuses"


@example("0\x1dÀ", "sdp2")
@given(st.text(st.characters(codec=None), max_size=300), FAMILIES)
def test_any_text_is_identified_or_refused(text, family):
    try:
        asked = identify(text, family)
    except BadIdentifier:
        return
    # A code may hold several ids, and one of them alone be a login id in another alphabet.
    assert all(each.value.isascii() or each.kind is IdKind.LOGIN for each in asked.readings)
    assert set(asked.kinds) <= KINDS_OF_FAMILY[family]
    assert all(reading.value for reading in asked.readings)
    assert len(set(asked.readings)) == len(asked.readings)
    assert asked.guess.isprintable()


@given(PRINTABLE.filter(str.strip), FAMILIES, st.sampled_from(IdKind))
def test_asking_for_a_kind_always_gives_that_kind(text, family, kind):
    asked = identify(text, family, kind)
    assert asked.kinds == (kind,)


@given(PRINTABLE, st.sampled_from(IdKind))
def test_a_search_key_is_its_own(text, kind):
    key = search_key(kind, text)
    assert search_key(kind, key) == key


@given(st.binary(min_size=6, max_size=6))
def test_every_notation_of_a_mac_has_one_form(raw):
    digits = raw.hex()
    pairs = [digits[at : at + 2] for at in range(0, 12, 2)]
    form = ":".join(pairs).upper()
    quads = [digits[at : at + 4] for at in range(0, 12, 4)]
    for text in (*(mark.join(pairs) for mark in ":- "), *(mark.join(quads) for mark in ".- ")):
        assert mac_form(text) == mac_form(text.upper()) == form
    assert mac_form(digits) == form


LOGINS = (
    "Łukasz", "zażółć.gęślą-jaźń", "Ольга", "ольга85", "иван@example.net", "Νίκος", "Ιωάννα85",
    "Zoë", "cafe\u0301", "müller_x", "ışık", "Þóra", "علی\u200cرضا", "علی۱۲", "שרה", "田中アリス",
    "alice田中", "김철수", "สมชาย", "ශ්\u200dරී", "ñandú 7", "жук.ivan", "Zoë 📺",
)  # fmt: skip


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("label", ["", "login: "])
def test_a_login_in_any_alphabet_is_looked_up_as_it_is_written(login, form, label):
    text = unicodedata.normalize(form, login)
    asked = identify(label + text, "opf")
    assert asked.kinds == (IdKind.LOGIN,)
    assert asked.readings[0].value == text
    assert {reading.value for reading in asked.readings} == {
        text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    }  # fmt: skip
    assert len({search_key(IdKind.LOGIN, each.value) for each in asked.readings}) == 1


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("\u0430da", "U+0430", "two alphabets"),
        ("ad\u03b1", "U+03B1", "two alphabets"),
        ("\u0458\u03bf", "U+0458", "two alphabets"),
        ("ivan\u0439", "U+0439", "two alphabets"),
        ("E833815\u04109290", "U+0410", "two alphabets"),
        ("\u0415833815\u04109290", "U+0415", "looks like"),
        ("\u0430\u0441\u0435.smith", "U+0430", "looks like"),
        ("\u0441\u043e\u0440\u044085", "U+0441", "looks like"),
        ("\u0261reta", "U+0261", "looks like"),
        ("\uff41da", "U+FF41", "another form"),
        ("\U0001d41ada", "U+1D41A", "another form"),
        ("O\u2019Brien\u0142", "U+2019", "another form"),
        ("\u0142\u20131", "U+2013", "another form"),
        ("user\u0663", "U+0663", "digit"),
        ("\u0142\u202ex", "U+202E", "plain ASCII"),
        ("\u0142\u200bx", "U+200B", "plain ASCII"),
        ("\u0142\u200dx", "U+200D", "plain ASCII"),
        ("\u0142\u034fx", "U+034F", "draws nothing"),
        ("\u0142\u3164", "U+3164", "draws nothing"),
        ("1\u0301", "U+0301", "without a letter"),
        ("\u0142\ufffd", "U+FFFD", "in place of"),
    ],
)
def test_a_look_alike_is_refused_with_its_code_point(text, code, why):
    with pytest.raises(BadIdentifier, match=why) as refused:
        identify(text, "sdp2")
    assert code in refused.value.message
    place = refused.value.message.split()[1]
    assert f"U+{ord(text[int(place) - 1]):04X}" == code


def test_a_whole_word_of_look_alikes_is_a_login_where_one_is_meant():
    for meant in (identify("login: \u0441\u043e\u0440\u044085", "sdp2"),
                  identify("\u0441\u043e\u0440\u044085", "sdp2", IdKind.LOGIN)):  # fmt: skip
        assert meant.readings[0].value == "\u0441\u043e\u0440\u044085"
    with pytest.raises(BadIdentifier, match="login: before it"):
        identify("\u0441\u043e\u0440\u044085", "sdp2")


@pytest.mark.parametrize("kind", [kind for kind in IdKind if kind is not IdKind.LOGIN])
def test_every_other_id_is_ascii(kind):
    with pytest.raises(BadIdentifier, match="plain ASCII"):
        identify("Łukasz", "sdp2" if kind in KINDS_OF_FAMILY["sdp2"] else "opf", kind)


REASONS = re.compile(
    "two alphabets|looks like|another form|plain ASCII|in place of|draws nothing|without a letter"
    "|digit of another|characters; no id|Nothing was typed"
)
SHOWN = st.text(
    st.characters(codec=None)
    | st.sampled_from("abz019 @._-")
    | st.sampled_from("ąćęłńóśźżüéßАБжопруαβγος\u0301\u0308علی\u200cक्ष"),
    max_size=30,
).map(clean)


@settings(max_examples=1000)
@given(SHOWN, FAMILIES)
def test_every_login_that_can_be_shown_is_looked_up_or_refused_for_a_reason(shown, family):
    try:
        asked = identify(shown, family, IdKind.LOGIN)
    except BadIdentifier as error:
        refused = error.message
    else:
        refused = ""
    if refused:
        assert REASONS.search(refused)
        assert does_not_print(refused) == ""
        return
    assert asked.readings[0].value in shown
    assert all(does_not_print(each.value) == "" for each in asked.readings)


ALPHABETS = ((0x61, 0x17F), (0x386, 0x3CE), (0x410, 0x45F), (0x531, 0x587), (0x5D0, 0x5EA),
             (0x620, 0x64A), (0x905, 0x939), (0x4E00, 0x9FFF))  # fmt: skip
ONE_ALPHABET = st.one_of(
    st.text(
        st.characters(categories=["L"], min_codepoint=first, max_codepoint=last),
        min_size=1, max_size=20,
    )
    for first, last in ALPHABETS
)  # fmt: skip


@given(ONE_ALPHABET)
def test_a_word_of_one_alphabet_can_always_be_looked_up(word):
    if unicodedata.normalize("NFKC", word) == unicodedata.normalize("NFC", word):
        assert IdKind.LOGIN in identify(word, "sdp2").kinds
