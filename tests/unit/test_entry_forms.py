"""The forms' fields: the entities' own limits, a sentence for what is wrong, no secret in any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.commands.change_lines import plan_lines
from smstui.console.views.plan_lines import lines_of
from smstui.console.widgets.field_row import LABEL_WIDTH
from smstui.domain.account import Account
from smstui.domain.changes.entry_forms import (
    FORMS,
    Field,
    format_of,
    missing_in,
    taken_from,
    wrong_with,
)
from smstui.domain.changes.facts import ACCOUNT_FIELDS
from smstui.domain.changes.operations import PASSWORD, SECOND, SECRET, TARGET, Call, Takes
from smstui.domain.changes.plan import Step, Write
from smstui.domain.changes.policy import Policy, life_cycles
from smstui.domain.changes.provisioning import FirstUser, details_of, plan_create_account
from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadIdentifier
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.marking import plain
from smstui.domain.record import limits_of
from smstui.domain.secret import Secret
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User

EVERY = [(name, field) for name, form in FORMS.items() for field in form.fields]
LIMITS = {
    ("create-account", TARGET): limits_of(Account)["number"],
    ("create-account", SECOND): limits_of(User)["login_id"],
    ("create-account", SECRET): limits_of(User)["pin"],
    ("create-account", PASSWORD): limits_of(User)["password"],
    ("create-box", SECOND): limits_of(SetTopBox)["casn"],
    ("create-box", "mac"): limits_of(SetTopBox)["mac_address"],
    ("create-box", "nuid"): limits_of(SetTopBox)["nuid"],
    ("create-box", "serial"): limits_of(SetTopBox)["serial_number"],
    ("create-box-and-card", "new_card"): limits_of(SmartCard)["number"],
    ("create-card", TARGET): limits_of(SmartCard)["number"],
    ("create-card", "cas"): limits_of(SmartCard)["cas_instance_id"],
}


def field(form: str, name: str) -> Field:
    return next(each for each in FORMS[form].fields if each.name == name)


@pytest.mark.parametrize(("at", "most"), LIMITS.items(), ids=str)
def test_a_limit_is_the_entity_s(at: tuple[str, str], most: int) -> None:
    assert field(*at).most == most


@pytest.mark.parametrize("name", ACCOUNT_FIELDS)
def test_an_account_is_asked_for_all_it_can_be_given_within_its_limits(name: str) -> None:
    asked = field("create-account", name)
    most = limits_of(Account).get(name)
    assert asked.most == most
    if most:
        assert wrong_with(asked, "x" * most, "sdp2") == ""
        assert wrong_with(asked, "x" * (most + 1), "sdp2") == (
            f"At most {most} characters; this has {most + 1}."
        )


@pytest.mark.parametrize("name", FORMS)
def test_no_two_fields_of_a_form_share_a_name_or_a_label(name: str) -> None:
    fields = FORMS[name].fields
    assert len({each.name for each in fields}) == len({each.label for each in fields})
    assert len({each.name for each in fields}) == len(fields)


@pytest.mark.parametrize(
    ("at", "typed", "said"),
    [
        (("create-box", "mac"), "00:1A:79:1E:7F", "no MAC address"),
        (("create-box", SECOND), "E8338\N{CYRILLIC CAPITAL LETTER A}90", "U+0410"),
        (("create-account", "city"), "Cwm\N{RIGHT-TO-LEFT OVERRIDE}bran", "U+202E"),
        (("add-right", "from"), "31.01.2026", "no date. Write it as 2026-12-31."),
        (("add-right", "until"), "2026-02-30", "no date"),
        (("create-account", "max_players"), "some", "Give a whole number from 0 to 999999."),
        (("account-limits", "credit_limit"), "49,90", "Give an amount such as 50 or 49.90."),
        (("account-profile", "profile"), "GOLD", "GOLD is no id of a profile, which is a whole"),
        (("create-account", SECRET), "12a4", "A PIN must be 4 to 10 digits."),
    ],
)
def test_what_is_wrong_is_said(at: tuple[str, str], typed: str, said: str) -> None:
    assert said in wrong_with(field(*at), typed, "sdp2")


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_field_says_in_its_own_room_how_it_is_filled_in(family: str) -> None:
    """A choice shows its words; a text its form, its limit, or that it is free."""
    for name, each in EVERY:
        told = format_of(each, family)
        assert each.takes is Takes.CHOICE or told, (name, each.name)
        assert len(told) <= 80 - LABEL_WIDTH - 1, (name, each.name, told)
        assert each.needed == ("needed" in told)
    assert format_of(field("create-account", SECRET), family).endswith("4 to 10 digits")
    assert wrong_with(field("account-profile", "profile"), "5f1a", "opf") == ""


def test_a_pin_is_too_short_only_once_it_is_whole() -> None:
    pin = field("create-account", SECRET)
    assert wrong_with(pin, "123", "sdp2") == "", "it may still be typed"
    assert missing_in(pin, "123") == "A PIN must be 4 to 10 digits."
    assert missing_in(pin, "1234") == ""


def test_a_scan_is_taken_without_its_label_and_separators() -> None:
    card = field("create-card", TARGET)
    assert wrong_with(card, "]C10001 4509 8240", "sdp2") == ""
    assert taken_from(card, "]C10001 4509 8240", "sdp2") == "000145098240"
    assert taken_from(field("create-box", "mac"), "001a.791e.7f50", "sdp2") == "00:1A:79:1E:7F:50"


@pytest.mark.parametrize(("name", "each"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_only_what_is_needed_is_missing(name: str, each: Field) -> None:
    assert bool(missing_in(each, "  ")) == each.needed, name
    assert missing_in(each, "x") == ""
    assert wrong_with(each, "", "opf") == ""


@given(st.text(max_size=300), st.sampled_from([each for _, each in EVERY]))
def test_any_text_gets_a_sentence_or_a_value_and_a_secret_is_in_neither(
    text: str, each: Field
) -> None:
    said = wrong_with(each, text, "sdp2")
    assert said == "" or said.endswith(".")
    if each.is_secret and len(text) > 20:
        assert text not in said
    if not said:
        taken = taken_from(each, text, "sdp2")
        assert len(taken) <= (each.most or len(taken))
        if each.kind is not None and taken:
            try:
                assert identify(taken, "sdp2", each.kind).readings[0].value == taken
            except BadIdentifier as error:  # what was taken is an id
                raise AssertionError(taken) from error


def test_the_kinds_scanned_mean_something_in_both_families() -> None:
    kinds = {each.kind for _, each in EVERY if each.kind is not None}
    assert kinds == {IdKind.CASN, IdKind.SMARTCARD, IdKind.MAC, IdKind.NUID, IdKind.SERIAL}


def test_a_plan_tells_what_something_new_is_given_and_no_secret() -> None:
    told = {"first_name": "Grace", "profile": "301", "city": "", "npvr_profile": "x\u202ey"}
    life, boxes = life_cycles("sdp2", {})
    policy = Policy("lab", "sdp2", False, "support", life, boxes, salts_passwords=True)
    user = FirstUser("grace", "", Secret("83610274"), Secret("hush-hush-1"), has_password=True)
    plan = plan_create_account("sdp2", "n.1", told, user, policy=policy)
    for lines in (
        ["".join(text for text, _ in line) for line in lines_of(plan, 70)],
        list(plan_lines(plan)),
    ):
        said = " ".join(plain("\n".join(lines)).split())
        for told_once in ("new user login: none → grace", "first name: none → Grace",
                          "recording profile: none → x"):  # fmt: skip
            assert said.count(told_once) == 1
        assert "hush" not in said
        assert "83610274" not in said


def test_a_plan_for_what_is_there_has_no_such_line() -> None:
    write = Write(Call.ACCOUNT_STATUS, "1", {"status": "ACTIVE"})
    assert details_of(Step(write, "", {}, {}, ())) == ""
