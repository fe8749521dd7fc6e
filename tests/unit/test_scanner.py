"""Scans against keys: the rules for torn scans, by the keys and the times alone."""

import random
from collections.abc import Iterable, Sequence
from itertools import accumulate
from string import ascii_letters, digits, punctuation
from typing import Final

import pytest

from smstui.console.scanner import Scanner, Stroke, Verdict
from smstui.console.timing import Timing

TIMING: Final = Timing()
CODE: Final = "E833815A9290"
MOVES: Final = "jkgG"
LEADS: Final = "/:"
SIGNS: Final = "?!"


def stroke(key: str, at: float, *, in_text: bool = False) -> Stroke:
    return Stroke(
        "" if key == "\r" else key,
        at,
        ends=key == "\r",
        at_once=not in_text and key in (*MOVES, *LEADS, *SIGNS),
        leads=not in_text and key in LEADS,
        in_text=in_text,
        looks_up=in_text,
    )


def read(keys: str, gaps: Iterable[float], *, in_text: str = "") -> "Client":
    """What became of `keys`, each after its gap; those in `in_text` went into a field."""
    desk = Client()
    for n, (key, at) in enumerate(zip(keys, accumulate(gaps), strict=False)):
        desk.take(stroke(key, at, in_text=bool(in_text) and n >= len(keys) - len(in_text)))
    desk.silence()
    return desk


class Client:
    """What a console would do: keys that acted, codes that were handed over."""

    def __init__(self) -> None:
        self.scanner = Scanner(TIMING)
        self.codes: list[tuple[str, bool]] = []
        self.acted: list[str] = []
        """Keys that did what they do and were not taken back."""
        self.asked = 0
        self._latest = 0.0

    def take(self, key: Stroke) -> None:
        if self.scanner.code is not None and key.at - self._latest > TIMING.join_s:
            self.silence()
        self._latest = key.at
        run = len(self.scanner.run)
        match self.scanner.read(key):
            case Verdict.ACT | Verdict.HOLD:
                self.acted.append(key.character or "enter")
            case Verdict.BEGINS:
                del self.acted[len(self.acted) - run :]
            case Verdict.ENDS:
                if run:
                    del self.acted[len(self.acted) - run :]
                self.codes.append((self.scanner.complete(), True))
            case Verdict.BROKEN_OFF:
                self.silence()
                self.take(key)
            case Verdict.ASK_FIRST:
                self.asked += 1
            case _:
                pass

    def silence(self) -> None:
        if self.scanner.code is not None:
            self.codes.append((self.scanner.complete(), False))


@pytest.mark.parametrize("pace_ms", [0, 8, 30, 50, 75, 100])
def test_a_scan_at_any_pace_up_to_100_ms_is_one_code(pace_ms: int) -> None:
    desk = read(f"{CODE}\r", [pace_ms / 1000] * 20)
    assert desk.codes == [(CODE, True)]
    assert desk.acted == []


@pytest.mark.parametrize("pause_ms", [60, 150, 300])
@pytest.mark.parametrize("torn", [1, 4, 11])
def test_a_scan_that_the_link_tears_is_one_code(pause_ms: int, torn: int) -> None:
    gaps = [0.0] * 13
    gaps[torn] = pause_ms / 1000
    desk = read(f"{CODE}\r", gaps)
    assert desk.codes == [(CODE, True)]
    assert desk.acted == []


def test_what_a_loose_key_did_is_taken_back_with_its_run() -> None:
    desk = read("9900342\r", [0, 0.25, 0.25, 0.01, 0, 0, 0, 0])
    assert desk.codes == [("9900342", True)]
    assert desk.acted == []


def test_a_held_key_is_no_code_and_belongs_to_the_code_that_follows() -> None:
    assert read("1" * 30, [0.033] * 30).codes == []
    assert len(read("1" * 30, [0.033] * 30).acted) == 30
    desk = read("000145098241\r", [0.033] * 13)
    assert desk.codes == [("000145098241", True)]
    assert desk.acted == []


@pytest.mark.parametrize(
    "keys", ["sa", "yb", "2j", "jjjjd", "[[", "dq", "5fa"], ids=lambda keys: keys
)
@pytest.mark.parametrize("gap_ms", [101, 150, 300, 400])
def test_keys_at_a_hands_pace_stay_keys(keys: str, gap_ms: int) -> None:
    desk = read(keys, [gap_ms / 1000] * len(keys))
    assert (desk.codes, desk.acted) == ([], list(keys))


