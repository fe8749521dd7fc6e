"""How soon a key is answered behind a paste of any size, on a real terminal.

    python -m tests.torture.big_paste

A console gets 1 to 80,000 pasted lines at once, with marks and without. The time is from the last
byte of the paste to the dialog that asks what it is, then from a key to the first byte of its
answer.
"""

import os
import sys
import time
from pathlib import Path
from typing import Final

from tests.support.terminal import Terminal

HERE: Final = Path(__file__).parents[1] / "console"
LINE: Final = "E833815A9301\r"
SIZES: Final = (20, 950, 1_900, 20_000, 80_000)
LONGEST_S: Final = 0.3


def send(terminal: Terminal, text: str) -> float:
    """Type more than the kernel takes at once, while what comes back is read; when it is done."""
    data, file = text.encode(), terminal._child.fd
    os.set_blocking(file, False)
    while data:
        try:
            data = data[os.write(file, data) :]
        except BlockingIOError:
            terminal.read_once(0.005)
    os.set_blocking(file, True)
    return time.monotonic()


def tried(lines: int, marked: bool) -> tuple[float, float]:
    """Seconds until the dialog is there, and until a key behind it is answered."""
    env = {"PYTHONPATH": str(HERE.parents[1])}
    argv = [sys.executable, str(HERE / "console_process.py"), "dark"]
    with Terminal(argv, env=env) as terminal:
        terminal.wait_for("box 3421")
        terminal.wait_until_quiet()
        text = LINE * lines
        ended = send(terminal, f"\x1b[200~{text}\x1b[201~" if marked else text)
        asked = terminal.wait_for(f"{lines:,} lines were pasted") - ended
        terminal.wait_until_quiet()
        pressed, seen = terminal.send("\x1b[B"), len(terminal.chunks)
        while len(terminal.chunks) == seen:
            terminal.read_once(5)
        answered = terminal.chunks[seen].at - pressed
        terminal.send("\x11")
        assert terminal.wait_for_end() == 0
    return asked, answered


def main() -> int:
    slow = 0
    for marked in (True, False):
        for lines in SIZES:
            asked, answered = tried(lines, marked)
            slow += answered > LONGEST_S
            kind = "marked" if marked else "not marked"
            print(f"{lines:>6} lines, {kind}: asked after {asked:.2f} s, next key {answered:.3f} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
