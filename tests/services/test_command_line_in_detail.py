"""The command line where scripts and spreadsheets meet it: lines, documents, tables, lists."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from smstui.commands.columns import table
from smstui.config.startup import StartupSettings
from smstui.domain.identifiers import IdKind, identify
from smstui.sandbox.entities import SetTopBox
from tests.support.change_line import ChangeLine
from tests.support.deliveries import delivered

SHARED = "0C1D2E3F4A5B"
BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]


def two_records(line: ChangeLine) -> None:
    """A chipset of one box that is the MAC address of another."""
    (one, _), (other, _) = delivered(line.world, 2).pairs
    boxes = [line.world.devices.find("casn", casn)[0] for casn in (one, other)]
    assert all(isinstance(box, SetTopBox) for box in boxes)
    line.world.change(boxes[0], casn=SHARED)
    line.world.change(boxes[1], mac_address="0C:1D:2E:3F:4A:5B")
    assert line.run("lookup", f"device-uid:{boxes[1].uid}").code == 0


@pytest.mark.parametrize("command", ["sessions", "lookup", "diagnose", "transcript"])
def test_several_matches_are_a_document_where_documents_are_asked_for(
    sdp2: ChangeLine, command: str
) -> None:
    two_records(sdp2)
    told = sdp2.json(command, SHARED, code=4)
    assert told["schema"].startswith(f"smstui/{command}/") or command == "transcript"
    assert len(told["matches"]) == 2
    assert f"smstui {command} --as " in sdp2.run(command, SHARED).out
    ask = told["matches"][0]["ask"]
    assert sdp2.run(command, "--as", ask["as"], ask["text"], "--json").code in (0, 3)


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_line_break_in_a_reason_forges_no_line(sdp2: ChangeLine, line_break: str) -> None:
    row = "now         forged000000  verified  nmp.00009"
    forged = f"card broke{line_break}{row}{line_break}## Forged"
    change = sdp2.json("disable", "3421", "--apply", "--reason", forged)["change_id"]
    listed = sdp2.run("journal").out.splitlines()
    assert len(listed) == 2, listed
    (told,) = sdp2.json("journal")["changes"]
    assert len(told["reason"].splitlines()) == 1
    case = sdp2.run("transcript", change).out
    assert not re.search(r"^## Forged", case, re.MULTILINE)
    (words,) = [text for text in case.splitlines() if "card broke" in text]
    assert "Forged" in words


PLANS: Final = """
pair E833815A9301 000145098241
unpair 3421
swap-card 3421 000145098241
swap-box 3421 3422
status nmp.00001 SUSPENDED
status nmp.00001 CANCELLED
ban 3422
unban 3425
disable 3421
enable 3425
profile nmp.00001 302
limits nmp.00001 --max-players 4 --credit-limit 30
add-right nmp.00001 4007
remove-right nmp.00001 60001
teardown nmp.00001 --account
create-box nmp.00001 FFFF00000011 --mac 00:11:22:33:44:55
create-card 000199990001
delete-box 3422
reset-pin nmp.00001 PARENTAL
""".strip().splitlines()
"""One of each change whose effect can be read again."""


def test_a_plan_says_once_what_is_done_and_whether_it_can_be_undone(desk: ChangeLine) -> None:
    shown = {words: desk.run(*words.split()).out.splitlines() for words in PLANS}
    plans = {words: lines for words, lines in shown.items() if lines}
    for words, (head, *body) in plans.items():
        title = head.partition(": ")[2]
        facts = [text for text in body if "→" in text]
        assert not facts or title not in "\n".join(body), words
        assert len(facts) == len(set(facts)), words
        ways = [text for text in body if re.search(r"reversible|can(not)? be undone", text)]
        assert len(ways) == 1, words
    assert len(plans) > 12
    print(f"{len(plans)} plans")


def test_a_line_break_in_a_message_forges_no_line_of_a_plan(opf: ChangeLine) -> None:
    shown = opf.run("message", "3421", "hello\n  2. ban box 3422").out
    assert not re.search(r"^ *2\. ", shown, re.MULTILINE), shown


CSV = [
    '"CASN","Card"\r\n"{box}","{card}"\r\n',
    "\ufeff{box};{card}\r\n",
    "sep=;\r\n{box};{card}\r\n",
    '="{box}";="{card}"\n',
    '"{box}"\t"{grouped}"\n',
    "casn;card\n{box} ; {card} ;\n",
    '"{card}","{box}",""\r\n',
]


@pytest.mark.parametrize("form", CSV)
def test_a_batch_is_read_as_spreadsheets_write_it(sdp2: ChangeLine, form: str) -> None:
    (box, card), *_ = delivered(sdp2.world, 1).pairs
    grouped = " ".join(card[at : at + 4] for at in range(0, len(card), 4))
    text = form.format(box=box, card=card, grouped=grouped)
    told = sdp2.json("batch", "-", stdin=text.encode())
    assert (told["box"], told["card"]) == (box, card)


@pytest.mark.parametrize(
    "cell", ["8.1244E+09", "8,1244E+09", '"8,1244E+09"', "1.45098E+11", "8E+09", "8.1e9"]
)
def test_a_number_that_a_spreadsheet_rounded_is_refused_by_name(
    sdp2: ChangeLine, cell: str
) -> None:
    (box, _), *_ = delivered(sdp2.world, 1).pairs
    ended = sdp2.run("batch", "-", stdin=f"{box};{cell}\n".encode())
    bare = cell.strip('"')
    assert ended.code == 2
    assert f"Line 1: {bare} is a number that a spreadsheet rounded" in ended.err
    ended = sdp2.run("lookup", bare)
    assert ended.code == 2, ended
    assert f"{bare} is a number that a spreadsheet rounded" in ended.err
    assert sdp2.writes == 0


@pytest.mark.parametrize("text", ["5E10", "833E15", "E833815A9301", "9E09"])
def test_a_hexadecimal_id_is_no_rounded_number(text: str) -> None:
    assert IdKind.CASN in identify(text, "sdp2").kinds


@pytest.mark.parametrize(
    ("short", "whole"),
    [("0:1a:79:e:7f:5", "00:1A:79:0E:7F:05"), ("0:1A:79:1E:7F:50", "00:1A:79:1E:7F:50")],
)
def test_a_mac_without_leading_zeros_is_one_and_stays_refused_in_a_batch(
    sdp2: ChangeLine, short: str, whole: str
) -> None:
    first = identify(short, "opf").readings[0]
    assert (first.kind, first.value) == (IdKind.MAC, whole)
    assert identify(f"MAC: {short}", "sdp2").readings[0].value == whole
    (_, card), *_ = delivered(sdp2.world, 1).pairs
    ended = sdp2.run("batch", "-", stdin=f"{short};{card}\n".encode())
    assert ended.code == 2
    assert f"Line 1: {short}: That is its MAC address" in ended.err


def test_a_transcript_goes_to_standard_output_by_a_dash(
    sdp2: ChangeLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    change = sdp2.json("disable", "3421", "--apply")["change_id"]
    told = sdp2.run("transcript", change, "--output", "-")
    assert told.out.startswith("# Case: ")
    written = sdp2.run("transcript", change, "--output", "-", "--json").out
    as_json: dict[str, Any] = json.loads(written)
    assert as_json["events"][0]["change_id"] == change
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("options", [(), ("--bom",)])
def test_a_table_ends_its_lines_alike_everywhere(
    sdp2: ChangeLine, options: tuple[str, ...]
) -> None:
    told = sdp2.run("diagnose", "3421", "3422", "--csv", *options).out
    assert told.startswith("\ufeff") == bool(options)
    assert len(told.split("\r\n")) == 4
    assert "\n" not in told.replace("\r\n", "")
    assert sdp2.run("diagnose", "3421", "--bom").code == 2


@pytest.mark.parametrize("command", ["lookup", "recents", "sessions"])
def test_no_text_of_a_record_is_cut(sdp2: ChangeLine, command: str) -> None:
    account = sdp2.account("nmp.00001")
    long = f"{'Wilhelmina Konstantynopolitańczykowianeczka ' * 4}end"
    sdp2.world.change(account, first_name=long, address1=f"{long}-street")
    box = sdp2.box("3421")
    sdp2.world.change(box, name=f"{long}-box")
    shown = sdp2.run("lookup", "3421").out
    for text in (long, f"{long}-street", f"{long}-box"):
        assert text in shown
    assert "…" not in sdp2.run(command, *([] if command == "recents" else ["3421"])).out


def test_a_long_cell_moves_its_row_and_no_other() -> None:
    rows = [["a", "b", "c"], ["1", "x" * 50, "2"], ["3", "y", "4"]]
    assert ["".join(line) for line in table(rows)] == [
        "a  b  c", f"1  {'x' * 50}  2", "3  y  4",
    ]  # fmt: skip
    assert ["".join(line) for line in table(rows, widest=5, cut=True)][1] == "1  xxxx…  2"


@pytest.fixture
def startups(monkeypatch: pytest.MonkeyPatch) -> list[StartupSettings]:
    """The startup settings that each console was started with; none is drawn."""
    found: list[StartupSettings] = []

    def run(startup: StartupSettings, *_: object, **__: object) -> int:
        found.append(startup)
        return 0

    monkeypatch.setattr("smstui.commands.launch.run", run)
    monkeypatch.setattr("smstui.commands.launch._cannot_draw", lambda _: 0)
    return found


def test_the_demo_looks_as_the_named_configuration_has_it(
    sdp2: ChangeLine, startups: list[StartupSettings], tmp_path: Path
) -> None:
    named = tmp_path / "named.toml"
    named.write_text("""theme = "light"
clipboard = "off"
keys = { "screen.journal" = "f9" }

[scanner]
suffix = "tab"

[deployments.prod]
family = "opf"
tint = "error"
time_zone = "Europe/Warsaw"

[deployments.prod.opf]
adm_url = "https://h.test"
keycloak_url = "https://h.test"
client_id = "c"
username = "u"
tenant = "t"
""")
    assert sdp2.shell.run("demo", "--config", str(named)).code == 0
    assert sdp2.shell.run("demo").code == 0
    seen, plain = startups
    assert (seen.theme, seen.clipboard, seen.scanner.suffix) == ("light", "off", "tab")
    assert seen.keys == {"screen.journal": "f9"}
    assert (seen.deployment, seen.family, seen.label) == ("demo-sdp2", "sdp2", "DEMO")
    assert (seen.tint, seen.time_zone, seen.asks_password) == (plain.tint, "UTC", False)
    assert plain.theme == StartupSettings().theme, "nothing of the user's is read unasked"
    named.write_text("theme = 7")
    assert sdp2.shell.run("demo", "--config", str(named)).code == 2
