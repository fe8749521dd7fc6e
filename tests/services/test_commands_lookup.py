"""`smstui lookup` and `recents` against the embedded platform, over real sockets."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.commands import waiting
from smstui.domain.text import TEXT_CAP
from smstui.sandbox import Sandbox
from smstui.sandbox.fixtures import everything, poison
from tests.support.command_line import Shell
from tests.support.terminal import Terminal

KEYS = [
    "schema", "deployment", "family", "asked", "source", "age_s", "account", "users", "devices",
    "smartcards", "sessions", "rights", "problems", "matches", "suggestions",
]  # fmt: skip
FAMILIES = pytest.mark.parametrize("family", ["sdp2", "opf"])
POINTER = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox
        assert sandbox.failures == []


@FAMILIES
def test_a_casn_opens_the_whole_account(shell: Shell, sandbox: Sandbox, family: str) -> None:
    deployment = f"sandbox-{family}"
    ended = shell.run("lookup", "E833815A9290", "--json", "--deployment", deployment)
    assert (ended.code, ended.err) == (0, "")
    found = ended.document
    assert list(found) == KEYS
    assert found["schema"] == "smstui/lookup/1"
    assert (found["deployment"], found["family"]) == (deployment, family)
    assert found["asked"]["text"] == "E833815A9290"
    assert found["asked"]["kind"] == "casn"
    assert "casn" in found["asked"]["kinds"]
    assert found["source"] == "platform"
    assert 0 <= found["age_s"] < 5, "read just now, by a machine that may be busy"
    assert found["account"]["id"] == "nmp.00001"
    for record in [found["account"], *found["users"], *found["devices"], *found["smartcards"]]:
        assert list(record)[:4] == ["id", "kind", "status", "name"]
        assert isinstance(record["id"], str)
    assert {"3421", "9001"} <= {device["id"] for device in found["devices"]}
    assert {"box", "player"} == {device["kind"] for device in found["devices"]}
    assert any(card["id"] == "000145098240" for card in found["smartcards"])
    assert found["rights"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", one["expires"]) for one in found["rights"])
    if family == "opf":
        assert found["sessions"] is None
        assert any(one["part"] == "sessions" and one["reason"] for one in found["problems"])
    else:
        assert [one["id"] for one in found["sessions"]]
    assert sandbox.writes == []


@FAMILIES
def test_a_person_gets_a_sheet(shell: Shell, family: str) -> None:
    ended = shell.run("lookup", "E833815A9290", "--deployment", f"sandbox-{family}")
    assert (ended.code, ended.err) == (0, "")
    first, second, state, *rest = ended.out.splitlines()
    assert first == "Account nmp.00001"
    assert state.strip().startswith("ACTIVE  ")
    assert "Ada Byron" in state
    assert "E833815A9290 is the CASN of box 3421; read now" in second
    focus = [line for line in rest if line.strip().startswith(POINTER)]
    assert [line.split()[2:4] for line in focus] == [["3421", "E833815A9290"]]
    headings = next(line for line in rest if "CASN / player" in line)
    assert focus[0].index("E833815A9290") == headings.index("CASN / player")
    assert not CONTROL.search(ended.out)


def test_nothing_found_says_what_was_tried_and_what_was_near(shell: Shell) -> None:
    assert shell.run("lookup", "000145098240").code == 0
    ended = shell.run("lookup", "000145098420")
    assert (ended.code, ended.out) == (3, "")
    assert "Searched as smartcard number" in ended.err
    assert "These are words" not in ended.err
    assert "To find a record, give its id alone" in shell.run("lookup", "BAN AGAIN").err
    assert "Did you mean 000145098240" in ended.err
    assert "nmp.00001, seen" in ended.err
    for text, gap in (
        ("000145098420", "The platform keeps no record of a free smartcard."),
        ("no.body", "The platform cannot look up the login id of a user."),
    ):
        assert gap not in shell.run("lookup", text).err
        assert gap in shell.run("lookup", text, "--deployment", "sandbox-opf").err
        assert gap not in shell.run("lookup", "3499", "--deployment", "sandbox-opf").err
    missed = shell.run("lookup", "000145098420", "--json")
    assert missed.code == 3
    document = missed.document
    assert list(document) == [*KEYS, "error"]
    assert document["error"]["code"] == "not-found"
    assert document["error"]["correlation_id"]
    (near,) = document["suggestions"]
    assert (near["text"], near["kind"], near["account"]) == (
        "000145098240", "smartcard", "nmp.00001",
    )  # fmt: skip
    recents = shell.run("recents", "--json").document["recents"]
    assert [recent["asked"]["text"] for recent in recents] == ["000145098240"]


def test_several_matches_are_listed_each_with_a_way_to_it(shell: Shell) -> None:
    ended = shell.run("lookup", "245098240", "--json")
    assert ended.code == 4
    matches = ended.document["matches"]
    assert {match["kind"] for match in matches} == {"box", "smartcard"}
    assert ended.document["account"] is None
    for match in matches:
        way = shell.run("lookup", match["ask"]["text"], "--as", match["ask"]["as"], "--json")
        assert way.code == 0
        assert way.document["asked"]["kind"] == match["ask"]["as"]
    told = shell.run("lookup", "245098240")
    assert told.code == 4
    assert "smstui lookup --as smartcard 245098240" in told.out


def test_several_ids_answer_a_line_each_and_the_first_failure_counts(shell: Shell) -> None:
    ended = shell.run(
        "lookup", "nobody-1", "3421", "245098240", "p\u0440\u0438\u043c\u0435\u0440", "--json"
    )
    assert ended.code == 3
    assert [one["asked"]["text"] for one in ended.documents] == [
        "nobody-1", "3421", "245098240", "p\u0440\u0438\u043c\u0435\u0440",
    ]  # fmt: skip
    codes = [one.get("error", {}).get("code") for one in ended.documents]
    assert codes == ["not-found", None, None, "bad-identifier"]


def test_a_dash_reads_ids_from_standard_input(shell: Shell) -> None:
    ended = shell.run(
        "lookup", "-", "--json", stdin=b"3421\n\n  000145098240  \r\n\xff\xfe\n" + b"9" * 9000
    )
    asked = [one["asked"]["text"] for one in ended.documents]
    assert asked[:2] == ["3421", "000145098240"]
    assert all("error" in one for one in ended.documents[2:])
    assert ended.code == 2


def test_a_mac_is_answered_from_the_cache_in_any_notation(shell: Shell, sandbox: Sandbox) -> None:
    assert shell.run("lookup", "E833815A9290").code == 0
    for written in ("001A.791E.7F50", "00-1a-79-1e-7f-50", " 00:1A:79:1E:7F:50 "):
        found = shell.run("lookup", written, "--json").document
        assert found["asked"]["kind"] == "mac"
        assert found["account"]["id"] == "nmp.00001"
    assert len(shell.run("recents", "--json").document["recents"]) == 1
    assert not any("mac" in operation.lower() for operation in sandbox.counts())


@FAMILIES
def test_offline_asks_the_cache_alone(
    shell: Shell, sandbox: Sandbox, family: str, tmp_path: Path
) -> None:
    deployment = f"sandbox-{family}"
    assert shell.run("lookup", "3421", "--deployment", deployment).code == 0
    asked = len(sandbox.requests)
    for secret in (tmp_path / "secrets").iterdir():
        secret.unlink()
    ended = shell.run("lookup", "E833815A9290", "--offline", "--json", "--deployment", deployment)
    if family == "sdp2":  # `opf` reads its credential file before it opens a desk
        assert ended.code == 0
        assert ended.document["source"] == "cache"
        assert ended.document["account"]["id"] == "nmp.00001"
        missed = shell.run("lookup", "3430", "--offline", "--deployment", deployment)
        assert missed.code == 3
        assert "platform was not asked" in missed.err
    assert len(sandbox.requests) == asked


@FAMILIES
def test_a_platform_that_is_gone_leaves_the_cache(
    shell: Shell, sandbox: Sandbox, family: str
) -> None:
    deployment = f"sandbox-{family}"
    assert shell.run("lookup", "3421", "--deployment", deployment).code == 0
    sandbox.stop()
    ended = shell.run("lookup", "3421", "--json", "--deployment", deployment)
    assert ended.code == 0
    found = ended.document
    assert found["source"] == "cache"
    assert found["age_s"] >= 0
    assert any(problem["part"] == "platform" for problem in found["problems"])
    told = shell.run("lookup", "3421", "--deployment", deployment)
    assert "from the cache, read" in told.out
    assert "shown from the cache" in told.err
    unknown = shell.run("lookup", "3430", "--deployment", deployment)
    assert (unknown.code, unknown.out) == (7, "")
    assert "correlation id" in unknown.err


def test_recents_are_listed_newest_first(shell: Shell, sandbox: Sandbox) -> None:
    assert "nothing has been looked up" in shell.run("recents").err
    for text in ("3421", "nmp.00003", "000145098240"):
        shell.run("lookup", text)
    asked = len(sandbox.requests)
    document = shell.run("recents", "--json").document
    assert list(document) == ["schema", "deployment", "family", "recents"]
    assert document["schema"] == "smstui/recents/1"
    assert [one["id"] for one in document["recents"]] == ["000145098240", "nmp.00003", "3421"]
    lines = shell.run("recents", "--limit", "2").out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("smartcard 000145098240")
    assert len(sandbox.requests) == asked


HOSTILE = "[/]\x1b]52;c;aGk=\x07\x9b2J[@click=app.quit]x[/]\u202e\u200b\u2066'<&\U0001f4fa"
HOSTILE += "W" * 2400  # more than is told of any text


@FAMILIES
def test_hostile_text_reaches_no_terminal(shell: Shell, sandbox: Sandbox, family: str) -> None:
    text = HOSTILE if family == "opf" else HOSTILE.replace("\x1b", "").replace("\x07", "")
    sandbox.run(lambda world: poison(world, text, everything(world)))
    for options in ([], ["--json"]):
        ended = shell.run("lookup", "3421", "--deployment", f"sandbox-{family}", *options)
        assert ended.code == 0
        assert "[/]" in ended.out
        assert not CONTROL.search(ended.out + ended.err)
        assert options or max(map(len, ended.out.splitlines())) < 10 * TEXT_CAP, "each is bounded"
    recents = shell.run("recents", "--deployment", f"sandbox-{family}")
    assert recents.code == 0
    assert not CONTROL.search(recents.out)
    for record in ended.documents:
        assert max(map(len, texts_in(record["account"]))) < 2100


def texts_in(value: object) -> Iterator[str]:
    """Every text of a document, however deep."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)
    else:
        yield str(value)