@pytest.mark.parametrize("gap_ms", [60, 80, 100])
def test_keys_that_only_move_stay_keys_until_a_code_goes_on(gap_ms: int) -> None:
    assert read("jjkGgkj", [gap_ms / 1000] * 7).acted == [*"jjkGgkj"]
    assert read("jjkGg9", [gap_ms / 1000] * 7).codes == [("jjkGg9", False)]


def test_two_keys_at_80_ms_stay_keys() -> None:
    assert read("sa", [0, 0.08]).acted == ["s", "a"]


def test_what_follows_a_slash_belongs_to_its_field() -> None:
    desk = read(f"/{CODE}", [0.01] * 20, in_text=CODE)
    assert desk.codes == []
    assert desk.acted == ["/", *CODE]


def test_enter_asks_first_where_a_loose_key_came_just_before_the_text() -> None:
    keys = f"2{CODE}\r"
    desk = read(keys, [0.15] * 20, in_text=f"{CODE}\r")
    assert desk.asked == 1
    assert "enter" not in desk.acted
    assert desk.scanner.doubted == "2"
    assert read(f"{keys}\r", [0.15] * 20, in_text=f"{CODE}\r\r").acted[-1] != "enter"
    slow = read(keys, [0.15, 0.15, 0.5, *[0.15] * 20], in_text=f"{CODE}\r")
    assert slow.asked == 0
    assert "enter" in slow.acted


def test_a_control_character_inside_a_code_belongs_to_it() -> None:
    for control in "\x00\x11\x1c\x1d\x1e":
        desk = read(f"E83{control}815\r", [0.008] * 8)
        assert desk.codes == [(f"E83{control}815", True)]


def test_the_second_half_of_a_suffix_does_nothing() -> None:
    desk = read(f"{CODE}\r\r", [0.008] * 14)
    assert desk.codes == [(CODE, True)]
    assert desk.acted == []


ANY: Final = ascii_letters + digits + punctuation
SHORT: Final = 4_000


def torn(chance: random.Random, length: int) -> Sequence[float]:
    """Gaps of a scanner behind a link: bunches, and pauses of at most `join_s` between them."""
    pace = chance.choice([0.0, 0.001, 0.008, 0.02, 0.049])
    pause = chance.uniform(0, TIMING.join_s)
    size = chance.randint(2, 6)
    return [10.0, *(pause if n % size == 0 else pace for n in range(1, length))]


def test_no_fragment_of_a_torn_scan_is_handed_over() -> None:
    """Codes of any printable characters that do not begin with a sign of a field, in bunches."""
    chance, tried = random.Random(20_26), 0
    for _ in range(SHORT):
        code = "".join(chance.choices(ANY, k=chance.randint(4, 30)))
        if code[0] in LEADS or len(set(code)) < 2:
            continue
        tried += 1
        desk = read(f"{code}\r", torn(chance, len(code) + 1))
        assert desk.codes == [(code, True)], (code, desk.codes)
        assert desk.acted == [], (code, desk.acted)
    print(f"{tried} torn scans")


def test_no_scan_up_to_100_ms_a_character_is_lost() -> None:
    chance, tried = random.Random(12), 0
    for _ in range(SHORT):
        code = "".join(chance.choices(ANY, k=chance.randint(4, 30)))
        pace = chance.uniform(0, 0.1)
        if code[0] in LEADS or len(set(code[:4])) < 2:
            continue
        tried += 1
        desk = read(f"{code}\r", [10.0, *([pace] * len(code))])
        assert desk.codes[-1][0] == code, (code, pace, desk.codes)
    print(f"{tried} scans")


def test_no_hand_is_taken_for_a_scan() -> None:
    """Keys of lists and choosers at 101 to 400 ms: nothing is joined."""
    chance, tried = random.Random(80), 0
    for _ in range(SHORT // 10):
        keys = "".join(chance.choices("jkgGsdyab25[]q rtU", k=40))
        gaps = [chance.uniform(0.101, 0.4) for _ in keys]
        tried += len(keys)
        desk = read(keys, gaps)
        assert desk.codes == [], keys
    print(f"{tried} keys")
