"""A field that an answer names twice: an empty twin wipes nothing, two values are named."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from smstui.config.families import Sdp2Settings
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.record import Record
from smstui.platforms import json_document
from smstui.platforms.catalogue import Catalogue
from smstui.platforms.documents import is_empty
from smstui.platforms.opf.bodies import key_of
from smstui.platforms.overrides import catalogue_of
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.account_model import account_model
from tests.support.foreign_site import element
from tests.support.foreign_site import envelope as soap
from tests.unit.test_platforms_spelling import KINDS

FAMILIES = ("sdp2", "opf")
CATALOGUES = {family: catalogue_of(family, {}, "test") for family in FAMILIES}
EMPTY: list[Any] = [None, "", "  \n", {}, {"x": None}, {"x": {"y": " "}}]
NOT_IDS = ["None", "null", "NIL", " none "]


def own_names(known: Catalogue, record: str, field: str) -> list[str]:
    others = {name.casefold() for name in known.stand_ins.get(record, ())}
    return [name for name in known.records[record][field] if name.casefold() not in others]


def spelled(name: str) -> list[str]:
    """A name in several letter cases; of a path, its last part."""
    head, dot, last = name.rpartition(".")
    cases = dict.fromkeys((last, last.lower(), last.upper(), last.swapcase()))
    return [f"{head}{dot}{each}" for each in cases]


def fields() -> Iterator[tuple[str, str, str]]:
    for family, known in CATALOGUES.items():
        for record, names in known.records.items():
            if record in KINDS:
                kept = KINDS[record].model_fields
                yield from ((family, record, each) for each in names if each.split(".")[0] in kept)


VALUES: list[tuple[Any, Any]] = [
    ("SUP", "NOR"), ("true", "false"), ("17", "18"), ("2026-01-01", "2027-02-02"),
    ({"city": "Delft"}, {"city": "Krakow"}),
]  # fmt: skip
"""Two values each; one pair of them suits every field there is."""


@cache
def values_for(family: str, record: str, field: str) -> tuple[Any, Any]:
    """Two values that the field can hold."""
    (name, *_) = own_names(CATALOGUES[family], record, field)
    for pair in VALUES:
        found = [read(family, record, [(name, value)]) for value in pair]
        if not any(each.unreadable or held(each, field) in (None, ()) for each in found):
            return pair
    raise AssertionError(f"no value suits {record}.{field}")


def read(family: str, record: str, pairs: list[tuple[str, Any]]) -> Record:
    """The record of an answer with `pairs` in this order; dotted names are paths."""
    known = CATALOGUES[family]
    if family == "sdp2":
        inner = "".join(as_path(name, value) for name, value in pairs)
        (node,) = envelope.read(soap(f"<return>{inner}</return>").encode())  # type: ignore[misc]
    else:
        node = json_document.parse(as_object(pairs).encode())
    return known.spellings[record].read(KINDS[record], node)


def as_path(name: str, value: Any) -> str:
    head, _, last = name.rpartition(".")
    inner = element(last, value)
    for outer in reversed(head.split(".") if head else []):
        inner = f"<{outer}>{inner}</{outer}>"
    return inner


def as_object(pairs: list[tuple[str, Any]]) -> str:
    """JSON by hand: a nested twin stands in the same object, as its path says."""
    (head, *rest) = {name.rpartition(".")[0] for name, _ in pairs}
    if rest:  # different places: each name is an object of its own
        return "{" + ",".join(as_object([pair])[1:-1] for pair in pairs) + "}"
    said = ",".join(
        f"{json.dumps(name.rpartition('.')[2])}:{json.dumps(value)}" for name, value in pairs
    )
    text = f"{{{said}}}"
    for outer in reversed(head.split(".") if head else []):
        text = f"{{{json.dumps(outer)}:{text}}}"
    return text


def held(record: Record, field: str) -> Any:
    value: Any = record
    for name in field.split("."):
        value = getattr(value, name) if value is not None else None
    return value


def twins(family: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Every pair of spellings that are two keys of one answer; in XML also the same one twice."""
    every = [each for name in names for each in spelled(name)]
    for one in every[:4]:
        for other in every:
            nested = {one.rpartition(".")[0], other.rpartition(".")[0]}
            if one == other and family == "opf":
                continue  # the same key twice is refused as a whole
            if family == "opf" and len({each.partition(".")[0] for each in nested}) < len(nested):
                continue  # two places in one object cannot be written as two objects
            yield one, other