@FAMILIES
def test_no_secret_is_printed_kept_or_logged(shell: Shell, sandbox: Sandbox, family: str) -> None:
    shell.config.write_text('log_level = "debug"\n' + shell.config.read_text())
    assert any(str(user.password).startswith("SENTINEL-") for user in sandbox.world.users)
    said = ""
    for arguments in (
        ["lookup", "3421"], ["lookup", "3421", "--json"], ["lookup", "nobody"], ["recents"],
        ["doctor"], ["doctor", "--json"], ["config", "show"], ["config", "show", "--json"],
    ):  # fmt: skip
        ended = shell.run(*arguments, "--deployment", f"sandbox-{family}")
        said += ended.out + ended.err
    kept = b"".join(path.read_bytes() for path in shell.state.rglob("*") if path.is_file())
    access = sandbox.access
    secrets = [access.sdp2.password, access.opf.password, "SENTINEL-"]
    secrets.append(str(access.opf.ssp_credential["signingKey"]))
    for secret in secrets:
        assert secret not in said
        assert secret.encode() not in kept


def test_a_slow_answer_is_announced_on_a_terminal_and_the_line_goes(
    shell: Shell, sandbox: Sandbox
) -> None:
    sandbox.fault("delay 1200 count=1")
    argv = [sys.executable, "-m", "smstui", "lookup", "3421"]
    names = ("SMSTUI_CONFIG", "SMSTUI_STATE")
    with Terminal(argv, env={name: os.environ[name] for name in names}, rows=60) as terminal:
        terminal.wait_for("Asking sandbox-sdp2 for 3421")
        assert terminal.wait_for_end() == 0
        assert "Account nmp.00001" in terminal.text
        assert "Asking" not in terminal.text


