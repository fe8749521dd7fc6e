"""With --privacy what was typed and led nowhere is masked: it may be a login id."""

from itertools import product

import pytest

from smstui.commands.main import COMMANDS
from tests.support.change_line import ChangeLine
from tests.support.command_line import Shell
from tests.support.products import short

LOGIN, CARD = "zz.meyer", "000145098241"
OF_NO_RECORD = {
    "demo", "sandbox", "drafts", "undo", "journal", "recents", "doctor", "config", "keys",
    "completions", "create-account", "create-card",
}  # fmt: skip
"""Commands that take no id of a record."""
LINES = [
    ["lookup", LOGIN], ["diagnose", LOGIN], ["sessions", LOGIN], ["transcript", LOGIN],
    ["pair", LOGIN, CARD], ["pair", "3439", LOGIN], ["unpair", LOGIN],
    ["swap-box", LOGIN, "3439"], ["swap-box", "3421", LOGIN], ["swap-card", LOGIN, CARD],
    ["status", LOGIN, "SUSPENDED"], ["enable", LOGIN], ["disable", LOGIN], ["ban", LOGIN],
    ["unban", LOGIN], ["refresh", LOGIN], ["recover-date-code", LOGIN], ["reset-pin", LOGIN,
    "MASTER"], ["cas-pin", LOGIN], ["approve", LOGIN], ["suspend-card", LOGIN],
    ["message", LOGIN, "hello"], ["teardown", LOGIN, "--device"], ["teardown", LOGIN, "--account"],
    ["profile", LOGIN, "302"], ["add-right", LOGIN, "gold"], ["remove-right", LOGIN, "1"],
    ["create-box", LOGIN, "E833815AFFFF"], ["delete-box", LOGIN], ["delete-card", LOGIN],
    ["batch", "-"],
]  # fmt: skip


def test_every_command_that_takes_an_id_is_here() -> None:
    assert {line[0] for line in LINES} == set(COMMANDS) - OF_NO_RECORD


@pytest.mark.parametrize(("form", "reached"), short(product(["", "--json"], [True, False])))
def test_what_was_typed_is_masked(desk: ChangeLine, form: str, reached: bool) -> None:
    if not reached:
        desk.sandbox.fault("drop-before")
    told_anything = 0
    for line in LINES:
        if desk.family == "opf" and line[-1] == LOGIN and line[0] in ("pair", "swap-box"):
            continue  # any text may be a new card or chipset there, which the plan has to show
        for more in ([], ["--apply"], ["--draft"]):
            if more and line[0] in ("lookup", "diagnose", "sessions", "transcript"):
                continue
            if more == ["--apply"] and not reached:
                continue
            told = desk.run(*line, *more, "--privacy", *([form] if form else []),
                            stdin=f"{LOGIN} {CARD}\n".encode())  # fmt: skip
            assert LOGIN not in told.out + told.err, (line, more, told.out, told.err)
            told_anything += "▒▒▒▒" in told.out + told.err or r"\u2592" in told.out
    assert told_anything, "without the mask nothing was masked"
    for more in ([], ["--check"], ["--apply"]):
        told = desk.run("drafts", *more, "--privacy", *([form] if form else []))
        assert LOGIN not in told.out + told.err, (more, told.out, told.err)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "JSON"])
@pytest.mark.parametrize(
    "line",
    [[LOGIN], ["config", LOGIN], ["keys", LOGIN], ["pair", "3421", CARD, LOGIN],
     ["completions", LOGIN], ["lookup", "3421", "--as", LOGIN], ["teardown", "3421", LOGIN],
     ["journal", LOGIN, "o'neill"], ["o'neill"], ["completions", "o'neill"]],
    ids=" ".join,
)  # fmt: skip
def test_an_id_where_another_word_belongs_is_masked(
    shell: Shell, line: list[str], form: tuple[str, ...]
) -> None:
    told = shell.run(*line, "--privacy", *form)
    assert told.code == 2
    assert LOGIN not in told.out + told.err
    assert "neill" not in told.out + told.err
    assert "▒▒▒▒" in told.out + told.err or r"\u2592" in told.out


def test_an_account_number_of_a_draft_stays(desk: ChangeLine) -> None:
    desk.run("lookup", "nmp.00001")
    assert desk.run("status", "nmp.00001", "SUSPENDED", "--draft").code == 0
    assert "nmp.00001" in desk.run("drafts", "--privacy").out
