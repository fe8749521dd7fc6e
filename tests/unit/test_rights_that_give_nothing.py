"""A right that would give nothing, or another product than was meant, is refused."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.changes import rights
from smstui.domain.changes.context import PlanContext
from smstui.domain.changes.refusal import RefusedHere
from tests.unit.test_changes_domain import NOW
from tests.unit.test_plans_on_unknown_words import opf, refused


def skewed(skew: timedelta) -> PlanContext:
    at = opf()
    return PlanContext(at.policy, at.lacking, at.bundle.model_copy(update={"skew": skew}))


@given(st.integers(-5_000, 5_000), st.integers(-300, 300))
def test_an_end_that_is_over_by_the_platforms_clock_is_refused(hours: int, skew: int) -> None:
    ground = skewed(timedelta(hours=skew))
    until = ground.bundle.read_at + timedelta(hours=hours)
    ask = (ground, "p-31", "SUBSCRIPTION", None, until)
    if hours <= skew:
        refused("over already", rights.plan_add_right, *ask)
    else:
        assert rights.plan_add_right(*ask).steps


@pytest.mark.parametrize("product", ["p-31,p-32", "p-31,", ",", "p-31, p-32,p-33"])
@pytest.mark.parametrize("until", [None, NOW + timedelta(days=9)])
def test_a_list_is_no_product(product: str, until: datetime | None) -> None:
    with pytest.raises(RefusedHere, match="one product"):
        rights.plan_add_right(opf(), product, "SUBSCRIPTION", None, until)
