"""The short form of a product leaves no value out, and the whole leaves nothing out."""

from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.products import (
    FAMILIES,
    WHOLE,
    few,
    one_family,
    one_family_each,
    short,
    some,
    thinned,
    whole_ones,
)

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


def test_some_are_as_many_and_always_the_same() -> None:
    assert len(some(range(40), 6)) == 6
    assert some(range(40), 6) == some(range(40), 6)
    assert some(range(4), 6) == [0, 1, 2, 3]


def _left_out(case: Any) -> bool:
    return any(mark.name == "whole" for mark in getattr(case, "marks", ()))


def test_of_a_list_few_are_tried_and_all_are_there() -> None:
    cases = few("abcdefgh", 3)
    assert [getattr(case, "values", (case,))[0] for case in cases] == list("abcdefgh")
    assert sum(map(_left_out, cases)) == 5
    assert list(map(_left_out, cases)) == list(map(_left_out, few("abcdefgh", 3)))
    assert few("ab", 3) == ["a", "b"]


def test_what_is_alike_stands_on_each_family_and_is_tried_on_one_in_turn() -> None:
    pairs = [(name, family) for name in "abcd" for family in FAMILIES] + [("own", "opf")]
    cases = one_family(pairs, lambda name: name != "d")
    assert [getattr(case, "values", case) for case in cases] == pairs
    tried = [case for case in cases if not _left_out(case)]
    assert sorted(name for name, _ in tried) == ["a", "b", "c", "d", "d", "own"]
    assert {family for name, family in tried if name in "abc"} == set(FAMILIES)


def test_what_only_the_whole_has_is_left_out() -> None:
    items: list[Any] = [AnItem("one", {}, marks={"whole"}), AnItem("two", {}, marks=set())]
    assert whole_ones(items) == (items[1:], items[:1])


def alike_on_both() -> None: ...
def of_each_family_its_own() -> None: ...


@dataclass(eq=False)
class AnItem:
    """As much of a test as is looked at."""

    name: str
    params: dict[str, Any]
    function: Any = alike_on_both
    marks: set[str] = field(default_factory=lambda: {"alike"})
    own_markers: list[Any] = field(default_factory=list)

    @property
    def nodeid(self) -> str:
        return f"tests/test_it.py::{self.name}[{self.params}]"

    @property
    def callspec(self) -> Any:
        return SimpleNamespace(params=self.params)

    def get_closest_marker(self, name: str) -> bool:
        return name in self.marks


def test_what_is_alike_is_tried_on_one_family_and_half_of_it_on_each() -> None:
    items: list[Any] = [
        AnItem(f"test_{n}", {"desk": family}) for n in range(40) for family in FAMILIES
    ]
    kept, out = one_family_each(items)
    assert sorted(map(id, kept + out)) == sorted(map(id, items))
    assert [item.name for item in kept] == [f"test_{n}" for n in range(40)]
    assert 10 < sum(item.params["desk"] == "sdp2" for item in kept) < 30


def test_with_other_parameters_both_families_are_seen_in_turn() -> None:
    items: list[Any] = [
        AnItem("test", {"desk": family, "key": key}) for family in FAMILIES for key in "abcd"
    ]
    kept, _ = one_family_each(items)
    assert sorted(item.params["key"] for item in kept) == list("abcd")
    assert [item.params["desk"] for item in kept].count("opf") == 2


def test_what_is_not_alike_or_names_the_family_is_tried_on_both() -> None:
    items: list[Any] = [
        *(AnItem("one", {"desk": family}, marks=set()) for family in FAMILIES),
        *(AnItem("two", {"desk": family}, of_each_family_its_own) for family in FAMILIES),
        AnItem("three", {"desk": "opf"}),
        AnItem("four", {"n": 1}),
        AnItem("five", {"desk": [], "family": {}}),
    ]
    assert one_family_each(items) == (items, [])


def test_what_names_the_family_and_is_marked_itself_is_tried_on_one() -> None:
    own = [pytest.mark.alike.mark]
    items: list[Any] = [
        AnItem("test", {"desk": family}, of_each_family_its_own, own_markers=own)
        for family in FAMILIES
    ]
    kept, out = one_family_each(items)
    assert [len(kept), len(out)] == [1, 1]


@dataclass(eq=False)
class ACase(AnItem):
    """A test with stacked parameters, in a folder."""

    folder: str = "services"
    stacked: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return Path("tests", self.folder, "test_it.py")

    def iter_markers(self, name: str) -> list[pytest.Mark]:
        return [getattr(pytest.mark, name)(names, []).mark for names in self.stacked]


def stacked(lists: dict[str, list[Any]], marks: frozenset[str] = frozenset(), **more: Any) -> Any:
    return [
        ACase("test", dict(zip(lists, values, strict=True)), marks=set(marks), **more)
        for values in product(*lists.values())
    ]


def test_of_two_lists_every_value_is_tried_and_of_three_every_two() -> None:
    two = {"rule": list("abcde"), "family": list(FAMILIES)}
    kept, out = thinned(stacked(two, stacked=("rule", "family")))
    assert (len(kept), len(out)) == (5, 5)
    assert {item.params["family"] for item in kept} == set(FAMILIES)
    three = {"rule": list("abcd"), "step": [{1: 2}, {3: 4}, {5: 6}], "family": list(FAMILIES)}
    kept, _ = thinned(stacked(three, stacked=("rule", "step")))  # the family is a fixture's
    told = [{f"{name} {value}" for name, value in item.params.items()} for item in kept]
    pairs = {frozenset(two) for each in told for two in combinations(each, 2)}
    assert len(pairs) == 4 * 3 + 4 * 2 + 3 * 2
    assert len(kept) < 24


def test_what_was_chosen_stays_and_so_does_what_is_quick_or_marked() -> None:
    two = {"rule": list("abc"), "family": list(FAMILIES)}
    for items in (
        stacked(two, stacked=("rule, family",)),
        stacked(two, stacked=("rule", "family"), folder="unit"),
        stacked(two, stacked=("rule", "family"), marks=frozenset({"every_case"})),
        stacked({"rule": list("abc")}, stacked=("rule",)),
    ):
        assert thinned(items) == (items, [])
