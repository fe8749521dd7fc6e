"""A platform whose clock is hours off, over real sockets: what commands say of it."""

from datetime import timedelta

import pytest

from smstui.sandbox import Sandbox
from smstui.sandbox.entities import Right
from smstui.sandbox.world import World
from tests.support.command_line import Shell

HOUR = timedelta(hours=1)
ACCOUNT = "nmp.00001"


def put_off(sandbox: Sandbox, ahead: timedelta) -> None:
    """Have the platform's clock, and all that it dated just now, be `ahead`."""

    def change(world: World) -> None:
        world.clock.ahead = ahead
        for session in list(world.sessions):
            world.change(session, modified_date=world.now() - timedelta(seconds=40))

    sandbox.run(change)


def only_right(sandbox: Sandbox, begins: timedelta) -> None:
    """Leave the account one right, which begins so long from now on the platform's clock."""

    def change(world: World) -> None:
        account = world.account(ACCOUNT)
        assert account is not None
        for right in list(world.rights.find("account_uid", account.uid)):
            world.remove(right)
        world.add(
            Right(
                uid=world.next_uid(), account_uid=account.uid, policy_group_uid="tst-late",
                status="SUBSCRIBED", product_type="SUBSCRIPTION",
                valid_from=world.now() + begins, expiry_date=world.now() + timedelta(days=90),
            )
        )  # fmt: skip

    sandbox.run(change)


@pytest.mark.parametrize("family", ["sdp2", "opf"])
@pytest.mark.parametrize("hours", [-2, 0, 2])
def test_a_skew_is_told_by_lookup_diagnosis_and_doctor_and_by_nothing_without_one(
    shell: Shell, sandbox: Sandbox, family: str, hours: int
) -> None:
    put_off(sandbox, hours * HOUR)
    options = ("--deployment", f"sandbox-{family}", "--json")
    diagnosis = shell.run("diagnose", ACCOUNT, *options).document
    clock = [one for one in diagnosis["findings"] if one["check"] == "clock"]
    assert [one["result"] for one in clock] == (["caution"] if hours else [])
    assert not [
        one for one in diagnosis["findings"]
        if one["check"] == "sessions" and one["result"] in ("fault", "caution")
    ]  # fmt: skip
    problems = shell.run("lookup", ACCOUNT, *options).document["problems"]
    told = [one["reason"] for one in problems if one["part"] == "clock"]
    word = "ahead of" if hours > 0 else "behind"
    sentence = f"The platform's clock is 2 h {word} this machine's"
    assert told == ([f"{sentence}."] if hours else [])
    (check,) = [
        one for one in shell.run("doctor", *options).document["checks"] if one["check"] == "clock"
    ]
    assert check["result"] == ("caution" if hours else "fine")
    assert not hours or check["detail"] == sentence.replace("The", "the", 1)
    for moment in (one["value"] for finding in clock for one in finding["evidence"]):
        assert moment.endswith("Z")


@pytest.mark.parametrize("hours", [-2, 0, 2])
def test_a_right_that_begins_later_is_told_as_that_and_nothing_is_to_be_added(
    shell: Shell, sandbox: Sandbox, hours: int
) -> None:
    put_off(sandbox, hours * HOUR)
    only_right(sandbox, timedelta(minutes=90))
    found = rights_finding(shell, "opf")
    assert found["result"] == "fault"
    assert found["title"].startswith("No right in force yet: tst-late begins ")
    assert found["next"]["action"] is None
    assert "nothing to add" in found["next"]["text"]
    only_right(sandbox, -timedelta(minutes=1))
    assert rights_finding(shell, "opf")["result"] == "fine"


def test_where_only_current_rights_are_listed_one_that_begins_later_is_thought_of(
    shell: Shell, sandbox: Sandbox
) -> None:
    only_right(sandbox, timedelta(minutes=90))
    found = rights_finding(shell, "sdp2")
    assert "it begins later" in found["title"]
    assert "nothing is subscribed" not in found["title"]


def test_without_a_date_in_the_answers_nothing_is_assumed(shell: Shell, sandbox: Sandbox) -> None:
    sandbox.tells_time = False
    put_off(sandbox, 2 * HOUR)
    document = shell.run("diagnose", ACCOUNT, "--json").document
    assert "clock" not in [one["check"] for one in document["findings"]]
    checks = shell.run("doctor", "--json").document["checks"]
    assert [one["result"] for one in checks if one["check"] == "clock"] == ["skipped"]


def test_a_time_zone_is_said_once_and_json_stays_in_utc(shell: Shell, sandbox: Sandbox) -> None:
    text = shell.config.read_text()
    shell.config.write_text(text.replace('family = "', 'time_zone = "Asia/Kolkata"\nfamily = "'))

    def change(world: World) -> None:
        for right in list(world.rights):
            world.change(right, expiry_date=(world.now() + timedelta(days=400)).replace(
                hour=20, minute=30, second=0, microsecond=0))  # fmt: skip

    sandbox.run(change)
    document = shell.run("lookup", ACCOUNT, "--json").document
    expires = document["rights"][0]["expires"]
    assert expires.endswith("T20:30:00Z")
    shown = shell.run("lookup", ACCOUNT).out
    assert shown.count("times in Asia/Kolkata") == 1
    assert expires[:10] not in shown
    wrong = text.replace('family = "', 'time_zone = "Asia/Kolkatta"\nfamily = "')
    shell.config.write_text(wrong)
    ended = shell.run("config", "check")
    assert ended.code == 2
    assert "time_zone: must be an IANA time zone; the nearest is Asia/Kolkata" in ended.err


def rights_finding(shell: Shell, family: str) -> dict[str, object]:
    options = ("--deployment", f"sandbox-{family}", "--json")
    document = shell.run("diagnose", ACCOUNT, *options).document
    (found,) = [one for one in document["findings"] if one["check"] == "rights"]
    return found
