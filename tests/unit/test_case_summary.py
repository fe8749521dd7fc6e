"""The beginning of a case in Markdown: who, verdict, changes, open points; repeats are folded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smstui.domain.case.markdown import markdown
from smstui.domain.case.record import Case, Found, Judgement, Question
from smstui.domain.case.summary import folded
from smstui.domain.triage.diagnosis import diagnose
from smstui.domain.triage.finding import Subject
from tests.support.patients import NOW, patient

FOUND = Found(Subject("box", "3421"), "nmp.00001", "ACTIVE")


def asked(minutes: int, number: str) -> Question:
    at = NOW + timedelta(minutes=minutes)
    return Question(at, "3421", "device-uid", FOUND, correlation_id=number)


def a_case() -> Case:
    told = replace(diagnose(patient("sdp2")), subject=FOUND.record)
    judged = Judgement(NOW + timedelta(minutes=1), "", told)
    again = Judgement(NOW + timedelta(minutes=3), "", judged.diagnosis)
    events = (asked(0, "c-1"), judged, asked(2, "c-2"), again)
    return Case("lab", "sdp2", "nmp.00001", NOW, events)


def test_the_first_lines_say_who_the_verdict_the_changes_and_what_is_open() -> None:
    lines = markdown(a_case(), NOW).splitlines()
    beginning = [line for line in lines[: lines.index("", 4)] if line]
    assert len(beginning) <= 8
    assert [line.split(":**")[0] for line in beginning[2:]] == [
        "- **Who", "- **Verdict", "- **Changes", "- **Open",
    ]  # fmt: skip
    assert "box 3421 (ACTIVE) of account nmp.00001" in beginning[2]
    assert "not checked" in beginning[-1]


def test_what_says_the_same_again_is_folded_and_its_times_are_kept() -> None:
    case = a_case()
    told = folded(case.events)
    assert [len(one.again) for one in told] == [1, 1]
    text = markdown(case, NOW)
    assert text.count("Asked: ") == 1
    assert text.count("Diagnosed: ") == 1
    assert text.count("The same again: ") == 2
    assert "c-2" in text, "each call keeps its correlation id"


@pytest.mark.parametrize(
    ("open_now", "who", "verdict"),
    [
        ("3421", "box 3421", "Verdict:** Nothing wrong on our side"),
        ("3425", "box 3425", "Verdict:** Box 3425 was not diagnosed."),
        ("", "box 3425", "Verdict of box 3421:** Nothing wrong on our side"),
    ],
)
def test_the_first_lines_are_of_the_record_that_is_open(
    open_now: str, who: str, verdict: str
) -> None:
    other = replace(asked(4, "c-3"), found=replace(FOUND, record=Subject("box", "3425")))
    record = Subject("box", open_now) if open_now else None
    text = markdown(replace(a_case().having(other), record=record), NOW)
    assert f"- **Who:** {who} (ACTIVE)" in text
    assert f"- **{verdict}" in text
    assert ("not checked" in text.partition("## ")[0]) is ("not diagnosed" not in text)
