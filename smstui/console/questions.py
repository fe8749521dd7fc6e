"""One question at a time: asked in the engine, cancelled with Esc, never answered late.

A question has a number. An answer is painted only while its question is the latest one asked
and not yet given up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.app import ConsoleApp
    from smstui.domain.identifiers import IdKind
    from smstui.services.outcomes import Opened, Outcome


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. `anew` is false for a reload of what is open."""

    text: str
    kind: "IdKind | None" = None
    offline: bool = False
    anew: bool = True


class Questions:
    """Asks for one widget, which is sent `Cached` and then `Answered` or `Failed`."""

    @dataclass
    class Cached(Message):
        """What the cache knew; the platform's answer follows."""

        question: Question
        opened: "Opened"
        number: int

    @dataclass
    class Answered(Message):
        question: Question
        outcome: "Outcome"

    @dataclass
    class Failed(Message):
        question: Question
        error: SmstuiError

    def __init__(self, asker: Widget, app: Callable[[], "ConsoleApp"]) -> None:
        self._asker = asker
        self._app = app
        self._number = 0
        self.in_flight: Question | None = None

    def ask(self, question: Question) -> None:
        """Ask it, giving up the one in flight."""
        self._number += 1
        self.in_flight = question
        number = self._number

        async def work() -> None:
            await self._ask(question, number)

        # The function, not its coroutine: one that is replaced before it starts leaves nothing.
        self._worker: Worker[None] | None = self._asker.run_worker(
            work, name="look up", group="look up", exclusive=True
        )

    def give_up(self) -> None:
        """Cancel the call in flight; whatever it still answers is not painted."""
        self._number += 1
        self.in_flight = None
        self._asker.workers.cancel_group(self._asker, "look up")

    def is_current(self, number: int) -> bool:
        return number == self._number and self.in_flight is not None

    async def _ask(self, question: Question, number: int) -> None:
        def early(opened: "Opened") -> None:  # called in the engine's thread
            self._asker.post_message(self.Cached(question, opened, number))

        try:
            desk = await self._app().desk()
            outcome = await desk.engine.run(
                desk.look_up(
                    question.text, only=question.kind, offline=question.offline, early=early
                )
            )
        except SmstuiError as error:
            self._end(number, self.Failed(question, error))
        else:
            self._end(number, self.Answered(question, outcome))

    def _end(self, number: int, message: Message) -> None:
        if self.is_current(number):
            self.in_flight = None
            self._number += 1
            self._asker.post_message(message)
