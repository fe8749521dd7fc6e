"""`smstui doctor --known ID` is red where the answers for an id that exists do not fit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smstui.sandbox.variants import VARIANTS
from smstui.sandbox.variants.message import not_there
from smstui.sandbox.variants.named import Variant
from tests.support.command_line import Ended, Reached, Shell
from tests.torture.dialects import all_cases, tried, variants

SDP2, OPF = "sdp2", "opf"
CASN = "E833815A9290"
KNOWN = ("doctor", "--known", CASN, "--json")
LOOKUP = ("lookup", CASN)
PAIR = ("pair", "3422", "000145098241", "--apply")
PERSONAL = ("Byron", "Analytical", "tv2ada", "nmp.00001")
"""Values of the customer whose id is known."""
MOST_READS = 70
MOST_ROUNDS = 3
"""Suggestions, one after the other: what is mended lets more be seen."""


@pytest.fixture
def without_wsdl(monkeypatch: pytest.MonkeyPatch) -> str:
    """Have a variant whose services do not describe themselves."""
    made = Variant(lambda message: not_there() if message.query.lower() == "wsdl" else message)
    monkeypatch.setitem(VARIANTS, "no-wsdl", lambda _: made)
    return "no-wsdl"


def results(ended: Ended) -> dict[str, str]:
    return {each["check"]: each["result"] for each in ended.document["checks"]}


def detail_of(ended: Ended, name: str) -> str:
    (detail,) = [each["detail"] for each in ended.document["checks"] if each["check"] == name]
    return str(detail)


def add(shell: Shell, family: str, line: str) -> None:
    head = f"[deployments.sandbox-{family}.{family}]\n"
    shell.config.write_text(shell.config.read_text().replace(head, f"{head}{line}\n"))


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_a_sound_site_is_green_and_only_read(reached: Reached, family: str) -> None:
    with reached(family=family) as (shell, sandbox):
        ended = shell.run(*KNOWN)
        assert ended.code == 0, ended
        told = results(ended)
        assert {told[each] for each in ("status words", "answer fields")} == {"fine"}
        found = detail_of(ended, "filter fields" if family == OPF else "lookups")
        for kind in ("CASN", "NUID", "smartcard number", "account number", "login id"):
            assert kind in found
        assert sandbox.writes == []
        assert len(sandbox.requests) <= MOST_READS
        assert not shell.state.joinpath("journal.db").exists()


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_no_home_of_a_sound_site_is_red(reached: Reached, family: str) -> None:
    """A home without players or rights, a box of nobody's, a cancelled account."""
    with reached(family=family) as (shell, sandbox):
        known = ["nmp.00002", "nmp.00003", "nmp.00004", "3430", "3438", "245098240"]
        for each in known:
            ended = shell.run("doctor", "--known", each, "--json")
            assert (ended.code, sandbox.writes) == (0, []), (each, ended.out)


@pytest.mark.parametrize(
    ("family", "variant", "check", "said"),
    [
        (SDP2, "statuses", "status words", "Zajeta (status of a smartcard) is none of AVAILABLE"),
        (OPF, "statuses", "status words", "wlaczony (status of a box"),
        (SDP2, "fields-sdp2", "answer fields", "no lastName here; surname is probably it"),
        (OPF, "fields-opf", "answer fields", "a box has no caSN here; chipset is probably it"),
        (OPF, "id-prefix", "id prefix", 'ids of accounts and devices begin with "acme-"'),
        (OPF, "offset-paging", "paging", "the second page of devices-of-account"),
    ],
)
def test_each_difference_is_red_by_its_check_and_tells_names_alone(
    reached: Reached, without_wsdl: str, family: str, variant: str, check: str, said: str
) -> None:
    with reached(variant, without_wsdl, family=family) as (shell, sandbox):
        ended = shell.run(*KNOWN)
        assert ended.code == 6
        assert results(ended)[check] == "fault"
        assert said in detail_of(ended, check)
        assert "\ufffd" not in ended.document["checks"][-1]["detail"] + detail_of(ended, check)
        assert not [value for value in PERSONAL if value in ended.out]
        assert sandbox.writes == []


@pytest.mark.parametrize(
    ("family", "variant", "known"),
    [
        (SDP2, "fields-sdp2", ()),
        (OPF, "fields-opf", ("--known", "3422")),
        (OPF, "fields-opf", ("--known", CASN)),
        (OPF, "id-prefix", ("--known", CASN)),
        (OPF, "offset-paging", ("--known", CASN)),
    ],
)
def test_the_block_that_is_suggested_mends_it(
    reached: Reached, family: str, variant: str, known: tuple[str, ...]
) -> None:
    with reached(variant, family=family) as (shell, sandbox):
        for _ in range(MOST_ROUNDS):
            before = shell.config.read_text()
            suggested = shell.run("doctor", "--suggest", *known)
            assert (shell.config.read_text(), sandbox.writes) == (before, [])
            if suggested.code == 0:
                break
            shell.config.write_text(before + suggested.out)
        assert shell.run("config", "check").code == 0
        for call in (LOOKUP, ("lookup", "3421"), ("diagnose", CASN), PAIR):
            assert shell.run(*call).code == 0, call
        assert shell.run(*KNOWN).code == 0


