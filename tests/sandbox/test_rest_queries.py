"""List queries: the filter ANDs, the page is a page, what is malformed is refused."""

import json
from types import SimpleNamespace

import pytest

from smstui.sandbox.rest.bodies import ListQuery, RestRefusalError

ROWS = [SimpleNamespace(uid=str(n), even=n % 2 == 0, size=n) for n in range(10)]
READERS = {
    "uid": lambda row: row.uid,
    "even": lambda row: row.even,
    "size": lambda row: row.size,
}


def ask(**parameters: str) -> dict[str, object]:
    return ListQuery.read(parameters).answer(ROWS, READERS, lambda row: row.uid)


def test_every_field_of_a_filter_must_match() -> None:
    assert ask(filter='{"even":true}')["totalRecords"] == 5
    assert ask(filter='{"even":true,"uid":"4"}') == {"totalRecords": 1, "resourceSet": ["4"]}
    assert ask(filter='{"even":false,"uid":"4"}') == {"totalRecords": 0, "resourceSet": []}


def test_an_id_matches_as_text_and_as_the_number_it_spells() -> None:
    assert ask(filter='{"uid":4}')["resourceSet"] == ["4"]
    assert ask(filter='{"uid":"04"}')["resourceSet"] == []


def test_true_is_not_one() -> None:
    assert ask(filter='{"size":true}')["totalRecords"] == 0
    assert ask(filter='{"even":1}')["totalRecords"] == 0


def test_a_field_that_no_record_has_matches_nothing() -> None:
    assert ask(filter='{"colour":null}')["totalRecords"] == 0


def test_pages_count_from_one_and_the_total_counts_all() -> None:
    assert ask(limit="4", page="1") == {"totalRecords": 10, "resourceSet": ["0", "1", "2", "3"]}
    assert ask(limit="4", page="3") == {"totalRecords": 10, "resourceSet": ["8", "9"]}
    assert ask(limit="4", page="4") == {"totalRecords": 10, "resourceSet": []}


def test_limit_zero_gives_only_the_count() -> None:
    assert ask(limit="0", filter='{"even":true}') == {"totalRecords": 5, "resourceSet": []}


@pytest.mark.parametrize(
    "parameters",
    [
        {"filter": "{"},
        {"filter": "[]"},
        {"filter": '{"uid":["4"]}'},
        {"filter": "[" * 100_000},
        {"filter": "9" * 5_000},
        {"limit": "-1"},
        {"limit": "x"},
        {"limit": "9" * 5_000},
        {"page": "0"},
        {"page": "1.5"},
    ],
    ids=lambda parameters: json.dumps(parameters)[:30],
)
def test_a_malformed_query_is_a_bad_request(parameters: dict[str, str]) -> None:
    with pytest.raises(RestRefusalError) as refusal:
        ask(**parameters)
    assert (refusal.value.status, refusal.value.error_code) == (400, 1001)
