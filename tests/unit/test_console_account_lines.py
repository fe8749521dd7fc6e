"""The account in three lines: nothing is claimed that the platform did not tell."""

from datetime import UTC, datetime

import pytest

from smstui.console.shortening import fitted
from smstui.domain import money
from smstui.domain.account import Account
from smstui.domain.bundle import Bundle, Family, Focus, Part, PartState
from smstui.presentation.account import lines_of

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("family", "spent", "limit", "said"),
    [
        ("sdp2", 12.4, 50.0, "spent 12.40 of 50.00 EUR"),
        ("sdp2", 12.4, None, "spent 12.40 EUR, no limit"),
        ("sdp2", None, 50.0, "spent not told, limit 50.00 EUR"),
        ("opf", 12.4, None, "spent 12.40 EUR"),
        ("opf", None, None, "spent not told"),
    ],
)
def test_credit_says_what_is_spent_and_a_limit_that_is_not_told_is_not_called_unlimited(
    family: Family,
    spent: float | None,
    limit: float | None,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(money._Current, "currency", "EUR")
    account = Account(number="tst.1", credit_spent=spent, credit_limit=limit)
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


@pytest.mark.parametrize("width", range(40, 120))
def test_an_amount_is_never_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money._Current, "currency", "EUR")
    account = Account(number="tst.1", credit_spent=1234.5, credit_limit=5000, max_users=5)
    bundle = Bundle(
        deployment="lab",
        family="sdp2",
        focus=Focus(kind="account", id="tst.1"),
        read_at=NOW,
        account=Part[Account](state=PartState.READ, records=(account,)),
    )
    told = "".join(text for text, _ in fitted(lines_of(bundle, NOW)[1], width))
    assert told.startswith("spent 1234.50 of 5000.00 EUR")
