"""`smstui demo` with its clocks stopped and its ids fixed, so that what it shows repeats.

Run it as `python -m tests.support.still_demo demo --family opf`: the command line of smstui.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import Final
from unittest.mock import patch

from smstui.commands import demo_deployment
from smstui.domain import age
from smstui.platforms import correlation
from smstui.sandbox import ailments, base
from smstui.services.changes import change_service
from smstui.services.drafts import waiting

AT: Final = datetime(2026, 3, 14, 14, 2, 7, tzinfo=UTC)


def _now() -> datetime:
    return datetime(2026, 3, 14, 14, 2, 7, tzinfo=UTC)


def _change_id() -> str:
    return "da975f469b19"


def _correlation_id() -> str:
    return "2c5f1d0e-0b7c-4c59-9f0a-7f3d7f6f1a11"


@contextmanager
def still() -> Iterator[None]:
    """Stop the clocks of this process and of the demo's worlds.

    The code of a function is exchanged, not its name: who has imported it gets the new one too.
    """
    exchanged: list[tuple[FunctionType, CodeType]] = []
    fixed = (
        (age.utc_now, _now),
        (change_service.new_change_id, _change_id),
        (correlation.new_correlation_id, _correlation_id),
    )
    for known, other in fixed:
        assert isinstance(known, FunctionType)
        assert isinstance(other, FunctionType)
        exchanged.append((known, known.__code__))
        known.__code__ = other.__code__
    worlds = {"base": lambda: base(at=AT), "ailments": lambda: ailments(at=AT)}
    numbers = count(0xD41F7)
    ids = SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=f"{next(numbers):010x}"))
    try:
        with (
            patch.object(demo_deployment, "_WORLDS", worlds),
            patch.object(waiting, "uuid", ids),
        ):
            yield
    finally:
        for known, code in exchanged:
            known.__code__ = code


@contextmanager
def still_demo(family: str, world: str = "base") -> Iterator[demo_deployment.Demo]:
    """The demo's platform and a client of it, both with their clocks stopped."""
    with still(), tempfile.TemporaryDirectory() as folder:
        demo = demo_deployment.Demo(family, Path(folder), world)
        try:
            yield demo
        finally:
            demo.close()


def main() -> None:
    from smstui.__main__ import main as run

    with still():
        run()


if __name__ == "__main__":
    sys.exit(main())
