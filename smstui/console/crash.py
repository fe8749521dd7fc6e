"""What is said when the program itself is wrong: the kind of error and its place, nothing more.

Textual's own crash screen prints the locals of every frame, and with them passwords, tokens and
records.
"""

import logging
from typing import Final

from smstui.presentation.places import place_of

LOG: Final = logging.getLogger("smstui.console")
LOG.addHandler(logging.NullHandler())  # without one, logging would write on the screen


def sentence_of(error: BaseException) -> str:
    """One sentence with the error's type and where it arose; never its text or a local."""
    return (
        f"smstui stopped: {type(error).__name__} at {place_of(error.__traceback__)}. "
        "This is a bug; the log has the place, and nothing of what was on the screen."
    )
