"""Text that wants to be markup, a link or an escape sequence, in every field of every record."""

from collections.abc import Iterator
from itertools import cycle, islice, repeat
from typing import Any

import pytest
from test_applying_by_keys import resize
from textual import events

from smstui.domain.bundle import Bundle
from smstui.domain.errors import NotSent
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.record import Record, secrets_of
from smstui.domain.text import Clean
from smstui.services.outcomes import Match, Nothing, Recent, Several, Suggestion
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, a_recent, ada, opened
from tests.support.products import few
from tests.support.robot import Robot, console
from tests.support.walking import at

HOSTILE = [
    "[/]", "[@click=app.quit]x[/]", "[bold red]", "\x1b]52;c;aGk=\a", "\x1b[2J\x1b[H",
    "\x9b31m", "\u202eevil", "a\u200bb", "\ufeff", "👩‍👩‍👧‍👦", "\U000f0000", "x" * 10_000,
    "\r\n\t", "[",
]  # fmt: skip
CASN = "E833815A9290"


FIRST = range(len(HOSTILE))
"""Where a walk through the texts begins: with all of them every text has stood in every place."""


def from_one(first: int) -> Iterator[str]:
    """The texts, from one of them on, round and round."""
    return islice(cycle(HOSTILE), first, None)


def poisoned(record: Record, texts: Iterator[str]) -> Record:
    """The record with a text in every field that takes one; it bypasses the cleaning edge."""
    values: dict[str, Any] = {}
    for name, field in type(record).model_fields.items():
        if name in ("kind", "uid", "number") or name in secrets_of(type(record)):
            continue
        if "str" in str(field.annotation) and "datetime" not in str(field.annotation):
            values[name] = next(texts)
    return record.model_copy(update=values)


def poisoned_bundle(texts: Iterator[str]) -> Bundle:
    bundle = ada()
    parts = {
        name: part.model_copy(
            update={
                "records": tuple(poisoned(record, texts) for record in part),
                "reason": next(texts),
                "correlation_id": next(texts),
            }
        )
        for name, part in bundle.parts()
    }
    return bundle.model_copy(update=parts)


def assert_harmless(robot: Robot) -> None:
    assert [line for line in robot.lines if not line.isprintable()] == []
    assert robot.app.is_running
    assert all(len(line) <= robot.app.size.width for line in robot.lines)


@pytest.mark.parametrize("first", few(FIRST, 4))
async def test_no_field_of_a_bundle_does_any_harm(first: int) -> None:
    desk = FakeClient({CASN: opened(CASN, poisoned_bundle(from_one(first)))})
    async with console(desk) as robot:
        await robot.type(f"{CASN}\n")
        assert_harmless(robot)
        for _ in range(6):
            await robot.press("enter", "G")
            assert_harmless(robot)
            await robot.press("escape", "tab")
            assert_harmless(robot)
        await robot.press("y")
        assert_harmless(robot)
        await robot.press("escape", "question_mark")
        assert_harmless(robot)


@pytest.mark.parametrize("first", few(FIRST, 4))
async def test_no_other_answer_does_any_harm(first: int) -> None:
    asked = identify("3421", "sdp2")
    t = from_one(first)
    matches = [
        Match(next(t), next(t), kind, next(t), kind, next(t), next(t), next(t), "platform")
        for kind in (IdKind.CASN, IdKind.CASN)
    ]
    near = Suggestion(next(t), IdKind.CASN, Clean(next(t)), next(t), NOW)
    recent = Recent(next(t), next(t), next(t), IdKind.CASN, next(t), Clean(next(t)), next(t), NOW)
    desk = FakeClient(
        {
            "1001": Several(asked, matches, [next(t)], next(t)),
            "1002": Nothing(asked, [IdKind.CASN], [], [near], "", next(t)),
            "1003": NotSent(next(t), hint=next(t), correlation_id=next(t)),
            "1004": opened("1004", ada(), source="cache", offline=next(t)),
        },
        [recent],
        problem=next(t),
    )
    async with console(desk) as robot:
        assert_harmless(robot)
        for question in ("1001", "1002", "1003", "1004"):
            await robot.look_up(question)
            assert_harmless(robot)


async def test_hostile_text_typed_and_pasted_does_no_harm() -> None:
    async with console(FakeClient({}, [a_recent()])) as robot:
        for text in HOSTILE:
            robot.app.base.box.take_text(text)
            await robot.idle()
            assert_harmless(robot)


async def test_ten_thousand_devices_stay_quick_at_every_size() -> None:
    bundle = ada()
    box = bundle.boxes[0]
    many = tuple(box.model_copy(update={"uid": str(number)}) for number in range(10_000))
    devices = bundle.devices.model_copy(update={"records": many})
    desk = FakeClient({CASN: opened(CASN, bundle.model_copy(update={"devices": devices}))})
    async with console(desk) as robot:
        await robot.type(f"{CASN}\n")
        for size in ((40, 10), (45, 12), (60, 15), (80, 24), (200, 60)):
            await resize(robot, size)
            with at(size):
                await robot.press("G")
                assert robot.app.base.situation.record_id == "9999"
                await robot.press("ctrl+u", "g")
                assert robot.app.base.situation.record_id == "0"
                assert_harmless(robot)


async def test_a_typed_character_that_does_not_print_is_refused_not_dropped() -> None:
    async with console(FakeClient()) as robot:
        await robot.type("34\u202e21\n")
        assert "U+202E" in "\n".join(robot.lines)
        desk = await robot.app.client()
        assert desk.asked == []  # type: ignore[attr-defined]


async def test_no_form_does_any_harm_whatever_is_put_into_it() -> None:
    async with console(FakeClient({})) as robot:
        await robot.press("colon")
        await robot.type("create-account\n")
        for text in HOSTILE:
            robot.app.post_message(events.Paste(text))
            await robot.press("down")
            assert_harmless(robot)


@pytest.mark.parametrize("word", ["profile", "remove-right"])
async def test_no_form_does_any_harm_whatever_is_known_for_it(word: str) -> None:
    for text in ("[@click=app.quit]x[/]", "\x1b[2J\u202e[/]"):
        desk = FakeClient({CASN: opened(CASN, poisoned_bundle(repeat(text)))})
        async with console(desk, startup=FakeStartupSettings(family="opf")) as robot:
            await robot.type(f"{CASN}\n")
            await robot.press("colon")
            await robot.type(f"{word}\n")
            assert robot.app.screen is not robot.app.base
            await robot.press("down")
            assert_harmless(robot)
