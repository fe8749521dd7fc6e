"""`smstui diagnose` over many ids: in order, each once, one failing, resumed after a kill."""

import csv
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import add_account
from tests.support.command_line import Ended, Shell
from tests.support.terminal import Terminal

HOUSEHOLDS = 12
B1, B4 = "E833815A9290", "E833815A9411"
HOMOGLYPH = "\u0415833"
FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])


@pytest.fixture(scope="module")
def place() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        for number in range(HOUSEHOLDS):
            add_account(sandbox.world, f"many.{number:02d}", boxes=1)
        yield sandbox


@pytest.fixture
def sandbox(place: Sandbox) -> Iterator[Sandbox]:
    place.traffic.clear()
    yield place
    place.lag_ms = 0
    place.faults.clear()
    assert place.failures == []
    assert place.writes == []


def numbers() -> list[str]:
    return [f"many.{number:02d}" for number in range(HOUSEHOLDS)]


def casns(sandbox: Sandbox) -> list[str]:
    found = []
    for number in numbers():
        account = sandbox.world.account(number)
        assert account is not None
        found.append(str(sandbox.world.boxes(account.uid)[0].casn))
    return found


def ask(shell: Shell, family: str, lines: list[str], *arguments: str) -> Ended:
    stdin = "\n".join(lines).encode()
    return shell.run("diagnose", "-", *arguments, "--deployment", f"sandbox-{family}", stdin=stdin)


