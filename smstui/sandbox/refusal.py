"""The reasons of a refusal, before either family words it."""

from enum import StrEnum


class Reason(StrEnum):
    """The neutral reason. Each family maps it to its own codes."""

    ACCOUNT_UNKNOWN = "account-unknown"
    DEVICE_UNKNOWN = "device-unknown"
    CARD_UNKNOWN = "card-unknown"
    PIN_TYPE_UNKNOWN = "pin-type-unknown"
    ALREADY_EXISTS = "already-exists"
    MALFORMED = "malformed"
    TRANSITION = "transition"
    FINAL = "final"
    CARD_IN_USE = "card-in-use"
    CARD_CANCELLED = "card-cancelled"
    BOX_HAS_CARD = "box-has-card"
    BOX_HAS_NO_CARD = "box-has-no-card"
    CARDLESS = "cardless"
    DEVICE_LIMIT = "device-limit"
    SESSION_LIMIT = "session-limit"
    NOT_SIGNED_ON = "not-signed-on"


_HTTP = {Reason.ALREADY_EXISTS: 409}


class Refused(Exception):
    """Raised if the platform refuses. `http` is the status of a REST answer (opf.md, D)."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.text = text
        self.http = 404 if reason.endswith("-unknown") else _HTTP.get(reason, 400)
