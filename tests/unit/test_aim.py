"""A change that starts at an open record is aimed at exactly that record."""

import pytest

from smstui.console.aim import request_for
from smstui.domain.account import Account
from smstui.domain.changes.operations import Operation
from smstui.domain.identifiers import IdKind


@pytest.mark.parametrize(
    ("family", "target", "kind"),
    [("opf", "5f1c77", IdKind.OPF_ACCOUNT), ("sdp2", "tst.7", IdKind.ACCOUNT)],
)
@pytest.mark.parametrize(
    "operation", [Operation.ACCOUNT_STATUS, Operation.END_ACCOUNT_SESSIONS, Operation.ADD_RIGHT]
)
def test_an_account_is_named_by_its_uid_where_the_platform_can_look_that_up(
    family: str, target: str, kind: IdKind, operation: Operation
) -> None:
    account = Account.read({"uid": "5f1c77", "number": "tst.7"})
    request = request_for(account, operation, family)
    assert (request.target, request.as_kind) == (target, kind)
