"""Checks of the account: whether it exists, its status, its validity, whether it may rent."""

from typing import Final

from smstui.domain import money
from smstui.domain.account import Account
from smstui.domain.causes import Cause
from smstui.domain.text import capital
from smstui.domain.triage.facts import Facts
from smstui.domain.triage.finding import Finding, Report, seen, unless_worse
from smstui.domain.triage.gaps import unread, untold
from smstui.domain.words import shown
from smstui.domain.zone import day

UP_TO_AN_HOUR: Final = (
    "A device that is signed in learns of it within an hour, sooner after a restart."
)
"""A change of status reaches a device when it next fetches a token (opf.md, ADM: accounts, D)."""

_STOPPED: Final = {
    "SUSPENDED": (
        "Nobody in the household can sign in or watch: the account is suspended.",
        f"Clear it with billing first. Then set the account ACTIVE. {UP_TO_AN_HOUR}",
        Cause.ACCOUNT_STOPPED,
    ),
    "CANCELLED": (
        "The contract has ended. This account cannot be opened again.",
        "Cancelled is final: a customer who returns needs a new account. What is already "
        "signed in may go on for up to an hour.",
        None,
    ),
    "INACTIVE": (
        "The account has been set up and never activated, so nothing can be watched yet.",
        f"Set the account ACTIVE once its installation is done. {UP_TO_AN_HOUR}",
        Cause.ACCOUNT_STOPPED,
    ),
}


def ownership(facts: Facts) -> Finding | None:
    """Check that there is an account: everything that can be watched belongs to one.

    A card alone has none of its own.
    """
    if facts.device is None and facts.bundle.focus.kind == "smartcard":
        return None
    report = Report("ownership", facts.subject, vital=True)
    part, device = facts.bundle.account, facts.device
    if device is None and facts.bundle.focus.kind in ("box", "player"):
        return report.not_checked("the platform's answer does not show which device it is about")
    if facts.account is not None:
        return report.seeing(seen(part, "account", facts.account.id)).fine(
            f"belongs to {facts.account.title}"
        )
    if not part.was_read:
        return unread(report, "account", part)
    if (
        device is not None
        and device.account_uid is None
        and not facts.says_none(device, "account_uid")
    ):
        return report.not_checked(
            f"no account is known for {facts.subject}: it has none, or the platform did not say",
            "Look the customer's account up, and see whether this is among its devices.",
        )
    named = device.account_uid if device is not None else None
    report = report.seeing(seen(facts.bundle.devices, "account it names", named or "none"))
    if named:
        return report.fault(
            f"{capital(str(facts.subject))} names account {named}, which does not exist",
            "A device without an account cannot play anything.",
            "Find out which account it belongs to, and have it provisioned for that account.",
        )
    return report.fault(
        f"{capital(str(facts.subject))} belongs to no account",
        "The platform does not know its owner, so nothing can be watched on it.",
        "Find out which account it belongs to, and have it provisioned for that account.",
    )


def status(facts: Facts) -> Finding | None:
    """Check that the account may be used."""
    account = facts.account
    if account is None:
        return None
    report = _about(facts, "account-status", vital=True).seeing(
        seen(facts.bundle.account, "account status", account.status)
    )
    word = str(account.status)
    if account.status is None:
        return untold(report, account, "status", "the account's status")
    if word in ("ACTIVE", "RESTRICTED"):
        said = "" if word == "ACTIVE" else ": watching is allowed"
        return report.fine(f"account is {word}{said}")
    if word not in _STOPPED:
        return report.not_checked(
            f"account status {shown(account.status)}: what that allows is not known here",
            "Ask whoever runs the platform what this status means.",
        )
    meaning, way_on, cause = _STOPPED[word]
    return report.fault(f"{capital(account.title)} is {word}", meaning, way_on, cause)


