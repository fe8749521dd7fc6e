"""One call of a REST module, from its catalogue entry to what a judge makes of the answer."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar
from urllib.parse import quote, urlencode

from smstui.config.settings import OpfSettings
from smstui.domain.errors import Forbidden, SignInRefused, Unsupported
from smstui.domain.secret import Secret
from smstui.platforms.answer import Question
from smstui.platforms.catalogue import SETTINGS, Catalogue, Entry
from smstui.platforms.opf.judging import Page, Wire, judge_page, judge_record
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak
from smstui.platforms.port import Errand
from smstui.platforms.template import fill, places_in
from smstui.platforms.transport import Judge, Transport

T = TypeVar("T")

OPERATOR_TOKEN: Final = "operator_token"  # noqa: S105  a name, not a token
SSP_TOKEN: Final = "ssp_token"  # noqa: S105
"""How the headers of the catalogue's places call the tokens."""


class NotConfigured(Unsupported):
    """The deployment has no such module, or lacks a setting it needs."""


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

    def can_ask(self, name: str, of: str) -> bool:
        """Whether `of` can be an id there: servers take a slash in a path for another address."""
        return "/" not in of or "id" not in places_in(self._catalogue.entry(name).path)

    async def record(self, name: str, errand: Errand, of: str) -> Wire:
        """The record that the read `name` answers for the id `of`; empty for none."""
        entry = self._catalogue.entry(name)
        return await self.ask(entry.module, self._question(entry, of, errand), errand, judge_record)

    async def page(self, name: str, errand: Errand, of: str) -> Page:
        """The records that the read `name` answers for the id `of`; the first page of many."""
        entry = self._catalogue.entry(name)
        return await self.ask(entry.module, self._question(entry, of, errand), errand, judge_page)

    async def sign_in(self, errand: Errand) -> None:
        """Prove that the credentials are taken."""
        await self._keycloak.sign_in(errand)

    async def ask(self, module: str, question: Question, errand: Errand, judge: Judge[T]) -> T:
        """A read with the token that `module` wants. A refused operator token is renewed once."""
        wanted = self._catalogue.places[module].headers
        if OPERATOR_TOKEN not in places_in(" ".join(wanted.values())):
            return await self._signed(question, errand, judge, wanted, self._own_token(wanted))
        token = await self._keycloak.token(errand)
        try:
            return await self._signed(question, errand, judge, wanted, {OPERATOR_TOKEN: token})
        except (SignInRefused, Forbidden):
            token = await self._keycloak.token(errand, other_than=token)
        return await self._signed(question, errand, judge, wanted, {OPERATOR_TOKEN: token})

    async def _signed(
        self,
        question: Question,
        errand: Errand,
        judge: Judge[T],
        wanted: Mapping[str, str],
        tokens: Mapping[str, Secret],
    ) -> T:
        given = self._given(errand) | {name: token.reveal() for name, token in tokens.items()}
        headers = {name: _filled(value, given, errand) for name, value in wanted.items()}
        return await self._transport.read(
            replace(question, headers={**headers, **question.headers}), errand, judge
        )

    def _own_token(self, wanted: Mapping[str, str]) -> Mapping[str, Secret]:
        signs = SSP_TOKEN in places_in(" ".join(wanted.values()))
        return {SSP_TOKEN: self._signer.token()} if signs and self._signer else {}

    def _given(self, errand: Errand) -> dict[str, str]:
        """The deployment's settings that may stand in a path or a header."""
        settings = {name: getattr(self._settings, name) for name in SETTINGS}
        return {name: str(value) for name, value in settings.items() if value}

    def _question(self, entry: Entry, of: str, errand: Errand) -> Question:
        given = self._given(errand) | {"id": of}
        path = _filled(entry.path, given, errand, in_path=True)
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
    query = {name: _filled(value, given, errand) for name, value in entry.query.items()}
    if entry.filter:
        wanted = {name: _filled(value, given, errand) for name, value in entry.filter.items()}
        query["filter"] = json.dumps(wanted, separators=(",", ":"), ensure_ascii=False)
    if entry.page_size:
        query |= {"limit": str(entry.page_size), "page": "1"}
    return f"?{urlencode(query, quote_via=quote, safe='')}" if query else ""


def _filled(
    template: str, given: Mapping[str, str], errand: Errand, *, in_path: bool = False
) -> str:
    try:
        return fill(template, given, _segment if in_path else str)
    except KeyError as missing:
        name = missing.args[0]
        setting = "ssp_credential" if name == SSP_TOKEN else name
        raise NotConfigured(
            f"This deployment has no {setting}, which this call needs.",
            hint=f"Set {setting} in the configuration.",
            correlation_id=errand.correlation_id,
        ) from None


def _segment(text: str) -> str:
    """`text` as one segment of a path. Dots alone would lead to another address."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%252E")
