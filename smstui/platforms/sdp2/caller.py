"""One call of a SOAP operation, from its catalogue entry to plain records."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar

from smstui.config.families import Sdp2Settings
from smstui.domain.errors import Unreadable
from smstui.domain.marking import typed
from smstui.domain.secret import Secret
from smstui.platforms.answer import Judge, Question, path_of
from smstui.platforms.belonging import Asked, need_belonging
from smstui.platforms.callable import open_names
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.correlation import correlation_id
from smstui.platforms.denials import refuse_unsupported
from smstui.platforms.failures import TooLarge
from smstui.platforms.observing import observed
from smstui.platforms.paging import Page, Wire
from smstui.platforms.requests import carrying, rest_request
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.envelope import Argument, Meant, UserToken
from smstui.platforms.sdp2.judging import judge_page
from smstui.platforms.sign_in import SignIn
from smstui.platforms.template import fill, places_in
from smstui.platforms.transport import Transport

T = TypeVar("T")

NO_CREDENTIALS: Final[Mapping[str, Secret]] = MappingProxyType({})
BASIC: Final = "basic"
"""How the headers of the catalogue call the operator's credentials."""


class Caller:
    """Calls operations with Basic authentication, as the catalogue says."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        settings: Sdp2Settings,
        sign_in: SignIn,
        *,
        secrets: Mapping[str, Secret] = NO_CREDENTIALS,
        token: UserToken | None = None,
    ) -> None:
        """`secrets` stand in the catalogue's headers, `token` in the header of each envelope."""
        self._transport = transport
        self._catalogue = catalogue
        self._settings = settings
        self.sign_in = sign_in
        self._secrets = secrets
        self._token = token
        self._first_password = sign_in.password
        self._paths = {"base_path": settings.base_path, "sms_path": settings.sms_path}

    def address_of(self, entry: Entry) -> str:
        """Return the address of an operation: at its own path, or at its service's."""
        place = self._catalogue.place_of(entry)
        at = entry.path or place.path or place.at
        return (place.address or self._settings.base_url) + fill(at, self._paths)

    async def ask(self, question: Question, judge: Judge[T], headers: Mapping[str, str]) -> T:
        """Read with the credentials that `headers` want. Wait until one sign-in succeeded."""
        until = self._transport.deadline()

        async def asked() -> T:
            carried = carrying(question, headers, {}, self.credentials(headers))
            return await self._transport.read(carried, judge, until)

        if not self._token and BASIC not in places_in(" ".join(headers.values())):
            return await asked()
        return await self.sign_in.through(asked, question, until)

    def credentials(self, headers: Mapping[str, str]) -> Mapping[str, Secret]:
        """Return what `headers` want, by its name in the catalogue."""
        wanted = places_in(" ".join(headers.values()))
        held = {name: secret for name, secret in self._secrets.items() if name in wanted}
        if BASIC in wanted:
            user = f"{self._settings.username}:{self.sign_in.password.reveal()}".encode()
            held[BASIC] = Secret(base64.b64encode(user).decode("ascii"))
        return held

    async def read(self, name: str, *values: str) -> list[Wire]:
        """Return the records that `name` answers to `values`, in the order of the arguments.

        Raises Unreadable unless they are all there are: one of the others may be meant.
        """
        page = await self.listed(name, *values)
        if not page.is_whole:
            raise Unreadable(
                f"Only {len(page.records)} of {len(page.records) + page.missing} records can be "
                f"read of the answer for {self._catalogue.entry(name).text} {' '.join(values)}"
                f"{f': {page.gap}' if page.gap else ''}.",
                hint="Compare the catalogue with the platform: smstui doctor.",
                correlation_id=correlation_id(),
            )
        return list(page.records)

    async def listed(self, name: str, *values: str) -> Page:
        """Return the list that `name` answers to `values`, as far as it can be read."""
        entry = self._catalogue.entry(name)
        refuse_unsupported(name, entry)
        key = partial(self._catalogue.id_in, entry)
        meant = meant_of(self._catalogue, entry)
        judge = judge_page(entry.result, self._catalogue.lists.total, key, meant)
        judge = observed(name, values, judge)
        headers = self._catalogue.headers_of(entry)
        about = " ".join((entry.text, *map(typed, values)))
        sent = [self._catalogue.with_prefix(name, value) for value in values[:1]]
        question = self.soap_request(entry, about, [*sent, *values[1:]])
        try:
            page = await self.ask(question, judge, headers)
        except TooLarge as error:
            error.hint = (
                "This platform tells the whole list in one answer. Where it can tell less of it, "
                f"say so in operations.{name} (arguments, fixed)."
            )
            raise
        need_belonging(Asked(self._catalogue, name, values[:1]), page, question)
        return page

    def soap_request(self, entry: Entry, about: str, values: Sequence[Argument]) -> Question:
        """Return the request of a SOAP call; `values` in the order of the entry's arguments."""
        place = self._catalogue.place_of(entry)
        given = {**entry.fixed, **dict(zip(open_names(entry), values, strict=False))}
        names = dict.fromkeys((*entry.arguments, *entry.fixed))
        arguments: dict[str, Argument] = {each: given.get(each) for each in names}
        address = self.address_of(entry)
        return Question(
            "POST",
            address,
            about,
            {"Content-Type": envelope.MEDIA_TYPES[place.soap]},
            envelope.write(
                entry.namespace or place.namespace,
                entry.operation,
                arguments,
                soap=place.soap,
                header=self.token.written(self._transport.clock.now()) if self.token else "",
            ),
            path_of(address),
        )

    def rest_request(self, entry: Entry, about: str, values: Mapping[str, str]) -> Question:
        """Return the request of a call of SRM, the one REST service beside this family."""
        path = fill(entry.path, {**self._paths, **{name: f"{{{name}}}" for name in values}})
        whole = entry.model_copy(update={"path": path})  # the slashes of a setting stay
        return rest_request(whole, self._srm(entry), values, about)

    @property
    def token(self) -> UserToken | None:
        """The user name and the password of now, where each request carries them itself."""
        token = self._token
        if token is not None and token.password is self._first_password:
            return replace(token, password=self.sign_in.password)
        return token

    def _srm(self, entry: Entry) -> str:
        place = self._catalogue.place_of(entry)
        return (place.address or self._settings.srm_url or "") + fill(place.path, self._paths)


def meant_of(catalogue: Catalogue, entry: Entry) -> Meant:
    """Return by what the response to `entry` is told from that of another operation."""
    namespace = entry.namespace or catalogue.place_of(entry).namespace
    own = {root.casefold() for root in entry.roots}
    others = {
        root.casefold()
        for other in catalogue.operations.values()
        if entry.writes or other.service != entry.service
        for root in other.roots
    }
    namespaces = {place.namespace for place in catalogue.places.values()}
    return Meant(entry.operation, frozenset(others - own), frozenset(namespaces - {namespace, ""}))
