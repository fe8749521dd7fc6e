"""Asking one question at a time in the engine. Where its answer belongs is not known here.

What came of it is told by a message that carries the question as it was asked; whether that is
still open is for `in_hand` to say, at the moment the message is handled.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from smstui.console.in_hand import Asked
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.domain.triage.dictionary import Meaning
    from smstui.services.outcomes import Opened, Outcome

GROUP = "look up"


class Questions:
    """Asks for one widget, which is sent `Cached` and then `Answered` or `Failed`."""

    @dataclass
    class Cached(Message):
        """The cached record; the platform's answer follows."""

        asked: Asked
        opened: "Opened"

    @dataclass
    class Answered(Message):
        """The result of the lookup. `meanings` are those of the text as a code on a screen, where
        no record is open."""

        asked: Asked
        outcome: "Outcome"
        meanings: "Sequence[Meaning]" = ()

    @dataclass
    class Failed(Message):
        """The reason why there is no answer."""

        asked: Asked
        error: SmstuiError
        meanings: "Sequence[Meaning]" = ()

    def __init__(self, asker: Widget, app: Callable[[], "Host"]) -> None:
        self._asker = asker
        self._app = app

    def ask(self, asked: Asked) -> None:
        """Ask it, cancelling the one on its way."""

        async def work() -> None:
            self._asker.post_message(await self._answer_to(asked))

        # The function, not its coroutine: one that is replaced before it starts leaves nothing.
        self._worker: Worker[None] | None = self._asker.run_worker(
            work, name=GROUP, group=GROUP, exclusive=True
        )

    def cancel(self) -> None:
        """Cancel the call on its way."""
        self._asker.workers.cancel_group(self._asker, GROUP)

    async def _answer_to(self, asked: Asked) -> "Answered | Failed":
        question = asked.question

        def early(opened: "Opened") -> None:  # called in the engine's thread
            self._asker.post_message(self.Cached(asked, opened))

        try:
            client = await self._app().client()
            outcome = await client.engine.run(
                client.look_up(
                    question.text,
                    only=question.kind,
                    offline=question.offline,
                    early=early,
                    recent=not asked.by_itself,
                )
            )
        except SmstuiError as error:
            return self.Failed(asked, error, await self._meanings(asked))
        if hasattr(outcome, "bundle"):
            return self.Answered(asked, outcome)
        return self.Answered(asked, outcome, await self._meanings(asked))

    async def _meanings(self, asked: Asked) -> "Sequence[Meaning]":
        """Return the meanings of the text that was typed, after the platform was asked for it."""
        if asked.question.kind is not None or asked.is_reload:
            return ()
        try:
            client = await self._app().client()
        except SmstuiError:
            return ()
        return await client.engine.run(client.meanings(asked.question.text))
