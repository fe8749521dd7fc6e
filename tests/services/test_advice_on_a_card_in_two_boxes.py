"""The advice on one card in two boxes, followed word by word until nothing is wrong any more."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from smstui.sandbox import Sandbox, ailments
from tests.support.change_line import ChangeLine

CARD, OWN = "000700000002", "000700000009"
APPLY = ("--apply", "--reason", "it is in the box")
"""The card that both boxes name, and a free one: that of the box that is left without."""


@pytest.fixture(params=["sdp2", "opf"])
def line(
    request: pytest.FixtureRequest, tmp_path: Any, monkeypatch: Any, capsys: Any
) -> Iterator[ChangeLine]:
    with Sandbox(ailments()) as sandbox:
        yield ChangeLine(request.param, sandbox, tmp_path, monkeypatch, capsys)
        assert sandbox.failures == []


def _advice(line: ChangeLine, box: str) -> str:
    (found,) = [one for one in line.json("diagnose", box)["findings"]
                if one["check"] == "pairing-link"]  # fmt: skip
    text: str = found["next"]["text"]
    return text


def _wrong(line: ChangeLine) -> list[str]:
    return [
        one["title"]
        for box in ("7102", "7302")
        for one in line.json("diagnose", box)["findings"]
        if one["result"] in ("fault", "caution")
    ]


DEEDS = {
    r"unpair box (\d+)": "unpair",
    r"pair (?:box (\d+)|the box that keeps the card) with (?:the card|it) (again|instead)": "pair",
    r"pair (?:box \d+|the unpaired box) with (?:its own card|the card that is in it)": "own",
}


def _way_of(advice: str, keeper: str) -> list[str]:
    """Return what is to be done, in its order, where the card is in `keeper` at the home."""
    usual, _, instead = advice.partition("If the card is in box ")
    if instead.startswith(f"{keeper} at the home"):
        return re.split(r"\. |, ", instead)
    sentences = re.split(r"\. |, then ", usual)
    other = [one for one in sentences if re.match(rf"If it is in box (?!{keeper})", one)]
    return [one for one in sentences if one not in other]


def _follow(line: ChangeLine, advice: str, keeper: str, other: str) -> list[str]:
    """Do what the advice says; return what was done."""
    done = []
    for said in _way_of(advice, keeper):
        for words, deed in DEEDS.items():
            if found := re.search(rf"(?<![a-z]){words}", said, re.I):
                named = found[1] if found.groups() and found[1] else keeper
                asked = {"unpair": ("unpair", named), "pair": ("pair", named, CARD)}
                line.json(*asked.get(deed, ("pair", other, OWN)), *APPLY)
                done.append(deed)
    return done


@pytest.mark.every_case
@pytest.mark.parametrize("keeper", ["7102", "7302"])
def test_who_follows_the_advice_to_its_end_finds_nothing_wrong(
    line: ChangeLine, keeper: str
) -> None:
    other = "7302" if keeper == "7102" else "7102"
    advice = _advice(line, "A11E00000002")
    assert _wrong(line)
    done = _follow(line, advice, keeper, other)
    assert _wrong(line) == [], (advice, done)
    held = {uid: line.place.box(uid).smartcard_id for uid in (keeper, other)}
    assert held == {keeper: CARD, other: OWN}
