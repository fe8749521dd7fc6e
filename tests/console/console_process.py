"""A console on the fake desk, as a process of its own: `python -m console_process THEME [MODE]`.

Modes: `stock` switches the painter off, `keys` fails at ctrl+g, any other fails at a lookup.
"""

import os
import sys
from typing import Any

from smstui.config.ui import UiSettings
from smstui.console import run
from smstui.domain.bundle import Bundle
from tests.support.fake_client import NOW, FakeClient, FakeStartupSettings, a_recent, ada, opened

CASN = "E833815A9290"


def long_bundle() -> Bundle:
    """An account with a thousand boxes."""
    bundle = ada()
    box = bundle.boxes[0]
    many = tuple(box.model_copy(update={"uid": str(3000 + number)}) for number in range(1000))
    return bundle.model_copy(
        update={
            "devices": bundle.devices.model_copy(update={"records": many}),
            "focus": bundle.focus.model_copy(update={"id": "3000"}),
        }
    )


def fail_at_a_key() -> None:
    """Make the thread that reads the keys fail at ctrl+g."""
    from smstui.console.input_decoder import InputDecoder

    feed = InputDecoder.feed

    def fail(self: InputDecoder, text: str, now: float) -> list[Any]:
        if "\x07" in text:
            raise KeyError("hidden-in-a-local")
        return feed(self, text, now)

    InputDecoder.feed = fail  # type: ignore[method-assign]


def main() -> int:
    desk = FakeClient(
        {CASN: opened(CASN, ada(NOW)), "1000": opened("1000", long_bundle())}, [a_recent()]
    )
    modes = sys.argv[2:]
    if "keys" in modes:
        fail_at_a_key()
    elif modes and "stock" not in modes:
        desk.answers = {"2000": None}  # type: ignore[dict-item]

        async def fail(text: str, **_: object) -> None:
            raise KeyError("hidden-in-a-local")

        desk.look_up = fail  # type: ignore[method-assign, assignment]
    return run(
        FakeStartupSettings(theme=sys.argv[1], ui=UiSettings(painter="stock" not in modes)),
        lambda: desk,
        keeps_cases="SMSTUI_STATE" in os.environ,
    )


if __name__ == "__main__":
    sys.exit(main())
