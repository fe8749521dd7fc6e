"""Read and write the terminal: Textual's driver with an input thread that nothing can end unheard.

What is different: the input thread sleeps until something comes, where Textual's looks ten times a
second; input is decoded by `input_decoder`, with a delay of our own for Esc; an error in the input
thread ends the console as a bug, with its place; the size is the kernel's; the console is drawn
again after it was suspended; and the resize reports of the terminal (mode 2048) are not asked for,
since the kernel tells of every resize.
"""

import codecs
import math
import os
import select
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from smstui.console.input_decoder import InputDecoder
from smstui.console.polled_event import PolledEvent
from smstui.console.signals import wake_on_signals

if TYPE_CHECKING:
    from smstui.console.timing import Timing

_READ: Final = 65_536
_SEVERAL: Final = 64
"""Characters read at once that are more than keys by hand: what follows them is waited for."""
_MORE_S: Final = 0.005
DEFAULT_SIZE: Final = (80, 24)


class DrivenApp(Protocol):
    """The interface of the app that the driver needs beside events."""

    @property
    def timing(self) -> "Timing": ...

    def input_failed(self, error: BaseException) -> None: ...
    def draw_afresh(self) -> None: ...


class TerminalDriver(LinuxDriver):
    """The one driver of the console on a terminal."""

    _app: DrivenApp  # type: ignore[assignment]
    _is_suspending = False
    exit_event: PolledEvent

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.exit_event = PolledEvent()
        if self._size is None:
            self._size = self._get_terminal_size()
        self._stop_waking = _nothing

    def start_application_mode(self) -> None:
        """Take the terminal, and be woken by signals until it is given back."""
        self._stop_waking = wake_on_signals(self._loop)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Give back what the driver has taken with the terminal."""
        self._stop_waking()
        self._stop_waking = _nothing
        super().close()

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the size that the kernel has, whatever the environment says."""
        output = [] if self._file is None else [self._file.fileno()]
        return terminal_size(*output, self.fileno)

    def _query_in_band_window_resize(self) -> None:
        """Leave mode 2048 alone: nothing has to be put back when a signal ends the console."""

    # Input

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except BaseException as error:
            self._tell(self._app.input_failed, error)

    def run_input_thread(self) -> None:
        """Read until the console leaves the terminal, or the terminal is gone."""
        decoder = InputDecoder(self._app.timing.escape_s)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        while True:
            ready = self._wait(decoder.due_in(time.monotonic()), self.fileno, self.exit_event)
            if self.exit_event.is_set():
                return
            found: Sequence[Message] = ()
            if not ready:
                found = decoder.tick(time.monotonic())
            elif not (data := self._read()):
                self._hung_up()
                return
            elif text := decode(data):  # else it is the first half of a character
                found = decoder.feed(text, time.monotonic())
            for event in found:
                self.process_message(event)

    def _read(self) -> bytes:
        """Read what is there, with what belongs to it; empty at the end of the terminal."""
        try:
            data = os.read(self.fileno, _READ)
            while len(data) >= _SEVERAL and len(data) < _READ and self._wait(_MORE_S, self.fileno):
                more = os.read(self.fileno, _READ)
                if not more:
                    break
                data += more
        except OSError:  # the terminal is gone
            return b""
        return data

    @staticmethod
    def _wait(seconds: float | None, *files: int | PolledEvent) -> bool:
        """Wait until one of `files` can be read, at most for `seconds`; whether one can."""
        poll = select.poll()
        for file in files:
            poll.register(file, select.POLLIN)
        return bool(poll.poll(None if seconds is None else math.ceil(seconds * 1000)))

    def _hung_up(self) -> None:
        """End as the hangup of a terminal ends: its work is finished, its cases are kept."""
        if not self.exit_event.is_set():
            os.kill(os.getpid(), signal.SIGHUP)

    def _tell(self, call: Any, *arguments: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(call, *arguments)

    # Suspending

    def stop_application_mode(self) -> None:
        """Give the terminal back with no colour and no attribute set: the painter leaves them."""
        self.write("\x1b[m")
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        """Free the terminal and stop, until a shell continues the process.

        The whole process group is stopped, with whatever started this process. Where no shell
        could continue it, the kernel ignores the signal, and the console is back at once.
        """
        self.suspend_application_mode()
        self._is_suspending = True
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        self._is_suspending = False
        self.resume_application_mode()

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again after a stop that this process was not told of."""
        if self._is_suspending or not self._auto_restart:
            return
        if self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
        self.resume_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal again, and draw the whole screen."""
        super().resume_application_mode()
        self._tell(self._app.draw_afresh)


def _nothing() -> None:
    """Do what is to be done at the end when nothing was begun."""


def terminal_size(*files: int) -> tuple[int, int]:
    """Return columns and rows as the kernel has them for the first of `files` that is a terminal.

    A terminal that was given no size (0 by 0, as over a serial line) counts as 80 by 24.
    """
    for file in files:
        with suppress(OSError):
            columns, rows = os.get_terminal_size(file)
            return (columns or DEFAULT_SIZE[0], rows or DEFAULT_SIZE[1])
    return DEFAULT_SIZE
