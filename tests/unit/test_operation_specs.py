"""The descriptions of the operations agree with themselves and with what reads them."""

import pytest

from smstui.actions import BY_ID
from smstui.console.screens.change_starts import _STARTS
from smstui.domain.causes import Cause
from smstui.domain.changes.entry_forms import FORMS
from smstui.domain.changes.operations import SECRET, Call, Operation, OperationSpec
from smstui.domain.changes.specs.table import (
    COMMANDS,
    MENUS,
    SPECS,
    operations_of,
    sent_as,
    sharing,
)
from smstui.domain.triage.offers import trial_of
from smstui.services.changes.planning import planner_of

PLANNED = [spec for spec in SPECS.values() if spec.operation is not Operation.UNDO]


def test_every_operation_is_described_once() -> None:
    assert set(SPECS) == set(Operation)
    assert len({menu.id for spec in SPECS.values() for menu in spec.menus}) == len(MENUS)
    assert len({menu.order for menu, _ in MENUS.values()}) == len(MENUS)


def test_every_call_belongs_to_an_operation_that_sends_it() -> None:
    assert all(call in (*spec.calls, *spec.also_sends) for call in Call
               for spec in [sent_as(call, {})])  # fmt: skip


@pytest.mark.parametrize("spec", PLANNED, ids=lambda spec: spec.operation)
def test_the_planner_of_an_operation_exists(spec: OperationSpec) -> None:
    assert callable(planner_of(spec))
    assert not spec.trial or callable(trial_of(spec))
    assert spec.calls


def test_one_operation_remedies_each_cause() -> None:
    named = [cause for spec in SPECS.values() for cause in spec.remedies]
    assert sorted(named) == sorted(Cause)
    assert all(spec.remedies for spec in SPECS.values() if spec.trial)


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.operation)
def test_an_operation_has_an_action_and_begins_in_the_console(spec: OperationSpec) -> None:
    assert spec.action in BY_ID
    for menu in spec.menus:
        assert spec.operation in operations_of(menu)
        assert not menu.start or menu.start in _STARTS
        assert not menu.form or FORMS[menu.form].operation is spec.operation
        assert menu.start != "plan" or spec.verb


@pytest.mark.parametrize("word", COMMANDS)
def test_a_command_asks_for_what_its_operations_take(word: str) -> None:
    command, specs = COMMANDS[word], sharing(word)
    options = {option.name for option in command.options}
    unchosen = 0
    for spec in specs:
        usage = spec.usage
        assert usage is not None
        assert len(usage.arguments) <= len(command.arguments)
        assert set(usage.options) <= options
        known = {field.name for field in spec.all_fields}
        assert not known or {*usage.arguments, *usage.options} - {"new_card"} <= known | {"target"}
        assert bool(usage.prompt) == bool(spec.secret)
        assert SECRET not in usage.arguments
        unchosen += not usage.chosen_by
    assert unchosen == (0 if command.one_of else 1)
