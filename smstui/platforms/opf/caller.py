"""One call of a REST module, from its catalogue entry to plain values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from smstui.config.settings import OpfSettings
from smstui.domain.errors import BadConfiguration, Forbidden, SignInRefused, Unsupported
from smstui.domain.secret import Secret
from smstui.platforms.answer import Question
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.opf.judging import judge
from smstui.platforms.opf.ssp import SspSigner
from smstui.platforms.opf.tokens import Keycloak
from smstui.platforms.port import Errand
from smstui.platforms.spelling import as_list
from smstui.platforms.transport import Transport


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list, and how many there are in all."""

    records: list[Any]
    total: int


class Caller:
    """Calls modules with the token and headers that the catalogue says they want."""

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

    async def read(self, name: str, errand: Errand, of: str = "") -> Any:
        """What the read `name` answers for the id `of`. The token is renewed once if refused."""
        entry = self._catalogue.entry(name)
        token = await self.token_for(entry, errand)
        try:
            return await self._transport.read(self._question(entry, of, token), errand, judge)
        except (SignInRefused, Forbidden):
            token = await self.token_for(entry, errand, refused=token)
        return await self._transport.read(self._question(entry, of, token), errand, judge)

    async def page(self, name: str, errand: Errand, of: str) -> Page:
        """A list read: from the envelope, a bare list or a single record."""
        said = await self.read(name, errand, of)
        if isinstance(said, Mapping) and "resourceSet" in said:
            records = as_list(said["resourceSet"])
            total = said.get("totalRecords")
            return Page(records, total if isinstance(total, int) else len(records))
        records = as_list(said)
        return Page(records, len(records))

    async def authorize(self, errand: Errand) -> Secret:
        """An Authorization header with an operator token."""
        token = await self._keycloak.token(errand)
        return Secret(f"Bearer {token.reveal()}")

    async def token_for(
        self, entry: Entry, errand: Errand, *, refused: Secret | None = None
    ) -> Secret:
        """The token a module wants: the operator's, or one we sign."""
        if self._catalogue.places[entry.module].signs == "operator":
            return await self._keycloak.token(errand, other_than=refused)
        if self._signer is None:
            raise Unsupported(
                f"{entry.text} needs an SSP token, and no ssp_credential is configured.",
                hint="Name the credential file in the configuration.",
                correlation_id=errand.correlation_id,
            )
        return self._signer.token()

    def _question(self, entry: Entry, of: str, token: Secret) -> Question:
        place = self._catalogue.places[entry.module]
        carried = (
            {"Authorization": f"Bearer {token.reveal()}"}
            if place.signs == "operator"
            else {"nv-authorizations": token.reveal()}
        )
        headers = {name: self._filled(value, name) for name, value in place.headers.items()}
        return Question(
            entry.method,
            self._base_of(entry) + self._path(entry, of) + _query(entry, of),
            f"{entry.text} {of}".rstrip(),
            {**headers, **carried, "Accept": "application/json"},
        )

    def _base_of(self, entry: Entry) -> str:
        setting = self._catalogue.places[entry.module].at
        base = getattr(self._settings, setting, None)
        if not base:
            raise Unsupported(
                f"This deployment has no {setting}, so {entry.text} cannot be asked for.",
                hint=f"Set {setting} in the configuration if the site has that module.",
            )
        return str(base)

    def _path(self, entry: Entry, of: str) -> str:
        settings = {
            name: quote(str(getattr(self._settings, name) or ""), safe="")
            for name in ("tenant", "cas_instance", "front_end_address")
        }
        return entry.path.format(id=quote(of, safe=""), **settings)

    def _filled(self, template: str, header: str) -> str:
        """A header from the settings; without its value the module would refuse the call."""
        try:
            value = template.format(
                tenant=self._settings.tenant, operator=self._settings.operator or ""
            )
        except (KeyError, IndexError):
            raise BadConfiguration(
                f"The header {header} names a setting that is not there."
            ) from None
        if not value:
            raise Unsupported(
                f"The header {header} has no value in this deployment.",
                hint="Set operator in the configuration.",
            )
        return value


def _query(entry: Entry, of: str) -> str:
    query = {name: value.format(id=of) for name, value in entry.query.items()}
    if entry.filter:
        wanted = {name: value.format(id=of) for name, value in entry.filter.items()}
        query["filter"] = json.dumps(wanted, separators=(",", ":"), ensure_ascii=False)
    if entry.page_size:
        query |= {"limit": str(entry.page_size), "page": "1"}
    return f"?{urlencode(query, quote_via=quote, safe='')}" if query else ""
