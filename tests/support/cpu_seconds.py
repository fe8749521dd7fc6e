"""How much of the processor a test takes, its threads and ended children counted.

A plugin of the suite: the last lines of a run name the sum and the files that take most. Times
of the wall are not kept: they tell how busy the machine was.
"""

import resource
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support import prepared

_NAME = "cpu_s"
_MOST = 12
"""Files that are named."""


def _used() -> float:
    """Return what this process used, with its ended children and those of its fork server."""
    return prepared.used_s() + sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """From the set-up to the end of the tear-down."""
    began = _used()
    item.user_properties.append((_NAME, began))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Hand what was used so far to whoever sums it up, which may be another process."""
    report: pytest.TestReport = yield
    began = next(value for name, value in item.user_properties if name == _NAME)
    if report.when == "teardown":
        report.user_properties = [(_NAME, _used() - began)]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the sum, and what takes most."""
    files: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "teardown":
                files[report.nodeid.partition("::")[0]] += dict(report.user_properties)[_NAME]
    if not files:
        return
    terminalreporter.section("seconds of the processor")
    terminalreporter.line(f"{sum(files.values()):.0f} in all")
    if terminalreporter.config.getoption("verbose") > 0:
        for name, seconds in files.most_common(_MOST):
            terminalreporter.line(f"{seconds:7.1f} {name}")
