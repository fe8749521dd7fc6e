"""Privacy on the command line: nobody is named by any command, in no form that was asked for."""

import re
from pathlib import Path

import pytest

from smstui.commands.main import COMMANDS
from tests.support.change_line import ChangeLine
from tests.support.people import SENTINEL, name_everybody

B1, B2, C1, C2, ONE = "3421", "3422", "000145098240", "000145098241", "nmp.00001"
PLAYER, BANNED = "9003", "3425"

OF_THIS_MACHINE = {"demo", "sandbox", "doctor", "config", "keys", "completions"}
"""Commands that tell of no customer."""


def lines(login: str, family: str) -> list[list[str]]:
    """Every command that tells of a customer, in a form that has the most to tell."""
    sdp2 = family == "sdp2"
    return [
        ["lookup", ONE, login, PLAYER, "zznobody"],
        ["diagnose", ONE],
        ["diagnose", login],
        ["diagnose", PLAYER, ONE, login, "zznobody", B1],
        ["diagnose", PLAYER, ONE, login, "zznobody", "--brief"],
        ["diagnose", PLAYER, ONE, login, "zznobody", "--csv"],
        ["sessions", login],
        ["sessions", "zznobody"],
        ["transcript", login],
        ["transcript", "zznobody"],
        ["recents"],
        ["pair", B2, C1],
        ["pair", B2, C1, "--draft"],
        ["drafts"],
        ["drafts", "--check"],
        ["drafts", "--apply"],
        ["unpair", B1],
        ["swap-box", B1, B2],
        ["swap-card", B1, C2],
        ["status", login if sdp2 else ONE, "SUSPENDED"],
        ["enable", PLAYER],
        ["disable", PLAYER],
        ["ban", B1],
        ["unban", BANNED],
        ["refresh", PLAYER],
        ["recover-date-code", B1],
        ["approve", PLAYER],
        ["suspend-card", C1],
        ["message", PLAYER, "hello"],
        ["teardown", B1, "--device"],
        ["profile", ONE, "302"],
        ["add-right", ONE, "gold"],
        ["remove-right", ONE, "1"],
        ["create-account", "new.1", "zzlogin.new", "--first-name", "zzfirst"],
        ["create-box", ONE, "E833815AFFFF"],
        ["create-card", "000145099999"],
        ["delete-box", B1],
        ["delete-card", C1],
        ["reset-pin", ONE, "MASTER"],
        ["cas-pin", B1],
        ["batch", "-"],
        ["pair", B2, C1, "--apply", "--reason", "broken"],
        ["delete-box", "3423", "--apply", "--confirm", "3423"],
        ["undo"],
        ["journal"],
        ["journal", "--open"],
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["", "--json"])
def test_nobody_is_named_by_any_command(desk: ChangeLine, form: str) -> None:
    login = name_everybody(desk.world)
    walked = lines(login, desk.family)
    assert {line[0] for line in walked} == set(COMMANDS) - OF_THIS_MACHINE
    for line in walked:
        if form and {"--brief", "--csv"} & set(line):
            continue
        told = desk.run(
            *line, "--privacy", *([form] if form else []), stdin=f"{B2} {C1}\n".encode()
        )
        assert SENTINEL not in (told.out + told.err).casefold(), (line, told.out, told.err)
        assert "Traceback" not in told.err
    if desk.family == "sdp2":
        assert desk.world.card(C1).stb_uid == B2, "the change was not applied: nothing was walked"


def test_a_setting_masks_what_people_read_and_no_data(desk: ChangeLine) -> None:
    name_everybody(desk.world)
    file = desk.place.configuration
    plain = desk.run("lookup", ONE)
    assert SENTINEL in plain.out
    file.write_text("privacy = true\n" + file.read_text())
    for line in (["lookup", ONE], ["diagnose", ONE], ["transcript", ONE]):
        assert SENTINEL not in desk.run(*line).out
    assert SENTINEL in desk.run("lookup", ONE, "--json").out


def test_what_is_needed_stays(desk: ChangeLine) -> None:
    name_everybody(desk.world)
    told = desk.run("lookup", ONE, "--privacy").out
    assert {ONE, B1, "E833815A9290", C1} <= set(re.findall(r"[\w.:-]+", told))


def test_kept_answers_are_kept_as_they_were_told(desk: ChangeLine, tmp_path: Path) -> None:
    login = name_everybody(desk.world)
    if desk.family == "opf":
        login = PLAYER
    file = str(tmp_path / "kept.jsonl")
    first = desk.run("diagnose", ONE, login, "--json", "--privacy", "--resume", file)
    again = desk.run("diagnose", ONE, login, "--json", "--privacy", "--resume", file)
    apart = {"verdict", "kept_at", "age_s", "findings"}
    for kept, told in zip(again.documents, first.documents, strict=True):
        assert (kept["verdict"] or "").endswith(told["verdict"] or "")
        assert kept | dict.fromkeys(apart) == told | dict.fromkeys(apart)
    assert "2 answered before" in again.err
    refused = desk.run("diagnose", ONE, login, "--json", "--resume", file)
    assert refused.code == 2
    assert "another privacy: masked, not none" in refused.document["error"]["message"]


def test_what_leads_nowhere_is_told_apart_by_its_number(desk: ChangeLine) -> None:
    told = desk.run("diagnose", "zza", B1, "zzb", "--brief", "--privacy").out
    assert re.search(r"^not found +▒▒▒▒ 1 ", told, re.MULTILINE)
    assert re.search(r"^not found +▒▒▒▒ 3 ", told, re.MULTILINE)
    assert SENTINEL not in told
