"""Whatever is added, changed and removed, an index answers as a scan would."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smstui.sandbox.entities import SmartCard
from smstui.sandbox.table import Table

_VALUES = st.sampled_from([None, "a", "b", "c"])
_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "remove"]), st.integers(0, 5), _VALUES),
    max_size=40,
)


@given(_STEPS)
@settings(max_examples=200, deadline=None)
def test_an_index_finds_what_a_scan_finds(steps: list[tuple[str, int, str | None]]) -> None:
    table: Table[SmartCard] = Table("stb_uid")
    for step, number, value in steps:
        uid = str(number)
        card = table.get(uid)
        if step == "add" and card is None:
            table.add(SmartCard(uid=uid, smartcard_id=uid, stb_uid=value))
        elif step == "change" and card is not None:
            differs = card.stb_uid != value
            assert table.change(card, stb_uid=value) is differs
        elif step == "remove" and card is not None:
            table.remove(card)
        for sought in ("a", "b", "c"):
            scanned = {c.uid for c in table if c.stb_uid == sought}
            assert {c.uid for c in table.find("stb_uid", sought)} == scanned
        assert table.find("stb_uid", None) == []


def test_a_uid_is_taken_once() -> None:
    table: Table[SmartCard] = Table()
    table.add(SmartCard(uid="1", smartcard_id="a"))
    with pytest.raises(ValueError, match="uid 1 is taken"):
        table.add(SmartCard(uid="1", smartcard_id="b"))