def validity(facts: Facts) -> Finding | None:
    """Check the period in which an account is valid; only `opf` has one (opf.md, ADM: accounts,
    D)."""
    account = facts.account
    if account is None:
        return None
    part, start, end = facts.bundle.account, account.valid_from, account.valid_until
    report = _about(facts, "account-validity")
    if not facts.opf:
        return report.not_checked("this platform does not tell how long an account is valid")
    report = report.seeing(
        seen(part, "valid from", facts.told(account, "valid_from")),
        seen(part, "valid until", facts.told(account, "valid_until")),
    )
    if end is not None and end <= facts.platform_now:
        return report.fault(
            f"{capital(account.title)} is no longer valid: it ended on {day(end)}",
            "The contract's period has run out.",
            "Have the period extended by billing; only then can anything be watched.",
            certain=True,
        )
    if start is not None and start > facts.platform_now:
        return report.fault(
            f"{capital(account.title)} is not valid before {day(start)}",
            "The contract has not begun yet.",
            f"Wait until {day(start)}, or have the period changed by billing.",
            certain=True,
        )
    for name, said in (("valid_from", "when it begins"), ("valid_until", "when it ends")):
        if getattr(account, name) is None and not facts.says_none(account, name):
            return untold(report, account, name, said)
    if account.end_as_sent:
        return report.caution(
            f"Account {account.id or '?'} has no end of validity: it was sent as "
            f"{account.end_as_sent}",
            "It may be valid without an end, or its end was never set.",
            "Have billing say until when the account is valid.",
        )
    return report.fine(f"valid until {day(end)}" if end else "valid without an end")


def credit(facts: Facts) -> Finding | None:
    """Check the credit. It is for buying; it does not stop what is subscribed."""
    account = facts.account
    if account is None:
        return None
    part, spent, limit = facts.bundle.account, account.credit_spent, account.credit_limit
    report = _about(facts, "credit").seeing(
        seen(part, "credit spent", money.amount(spent) if spent is not None else None),
        seen(part, "credit limit", _limit_of(facts, account)),
    )
    if limit is None:
        if facts.says_none(account, "credit_limit"):
            return report.fine("credit is not limited")
        return untold(report, account, "credit_limit", "the limit of the credit")
    if limit < 0:
        return report.not_checked(
            f"a credit limit of {money.amount(limit)}: what that means is not known"
        )
    if spent is None:
        return untold(report, account, "credit_spent", "how much credit is spent")
    if limit == 0 and spent <= 0:
        return report.fine(f"nothing is bought on credit here: its limit is {money.amount(0)}")
    if spent >= limit:
        found = report.caution(
            f"Credit is used up: {money.spent_of(spent, limit)}",
            "Nothing more can be bought or rented; what is subscribed can still be watched.",
            "Have billing look at the credit. It is not what keeps a subscribed channel away.",
        )
        return unless_worse(found, "Nothing more can be bought or rented.")
    return report.fine(f"credit {money.spent_of(spent, limit)}")


def _limit_of(facts: Facts, account: Account) -> object:
    limit = facts.told(account, "credit_limit")
    return money.amount(limit) if isinstance(limit, float) else limit


def renting(facts: Facts) -> Finding | None:
    """Check whether the account may buy; never a reason for not seeing what is subscribed."""
    account = facts.account
    if account is None:
        return None
    stopped = str(account.status) in _STOPPED
    if stopped and (facts.opf or account.ppv_status is not False):
        return None  # an account that may not even watch gets no finding about renting
    part = facts.bundle.account
    report = _about(facts, "renting").seeing(seen(part, "account status", account.status))
    if account.status == "RESTRICTED":
        found = report.caution(
            f"Renting is not allowed: {account.title} is RESTRICTED",
            "What is subscribed can be watched. Nothing new can be bought or rented.",
            "RESTRICTED is set on purpose, mostly for a bill: send the customer to billing. "
            "It does not explain a channel that stays dark.",
            certain=True,
        )
        return unless_worse(found, "Nothing new can be bought or rented.")
    if account.status != "ACTIVE" and not stopped:
        return untold(report, account, "status", "a status that says whether renting is allowed")
    if facts.opf:
        return report.fine("buying and renting are allowed")
    report = report.seeing(seen(part, "pay per view", account.ppv_status))
    if account.ppv_status is None:
        return untold(report, account, "ppv_status", "whether pay per view is on")
    if not account.ppv_status:
        found = report.caution(
            "Pay per view is switched off for this account",
            "What is subscribed can be watched. Single films cannot be rented.",
            "If the customer wants to rent, have pay per view switched on.",
        )
        return unless_worse(found, "Single films cannot be rented.")
    return report.fine("buying and renting are allowed")


def _about(facts: Facts, check: str, *, vital: bool = False) -> Report:
    return Report(check, facts.account_subject, vital=vital)
