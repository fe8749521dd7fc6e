"""Which record is in hand: one answer, whatever was asked, answered, listed or left before."""

import random
from dataclasses import dataclass

import pytest

from smstui.console.in_hand import DEPTH, Asked, InHand, Page, Question


@dataclass(frozen=True)
class Asking:
    text: str


@dataclass(frozen=True)
class Read:
    """Stands for an opened record: the state keeps it, and asks only what led to it."""

    asked: Asking
    reading: int = 0
    kind: str = "account"


def read(text: str, reading: int = 0) -> Read:
    return Read(Asking(text), reading)


def opened(*texts: str) -> InHand:
    hand = InHand()
    for text in texts:
        hand.answered(hand.ask(Question(text)), read(text))  # type: ignore[arg-type]
    return hand


def test_the_history_walks_like_a_browser() -> None:
    hand = opened("one", "two", "three")
    assert (hand.can_go_back, hand.can_go_forward) == (True, False)
    hand.back()
    assert hand.back().opened.asked.text == "one"
    assert (hand.can_go_back, hand.can_go_forward) == (False, True)
    assert hand.forward().opened.asked.text == "two"
    hand.answered(hand.ask(Question("four")), read("four"))  # type: ignore[arg-type]
    assert [entry.opened.asked.text for entry in hand.entries] == ["four", "two", "one"]
    for number in range(2 * DEPTH):
        hand.answered(hand.ask(Question(str(number))), read(str(number)))  # type: ignore[arg-type]
    assert len(hand.entries) == DEPTH


def test_reading_again_asks_for_what_is_shown_and_stays_in_its_place() -> None:
    hand = opened("one", "two")
    hand.back()
    asked = hand.ask_again()
    assert asked is not None
    assert asked.question.text == "one"
    hand.answered(asked, read("one", reading=1))  # type: ignore[arg-type]
    assert [(each.opened.asked.text, each.opened.reading) for each in hand.entries] == [  # type: ignore[attr-defined]
        ("two", 0), ("one", 1),
    ]  # fmt: skip


def test_after_a_list_that_was_left_the_record_is_asked_for_again_and_not_the_list() -> None:
    hand = opened("one")
    failed = hand.ask(Question("wrong"))
    hand.listed(failed, Page.FAILED)
    assert hand.opened is None
    again = hand.ask_again()
    assert again is not None
    assert again.question.text == "wrong"
    hand.uncover()
    again = hand.ask_again()
    assert again is not None
    assert again.question.text == "one"


def test_a_record_that_was_closed_is_behind_the_recents() -> None:
    hand = opened("one", "two")
    hand.leave()
    assert hand.opened is None
    assert hand.beneath is None
    assert not hand.line
    assert hand.back().opened.asked.text == "two"


@pytest.mark.parametrize("page", [Page.MATCHES, Page.NOTHING, Page.FAILED])
def test_the_queue_is_led_back_to_once(page: Page) -> None:
    hand = InHand()
    asked = hand.ask(Question("one", from_queue=True))
    hand.listed(asked, page)
    assert hand.leaves_to_queue()
    assert not hand.leaves_to_queue()
    hand.answered(hand.ask(Question("two", from_queue=True)), read("two"))  # type: ignore[arg-type]
    assert hand.leaves_to_queue()
    assert not hand.leaves_to_queue()


def test_whatever_happens_one_record_is_in_hand_and_late_answers_belong_nowhere() -> None:
    """Random walks over everything the screen can tell the state."""
    chance, steps = random.Random(10), 0
    for _ in range(300):
        hand, sent = InHand(), list[Asked]()
        for _ in range(60):
            steps += 1
            _one_step(hand, sent, chance)
            _says_one_thing(hand)
    print(f"{steps} steps")


def _one_step(hand: InHand, sent: list[Asked], chance: random.Random) -> None:
    steps = ["ask", "answer", "answer", "list", "early", "leave", "stop", "change", "again"]
    steps += ["back"] * hand.can_go_back + ["forward"] * hand.can_go_forward
    steps += ["uncover"] * (hand.beneath is not None)
    match chance.choice(steps):
        case "ask":
            sent.append(hand.ask(Question(chance.choice("abcdef"))))
        case "again":
            sent += [asked] if (asked := hand.ask_again()) is not None else []
        case "answer" | "list" | "early" as what if sent:
            asked = chance.choice(sent)  # in any order, late ones too
            if not hand.is_open(asked):
                return
            answer = read(asked.question.text, chance.randrange(9))
            if what == "list":
                hand.listed(asked, chance.choice((Page.MATCHES, Page.NOTHING, Page.FAILED)))
            elif what == "answer":
                hand.answered(asked, answer)  # type: ignore[arg-type]
                assert hand.opened is answer
            elif not asked.is_reload and hand.asked_for:
                hand.early(asked, answer)  # type: ignore[arg-type]
                assert hand.opened is answer
                assert hand.is_open(asked)
        case "leave":
            hand.leave()
        case "stop":
            hand.give_up()
        case "change":
            hand.change_ended()
        case "back":
            hand.back()
            assert hand.asking is None
        case "forward":
            hand.forward()
            assert hand.asking is None
        case "uncover":
            hand.uncover()


def _says_one_thing(hand: InHand) -> None:
    if hand.asked_for:
        assert hand.line == hand.asked_for
    elif hand.opened is not None:
        assert hand.line == hand.opened.asked.text
        assert hand.entry is not None
        assert hand.entry.question.text == hand.line
    if hand.page is not Page.RECORD:
        assert hand.opened is None
        assert hand.entry is None
    if hand.asking is not None and hand.asking.entry is not None and hand.opened is not None:
        assert hand.asking.entry is hand.entry
    assert hand.beneath is None or hand.opened is None
