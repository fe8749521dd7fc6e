"""Products of cases: the suite tries some in which every value stands, a command tries them all.

    @pytest.mark.parametrize(("case", "family"), short(product(CASES, FAMILIES)))

A module with `pytestmark = pytest.mark.alike` holds what is the same on both families: each of its
tests is tried on one of them, unless it names the family. A test marked so itself is tried on one
in any case. The choice is the same in every run.

A test of the slow folders that is parametrised more than once is a product too (`thinned`): of two
lists it is tried with every value of each, of three or more with every two values. A list of
tuples counts once: what stands together there was chosen. `@pytest.mark.every_case` tries them all.

A single list is made shorter where the rest of it is tried elsewhere too (`few`, `one_family`).

`python -m tests.torture.products` runs the tests that use any of these, with nothing left out.
"""

import inspect
import os
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Set
from functools import cache
from itertools import combinations
from typing import Any, Final, TypeVar

import pytest

WHOLE: Final = "SMSTUI_WHOLE_PRODUCTS"
"""Set in the environment, nothing is left out."""

FAMILIES: Final = ("sdp2", "opf")

SLOW_FOLDERS: Final = ("console", "contracts", "services", "torture")

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


def thinned(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What is tried, and what is left out, of the products that stacked parameters make."""
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.path.parent.name in SLOW_FOLDERS and not item.get_closest_marker("every_case"):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    out: set[pytest.Item] = set()
    for each in tests.values():
        cases = [(*_places(item), item) for item in each] if len(each) > 2 else []
        if cases and len(cases[0]) > 2:
            chosen = short(cases, pairs=len(cases[0]) > 3, places=len(cases[0]) - 1)
            out |= set(each) - {case[-1] for case in chosen}
    return [item for item in items if item not in out], [item for item in items if item in out]


def _places(item: pytest.Item) -> list[str]:
    """The values of a test by what chose them: a list of parameters, or a fixture."""
    params = dict((getattr(item, "callspec", None) and item.callspec.params) or {})  # type: ignore[attr-defined]
    together = [_names(mark) for mark in item.iter_markers("parametrize")]
    alone = [[name] for name in params if not any(name in names for names in together)]
    return [_told([params[name] for name in names]) for names in (*together, *sorted(alone))]


def _names(mark: pytest.Mark) -> list[str]:
    named = mark.args[0] if mark.args else mark.kwargs["argnames"]
    return [name.strip() for name in named.split(",")] if isinstance(named, str) else list(named)


def _told(values: Iterable[Any]) -> str:
    """Text that is the same for the same values; that of an object may be its place in memory."""
    simple = (str, bytes, int, float, tuple, type(None))
    return " ".join(repr(one) if isinstance(one, simple) else f"@{id(one)}" for one in values)


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
    params = getattr(item, "callspec", None) and item.callspec.params  # type: ignore[attr-defined]
    named = [name for name, value in (params or {}).items() if value in FAMILIES]
    if len(named) != 1:
        return None
    marked = any(mark.name == "alike" for mark in item.own_markers)
    if not marked and _names_the_family(item.function):  # type: ignore[attr-defined]
        return None
    return repr({name: value for name, value in params.items() if name != named[0]})


@cache
def _names_the_family(function: Callable[..., Any]) -> bool:
    return "family" in inspect.getsource(function)
