"""Opening the client after the first frame, what is said about earlier runs then, and of the
configuration when it changes."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from smstui.console import left_over, lost_cases
from smstui.console.screens.base import ShowsLate
from smstui.console.startup import followed
from smstui.domain.errors import SmstuiError

if TYPE_CHECKING:
    from smstui.config.watch import Watch
    from smstui.console.host import Host, ScreenHost
    from smstui.console.startup import Client
    from smstui.store.journal import Entry


async def open_client(app: "ScreenHost", *, keeps_cases: bool) -> None:
    """Open the client, and show the lookup screen ready, or with the error.

    `keeps_cases` says that the cases of an earlier console, if it was cut off, are in a file.
    """
    try:
        client = await app.session.open()
    except SmstuiError as error:
        await app.base.make_ready()
        app.session.failed(error)
        app.base.client_opened()
    else:
        await begin(app, client, keeps_cases=keeps_cases)


async def begin(app: "Host", client: "Client", *, keeps_cases: bool, said: str = "") -> None:
    """Show the lookup screen ready for `client`. `said` is said where there is no news."""
    await app.base.make_ready()
    loop = asyncio.get_running_loop()

    def tell_late(entry: "Entry") -> None:
        loop.call_soon_threadsafe(partial(_say_late, app, entry))

    client.tell_late = tell_late
    app.session.opened(client)
    left = lost_cases.told_once(app.startup.deployment) if keeps_cases else ""
    message = client.problem or left
    if keeps_cases and not message:
        message = await asyncio.to_thread(left_over.place_or_earlier, client)
    if message:
        app.say(message, "bar-caution")
    elif said:
        app.say(said)
    app.run_worker(left_over.decide(app, client), name="left-over changes")
    app.waiting.count()
    app.base.client_opened()


def _say_late(app: "Host", entry: "Entry") -> None:
    """Say that the effect of a change came after its last look."""
    from smstui.services.changes.watching import late_sentence

    app.masker.records.learn_entries([entry])
    for screen in app.screen_stack:
        for shown in (screen, getattr(screen, "content", None)):
            if isinstance(shown, ShowsLate):
                shown.came_late(entry)
    app.waiting.count()
    app.say(late_sentence(entry), "bar-caution")


def news_of(app: "ScreenHost", watch: "Watch | None") -> str:
    """Say once that the configuration has changed; read-only holds from then on."""
    settings, news = followed(app.startup, watch)
    if settings is not app.startup:
        app.startup = settings
        app.session.make_read_only()
        app.page.refresh_bars()
    return news
