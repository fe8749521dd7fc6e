"""S30 to S32 by the command line, batches with a CAS, and what is sent to a box through it."""

from collections.abc import Callable

import pytest

from tests.support.change_line import ChangeLine

B1, B2 = "3421", "3422"
C1, C2 = "000145098240", "000145098241"
CASN1, CASN2 = "E833815A9290", "E833815A9301"

pytestmark = pytest.mark.usefixtures("quick_looks")


@pytest.fixture
def cas(opf: ChangeLine) -> ChangeLine:
    opf.place.configure("opf.cas_pairing = true", "settle_s = 0.4", "timeout_s = 3")
    return opf


def at_cas(line: ChangeLine, uid: str) -> str | None:
    return line.world.cas.card_of(line.box(uid).casn)


def test_a_sandbox_has_a_cas_unless_its_configuration_says_otherwise(opf: ChangeLine) -> None:
    text = opf.place.configuration.read_text()
    opf.place.configuration.write_text(text.replace("cas_pairing = false\n", ""))
    shown = opf.run("config", "show").out
    (line,) = [line for line in shown.splitlines() if "sandbox-opf.opf.cas_pairing" in line]
    assert "true" in line
    assert "default" in line
    assert opf.json("pair", CASN2, C2)["plan"]["steps"][1]["call"] == "cas-pair"
    opf.place.configuration.write_text(text.replace("cag_url", "# cag_url"))
    assert len(opf.json("pair", CASN2, C2)["plan"]["steps"]) == 1


def test_s30_each_half_has_its_own_result_and_undo_takes_back_both(cas: ChangeLine) -> None:
    planned = cas.json("pair", CASN2, C2)
    assert [step["call"] for step in planned["plan"]["steps"]] == ["pair", "cas-pair"]
    assert [step["provable"] for step in planned["plan"]["steps"]] == [True, False]
    assert cas.writes == 0
    document = cas.json("pair", CASN2, C2, "--apply", code=12)
    assert document["outcome"] == "accepted"
    assert [step["outcome"] for step in document["steps"]] == ["verified", "accepted"]
    assert len({step["correlation_id"] for step in document["steps"]}) == 1
    assert cas.writes == 2
    undone = cas.json("undo", "--apply", code=12)
    assert [step["call"] for step in undone["plan"]["steps"]] == ["cas-unpair", "unpair"]
    assert (cas.box(B2).smartcard_id, at_cas(cas, B2)) == (None, None)
    redone = cas.json("undo", undone["change_id"], "--apply", code=12)
    assert redone["outcome"] == "accepted"
    assert (cas.box(B2).smartcard_id, at_cas(cas, B2)) == (C2, C2)


def test_s30_the_words_never_say_verified_over_the_cas_half(cas: ChangeLine) -> None:
    ended = cas.run("pair", CASN2, C2, "--apply")
    assert ended.code == 12
    assert "1. verified: pair box 3422" in ended.out
    assert "2. accepted: pair box 3422" in ended.out
    assert "Done, as far as this platform can show." in ended.out
    again = cas.run("pair", CASN2, C2, "--apply")
    assert again.code == 5
    assert "The CAS accepted the pair command" in again.err
    assert cas.writes == 2


def test_s31_a_refused_half_is_partial_and_sent_alone_the_next_time(cas: ChangeLine) -> None:
    cas.sandbox.fault("cas-fail operation=cag.pair count=1")
    document = cas.json("pair", CASN2, C2, "--apply", code=11)
    assert document["outcome"] == "partial"
    assert [step["outcome"] for step in document["steps"]] == ["verified", "refused-by-platform"]
    assert "pairChipSet" in document["steps"][1]["message"]
    assert "pairChipSet" in document["error"]["message"]
    verdict = cas.json("diagnose", B2)["verdict"]
    assert verdict == "The record says that box 3422 is paired; the last CAS command failed"
    again = cas.json("pair", CASN2, C2, "--apply", code=12)
    assert [step["call"] for step in again["plan"]["steps"]] == ["cas-pair"]
    assert cas.place.written == ["adm.devices.change", "cag.pair", "cag.pair"]
    assert at_cas(cas, B2) == C2


def test_s32_a_refused_unpair_leaves_the_record(cas: ChangeLine) -> None:
    cas.sandbox.fault("cas-fail operation=cag.unpair count=1")
    document = cas.json("unpair", CASN1, "--apply", code=6)
    assert document["outcome"] == "refused-by-platform"
    assert "unPairChipSet" in document["steps"][0]["message"]
    assert cas.place.written == ["cag.unpair"]
    assert (cas.box(B1).smartcard_id, at_cas(cas, B1)) == (C1, C1)


def test_where_no_journal_knows_the_plan_offers_to_send_the_half_again(cas: ChangeLine) -> None:
    refused = cas.json("pair", CASN1, C1, code=5)
    assert "is not known" in refused["error"]["message"]
    assert "--cas" in refused["error"]["hint"]
    sent = cas.json("pair", CASN1, C1, "--cas", "--apply", code=12)
    assert [step["call"] for step in sent["plan"]["steps"]] == ["cas-pair"]
    assert cas.json("pair", CASN2, C2, "--cas", code=5)["error"]["code"] == "refused-here"


