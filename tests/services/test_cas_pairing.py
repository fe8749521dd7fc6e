"""Pairing where the deployment has a CAS: one plan with two halves (scenarios S30 to S32)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from smstui.domain.changes.confirmation import Confirmation
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import AlreadySo, RefusedHere
from smstui.domain.changes.verdict import StepResult
from smstui.store.plan_text import results_from_text
from tests.support.changing import Workshop, workshop

B1, B2 = "3421", "3422"
C1, C2 = "000145098240", "000145098241"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workshop]:
    with workshop("opf", tmp_path, "opf.cas_pairing = true", "settle_s = 1") as made:
        yield made


def at_cas(place: Workshop, uid: str) -> str | None:
    world = place.sandbox.world
    box = world.box(uid)
    assert box is not None
    return world.cas.card_of(box.casn)


def card_in(place: Workshop, uid: str) -> str | None:
    box = place.sandbox.world.box(uid)
    assert box is not None
    return box.smartcard_id


def test_a_pair_is_one_plan_with_two_halves_and_its_undo_takes_back_both(place: Workshop) -> None:
    result = place.change(Operation.PAIR, B2, C2)
    assert result.outcome == "accepted", result
    assert [str(each.outcome) for each in result.results] == ["verified", "accepted"]
    assert place.written == ["adm.devices.change", "cag.pair"]
    assert (card_in(place, B2), at_cas(place, B2)) == (C2, C2)
    undo = place.apply(place.call(place.changes.undo()))
    assert undo.outcome == "accepted"
    assert place.written[2:] == ["cag.unpair", "adm.devices.change"]
    assert (card_in(place, B2), at_cas(place, B2)) == (None, None)


def test_the_cas_refuses_the_pair_and_pair_again_sends_its_half_only(place: Workshop) -> None:
    place.sandbox.fault("cas-fail operation=cag.pair count=1")
    result = place.change(Operation.PAIR, B2, C2)
    assert result.outcome == "partial"
    assert "pairChipSet" in result.message
    assert (card_in(place, B2), at_cas(place, B2)) == (C2, None)
    again = place.change(Operation.PAIR, B2, C2)
    assert again.outcome == "accepted"
    assert [step.write.call for step in again.plan.steps] == ["cas-pair"]
    assert place.written == ["adm.devices.change", "cag.pair", "cag.pair"]
    assert (card_in(place, B2), at_cas(place, B2)) == (C2, C2)
    with pytest.raises(AlreadySo, match="accepted the pair command"):
        place.plan(Operation.PAIR, B2, C2)
    undo = place.apply(place.call(place.changes.undo()))
    assert undo.outcome == "accepted"
    assert (card_in(place, B2), at_cas(place, B2)) == (None, None)


def test_a_half_whose_fate_is_not_known_is_sent_again_and_said_to_be(place: Workshop) -> None:
    place.sandbox.fault("drop-after operation=cag.pair count=1")
    first = place.change(Operation.PAIR, B2, C2)
    assert first.outcome in ("unknown", "partial"), first
    again = place.plan(Operation.PAIR, B2, C2)
    assert [step.write.call for step in again.steps] == ["cas-pair"]
    assert "The CAS may get the same command a second time." in again.warnings


def test_a_half_that_the_cas_refused_is_not_said_to_come_twice(place: Workshop) -> None:
    place.sandbox.fault("cas-fail operation=cag.pair count=1")
    place.change(Operation.PAIR, B2, C2)
    assert not any("second time" in each for each in place.plan(Operation.PAIR, B2, C2).warnings)


def test_a_half_is_told_as_sent_once_the_journal_has_it(place: Workshop) -> None:
    on_disk: list[tuple[int, bool]] = []

    def told(result: StepResult) -> None:
        if result.sent and result.acknowledged is None and result.outcome is None:
            (path,) = place.state.rglob("journal.db")
            with closing(sqlite3.connect(path)) as database:
                ((text,),) = database.execute("SELECT results FROM changes").fetchall()
            kept = {each.n: each.sent for each in results_from_text(text)}
            on_disk.append((result.n, kept.get(result.n, False)))

    plan = place.plan(Operation.PAIR, B2, C2)
    result = place.call(place.changes.apply(plan, Confirmation(), progress=told))
    assert result.outcome == "accepted"
    assert on_disk == [(1, True), (2, True)]


def test_the_undo_of_a_refused_half_takes_back_what_was_done(place: Workshop) -> None:
    place.sandbox.fault("cas-fail operation=cag.pair count=1")
    place.change(Operation.PAIR, B2, C2)
    undo = place.apply(place.call(place.changes.undo()))
    assert undo.outcome == "verified"
    assert place.written[2:] == ["adm.devices.change"]
    assert any("refused the pair command" in each for each in undo.plan.warnings)


def test_the_cas_refuses_to_unpair_so_the_record_is_untouched(place: Workshop) -> None:
    place.sandbox.fault("cas-fail operation=cag.unpair count=1")
    result = place.change(Operation.UNPAIR, B1)
    assert result.outcome == "refused-by-platform"
    assert "unPairChipSet" in result.message
    assert place.written == ["cag.unpair"]
    assert (card_in(place, B1), at_cas(place, B1)) == (C1, C1)
    assert place.change(Operation.UNPAIR, B1).outcome == "accepted"
    assert (card_in(place, B1), at_cas(place, B1)) == (None, None)


def test_where_the_record_refuses_after_the_cas_unpair_sends_the_record_only(
    place: Workshop,
) -> None:
    place.sandbox.fault("refuse operation=adm.devices.change count=1")
    assert place.change(Operation.UNPAIR, B1).outcome == "partial"
    assert (card_in(place, B1), at_cas(place, B1)) == (C1, None)
    result = place.change(Operation.UNPAIR, B1)
    assert result.outcome == "verified"
    assert place.written == ["cag.unpair", "adm.devices.change", "adm.devices.change"]


def test_where_the_record_refuses_after_the_cas_an_undo_pairs_at_the_cas_again(
    place: Workshop,
) -> None:
    place.sandbox.fault("refuse operation=adm.devices.change count=1")
    assert place.change(Operation.UNPAIR, B1).outcome == "partial"
    undo = place.apply(place.call(place.changes.undo()))
    assert undo.outcome == "accepted"
    assert place.written[2:] == ["cag.pair"]
    assert (card_in(place, B1), at_cas(place, B1)) == (C1, C1)
    with pytest.raises(RefusedHere, match="already undone"):
        place.call(place.changes.undo(undo.plan.undoes))


def test_where_the_record_refuses_after_the_cas_pair_sends_the_cas_half(place: Workshop) -> None:
    place.sandbox.fault("refuse operation=adm.devices.change count=1")
    assert place.change(Operation.UNPAIR, B1).outcome == "partial"
    assert place.change(Operation.PAIR, B1, C1).outcome == "accepted"
    assert place.written[2:] == ["cag.pair"]


def test_where_no_journal_knows_it_says_so_and_the_half_can_be_sent_again(
    place: Workshop,
) -> None:
    with pytest.raises(AlreadySo, match="is not known") as refused:
        place.plan(Operation.PAIR, B1, C1)
    assert refused.value.hint.endswith(f"smstui pair {B1} {C1} --cas.")
    assert place.change(Operation.CAS_PAIR, B1, C1).outcome == "accepted"
    assert place.change(Operation.CAS_PAIR, B1).outcome == "accepted"
    assert place.written == ["cag.pair", "cag.pair"]
    with pytest.raises(RefusedHere, match="CAS half") as no_undo:
        place.call(place.changes.undo(place.journal()[0].id))
    assert "the record had it before" in no_undo.value.message
    with pytest.raises(RefusedHere, match="does not say"):
        place.plan(Operation.CAS_PAIR, B2, C2)


def test_a_full_pairing_that_somebody_made_again_is_unpaired_in_both_halves(
    place: Workshop,
) -> None:
    """The journal says that the CAS unpaired them, but another desk has paired them since."""
    place.change(Operation.UNPAIR, B1)
    box, card = place.sandbox.world.box(B1), place.sandbox.world.card(C1)
    assert box is not None
    assert card is not None
    place.sandbox.world.change(box, smartcard_id=C1)
    place.sandbox.world.change(card, stb_uid=B1, status="UNAVAILABLE")
    place.sandbox.world.cas.put(box.casn, C1)
    assert place.change(Operation.UNPAIR, B1).outcome == "accepted"
    assert (card_in(place, B1), at_cas(place, B1)) == (None, None)


def test_a_card_is_swapped_in_both_halves_and_back(place: Workshop) -> None:
    result = place.change(Operation.SWAP_CARD, B1, C2)
    assert result.outcome == "accepted"
    assert place.written == ["cag.unpair", "adm.devices.change", "cag.pair"]
    assert (card_in(place, B1), at_cas(place, B1)) == (C2, C2)
    assert place.apply(place.call(place.changes.undo())).outcome == "accepted"
    assert (card_in(place, B1), at_cas(place, B1)) == (C1, C1)


def test_a_swapped_card_that_the_cas_refuses_is_sent_again(place: Workshop) -> None:
    place.sandbox.fault("cas-fail operation=cag.pair count=1")
    assert place.change(Operation.SWAP_CARD, B1, C2).outcome == "partial"
    assert (card_in(place, B1), at_cas(place, B1)) == (C2, None)
    assert place.change(Operation.SWAP_CARD, B1, C2).outcome == "accepted"
    assert place.written[3:] == ["cag.pair"]


def test_a_card_moves_between_boxes_in_both_halves(place: Workshop) -> None:
    result = place.change(Operation.PAIR, B2, C1)
    assert result.outcome == "accepted"
    assert place.written == ["cag.unpair", *["adm.devices.change"] * 2, "cag.pair"]
    assert (card_in(place, B2), at_cas(place, B2), at_cas(place, B1)) == (C1, C1, None)
    assert place.apply(place.call(place.changes.undo())).outcome == "accepted"
    assert (card_in(place, B1), at_cas(place, B1), at_cas(place, B2)) == (C1, C1, None)


def test_a_chipset_is_swapped_in_both_halves_and_back(place: Workshop) -> None:
    old, new = place.sandbox.world.box(B1), place.sandbox.world.box(B2)
    assert old is not None
    assert new is not None
    first, second = old.casn, new.casn
    result = place.change(Operation.SWAP_BOX, B1, B2)
    assert result.outcome == "accepted", result.message
    cas = place.sandbox.world.cas
    assert (cas.card_of(first), cas.card_of(second)) == (None, C1)
    undo = place.apply(place.call(place.changes.undo()))
    assert undo.outcome == "accepted", undo.message
    assert (cas.card_of(first), cas.card_of(second)) == (C1, None)


def diagnosed(place: Workshop, uid: str) -> tuple[str, str, str]:
    """The result, the title and the action of the finding on the CAS half."""
    assert place.changes
    found = place.call(place.client.diagnose(uid)).diagnosis
    assert found is not None
    (finding,) = [each for each in found.findings if each.check == "cas-half"]
    return str(finding.result), finding.title, finding.next.action if finding.next else ""


def test_the_diagnosis_tells_what_the_journal_knows_of_the_cas_half(place: Workshop) -> None:
    result, _, action = diagnosed(place, B1)
    assert (result, action) == ("not-checked", "cas-pair")
    place.sandbox.fault("cas-fail operation=cag.pair count=1")
    place.change(Operation.PAIR, B2, C2)
    result, title, action = diagnosed(place, B2)
    assert (result, action) == ("fault", "cas-pair")
    assert title == "The record says that box 3422 is paired; the last CAS command failed"
    place.change(Operation.CAS_PAIR, B2)
    assert diagnosed(place, B2)[0] == "fine"


def test_a_new_box_with_a_card_says_that_the_cas_is_told_later(place: Workshop) -> None:
    values = {"card": C2}
    plan = place.plan(Operation.CREATE_BOX, "nmp.00001", "E833815A9999", **values)
    assert any("--cas" in each for each in plan.warnings)
    result = place.apply(plan, plan.confirm[-4:])
    assert result.outcome == "verified"
    box = place.sandbox.world.devices.first("casn", "E833815A9999")
    assert box is not None
    assert place.change(Operation.CAS_PAIR, box.uid, C2).outcome == "accepted"
    assert at_cas(place, box.uid) == C2


def test_a_box_that_is_deleted_leaves_the_cas_first(place: Workshop) -> None:
    plan = place.plan(Operation.DELETE_BOX, B1)
    result = place.apply(plan, plan.confirm[-4:])
    assert result.outcome == "accepted"
    assert place.written == ["cag.unpair", "adm.devices.remove"]
    assert place.sandbox.world.cas.card_of("E833815A9290") is None
