"""The README's table of answers is what the transport does with each of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.answer_kinds import FACES, README, kinds, table, table_in, tried

GROUPS = list(dict.fromkeys(kind.group for kind in kinds()))


@pytest.mark.parametrize("group", GROUPS)
def test_each_kind_of_answer_ends_as_the_table_says(
    group: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chosen = [kind for kind in kinds() if kind.group == group]
    rows = tried(chosen, tmp_path / "tls")
    record_property("cases", len(rows) * len(FACES))
    print(f"{len(rows)} kinds, {len(rows) * len(FACES)} cells")
    told = table_in(README.read_text("utf-8")).splitlines()
    assert table(rows).splitlines()[2:] == [row for row in told if row.startswith(f"| {group} |")]


def test_the_table_has_every_kind_once() -> None:
    told = table_in(README.read_text("utf-8")).splitlines()[2:]
    assert [tuple(row.split(" | ")[:2]) for row in told] == [
        (f"| {kind.group}", kind.name) for kind in kinds()
    ]
