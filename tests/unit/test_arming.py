"""When a key that applies counts: the rules of the tiers, by times alone."""

import random
from typing import Final

import pytest

from smstui.console.arming import Arming, Stroke
from smstui.console.check import Check
from smstui.console.timing import Timing

TIMING: Final = Timing()
SEEN: Final = 100.0


def armed(*strokes: tuple[Stroke, float], right: bool = False) -> Arming:
    """Strokes so many seconds after the plan was seen."""
    arming = Arming(TIMING)
    arming.seen(SEEN)
    for kind, at in strokes:
        arming.stroke(kind, SEEN + at, check_is_right=right)
    return arming


def counts(arming: Arming, at: float) -> bool:
    """Whether the key that applies, read then, counts once the pause behind it is over."""
    arming.stroke(Stroke.APPLY, SEEN + at)
    return arming.counts(SEEN + at)


def test_it_counts_alone() -> None:
    assert counts(armed(), 0.4)


def test_nothing_counts_before_it_was_seen() -> None:
    assert not counts(armed(), 0.39)
    arming = armed()
    arming.disarm()
    assert not counts(arming, 10.0)


@pytest.mark.parametrize("kind", [Stroke.OTHER, Stroke.CHECK])
def test_another_key_starts_a_quiet_time(kind: Stroke) -> None:
    assert not counts(armed((kind, 1.0)), 1.99)
    assert counts(armed((kind, 1.0)), 2.0)


def test_the_characters_of_a_right_check_do_not() -> None:
    arming = armed((Stroke.CHECK, 1.0))
    arming.stroke(Stroke.APPLY, SEEN + 1.1, check_is_right=True)
    assert arming.counts(SEEN + 1.1)


def test_any_key_behind_it_takes_it_back() -> None:
    for kind in Stroke:
        arming = armed((Stroke.APPLY, 1.0), (kind, 1.2))
        assert not arming.counts(SEEN + 1.0)
        assert not arming.counts(SEEN + 1.2)


def test_one_that_does_not_count_starts_no_quiet_time() -> None:
    arming = armed((Stroke.OTHER, 1.0), (Stroke.APPLY, 1.7))
    assert not arming.counts(SEEN + 1.7)
    assert counts(arming, 2.05)


def test_a_held_key_never_counts() -> None:
    arming = armed()
    at = 1.0
    for _ in range(100):
        arming.stroke(Stroke.APPLY, SEEN + at)
        at += 0.033
        if at > 1.04:
            assert not arming.counts(SEEN + at - 0.033)


def test_no_scan_of_any_pace_counts_unless_it_begins_like_a_hand() -> None:
    """Codes that contain the key, at every pace that a scanner can be set to."""
    chance, tried = random.Random(7), 0
    for _ in range(20_000):
        length = chance.randint(2, 20)
        place = chance.randrange(1, length)
        pace = chance.uniform(0.0, 0.99)
        arming, at = armed(), 10.0
        for n in range(length):
            at += pace
            arming.stroke(Stroke.APPLY if n == place else chance.choice(
                (Stroke.OTHER, Stroke.CHECK)), SEEN + at)  # fmt: skip
            if n == place:
                read_at = SEEN + at
        tried += 1
        assert not arming.counts(read_at), (length, place, pace)
    print(f"{tried} scans")


def check(expected: str = "8241", *, required: bool = True) -> Check:
    return Check("last four", lambda typed: typed == expected, required=required)


def typed(field: Check, text: str, gap: float = 0.2) -> str:
    """Type `text`; the code that it turns out to be."""
    code = ""
    for n, character in enumerate(text):
        code = field.take(character, 10 + n * gap, TIMING.join_s)
        if code:
            break
    return code


def test_a_check_stops_unless_it_is_right() -> None:
    for text, stops in (("", True), ("82", True), ("8240", True), ("8241", False)):
        field = check()
        assert typed(field, text) == ""
        assert field.stops is stops
    assert not check(required=False).stops


def test_a_fifth_character_at_once_makes_a_code_of_all() -> None:
    field = check()
    assert typed(field, "00014", gap=0.008) == "00014"
    assert field.typed == ""
    slow = check()
    assert typed(slow, "82415", gap=0.5) == ""
    assert slow.typed == "8241"


def test_only_what_came_with_it_belongs_to_that_code() -> None:
    field = check()
    field.take("8", 10.0, TIMING.join_s)
    code = ""
    for n, character in enumerate("0001"):
        code = field.take(character, 20 + n * 0.008, TIMING.join_s)
    assert code == "0001"
    assert field.typed == ""
