"""The short form of a product leaves no value out, and the whole leaves nothing out."""

from itertools import combinations, product

import pytest

from tests.support.products import WHOLE, short

SIZES = [(2, 2), (9, 4, 2), (6, 5, 4, 3), (12, 1, 2)]


@pytest.fixture(autouse=True)
def _in_the_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WHOLE, raising=False)


def whole(sizes: tuple[int, ...]) -> list[tuple[str, ...]]:
    return list(
        product(*([f"{place}-{n}" for n in range(size)] for place, size in enumerate(sizes)))
    )


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_value_stands_in_the_short_form(sizes: tuple[int, ...]) -> None:
    chosen = short(whole(sizes))
    assert {value for case in chosen for value in case} == {
        value for case in whole(sizes) for value in case
    }
    assert len(chosen) == max(sizes)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_with_pairs_every_two_values_stand_together(sizes: tuple[int, ...]) -> None:
    def together(cases: list[tuple[str, ...]]) -> set[tuple[str, str]]:
        return {two for case in cases for two in combinations(case, 2)}

    chosen = short(whole(sizes), pairs=True)
    assert together(chosen) == together(whole(sizes))
    assert len(chosen) <= 1.5 * max(one * other for one, other in combinations(sizes, 2))


def test_params_and_values_without_a_hash_are_cases_too() -> None:
    cases = [pytest.param({"a": n}, family, id=f"{n}") for n in range(5) for family in "xy"]
    chosen = short(cases)
    assert [case for case in cases if case in chosen] == chosen
    assert {case.values[1] for case in chosen} == {"x", "y"}
    assert len(chosen) == 5


def test_the_choice_is_always_the_same_and_the_whole_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cases = whole((6, 5, 4))
    assert short(cases) == short(cases)
    monkeypatch.setenv(WHOLE, "1")
    assert short(cases) == cases
    assert short([]) == []
