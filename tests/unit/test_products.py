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
    in_turn,
    one_case_each,
    one_family,
    one_family_each,
    short,
    some,
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


def test_of_each_case_another_one_is_tried_in_turn() -> None:
    made = in_turn(one_family([("a", "sdp2"), ("a", "opf"), ("b", "opf")], "a".__eq__), [1, 2], str)
    assert [case.id for case in made] == ["a-sdp2-1", "a-sdp2-2", "a-opf-1", "a-opf-2",
                                          "b-opf-1", "b-opf-2"]  # fmt: skip
    assert [case.id for case in made if not _left_out(case)] == ["a-opf-2", "b-opf-1"]


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
    """A test with parameters, in a folder."""

    folder: str = "services"

    @property
    def path(self) -> Path:
        return Path("tests", self.folder, "test_it.py")


def cases(*values: Any, name: str = "test", **more: Any) -> list[Any]:
    return [
        ACase(name, {"case": value, "family": family}, **more)
        for value in values
        for family in FAMILIES
    ]


def test_of_a_test_one_case_is_tried_on_each_family_and_not_the_same() -> None:
    items = [item for n in range(20) for item in cases(*"abcde", name=f"test_{n}")]
    kept, out = one_case_each(items)
    assert (len(kept), len(kept + out)) == (40, len(items))
    for n in range(20):
        own = [item.params for item in kept if item.name == f"test_{n}"]
        assert {one["family"] for one in own} == set(FAMILIES)
        assert len({one["case"] for one in own}) == 2
    assert {item.params["case"] for item in kept} == set("abcde")
    assert one_case_each(items)[0] == kept


def test_without_a_family_it_is_one_case_and_a_test_without_cases_stays() -> None:
    items: list[Any] = [ACase("one", {"case": n}) for n in range(5)] + [ACase("two", {})]
    kept, _ = one_case_each(items)
    assert [item.name for item in kept] == ["one", "two"]


def test_what_is_quick_or_marked_is_tried_whole() -> None:
    for items in (
        cases(*"abc", folder="unit"),
        cases(*"abc", marks={"every_case"}),
    ):
        assert one_case_each(items) == (items, [])
