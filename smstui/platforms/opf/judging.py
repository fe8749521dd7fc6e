"""What a REST module's answer means (opf.md "Conventions")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smstui.domain.errors import Forbidden, Refused, SignInRefused, Unsupported
from smstui.domain.text import Clean, clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.denials import refuse_denials
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.transport import host_of, refuse_server_errors, unreadable


class NobodyThere(Refused):
    """404 with the platform's own error: the call exists, the record does not."""

    code = "no-record"


NO_ERROR: Final = Clean("")


@dataclass(frozen=True, slots=True)
class Denial:
    """The platform's error form `{message, code, errorCode}`."""

    code: Clean
    message: Clean


def judge(answer: Answer, question: Question, errand: Errand) -> Any:
    """The value of a good answer; everything else raises.

    A 404 that carries an errorCode means the record, any other 404 means the call.
    """
    denial = _denial(answer.body) if not answer.ok else None
    host = host_of(question)
    if answer.status == 404 and denial and denial.code:
        raise NobodyThere(
            f"{host} knows no record for {question.about} ({denial.code}: {denial.message}).",
            correlation_id=errand.correlation_id,
            platform_code=denial.code,
            http_status=404,
        )
    if answer.status in (401, 403):
        kind = SignInRefused if answer.status == 401 else Forbidden
        raise kind(
            f"{host} did not let this user have {question.about} (HTTP {answer.status}"
            f"{_said(denial)}).",
            hint="Check the user, its role operatorRole and the tenant in the configuration.",
            correlation_id=errand.correlation_id,
            http_status=answer.status,
        )
    if answer.status == 501:
        raise Unsupported(
            f"{host} does not offer {question.about} (HTTP 501).",
            correlation_id=errand.correlation_id,
        )
    refuse_server_errors(answer, question, errand)
    refuse_denials(answer, question, errand)
    if not answer.ok:
        raise Refused(
            f"{host} refused {question.about} (HTTP {answer.status}{_said(denial)}).",
            hint="Compare the entry in the catalogue with smstui doctor.",
            correlation_id=errand.correlation_id,
            platform_code=denial.code if denial else "",
            http_status=answer.status,
        )
    try:
        return json_document.parse(answer.body)
    except Malformed as error:
        raise unreadable(question, errand, str(error)) from None


def _said(denial: Denial | None) -> str:
    if denial is None:
        return ""
    return ", " + ": ".join(part for part in (denial.code, denial.message) if part)


def _denial(body: bytes) -> Denial | None:
    try:
        said = json_document.parse(body)
    except Malformed:
        return None
    if not isinstance(said, Mapping):
        return None
    code = said.get("errorCode")
    message = clean(said.get("message") or "", cap=300)
    return Denial(clean(code, cap=40) if code is not None else NO_ERROR, message)
