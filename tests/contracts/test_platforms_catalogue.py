"""The catalogue says how a platform is spoken; the code does not."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.platforms import catalogue
from smstui.platforms.catalogue import IN_A_CALL, Catalogue
from smstui.platforms.overrides import catalogue_of

ROOM = Path(catalogue.__file__).parent

OPERATIONS_OF_SDP2 = {
    "accountservice": "getByAccountNumber getByUID getAccountBySpecification getByOriginKeyAndId "
    "getAccByUserUID update",
    "deviceservice": "getDeviceByCASN getSetTopBoxByAccountUID getByUID getByNUID "
    "getMediaPlayerByAccountUID getMpById",
    "userservice": "getByAccountUID getByLoginId",
    "smartcardservice": "getBySmartcardId getByStbUid",
    "ottsessionservice": "getByAccountUID tearDown",
    "acquiredcontentlistservice": "getByAccountUID",
    "SMSDomain": "CreateAccount UpdateAccount CreateSetTopBox UpdateSetTopBox DeleteSetTopBox "
    "CreateSetTopBoxAndSmartCard Pair Unpair SwapDevice CreateSmartCard DeleteSmartCard "
    "SuspendSmartCard",
}
"""sdp2.md "Reads" and "Writes"; purgeAccount is left out because smstui does not offer it."""


BODIES = {"writer.py", "bodies.py", "new_records.py", "account_model.py"}
"""Where the documented bodies of changes are spelled; some fields are filters of reads as well."""


@pytest.fixture(params=["sdp2", "opf"])
def shipped(request: pytest.FixtureRequest) -> tuple[str, Catalogue]:
    return request.param, catalogue_of(request.param, {}, "test")


def words_in_code(family: str) -> Iterator[tuple[Path, str]]:
    """Every string of a family's adapter and of what both share, but no docstrings."""
    for path in [*ROOM.glob(f"{family}/*.py"), *ROOM.glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        told = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in told:
                continue
            if isinstance(node.value, str):
                yield path, node.value


def test_no_word_of_the_wire_stands_in_the_code(shipped: tuple[str, Catalogue]) -> None:
    family, known = shipped
    wire = {place.namespace for place in known.places.values()}
    wire |= {entry.operation for entry in known.operations.values()}
    wire |= {entry.path for entry in known.operations.values()}
    wire |= {name for place in known.places.values() for name in place.headers}
    asked = {name for entry in known.operations.values() for name in (*entry.filter, *entry.query)}
    wire |= {code for codes in known.codes.values() for code in codes}
    # Words of HTTP itself, of English, and the names of what a template is filled with.
    plain = {"", "Authorization", "update", "Pair", "fields", "token", "OK"} | IN_A_CALL
    said = {
        (path.name, word)
        for path, word in words_in_code(family)
        if word in (wire if path.name in BODIES else wire | asked) - plain
    }
    assert said == set()


def test_every_operation_of_the_contract_is_in_the_catalogue() -> None:
    known = catalogue_of("sdp2", {}, "test")
    there = {(entry.service, entry.operation) for entry in known.operations.values()}
    wanted = {
        (service, operation)
        for service, operations in OPERATIONS_OF_SDP2.items()
        for operation in operations.split()
    }
    assert wanted - there == set()


def test_every_entry_says_how_certain_it_is_and_where_it_comes_from(
    shipped: tuple[str, Catalogue],
) -> None:
    family, known = shipped
    for name, entry in known.operations.items():
        assert entry.mark in ("documented", "observed", "assumed"), name
        assert entry.source.startswith(("sdp2.md", "opf.md")), name
        assert entry.text, name
        if family == "opf" and not entry.unsupported:
            assert entry.path.startswith("/"), name
            assert entry.writes == (entry.method != "GET") or name == "token", name


def test_every_documented_entry_is_in_use_or_named_with_the_reason_why_not(
    shipped: tuple[str, Catalogue],
) -> None:
    family, known = shipped
    asked = {word for _, word in words_in_code(family)} | set(known.resolve.values())
    unused = {
        name
        for name, entry in known.operations.items()
        if entry.mark == "documented" and name not in asked and not entry.call
    }
    told = (ROOM / "README.md").read_text("utf-8").partition("**Documented and not in use.**")[2]
    table = told.partition("\n\n")[2].partition("\n\n")[0]
    assert {name for name in unused if f"`{name}`" not in table} == set()


def test_what_resolves_is_a_read_that_is_there(shipped: tuple[str, Catalogue]) -> None:
    _, known = shipped
    assert known.resolve
    for name in known.resolve.values():
        assert not known.entry(name).writes


def test_a_capability_is_unsupported_until_a_site_names_its_operation() -> None:
    assert catalogue_of("sdp2", {}, "test").entry("product-activation").unsupported
    named = {"product-activation": {"service": "SMSDomain", "operation": "ActivateProduct"}}
    entry = catalogue_of("sdp2", named, "test").entry("product-activation")
    assert not entry.unsupported
    assert entry.mark == "documented"
