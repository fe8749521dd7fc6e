"""Products of cases: the suite tries some in which every value stands, a command tries them all.

    @pytest.mark.parametrize(("case", "family"), short(product(CASES, FAMILIES)))

The choice is the same in every run. `python -m tests.torture.products` runs the tests that use
this with nothing left out.
"""

import os
import random
from collections.abc import Iterable, Set
from itertools import combinations
from typing import Any, Final, TypeVar

WHOLE: Final = "SMSTUI_WHOLE_PRODUCTS"
"""Set in the environment, nothing is left out."""

T = TypeVar("T")


def short(cases: Iterable[T], *, pairs: bool = False) -> list[T]:
    """A few of `cases` in which each value of each place stands at least once.

    With `pairs` each two values that stand together anywhere do so in what is chosen. A case is a
    tuple or a `pytest.param`.
    """
    every = list(cases)
    if os.environ.get(WHOLE):
        return every
    shown = [_shown(case, 2 if pairs else 1) for case in every]
    left = set().union(*shown)
    order = list(range(len(every)))
    random.Random(len(every)).shuffle(order)
    chosen: list[int] = []
    while left:
        best = max(order, key=lambda at: len(left & shown[at]))
        chosen.append(best)
        left -= shown[best]
    return [every[at] for at in sorted(chosen)]


def _shown(case: Any, together: int) -> Set[Any]:
    """What is tried by a case: its values by their places, or its pairs of them."""
    values = enumerate(map(repr, getattr(case, "values", case)))
    return set(combinations(values, together))
