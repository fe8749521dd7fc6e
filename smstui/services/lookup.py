"""The way of an identifier: what can it be, which records have it, and their whole account.

Cached data is handed over first, through `early`; the platform's answer follows. All kinds the
platform can look up are asked at once. One match opens, several are listed, none says what was
tried. MAC, serial and IP are no keys of the platform: the cache says whose they are, and the
record is then asked for by a key it has.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, cast

from smstui.domain.account import Account
from smstui.domain.age import utc_now
from smstui.domain.bundle import Bundle
from smstui.domain.errors import PlatformError, SignInRefused
from smstui.domain.identifiers import Identification, IdKind, Reading, identify
from smstui.domain.record import Record
from smstui.domain.rereading import Reread
from smstui.domain.text import clean_sentence
from smstui.platforms.correlation import correlation_id, with_correlation_id
from smstui.platforms.notes import noted
from smstui.platforms.port import Found, Platform
from smstui.services.agreement import need_agreement
from smstui.services.cached_leads import cached_leads
from smstui.services.matching import (
    Lead,
    denies,
    distinct,
    first_of_each,
    is_of_cache_alone,
    leads_within,
    left_unanswered,
    ways_to,
)
from smstui.services.outcomes import Match, Nothing, Opened, Outcome, Several, match_of
from smstui.store.cache import BundleCache, Hit
from smstui.store.cache_results import Seen, Suggestion

Early = Callable[[Opened], None]
"""Takes what the cache knows, while the platform is still being asked."""

Beside = Callable[[Found], Awaitable[None]]
"""Further reads about the record that was found, in the round that reads its bundle."""

LookLate = Callable[[Collection[str]], Awaitable[None]]
"""Reads again what earlier changes planned for these ids, if any is on watch."""

CASE_SENSITIVE: Final = (IdKind.ACCOUNT, IdKind.LOGIN, IdKind.PLAYER)
NOT_ASKED = "The platform was not asked."
TAKEN_OVER = (
    "It was saved before smstui told platforms of one name apart, and may be of another platform."
)


class Lookup:
    """Looks identifiers up on one deployment. Lives in the engine's thread."""

    def __init__(
        self,
        platform: Platform,
        cache: BundleCache,
        compare: Callable[[Bundle], None] = lambda _: None,
        look_late: LookLate | None = None,
    ) -> None:
        """`compare` is given every bundle that is read from the platform, `look_late` the ids."""
        self._platform = platform
        self._cache = cache
        self._compare = compare
        self._look_late = look_late

    @with_correlation_id
    async def ask(
        self,
        text: str,
        *,
        only: IdKind | None = None,
        offline: bool = False,
        early: Early | None = None,
        beside: Beside | None = None,
        recent: bool = True,
    ) -> Outcome:
        """Look `text` up; `only` takes it for one kind, `offline` asks just the cache.

        Without `recent` it is not among what was looked up lately.

        Raises BadIdentifier, and PlatformError when the cache cannot stand in.
        """
        asked = identify(text, self._platform.family, only)
        hits = self._hits(asked)
        if offline:
            return self._from_cache(asked, hits, NOT_ASKED)
        if early and len(hits) == 1 and not hits[0].taken_over:
            early(self._cached(asked, hits[0], ""))
        try:
            with noted() as notes:
                found = await self._from_platform(asked, hits, beside, recent=recent)
            if notes and not isinstance(found, Nothing):
                return replace(found, notes=tuple(notes))
            return found
        except PlatformError as error:
            # Who may not sign in is not shown what others read here, and asks no further.
            if not hits or isinstance(error, SignInRefused):
                raise
            return self._from_cache(asked, hits, str(error))

    def remember(self, reread: Reread) -> None:
        """Put records that were read besides in their places in the cache."""
        self._cache.amend(reread)

    async def _from_platform(
        self,
        asked: Identification,
        hits: Sequence[Hit],
        beside: Beside | None,
        *,
        recent: bool,
    ) -> Outcome:
        leads, problems = await self._resolve(asked, hits)
        if not leads:
            if problems:
                raise problems[0]
            await self._late(asked)
            nothing = self._nothing(asked)
            if not nothing.suggestions:
                caps = await self._without_caps_lock(asked)
                nothing = replace(nothing, suggestions=caps)
            return nothing
        sentences = [str(problem) for problem in problems]
        if len(leads) > 1:
            return await self._several(asked, leads, sentences)

        lead = leads[0]
        bundle = await self._bundle(lead, beside)
        need_agreement(cast(Found, lead.record), bundle)
        self._compare(bundle)
        await self._late(asked, bundle)
        leads = distinct([lead, *leads_within(bundle, asked.readings)])
        if len(leads) > 1:
            return await self._several(asked, leads, sentences, bundle)
        asked = asked.by(lead.reading)
        self._cache.keep(bundle, lead.reading, asked.text, recent=recent)
        return Opened(
            asked,
            lead.reading.kind,
            bundle,
            "platform",
            correlation_id=correlation_id(),
            problems=[str(problem) for problem in problems if left_unanswered(problem)],
        )

    async def _late(self, asked: Identification, bundle: Bundle | None = None) -> None:
        """Have earlier changes looked at whose effect the bundle alone may not show."""
        if self._look_late is None:
            return
        ids = {asked.text.strip(), *(reading.value for reading in asked.readings)}
        if bundle is not None and bundle.owner is not None and bundle.owner.id:
            ids.add(bundle.owner.id)
        await self._look_late(ids)

    async def _bundle(self, lead: Lead, beside: Beside | None) -> Bundle:
        """Return the whole account of what was found, unless it was read to find it."""
        found = cast(Found, lead.record)

        async def read() -> Bundle:
            return lead.bundle or await self._platform.bundle(found)

        if beside is None:
            return await read()
        bundle, _ = await asyncio.gather(read(), beside(found))
        return bundle

    async def _resolve(
        self, asked: Identification, hits: Sequence[Hit]
    ) -> tuple[list[Lead], list[PlatformError]]:
        """Return every record the platform has for the text, all readings asked at once."""
        ways = [
            self._look_up(reading)
            for reading in asked.readings
            if reading.kind in self._platform.resolvable
        ] + [
            cached_leads(self._platform, hit)
            for hit in hits
            if hit.reading.kind not in self._platform.resolvable
            or is_of_cache_alone(hit.record, self._platform.family)
        ]
        ended = await asyncio.gather(*ways, return_exceptions=True)
        leads: list[Lead] = []
        problems: list[PlatformError] = []
        for end in ended:
            if isinstance(end, PlatformError):
                problems.append(end)
            elif isinstance(end, BaseException):
                raise end
            else:
                leads += end
        return distinct(leads), problems

    async def _look_up(self, reading: Reading) -> list[Lead]:
        return [
            Lead(reading, found)
            for found in await self._platform.resolve(reading)
            if not denies(found, reading, self._platform.family)
        ]

    async def _without_caps_lock(self, asked: Identification) -> list[Suggestion]:
        """Return what the platform has for the text as it would be typed without Caps Lock."""
        text = without_caps_lock(asked.text)
        if not text:
            return []
        kinds = {reading.kind for reading in asked.readings} & set(self._platform.resolvable)
        readings = [
            reading
            for reading in identify(text, self._platform.family).readings
            if reading.kind in kinds and reading.kind in CASE_SENSITIVE
        ]
        with suppress(PlatformError):  # what is not found stays not found
            found = await asyncio.gather(*(self._look_up(each) for each in readings))
            return [
                Suggestion(
                    text=lead.reading.value,
                    kind=lead.reading.kind,
                    title=clean_sentence(lead.record.title),
                    account=(lead.record.id or "") if isinstance(lead.record, Account) else "",
                    seen_at=utc_now(),
                )
                for leads in found
                for lead in leads
            ][:3]
        return []

    async def _several(
        self,
        asked: Identification,
        leads: Sequence[Lead],
        problems: Sequence[str],
        bundle: Bundle | None = None,
    ) -> Several:
        """Return the matches, each with its owner; an owner that cannot be read stays blank."""

        async def match(lead: Lead, way: Reading | None) -> Match:
            owner = bundle.owner if bundle else None
            if bundle is None:
                try:
                    owner = await self._platform.owner(cast(Found, lead.record))
                except PlatformError:
                    owner = None
            sure = way or lead.reading
            now = self._platform.clock.now()
            return match_of(lead.record, sure, lead.reading.kind, owner, "platform", now)

        ways = self._ways([lead.record for lead in leads])
        matches = await asyncio.gather(*map(match, leads, ways))
        return Several(asked, matches, problems, correlation_id())

    def _nothing(self, asked: Identification) -> Nothing:
        resolvable = self._platform.resolvable
        near = self._cache.near(asked)
        return Nothing(
            asked,
            tried=[kind for kind in asked.kinds if kind in resolvable],
            not_asked=[kind for kind in asked.kinds if kind not in resolvable],
            suggestions=near,
            correlation_id=correlation_id(),
            shown=self._cache.shown(asked.text),
            seen=self._seen(asked, near),
            family=self._platform.family,
        )

    def _seen(self, asked: Identification, near: Sequence[Suggestion]) -> list[Seen]:
        """Return what was seen with the text in a field, without what is suggested already."""
        told = {one.text for one in near}
        return [one for one in self._cache.seen(asked.text) if one.text not in told]

    # The cache's word

    def _hits(self, asked: Identification) -> list[Hit]:
        """Return what the cache has for the text: each record once, by its most likely reading."""
        hits = [hit for reading in asked.readings for hit in self._cache.find(reading)]
        return [hits[at] for at in first_of_each([hit.record for hit in hits])]

    def _from_cache(self, asked: Identification, hits: Sequence[Hit], why: str) -> Outcome:
        if not hits:
            near = self._cache.near(asked)
            shown = self._cache.shown(asked.text)
            seen = self._seen(asked, near)
            return Nothing(asked, [], asked.kinds, near, offline=why, shown=shown, seen=seen)
        if any(hit.taken_over for hit in hits):
            why = f"{why} {TAKEN_OVER}"
        if len(hits) == 1:
            return self._cached(asked, hits[0], why)
        matches = [
            match_of(
                hit.record,
                way or hit.reading,
                hit.reading.kind,
                hit.bundle.owner,
                "cache",
                self._platform.clock.now(),
            )
            for hit, way in zip(hits, self._ways([hit.record for hit in hits]), strict=True)
        ]
        return Several(asked, matches, [why])

    def _cached(self, asked: Identification, hit: Hit, offline: str) -> Opened:
        return Opened(
            asked.by(hit.reading),
            hit.reading.kind,
            hit.bundle.model_copy(update={"skew": self._platform.clock.skew}),
            "cache",
            offline=offline,
            correlation_id=correlation_id(),
        )

    def _ways(self, records: Sequence[Record]) -> list[Reading | None]:
        """Return for each record the question that asks for exactly that one."""
        return ways_to(records, self._platform.family, self._platform.resolvable)


def without_caps_lock(text: str) -> str:
    """Return `text` with upper and lower case swapped, if it looks typed with Caps Lock on.

    Empty for any other: most of its letters are lower case, or it may be a hexadecimal code.
    """
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    is_word = re.search("[G-Zg-z]", text) is not None
    return text.swapcase() if is_word and upper > lower else ""
