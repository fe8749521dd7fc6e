"""Random hands that scan from home to home: a box and a card of two homes never become a pair.

Each home has a box and a card, scanned in either order, now and then twice. A scan may be refused
by its form, be nobody's code, or be a known code that does not belong there; then the right one
follows, or the person has not noticed and goes on. Pairs are set aside, and their codes scanned
again, one or both. The platform answers at once, late, or only when all is scanned; about a known
code that was scanned in place of another it answers before the second scan after it, unless the
half before it is scanned again. Checked is what counts at the end, when every answer is there:
that is the moment before a plan can be shown.

A hand that does what the banner says ends with every home paired.

    python -m tests.torture.pairing_walk [walks] [seed]
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from smstui.domain.pairing_hand import (
    Hand,
    HowScanned,
    Place,
    ScanOutcome,
    Step,
    doubtful,
    pair_refused,
    refused,
    scanned,
    set_aside,
)
from smstui.domain.scanning import Code, Sort

NOBODYS: Final = "nobodys"
FOREIGN: Final = "foreign"
REFUSED: Final = Code("?", Sort.WRONG, why="no id")


@dataclass
class Pair:
    """One saved pair. `standing` is waiting, ready, set aside, doubted or gone."""

    codes: tuple[Code, Code]
    how: HowScanned
    standing: str = "waiting"
    can_be: bool = False


@dataclass
class Client:
    """What the page, the drafts and the platform do around the hand, without any of them."""

    chance: random.Random
    promptness: float
    """How likely the platform has answered before the next scan."""
    hand: Hand = field(default_factory=Hand)
    pairs: list[Pair] = field(default_factory=list)
    unread: list[Pair | Code] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)

    def scan(self, code: Code) -> Step:
        at = [
            pair
            for pair in self.pairs
            if pair.standing != "gone" and code.key in {each.key for each in pair.codes}
        ]
        aside = [pair for pair in at if pair.standing in ("aside", "doubted")]
        counting = [pair for pair in at if pair not in aside]
        place = Place.PAIRED if counting else Place.ASIDE if aside else Place.NEW
        fits = self.hand.first is None or {code.sort, self.hand.first.sort} == {
            Sort.BOX, Sort.CARD,
        }  # fmt: skip
        was_unsure = self.hand.second is not None
        step = scanned(self.hand, code, place, fits=fits)
        self.hand = step.hand
        if step.took_out:
            aside[-1].standing = "gone"
        if step.pair is not None:
            how = HowScanned.CONFIRMED if was_unsure else HowScanned.ONCE
            self.pairs.append(Pair(step.pair, how))
            self.unread.append(self.pairs[-1])
        elif code in self.hand:
            self.unread.append(code)
        self.steps[f"{step.took}{', let go' if step.let_go else ''}"] += 1
        return step

    def answer(self, every: bool = False) -> None:
        """Have the platform answer what it was asked, in the order it pleases."""
        waiting, self.unread = self.unread, []
        self.chance.shuffle(waiting)
        for asked in waiting:
            if not every and self.chance.random() > self.promptness:
                self.unread.append(asked)
            elif isinstance(asked, Pair):
                self._checked(asked)
            elif is_nobodys(asked) and asked in self.hand:
                self.hand = refused(self.hand, asked)
                self.steps["nobody's half"] += 1

    def _checked(self, pair: Pair) -> None:
        if pair.standing != "waiting":
            return
        nobodys = next((code for code in pair.codes if is_nobodys(code)), None)
        if nobodys is not None:
            pair.standing = "aside"
            self.hand, is_back = pair_refused(self.hand, pair.codes, nobodys)
            if is_back:
                pair.standing = "gone"
            at = [self.pairs.index(pair)] if not is_back else []
            for n in doubtful([each.how for each in self.pairs], at):
                if self.pairs[n].standing not in ("gone", "aside"):
                    self.pairs[n].how, self.pairs[n].standing = HowScanned.DOUBTED, "doubted"
                    self.steps["doubted behind"] += 1
            self.steps["nobody's in a pair"] += 1
        elif any(FOREIGN in code.text for code in pair.codes) or self.chance.random() < 0.05:
            is_card = any(code.sort is Sort.CARD and FOREIGN in code.text for code in pair.codes)
            is_own = not any(FOREIGN in code.text for code in pair.codes)
            pair.can_be = is_own or (is_card and self.chance.random() < 0.5)
            pair.standing = "aside"
            self.hand = set_aside(self.hand, pair.codes, can_be=pair.can_be)
            self.steps["set aside"] += 1
        else:
            pair.standing = "ready"

    def answer_of_pair(self) -> None:
        """Have the platform answer about the pair that was saved last."""
        for pair in self.pairs[-1:]:
            self.unread = [each for each in self.unread if each is not pair]
            self._checked(pair)


def is_nobodys(code: Code) -> bool:
    return NOBODYS in code.text


def codes_of(home: int) -> tuple[Code, Code]:
    return Code(f"box {home}", Sort.BOX), Code(f"card {home}", Sort.CARD)


def home_of(code: Code) -> str:
    return code.text.split()[-1]


def walked(chance: random.Random, homes: int) -> tuple[Client, list[str]]:
    """One walk of somebody who looks at the screen only now and then; what went wrong."""
    desk = Client(chance, chance.choice([0.0, 0.5, 0.9, 1.0]))
    noise = chance.choice([0.0, 0.05, 0.15, 0.4])
    looks = chance.choice([0.0, 0.5, 1.0])
    told: list[str] = []

    def scan(code: Code) -> Step:
        step = desk.scan(code)
        told.append(f"{code.text} {step.took}")
        if chance.random() < noise / 2 and code.sort is not Sort.WRONG and code in step.hand:
            told.append(f"{code.text} again {desk.scan(code).took}")
        desk.answer()
        return step

    for home in range(homes):
        pair = chance.sample(codes_of(home), 2)
        for at, code in enumerate(pair):
            if chance.random() < noise:  # something else is read in place of it, or in between
                other = chance.choice(sorted({*Sort} - {Sort.WRONG}))
                wrong = chance.choice(
                    [
                        REFUSED,
                        Code(f"{NOBODYS} {chance.randrange(10**6)}", other),
                        Code(f"{FOREIGN} {chance.randrange(10**6)}", code.sort),
                    ]
                )
                scan(wrong)
                if FOREIGN in wrong.text:
                    other = pair[1 - at]
                    if at == 0:
                        scan(other)
                    again = chance.choice([[code], [code, other], [other, code], []])
                    is_late = chance.random() < 0.5
                    for n, each in enumerate(again):
                        was_refused = scan(each).took is ScanOutcome.AGAIN and each is pair[0]
                        if n == 0 and not (is_late and was_refused):
                            desk.answer_of_pair()
                    break
                if chance.random() < 0.4:
                    continue  # not noticed: the code itself is never scanned
            step = scan(code)
            if step.took is ScanOutcome.UNSURE and chance.random() < looks:
                first = desk.hand.first
                if first is not None and home_of(first) == str(home):
                    scan(first)
    desk.answer(every=True)
    wrong = [
        f"{one.text} and {other.text} are {pair.standing} after: {', '.join(told)}"
        for pair in desk.pairs
        if pair.standing in ("ready", "waiting")
        for one, other in [pair.codes]
        if home_of(one) != home_of(other)
    ]
    return desk, wrong


def followed(chance: random.Random, homes: int) -> tuple[Client, list[str]]:
    """One walk of somebody who does what the banner says; what is not paired at the end."""
    desk = Client(chance, 1.0)
    noise = chance.choice([0.0, 0.1, 0.4])
    for home in range(homes):
        for code in _until_paired(desk, home, chance):
            if chance.random() < noise:
                desk.scan(chance.choice([REFUSED, Code(f"{NOBODYS} {home}", Sort.CARD)]))
                desk.answer()
            desk.scan(code)
            desk.answer()
    paired = {
        home_of(pair.codes[0])
        for pair in desk.pairs
        if pair.standing in ("ready", "aside") and home_of(pair.codes[0]) == home_of(pair.codes[1])
    }
    missing = sorted({str(home) for home in range(homes)} - paired)
    return desk, [f"home {home} is not paired" for home in missing]


def _until_paired(desk: Client, home: int, chance: random.Random) -> Iterator[Code]:
    """The code that is asked for next, until the pair of `home` is saved."""
    order = chance.sample(codes_of(home), 2)
    for _ in range(40):
        if any({each.key for each in order} == {each.key for each in pair.codes}
               and pair.standing != "gone" for pair in desk.pairs):  # fmt: skip
            return
        first, second = desk.hand.first, desk.hand.second
        if second is not None and first is not None:
            yield first if home_of(first) == home_of(second) == str(home) else order[0]
        elif first is not None and home_of(first) == str(home):
            yield next(code for code in order if code.sort is not first.sort)
        else:
            yield order[0]


def tried(walks: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Walk; return what became of the scans, and a sentence for each mistake."""
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(walks):
        for walk in (walked, followed):
            desk, mistakes = walk(chance, chance.randint(1, 6))
            counts += desk.steps
            counts[f"{walk.__name__} walks"] += 1
            counts["pairs ready"] += sum(pair.standing == "ready" for pair in desk.pairs)
            wrong += mistakes
    return counts, wrong


def main(walks: int, seed: int) -> int:
    counts, wrong = tried(walks, seed)
    print("\n".join(wrong[:20]))
    print(f"{', '.join(f'{n} {what}' for what, n in sorted(counts.items()))}; {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(numbers + [50_000, 12][len(numbers) :])))
