"""S1, S9, S12, S13, S21, S22, S27 and S28 through the command line, and its manners."""

import base64
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from smstui.domain.triage.reported import IN_RECORDS, NOT_SHOWN
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account, everything, fill_sessions, poison, split_link
from tests.support.command_line import Ended, Shell

B1 = "E833815A9290"
B4 = "E833815A9411"
B5 = "E833815A9340"
P1 = "9001"
FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])


def ask(shell: Shell, family: str, *arguments: str) -> Ended:
    return shell.run("diagnose", *arguments, "--deployment", f"sandbox-{family}")


def document(shell: Shell, family: str, *arguments: str) -> dict[str, Any]:
    ended = ask(shell, family, *arguments, "--json")
    assert ended.code == 0, ended.err
    return ended.document


def finding(told: dict[str, Any], check: str) -> dict[str, Any]:
    return next(one for one in told["findings"] if one["check"] == check)


def use_srm(shell: Shell, sandbox: Sandbox) -> None:
    """Have both deployments' sessions kept by SRM."""
    text = shell.config.read_text().replace('sessions = "sdp"', 'sessions = "srm"')
    heading = "[deployments.sandbox-opf.opf]\n"
    assert heading in text
    srm = f'sessions = "srm"\nsrm_url = "{sandbox.url}"\n'
    access = sandbox.access.sdp2
    basic = base64.b64encode(f"{access.username}:{access.password}".encode()).decode()
    shell.config.write_text(
        text.replace(heading, heading + srm)
        + "\n[deployments.sandbox-opf.opf.operations.srm-sessions-of-account]\n"
        + f'headers = {{ Authorization = "Basic {basic}" }}\n'  # what the sandbox's SRM takes
    )


