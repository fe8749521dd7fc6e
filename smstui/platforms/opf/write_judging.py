"""Judge a module's answer to a write (opf.md "Conventions", "CAG", "Live sessions")."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from smstui.domain.marking import foreign
from smstui.domain.privacy import foreign_words
from smstui.domain.text import Clean
from smstui.platforms.answer import Answer, Judge, Question
from smstui.platforms.belonging import carries_another, is_of_another_kind
from smstui.platforms.catalogue import Answers, Catalogue, Entry
from smstui.platforms.error_forms import code_of, parsed_leniently, value_of, word
from smstui.platforms.failures import mixed_up, unreadable
from smstui.platforms.write_judging import refused, said_to_change
from smstui.platforms.writes import Acknowledgement

RESULTS: Final = "commandResults"
_MOST_UNTOLD: Final = 5
NOT_A_COUNT: Final = frozenset({"status", "code", "errorcode"})
"""Keys of an answer whose number is no count, in lower case."""


COUNTS: Final = {
    "PUT": frozenset({"matchedCount", "modifiedCount"}),
    "DELETE": frozenset({"deletedCount"}),
}
"""Counts that only the answer to a change with this method has (opf.md "Conventions", D)."""
_ALL_COUNTS: Final = frozenset[str]().union(*COUNTS.values())


@dataclass(frozen=True, slots=True)
class CasSuccess:
    """The words of a CAS command that was executed. Without `texts`, any text will do."""

    codes: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue, own: Sequence[str] = ()) -> "CasSuccess":
        """Return the words of the catalogue, or the codes `own` of the deployment."""
        if own:
            return cls(frozenset(own), frozenset())
        codes = catalogue.codes
        return cls(frozenset(codes["cas-success"]), frozenset(codes["cas-success-text"]))

    def is_of(self, item: Any) -> bool:
        """Return whether the result of one command is a success."""
        if not isinstance(item, Mapping) or str(item.get("responseCode")) not in self.codes:
            return False
        return not self.texts or str(item.get("responseText")) in self.texts


def judge_of(answers: Answers, success: CasSuccess) -> Judge[Acknowledgement]:
    """Return the judge of a call by what its catalogue entry says that it answers."""
    judge = {"": judge_write, "commands": judge_commands, "count": judge_count}[answers]
    return partial(judge, success=success)


def judge_call(
    catalogue: Catalogue, entry: Entry, target: str, success: CasSuccess
) -> Judge[Acknowledgement]:
    """Return the judge of the call `entry` on `target`.

    An answer that is certainly that of another call, or to a change of another record, is no
    answer.
    """
    judge = judge_of(entry.answers, success)

    def judged(answer: Answer, question: Question) -> Acknowledgement:
        said = parsed_leniently(answer.body) if answer.ok else None
        if why := _why_of_another(said, catalogue, entry, target):
            raise mixed_up(question, why)
        return judge(answer, question)

    return judged


def _why_of_another(said: Any, catalogue: Catalogue, entry: Entry, target: str) -> str:
    """Return why `said` is the answer to another call; empty where it can be this one's.

    Little is certain, because any 2xx is a success (contract README, conflict 5): a list is the
    answer to a read, and a count or a command that only other calls have is theirs.
    """
    is_object = isinstance(said, Mapping)
    if isinstance(said, list) or (is_object and catalogue.lists.spelling.list_at("items", said)):
        return "it is a list"
    if not is_object:
        return ""
    keys, own = _keys(said), COUNTS.get(entry.method, frozenset())
    matched_none = value_of(said, "matchedCount") in (0, "0")  # a refusal, whatever was called
    if keys & _ALL_COUNTS - own and not keys & own and RESULTS not in keys and not matched_none:
        return "it counts what another call does"
    if is_of_another_kind(catalogue, entry, said):
        return "it has a record of another kind"
    if carries_another(catalogue, entry, said, target):
        return "it tells of another id"
    others = {name for each in catalogue.operations.values() for name in each.commands}
    names = {
        code_of(each.get("commandName")) for each in _results(said) if isinstance(each, Mapping)
    }
    if names and names <= others - set(entry.commands):
        return "it is about another command"
    return ""


def judge_write(answer: Answer, question: Question, success: CasSuccess) -> Acknowledgement:
    """Take any 2xx (conflict 5) as the acknowledgement, unless its body says no."""
    said = said_to_change(answer, question)
    told = _of_the_body(said, answer, question, success)
    if told is not None:
        return told
    modified = value_of(said, "modifiedCount")
    if modified is not None:
        changed = modified != 0
        return Acknowledgement(
            "record changed" if changed else "modifiedCount 0: no record changed", changed
        )
    deleted = value_of(said, "deletedCount")
    if deleted is not None:
        return Acknowledgement(f"{word(deleted)} deleted", deleted != 0)
    created = value_of(said, "_id", "id")
    if created is not None:
        return Acknowledgement(f"created {word(created)}", True, created=code_of(created))
    return Acknowledgement("OK")


def judge_commands(answer: Answer, question: Question, success: CasSuccess) -> Acknowledgement:
    """Take an answer whose CAS commands were executed, all or some (opf.md "CAG", D)."""
    said = said_to_change(answer, question)
    if RESULTS not in _keys(said):
        raise unreadable(question, "it names no result of a command")
    return _of_commands(said, answer, question, success)


def judge_count(answer: Answer, question: Question, success: CasSuccess) -> Acknowledgement:
    """Take an answer with the number of sessions ended.

    The number's key is not published: it is the one integer in the body (opf.md "Live
    sessions", D).
    """
    said = said_to_change(answer, question)
    told = _of_the_body(said, answer, question, success)
    if told is not None:
        return told
    numbers = list(_integers(said))
    if len(numbers) == 1 and numbers[0] >= 0:
        return Acknowledgement(f"{numbers[0]} ended", numbers[0] > 0, count=numbers[0])
    return Acknowledgement("OK")


def _of_the_body(
    said: Any, answer: Answer, question: Question, success: CasSuccess
) -> Acknowledgement | None:
    """Return what named command results say, whichever call was made; raise for no match."""
    if RESULTS in _keys(said):
        return _of_commands(said, answer, question, success)
    if value_of(said, "matchedCount") == 0:
        raise refused(question, said="it matched no record", http_status=answer.status)
    return None


def _of_commands(
    said: Any, answer: Answer, question: Question, success: CasSuccess
) -> Acknowledgement:
    """Sort the commands: all failed is a refusal, some failed a partial success (A)."""
    items = _results(said)
    if not items:
        raise refused(question, said="it names no result of a command", http_status=answer.status)
    failed = tuple(_failed(each) for each in items if not success.is_of(each))
    done = len(items) - len(failed)
    failed += (_failed(None),) * _untold(said, len(items))
    if not failed:
        return Acknowledgement("executed")
    told = f"not executed: {', '.join(failed)}"
    if not done:
        raise refused(question, said=told, http_status=answer.status)
    return Acknowledgement(told, failed=failed)


def _untold(said: Any, told: int) -> int:
    """Return how many commands have no result, by the number of commands that is told (D)."""
    count = value_of(said, "commandCount")
    if isinstance(count, str) and count.strip().isdecimal():
        count = int(count)
    return min(max(0, count - told), _MOST_UNTOLD) if type(count) is int else 0


def _results(said: Any) -> list[Any]:
    results = said.get(RESULTS)
    items = [results] if isinstance(results, Mapping) else results
    return items if isinstance(items, list) else []


def _failed(item: Any) -> Clean:
    if not isinstance(item, Mapping):
        return Clean("a command without a result")
    told = (item.get("commandName"), value_of(item, "id", "_id"))
    name = foreign(" ".join(filter(None, map(word, told)))) or "a command"
    code, text = word(item.get("responseCode")), word(item.get("responseText"))
    result = foreign_words(code, text, between=" ") or "no result"
    return Clean(f"{name} ({result})")


def _keys(said: Any) -> frozenset[str]:
    return frozenset(said) if isinstance(said, Mapping) else frozenset()


def _integers(said: Any) -> Iterator[int]:
    """Yield every integer that can be a count."""
    if type(said) is int:
        yield said
    elif isinstance(said, list):
        for each in said:
            yield from _integers(each)
    elif isinstance(said, Mapping):
        for name, each in said.items():
            if name.casefold() not in NOT_A_COUNT:
                yield from _integers(each)