def test_words_of_a_status_are_written_to_be_filled_in(reached: Reached) -> None:
    with reached("statuses", family=OPF) as (shell, _):
        told = shell.run("doctor", "--suggest", "--known", CASN).out
        assert "# [deployments.sandbox-opf.opf.records.words]\n" in told
        assert '# … = "aktywny"\n' in told
        assert all(line.startswith("#") for line in told.splitlines())


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_without_an_id_the_latest_of_the_cache_are_read(reached: Reached, family: str) -> None:
    with reached("statuses", family=family) as (shell, sandbox):
        assert results(shell.run("doctor", "--json"))["status words"] == "skipped"
        assert shell.run("lookup", "nmp.00001").code == 0
        ended = shell.run("doctor", "--json")
        assert (ended.code, results(ended)["status words"]) == (6, "fault")
        assert sandbox.writes == []


def test_an_id_of_the_cache_that_is_gone_says_nothing(reached: Reached) -> None:
    with reached(family=SDP2) as (shell, sandbox):
        assert shell.run("lookup", "000145098241").code == 0
        card = sandbox.world.card("000145098241")
        assert card is not None
        sandbox.world.remove(card)
        ended = shell.run("doctor", "--json")
        assert (ended.code, results(ended)["lookups"]) == (0, "skipped")
        named = shell.run("doctor", "--known", "000145098241", "--json")
        assert (named.code, results(named)["lookups"]) == (3, "skipped")


def test_the_words_of_the_cas_are_compared_with_the_journal(reached: Reached) -> None:
    with reached("cas-words", family=OPF) as (shell, _):
        text = shell.config.read_text().replace("cas_pairing = false", "cas_pairing = true")
        shell.config.write_text(text)
        first = shell.run(*KNOWN)
        assert (first.code, results(first)["CAS words"]) == (0, "skipped")
        assert "Only the answer to a change shows them" in detail_of(first, "CAS words")
        assert shell.run(*PAIR).code == 11
        ended = shell.run(*KNOWN)
        assert (ended.code, results(ended)["CAS words"]) == (6, "fault")
        assert "answered its last command with 0 DONE" in detail_of(ended, "CAS words")
        add(shell, OPF, 'cas_success = ["0"]')
        assert shell.run("pair", "3422", "000145098241", "--cas", "--apply").code == 12
        mended = shell.run(*KNOWN)
        assert (mended.code, results(mended)["CAS words"]) == (0, "fine")


def test_an_id_that_cannot_be_used_is_said(reached: Reached) -> None:
    with reached(family=OPF) as (shell, sandbox):
        assert shell.run("doctor", "--all", "--known", CASN).code == 2
        bad = shell.run("doctor", "--known", "a\u202eb", "--json")
        assert (bad.code, results(bad)["known id"]) == (2, "fault")
        sandbox.fault("status 503 operation=adm.devices.find")
        down = shell.run(*KNOWN)
        assert (down.code, results(down)["known id"]) == (7, "fault"), "no false alarm"


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_a_mistyped_id_is_said_to_be_unknown_and_blames_no_setting(
    reached: Reached, family: str
) -> None:
    with reached(family=family) as (shell, _):
        ended = shell.run("doctor", "--known", "NOPE", "--json")
        assert ended.code == 3
        faults = {name for name, result in results(ended).items() if result == "fault"}
        assert faults == {"known id"}
        assert detail_of(ended, "known id").startswith("No record found for NOPE. Searched as ")
        both = shell.run("doctor", "--known", CASN, "--known", "NOPE", "--json")
        assert (both.code, results(both)["answer fields"]) == (3, "fine")
        lines = shell.run("doctor", "--known", "NOPE").out.splitlines()
        first = next(line for line in lines if line.startswith("✗"))
        assert "No record found for NOPE." in first
        suggested = shell.run("doctor", "--suggest", "--known", "NOPE")
        assert suggested.code == 3
        assert "No record found for NOPE." in suggested.out
        assert "[deployments" not in suggested.out


def test_an_unknown_id_of_a_site_whose_lookups_are_wrong_blames_the_lookups(
    reached: Reached,
) -> None:
    with reached("fields-opf", family=OPF) as (shell, _):
        ended = shell.run("doctor", "--known", "NOPE", "--json")
        told = results(ended)
        assert (ended.code, told["known id"], told["answer fields"]) == (6, "caution", "fault")


def test_a_site_that_has_its_text_in_its_ids_says_so(reached: Reached) -> None:
    with reached("id-prefix", family=OPF) as (shell, _):
        add(shell, OPF, 'id_prefix = ""')
        assert results(shell.run(*KNOWN))["id prefix"] != "fault"


SHORT = {SDP2: 3, OPF: 3}
"""Swaps that the suite tries; `python -m tests.torture.dialects` tries them all."""
MISSED_ONCE = ("opf · users is users_value", "opf · lastChangeDateTime is last_change_date_time")
"""What stands only in a bundled answer beside its account, or in the PINs inside an account."""


@pytest.mark.parametrize("family", [SDP2, OPF])
def test_doctor_is_red_wherever_a_call_is_wrong_and_nowhere_else(
    tmp_path: Path,
    quick_looks: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
    family: str,
) -> None:
    import random

    shell = Shell(tmp_path, monkeypatch, capsys)
    swaps = [each for each in all_cases(family) if each.variant is not None]
    chosen = random.Random(7).sample(swaps, SHORT[family])
    chosen += [each for each in swaps if str(each) in MISSED_ONCE]
    told = [tried(shell, case) for case in [next(iter(variants(family))), *chosen]]
    record_property("cases", len(told))
    print(f"{len(told)} of {len(all_cases(family))} cases")
    assert [str(each) for each in told if not each.is_right] == []
    assert any(each.wrong for each in told)
