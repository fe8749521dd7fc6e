"""Short form of the torture by coincidences. The long one is a command; see README.md."""

from pathlib import Path

from tests.torture import coincidences
from tests.torture.coincidences import Case

CHOSEN = [
    Case("sdp2", "casn", "mac address", "F07A1B2C3D4E", same_account=True, was_read=False),
    Case("sdp2", "casn", "login", "F07A1B2C3D4E", same_account=False, was_read=True),
    Case("opf", "casn", "account number", "4177123", same_account=False, was_read=False),
    Case("opf", "casn", "NUID", "F07A1B2C3D4E", same_account=True, was_read=False),
]


def test_a_code_of_several_records_is_asked_about_a_bounded_number_of_times(
    tmp_path: Path,
) -> None:
    found = coincidences.run(tmp_path, CHOSEN)
    print([one.requests for one in found])
    assert [said for one in found for said in one.wrong] == []
