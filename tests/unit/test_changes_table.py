"""The whole of design.md §3's table: each cell, provable and not, one step and several.

The table is written here by hand. Facts, values and ids are made by a generator, so that no cell
depends on what the facts are called.
"""

import itertools
import random
import string
from collections.abc import Iterator, Sequence

import pytest

from smstui.domain.changes.facts import UNTOLD, Fact, StateSnapshot
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Step, Write
from smstui.domain.changes.verdict import (
    DONE,
    SO_FAR,
    Answer,
    Outcome,
    Seen,
    StepResult,
    Verdict,
    of_change,
    seen,
    verdict,
)

TABLE = """
             refusal                acknowledgement   no answer
applied      verified               verified          verified
untouched    refused-by-platform    not-verified      not-applied
mixed        partial                partial           partial
other        refused-by-platform    not-verified      unknown
unreadable   unknown, open          unknown, open     unknown, open
"""


def cells() -> Iterator[tuple[Answer, Seen, Verdict]]:
    heads, *lines = TABLE.strip("\n").splitlines()
    answers = ("refusal", "acknowledgement", "no answer")
    columns = [heads.index(answer) for answer in answers]
    for line in lines:
        sight = Seen(line.split()[0])
        for answer, begin, end in zip(answers, columns, (*columns[1:], None), strict=True):
            word, _, opened = line[begin:end].strip().partition(", ")
            yield Answer(answer), sight, Verdict(Outcome(word), opened == "open")


CELLS = tuple(cells())


def test_the_table_has_every_answer_and_every_sight() -> None:
    assert {(answer, sight) for answer, sight, _ in CELLS} == set(itertools.product(Answer, Seen))


@pytest.mark.parametrize(("answer", "sight", "must"), CELLS, ids=str)
def test_each_cell(answer: Answer, sight: Seen, must: Verdict) -> None:
    assert verdict(answer, sight) == must


def test_only_what_cannot_be_read_stays_open() -> None:
    for answer, sight in itertools.product(Answer, Seen):
        assert verdict(answer, sight).open is (sight is Seen.UNREADABLE)


def test_no_answer_decides_what_is_there_as_planned_or_by_half() -> None:
    for sight in (Seen.APPLIED, Seen.MIXED, Seen.UNREADABLE):
        assert len({verdict(answer, sight) for answer in Answer}) == 1


def test_what_is_said_so_far_is_never_done() -> None:
    assert SO_FAR.isdisjoint(DONE)
    assert {Outcome.VERIFIED, Outcome.ACCEPTED} == DONE


# What two equal looks show

SEEDS = range(40)


def word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_uppercase, k=8))


def step_of(chance: random.Random, moving: int, still: int = 0) -> Step:
    """A step that moves some facts and leaves some; old and new value of a fact always differ."""
    facts = [Fact(word(chance), word(chance), word(chance)) for _ in range(moving + still)]
    before: dict[Fact, str | None] = {fact: f"old {word(chance)}" for fact in facts}
    after: dict[Fact, str | None] = dict(before)
    for fact in facts[:moving]:
        after[fact] = f"new {word(chance)}"
        empty = chance.choice(("old", "new", "neither"))
        if empty == "old":
            before[fact] = None
        elif empty == "new":
            after[fact] = None
    return Step(Write(Call.PAIR, word(chance)), "a step", before, after, ())


def moving_of(step: Step) -> list[Fact]:
    return [fact for fact in step.after if step.after[fact] != step.before[fact]]


def mixtures(step: Step) -> Iterator[StateSnapshot]:
    """Every way in which some facts are old and some are new."""
    moving = moving_of(step)
    for choice in itertools.product((step.before, step.after), repeat=len(moving)):
        if len({id(side) for side in choice}) == 2:
            told = {fact: side[fact] for fact, side in zip(moving, choice, strict=True)}
            yield {**step.before, **told}


@pytest.mark.parametrize("seed", SEEDS)
def test_all_new_is_applied_and_all_old_is_untouched(seed: int) -> None:
    chance = random.Random(seed)
    step = step_of(chance, chance.randint(1, 4), chance.randint(0, 2))
    assert seen(step, step.after) is Seen.APPLIED
    assert seen(step, step.before) is Seen.UNTOUCHED


@pytest.mark.parametrize("seed", SEEDS)
def test_each_fact_old_or_new_and_some_of_each_is_mixed(seed: int) -> None:
    chance = random.Random(seed)
    step = step_of(chance, chance.randint(2, 4), chance.randint(0, 2))
    found = {seen(step, now) for now in mixtures(step)}
    assert found == {Seen.MIXED}


