"""From a cached record to the record as the platform has it now."""

from collections.abc import Sequence
from dataclasses import replace

from smstui.domain.bundle import Focus
from smstui.domain.naming import kind_of
from smstui.platforms.port import Platform
from smstui.services.matching import Lead, answers, leads_within, sure_reading
from smstui.store.cache import Hit


async def cached_leads(platform: Platform, hit: Hit) -> Sequence[Lead]:
    """Return the record the cache names, as the platform has it now, if it still has that name.

    A record that the platform cannot look up, such as a user, is read with its account. Raises
    PlatformError.
    """
    family, resolvable = platform.family, platform.resolvable
    sure = sure_reading(hit.record, family, resolvable)
    if sure is not None:
        return [
            Lead(hit.reading, found)
            for found in await platform.resolve(sure)
            if answers(found, hit.reading, family)
        ]
    owner = hit.bundle.owner
    sure = sure_reading(owner, family, resolvable) if owner is not None else None
    if sure is None:
        return []
    leads: list[Lead] = []
    for found in await platform.resolve(sure):
        bundle = await platform.bundle(found)
        for lead in leads_within(bundle, [hit.reading]):
            focus = Focus(kind=kind_of(lead.record), id=lead.record.id or "")
            focused = bundle.model_copy(update={"focus": focus})
            leads.append(replace(lead, bundle=focused))
    return leads
