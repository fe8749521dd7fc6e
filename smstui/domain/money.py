"""Amounts of money for people, in the currency of the deployment.

The platform tells amounts without a currency: it is the operator's. A process works on one
deployment, so the currency is set once, as the time zone is (`domain.zone`). JSON has the number
alone.
"""


class _Current:
    """The currency in use; empty where the site names none."""

    currency: str = ""


def use(currency: str) -> None:
    """Show every amount in `currency` from now on; an empty one shows amounts alone."""
    _Current.currency = currency


def amount(value: float) -> str:
    """Return `12.40 EUR`, or `12.40` without a currency."""
    return in_currency(f"{value:.2f}")


def spent_of(spent: float, limit: float) -> str:
    """Return `12.40 spent of 50.00 EUR`."""
    return in_currency(f"{spent:.2f} spent of {limit:.2f}")


def in_currency(amounts: str) -> str:
    """Return a text that ends in an amount with the currency behind it."""
    return f"{amounts} {_Current.currency}" if _Current.currency else amounts
