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
    "completions", "create-account",
}  # fmt: skip
"""Commands that take no id of a record."""
LINES = [
    ["lookup", LOGIN], ["diagnose", LOGIN], ["sessions", LOGIN], ["transcript", LOGIN],
    ["pair", LOGIN, CARD], ["unpair", LOGIN],
    ["swap-box", LOGIN, "3439"], ["swap-card", LOGIN, CARD],
    ["status", LOGIN, "SUSPENDED"], ["enable", LOGIN], ["disable", LOGIN], ["ban", LOGIN],
    ["unban", LOGIN], ["refresh", LOGIN], ["recover-date-code", LOGIN], ["reset-pin", LOGIN,
    "MASTER"], ["cas-pin", LOGIN], ["approve", LOGIN], ["suspend-card", LOGIN],
    ["message", LOGIN, "hello"], ["mail", LOGIN, "hello"], ["teardown", LOGIN, "--device"],
    ["teardown", LOGIN, "--account"],
    ["profile", LOGIN, "302"], ["limits", LOGIN, "--max-users", "9"],
    ["add-user", LOGIN, "zz.later"], ["change-user", LOGIN, "--name", "x"],
    ["add-right", LOGIN, "gold"], ["remove-right", LOGIN, "1"],
    ["create-box", LOGIN, "E833815AFFFF"], ["delete-box", LOGIN], ["delete-card", LOGIN],
    ["batch", "-"],
]  # fmt: skip
NEW_NUMBERS = [
    ["pair", "3439"], ["swap-card", "3421"], ["swap-box", "3421"], ["create-card"],
    ["create-box", "nmp.00001"], ["create-box", "nmp.00001", "E833815AFFFE", "--card"],
    ["create-box", "nmp.00001", "E833815AFFFF", "--new-card"],
]  # fmt: skip
"""Commands that take a number that no record has; it comes last."""


def test_every_command_that_takes_an_id_is_here() -> None:
    assert {line[0] for line in LINES + NEW_NUMBERS} == set(COMMANDS) - OF_NO_RECORD


@pytest.mark.alike
@pytest.mark.parametrize(("form", "reached"), short(product(["", "--json"], [True, False])))
def test_what_was_typed_is_masked(desk: ChangeLine, form: str, reached: bool) -> None:
    if not reached:
        desk.sandbox.fault("drop-before")
    told_anything = 0
    for line in LINES:
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


@pytest.mark.parametrize(("form", "reached"), short(product(["", "--json"], [True, False])))
def test_a_text_in_the_place_of_a_new_number_is_masked(
    desk: ChangeLine, form: str, reached: bool
) -> None:
    """Once it is applied it is the id of a record, so each command has a text of its own."""
    if not reached:
        desk.sandbox.fault("drop-before")
    texts = [f"zz.{name}" for name in ("meyer", "adam", "fee", "abba", "cafe", "dora", "emil")]
    lines = [[*line, text] for line, text in zip(NEW_NUMBERS, texts, strict=True)]
    before = [*lines, *([*line, "--draft"] for line in lines), ["drafts"], ["drafts", "--check"]]
    applied = [*([*line, "--apply"] for line in lines), ["journal"]] if reached else []
    masked = 0
    for line in [*before, *applied]:
        told = desk.run(*line, "--privacy", *([form] if form else []))
        said = (told.out + told.err).replace(" ", "")
        assert not [text for text in texts if text in said], (line, told.out, told.err)
        masked += "▒▒▒▒" in said or r"\u2592" in said
    assert masked > len(texts) / 2


@pytest.mark.parametrize("form", ["", "--json"])
def test_the_number_of_a_new_card_or_chipset_is_shown(desk: ChangeLine, form: str) -> None:
    lines = [
        *([["pair", "3439"], ["swap-card", "3421"], ["swap-box", "3421"]] * (desk.family == "opf")),
        *([["create-card"], ["create-box", "nmp.00001"]] * (desk.family == "sdp2")),
    ]
    for line, number in zip(
        lines, ("770012345678", "7700-1234-5679", "A71FF0000AFE"), strict=False
    ):
        for more in ([], ["--apply"]):
            told = desk.run(*line, number, *more, "--privacy", *([form] if form else []))
            title = told.document["plan"]["title"] if form else told.out.splitlines()[0]
            assert number.replace("-", "") in title, (line, more, told)


def test_a_plan_for_a_text_that_is_no_number_is_whole_without_privacy(desk: ChangeLine) -> None:
    line = ["pair", "3439", LOGIN] if desk.family == "opf" else ["create-card", LOGIN]
    told = desk.run(*line)
    assert told.code == 0
    assert LOGIN in told.out.splitlines()[0]
    form = desk.json(*line)["plan"]
    assert LOGIN in f"{form['title']} {form['confirm']} {form['steps'][0]['after']}"
    assert "\\u20" not in desk.run(*line, "--json").out, "a mark got out"


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