def test_a_batch_of_accepted_rows_ends_in_12(cas: ChangeLine) -> None:
    pairs = f"{CASN2} {C2}\n{CASN1} {C1}\n".encode()
    ended = cas.run("batch", "-", "--apply", stdin=pairs)
    assert ended.code == 12, (ended.out, ended.err)
    assert "1 accepted" in ended.err
    assert cas.place.written == ["adm.devices.change", "cag.pair"]


def test_a_batch_with_a_refused_half_ends_in_11(cas: ChangeLine) -> None:
    cas.sandbox.fault("cas-fail operation=cag.pair count=1")
    ended = cas.run("batch", "-", "--apply", stdin=f"{CASN2} {C2}\n{CASN1} {C1}\n".encode())
    assert ended.code == 11


@pytest.mark.parametrize("field", ["_id", "caSN", "smartCardId", "nuID"])
def test_the_site_says_how_the_cas_names_a_box(cas: ChangeLine, field: str) -> None:
    deviations = cas.sandbox.rest.deviations
    deviations.cas_device_key = field  # type: ignore[assignment]
    deviations.cas_chipset_key = "nuID"
    deviations.cas_success = ("0", "Success")
    cas.place.configure(
        "opf.cas_pairing = true", f'opf.cas_device_id = "{field}"', 'opf.cas_chipset = "nuID"',
        'opf.cas_success = ["0"]', "settle_s = 0.4", "timeout_s = 3",
    )  # fmt: skip
    assert cas.json("pair", CASN2, C2, "--apply", code=12)["outcome"] == "accepted"
    assert at_cas(cas, B2) == C2
    assert cas.json("message", CASN1, "Hello", "--apply", code=12)["outcome"] == "accepted"
    assert cas.json("unpair", CASN2, "--apply", code=12)["outcome"] == "accepted"
    assert at_cas(cas, B2) is None


def test_a_box_without_the_field_that_names_it_is_refused_before_anything_is_sent(
    cas: ChangeLine,
) -> None:
    cas.place.configure("opf.cas_pairing = true", 'opf.cas_device_id = "nuID"', "settle_s = 0.4")
    cas.world.change(cas.box(B2), nuid=None)
    refused = cas.json("pair", CASN2, C2, "--apply", code=5)
    assert "has no NUID, which names it at the CAS" in refused["error"]["message"]
    assert cas.writes == 0


def test_without_what_the_cas_needs_a_pairing_is_refused(cas: ChangeLine) -> None:
    text = cas.place.configuration.read_text()
    cas.place.configuration.write_text(text.replace("\noperator =", "\n# operator ="))
    refused = cas.json("pair", CASN2, C2, "--apply", code=5)
    assert "reaches a record and no card" in refused["error"]["message"]
    assert "operator" in refused["error"]["message"]
    assert cas.writes == 0


@pytest.mark.parametrize("kind", ["message", "mail"])
def test_a_text_is_sent_to_a_box(cas: ChangeLine, kind: str) -> None:
    document = cas.json(kind, CASN1, "Please call us", "--apply", code=12)
    assert document["plan"]["steps"][0]["title"] == f"{kind} box {B1}: Please call us"
    (shown,) = cas.world.cas.shown
    assert (shown.device_uid, shown.kind, shown.text) == (B1, kind, "Please call us")
    assert cas.json(kind, CASN1, "x" * 501, code=5)["error"]["code"] == "refused-here"


def test_a_message_of_an_open_device_goes_to_its_inbox_and_a_mail_to_boxes_alone(
    cas: ChangeLine,
) -> None:
    assert cas.json("message", "9002", "Hello", "--apply", code=12)["outcome"] == "accepted"
    assert cas.place.written == ["messaging.send"] or "message" in cas.place.written[0]
    assert cas.json("mail", "9002", "Hello", "--apply", code=3)["error"]["code"] == "not-found"


@pytest.mark.parametrize(
    ("given", "years"), [((), 1), (("--years", "3"), 3)], ids=["default", "three"]
)
def test_a_date_code_is_recovered_for_some_years(
    cas: ChangeLine, given: tuple[str, ...], years: int
) -> None:
    document = cas.json("recover-date-code", CASN1, *given, "--apply", code=12)
    assert document["outcome"] == "accepted"
    assert cas.world.cas.recovered == {B1: years}


@pytest.mark.parametrize("years", ["0", "-1", "many", "100"])
def test_a_number_of_years_that_is_none_is_refused(cas: ChangeLine, years: str) -> None:
    ended = cas.run("recover-date-code", CASN1, f"--years={years}", "--apply")
    assert ended.code == 5, ended.err
    assert cas.writes == 0


@pytest.mark.parametrize("words", [("mail", CASN1, "Hello"), ("message", CASN1, "Hello"),
                                   ("recover-date-code", CASN1)])  # fmt: skip
def test_the_other_family_says_why_it_has_none(
    line_to: Callable[[str], ChangeLine], words: tuple[str, ...]
) -> None:
    line = line_to("sdp2")
    refused = line.json(*words, "--apply", code=5)
    assert "Only opf " in refused["error"]["message"]
    assert line.writes == 0
