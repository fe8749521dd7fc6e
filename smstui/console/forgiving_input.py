"""One byte that is not UTF-8 must not end the program.

Textual 8.2.8 decodes the terminal's bytes strictly, and its input thread dies of the first bad
one (Textual #6456). The decoder is replaced by one that puts U+FFFD in its place.
"""

import codecs
from collections.abc import Callable
from functools import partial


def replacing_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """What `codecs.getincrementaldecoder` gives, but replacing what cannot be decoded."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


def forgive_bad_bytes() -> bool:
    """Put the decoder in place; False where Textual no longer has the spot."""
    from textual.drivers import linux_driver

    if not hasattr(linux_driver, "getincrementaldecoder"):
        return False
    linux_driver.getincrementaldecoder = replacing_decoder
    return True