@FAMILIES
def test_each_id_once_in_order_and_one_that_fails_is_a_line(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    ids = casns(sandbox)
    if family == "sdp2":
        sandbox.fault(f"status 503 target={ids[4]}")
    given = [*ids[:6], "nobody-has-this", HOMOGLYPH, ids[0], "", *ids[6:], ids[3].lower()]
    if family == "opf":
        given.pop()  # there a lower-case CASN is another account id as well
    ended = ask(shell, family, given, "--json")
    given = [text for text in given if text != ids[3].lower()]  # the same CASN, so the same id
    wanted = list(dict.fromkeys(text for text in given if text))
    assert [told["asked"]["text"] for told in ended.documents] == wanted
    told = {one["asked"]["text"]: one for one in ended.documents}
    if family == "sdp2":
        assert told.pop(ids[4])["error"]["code"] == "server-failed"
        assert ended.code == 7
    assert told["nobody-has-this"]["error"]["code"] == "not-found"
    assert told[HOMOGLYPH]["error"]["code"] == "bad-identifier"
    good = [one for one in told.values() if "error" not in one]
    assert len(good) == len(told) - 2
    assert all(one["schema"] == "smstui/diagnose/1" and one["verdict"] for one in good)
    assert {one["account"] for one in good} <= set(numbers())
    assert f"{2 if family == 'sdp2' else 1} there twice" in ended.err
    assert "1 not found" in ended.err


@pytest.mark.alike
@FAMILIES
def test_they_are_asked_together(shell: Shell, sandbox: Sandbox, family: str) -> None:
    sandbox.lag_ms = 1_000
    began = time.monotonic()
    ended = ask(shell, family, casns(sandbox), "--json")
    took = time.monotonic() - began
    assert ended.code == 0
    # One after another it were at least two rounds of calls each.
    assert took < HOUSEHOLDS * 2 * 1.0
    recents = shell.run("recents", "--json", "--deployment", f"sandbox-{family}").document
    assert recents["recents"] == []


def test_brief_is_one_line_an_id_worst_first(shell: Shell, sandbox: Sandbox) -> None:
    ended = shell.run("diagnose", B1, "nmp.00003", B4, "E833815A9340", "--brief")
    heading, *lines = ended.out.splitlines()
    assert heading.startswith("status")
    assert [line.split()[1] for line in lines] == ["nmp.00003", "E833815A9340", B4, B1]
    assert lines[0].startswith("fault")
    assert [line.split()[0] for line in lines[2:]] == ["caution", "fine"]
    assert sandbox.writes == []


def test_csv_is_a_table_no_spreadsheet_acts_on(shell: Shell, sandbox: Sandbox) -> None:
    ids = [B1, casns(sandbox)[0]]
    evil = ["=1+1", "+44", "-2", "@SUM(A1:A9)"]
    ended = ask(shell, "sdp2", [ids[0], *evil, ids[1]], "--csv")
    rows = list(csv.DictReader(ended.out.splitlines()))
    assert [row["asked"] for row in rows] == [ids[0], *(f"'{text}" for text in evil), ids[1]]
    assert not any(cell[:1] in {*"=+-@"} for row in rows for cell in row.values())
    assert rows[0]["standing"] == "fine"
    assert rows[0]["account"] == "nmp.00001"
    assert len({row["correlation_id"] for row in rows if row["standing"] != "failed"} - {""}) > 1
    assert len(rows[0]["correlation_id"]) == 36, "also of a row that was found"
    assert ended.code == 3


def test_a_file_of_ids_and_what_excludes_what(shell: Shell, sandbox: Sandbox) -> None:
    listed = shell.folder / "ids.txt"
    listed.write_text("\n".join(casns(sandbox)[:2]))
    assert len(shell.run("diagnose", "--from", str(listed), "--json").documents) == 2
    assert shell.run("diagnose").code == 2
    assert shell.run("diagnose", "x", "--csv", "--json").code == 2
    assert shell.run("diagnose", "x", "--resume", "kept").code == 2


def test_what_was_killed_goes_on_where_it_stopped(shell: Shell, sandbox: Sandbox) -> None:
    """`kill -9` in the middle, and half a line at the end of the file."""
    kept = shell.folder / "kept.jsonl"
    ids = casns(sandbox)
    listed = shell.folder / "ids.txt"
    listed.write_text("\n".join(ids))
    command = ["diagnose", "--from", str(listed), "--json", "--resume", str(kept)]
    sandbox.fault("delay 60000 target=" + ids[-1])
    run = subprocess.Popen(
        [sys.executable, "-m", "smstui", *command], env=os.environ, stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and _lines(kept) < HOUSEHOLDS:
            time.sleep(0.02)
        held = shell.run(*command)
        assert held.code == 5
        assert "Another smstui is writing" in held.documents[0]["error"]["message"]
    finally:
        run.kill()
        run.wait()
    assert _lines(kept) == HOUSEHOLDS  # the head, and all but the last
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with kept.open("ab") as file:
        file.write(b'{"schema": "smstui/diag')
    sandbox.faults.clear()
    seen = {text: sandbox.fault(f"delay 0 target={text}") for text in ids}

    ended = shell.run(*command)
    assert ended.code == 0
    assert [told["asked"]["text"] for told in ended.documents] == ids
    assert f"{HOUSEHOLDS - 1} answered before" in ended.err
    assert [text for text, fault in seen.items() if fault.seen] == ids[-1:]
    assert [json.loads(line) for line in kept.read_text().splitlines()][-1]["for"] == ids[-1]
    again = shell.run(*command).documents
    assert list(map(_ageless, ended.documents)) == list(map(_ageless, again))


def _ageless(told: Any) -> Any:
    """A document without what depends on when it is told: its ages, and that it was kept."""
    if isinstance(told, dict):
        apart = ("age_s", "kept_at")
        return {name: _ageless(each) for name, each in told.items() if name not in apart}
    if isinstance(told, str) and told.startswith("kept, as read "):
        return told.partition(": ")[2]
    return [_ageless(each) for each in told] if isinstance(told, list) else told


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_kept_answers_are_not_taken_for_those_to_another_question(
    shell: Shell, sandbox: Sandbox
) -> None:
    kept = shell.folder / "kept.jsonl"
    ids = casns(sandbox)[:2]
    sandbox.fault(f"status 503 target={ids[1]}")
    assert ask(shell, "sdp2", ids, "--json", "--resume", str(kept)).code == 7
    sandbox.faults.clear()
    again = ask(shell, "sdp2", ids, "--json", "--resume", str(kept))
    assert again.code == 0, "what failed is asked again"
    other = ask(shell, "opf", ids, "--json", "--resume", str(kept))
    assert other.code == 2
    assert "another deployment" in other.documents[-1]["error"]["message"]
    reported = ask(shell, "sdp2", ids, "--json", "--resume", str(kept), "--reported", "1007")
    assert reported.code == 2
    (shell.folder / "notes.txt").write_text("my notes\n")
    mistaken = ask(shell, "sdp2", ids, "--csv", "--resume", str(shell.folder / "notes.txt"))
    assert mistaken.code == 2
    assert (shell.folder / "notes.txt").read_text() == "my notes\n"


def test_an_answer_comes_while_the_list_is_still_typed_and_an_interrupt_sums_up(
    shell: Shell, sandbox: Sandbox
) -> None:
    ids = casns(sandbox)
    with subprocess.Popen(
        [sys.executable, "-m", "smstui", "diagnose", "-", "--json"],
        env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    ) as run:  # fmt: skip
        assert run.stdin and run.stdout and run.stderr  # noqa: PT018
        for text in ids[:2]:
            run.stdin.write(f"{text}\n")
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["asked"]["text"] == text
        run.send_signal(signal.SIGINT)
        assert run.wait(10) == 130
        told = run.stderr.read()
    assert "2 ids in" in told
    assert "Traceback" not in told


def test_how_far_it_is_stands_on_a_terminal_and_is_gone_afterwards(
    shell: Shell, sandbox: Sandbox
) -> None:
    listed = shell.folder / "ids.txt"
    listed.write_text("\n".join(casns(sandbox)))
    sandbox.lag_ms = 100
    places = ("SMSTUI_CONFIG", "SMSTUI_STATE", "HOME")
    with Terminal(
        [sys.executable, "-m", "smstui", "diagnose", "--from", str(listed), "--brief"],
        columns=120,
        env={name: os.environ[name] for name in places},
    ) as terminal:
        terminal.wait_for(f" of {HOUSEHOLDS} ids, ")
        assert terminal.wait_for_end() == 0
        terminal.wait_for(f"{HOUSEHOLDS} ids in")
        assert "a second" not in terminal.text
        assert "last read" in terminal.text