@FAMILIES
def test_s1_a_healthy_box_nothing_wrong_on_our_side_and_what_to_try(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    told = document(shell, family, B1)
    assert told["schema"] == "smstui/diagnose/1"
    assert told["verdict"] == "nothing wrong on our side"
    assert told["subject"] == {"kind": "box", "id": "3421"}
    assert told["counts"]["fine"] > told["counts"]["not_checked"] > 0
    assert any("mains" in line for line in told["advice"])
    recents = shell.run("recents", "--json", "--deployment", f"sandbox-{family}").document
    assert len(recents["recents"]) == 1
    if family == "opf":
        counted = Counter(entry.operation for entry in sandbox.requests)
        assert counted["adm.bundled.device"] == 1


@FAMILIES
def test_s1_no_call_a_device(shell: Shell, sandbox: Sandbox, family: str) -> None:
    document(shell, family, B1)
    before = len(sandbox.requests)
    sandbox.traffic.clear()
    account = sandbox.world.account("nmp.00001")
    assert account is not None
    many = add_account(sandbox.world, "crowd.1", boxes=30, players=30)
    for device in sandbox.world.devices.find("account_uid", many.uid):
        sandbox.world.change(device, account_uid=account.uid)
    document(shell, family, B1)
    assert len(sandbox.requests) <= before


@FAMILIES
def test_s9_restricted_may_watch_and_not_rent(shell: Shell, family: str) -> None:
    told = document(shell, family, B4)
    assert told["result"] == "caution"
    assert finding(told, "account-status")["result"] == "fine"
    renting = finding(told, "renting")
    assert renting["result"] == "caution"
    assert "can be watched" in renting["meaning"]
    assert renting["next"]["action"] is None
    assert "billing" in renting["next"]["text"]


def test_s12_a_banned_box_is_banned_and_the_account_is_not_blamed(shell: Shell) -> None:
    told = document(shell, "sdp2", B5)
    assert told["findings"][0]["check"] == "banned"
    assert told["findings"][0]["next"]["action"] == "unban"
    assert {one["result"] for one in told["findings"][1:]} == {"fine", "not-checked"}
    assert document(shell, "sdp2", B1)["verdict"] == "nothing wrong on our side"


@pytest.mark.parametrize(("family", "srm"), [("sdp2", False), ("sdp2", True), ("opf", True)])
def test_s13_three_of_three_and_the_silent_one_is_the_suspect(
    shell: Shell, sandbox: Sandbox, family: str, srm: bool
) -> None:
    if srm:
        use_srm(shell, sandbox)
    account = sandbox.world.account("nmp.00001")
    assert account is not None
    silent = fill_sessions(sandbox.world, account)[0]
    told = document(shell, family, B1, "--reported", "1007")
    top = told["findings"][0]
    name = silent.srm_id if srm else silent.uid
    assert (top["check"], top["result"]) == ("sessions", "fault"), finding(told, "sessions")
    sessions = [one for one in top["evidence"] if one["what"].startswith("session ")]
    assert sessions[0]["what"] == f"session {name}"
    assert "suspect" in sessions[0]["value"]
    assert "last active" in sessions[0]["value"]
    assert not any("suspect" in one["value"] for one in sessions[1:])
    assert len(sessions) == 3
    assert top["next"]["action"] == "end-session"
    assert name in top["next"]["text"]
    reported = finding(told, "reported")
    assert reported["title"].startswith("Code 1007 of SSM")
    assert any("they agree" in str(one["value"]) for one in reported["evidence"])


def test_s13_where_nobody_can_list_sessions_the_code_still_leads_on(shell: Shell) -> None:
    told = document(shell, "opf", B1, "--reported", "1007")
    sessions = finding(told, "sessions")
    assert sessions["result"] == "caution"
    assert sessions["next"]["action"] == "end-device-sessions"
    read = shell.run("diagnose", B1, "--reported", "1007", "--deployment", "sandbox-opf").out
    assert "[smstui teardown 3421 --device]" in " ".join(read.split())
    assert not_confirmed(told)


def not_confirmed(told: dict[str, Any]) -> bool:
    """Return whether the code is not said to be confirmed by what the code alone has told."""
    said = [str(one["value"]) for one in finding(told, "reported")["evidence"]]
    return NOT_SHOWN in said


def test_s22_a_code_does_not_confirm_itself(shell: Shell, sandbox: Sandbox) -> None:
    sandbox.world.change(sandbox.world.devices.get("9002"), enabled=False)
    told = document(shell, "opf", P1, "--reported", "20007")
    title = finding(told, "device-limit")["title"]
    counted = "2 devices count toward the account's limit; how many may, is not told"
    assert title == counted
    code = finding(told, "reported")
    assert {"what": IN_RECORDS, "value": counted}.items() <= code["evidence"][-1].items()
    assert code["next"]["text"] == finding(told, "device-limit")["next"]["text"], "one advice"


def test_s21_the_links_disagree_from_either_end(shell: Shell, sandbox: Sandbox) -> None:
    split_link(sandbox.world, "000145098240", "3422")
    for identifier in (B1, "000145098240"):
        told = document(shell, "sdp2", identifier)
        top = told["findings"][0]
        assert top["check"] == "pairing-link", identifier
        assert top["result"] == "fault"
        assert "000145098240" in top["title"]
    told = document(shell, "sdp2", B1)
    values = {one["what"]: one["value"] for one in told["findings"][0]["evidence"]}
    assert values == {"the box says": "000145098240", "the card says": "box 3422"}
    assert told["findings"][0]["next"]["action"] == "unpair"


def test_s21_a_card_whose_box_is_not_there(shell: Shell, sandbox: Sandbox) -> None:
    split_link(sandbox.world, "000145098240", "3999")
    for identifier in (B1, "000145098240"):
        top = document(shell, "sdp2", identifier)["findings"][0]
        assert (top["check"], top["result"]) == ("pairing-link", "fault")
        assert "3999" in top["title"]


def test_no_finding_says_to_enable_a_player_that_the_platform_cannot(
    shell: Shell, sandbox: Sandbox
) -> None:
    players = [one for one in sandbox.world.devices.find("account_uid", "1001") if one.uid > "9"]
    for room in (False, True):
        if room:
            for one in players:
                sandbox.world.change(one, enabled=False)
        for code in ([], ["--reported", "4017"], ["--reported", "20007"]):
            told = document(shell, "sdp2", P1, *code)
            for one in told["findings"]:
                said = one["next"]["text"] if one["next"] else ""
                assert not re.search(r"(^|[.:;] )(then )?enable (it|this)", said, re.I), (
                    code,
                    said,
                )
        assert "to enable" in finding(told, "device-enabled")["next"]["text"]


@FAMILIES
def test_s22_a_disabled_player_waits_for_room(shell: Shell, family: str) -> None:
    told = document(shell, family, P1, "--reported", "20007")
    top = told["findings"][0]
    assert (top["check"], top["result"]) == ("device-enabled", "fault")
    assert "isable another first" in top["next"]["text"]
    limit = finding(told, "device-limit")
    assert limit["result"] == "caution"
    counted = " ".join(str(one["value"]) for one in limit["evidence"])
    assert all(uid in counted for uid in ("9002", "9003", "9004"))
    assert "9001" not in counted


@FAMILIES
def test_a_box_without_an_account_is_told_first_and_in_one_voice(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    """REST sends the account as null; SOAP leaves it out, so that the box may have one."""
    deployment = ("--deployment", f"sandbox-{family}")
    sandbox.world.change(sandbox.world.devices.get("3421"), account_uid=None)
    verdict = document(shell, family, B1)["verdict"]
    told = "belongs to no account" if family == "opf" else "no account is known for box 3421"
    assert told in verdict.partition(":")[0]
    assert "nothing wrong" not in verdict
    seen = shell.run("lookup", B1, *deployment).out
    assert ("the box belongs to no account" in seen) is (family == "opf")
    assert ("none is known for the box" in seen) is (family == "sdp2")
    case = shell.run("transcript", "3421", *deployment)
    assert verdict in " ".join(case.out.split()), case.out


@FAMILIES
def test_s27_a_long_unused_box_is_advice_and_not_a_check(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    world = sandbox.world
    world.change(world.devices.get("3421"), modified=world.now() - timedelta(days=300))
    unused = finding(document(shell, family, B1), "long-unused")
    assert unused["result"] == "not-checked"
    assert "255 days" in unused["next"]["text"]
    assert ("has named no call" in unused["next"]["text"]) is (family == "sdp2")


def test_s27_where_there_is_a_cas_gateway_the_recovery_is_offered(shell: Shell) -> None:
    unused = finding(document(shell, "opf", B1), "long-unused")
    assert unused["result"] == "not-checked"
    assert "supports recover-date-code" in unused["next"]["text"]
    assert unused["next"]["action"] == "recover-date-code"
    assert "[smstui recover-date-code" in ask(shell, "opf", B1).out


@FAMILIES
def test_s28_e16_is_irdeto_s_and_stands_beside_the_live_findings(shell: Shell, family: str) -> None:
    told = document(shell, family, B1, "--reported", "e16")
    reported = finding(told, "reported")
    assert "E16-4" in reported["title"]
    assert "Irdeto, not NAGRA" in reported["title"]
    assert finding(told, "rights")["result"] == "fine"
    counted = Counter(one["result"].replace("-", "_") for one in told["findings"])
    assert told["counts"] == {"fault": 0, **counted}
    assert counted["caution"] == 1
    assert "\n  1 caution, " in ask(shell, family, B1, "--reported", "e16").out


def test_s28_an_operator_s_own_entry_takes_the_place_of_the_example(shell: Shell) -> None:
    own = shell.config.with_name("codes.toml")
    own.write_text(
        '[[codes]]\nserver = "card"\ncode = "E16-4"\n'
        'cause = "the bill is open"\nremedy = "Send to billing."\n'
    )
    reported = finding(document(shell, "sdp2", B1, "--reported", "E16-4"), "reported")
    assert reported["title"] == "Code E16-4 of card (this operator, not NAGRA): the bill is open"
    assert reported["next"]["text"] == "Send to billing."


def test_a_broken_file_of_codes_is_a_sentence_with_the_key(shell: Shell) -> None:
    shell.config.with_name("codes.toml").write_text('[[codes]]\nserver = "a"\ncoed = "b"\n')
    ended = ask(shell, "sdp2", B1, "--reported", "E16")
    assert ended.code == 2
    assert "codes.toml" in ended.err
    assert "did you mean code?" in ended.err


def test_an_unknown_code_says_so_and_names_its_neighbours(shell: Shell) -> None:
    reported = finding(document(shell, "sdp2", B1, "--reported", "20010"), "reported")
    assert reported["result"] == "not-checked"
    assert "20020" in reported["next"]["text"]


def test_a_number_that_means_several_things_is_told_by_server(shell: Shell) -> None:
    shell.config.with_name("codes.toml").write_text(
        '[[codes]]\nserver = "licence"\ncode = "1007"\ncause = "other"\nremedy = "Other."\n'
    )
    titles = [
        one["title"]
        for one in document(shell, "sdp2", B1, "--reported", "1007")["findings"]
        if one["check"] == "reported"
    ]
    assert len(titles) == 2
    told = document(shell, "sdp2", B1, "--reported", "SSM 1007")
    assert sum(one["check"] == "reported" for one in told["findings"]) == 1


@FAMILIES
def test_an_account_is_judged_with_its_devices_and_not_blamed_for_them(
    shell: Shell, family: str
) -> None:
    told = document(shell, family, "nmp.00001")
    assert told["subject"] == {"kind": "account", "id": "nmp.00001"}
    assert told["verdict"].endswith("; nothing wrong with the account itself")
    faulty = {one["subject"]["id"] for one in told["findings"] if one["result"] == "fault"}
    assert P1 in faulty
    assert "3421" not in faulty


@FAMILIES
def test_a_suspended_account_is_the_cause_with_the_times_it_takes(
    shell: Shell, family: str
) -> None:
    told = document(shell, family, "nmp.00003")
    top = told["findings"][0]
    assert (top["check"], top["next"]["action"]) == ("account-status", "account-status")
    assert "within an hour" in top["next"]["text"]
    assert "billing" in top["next"]["text"]
    shown = shell.run("--deployment", f"sandbox-{family}", "diagnose", "nmp.00003").out
    assert shown.startswith("Account nmp.00003 is SUSPENDED"), "its name stands there once"


def test_the_exit_codes_are_those_of_a_look_up(shell: Shell, sandbox: Sandbox) -> None:
    assert ask(shell, "sdp2", B5).code == 0
    assert ask(shell, "sdp2", "nobody-has-this").code == 3
    several = ask(shell, "sdp2", "245098240")
    assert several.code == 4
    assert "smstui diagnose --as" in several.out
    assert ask(shell, "sdp2", "nobody-has-this", "--json").document["error"]["code"] == "not-found"
    assert len(ask(shell, "sdp2", "245098240", "--json").document["matches"]) == 2
    sandbox.stop()
    assert ask(shell, "sdp2", "3430").code == 7


def test_a_refused_password_is_not_tried_for_the_next_id(shell: Shell, sandbox: Sandbox) -> None:
    password = shell.folder / "secrets" / "sdp2-password"
    password.write_text("wrong")
    ended = ask(shell, "sdp2", B4, B1, B5)
    assert ended.code == 6
    assert ended.err.count("did not accept") == 1
    assert re.search("2 not answered|Stopped before the end", ended.err)


def test_several_ids_are_told_apart_and_read_from_standard_input(shell: Shell) -> None:
    ended = shell.run("diagnose", "-", "--json", stdin=f"{B1}\nnobody\n\n{B5}\n".encode())
    assert ended.code == 3
    assert [one["verdict"] for one in ended.documents] == [
        "nothing wrong on our side", None, "Box 3425 is banned",
    ]  # fmt: skip


@FAMILIES
def test_offline_the_cache_is_judged_and_says_so(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    document(shell, family, B1)
    sandbox.stop()
    ended = ask(shell, family, B1)
    assert ended.code == 0
    assert "judged from the cache" in ended.err
    assert "from the cache" in ended.out
    assert "FAULT" not in ended.out


def test_offline_another_box_of_the_same_account_is_not_accused(
    shell: Shell, sandbox: Sandbox
) -> None:
    assert shell.run("lookup", "nmp.00001").code == 0  # reads no card's own record
    sandbox.stop()
    for identifier in ("E833815A9301", B1):
        told = document(shell, "sdp2", identifier)
        assert "fault" not in {one["result"] for one in told["findings"]}


@FAMILIES
def test_it_can_be_read_aloud(shell: Shell, family: str) -> None:
    ended = ask(shell, family, P1)
    lines = ended.out.splitlines()
    assert lines[0].startswith("Player 9001, account nmp.00001: Player 9001 is disabled")
    assert all(len(line) <= 79 for line in lines[1:])
    assert "\x1b" not in ended.out


@FAMILIES
def test_a_part_that_fails_is_a_gap_and_no_all_clear(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    path = "*acquiredcontentlistservice*" if family == "sdp2" else "*/operator/entitlements"
    sandbox.fault(f"status 503 path={path}")
    told = document(shell, family, B1)
    assert finding(told, "rights")["result"] == "not-checked"
    assert told["verdict"].startswith("nothing wrong found, but not enough could be read")


@FAMILIES
def test_hostile_text_is_told_and_never_acted_on(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    poison(sandbox.world, "\x1b]52;c;aGFybQ==\x07[/]\u202e", everything(sandbox.world))
    for words in (ask(shell, family, "nmp.00001", "--plain"), ask(shell, family, P1, "--json")):
        assert words.code == 0
        assert "\x1b" not in words.out
        assert "\u202e" not in words.out


@FAMILIES
def test_no_secret_is_told(shell: Shell, family: str) -> None:
    for identifier in (B1, P1, "nmp.00001", "nmp.00003"):
        for words in (ask(shell, family, identifier), ask(shell, family, identifier, "--json")):
            assert "SENTINEL" not in words.out + words.err
