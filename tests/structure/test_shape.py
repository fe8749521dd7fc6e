"""The shape of the code that every change keeps."""

import re
from collections.abc import Iterator

import pytest

from tests.structure import __main__ as measured
from tests.structure import operations
from tests.structure.sources import PACKAGE, ROOT

RECORDS = {"MediaPlayer", "SetTopBox"}
"""Kinds of devices, which are kinds of records."""
MOST_FILES_OF_AN_OPERATION = 5
MOST_LATE_IMPORTS = 160
MOST_LINES_OF_THE_APP = 350


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go_of() -> Iterator[None]:
    """Let go of a million nodes, which every later test would carry along."""
    yield
    for source in measured.ALL:
        vars(source).pop("nodes", None)


def last_words(lines: list[str]) -> set[str]:
    """The names in lines such as `123 smstui.console.screens.lookup.LookupScreen`."""
    return {re.split(r"[ .]", line)[-1] for line in lines}


def test_no_module_imports_in_a_circle() -> None:
    assert measured._circles() == []


def test_no_class_has_too_many_methods_with_its_parents() -> None:
    assert measured._methods() == []


def test_inheritance_is_flat() -> None:
    assert last_words(measured._depth()) <= RECORDS


def test_no_class_exists_only_to_be_the_parent_of_one() -> None:
    assert measured.LISTS["parents"]() == []


def test_no_file_is_long() -> None:
    assert measured.LISTS["large"]() == []


def test_the_app_leaves_the_work_to_its_parts() -> None:
    (app,) = (source for source in measured.COUNTED if source.name == "smstui.console.app")
    assert app.lines <= MOST_LINES_OF_THE_APP


def test_few_imports_are_late() -> None:
    """One that is late keeps a start or a help quick: it loads what is dear where it is used."""
    assert len(measured._late()) <= MOST_LATE_IMPORTS


def test_few_files_are_tiny() -> None:
    small = [source for source in measured.COUNTED if source.lines < measured.SMALL]
    assert len(small) <= len(measured.COUNTED) * 0.033


def test_operations_are_described_in_one_table() -> None:
    assert operations.tables(measured.ALL) == []
    most = max(len(files) for files in operations.fan_out(measured.ALL).values())
    assert most <= MOST_FILES_OF_AN_OPERATION


def test_a_word_that_is_no_operation_is_still_there() -> None:
    """Nothing stays excused that no file says any more."""
    for word, places in operations.OTHER_MEANINGS.items():
        for where, _ in places:
            said = [path.read_text("utf-8") for path in PACKAGE.rglob("*.*")
                    if str(path.relative_to(ROOT)).startswith(where)
                    and path.suffix in (".py", ".toml")]  # fmt: skip
            assert any(f'"{word}"' in text for text in said), (word, where)
