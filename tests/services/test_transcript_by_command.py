"""The case by the command line: told, redacted, masked, handed out, and asked again."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from smstui.sandbox.fixtures import add_account, everything, fill_sessions, poison
from tests.support.change_line import ChangeLine

pytestmark = pytest.mark.alike

B1, B2, C1, C2 = "3421", "3422", "000145098240", "000145098241"
ONE, CANCELLED = "nmp.00001", "nmp.00004"
PRIVATE = ("Ada", "Byron", "ada.byron", "byron.home", "Cwmbran", "Analytical", "NP44")


def of(told: dict[str, Any], event: str) -> list[dict[str, Any]]:
    return [one for one in told["events"] if one["event"] == event]


def test_asked_found_planned_done_and_verified(desk: ChangeLine) -> None:
    change = desk.json("pair", B2, C2, "--apply", "--reason", "card broke")
    told = desk.json("transcript", B2, "--reported", "E16")
    assert told["schema"] == "smstui/transcript/1"
    assert (told["account"], told["privacy"]) == (ONE, False)
    (made,) = of(told, "change")
    assert made["change_id"] == change["change_id"]
    assert (made["outcome"], made["reason"]) == ("verified", "card broke")
    assert made["steps"][0]["verified"] is True
    assert made["correlation_id"] == change["steps"][0]["correlation_id"]
    assert made["request"]["operation"] == "pair"
    assert (made["request"]["target"], made["request"]["second"]) == (B2, C2)
    (asked,), (judged,) = of(told, "question"), of(told, "diagnosis")
    assert asked["found"]["id"] == B2
    assert asked["found"]["counts"]["devices"] > 1
    assert judged["reported"] == "E16"
    assert judged["findings"]
    assert asked["correlation_id"]
    assert judged["correlation_id"]
    moments = re.findall(r'"(?:at|[a-z]+_at)": "([^"]*)"', json.dumps(told))
    assert moments
    assert all(moment.endswith("Z") for moment in moments)

    words = desk.run("transcript", B2, "--reported", "E16").out
    assert words.startswith(f"# Case: account {ONE} on ")
    assert "**verified**: the records were read again and show the change." in words
    assert f"box {B2} card: none → {C2}" in words
    assert "Reason: card broke" in words
    assert "Code E16-4" in words
    for number in (made["correlation_id"], change["change_id"]):
        assert number in words


def test_what_is_fine_of_many_devices_is_said_once(sdp2: ChangeLine) -> None:
    (fine,) = [line for line in sdp2.run("transcript", ONE).out.split("\n") if "Fine: " in line]
    said = fine.removeprefix("- Fine: ").removesuffix(".").split("; ")
    assert len(said) == len(set(said))
    assert any(one.startswith("box is ACTIVE (") and one.endswith(" times)") for one in said)


def test_one_change_is_told_from_the_journal_alone(desk: ChangeLine) -> None:
    made = desk.json("pair", B2, C2, "--apply")["change_id"]
    back = desk.json("undo", made, "--apply")["change_id"]
    other = desk.json("unpair", B1, "--apply")["change_id"]
    desk.sandbox.stop()
    told = desk.json("transcript", made)
    assert [one["change_id"] for one in told["events"]] == [made, back]
    assert told["events"][1]["undoes"] == made
    assert other not in desk.run("transcript", made).out


def test_s11_a_cancelled_account_is_told_all_the_same(desk: ChangeLine) -> None:
    told = desk.json("transcript", CANCELLED)
    assert told["account"] == CANCELLED
    assert of(told, "question")[0]["found"]["status"] == "CANCELLED"
    assert of(told, "diagnosis")[0]["result"] == "fault"
    assert desk.writes == 0


def test_s14_an_acknowledgement_is_told_as_no_proof(sdp2: ChangeLine) -> None:
    session = fill_sessions(sdp2.world, sdp2.account(ONE))[0]
    sdp2.sandbox.fault("no-effect operation=tearDown")
    made = sdp2.json("teardown", B1, "--session", session.uid, "--apply", code=9)
    words = sdp2.run("transcript", made["change_id"]).out
    assert "**not verified**: the platform acknowledged it, but the last look did not show" in words
    assert "acknowledged, **not verified**" in words
    assert "were read again and show" not in words
    (told,) = sdp2.json("transcript", made["change_id"])["events"]
    assert told["steps"][0]["acknowledged"] is True
    assert told["steps"][0]["verified"] is False


def test_without_the_network_the_journal_still_tells(desk: ChangeLine) -> None:
    desk.run("pair", B2, C2, "--apply")
    desk.place.state.joinpath("cache.db").unlink()
    desk.sandbox.stop()
    ended = desk.run("transcript", ONE)
    assert ended.code == 0
    assert "from the journal alone" in ended.err
    assert "verified" in ended.out
    assert desk.run("transcript", "nobody").code == 7


def test_what_cannot_be_told_ends_as_a_look_up_does(sdp2: ChangeLine) -> None:
    assert sdp2.run("transcript", "nobody-has-this").code == 3
    assert sdp2.run("transcript", "245098240").code == 4
    assert sdp2.run("transcript", "0123456789ab").code == 3
    assert sdp2.run("transcript").code == 2
    assert sdp2.run("transcript", B1, "--replay", "x").code == 2


def test_a_file_is_new_and_its_owner_s_alone(sdp2: ChangeLine, tmp_path: Path) -> None:
    file = tmp_path / "case.md"
    assert sdp2.run("transcript", B1, "--output", str(file)).out == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("# Case:")
    again = sdp2.run("transcript", B1, "--output", str(file))
    assert again.code == 5
    assert "already exists" in again.err
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "elsewhere")
    assert sdp2.run("transcript", B1, "--output", str(link)).code == 5
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.alike
def test_privacy_masks_people_and_leaves_ids(desk: ChangeLine) -> None:
    desk.run("pair", B2, C2, "--apply")
    ways = [(ONE,), (B2, "--json")]
    if desk.family == "sdp2":  # the other cannot look a login id up
        ways.append(("ada.byron",))
        assert "ada.byron" in desk.run("transcript", "ada.byron").out
    for way in ways:
        words = desk.run("transcript", *way, "--privacy").out
        assert [word for word in PRIVATE if re.search(rf"(?i)\b{word}\b", words)] == []
        assert ONE in words
        assert B2 in words
    assert "byron.home" in desk.run("transcript", B2).out


def test_a_created_customer_s_name_is_masked_too(sdp2: ChangeLine) -> None:
    made = sdp2.json(
        "create-account", "new.00077", "grace.new", "--last-name", "Hopper", "--profile", "301",
        "--apply", stdin=b"83610274\n",
    )  # fmt: skip
    for form in ((), ("--json",)):
        plain = sdp2.run("transcript", made["change_id"], *form).out
        assert "83610274" not in plain
        masked = sdp2.run("transcript", made["change_id"], "--privacy", *form).out
        assert "grace.new" not in masked
        assert "Hopper" not in masked
        assert "new.00077" in masked


def test_no_secret_and_nothing_a_ticket_system_acts_on(desk: ChangeLine) -> None:
    poison(desk.world, "<img src=x>[a](javascript:x)|`\x1b]52;c;eA==\x07", everything(desk.world))
    for form in ((), ("--json",)):
        words = desk.run("transcript", ONE, *form).out
        assert "SENTINEL" not in words
        assert "\x1b" not in words
    words = desk.run("transcript", ONE).out
    assert not re.search(r"(?<!\\)<img", words)
    assert not re.search(r"(?<!\\)\]\(javascript", words)


def test_a_credential_that_somebody_typed_as_a_reason_is_masked(sdp2: ChangeLine) -> None:
    reason = "asked with password=hunter2secret, ticket 4711"
    made = sdp2.json("pair", B2, C2, "--apply", "--reason", reason)
    for form in ((), ("--json",)):
        words = sdp2.run("transcript", made["change_id"], *form).out
        assert "hunter2secret" not in words
        assert "ticket 4711" in words


def replayed(desk: ChangeLine, file: Path, code: int = 0) -> dict[str, Any]:
    return desk.json("transcript", "--replay", str(file), code=code)


def test_a_transcript_is_asked_again_and_says_where_it_differs(
    desk: ChangeLine, tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    assert desk.run("transcript", B1, "--json", "--output", str(file)).code == 0
    told = replayed(desk, file)
    assert told["same"] is True
    assert len(told["events"]) == 2
    desk.world.change(desk.account(ONE), status="SUSPENDED")
    told = replayed(desk, file, code=10)
    assert any("then ACTIVE, now SUSPENDED" in one for one in told["events"][0]["differs"])
    assert any("account-status: fault" in one for one in told["events"][1]["differs"])
    assert "differs asked" in desk.run("transcript", "--replay", str(file)).out
    assert desk.writes == 0


@pytest.mark.alike
def test_a_change_is_planned_again_and_not_applied(desk: ChangeLine, tmp_path: Path) -> None:
    file = tmp_path / "change.json"
    made = desk.json("pair", B2, C2, "--apply")["change_id"]
    assert desk.run("transcript", made, "--json", "--output", str(file)).code == 0
    told = replayed(desk, file, code=10)
    assert "there is no plan" in told["events"][0]["differs"][0]
    desk.json("undo", made, "--apply")
    writes = desk.writes
    told = replayed(desk, file)
    assert told["same"] is True
    desk.world.change(desk.card(C2), status="CANCELLED")
    if desk.family == "sdp2":
        assert "cancelled" in replayed(desk, file, code=10)["events"][0]["differs"][0].casefold()
    assert desk.writes == writes


def test_it_is_asked_again_on_this_machine_alone(desk: ChangeLine, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    desk.run("transcript", B1, "--json", "--output", str(file))
    asked = len(desk.sandbox.requests)
    name = "base_url" if desk.family == "sdp2" else "rmg_url"
    text = desk.place.configuration.read_text()
    heading = f"[deployments.{desk.place.deployment}.{desk.family}]\n"
    head, tail = text.split(heading)
    tail = re.sub(rf"{name} = .*", f'{name} = "https://platform.example.net"', tail, count=1)
    desk.place.configuration.write_text(head + heading + tail)
    told = replayed(desk, file, code=5)
    assert f"{name} of" in told["error"]["message"]
    assert len(desk.sandbox.requests) == asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a JSON"),
        ("[1]", "is not smstui/transcript/1"),
        ('{"schema": "smstui/transcript/1"}', "family"),
        ('{"schema": "smstui/transcript/1", "family": "opf"}', "is of a platform of family opf"),
        (
            '{"schema": "smstui/transcript/1", "family": "sdp2", "events": [{"event": "plan", '
            '"title": "\\u001b[2J", "request": {"operation": "purge", "target": "1"}}]}',
            "operation",
        ),
    ],
)
def test_what_is_no_transcript_is_a_sentence(
    sdp2: ChangeLine, tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "case.json"
    file.write_text(text)
    ended = sdp2.run("transcript", "--replay", str(file))
    assert ended.code in (2, 5)
    assert said in ended.err
    assert sdp2.sandbox.traffic.requests == []


def test_a_masked_transcript_says_what_it_could_not_ask(sdp2: ChangeLine, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    sdp2.run("transcript", "ada.byron", "--json", "--privacy", "--output", str(file))
    told = replayed(sdp2, file)
    assert told["events"][0]["skipped"] == "it is masked"


def test_an_account_without_changes_or_devices_is_told(sdp2: ChangeLine) -> None:
    add_account(sdp2.world, "lone.1")
    assert sdp2.json("transcript", "lone.1")["account"] == "lone.1"
