"""The latest answers of the CAS to its commands, as the journal has them. Pure.

By which words a CAS says that a command was executed is seen in an answer to a change alone.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smstui.domain.changes.operations import Call
from smstui.domain.changes.verdict import StepResult
from smstui.domain.marking import plain
from smstui.store.journal import Entry
from smstui.store.plan_text import plan_from_text, results_from_text

_NOT_EXECUTED: Final = "not executed: "
_WORDS: Final = re.compile(r"\(([^()]{1,80})\)")


@dataclass(frozen=True, slots=True)
class CasAnswer:
    """An answer of the CAS: whether its commands were executed, and its words where they were not.

    `change` is the change that it came to, `at` the time of that change.
    """

    change: str
    at: datetime
    executed: bool
    words: tuple[str, ...] = ()


def cas_answers(entries: Iterable[Entry], calls: Collection[Call]) -> list[CasAnswer]:
    """Return the answers to the commands of `entries`, in the order of the changes.

    `calls` are the changes that are sent to the CAS.
    """
    found: list[CasAnswer] = []
    for entry in entries:
        try:
            plan, results = plan_from_text(entry.plan), results_from_text(entry.results)
        except ValueError:
            continue  # a row of another version
        for result in reversed(results):
            if 0 < result.n <= len(plan.steps) and plan.steps[result.n - 1].write.call in calls:
                found += _answers(entry, result)
    return found


def _answers(entry: Entry, result: StepResult) -> list[CasAnswer]:
    message = plain(result.message)
    _, failed, told = message.partition(_NOT_EXECUTED)
    if failed:
        words = tuple(dict.fromkeys(_WORDS.findall(told)))
        return [CasAnswer(entry.id, entry.began, executed=False, words=words)]
    if result.sent and result.acknowledged:
        return [CasAnswer(entry.id, entry.began, executed=True)]
    return []