@pytest.mark.parametrize(("family", "record", "field"), fields())
def test_an_empty_twin_never_wipes_a_value(family: str, record: str, field: str) -> None:
    names = own_names(CATALOGUES[family], record, field)
    value, _ = values_for(family, record, field)
    alone = held(read(family, record, [(names[0], value)]), field)
    nothing = EMPTY + (NOT_IDS if field in ("uid", "casn", "smartcard_id", "box_uid") else [])
    for full, empty in twins(family, names):
        for none in nothing:
            for pairs in ([(full, value), (empty, none)], [(empty, none), (full, value)]):
                found = read(family, record, pairs)
                assert held(found, field) == alone, pairs
                assert not found.unreadable, pairs


@pytest.mark.parametrize(("family", "record", "field"), fields())
def test_two_different_values_are_named(family: str, record: str, field: str) -> None:
    names = own_names(CATALOGUES[family], record, field)
    values = values_for(family, record, field)
    for one, other in twins(family, names):
        for first, second in (values, values[::-1]):
            pairs = [(one, first), (other, second)]
            found = read(family, record, pairs)
            assert field.partition(".")[0] in found.unreadable, pairs
            assert held(found, field) in (None, ()), pairs


@pytest.mark.parametrize(("family", "record", "field"), fields())
def test_the_same_value_twice_is_that_value(family: str, record: str, field: str) -> None:
    names = own_names(CATALOGUES[family], record, field)
    value, _ = values_for(family, record, field)
    for one, other in twins(family, names):
        found = read(family, record, [(one, value), (other, value)])
        assert held(found, field) not in (None, ()), (one, other)
        assert not found.unreadable


def test_an_object_that_is_empty_takes_nothing_from_the_other() -> None:
    full = '"accountProfile":{"id":"gold"}'
    for empty in ("null", "{}", '{"id":null}', '{"id":" "}'):
        for text in (
            f'{{{full},"AccountProfile":{empty}}}',
            f'{{"ACCOUNTPROFILE":{empty},{full}}}',
        ):
            node = json_document.parse(text.encode())
            assert CATALOGUES["opf"].spellings["account"].find("profile.uid", node) == "gold"
    twice = "<return><account><uid>77</uid></account><account/></return>"
    (node,) = envelope.read(soap(twice).encode())  # type: ignore[misc]
    assert CATALOGUES["sdp2"].spellings["box"].find("account_uid", node) == "77"


@pytest.mark.parametrize("none", EMPTY, ids=repr)
@pytest.mark.parametrize("first", [True, False])
def test_a_whole_object_goes_back_without_empty_twins(none: Any, first: bool) -> None:
    pairs = [("smartCardId", "0077"), ("smartcardID", none)]
    wire = json_document.parse(json.dumps(dict(pairs if first else pairs[::-1])).encode())
    assert wire == {"smartCardId": "0077"}
    assert key_of(wire, ("smartCardId",)) == "smartCardId"


@pytest.mark.parametrize("none", [None, "", {}])
def test_a_value_is_written_where_it_is_read(none: Any) -> None:
    for wire in ({"id": none, "_id": "7"}, {"_id": none, "id": "7"}):
        assert not is_empty(wire[key_of(wire, ("_id", "id"))])
    both = json_document.parse(b'{"smartcardid":null,"smartCardId":""}')
    both[key_of(both, ("smartCardId",))] = "0078"
    assert CATALOGUES["opf"].spellings["box"].find("smartcard_id", both) == "0078"


SETTINGS = Sdp2Settings(base_url="http://127.0.0.1:1", username="desk")  # type: ignore[arg-type]


@pytest.mark.parametrize("none", EMPTY, ids=repr)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    ("one", "other"),
    [("lastName", "lastname"), ("city", "CITY"), ("postCode", "postcode"), ("city", "city")],
)
def test_an_empty_twin_takes_nothing_from_the_account_that_is_written(
    none: Any, first: bool, one: str, other: str
) -> None:
    pairs = [(one, "Byron"), (other, none)]
    inner = "".join(element(*pair) for pair in (pairs if first else pairs[::-1]))
    (node,) = envelope.read(soap(f"<return>{inner}</return>").encode())  # type: ignore[misc]
    model = account_model(node, {"status": "ACTIVE"}, CATALOGUES["sdp2"], SETTINGS)
    assert model == {one: "Byron", "status": "ACTIVE"}


def test_two_values_are_not_written_as_one() -> None:
    node = {"lastName": "Byron", "lastname": "King"}
    with pytest.raises(RefusedHere, match="lastName"):
        account_model(node, {"status": "ACTIVE"}, CATALOGUES["sdp2"], SETTINGS)
