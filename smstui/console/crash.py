"""What is said when the program itself is wrong: the kind of error and its place, nothing more.

Textual's own crash screen prints the locals of every frame, and with them passwords, tokens and
records.
"""

import logging
from pathlib import Path
from types import TracebackType
from typing import Final

LOG: Final = logging.getLogger("smstui.console")
LOG.addHandler(logging.NullHandler())  # without one, logging would write on the screen


def sentence_of(error: BaseException) -> str:
    """One sentence with the error's type and where it arose; never its text or a local."""
    return (
        f"smstui stopped: {type(error).__name__} at {_place(error.__traceback__)}. "
        "This is a bug; the log has the place, and nothing of what was on the screen."
    )


def _place(trace: TracebackType | None) -> str:
    """The innermost line of our own, else the innermost of all."""
    found = "an unknown place"
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "smstui" in file.parts or trace.tb_next is None:
            found = f"{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
