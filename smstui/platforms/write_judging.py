"""What the HTTP status of an answer to a write means (design §3).

A 4xx except 408 is certainly a refusal: it had no effect. Everything else that is no 2xx, a
redirect included, leaves open whether it had one.
"""

from smstui.domain.errors import Refused, TimedOut
from smstui.domain.text import Clean
from smstui.platforms.answer import Answer, Question, host_of
from smstui.platforms.denials import refuse_denials
from smstui.platforms.failures import server_failed, unreadable
from smstui.platforms.port import Errand

_NOTHING_SAID = Clean("")


def refuse_status(
    answer: Answer,
    question: Question,
    errand: Errand,
    *,
    said: str = "",
    code: Clean = _NOTHING_SAID,
) -> None:
    """Raise for every status but a 2xx; `said` is the platform's own word on it, cleaned."""
    if answer.ok:
        return
    status = f"HTTP {answer.status}{', ' if said else ''}{said}"
    if answer.status == 408:
        raise TimedOut(
            f"{host_of(question)} gave up on {question.about} ({status}).",
            hint="Whether it had an effect has to be read.",
            correlation_id=errand.correlation_id,
        )
    if answer.status in (401, 403):
        refuse_denials(answer, question, errand, Clean(said))
    if 400 <= answer.status < 500:
        raise refused(question, errand, said=status, code=code, http_status=answer.status)
    if answer.status >= 500:
        raise server_failed(question, errand, status)
    raise unreadable(question, errand, f"it is no answer but HTTP {answer.status}")


def refused(
    question: Question,
    errand: Errand,
    *,
    said: str,
    code: Clean = _NOTHING_SAID,
    http_status: int | None = None,
) -> Refused:
    """The platform said no to a change; `said` is its word on it, cleaned."""
    return Refused(
        f"{host_of(question)} refused to {question.about} ({said}).",
        hint="It changed nothing.",
        correlation_id=errand.correlation_id,
        platform_code=code,
        http_status=http_status,
    )
