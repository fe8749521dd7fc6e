"""One call of a REST module, from its catalogue entry to what a judge makes of the answer.

A list is read page by page until it is whole, within the bounds that the catalogue states.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import quote

from smstui.config.families import OpfSettings
from smstui.domain.errors import Forbidden, PlatformError, SignInRefused
from smstui.domain.marking import typed
from smstui.domain.secret import Secret
from smstui.platforms.answer import Judge, Question
from smstui.platforms.belonging import Asked, need_belonging
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import refuse_unsupported
from smstui.platforms.failures import TooLarge
from smstui.platforms.observing import observed
from smstui.platforms.opf.judging import Shape, judge_page, judge_record
from smstui.platforms.opf.offers import CLIENT_TOKEN, OPERATOR_TOKEN, SSP_TOKEN, base_of
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak
from smstui.platforms.paging import ENDLESS, REPEATED, Page, Wire, pages_after, together
from smstui.platforms.requests import NO_PAGING, carrying, rest_request
from smstui.platforms.template import NotConfigured, filled, places_in
from smstui.platforms.transport import Transport

T = TypeVar("T")

PAGES_AT_ONCE: Final = 4
SMALLEST_PAGE: Final = 25
"""Records of the smallest page that is asked for where larger ones are too large."""
NO_CREDENTIALS: Final[Mapping[str, Secret]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Run:
    """The list `name` that is read for the id `of`, all its pages by `until`."""

    name: str
    entry: Entry
    of: str
    until: float
    null_is_none: bool


class Caller:
    """Calls modules with the tokens and headers that the catalogue says they want."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        settings: OpfSettings,
        keycloak: Keycloak,
        signer: SspSigner | None,
        *,
        secrets: Mapping[str, Secret] = NO_CREDENTIALS,
    ) -> None:
        """`secrets` are those in the headers of the catalogue."""
        self._transport = transport
        self._catalogue = catalogue
        self._settings = settings
        self._keycloak = keycloak
        self._signer = signer
        self._secrets = secrets
        self.given: Mapping[str, str] = {
            name: str(held) for name in SETTINGS if (held := getattr(settings, name))
        }
        """The settings that may stand in an address or a header, by their names."""

    def can_ask(self, name: str, of: str) -> bool:
        """Return whether `of` can be an id there: a slash in a path leads to another address."""
        return "/" not in of or "id" not in places_in(self._catalogue.entry(name).path)

    async def record(self, name: str, of: str) -> Wire:
        """Return the record that the read `name` answers for the id `of`; empty for none."""
        entry = self._entry(name)
        question = self._question(entry, of)
        judge = observed(name, (of,), judge_record(self._shape(entry)))
        wire = await self.ask(question, judge, self._catalogue.headers_of(entry))
        page = Page([wire] if wire else [], 1 if wire else 0)
        need_belonging(Asked(self._catalogue, name, [of]), page, question)
        return wire

    async def with_client_token(self, name: str, token: Secret, judge: Judge[T]) -> T:
        """Return what `judge` makes of the read `name`, which goes with a subscriber's token."""
        entry = self._entry(name)
        carried = carrying(
            self._question(entry, ""),
            self._catalogue.headers_of(entry),
            self.given,
            {CLIENT_TOKEN: token},
        )
        return await self._transport.read(carried, judge, self._transport.deadline())

    def shape_of(self, name: str) -> Shape:
        """Return the shape of the answer to the read `name`."""
        return self._shape(self._catalogue.entry(name))

    async def listed(
        self, name: str, of: str, goes_on: Callable[[Wire], bool] | None = None
    ) -> Page:
        """Return the list that the read `name` answers for the id `of`, whole if possible.

        Further pages are asked for, several at once, only if every record of the first one
        `goes_on`. All pages share the time of one question. A page that is too large is asked
        for again in smaller ones.
        """
        entry = self._entry(name)
        page = await self._listed(name, entry, of, goes_on)
        question = self._question(entry, of)
        need_belonging(Asked(self._catalogue, name, [of]), page, question)
        return page

    async def _listed(
        self, name: str, entry: Entry, of: str, goes_on: Callable[[Wire], bool] | None
    ) -> Page:
        run = _Run(name, entry, of, self._transport.deadline(), null_is_none=goes_on is not None)
        sizes = [self._catalogue.page_size(entry)]
        while sizes[-1] > SMALLEST_PAGE and self._catalogue.lists.paging != "none":
            sizes.append(max(sizes[-1] // 10, SMALLEST_PAGE))
        for size in sizes:
            try:
                first = await self._page(run, size)
            except TooLarge as error:
                if size == sizes[-1]:
                    error.hint = _smaller(name)
                    raise
                continue
            if goes_on and not all(map(goes_on, first.records)):
                cut = first.total is None and 0 < size <= first.came
                return replace(first, gap=ENDLESS) if cut else first
            return await self._whole(run, first, size)
        raise AssertionError("the last size returns or raises")

    async def page(self, name: str, of: str, size: int, at: int) -> Page:
        """Return page `at`, from 1, of the list `name` in pages of `size`; see `listed`."""
        run = _Run(name, self._entry(name), of, self._transport.deadline(), null_is_none=True)
        return await self._page(run, size, at)

    async def any_one(self, name: str) -> Page:
        """Return one record of the list `name`, whichever it is: without its filter."""
        entry = self._entry(name).model_copy(update={"filter": {}})
        run = _Run(name, entry, "", self._transport.deadline(), null_is_none=True)
        return await self._page(run, 1)

    async def sign_in(self) -> None:
        """Prove that the credentials are taken."""
        await self._keycloak.sign_in(self._transport.deadline())

    async def ask(
        self,
        question: Question,
        judge: Judge[T],
        headers: Mapping[str, str],
        until: float | None = None,
    ) -> T:
        """Read with the tokens that `headers` want, by `until`, sign-in included.

        A refused operator token is renewed once. The default is one total time from now.
        """
        until = self._transport.deadline() if until is None else until

        async def signed(credentials: Mapping[str, Secret]) -> T:
            carried = carrying(question, headers, self.given, credentials)
            return await self._transport.read(carried, judge, until)

        held = await self.credentials(headers, until)
        try:
            return await signed(held)
        except (SignInRefused, Forbidden):
            if OPERATOR_TOKEN not in held:
                raise
        return await signed(await self.credentials(headers, until, other_than=held))

    async def credentials(
        self,
        headers: Mapping[str, str],
        until: float | None = None,
        *,
        other_than: Mapping[str, Secret] = NO_CREDENTIALS,
        lasting_s: float = 0.0,
    ) -> Mapping[str, Secret]:
        """Return the tokens that `headers` want, by their names in the catalogue.

        `other_than` are tokens that were refused; `lasting_s` as in `Keycloak.token`.
        """
        wanted = places_in(" ".join(headers.values()))
        held = {name: secret for name, secret in self._secrets.items() if name in wanted}
        if OPERATOR_TOKEN in wanted:
            refused = other_than.get(OPERATOR_TOKEN)
            held[OPERATOR_TOKEN] = await self._keycloak.token(
                until, other_than=refused, lasting_s=lasting_s
            )
        if SSP_TOKEN in wanted and self._signer is not None:
            held[SSP_TOKEN] = self._signer.token()
        return held

    # Lists

    async def _whole(self, run: "_Run", first: Page, size: int) -> Page:
        lists = self._catalogue.lists
        if not size or lists.paging == "none":
            return together([first])
        if first.total is None:
            return await self._to_the_end(run, first, size)
        size = min(size, first.came)  # a server may have a smaller largest page of its own
        numbers = pages_after(first, size, lists.most_pages, lists.most_records)
        at_once = asyncio.Semaphore(PAGES_AT_ONCE)

        async def further(at: int) -> Page:
            async with at_once:
                return await self._page(run, size, at)

        ended = await asyncio.gather(*map(further, numbers), return_exceptions=True)
        pages, gap = [first], ""
        for page in ended:
            if isinstance(page, PlatformError):
                gap = gap or page.message
            elif isinstance(page, BaseException):
                raise page
            else:
                pages.append(page)
        return together(pages, gap)

    async def _to_the_end(self, run: "_Run", first: Page, size: int) -> Page:
        """Read page after page of a list without a number; a short page is the last."""
        lists = self._catalogue.lists
        pages = [first]
        while pages[-1].came >= size:
            if len(pages) >= lists.most_pages or len(pages) * size >= lists.most_records:
                return together(pages, ENDLESS)
            try:
                page = await self._page(run, size, len(pages) + 1)
            except PlatformError as error:
                return together(pages, error.message)
            if page.keys and set(page.keys) <= {key for each in pages for key in each.keys}:
                return together(pages, REPEATED)
            pages.append(page)
        return together(pages)

    async def _page(self, run: "_Run", size: int, at: int = 1) -> Page:
        question = self._question(run.entry, run.of, self._paging(at, size))
        shape = self._shape(run.entry, null_is_none=run.null_is_none)
        judge = observed(run.name, (run.of,), judge_page(shape))
        headers = self._catalogue.headers_of(run.entry)
        return await self.ask(question, judge, headers, run.until)

    def _paging(self, at: int, size: int) -> dict[str, str]:
        """Return the query parameters for page `at`, counted from 1."""
        lists = self._catalogue.lists
        if not size or lists.paging == "none":
            return {}
        if lists.paging == "offset":
            return {lists.limit: str(size), lists.offset: str((at - 1) * size)}
        return {lists.limit: str(size), lists.page: str(at)}

    def _shape(self, entry: Entry, *, null_is_none: bool = True) -> Shape:
        key = partial(self._catalogue.id_in, entry) if entry.records else None
        return Shape(self._catalogue.lists, key, null_is_none)

    # One request

    def _entry(self, name: str) -> Entry:
        entry = self._catalogue.entry(name)
        refuse_unsupported(name, entry)
        return entry

    def rest_request(
        self,
        entry: Entry,
        about: str,
        values: Mapping[str, str],
        *,
        paging: Mapping[str, str] = NO_PAGING,
        body: Mapping[str, Any] | None = None,
    ) -> Question:
        """Return the request of a call; `values` as in the catalogue's path, query and filter."""
        base_url, given = self._base_of(entry), {**self.given, **values}
        return rest_request(entry, base_url, given, about, paging=paging, body=body)

    def _question(self, entry: Entry, of: str, paging: Mapping[str, str] = NO_PAGING) -> Question:
        about = f"{entry.text} {typed(of)}".rstrip()
        return self.rest_request(entry, about, {"id": self._wire_id(entry, of)}, paging=paging)

    def _wire_id(self, entry: Entry, of: str) -> str:
        if not self._catalogue.prefixes:
            return of
        name = next(
            (name for name, each in self._catalogue.operations.items() if each is entry), ""
        )
        if not name:  # without its filter no id is sent
            return of
        return self._catalogue.with_prefix(name, of)

    def _base_of(self, entry: Entry) -> str:
        place = self._catalogue.places[entry.module]
        setting, base = place.at, base_of(place, self._settings)
        if not base:
            raise NotConfigured(
                f"This deployment has no {setting}, so {entry.text} cannot be asked for.",
                hint=f"Set {setting} in the configuration if the site has that module.",
                correlation_id=correlation_id(),
            )
        return base + filled(place.path, self.given, _segment)


def _segment(text: str) -> str:
    return quote(text, safe="")


def _smaller(name: str) -> str:
    return f"Set a smaller page_size for operations.{name}, and lists.paging, in the configuration."
