"""What is wrong with a value is said with file, line and key, in our own words."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smstui.commands.config_check import checked
from smstui.config.families import OpfSettings, Sdp2Settings
from smstui.config.files import read_document
from smstui.config.load import examine
from smstui.config.settings import Deployment, Settings
from smstui.config.watch import CHANGED, CLOSED, Watch
from smstui.domain.changes.operations import Operation
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.errors import BadConfiguration
from smstui.services.changes.rules import policy_of

SDP2 = {"base_url": "https://sdp.example.net", "username": "desk"}
OPF = {
    "adm_url": "https://opf.example.net/adm",
    "keycloak_url": "https://opf.example.net/keycloak",
    "client_id": "smstui",
    "username": "desk",
    "tenant": "nagra",
}
ODD: tuple[Any, ...] = (
    True, 0, -1, 10**30, 5, 5.5, float("nan"), float("-inf"), "", " ", "5", "true", "x y", "\x00",
    "\ufeff", "ü", "a" * 300, "../..", "https://a@b", [], ["a", 1], [[]], {}, {"a": {"b": 1}},
)  # fmt: skip
FOREIGN = (
    "input should", "string should", "value error", "valid string", "pydantic", "unable to parse",
    "instance of", "validation", "dictionary", "traceback", "field required", "greater",
)  # fmt: skip
"""Words of a validator that is not ours."""


def written(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float():
            return {"nan": "nan", "inf": "inf", "-inf": "-inf"}.get(str(value), str(value))
        case dict():
            return f"{{ {', '.join(f'{key} = {written(each)}' for key, each in value.items())} }}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case _:
            return json.dumps(value)


def document(top: dict[str, Any], deployment: dict[str, Any], reached: dict[str, Any]) -> str:
    family = deployment.get("family") if deployment.get("family") == "opf" else "sdp2"
    lines = [f"{key} = {written(value)}" for key, value in top.items()]
    lines += ["[deployments.lab]"]
    lines += [f"{key} = {written(value)}" for key, value in deployment.items()]
    lines += [f"[deployments.lab.{family}]"]
    lines += [f"{key} = {written(value)}" for key, value in reached.items()]
    return "\n".join(lines) + "\n"


def files() -> Iterator[str]:
    """Every setting with every odd value, and then many odd values at once."""
    tables = (("top", Settings), ("deployment", Deployment), ("sdp2", Sdp2Settings),
              ("opf", OpfSettings))  # fmt: skip
    for place, model in tables:
        family = "opf" if place == "opf" else "sdp2"
        sound = OPF if family == "opf" else SDP2
        for key in model.model_fields:
            if key in ("name", "deployments", "sdp2", "opf"):
                continue
            for value in ODD:
                odd = {key: value}
                yield document(
                    odd if place == "top" else {},
                    {"family": family} | (odd if place == "deployment" else {}),
                    sound | (odd if place in ("sdp2", "opf") else {}),
                )
    chance = random.Random(30)
    for _ in range(200):
        yield document(
            {key: chance.choice(ODD) for key in chance.sample(sorted(Settings.model_fields), 2)
             if key != "deployments"},
            {"family": "sdp2"} | {key: chance.choice(ODD) for key in chance.sample(
                sorted(Deployment.model_fields), 3) if key not in ("name", "sdp2", "opf")},
            SDP2 | {chance.choice(sorted(Sdp2Settings.model_fields)): chance.choice(ODD)},
        )  # fmt: skip


def test_every_objection_has_its_place_and_our_words(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    tried = refused = 0
    for text in files():
        path.write_text(text, "utf-8")
        examined = examine(read_document(path))
        tried += 1
        refused += bool(examined.errors)
        for error in examined.errors:
            place, _, rest = error.removeprefix(f"{path}:").partition(": ")
            assert error.startswith(f"{path}:"), error
            assert place.isdigit(), error
            key, colon, words = rest.partition(": ")
            assert colon, error
            assert " " not in key, error
            assert key.split(".")[-1] in text
            assert not any(word in words.casefold() for word in FOREIGN), error
            assert error.isprintable()
    assert refused > 500
    print(f"{tried} files, {refused} refused")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "X",
            'ca_file = "\\u0000"',
            ":3: deployments.lab.ca_file: must not contain a NUL (U+0000).",
        ),
        ("X", 'ca_file = ""', ":3: deployments.lab.ca_file: must not be empty."),
        ("X", "timeout_s = true", ":3: deployments.lab.timeout_s: must be a number (it is true)."),
        ("X", 'timeout_s = "5"', ":3: deployments.lab.timeout_s: must be a number (it is '5')."),
        ("X", 'connections = "5"', ":3: deployments.lab.connections: must be a whole number"),
        ("X", 'label = "  "', ":3: deployments.lab.label: must not begin or end with a blank"),
        (
            "X",
            '[deployments.lab.statuses.acount]\nACTIVE = ["SUSPENDED"]',
            ":3: deployments.lab.statuses.acount: is not a life cycle; there are account, box,",
        ),
        (
            "X",
            '[deployments.lab.statuses.account]\nACTIVE = ["GONE"]',
            ":4: deployments.lab.statuses.account.ACTIVE: GONE is not a status; there are ACTIVE",
        ),
        (
            "Y",
            '[deployments.LAB]\nfamily = "sdp2"\nlabel = "B"\nsdp2 = { base_url = '
            '"https://b.net", username = "b" }',
            ":6: deployments.LAB: has the same name as deployments.lab.",
        ),
        (
            "Y",
            '[deployments.other]\nfamily = "sdp2"\nlabel = "lab"\nsdp2 = { base_url = '
            '"https://b.net", username = "b" }',
            ":8: deployments.other.label: has the same label as deployments.lab.",
        ),
        ("Z", 'password = { command = "pass \'x" }', "password.command: cannot be read as a"),
        ("Z", 'password = { env = "A B" }', "password.env: must be the name of an environment"),
    ],
)
def test_what_used_to_be_valid(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "config.toml"
    text = '[deployments.lab]\nfamily = "sdp2"\n#X\n[deployments.lab.sdp2]\n'
    text += 'base_url = "https://sdp.example.net"\nusername = "desk"\n#Z\n#Y\n'
    for mark in "ZY" if old == "X" else "XY" if old == "Z" else "XZ":
        text = text.replace(f"#{mark}\n", "")
    path.write_text(text.replace(f"#{old}", new))
    (error,) = examine(read_document(path)).errors
    assert said in error


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = [", 2),
        ("a = 1\nb = [1,\n2\n", 3),
        ("a = 1\nb = " + "[" * 50_000 + "\nc = 1\n", 2),
        ("a = 1\nc = 1\nb = " + "9" * 50_000 + "\n", 3),
        ('a = """\nx\n', 2),
        ("a = 1\na = 2\n", 2),
    ],
)
def test_a_file_that_is_not_toml_has_a_line_too(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(BadConfiguration, match=rf"config.toml:{line}: this is not TOML"):
        read_document(path)


ODD_NAMES = ("a.b", "a.b.c", "lab[1", "x [y]", "\u001b[31m", "-a", "ü")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whatever_a_deployment_is_called_its_objections_have_a_line(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "config.toml"
    written = json.dumps(name)
    for wrong, line in (
        ("", 0),
        ("timeout_s = true\n", 3),
        ('ca_file = ""\n', 3),
        (f"[deployments.{written}.statuses.acount]\n", 3),
        (f'[deployments.{written}.sdp2.operations.pair]\narguments = []\n', 4),
        (f'[deployments.{written}.sdp2.operations.pairr]\narguments = []\n', 3),
        (f'[deployments.{json.dumps(name.upper())}]\nfamily = "sdp2"\n'
         f"[deployments.{json.dumps(name.upper())}.sdp2]\n"
         'base_url = "https://b.net"\nusername = "b"\n', 3),
    ):  # fmt: skip
        path.write_text(
            f'[deployments.{written}]\nfamily = "sdp2"\n{wrong}'
            f"[deployments.{written}.sdp2]\n"
            'base_url = "https://a.net"\nusername = "a"\n',
            "utf-8",
        )
        found = checked(examine(read_document(path)))
        places = [error.removeprefix(f"{path}:").partition(": ")[0] for error in found.errors]
        assert all(place.isdigit() for place in places), found.errors
        if line and name in ("a.b", "a.b.c"):
            assert places == [str(line)], found.errors


def config(path: Path, read_only: str) -> None:
    path.with_suffix(".new").write_text(f"[deployments.lab]\n{read_only}\n# {os.urandom(4)!r}\n")
    path.with_suffix(".new").replace(path)


def test_a_change_is_said_once_and_only_read_only_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    config(path, "read_only = false")
    watch = Watch(path, "lab")
    assert not watch.is_read_only()
    monkeypatch.setattr("smstui.config.watch.LOOK_AGAIN_S", 0)
    assert watch.news() == ""
    config(path, 'read_only = false\nlabel = "X"')
    assert watch.news() == CHANGED
    assert watch.news() == ""
    path.with_suffix(".new").write_text("not = = TOML")
    path.with_suffix(".new").replace(path)
    assert watch.news() == CHANGED
    assert not watch.is_read_only()
    config(path, "read_only = true")
    assert watch.is_read_only()
    assert watch.news() in (CHANGED, CLOSED.format("lab"))
    config(path, "read_only = false")
    assert watch.is_read_only()
    path.unlink()
    assert watch.is_read_only()
    assert watch.news() == CHANGED


def test_a_deployment_that_was_closed_meanwhile_admits_no_change() -> None:
    deployment = Deployment.model_validate(
        {"name": "lab", "family": "sdp2", "read_only": False, "role": "support", "sdp2": SDP2}
    )
    is_closed = False
    policy = policy_of(deployment, lambda: is_closed)
    policy.admit(Operation.PAIR)
    is_closed = True
    with pytest.raises(RefusedHere, match="lab is read-only here"):
        policy.admit(Operation.PAIR)
