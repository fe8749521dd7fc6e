"""The setting `time_zone`: a valid IANA name, or a sentence with the place and the nearest name."""

import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from smstui.config.effective import effective_values
from smstui.config.files import find_document
from smstui.config.load import examine, load
from smstui.config.startup import startup
from smstui.config.template import template

TEXT = """\
[deployments.north]
family = "sdp2"
time_zone = {zone}
[deployments.north.sdp2]
base_url = "http://127.0.0.1:9"
username = "desk"
"""


def _file(folder: Path, zone: str) -> Path:
    path = folder / "config.toml"
    path.write_text(TEXT.format(zone=zone))
    return path


def _errors(folder: Path, zone: str) -> list[str]:
    document = find_document(_file(folder, zone))
    assert document is not None
    return list(examine(document).errors)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Europe/Warsav", "Europe/Warsaw"),
        ("europe/warsaw", "Europe/Warsaw"),
        ("Warsaw", "Europe/Warsaw"),
        ("Asia/Calcuta", "Asia/Calcutta"),
        ("America/New York", "America/New_York"),
        ("Australia/Sidney", "Australia/Sydney"),
        ("utc", "UTC"),
        ("localtime", ""),
        ("", ""),
    ],
)
def test_a_wrong_zone_is_named_with_its_place_and_the_nearest(
    tmp_path: Path, written: str, near: str
) -> None:
    (error,) = _errors(tmp_path, f'"{written}"')
    assert error.startswith(f"{tmp_path}/config.toml:3: deployments.north.time_zone: ")
    assert "must be an IANA time zone" in error
    assert not near or f"the nearest is {near} " in error


@pytest.mark.parametrize("name", ["UTC", "Europe/Warsaw", "Asia/Kolkata", "Etc/GMT+3"])
def test_a_zone_is_taken_and_shown_with_its_origin(tmp_path: Path, name: str) -> None:
    loaded = load(_file(tmp_path, f'"{name}"'))
    assert loaded.deployment().time_zone == name
    values = {value.key: value for value in effective_values(loaded)}
    told = values["deployments.north.time_zone"]
    assert (told.value, told.origin) == (name, f"{tmp_path}/config.toml:3")
    assert startup(tmp_path / "config.toml").time_zone == name


def test_without_one_it_is_utc(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TEXT.format(zone='"UTC"').replace('time_zone = "UTC"\n', ""))
    loaded = load(path)
    assert loaded.deployment().time_zone == "UTC"
    told = {value.key: value for value in effective_values(loaded)}
    assert told["deployments.north.time_zone"].origin == "default"
    assert '# time_zone = "UTC"' in template()


@pytest.fixture
def no_zone_data(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in {"tzdata", *(name for name in sys.modules if name.startswith("tzdata."))}:
        monkeypatch.setitem(sys.modules, name, None)
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.usefixtures("no_zone_data")
def test_a_machine_without_zone_data_says_so_and_still_has_utc(tmp_path: Path) -> None:
    (error,) = _errors(tmp_path, '"Europe/Warsaw"')
    assert "this machine has no time zone data" in error
    assert "install tzdata" in error
    assert _errors(tmp_path, '"UTC"') == []
