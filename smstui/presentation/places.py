"""Say where in the program an exception came from. No value of it is told, and no text."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType


def place_of(trace: TracebackType | None) -> str:
    """Return file and line of the innermost frame of this program, else of the innermost."""
    place = "an unknown place"
    for frame in _frames(trace):
        file = _file(frame)
        if "smstui" in file.parts or frame.tb_next is None:
            place = f"{file.name}:{frame.tb_lineno}"
    return place


def frames_of(trace: TracebackType | None) -> list[str]:
    """Return every frame, the outermost first: file, line and function."""
    return [
        f"{'/'.join(_file(frame).parts[-3:])}:{frame.tb_lineno} {frame.tb_frame.f_code.co_name}"
        for frame in _frames(trace)
    ]


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _file(frame: TracebackType) -> Path:
    return Path(frame.tb_frame.f_code.co_filename)
