"""A run of smstui on a state folder that cannot be written. A process of its own: rights and limits
are the process's.

    python -m tests.support.unwritable read-only|full COMMAND… [-- COMMAND…]

Several commands are run one after the other, as long as they end well; a line with a form feed
stands between what they print. `read-only` takes the right to write from the folder and its files,
`full` lets no file grow.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITIES_3 = 0x20080522


def main(place: str, arguments: list[str]) -> int:
    from smstui.commands.main import run

    if place == "read-only":
        state = Path(os.environ["SMSTUI_STATE"])
        for path in (state, *state.rglob("*")):
            path.chmod(0o500 if path.is_dir() else 0o400)
        _drop_capabilities()
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while "--" in arguments:
        at = arguments.index("--")
        if status := run(arguments[:at]):
            return status
        arguments = arguments[at + 1 :]
        for stream in sys.stdout, sys.stderr:
            print("\f", file=stream, flush=True)
    return run(arguments)


def _drop_capabilities() -> None:
    """Have the modes of files hold for root as for anybody."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, nothing = struct.pack("Ii", CAPABILITIES_3, 0), bytes(24)
    if libc.syscall(SYS_CAPSET[platform.machine()], header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "the rights of root cannot be dropped")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
