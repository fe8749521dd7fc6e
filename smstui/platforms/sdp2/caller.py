"""One call of a SOAP operation, from its catalogue entry to plain nodes."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from smstui.config.settings import Sdp2Settings
from smstui.domain.errors import Refused, ServerFailed, Unsupported
from smstui.domain.secret import Secret
from smstui.platforms.answer import Answer, Question
from smstui.platforms.catalogue import Catalogue, Entry
from smstui.platforms.denials import refuse_denials
from smstui.platforms.malformed import Malformed
from smstui.platforms.port import Errand
from smstui.platforms.sdp2 import envelope
from smstui.platforms.sdp2.envelope import Argument
from smstui.platforms.template import fill
from smstui.platforms.transport import (
    Judge,
    Transport,
    host_of,
    refuse_server_errors,
    unreadable,
)
from smstui.platforms.xml_document import Node

T = TypeVar("T")


class Caller:
    """Calls operations with Basic authentication, as the catalogue says."""

    def __init__(
        self,
        transport: Transport,
        catalogue: Catalogue,
        settings: Sdp2Settings,
        password: Secret,
    ) -> None:
        self._transport = transport
        self._catalogue = catalogue
        self._settings = settings
        user = f"{settings.username}:{password.reveal()}".encode()
        self._basic = Secret("Basic " + base64.b64encode(user).decode("ascii"))

    def address_of(self, service: str) -> str:
        """Where a service is."""
        paths = {"base_path": self._settings.base_path, "sms_path": self._settings.sms_path}
        return self._settings.base_url + fill(self._catalogue.places[service].at, paths)

    async def ask(self, module: str, question: Question, errand: Errand, judge: Judge[T]) -> T:
        """A read in the operator's name; every `module`, SRM too, takes the same credentials."""
        signed = {"Authorization": self._basic.reveal(), **question.headers}
        return await self._transport.read(replace(question, headers=signed), errand, judge)

    async def read(self, name: str, errand: Errand, *values: str) -> list[Node]:
        """What the read `name` answers to `values`, in the order of the entry's arguments."""
        entry = self._catalogue.entry(name)
        if entry.unsupported:
            raise Unsupported(
                f"This platform has no operation for {entry.text}.",
                hint=f"A site that has one names it in operations.{name}.",
                correlation_id=errand.correlation_id,
            )
        open_names = [each for each in entry.arguments if each not in entry.fixed]
        given = dict(zip(open_names, values, strict=False))
        arguments: dict[str, Argument] = {
            each: entry.fixed.get(each, given.get(each)) for each in entry.arguments
        }
        question = self._question(entry, arguments, values)
        return await self.ask(entry.service, question, errand, judge_records)

    def _question(
        self, entry: Entry, arguments: dict[str, Argument], values: tuple[str, ...]
    ) -> Question:
        namespace = self._catalogue.places[entry.service].namespace
        return Question(
            "POST",
            self.address_of(entry.service),
            " ".join((entry.text, *values)),
            {"Content-Type": envelope.MEDIA_TYPE, "SOAPAction": '""'},
            envelope.write(namespace, entry.operation, arguments),
        )


def judge_records(answer: Answer, question: Question, errand: Errand) -> list[Node]:
    """The records of a read: none, one or several. Text where a record should be is no record."""
    nodes = judge_answer(answer, question, errand)
    if not all(isinstance(node, Mapping) for node in nodes):
        raise unreadable(question, errand, "it has text where a record should be")
    return nodes


def judge_answer(answer: Answer, question: Question, errand: Errand) -> list[Node]:
    """The nodes of an answer. A Fault counts the same with HTTP 500 and with 200."""
    refuse_denials(answer, question, errand)
    try:
        said = envelope.read(answer.body)
    except Malformed as error:
        refuse_server_errors(answer, question, errand)
        if answer.ok:
            raise unreadable(question, errand, str(error)) from None
        said = []
    if isinstance(said, envelope.Fault):
        raise _of_fault(said, question, errand)
    if answer.ok:
        return said
    refuse_server_errors(answer, question, errand)
    raise Refused(
        f"{host_of(question)} refused {question.about} (HTTP {answer.status}).",
        hint="Check the address of the service in the configuration.",
        correlation_id=errand.correlation_id,
        http_status=answer.status,
    )


def _of_fault(fault: envelope.Fault, question: Question, errand: Errand) -> Exception:
    said = f"{fault.code}: {fault.text}" if fault.text else str(fault.code or "no reason given")
    if fault.is_clients:
        return Refused(
            f"{host_of(question)} refused {question.about} ({said}).",
            hint="The id may not be of this kind; smstui doctor compares the catalogue.",
            correlation_id=errand.correlation_id,
            platform_code=fault.code,
        )
    return ServerFailed(
        f"{host_of(question)} failed at {question.about} ({said}).",
        hint="Try again; if it stays so, tell the platform's operators the correlation id.",
        correlation_id=errand.correlation_id,
    )
