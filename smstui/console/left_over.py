"""Changes an earlier run left open: said at the start, decided by reading, never by sending."""

from typing import TYPE_CHECKING

from smstui.config.files import state_folder
from smstui.domain.errors import SmstuiError
from smstui.presentation.looks import OUTCOMES

if TYPE_CHECKING:
    from smstui.console.host import Host
    from smstui.console.startup import Client


async def decide(app: "Host", client: "Client") -> None:
    """Say that there are some, have each read again, and say how they ended."""
    changes = client.changes
    try:
        still_open = await client.engine.run(changes.still_open())
        at_work = await client.engine.run(changes.at_work(still_open))
        left = [entry for entry in still_open if entry.id not in at_work]
        if not left:
            return
        journal = app.key("screen.journal")
        app.say(f"{_count(len(left))} left open by an earlier run; reading again what became of "
                f"it. {journal} shows the journal.", "bar-caution")  # fmt: skip
        decided = await client.engine.run(changes.settle_left_over())
        app.waiting.count()
    except SmstuiError as error:
        app.say(str(error), "bar-caution")
        return
    ids = {entry.id for entry in left}
    ended = [entry for entry in decided if entry.id in ids]  # the others came late, and are told
    if len(ended) == 1:
        entry = ended[0]
        app.say("Left open, decided by reading: "
                f"{OUTCOMES[entry.outcome].word}: {entry.title} ({entry.id}).")  # fmt: skip
    elif ended:
        app.say(f"{_count(len(ended))} decided by reading. {journal} shows how.")
    if len(ended) < len(left):
        app.say(f"{_count(len(left) - len(ended))} could not be decided yet. {journal} shows "
                "which.", "bar-caution")  # fmt: skip


def place_or_earlier(client: "Client") -> str:
    """Return a sentence on a state folder where locks are not reliable, else of `earlier`."""
    from smstui.store.network import network_sentence

    return network_sentence(state_folder()) or earlier(client)


def earlier(client: "Client") -> str:
    """Return a sentence, once, on what is kept for another address of this deployment.

    The line to add comes first: a narrow terminal cuts the end.
    """
    from smstui.store.earlier import told_once

    name = client.deployment.name
    return " ".join(
        f"{one.line} brings back {one.counted} of {name}, made at another address."
        for one in told_once(client.deployment.identity)
    )


def _count(number: int) -> str:
    return f"{number} change{'' if number == 1 else 's'}"
