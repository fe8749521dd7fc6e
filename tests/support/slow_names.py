"""`smstui` where no name server answers: looking a name up takes 25 s and cannot be interrupted.

Touches the file `$SLOW_NAMES_ASKED` when the first lookup begins.
"""

import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, Final

from smstui.__main__ import main

DEAD_S: Final = 25.0


def _no_answer(host: Any, *arguments: Any, **named: Any) -> Any:
    if host in ("127.0.0.1", b"127.0.0.1"):
        return _resolver(host, *arguments, **named)
    Path(os.environ["SLOW_NAMES_ASKED"]).touch()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # as the C library's does not stop
    time.sleep(DEAD_S)
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


if __name__ == "__main__":
    _resolver = socket.getaddrinfo
    socket.getaddrinfo = _no_answer
    sys.exit(main())
