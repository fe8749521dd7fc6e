"""Ending a session at SRM, for both families (sdp2.md "Sessions by SRM", D)."""

from collections.abc import Mapping

from smstui.domain.text import clean
from smstui.platforms import json_document
from smstui.platforms.answer import Answer, Question
from smstui.platforms.denials import parsed
from smstui.platforms.port import Errand
from smstui.platforms.write_judging import refuse_status, refused
from smstui.platforms.writes import Acknowledgement


def judge_srm_end(answer: Answer, question: Question, errand: Errand) -> Acknowledgement:
    """200 and nothing is the acknowledgement; a refusal comes as 200 with an errorResponse."""
    if answer.body.strip():
        said = parsed(json_document.parse, answer, question, errand) if answer.ok else None
        refusal = said.get("errorResponse") if isinstance(said, Mapping) else None
        if isinstance(refusal, Mapping):
            code = clean(refusal.get("errorCode") or refusal.get("code") or "", cap=60)
            text = clean(refusal.get("errorMessage") or "no reason given", cap=300)
            raise refused(
                question, errand, said=f"{code}: {text}", code=code, http_status=answer.status
            )
    refuse_status(answer, question, errand)
    return Acknowledgement("SRM took it")
