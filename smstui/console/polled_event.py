"""An event that a thread can wait for together with a terminal."""

import os
import threading
from contextlib import suppress


class PolledEvent(threading.Event):
    """Its file is readable while the event is set. `select.poll` needs no timeout then.

    Only one thread may set and clear it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._reads, self._writes = os.pipe()
        os.set_blocking(self._reads, False)

    def fileno(self) -> int:
        """Return the file to wait for."""
        return self._reads

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._writes, b"1")

    def clear(self) -> None:
        super().clear()
        with suppress(BlockingIOError):
            os.read(self._reads, 1)

    def __del__(self) -> None:
        os.close(self._reads)
        os.close(self._writes)
