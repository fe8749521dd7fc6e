"""The name of every field fits on one line of its sheet and of its form."""

import typing
from collections.abc import Iterator

import pytest

from smstui.console.views.detail import LABEL_WIDTH
from smstui.console.views.fields import label, label_of_inner
from smstui.console.widgets.field_row import LABEL_WIDTH as FORM_WIDTH
from smstui.domain.account import Account, PinStatus
from smstui.domain.changes.specs.table import SPECS
from smstui.domain.device import MediaPlayer, SetTopBox
from smstui.domain.record import Record
from smstui.domain.right import Right
from smstui.domain.session import Session
from smstui.domain.smartcard import SmartCard
from smstui.domain.user import User

OWN_SHEET = (Account, SetTopBox, MediaPlayer, SmartCard, User, Session, Right, PinStatus)


def labels(kind: type[Record]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        inner = [each for each in (field.annotation, *typing.get_args(field.annotation))
                 if isinstance(each, type) and issubclass(each, Record)]  # fmt: skip
        yield from (label_of_inner(name, below) for each in inner for below in each.model_fields
                    if below != "unreadable")  # fmt: skip
        if not inner:
            yield label(name)


@pytest.mark.parametrize("kind", OWN_SHEET)
def test_no_name_of_a_field_takes_two_lines(kind: type[Record]) -> None:
    told = list(labels(kind))
    assert [each for each in told if len(each) > LABEL_WIDTH] == []
    assert len(set(told)) == len(told), "no two fields have one name"


def test_no_label_of_a_form_is_cut() -> None:
    told = {field.label for spec in SPECS.values() for field in spec.all_fields}
    assert [each for each in told if len(each) > FORM_WIDTH - 5] == []