def test_nothing_is_announced_to_a_file(
    shell: Shell, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_S", 0.0)
    sandbox.fault("delay 200 count=1")
    assert shell.run("lookup", "3421").err == ""


def test_colours_are_for_terminals_that_want_them(shell: Shell, sandbox: Sandbox) -> None:
    names = ("SMSTUI_CONFIG", "SMSTUI_STATE")
    env = {name: os.environ[name] for name in names}

    def printed(*options: str, **more: str) -> bytes:
        argv = [sys.executable, "-m", "smstui", "lookup", "3421", *options]
        with Terminal(argv, env=env | more, rows=60) as terminal:
            assert terminal.wait_for_end() == 0
            return terminal.output

    assert b"\x1b[32mACTIVE" in printed()
    assert b"\x1b" not in printed("--plain")
    assert b"\x1b" not in printed(NO_COLOR="1")
    assert b"\x1b" not in printed(TERM="dumb")


def test_a_password_nobody_configured_is_asked_for_and_never_shown(
    shell: Shell, sandbox: Sandbox
) -> None:
    text = re.sub(r"(?m)^password = .*$", "", shell.config.read_text(), count=1)
    shell.config.write_text(text)
    told = shell.run("lookup", "3421", "--offline", "--json")
    assert told.code == 3  # the cache needs no password
    names = ("SMSTUI_CONFIG", "SMSTUI_STATE")
    env = {name: os.environ[name] for name in names}
    for arguments, seen in ((["lookup", "3421"], "Account nmp.00001"), ([], "type or scan any id")):
        with Terminal([sys.executable, "-m", "smstui", *arguments], env=env, rows=60) as terminal:
            terminal.wait_for("deployments.sandbox-sdp2.sdp2.password:")
            assert b"\x1b[?1049h" not in terminal.output  # nothing has taken the screen yet
            terminal.send(sandbox.access.sdp2.password + "\r")
            terminal.wait_for(seen)
            if not arguments:
                terminal.send("3421\r")
                terminal.wait_for("nmp.00001")
                terminal.send("\x11")
            assert terminal.wait_for_end() == 0
            assert sandbox.access.sdp2.password.encode() not in terminal.output
