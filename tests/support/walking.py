"""Values that are tried one after the other, where starting anew for each would show no more.

    for name in OPENERS:
        with at(name):
            await open_chooser(robot, name)

A test that fails names the value it was at.
"""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at(value: object) -> Iterator[None]:
    """Name `value` in whatever fails here."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"at {value!r:.200}")
        raise
