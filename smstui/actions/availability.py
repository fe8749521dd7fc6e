"""Why an action cannot run just now, as a sentence that names the way on."""

from typing import Final

from smstui.actions.action import Place, Situation

_OF_THIS_MACHINE: Final = (Place.JOURNAL, Place.PAIR, Place.DRAFTS)
"""Where what is asked about again is known here, whatever is open."""


CODE_ALONE: Final = "A code that is typed in place of the id shows its meaning."


def nothing_else_asked_for(now: Situation) -> str | None:
    """No other record is on its way: a key typed for that one must not be done to this one."""
    if not now.asked_for:
        return None
    return f"{now.asked_for} is being asked for. Wait for it, or esc stays with what is shown."


def nothing_open(now: Situation) -> str:
    """Return that no record is open, and how one is opened from here."""
    in_box = now.place is Place.LOOKUP and now.in_text
    return f"Nothing is open. {'Type' if in_box else 'Press /, type'} an id and press enter."


def with_bundle(now: Situation) -> str | None:
    """Something must be open, and nothing else be on its way."""
    if now.asked_for:
        return nothing_else_asked_for(now)
    return None if now.has_bundle else nothing_open(now)


def code_possible(now: Situation) -> str | None:
    """Something is open that can be diagnosed with a code; else its meaning can be looked up."""
    reason = with_bundle(now)
    return f"{reason} {CODE_ALONE}" if reason and not now.asked_for else reason


def case_possible(now: Situation) -> str | None:
    """Something is open, or a change of the journal is read or under the cursor."""
    if now.place is Place.CHANGE:
        return None
    if now.place is Place.JOURNAL:
        return None if now.rows else "There is no change here to tell of."
    return with_bundle(now)


def with_row(now: Situation) -> str | None:
    """A row must be under the cursor."""
    if now.rows:
        return None
    if now.in_text:
        return "Another pane has the keys: press tab until the list has them."
    if now.problem == "nothing":
        return "Nothing was found. Type another id and press enter."
    return "This list is empty."


def draft_in_hand(now: Situation) -> str | None:
    """A saved change is under the cursor, and it is not done."""
    if now.record_kind != "draft":
        return "No saved change is under the cursor."
    if now.record_status == "done":
        return "It is done, so there is nothing to discard. The journal lists what was sent (5)."
    return None


def session_in_hand(now: Situation) -> str | None:
    """A session is under the cursor."""
    return None if now.record_kind == "session" else "No session is under the cursor."


def with_queue(now: Situation) -> str | None:
    """Something must be in the triage queue."""
    return (
        None
        if now.problem == "queue"
        else "The queue is empty. Paste a list of ids, add one, or load a file."
    )


def export_possible(now: Situation) -> str | None:
    """There is a row to write."""
    if now.place is Place.TRIAGE:
        return with_queue(now)
    return with_row(now)


def reload_possible(now: Situation) -> str | None:
    """One question at a time, and something to ask again."""
    if now.asking:
        return "The platform is being asked already. Esc stops it."
    if now.place is Place.TRIAGE:
        return with_queue(now)
    if now.problem == "unsupported":
        return "This platform has no call that lists sessions."
    if now.has_bundle or now.problem or now.place in _OF_THIS_MACHINE:
        return None
    return "There is nothing to ask again. Type an id and press enter."


def copy_possible(now: Situation) -> str | None:
    """Copying is on, and there is something to copy."""
    if now.clipboard_off:
        return 'Copying is switched off by the configuration (clipboard = "off").'
    if now.place is Place.LOOKUP and now.has_bundle:
        return nothing_else_asked_for(now)
    return None if now.rows or now.problem else "There is nothing to copy here."


def reveal_possible(now: Situation) -> str | None:
    """A secret of this record is known."""
    if reason := with_bundle(now):
        return reason
    if not now.has_secret:
        return "This record has no secret to show."
    if now.secret_known:
        return None
    return "This record has no secret to show: the platform sent none."


def foldable(now: Situation) -> str | None:
    """Fields without a value or checks that were not made are in view, on one line or unfolded."""
    if "folds" in now.traits:
        return None
    return with_bundle(now) or "Nothing is folded here. Open a record with enter."


def card_askable(now: Situation) -> str | None:
    """A card that is known only from the box that names it."""
    if reason := with_bundle(now):
        return reason
    if now.record_kind != "card":
        return "Choose a smartcard first: tab leads to its list."
    if not now.card_told_by_box:
        return "This card's own record has been read already."
    return None


def something_remembered(now: Situation) -> str | None:
    """The client must be open; the cache is part of it."""
    return None if now.ready else "smstui is still starting. Press the key again in a moment."


def earlier_bundle(now: Situation) -> str | None:
    return None if now.can_go_back else "No earlier record has been opened."


def later_bundle(now: Situation) -> str | None:
    return None if now.can_go_forward else "No later record has been opened."
