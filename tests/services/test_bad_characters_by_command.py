"""A bad character in an answer costs that character: it is said once, and never written back."""

from collections.abc import Callable

import pytest

from tests.support.change_line import ChangeLine
from tests.support.failing_line import Line, Talk, forwarded

SAID = "The platform sent characters that cannot be read; each is shown as \ufffd."


def reach(desk: ChangeLine, line: Line) -> None:
    key = "sdp2.base_url" if desk.family == "sdp2" else "opf.adm_url"
    path = "" if desk.family == "sdp2" else "/adm"
    desk.place.configure("settle_s = 0.4", f'{key} = "{line.url}{path}"')


def act_of(desk: ChangeLine, bad: bytes) -> Line:
    url = desk.sandbox.access.sdp2.base_url

    def act(talk: Talk) -> None:
        answer = forwarded(talk.request, url)
        head, _, body = answer.partition(b"\r\n\r\n")
        body = body.replace(b"Byron", b"Byro" + bad)
        body = body.replace(b'"caSN"', b'"site note": "x' + bad + b'", "caSN"')
        kept = b"\r\n".join(line for line in head.split(b"\r\n") if b"ength:" not in line)
        talk.send(kept + b"\r\nContent-Length: %d\r\n\r\n" % len(body), body)

    return Line(act)


@pytest.mark.parametrize("bad", [b"\xff", b"\xed\xa0\x80"])
def test_it_is_said_once(desk: ChangeLine, bad: bytes) -> None:
    with act_of(desk, bad).listening() as line:
        reach(desk, line)
        ended = desk.run("lookup", "nmp.00001")
        assert ended.code == 0, ended.err
        assert ended.err.count(SAID) == 1
        assert "\ufffd" in ended.out
        told = desk.json("lookup", "nmp.00001")
        assert [each["reason"] for each in told["problems"]].count(SAID) == 1


@pytest.mark.parametrize(
    ("family", "change", "what"),
    [
        ("opf", ["unpair", "3421"], "Device 3421"),
        ("opf", ["profile", "nmp.00001", "302"], "Account "),
        ("sdp2", ["profile", "nmp.00001", "302"], "Account "),
    ],
    ids=["opf device", "opf account", "sdp2 account"],
)
def test_a_record_that_lost_a_character_is_not_sent_back_whole(
    line_to: Callable[[str], ChangeLine], family: str, change: list[str], what: str
) -> None:
    desk = line_to(family)
    with act_of(desk, b"\xff").listening() as line:
        reach(desk, line)
        if family == "sdp2":
            desk.without("update-account")  # so the account is written as a whole
        ended = desk.run(*change, "--apply")
        assert desk.writes == 0, desk.written
        assert ended.code == 7, (ended.out, ended.err)
        assert what in ended.err
        assert "cannot be sent back whole" in ended.err
