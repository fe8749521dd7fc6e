"""Signals wake the console, and end it where they must, but never the work in the engine.

A handler inside asyncio would wait for a terminal that takes no more bytes. So the signal is
taken by Python itself, the engine is drained in a thread, and the process leaves at once.
"""

import os
import signal
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

RESTORE: Final = b"\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"
"""Leave the alternate screen, show the cursor, turn off what Textual turned on."""

_ENDINGS: Final = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


def shutdown_on_signals(close: Callable[[], None]) -> Callable[..., None]:
    """Have SIGHUP, SIGTERM and SIGINT call `close`, then end the process with 128 + signal.

    Returns a function that puts the former handlers back: of the signals it is given, else all.
    """
    before = _terminal_settings()
    ending = threading.Event()

    def leave(number: int) -> None:
        try:
            close()
        finally:
            _restore(before)
            os._exit(128 + number)

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if not ending.is_set():
            ending.set()
            threading.Thread(target=leave, args=(number,), name="smstui-leaving").start()

    former = {number: signal.signal(number, on_signal) for number in _ENDINGS}

    def put_back(*numbers: int) -> None:
        for number, handler in former.items():
            if not numbers or number in numbers:
                signal.signal(number, handler)

    return put_back


def wake_on_signals(loop: "AbstractEventLoop") -> Callable[[], None]:
    """Have every signal wake `loop`, on whichever thread it arrives; the function ends that.

    Python runs a handler on the main thread, when that thread next runs. The kernel may give a
    signal to any thread, as SIGCONT after a stop, and nothing else wakes a console at rest.
    """
    reads, writes = os.pipe()
    for each in (reads, writes):
        os.set_blocking(each, False)
    former = signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
    loop.add_reader(reads, os.read, reads, 512)

    def end() -> None:
        signal.set_wakeup_fd(former)
        loop.remove_reader(reads)
        os.close(reads)
        os.close(writes)

    return end


def _terminal_settings() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except (termios.error, OSError):
        return None


def _restore(settings: list[Any] | None) -> None:
    """As well as it goes: the terminal may be gone, and must not be waited for."""
    if settings is None:
        return
    try:
        os.set_blocking(2, False)
        os.write(2, RESTORE)
        termios.tcsetattr(0, termios.TCSANOW, settings)
    except (termios.error, OSError):
        pass
