"""Box or card: by the form of the code, by what the cache knows, and at last by the platform."""

import asyncio
from dataclasses import replace
from typing import Final

from smstui.domain.device import SetTopBox
from smstui.domain.errors import BadIdentifier, PlatformError
from smstui.domain.identifiers import IdKind, identify
from smstui.domain.scanning import Code, Sort, sorted_by_form, wrong_one
from smstui.domain.smartcard import SmartCard
from smstui.platforms.port import Platform
from smstui.services.errands import new_errand
from smstui.store.cache import BundleCache

PATIENCE_S: Final = 1.5
"""Seconds the platform is waited for while a person stands there with a scanner."""

_BOX_KINDS: Final = (IdKind.CASN, IdKind.NUID, IdKind.DEVICE_UID, IdKind.OPF_DEVICE)


class Sorter:
    """Tells codes apart on one deployment."""

    def __init__(self, platform: Platform, cache: BundleCache) -> None:
        self._platform = platform
        self._cache = cache

    def at_once(self, scanned: str) -> Code:
        """What `scanned` is, without asking the platform."""
        code = sorted_by_form(scanned, self._platform.family)
        if code.sort is Sort.WRONG:
            return code
        return self._by_cache(code)

    async def is_box(self, code: Code) -> bool:
        """Whether the platform has a box of this code; False as well when it does not say."""
        errand = new_errand()
        readings = identify(code.text, self._platform.family).readings
        asked = [
            reading
            for reading in readings
            if reading.kind in _BOX_KINDS and reading.kind in self._platform.resolvable
        ]
        try:
            async with asyncio.timeout(PATIENCE_S):
                answers = await asyncio.gather(
                    *(self._platform.resolve(reading, errand) for reading in asked)
                )
        except (TimeoutError, PlatformError):
            return False
        return any(isinstance(one, SetTopBox) for found in answers for one in found)

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
        is_box = any(kind in kinds for kind in _BOX_KINDS)
        if is_box != (IdKind.SMARTCARD in kinds):
            return replace(code, sort=Sort.BOX if is_box else Sort.CARD, sure=True)
        if not is_box:
            for kind in (IdKind.MAC, IdKind.SERIAL):
                if kind in kinds:
                    return replace(code, sort=Sort.WRONG, why=wrong_one(kind, kinds[kind]))
        return code
