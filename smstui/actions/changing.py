"""Say why something cannot be changed now: the change service's sentence, then the record's."""

from typing import Final

from smstui.actions.action import Availability, Place, Situation, always
from smstui.actions.availability import nothing_else_asked_for, nothing_open, with_bundle

DEVICES: Final = ("box", "player")


def permitted(*operations: str, then: Availability = always) -> Availability:
    """At least one of `operations` may be done on this deployment; and what `then` asks.

    The operations have the names of the change service, and what it refuses is said in its words,
    which are those of the command line.
    """

    def why_not(now: Situation) -> str | None:
        if not now.knows_changes:
            return "smstui is still starting. Press the key again in a moment."
        refused = [now.refusals.get(operation) for operation in operations]
        first = refused[0]
        if first is not None and all(refused):
            return first
        return (now.place is Place.LOOKUP and nothing_else_asked_for(now)) or then(now)

    return why_not


def on_row(action: str, then: Availability, is_of_pairs: bool) -> Availability:
    """The row under the cursor names what `action` does to it; or what `then` asks.

    `is_of_pairs` is whether page 2 has the action: there it is for a row alone.
    """

    def why_not(now: Situation) -> str | None:
        if now.verbs.get(action):
            return None
        if is_of_pairs and now.place is Place.PAIR:
            return "No pair is under the cursor whose box has another card."
        return then(now)

    return why_not


def choose(noun: str) -> str:
    """Return that another record must be in hand, and how it comes there."""
    return f"Choose {noun} first: tab leads to its list."


def of_kind(*kinds: str, noun: str) -> Availability:
    """A record of one of `kinds` is in hand."""

    def why_not(now: Situation) -> str | None:
        if not now.has_bundle:
            return nothing_open(now)
        return None if now.record_kind in kinds else choose(noun)

    return why_not


def on_living_account(now: Situation) -> str | None:
    """An account is open on which something can still be done."""
    return with_bundle(now) or now.account_final or None


def something_paired(now: Situation) -> str | None:
    """A box with a card, or a card in a box."""
    reason = of_kind("box", "card", noun="a box or its smartcard")(now)
    if reason is None and not now.paired:
        where = "has no card" if now.record_kind == "box" else "is in no box"
        return (
            f"{now.record_kind.capitalize()} {now.record_id} {where}. There is nothing to unpair."
        )
    return reason


def status_possible(now: Situation) -> str | None:
    """An account or a device that may become something else."""
    reason = of_kind("account", *DEVICES, noun="the account or a device")(now)
    if reason is None and not now.has_next_status:
        if now.not_switched:
            return now.not_switched
        what = f"{now.record_kind.capitalize()} {now.record_id}"
        if now.record_status == "CANCELLED":
            return f"{what} is CANCELLED, which is final. Nothing brings it back."
        status = f"status {now.record_status}" if now.record_status else "no known status"
        return f"{what} has {status}. No status change is defined for it."
    return reason


def sessions_endable(now: Situation) -> str | None:
    """A session, or whatever has sessions."""
    return of_kind("session", "account", *DEVICES, noun="a session, a device or the account")(now)
