"""One call of a REST module, from its catalogue entry to what a judge makes of the answer."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

from smstui.config.settings import OpfSettings
from smstui.domain.errors import Forbidden, SignInRefused
from smstui.domain.secret import Secret
from smstui.platforms.answer import Judge, Question
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry
from smstui.platforms.denials import refuse_unsupported
from smstui.platforms.opf.judging import Page, Wire, judge_page, judge_record, judge_whole
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak
from smstui.platforms.port import Errand
from smstui.platforms.template import NotConfigured, filled, places_in
from smstui.platforms.transport import Transport

T = TypeVar("T")

OPERATOR_TOKEN: Final = "operator_token"  # noqa: S105  a name, not a token
SSP_TOKEN: Final = "ssp_token"  # noqa: S105
"""How the headers of the catalogue's places call the tokens."""


class Caller:
    """Calls modules with the tokens and headers that the catalogue says they want."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        settings: OpfSettings,
        keycloak: Keycloak,
        signer: SspSigner | None,
    ) -> None:
        self._transport = transport
        self._catalogue = catalogue
        self._settings = settings
        self._keycloak = keycloak
        self._signer = signer
        self._given = {name: str(held) for name in SETTINGS if (held := getattr(settings, name))}

    def can_ask(self, name: str, of: str) -> bool:
        """Whether `of` can be an id there: servers take a slash in a path for another address."""
        return "/" not in of or "id" not in places_in(self._catalogue.entry(name).path)

    async def record(self, name: str, errand: Errand, of: str) -> Wire:
        """The record that the read `name` answers for the id `of`; empty for none."""
        return await self._read(name, errand, of, judge_record)

    async def page(self, name: str, errand: Errand, of: str) -> Page:
        """The records that the read `name` answers for the id `of`; the first page of many."""
        return await self._read(name, errand, of, judge_page)

    async def whole(self, name: str, errand: Errand, of: str) -> Page:
        """All that the record of id `of` has, going by the read `name`; the first page of many."""
        return await self._read(name, errand, of, judge_whole)

    async def sign_in(self, errand: Errand) -> None:
        """Prove that the credentials are taken."""
        await self._keycloak.sign_in(errand, self._transport.deadline())

    async def ask(
        self, question: Question, errand: Errand, judge: Judge[T], headers: Mapping[str, str]
    ) -> T:
        """A read with the tokens that `headers` want, sign-in and all within one total time.

        A refused operator token is renewed once.
        """
        until = self._transport.deadline()

        async def signed(tokens: Mapping[str, Secret]) -> T:
            carried = self._carried(headers, tokens, errand)
            carrying = replace(question, headers={**carried, **question.headers})
            return await self._transport.read(carrying, errand, judge, until)

        wanted = places_in(" ".join(headers.values()))
        if OPERATOR_TOKEN not in wanted:
            return await signed(self._own_tokens(wanted))
        token = await self._keycloak.token(errand, until)
        try:
            return await signed({OPERATOR_TOKEN: token})
        except (SignInRefused, Forbidden):
            token = await self._keycloak.token(errand, until, other_than=token)
        return await signed({OPERATOR_TOKEN: token})

    async def _read(self, name: str, errand: Errand, of: str, judge: Judge[T]) -> T:
        entry = self._catalogue.entry(name)
        refuse_unsupported(name, entry, errand)
        question = self._question(entry, of, errand)
        return await self.ask(question, errand, judge, self._catalogue.headers_of(entry))

    def _own_tokens(self, wanted: frozenset[str]) -> Mapping[str, Secret]:
        return {SSP_TOKEN: self._signer.token()} if SSP_TOKEN in wanted and self._signer else {}

    def _carried(
        self, headers: Mapping[str, str], tokens: Mapping[str, Secret], errand: Errand
    ) -> dict[str, str]:
        given = self._given | {name: token.reveal() for name, token in tokens.items()}
        return {name: filled(value, given, errand) for name, value in headers.items()}

    def _question(self, entry: Entry, of: str, errand: Errand) -> Question:
        given = self._given | {"id": of}
        path = filled(entry.path, given, errand, _segment)
        return Question(
            entry.method,
            self._base_of(entry, errand) + path + _query(entry, given, errand),
            f"{entry.text} {of}".rstrip(),
            {"Accept": "application/json"},
        )

    def _base_of(self, entry: Entry, errand: Errand) -> str:
        setting = self._catalogue.places[entry.module].at
        base = getattr(self._settings, setting)
        if not base:
            raise NotConfigured(
                f"This deployment has no {setting}, so {entry.text} cannot be asked for.",
                hint=f"Set {setting} in the configuration if the site has that module.",
                correlation_id=errand.correlation_id,
            )
        return str(base)


def _query(entry: Entry, given: Mapping[str, str], errand: Errand) -> str:
    query = {name: filled(value, given, errand) for name, value in entry.query.items()}
    if entry.filter:
        wanted = {name: filled(value, given, errand) for name, value in entry.filter.items()}
        query["filter"] = json.dumps(wanted, separators=(",", ":"), ensure_ascii=False)
    if entry.page_size:
        query |= {"limit": str(entry.page_size), "page": "1"}
    return f"?{urlencode(query, quote_via=quote, safe='')}" if query else ""


def _segment(text: str) -> str:
    """`text` as one segment of a path. Dots alone would lead to another address."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%252E")
