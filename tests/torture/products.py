"""Try every case of every product of which the suite tries some (`tests/support/products.py`).

    python -m tests.torture.products [FILE…] [-- OPTION OF PYTEST…]

Without files, every one that has such a product. Exits with pytest's status.
"""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.products import SLOW_FOLDERS, WHOLE

ROOT = Path(__file__).parents[2]


def with_products() -> list[str]:
    """The test files that have a product, or may: each with stacked parameters is thinned."""
    return sorted(
        str(path.relative_to(ROOT))
        for path in ROOT.glob("tests/*/test_*.py")
        if path.parent.name in SLOW_FOLDERS
        or any(
            mark in path.read_text("utf-8") for mark in ("support.products import", "mark.alike")
        )
        if path.name != "test_products.py"
    )


class Count:
    """How the cases ended; a test that tries several says so by `record_property`."""

    def __init__(self) -> None:
        self.ended: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.ended[report.outcome] += dict(report.user_properties).get("cases", 1)


def main(told: list[str]) -> int:
    at = told.index("--") if "--" in told else len(told)
    files, options = told[:at], told[at + 1 :]
    os.chdir(ROOT)
    os.environ[WHOLE] = "1"
    count = Count()
    status = pytest.main(["-q", "--timeout=600", *options, *(files or with_products())], [count])
    print(f"{count.ended.total()} cases tried: {dict(count.ended)}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
