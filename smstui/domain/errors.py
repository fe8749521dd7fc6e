"""All errors of smstui, as one tree.

    SmstuiError                     a sentence: what happened, to which id, what to do
    ├── BadIdentifier               the text cannot be an identifier
    ├── NotFound                    no record found
    ├── BadConfiguration            file, line, key
    ├── StoreFailed                 the local database
    └── PlatformError               the connection or the platform
        ├── NotSent                 certainly nothing was sent: DNS, refused, TLS, pool
        ├── NoAnswer                sent, and no answer that can be read as one
        │   ├── TimedOut            no answer in time
        │   ├── Broken              the connection died
        │   ├── ServerFailed        5xx, or a Fault with a server code
        │   └── Unreadable          an answer that is malformed, cut short, too large
        ├── Refused                 the platform refused, with its code and text
        │   ├── SignInRefused       user, password or token
        │   └── Forbidden           signed in, not allowed
        └── Unsupported             this family or site has no such operation

For a write the branch is the answer (design §3): NotSent is `not-sent`, NoAnswer is no answer,
Refused is a refusal. Reading the records again decides the outcome.
"""

from typing import ClassVar, Final


class SmstuiError(Exception):
    """A sentence for a person. Never contains a secret or a body."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "", correlation_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.correlation_id = correlation_id

    def __str__(self) -> str:
        tail = f" (correlation id {self.correlation_id})" if self.correlation_id else ""
        return " ".join(part for part in (self.message, self.hint) if part) + tail


class BadIdentifier(SmstuiError):
    code = "bad-identifier"


class NotFound(SmstuiError):
    """`of` is the text for which no record was found, if one text was looked up."""

    code = "not-found"

    def __init__(
        self, message: str, *, hint: str = "", correlation_id: str = "", of: str = ""
    ) -> None:
        super().__init__(message, hint=hint, correlation_id=correlation_id)
        self.of = of


class BadConfiguration(SmstuiError):
    code = "configuration"


class StoreFailed(SmstuiError):
    code = "store"


class PlatformError(SmstuiError):
    code = "platform"


class NotSent(PlatformError):
    """`reason` is the cause as a sentence, without its effect on the request."""

    code = "unreachable"

    def __init__(
        self, message: str, *, hint: str = "", correlation_id: str = "", reason: str = ""
    ) -> None:
        super().__init__(message, hint=hint, correlation_id=correlation_id)
        self.reason = reason


class NoAnswer(PlatformError):
    code = "no-answer"


class TimedOut(NoAnswer):
    code = "timed-out"


class Broken(NoAnswer):
    code = "connection-broken"


class ServerFailed(NoAnswer):
    code = "server-failed"


class Unreadable(NoAnswer):
    code = "unreadable"


ANSWERED: Final = "Its answer: "
"""What the platform's own words follow in the message of a refused change."""


class Refused(PlatformError):
    """`platform_code` is the platform's own (a Fault code, an errorCode), as text.

    `own_form` says that the refusal has the platform's own error form, so that it is not from a
    gateway or a proxy in between.
    """

    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        correlation_id: str = "",
        platform_code: str = "",
        http_status: int | None = None,
        own_form: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, correlation_id=correlation_id)
        self.platform_code = platform_code
        self.http_status = http_status
        self.own_form = own_form


class SignInRefused(Refused):
    code = "sign-in"


class Forbidden(Refused):
    code = "forbidden"


class Unsupported(PlatformError):
    code = "unsupported"
