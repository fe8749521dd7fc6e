"""No secret of the world and no credential of the site is anywhere but where a person asked.

The world's passwords, PINs, hashes and salts are sentinels; the site's passwords, signing key
and tokens are known to its sandbox. They are searched for in every byte that is left behind.
"""

import base64
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Shell
from tests.support.rooms import records_beside, walk_rooms
from tests.support.site import Site, site
from tests.support.terminal import Terminal

CASN, NUMBER, LOGIN = "E833815A9290", "nmp.00001", "ada.byron"
ESC, CTRL_Q, TAB, ENTER = "\x1b", "\x11", "\t", "\r"
MASKED_AFTER_S = 5
FOLLOW_S = 0.3
"""Longer than the record beside a list takes to follow its cursor, on a busy machine too."""

CRASHING = """
import sys
from smstui.platforms.{family}.platform import {name} as Platform
read = Platform.bundle
async def bundle(self, found):
    told = await read(self, found)
    secrets = [(user.password.reveal(), user) for user in told.users if user.password]
    raise KeyError(secrets, told, self)
Platform.bundle = bundle
from smstui.__main__ import main
sys.exit(main())
"""


@pytest.fixture(params=["sdp2", "opf"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A site that logs all it can."""
    with site(request.param, tmp_path) as made:
        text = made.configuration.read_text("utf-8")
        made.configuration.write_text(f'log_level = "debug"\n{text}', "utf-8")
        yield made


@pytest.fixture
def at_hand(
    desk: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Site:
    """The site with its commands in this process: what they leave behind is the same."""
    desk.shell = Shell(desk.folder, monkeypatch, capsys)
    return desk


def secrets_of(desk: Site) -> set[bytes]:
    """Everything that must not be found, as it would lie in a file or on a wire."""
    access = desk.sandbox.access
    texts = set(desk.sandbox.world.sentinels())
    for user, password in (
        (access.sdp2.username, access.sdp2.password),
        (access.opf.username, access.opf.password),
        (access.sdp2.username, "a-wrong-password"),
    ):
        texts |= {password, base64.b64encode(f"{user}:{password}".encode()).decode()}
    texts.add(str(access.opf.ssp_credential["signingKey"]))
    tokens = desk.sandbox.rest.tokens
    texts |= {*tokens._access, *tokens._refresh, *tokens._client}
    return {text.encode() for text in texts} | {b"SENTINEL", b"eyJ"}


def left_behind(desk: Site) -> dict[str, bytes]:
    """Every file there is, but those the secrets were put into."""
    return {
        str(file.relative_to(desk.folder)): file.read_bytes()
        for file in desk.folder.rglob("*")
        if file.is_file() and file.parent.name != "secrets"
    }


def assert_secret(desk: Site, **outputs: bytes | str) -> None:
    places = left_behind(desk) | {
        name: said.encode() if isinstance(said, str) else said for name, said in outputs.items()
    }
    found = [
        (place, secret)
        for place, content in places.items()
        for secret in secrets_of(desk)
        if secret in content
    ]
    assert found == []


@pytest.mark.alike
def test_after_look_ups_by_the_command_line(at_hand: Site) -> None:
    desk = at_hand
    runs = [
        desk.run("lookup", CASN, NUMBER, LOGIN, "nobody", "--plain"),
        desk.run("lookup", CASN, NUMBER, "--json"),
        desk.run("recents", "--json"),
        desk.run("doctor"),
        desk.run("config", "show", "--json"),
        desk.run("transcript", CASN),
        desk.run("transcript", CASN, "--json"),
    ]
    assert [run.code for run in runs][1:3] == [0, 0]
    assert "state/cache.db" in left_behind(desk)
    assert NUMBER.encode() in b"".join(left_behind(desk).values())
    assert_secret(desk, **{f"run {at}": run.out + run.err for at, run in enumerate(runs)})


def test_after_a_wrong_password_and_refusals(at_hand: Site) -> None:
    desk = at_hand
    assert desk.run("lookup", CASN).code == 0
    (desk.folder / f"secrets/{desk.family}-password").write_text("a-wrong-password")
    wrong = desk.run("lookup", CASN)
    assert wrong.code == 6
    document = desk.run("lookup", CASN, "--json")
    desk.sandbox.fault("type text/plain")
    odd = desk.run("lookup", CASN)
    assert_secret(
        desk, wrong=wrong.out + wrong.err, json=document.out + document.err, odd=odd.out + odd.err
    )


@pytest.mark.alike
def test_after_a_crash_of_either(desk: Site) -> None:
    """A bug that holds secrets in its locals and in its text."""
    name = "Sdp2Platform" if desk.family == "sdp2" else "OpfPlatform"
    program = desk.folder / "crashing.py"
    program.write_text(CRASHING.format(family=desk.family, name=name))
    environment = desk.environment | {"PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, str(program), "--deployment", desk.deployment]
    with Terminal([*command, "lookup", CASN], env=environment) as shell:
        assert shell.wait_for_end() == 1
    with Terminal(command, env=environment) as console:
        console.wait_for("ready")
        console.send(f"{CASN}{ENTER}")
        assert console.wait_for_end() == 1
    assert "bug" in console.output.decode() + shell.output.decode()
    assert b"KeyError" in left_behind(desk)["state/log.jsonl"]
    assert_secret(desk, shell=shell.output, console=console.output)


@pytest.mark.alike
def test_in_the_console_only_x_shows_one_and_not_for_long(desk: Site) -> None:
    with desk.terminal(columns=180, rows=100) as terminal:
        terminal.wait_for("ready")
        open_bundle(terminal)
        walk_rooms(terminal, 0.06)
        # So high that every field of the record in hand stands beside the panes.
        records_beside(terminal, {"Account", "Box", "Player", "User"}, FOLLOW_S)
        terminal.press("y")
        terminal.press(ESC)
        assert "••••" in terminal.output.decode("utf-8")
        assert_secret(desk, terminal=terminal.output)

        open_bundle(terminal)
        terminal.send("g")
        terminal.wait_for("Box 3421")
        terminal.pause()
        terminal.send("x")
        terminal.wait_for("SENTINEL")
        assert "Shown for" in terminal.text
        terminal.wait_for(lambda text: "SENTINEL" not in text, MASKED_AFTER_S + 10)
        terminal.send(CTRL_Q)
        assert terminal.wait_for_end() == 0
    assert_secret(desk)


def open_bundle(terminal: Terminal) -> None:
    terminal.send(f"/{CASN}{ENTER}")
    terminal.wait_until_quiet()  # the same account may be open already
    terminal.wait_for(lambda text: "Account nmp" in text and "read as CASN, box" in text)
    terminal.wait_until_quiet()
