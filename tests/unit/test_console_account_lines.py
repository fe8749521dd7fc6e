"""The account in three lines: nothing is claimed that the platform did not tell."""

from datetime import UTC, datetime

import pytest

from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Family, Focus, Part, PartState
from smstui.presentation.account import lines_of

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("family", "limit", "said"),
    [
        ("sdp2", 50.0, "credit 12.40 of 50.00"),
        ("sdp2", None, "credit 12.40 no limit"),
        ("opf", None, "credit 12.40"),
    ],
)
def test_a_limit_that_opf_does_not_tell_is_not_called_unlimited(
    family: Family, limit: float | None, said: str
) -> None:
    account = Account(number="tst.1", credit_spent=12.4, credit_limit=limit)
    bundle = Bundle(
        deployment="lab",
        family=family,
        focus=Focus(kind="account", id="tst.1"),
        read_at=NOW,
        account=Part[Account](state=PartState.READ, records=(account,)),
    )
    text = " ".join("".join(span[0] for span in line) for line in lines_of(bundle, NOW))
    assert said in text
    assert ("no limit" in text) == ("no limit" in said)
