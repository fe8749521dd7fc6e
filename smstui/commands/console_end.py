"""The end of the console: wait for changes under way, and name those that are still open."""

from contextlib import suppress

from smstui.commands.output import look_last, narrate
from smstui.domain.changes.verdict import in_words_of
from smstui.domain.errors import StoreFailed
from smstui.services.client import Client
from smstui.services.masker import Masker
from smstui.store import open_changes
from smstui.store.journal import Entry


def say_open() -> None:
    """Name the changes that a console leaves open which was ended by a bug."""
    for sentence in open_changes.sentences():
        narrate(f"smstui: {sentence}")


def wait_for_open(client: Client, masker: Masker) -> None:
    """Wait until the changes under way are decided, at most as long as a request and its settle
    time take. Say so before and after; ctrl+c ends the wait."""
    under_way = client.under_way
    if not under_way:
        return

    look_last(masker)
    seconds = client.deployment.timeout_s + client.deployment.settle_s
    with suppress(KeyboardInterrupt):  # as soon as it is said that ctrl+c ends the wait, it does
        for entry in under_way:
            narrate(
                f"smstui: Still open: {entry.title} (change {entry.id}). Waiting for its outcome, "
                f"at most {seconds:.0f} s. ctrl+c stops the wait; nothing is sent again."
            )
        client.engine.wait_for_kept(seconds)
    for entry in under_way:
        narrate(f"smstui: {_ending_of(client, entry)}")


def _ending_of(client: Client, entry: Entry) -> str:
    """Return the outcome of a change as the journal has it now."""
    named = f"{entry.title} (change {entry.id})"
    try:
        ended = client.engine.call(client.changes.change(entry.id))
    except (StoreFailed, RuntimeError) as error:
        return f"unknown: {named}. {error}"
    if ended is None or ended.open:
        return f"unknown: {named}. The next start decides it by reading."
    return f"{in_words_of(ended.outcome)}: {named}."
