"""The write half as both families serve it: what is ready to leave is sent once."""

from collections.abc import Mapping
from dataclasses import dataclass

from smstui.domain.changes.operations import Call
from smstui.domain.secret import Secret
from smstui.platforms.answer import Judge, Question
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.requests import carrying
from smstui.platforms.transport import Transport
from smstui.platforms.writes import Acknowledgement, Prepared, discreetly


@dataclass(frozen=True, slots=True)
class Content:
    """The request of a write without its headers, and the credentials that they will carry."""

    entry: Entry
    question: Question
    judge: Judge[Acknowledgement]
    credentials: Mapping[str, Secret]


class AdapterWriter:
    """Changes one deployment. A family adds how a write is made ready."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        *,
        entries: Mapping[Call, str],
        lacking: Mapping[Call, str],
        given: Mapping[str, str],
    ) -> None:
        """`entries` names the catalogue entry of a call; `given` are settings for headers."""
        self._transport = transport
        self._catalogue = catalogue
        self._entries = entries
        self._given = given
        self.lacking = lacking

    async def send(self, prepared: Prepared) -> Acknowledgement:
        content: Content = prepared.content
        headers = self._catalogue.headers_of(content.entry)
        question = carrying(content.question, headers, self._given, content.credentials)
        return await discreetly(self._transport.send(question, content.judge))

    async def close(self) -> None:
        await self._transport.close()
