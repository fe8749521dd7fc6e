"""The world `ailments`: the diagnosis of each account names its fault, on both families."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.commands.demo_deployment import examples_of
from smstui.sandbox import Sandbox, ailments
from smstui.sandbox.ailments import AILMENTS, Ailment
from tests.support.command_line import Shell
from tests.support.record_only import OFF

CASES = [
    pytest.param(family, one, id=f"{family} {one.shows}")
    for one in AILMENTS
    for family in one.families
    if one.check
]
UNTESTABLE = "long-unused"
"""The check that no field can fail: it asks for what has to be asked at the home."""
HEADLINES = {
    "sessions": "Too many streams: 3 of 3 live, 1 of them silent",
    "pairing-link": "The links disagree",
    "rights": "No right",
    "pin-lock": "is locked",
    "approval": "is not approved",
    "smartcard-status": "is free by its own record",
    "smartcard-type": "has no card",
    "account-status": "is SUSPENDED",
    "banned": "is banned",
    "device-enabled": "is disabled",
}
"""The words of each fault in the headline: what the list of examples says of it."""

SHOWN = {
    "healthy": "nothing wrong on our side",
    "RESTRICTED": "is RESTRICTED",
    "SUSPENDED": "is SUSPENDED",
    "CANCELLED": "is CANCELLED",
    "disabled": "is disabled",
    "banned": "is banned",
    "without a card": "has no card",
}
"""Words of the list of examples, and those of the headline for them."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(ailments()) as sandbox:
        yield sandbox
        assert sandbox.failures == []
        assert sandbox.writes == []


@pytest.mark.parametrize(("family", "ailment"), CASES)
def test_the_diagnosis_of_each_account_names_its_fault(
    shell: Shell, family: str, ailment: Ailment
) -> None:
    ended = shell.run("diagnose", ailment.ask, "--json", "--deployment", f"sandbox-{family}")
    assert ended.code == 0, ended.err
    found = ended.document["findings"]
    first, verdict = found[0], ended.document["verdict"]
    wrong = {one["check"] for one in found if one["result"] in ("fault", "caution")}
    if ailment.check == UNTESTABLE:
        assert wrong == set()
        # Nothing on `sdp2` dates a box. There it is the first thing below the headline.
        assert ("lay unused for more than 255 days" in verdict) is (family == "opf")
        text = shell.run("diagnose", ailment.ask, "--deployment", f"sandbox-{family}").out
        assert "255 days" in text.partition("Try at the home")[0]
    else:
        assert wrong == {ailment.check}
        assert first["title"] in verdict
        assert HEADLINES[ailment.check] in verdict
    assert first["check"] == ailment.check
    assert first["next"]["text"]


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("world", ["base", "ailments"])
def test_the_demo_lists_at_least_eight_examples(family: str, world: str) -> None:
    examples = examples_of(world, family)
    assert len(examples) == 8 if world == "base" else len(examples) >= 8
    assert len({one for one, _ in examples}) == len(examples)


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_every_example_of_the_base_world_leads_somewhere(
    family: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Sandbox() as base:
        shell = Shell(tmp_path, monkeypatch, capsys).reach(base)
        for text, shows in examples_of("base", family):
            ended = shell.run("lookup", text, "--deployment", f"sandbox-{family}")
            if "code" in shows:
                assert "code 20007 of sign-on" in ended.err
            elif "two records" in shows:
                assert "2 records" in ended.out
            else:
                assert ended.code == 0, (text, ended.err)
            said = [verdict for words, verdict in SHOWN.items() if words in shows]
            if said:
                found = shell.run("diagnose", text, "--json", "--deployment", f"sandbox-{family}")
                assert said[0] in found.document["verdict"], (text, found.document["verdict"])


def changed(shell: Shell, family: str, *arguments: str) -> int:
    return shell.run("--deployment", f"sandbox-{family}", *arguments, "--apply").code


def test_the_cas_refuses_its_half_of_one_pair_and_the_diagnosis_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Sandbox(ailments()) as sandbox:
        shell = Shell(tmp_path, monkeypatch, capsys).reach(sandbox)
        shell.config.write_text(shell.config.read_text().replace(OFF, ""))
        assert changed(shell, "opf", "pair", "A11E00000009", "000700000009") == 11
        ended = shell.run("diagnose", "7109", "--json", "--deployment", "sandbox-opf")
        assert "the last CAS command failed" in ended.document["verdict"]


@pytest.mark.parametrize("family", ["sdp2", "opf"])
def test_one_account_takes_a_change_late(
    family: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Sandbox(ailments()) as sandbox:
        shell = Shell(tmp_path, monkeypatch, capsys).reach(sandbox)
        table = f"[deployments.sandbox-{family}]\n"
        text = shell.config.read_text()
        assert table in text
        shell.config.write_text(text.replace(table, f"{table}settle_s = 1\n"))
        assert changed(shell, family, "status", "ail.00010", "suspended") == 9
        account = sandbox.world.account("ail.00010")
        assert account is not None
        assert account.status == "ACTIVE"
