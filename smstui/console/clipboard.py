"""Copying out of a terminal, across SSH and tmux, and saying honestly what was done.

The OSC 52 sequence is a request: no terminal answers it and some ignore it. So the words are
"sent to the terminal", never "copied".
"""

import base64
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from smstui.domain.errors import StoreFailed

LARGEST: Final = 74_994
"""Bytes of base64 that common terminals take in one OSC 52 sequence."""

_PIECE: Final = 200
"""Characters of one control string that GNU screen takes, at least."""


class CannotCopy(Exception):
    """One sentence."""


def copy(
    text: str,
    mode: str,
    write: Callable[[str], None],
    folder: Path,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """Send `text` on the way `mode` names; what was done, in a sentence. Raises CannotCopy.

    `write` sends to the terminal; `folder` is where mode `file` (and what is too large for a
    terminal) writes.
    """
    if mode == "off":
        raise CannotCopy("Copying is switched off by the configuration.")
    if mode == "file":
        return _to_file(text, folder)
    if mode == "tmux" or (mode == "auto" and environment.get("TMUX")):
        return _to_tmux(text)
    encoded = base64.b64encode(text.encode()).decode()
    if len(encoded) > LARGEST:
        return _to_file(text, folder)
    sequence = f"\x1b]52;c;{encoded}\a"
    between = _between(environment)
    if not between:
        write(sequence)
        return f"Sent to the terminal's clipboard: {_what(text)}."
    if between != "tmux":
        sequence = (sequence if "STY" not in environment else "") + _through_screen(sequence)
    write(sequence)
    return f"Sent to {between}, which may keep it. {_to_file(text, folder)}"


def _between(environment: Mapping[str, str]) -> str:
    """Return what stands between the console and the terminal and does not pass copies on for
    certain: GNU screen, tmux (on the other side of a login), or nothing."""
    name = environment.get("TERM", "")
    if environment.get("STY"):
        return "GNU screen"
    if name.startswith("tmux"):
        return "tmux"
    return "tmux or GNU screen" if name.startswith("screen") else ""


def _through_screen(sequence: str) -> str:
    """Wrap a sequence so that GNU screen passes it on, in pieces that it takes."""
    pieces = range(0, len(sequence), _PIECE)
    return "".join(f"\x1bP{sequence[at : at + _PIECE]}\x1b\\" for at in pieces)


def _to_tmux(text: str) -> str:
    try:
        subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],
            input=text.encode(), check=True, capture_output=True, timeout=2,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotCopy("tmux did not take the text; set clipboard to osc52 or file.") from error
    return f"Copied to tmux and its terminal: {_what(text)}."


def _to_file(text: str, folder: Path) -> str:
    """Into a file that only its owner reads; no link is followed."""
    from smstui.store.files import write_new

    file = folder / "clipboard.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(folder, "clipboard", "new", [text]).replace(file)
    except OSError as error:
        raise CannotCopy(f"{file} cannot be written ({error.strerror}).") from error
    except StoreFailed as error:
        raise CannotCopy(error.message) from error
    return f"Written to {file}: {_what(text)}."


def _what(text: str) -> str:
    return text if len(text) <= 40 and "\n" not in text else f"{len(text):,} characters"
