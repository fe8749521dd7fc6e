"""Products of cases: the suite tries some in which every value stands, a command tries them all.

    @pytest.mark.parametrize(("case", "family"), short(product(CASES, FAMILIES)))

A module with `pytestmark = pytest.mark.alike` holds what is the same on both families: each of its
tests is tried on one of them, unless it names the family. A test marked so itself is tried on one
in any case. The choice is the same in every run.

Of a test of the slow folders one case is tried on each family (`one_case_each`), unless it is
marked `@pytest.mark.every_case`.

A single list is made shorter where the rest of it is tried elsewhere too (`few`, `one_family`,
`in_turn`).

`python -m tests.torture.products` runs the tests that use any of these, with nothing left out.
"""

import inspect
import os
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache
from itertools import combinations
from typing import Any, Final, TypeVar

import pytest

WHOLE: Final = "SMSTUI_WHOLE_PRODUCTS"
"""Set in the environment, nothing is left out."""

FAMILIES: Final = ("sdp2", "opf")

SLOW_FOLDERS: Final = ("console", "services", "torture")

T = TypeVar("T")


def short(cases: Iterable[T], *, pairs: bool = False, places: int | None = None) -> list[T]:
    """A few of `cases` in which each value of each place stands at least once.

    With `pairs` each two values that stand together anywhere do so in what is chosen. A case is a
    tuple or a `pytest.param`; with `places` only so many of its first count.
    """
    every = list(cases)
    if os.environ.get(WHOLE):
        return every
    shown = [_shown(case, 2 if pairs else 1, places) for case in every]
    left = set().union(*shown)
    order = list(range(len(every)))
    random.Random(len(every)).shuffle(order)
    chosen: list[int] = []
    tried = Counter(dict.fromkeys(left, 0))
    while left:
        # Most that is new; of equals the one whose values were tried least.
        best = max(
            order, key=lambda at: (len(left & shown[at]), -sum(tried[each] for each in shown[at]))
        )
        chosen.append(best)
        left -= shown[best]
        tried.update(shown[best])
    return [every[at] for at in sorted(chosen)]


def some(cases: Iterable[T], most: int) -> list[T]:
    """`most` of `cases`, always the same ones."""
    every = list(cases)
    if os.environ.get(WHOLE) or len(every) <= most:
        return every
    return random.Random(len(every)).sample(every, most)


def few(cases: Iterable[Any], most: int) -> list[Any]:
    """All of `cases` for `parametrize`, of which the suite tries `most`, always the same ones.

    The rest is collected and left out (`whole_ones`): its pictures are made, and its id runs it.
    """
    every = list(cases)
    kept = set(random.Random(len(every)).sample(range(len(every)), min(most, len(every))))
    return [case if at in kept else _of_the_whole(case) for at, case in enumerate(every)]


def one_family(cases: Iterable[tuple[Any, str]], alike: Callable[[Any], bool]) -> list[Any]:
    """All of `cases`, pairs with a family; of those `alike` the suite tries one family, in turn."""
    every = list(cases)
    on_both = [case for case in dict.fromkeys(case for case, _ in every)
               if alike(case) and all((case, family) in every for family in FAMILIES)]  # fmt: skip
    left_out = {(case, FAMILIES[turn % 2]) for turn, case in enumerate(on_both)}
    return [_of_the_whole(pair) if pair in left_out else pair for pair in every]


def in_turn(cases: Iterable[Any], others: Sequence[Any], told: Callable[[Any], str]) -> list[Any]:
    """All of `cases` with each of `others`; the suite tries each case with one of them, in turn.

    `told` names one of `others` in the id of a case, behind the values of the case.
    """
    made = []
    for at, case in enumerate(cases):
        values = getattr(case, "values", case)
        whole = getattr(case, "marks", ())
        for n, other in enumerate(others):
            marks = whole or (() if n == at % len(others) else (pytest.mark.whole,))
            made.append(
                pytest.param(*values, other, id="-".join([*values, told(other)]), marks=marks)
            )
    return made


def _of_the_whole(case: Any) -> Any:
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.whole)


def whole_ones(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What is tried, and what is left out: cases that only the whole has (`few`, `one_family`)."""
    out = {item for item in items if item.get_closest_marker("whole")}
    return [item for item in items if item not in out], [item for item in items if item in out]


def _shown(case: Any, together: int, places: int | None) -> Set[Any]:
    """What is tried by a case: its values by their places, or its pairs of them."""
    values = enumerate(map(repr, getattr(case, "values", case)[:places]))
    return set(combinations(values, together))


def one_case_each(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What is tried, and what is left out: of a test of the slow folders one case on each family.

    On the other family it is another case, where there is more than one. `every_case` keeps all.
    """
    tests: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        if item.path.parent.name in SLOW_FOLDERS and not item.get_closest_marker("every_case"):
            params = _params(item)
            family = " ".join(params[name] for name in _families(params))
            tests.setdefault((item.nodeid.partition("[")[0], family), []).append(item)
    chosen = {
        cases[(zlib.crc32(test.encode()) + (family == FAMILIES[-1])) % len(cases)]
        for (test, family), cases in tests.items()
    }
    out = {item for cases in tests.values() for item in cases} - chosen
    return [item for item in items if item not in out], [item for item in items if item in out]


def _params(item: pytest.Item) -> dict[str, Any]:
    return (getattr(item, "callspec", None) and item.callspec.params) or {}  # type: ignore[attr-defined]


def _families(params: dict[str, Any]) -> list[str]:
    """The names of those parameters whose value is a family."""
    return [name for name, value in params.items() if value in FAMILIES]


def one_family_each(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What is tried, and what is left out: of a test marked `alike` one family, half of them each.

    With other parameters both families are seen, in turn. A test that names the family in its text
    is tried on both, unless it is marked itself.
    """
    twins: dict[tuple[str, str], list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("alike") and (rest := _but_for_the_family(item)) is not None:
            twins.setdefault((item.nodeid.partition("[")[0], rest), []).append(item)
    turns: Counter[str] = Counter()
    out: set[pytest.Item] = set()
    for (test, _), both in twins.items():
        if len(both) == len(FAMILIES):
            out.add(both[(zlib.crc32(test.encode()) + turns[test]) % 2])
            turns[test] += 1
    return [item for item in items if item not in out], [item for item in items if item in out]


def _but_for_the_family(item: pytest.Item) -> str | None:
    """The parameters of a test without its family; None where it is tried on both in any case."""
    params, named = _params(item), _families(_params(item))
    if len(named) != 1:
        return None
    marked = any(mark.name == "alike" for mark in item.own_markers)
    if not marked and _names_the_family(item.function):  # type: ignore[attr-defined]
        return None
    return repr({name: value for name, value in params.items() if name != named[0]})


@cache
def _names_the_family(function: Callable[..., Any]) -> bool:
    return "family" in inspect.getsource(function)
