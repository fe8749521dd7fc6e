"""The causes that a diagnosis finds and that a change can remedy.

A check names the cause of what it found, never an operation. The description of an operation names
the causes that it remedies (`OperationSpec.remedies`), one operation for each.
"""

from enum import StrEnum


class Cause(StrEnum):
    """Why something cannot be watched, as far as a change can remedy it."""

    ACCOUNT_STOPPED = "the account may not be used"
    PROFILE_UNFIT = "the account's profile lets nobody watch"
    BOX_STOPPED = "the box may not be used"
    BOX_BANNED = "the box is banned"
    DEVICE_DISABLED = "the device is disabled"
    DEVICE_NOT_APPROVED = "the device is not approved"
    TOO_MANY_DEVICES = "more devices are in use than are needed"
    ACCOUNT_LIMIT_REACHED = "the account's own limit of players is reached"
    PROFILE_LIMIT_REACHED = "a limit of the account's profile is reached"
    CARD_AND_BOX_APART = "a box has no card, or a card no box"
    CARD_UNUSABLE = "the card in the box cannot be used"
    LINKS_DISAGREE = "box and card do not name each other"
    CAS_NOT_TOLD = "the CAS may not know the pair"
    RIGHTS_NOT_RECEIVED = "the card did not receive its rights"
    DATE_CODE_OLD = "the box lay unused for too long"
    RIGHT_MISSING = "no right for what is to be watched"
    TOO_MANY_SESSIONS = "a session takes the place of another"
    SESSIONS_UNLISTED = "sessions that cannot be listed take the places"
    PIN_LOCKED = "a PIN is locked"
