"""What stands between a caller and any service, whatever it speaks."""

from smstui.domain.errors import Forbidden, Refused, SignInRefused, Unsupported
from smstui.platforms.answer import Answer, Question
from smstui.platforms.port import Errand
from smstui.platforms.transport import host_of


def refuse_denials(answer: Answer, question: Question, errand: Errand) -> None:
    """Raise for 401, 403, for an address where nothing is, and for redirects."""
    host = host_of(question)
    if answer.status == 401:
        raise SignInRefused(
            f"{host} did not take the user name and password (HTTP 401).",
            hint="Check username and password in the configuration.",
            correlation_id=errand.correlation_id,
            http_status=401,
        )
    if answer.status == 403:
        raise Forbidden(
            f"{host} does not allow this user {question.about} (HTTP 403).",
            hint="Ask the platform's operators for the right to it.",
            correlation_id=errand.correlation_id,
            http_status=403,
        )
    if answer.status in (404, 405, 501):
        raise Unsupported(
            f"{host} has nothing at the address for {question.about} (HTTP {answer.status}).",
            hint="Check base_path and the entry in the catalogue with smstui doctor.",
            correlation_id=errand.correlation_id,
        )
    if 300 <= answer.status < 400:
        raise Refused(
            f"{host} sent {question.about} elsewhere (HTTP {answer.status}), "
            "which is not followed.",
            hint="Put the final address into the configuration.",
            correlation_id=errand.correlation_id,
            http_status=answer.status,
        )
