"""Tell box from card: by the form of the code, by the cache, and at last by the platform."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadIdentifier, PlatformError
from smstui.domain.identifiers import IdKind, code_key, identify
from smstui.domain.scanning import BOX_KINDS, Code, Sort, sorted_by_form, wrong_one
from smstui.domain.smartcard import SmartCard
from smstui.platforms.correlation import with_new_correlation_id
from smstui.platforms.port import Platform
from smstui.services.matching import denies
from smstui.store.cache import BundleCache

PATIENCE_S: Final = 1.5
"""Seconds to wait for the platform while a person is scanning."""


class CodeClassifier:
    """Classifies codes on one deployment."""

    def __init__(self, platform: Platform, cache: BundleCache) -> None:
        self._platform = platform
        self._cache = cache

    def at_once(self, scanned: str) -> Code:
        """Classify `scanned` without calling the platform."""
        code = sorted_by_form(scanned, self._platform.family)
        if code.sort is Sort.WRONG:
            return code
        return self._by_cache(code)

    def records(self, text: str, sort: Sort) -> frozenset[str]:
        """Return the box or the card that the cache finds for `text`, as a plan has it."""
        try:
            readings = identify(text, self._platform.family).readings
        except BadIdentifier:
            return frozenset()
        kinds = BOX_KINDS if sort is Sort.BOX else (IdKind.SMARTCARD,)
        found = [
            hit.record
            for reading in readings
            if reading.kind in kinds
            for hit in self._cache.find(reading)
        ]
        boxes = {f"box {one.uid}" for one in found if isinstance(one, SetTopBox) and one.uid}
        cards = {
            f"card {code_key(one.number)}"
            for one in found
            if isinstance(one, SmartCard) and one.number
        }
        return frozenset(boxes | cards)

    async def decided(self, code: Code) -> Code:
        """Classify `code` with the platform's answer, within a short timeout.

        Of several ids in one code, the one that is a box or a card; if that is none or several, the
        code stays wrong. A code that looks like a MAC address or serial number is wrong if it is
        nothing else; without the platform it counts as what it looks like.
        """
        if code.ids:
            known = [one for each in code.ids if (one := self.at_once(each)).is_known]
            if not known:
                found = await asyncio.gather(*(self._asked(self.at_once(id_)) for id_ in code.ids))
                known = [one for one in found if isinstance(one, Code)]
            return known[0] if len(known) == 1 else code
        if code.else_wrong:
            asked = await self._asked(code)
            return asked or replace(code, sort=Sort.WRONG, why=code.else_wrong)
        return code

    async def _asked(self, code: Code) -> Code | None:
        """Return `code` as the platform knows it; None if it is no box and no card there."""
        if code.sort is Sort.WRONG:
            return None
        is_box, is_card = await asyncio.gather(
            self._has(code, BOX_KINDS, SetTopBox), self._has(code, (IdKind.SMARTCARD,), SmartCard)
        )
        if None in (is_box, is_card) and not (is_box or is_card):
            return code
        if is_box == is_card:
            return code if is_box else None
        return replace(code, sort=Sort.BOX if is_box else Sort.CARD, sure=True)

    async def is_box(self, code: Code) -> bool:
        """Return whether the platform has a box with this code; also False if it does not
        answer."""
        return bool(await self._has(code, BOX_KINDS, SetTopBox))

    @with_new_correlation_id
    async def _has(self, code: Code, kinds: Collection[IdKind], record: type) -> bool | None:
        """Return whether the platform has a `record` with this code; None if it does not answer."""
        readings = identify(code.text, self._platform.family).readings
        asked = [
            reading
            for reading in readings
            if reading.kind in kinds and reading.kind in self._platform.resolvable
        ]
        try:
            async with asyncio.timeout(PATIENCE_S):
                answers = await asyncio.gather(
                    *(self._platform.resolve(reading) for reading in asked)
                )
        except (TimeoutError, PlatformError):
            return None
        return any(
            isinstance(one, record) and not denies(one, reading, self._platform.family)
            for reading, found in zip(asked, answers, strict=True)
            for one in found
        )

    def _by_cache(self, code: Code) -> Code:
        try:
            readings = identify(code.text, self._platform.family).readings
        except BadIdentifier:
            return code
        kinds: dict[IdKind, str] = {}
        for reading in readings:
            for hit in self._cache.find(reading):
                if isinstance(hit.record, SetTopBox | SmartCard):
                    kinds.setdefault(reading.kind, hit.record.title)
        is_box = any(kind in kinds for kind in BOX_KINDS)
        if is_box != (IdKind.SMARTCARD in kinds):
            sort = Sort.BOX if is_box else Sort.CARD
            return replace(code, sort=sort, sure=True, is_known=True)
        if not is_box:
            for kind in (IdKind.MAC, IdKind.SERIAL):
                if kind in kinds:
                    return replace(code, else_wrong=wrong_one(kind, kinds[kind]))
        return code
