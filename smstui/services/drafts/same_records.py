"""Find pairs for the same box or card, by the records of their ids."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smstui.domain.changes.request import Request
from smstui.domain.errors import NoAnswer, NotSent, SignInRefused, SmstuiError
from smstui.services.changes.change_service import Changes

AT_ONCE: Final = 4
"""The most pairs that are looked up at the same time. The platform's own limit is lower."""

Records = frozenset[str]
"""The records of a pair, as a plan has them: `box 3421`, `card 000770000001`."""


@dataclass(frozen=True, slots=True)
class Clash:
    """The pair at `at` has a record that the pair at `before` already has.

    `record` is the first of them. `is_same` says that both pairs are the same.
    """

    at: int
    before: int
    record: str
    is_same: bool


async def clashes(changes: Changes, requests: Sequence[Request]) -> Sequence[Clash]:
    """Look up each pair of `requests` and return those that an earlier one excludes. Only reads.

    A pair that cannot be looked up excludes nothing: planning it will report that. Raises
    SignInRefused.
    """
    found = await _resolved(changes, requests)
    pairs: dict[Records, int] = {}
    taken: dict[str, int] = {}
    clashing: list[Clash] = []
    for at, records in enumerate(found):
        if records is None:
            continue
        common = [record for record in sorted(records) if record in taken]
        if not common:
            pairs[records] = at
            taken |= dict.fromkeys(records, at)
            continue
        before = pairs.get(records)
        first = taken[common[0]] if before is None else before
        clashing.append(Clash(at, first, common[0], before is not None))
    return clashing


async def _resolved(changes: Changes, requests: Sequence[Request]) -> list[Records | None]:
    """Return the records of each pair; all None once the platform is not reached.

    The first is looked up alone, because a refused password must not be tried by many at once.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    is_away = False

    async def one(request: Request) -> Records | None:
        nonlocal is_away
        async with turns:
            if is_away:
                return None
            try:
                return frozenset(await changes.records_of_pair(request))
            except SignInRefused:
                raise
            except (NotSent, NoAnswer):
                is_away = True
            except SmstuiError:
                pass
            return None

    first = [await one(each) for each in requests[:1]]
    return [*first, *await asyncio.gather(*map(one, requests[1:]))]
