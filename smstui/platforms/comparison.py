"""The result of comparing the answers for a known id with the catalogue: for `smstui doctor`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Topic(StrEnum):
    """What is compared. The values are the names of the checks."""

    KNOWN_ID = "known id"
    STATUS_WORDS = "status words"
    ANSWER_FIELDS = "answer fields"
    FILTER_FIELDS = "filter fields"
    ID_PREFIX = "id prefix"
    PAGING = "paging"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that differs, as a sentence: the names that differ, never a customer's values.

    `is_fault` says that a call is refused or read wrong because of it, or that no record has the
    id. `override` is what the configuration would have to say, by table and key, as far as that is
    known; `lines` are lines to fill in where it is not.
    """

    topic: Topic
    detail: str
    is_fault: bool = True
    override: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The remarks on the answers for some ids, and what was seen of each topic, in words."""

    remarks: Sequence[Remark] = ()
    seen: Mapping[Topic, str] = field(default_factory=dict)

    @classmethod
    def together(cls, several: Iterable["Comparison"]) -> "Comparison":
        """Return several as one, each remark once."""
        remarks: dict[tuple[Topic, str], Remark] = {}
        seen: dict[Topic, str] = {}
        for each in several:
            for remark in each.remarks:
                remarks.setdefault((remark.topic, remark.detail), remark)
            for topic, said in each.seen.items():
                seen.setdefault(topic, said)
        return cls(tuple(remarks.values()), seen)