@pytest.mark.parametrize("seed", SEEDS)
def test_one_fact_at_a_third_value_is_somebody_elses_work(seed: int) -> None:
    """Whatever the other facts show: never partial, never untouched, never applied."""
    chance = random.Random(seed)
    step = step_of(chance, chance.randint(1, 4))
    for fact in moving_of(step):
        for others in (step.before, step.after, *mixtures(step)):
            now = {**others, fact: f"third {word(chance)}"}
            assert seen(step, now) is Seen.OTHER


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fact_that_the_step_does_not_move_decides_nothing(seed: int) -> None:
    chance = random.Random(seed)
    step = step_of(chance, chance.randint(1, 3), still=2)
    left = [fact for fact in step.after if fact not in moving_of(step)]
    elsewhere = {fact: word(chance) for fact in left}
    assert seen(step, {**step.after, **elsewhere}) is Seen.APPLIED
    assert seen(step, {**step.before, **elsewhere}) is Seen.UNTOUCHED


@pytest.mark.parametrize("seed", SEEDS)
def test_a_card_that_does_not_say_its_box_contradicts_nothing_and_proves_nothing(
    seed: int,
) -> None:
    chance = random.Random(seed)
    box, card = Fact("box", word(chance), "card"), Fact("smartcard", word(chance), "box")
    number, uid = word(chance), word(chance)
    step = Step(
        Write(Call.PAIR, uid), "pair", {box: None, card: None}, {box: number, card: uid}, ()
    )
    assert seen(step, {box: number, card: UNTOLD}) is Seen.APPLIED
    assert seen(step, {box: None, card: UNTOLD}) is Seen.OTHER, "it is in some other box"
    assert seen(step, {box: word(chance), card: UNTOLD}) is Seen.OTHER


@pytest.mark.parametrize("seed", SEEDS)
def test_a_link_that_left_one_end_and_did_not_reach_the_other_is_half_of_it(seed: int) -> None:
    chance = random.Random(seed)
    old, new, number = word(chance), word(chance), word(chance)
    at_old, at_new = Fact("box", old, "card"), Fact("box", new, "card")
    in_card = Fact("smartcard", number, "box")
    step = Step(
        Write(Call.SWAP_BOX, old),
        "swap",
        {at_old: number, at_new: None, in_card: old},
        {at_old: None, at_new: number, in_card: new},
        (),
    )
    assert seen(step, {at_old: None, at_new: None, in_card: None}) is Seen.MIXED
    assert seen(step, {at_old: None, at_new: None, in_card: word(chance)}) is Seen.OTHER
    status = Fact("account", old, "status")
    move = Step(Write(Call.ACCOUNT_STATUS, old), "a", {status: "ACTIVE"}, {status: "SUSPENDED"}, ())
    assert seen(move, {status: None}) is Seen.OTHER, "a status is no link"


def test_a_step_without_facts_shows_nothing() -> None:
    step = step_of(random.Random(1), 0, 3)
    assert seen(step, step.after) is Seen.UNTOUCHED


# Several steps

STOPS = tuple(outcome for outcome in Outcome if outcome not in DONE)


def results(*outcomes: Outcome) -> list[StepResult]:
    return [StepResult(n, outcome=outcome) for n, outcome in enumerate(outcomes, start=1)]


def every_run(most: int) -> Iterator[tuple[int, Sequence[Outcome]]]:
    """Every way in which a change of up to `most` steps can end."""
    for steps in range(1, most + 1):
        for done in range(steps + 1):
            for before in itertools.product(sorted(DONE), repeat=done):
                if done == steps:
                    yield steps, before
                else:
                    for last in STOPS:
                        yield steps, (*before, last)


def must_be(steps: int, outcomes: Sequence[Outcome]) -> Outcome:
    """design.md §3, "Several steps", sentence by sentence."""
    if len(outcomes) == steps and all(each is Outcome.VERIFIED for each in outcomes):
        return Outcome.VERIFIED
    if len(outcomes) == steps and all(each in DONE for each in outcomes):
        return Outcome.ACCEPTED
    if outcomes[-1] is Outcome.UNKNOWN:
        return Outcome.UNKNOWN
    if not any(each in DONE for each in outcomes):
        return outcomes[-1]
    return Outcome.PARTIAL


RUNS = tuple(every_run(4))


@pytest.mark.parametrize(("steps", "outcomes"), RUNS, ids=str)
def test_each_run_of_steps(steps: int, outcomes: Sequence[Outcome]) -> None:
    assert of_change(results(*outcomes), steps) is must_be(steps, outcomes)


def test_a_change_without_a_result_is_unknown() -> None:
    assert of_change([], 1) is Outcome.UNKNOWN
    assert of_change([StepResult(1)], 1) is Outcome.UNKNOWN


def test_a_step_that_is_only_begun_hides_no_earlier_one() -> None:
    """The process was killed while its second step was being made ready."""
    begun = [*results(Outcome.VERIFIED), StepResult(2)]
    assert of_change(begun, 2) in (Outcome.PARTIAL, Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("acknowledged", "answer"),
    [(None, Answer.NO_ANSWER), (True, Answer.ACKNOWLEDGEMENT), (False, Answer.REFUSAL)],
)
def test_a_result_remembers_its_answer(acknowledged: bool | None, answer: Answer) -> None:
    assert StepResult(1, acknowledged=acknowledged).answer is answer
