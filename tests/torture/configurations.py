"""Configurations, random and made by hand: what `config check` calls valid must work.

    python -m tests.torture.configurations [--count N] [--seed N]

A valid file starts: lookups and `doctor` end without a bug, and nothing refuses the file. A
refused one names file, line and key. Nothing of it reaches a platform: the port is closed.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from smstui.config.families import OpfSettings, Sdp2Settings
from smstui.config.settings import Deployment, Settings

CLOSED = "http://127.0.0.1:1"
SOUND: dict[str, dict[str, Any]] = {
    "sdp2": {"base_url": CLOSED, "username": "desk", "password": "word"},
    "opf": {
        "adm_url": f"{CLOSED}/adm",
        "keycloak_url": f"{CLOSED}/keycloak",
        "client_id": "smstui",
        "username": "desk",
        "password": "word",
        "tenant": "nagra",
    },
}
MODELS = {"sdp2": Sdp2Settings, "opf": OpfSettings}
VALUES: tuple[Any, ...] = (
    True, False, 0, 1, 5, -1, 10**20, 0.5, 5.0, float("nan"), float("inf"), "", " ", "x", "5",
    "dark", "auto", "light", "none", "page", "partial", "bundled", "srm", "support", "error",
    "\x00", "\ufeff", "ü", "a b", "x" * 40, "x" * 300, "[/]", "{id}", "{tenant}", "../x", ".",
    {"X": "y"}, {"items": "a", "total": "b"}, {"username": "u", "password": {"env": "NO"}},
    {"ACTIVE": "x"}, {"account": "acme-"}, "2.3", "http://proxy.example:3128",
    CLOSED, f"{CLOSED}/a", "https://a:b@c", "/path", "Europe/Warsaw", [], ["a"], ["a", 1], {},
    {"a": "b"}, {"env": "SMSTUI_NEVER_SET"}, {"command": "printf word"}, {"command": "'"},
    {"file": "nowhere"}, {"file": "."},
)  # fmt: skip
ENTRIES = ("pair", "unpair", "account-by-number", "device-by-casn", "token", "no-such-entry",
           "sessions-of-account", "account-status", "product-activation")  # fmt: skip
ENTRY_VALUES: tuple[Any, ...] = (
    "", "x", "a b", "/x", "/{id}", "/{tenant}", "/x{", [], ["a"], ["a", "b"], ["a", "b", "c"], {},
    {"a": "1"}, {"a": "{id}"}, True, False, 5, "GET", "POST", "userservice", "adm",
)  # fmt: skip
OF_A_SITE: dict[str, tuple[Any, ...]] = {
    "ws_security": ({}, {"username": "u"}, {"password": {"command": "printf word"}}, "x", 5),
    "id_prefix": ("", "acme-", {"account": "a."}, {"box": "x"}, 5),
    "namespace_version": ("2.3", "3", "a b", 5),
    "proxy": ("http://127.0.0.1:1", "https://127.0.0.1:1", "http://far.example:3128", "x", 5),
    "client_secret": ({"command": "printf word"}, "word", {"env": "SMSTUI_NEVER_SET"}, {}, 5),
    "ssm_claims": ({}, {"aud": "x", "n": [1, 2]}, {"exp": 1}, {"a": {}}, 5),
    "lists": ({"total": "count"}, {"paging": "offset"}, {"page_size": 50}, {"total": ""}, 5),
}
"""Values of settings that only few values make sense for."""
SITE_TABLES = ("headers", "places", "records", "codes", "resolve")
SITE_VALUES: dict[str, list[tuple[str, Any]]] = {
    "headers": [
        ("X-Site", "north"), ("X-Key", {"env": "SMSTUI_NEVER_SET"}), ("X Site", "1"), ("X-A", 5),
        ("X-B", {"command": "printf word"}), ("x-site", "\n"), ("X-C", {}), ("X-D", "{tenant}"),
        ("X-E", {"command": "printf 'a\\tb'"}), ("X-F", "ü"), ("Authorization", {"file": "."}),
    ],
    "places": [
        ("*", {"soap": "1.2"}), ("*", {"path": "/x/{service}"}), ("adm", {"path": "/{tenant}"}),
        ("accountservice", {"namespace": "urn:x"}), ("nowhere", {"path": "/x"}), ("*", 5),
        ("SMSDomain", {"address": CLOSED, "path": "{sms_path}/x"}), ("adm", {"path": "/{id}"}),
        ("keycloak", {"headers": {"X": "{operator_token}"}}), ("adm", {"address": "http://h"}),
        ("rmg", {"headers": {"X-Key": {"command": "printf word"}, "Y": "{ssp_token}"}}),
    ],
    "records": [
        ("words", {"ACTIVE": "aktywny"}), ("words", {"ACTIVE": "x", "SUSPENDED": "x"}),
        ("words", {"FOO": "x"}), ("words", 5), ("account", {"number": "no"}), ("bax", {"a": "b"}),
        ("account", {"number": ["a", "b.c"]}), ("box", {"words": {"status": {"ACTIVE": ["on"]}}}),
        ("box", {"name": "provisionPwd"}), ("box", {"mac_address": "mac"}), ("user", {"name": []}),
    ],
    "codes": [("success", ["OK"]), ("device-not-found", "1"), ("nothing", "1"), ("success", 5)],
    "resolve": [
        ("mac", "device-by-casn"), ("mac", "device-by-mac"), ("casn", "device-by-nuid"),
        ("nowhere", "x"), ("account", 5), ("serial", "account-by-number"),
    ],
}  # fmt: skip
FIELDS = (
    "operation", "service", "path", "arguments", "fixed", "headers", "query", "filter", "method",
    "body", "page_size", "unsupported", "namespace", "result", "module",
)  # fmt: skip
KEYS: dict[str, Any] = {
    "back": [], "lookup.focus": "/", "no.such": "x", "plan.apply": "a", "quit": "ctrl+x",
    "copy": "r", "menu": ["?", "f1"], "open": "", "reload": "f5",
}  # fmt: skip
Run = Callable[..., tuple[int, str]]
"""Runs smstui with arguments in the folder of the file: exit code and all it said."""


def toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            inner = ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items())
            return f"{{ {inner} }}"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case str():
            return json.dumps(value)
        case _:
            return str(value)


def lines(table: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in table.items())


def made(seed: int) -> str:
    """One file: sound, with a few values that are random."""
    chance = random.Random(seed)

    def some(model: Any, most: int, without: set[str]) -> dict[str, Any]:
        keys = sorted(set(model.model_fields) - without)
        many = chance.randint(0, most) if chance.random() < 0.4 else 0
        return {key: chance.choice(OF_A_SITE.get(key, VALUES)) for key in chance.sample(keys, many)}

    family = chance.choice(("sdp2", "opf"))
    text = lines(some(Settings, 1, {"deployments", "keys"}))
    if chance.random() < 0.15:
        text += "[keys]\n" + lines(dict(chance.sample(sorted(KEYS.items()), 2)))
    given: dict[str, Any] = {"family": family} | some(
        Deployment, 2, {"name", "family", "sdp2", "opf"}
    )
    text += "[deployments.lab]\n" + lines(given)
    text += f"[deployments.lab.{family}]\n"
    text += lines(SOUND[family] | some(MODELS[family], 2, {"operations", *SITE_TABLES}))
    for table in SITE_TABLES if chance.random() < 0.2 else ():
        if chance.random() < 0.3:
            text += f"[deployments.lab.{family}.{table}]\n"
            text += lines(dict(chance.sample(SITE_VALUES[table], 1)))
    if chance.random() < 0.3:
        text += f"[deployments.lab.{family}.operations.{chance.choice(ENTRIES)}]\n"
        text += lines(
            {
                chance.choice(FIELDS): chance.choice(ENTRY_VALUES)
                for _ in range(chance.randint(1, 2))
            }
        )
    if chance.random() < 0.1:
        text += "[deployments.LAB]\nfamily = 'sdp2'\n[deployments.LAB.sdp2]\n"
        text += lines(SOUND["sdp2"])
    return text


def deployed(*, top: str = "", more: str = "") -> str:
    """A sound `sdp2` deployment with something above it, or in it."""
    table = f'[deployments.lab]\nfamily = "sdp2"\n{more}\n[deployments.lab.sdp2]\n'
    return f"{top}\n{table}{lines(SOUND['sdp2'])}"


def by_hand() -> Iterator[str]:
    """The samples that used to be called valid, and were not."""
    for more in (
        'ca_file = "\\u0000"', 'ca_file = ""', 'ca_file = "."', 'ca_file = "none.pem"',
        "timeout_s = true", 'timeout_s = "5"', 'label = "   "', 'label = ""',
        'platform_id = " "', 'statuses = { acount = { ACTIVE = ["SUSPENDED"] } }',
        'statuses = { account = { ACTIVE = ["GONE"] } }', "settle_s = nan",
    ):  # fmt: skip
        yield deployed(more=more)
    for top in (
        'theme = "nowhere"',
        'theme = "../dark"',
        "[keys]\nback = []",
        '[keys]\nopen = "zz"',
    ):
        yield deployed(top=top)
    for tenant in ("ü", " x", "x\u200b"):
        opf = lines(SOUND["opf"] | {"tenant": tenant})
        yield f'[deployments.lab]\nfamily = "opf"\n[deployments.lab.opf]\n{opf}'
    for password in (
        {"command": "pass 'x"},
        {"file": "open-to-all"},
        {"command": "no-such-program"},
    ):
        sdp2 = lines(SOUND["sdp2"] | {"password": password})
        yield f'[deployments.lab]\nfamily = "sdp2"\n[deployments.lab.sdp2]\n{sdp2}'
    for entry in (
        'pair]\narguments = ["device"]', 'pair]\noperation = "a b"', 'pears]\noperation = "x"',
        'pair]\nheaders = { X-Site = "{id}" }', 'account-by-number]\narguments = []',
        'pair]\nfixed = { smartCardSpecification = "1" }',
    ):  # fmt: skip
        yield (
            f'[deployments.lab]\nfamily = "sdp2"\n[deployments.lab.sdp2]\n{lines(SOUND["sdp2"])}'
            f"[deployments.lab.sdp2.operations.{entry}\n"
        )
    for table in (
        'headers]\n"X Site" = "1"', 'headers]\nX-Site = { env = "A", file = "b" }',
        "headers]\nX-Site = {}", 'headers]\nX-Site = "a"\nx-site = "b"', 'headers]\nX-Site = "ü"',
        'places.nowhere]\npath = "/x"', 'places.SMSDomain]\npath = "/{idd}"',
        'places.SMSDomain]\naddress = "http://far.example"', 'places.srm]\nsoap = "2.0"',
        'places.SMSDomain.headers]\nX = "{tokens}"', 'records.acount]\nnumber = "no"',
        'records.account]\nnumberr = "no"', "records.account]\nnumber = []",
        'records.box]\nname = "provisionPwd"', 'records.words]\nACTIV = "x"',
        'records.words]\nACTIVE = "x"\nSUSPENDED = "X"', 'codes]\nsuccess = 5',
        'codes]\nsucess = ["OK"]', 'resolve]\nmacc = "device-by-casn"',
        'resolve]\nmac = "device-by-mac"', 'ws_security]\nusername = ""',
        'ws_security]\npassword = {}',
    ):  # fmt: skip
        sdp2 = lines(SOUND["sdp2"])
        yield (
            f'[deployments.lab]\nfamily = "sdp2"\n[deployments.lab.sdp2]\n{sdp2}'
            f"[deployments.lab.sdp2.{table}\n"
        )
    for key in (
        'id_prefix = { box = "x" }', "id_prefix = 5", 'ssm_claims = { exp = 1 }',
        'ssm_claims = { a = { b = "c" } }', "client_secret = {}", 'ssp_credential = "nowhere"',
        'ssp_credential = { command = "printf {}" }', 'lists = { paging = "pages" }',
        "lists = { page_size = -1 }",
    ):  # fmt: skip
        opf = lines(SOUND["opf"])
        yield f'[deployments.lab]\nfamily = "opf"\n[deployments.lab.opf]\n{opf}{key}\n'
    for more in ('proxy = "proxy"', 'proxy = "http://far.example:3128"', 'client_key = "k.pem"',
                 'client_cert = "nowhere.pem"', "proxy = 5"):  # fmt: skip
        yield deployed(more=more)
    yield f"{''.join(_pair_of_deployments('lab', 'LAB'))}"


def _pair_of_deployments(*names: str) -> Iterator[str]:
    for name in names:
        yield f'[deployments.{name}]\nfamily = "sdp2"\nlabel = "{name}x"\n'
        yield f"[deployments.{name}.sdp2]\n{lines(SOUND['sdp2'])}"


def wrong_with(text: str, path: Path, run: Run) -> tuple[bool, str]:
    """Whether `config check` calls `text` valid, and what contradicts it; empty for nothing."""
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    (path.parent / "open-to-all").write_text("word")
    (path.parent / "open-to-all").chmod(0o644)
    code, said = run("config", "check")
    if code not in (0, 2):
        return False, f"config check ended in {code}: {said}"
    if code == 2:
        errors = [line for line in said.splitlines() if line.startswith("error: ")]
        if not errors and f"smstui: {path}:" not in said:
            return False, f"no place: {said}"
        for error in errors:
            place, colon, rest = error.removeprefix(f"error: {path}:").partition(": ")
            if not (place.isdigit() and colon and ": " in rest):
                return False, f"no file, line or key: {error}"
        return False, ""
    is_unset = "is not set" in said
    for command in (("lookup", "1", "--offline"), ("lookup", "nmp.00001"), ("config", "show"),
                    ("doctor",), ("keys", "--check")):  # fmt: skip
        code, told = run(*command)
        allowed = {0, 3, 7} | ({2} if is_unset else set())
        if code not in allowed:
            return True, f"{' '.join(command)} ended in {code}: {told[-600:]}"
    return True, ""


def tried(run: Run, path: Path, count: int, seed: int) -> tuple[int, int, list[str]]:
    """How many files were tried, how many were valid, and what was wrong."""
    files = [*by_hand(), *(made(seed + at) for at in range(count))]
    valid, wrong = 0, []
    for text in files:
        is_valid, why = wrong_with(text, path, run)
        valid += is_valid
        if why:
            wrong.append(f"{why}\n---\n{text}")
    return len(files), valid, wrong


def main() -> None:
    import os

    from tests.support.command_line import spawn

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        environment = {
            "HOME": folder,
            "SMSTUI_CONFIG": str(path),
            "SMSTUI_STATE": str(Path(folder) / "state"),
        }
        os.environ.pop("SMSTUI_NEVER_SET", None)

        def run(*arguments: str) -> tuple[int, str]:
            ended = spawn(arguments, environment)
            return ended.code, ended.out + ended.err

        files, valid, wrong = tried(run, path, wanted.count, wanted.seed)
    print("\n\n".join(wrong))
    print(f"{files} files, {valid} valid, {len(wrong)} wrong")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
