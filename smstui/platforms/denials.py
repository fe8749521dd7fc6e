"""What stands between a caller and any service: sign-in, rights, addresses, redirects."""

from smstui.domain.errors import Forbidden, Refused, SignInRefused, Unsupported
from smstui.domain.text import Clean
from smstui.platforms.answer import Answer, Question
from smstui.platforms.port import Errand
from smstui.platforms.transport import host_of

NOTHING_SAID = Clean("")


class NoSuchCall(Unsupported):
    """The server has nothing at this address."""


def refuse_denials(
    answer: Answer, question: Question, errand: Errand, said: Clean = NOTHING_SAID
) -> None:
    """Raise for 401, 403, for an address where nothing is, and for redirects.

    `said` is the platform's own word on it, for the sentence.
    """
    host, status = host_of(question), f"HTTP {answer.status}{', ' if said else ''}{said}"
    if answer.status == 401:
        raise SignInRefused(
            f"{host} did not accept our sign-in for {question.about} ({status}).",
            hint="Check username and password in the configuration.",
            correlation_id=errand.correlation_id,
            http_status=401,
        )
    if answer.status == 403:
        raise Forbidden(
            f"{host} does not allow this user {question.about} ({status}).",
            hint="Ask the platform's operators for the right to it.",
            correlation_id=errand.correlation_id,
            http_status=403,
        )
    if answer.status in (404, 405, 501):
        raise NoSuchCall(
            f"{host} has nothing at the address for {question.about} ({status}).",
            hint="Check the addresses in the configuration; smstui doctor compares the catalogue.",
            correlation_id=errand.correlation_id,
        )
    if 300 <= answer.status < 400:
        raise Refused(
            f"{host} sent {question.about} elsewhere ({status}), which is not followed.",
            hint="Put the final address into the configuration.",
            correlation_id=errand.correlation_id,
            http_status=answer.status,
        )
