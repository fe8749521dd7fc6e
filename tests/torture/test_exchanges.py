"""Short form of the exceptions of an exchange. The long one is a command; see README.md."""

from collections.abc import Callable

from tests.torture.exchanges import STAGES, run, some_cases


def test_no_exception_leaves_an_exchange(record_property: Callable[[str, object], None]) -> None:
    cases = some_cases()
    tally = run(cases)
    record_property("cases", tally.cases)
    print(tally)
    assert tally.wrong == []
    assert {stage.name for _, stage, _ in cases} == {stage.name for stage in STAGES}
    assert tally.cases > 150
