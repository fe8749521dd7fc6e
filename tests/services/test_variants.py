"""Each variant of a site: without configuration it fails, and its test alone configures it."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from smstui.sandbox import Sandbox
from smstui.sandbox.variants import VARIANTS
from smstui.sandbox.variants.named import (
    API_KEY,
    CLIENT_SECRET,
    SITE_HEADER,
    WS_PASSWORD,
    WS_USER,
)
from tests.support.command_line import Ended, Shell

BOX, CARD, CASN = "3422", "000145098241", "E833815A9290"
LOOKUP = ("lookup", CASN)
DIAGNOSE = ("diagnose", CASN)
PAIR = ("pair", BOX, CARD, "--apply")
SUSPEND = ("status", "nmp.00001", "suspended", "--apply", "--confirm", "0001")


@dataclass(frozen=True)
class Case:
    """One variant, how it is configured, and what then works.

    `keys` stand in the table of the family, `tables` follow under it; `fails` is what fails
    without them, or what it `says` then. `works` are reads, and changes that must be verified.
    """

    family: str
    variant: str
    keys: dict[str, str] = field(default_factory=dict)
    tables: str = ""
    fails: tuple[str, ...] = LOOKUP
    says: str = ""
    works: tuple[tuple[str, ...], ...] = (LOOKUP, DIAGNOSE, PAIR)


SDP2, OPF = "sdp2", "opf"
HEADERS = {"headers": f'{{ {SITE_HEADER[0]} = "{SITE_HEADER[1]}" }}'}
STATUS_WORDS = """
[{at}.records.words]
ACTIVE = "aktywny"
INACTIVE = "nieaktywny"
RESTRICTED = "ograniczony"
SUSPENDED = "zawieszony"
CANCELLED = "anulowany"
ENABLED = "wlaczony"
DISABLED = "wylaczony"
AVAILABLE = "Wolna"
UNAVAILABLE = "Zajeta"
"""
CASES = [
    Case(SDP2, "service-paths", {"base_path": '"/esb/sdp"', "sms_path": '"/esb/sms"'}),
    Case(SDP2, "service-names", tables="""
[{at}.places."*"]
path = "{{base_path}}/{{service}}-v4"
"""),
    Case(SDP2, "namespace-version", {"namespace_version": '"3.1"'}, fails=PAIR,
         works=(LOOKUP, DIAGNOSE, PAIR)),
    Case(SDP2, "header-sdp2", HEADERS),
    Case(OPF, "header-opf", HEADERS),
    Case(OPF, "header-sign-in", HEADERS),
    Case(SDP2, "api-key", {"headers": f'{{ {API_KEY[0]} = {{ file = "secrets/api-key" }} }}'}),
    Case(OPF, "api-key", {"headers": f'{{ {API_KEY[0]} = {{ env = "SITE_KEY" }} }}'}),
    Case(OPF, "paths-opf", tables="""
[{at}.operations]
device-by-casn = {{ path = "/v2/equipment" }}
device-by-nuid = {{ path = "/v2/equipment" }}
device-by-smartcard = {{ path = "/v2/equipment" }}
player-by-id = {{ path = "/v2/equipment" }}
devices-of-account = {{ path = "/v2/equipment" }}
approvals-of-account = {{ path = "/v2/equipment" }}
device-by-id = {{ path = "/v2/equipment/{{id}}" }}
approval-quota = {{ path = "/v2/equipment/canAccountApproveADevice/{{id}}" }}
create-device = {{ path = "/v2/equipment" }}
change-device = {{ path = "/v2/equipment/{{id}}" }}
delete-device = {{ path = "/v2/equipment/{{id}}" }}
"""),
    Case(OPF, "list-envelope",
         {"lists": '{ items = "data.entries", total = "data.count" }'}),
    Case(OPF, "id-prefix", {"id_prefix": '"acme-"'}, fails=("lookup", "3421"),
         works=(LOOKUP, ("lookup", "3421"), ("lookup", "acme-3421"), DIAGNOSE, PAIR, SUSPEND,
                ("teardown", "3421", "--device", "--apply"))),
    Case(OPF, "offset-paging", {"lists": '{ paging = "offset" }'}, fails=DIAGNOSE,
         says="not enough could be read"),
    Case(OPF, "ssm-claims", {"ssm_claims": '{ aud = "ssm" }'},
         fails=("teardown", "3421", "--device", "--apply"),
         works=(LOOKUP, ("teardown", "3421", "--device", "--apply"))),
    Case(SDP2, "statuses", tables=STATUS_WORDS, fails=PAIR,
         works=(LOOKUP, DIAGNOSE, PAIR, SUSPEND)),
    Case(OPF, "statuses", tables=STATUS_WORDS, fails=SUSPEND,
         works=(LOOKUP, DIAGNOSE, PAIR, SUSPEND)),
    Case(OPF, "client-secret", {"client_secret": '{ file = "secrets/client-secret" }'}),
    Case(SDP2, "ws-security", {"ws_security":
         f'{{ username = "{WS_USER}", password = {{ file = "secrets/ws-password" }} }}'}),
    Case(SDP2, "ws-security-digest", {"ws_security":
         f'{{ username = "{WS_USER}", password = {{ file = "secrets/ws-password" }}, '
         "digest = true }"}),
    Case(SDP2, "soap-1.2", tables="""
[{at}.places."*"]
soap = "1.2"
"""),
    Case(SDP2, "fields-sdp2", tables="""
[{at}.records]
account = {{ last_name = "surname", status = "state" }}
box = {{ casn = "chipset", smartcard_id = "cardNumber", status = "state" }}
player = {{ status = "state" }}
smartcard = {{ number = "cardNumber", status = "state" }}
session = {{ status = "state" }}
account-profile = {{ status = "state" }}
right = {{ status = "state" }}
""", fails=SUSPEND, works=(LOOKUP, DIAGNOSE, PAIR, SUSPEND)),
    Case(OPF, "fields-opf", tables="""
[{at}.records]
account = {{ number = "contractNumber" }}
box = {{ casn = "chipset", smartcard_id = "cardNumber", account_uid = "contract" }}
player = {{ account_uid = "contract" }}
user = {{ account_uid = "contract" }}
""", works=(LOOKUP, ("lookup", "nmp.00001"), DIAGNOSE, PAIR)),
    Case(SDP2, "operations", tables="""
[{at}.operations]
account-by-number = {{ operation = "findAccountByNumber" }}
device-by-casn = {{ operation = "findDeviceByCASN" }}
boxes-of-account = {{ operation = "listSetTopBoxesOfAccount" }}
smartcard-by-number = {{ operation = "findSmartcardById" }}
smartcards-of-box = {{ operation = "listSmartcardsOfStb" }}
pair = {{ operation = "PairDevice" }}
unpair = {{ operation = "UnpairDevice" }}
swap-box = {{ operation = "SwapSetTopBox" }}
update-box = {{ operation = "ModifySetTopBox" }}
end-session = {{ operation = "tearDownSession" }}
"""),
    Case(SDP2, "namespaces", tables="""
[{at}.places]
accountservice = {{ namespace = "urn:site:sdp:AccountServiceNamespace" }}
deviceservice = {{ namespace = "urn:site:sdp:DeviceServiceNamespace" }}
userservice = {{ namespace = "urn:site:sdp:UserServiceNamespace" }}
smartcardservice = {{ namespace = "urn:site:sdp:SmartcardServiceNamespace" }}
ottsessionservice = {{ namespace = "urn:site:sdp:OttSessionServiceNamespace" }}
acquiredcontentlistservice = {{ namespace = "urn:site:sdp:AcquiredContentListServiceNamespace" }}
accountprofileservice = {{ namespace = "urn:site:sdp:AccountProfileServiceNamespace" }}
accesspointservice = {{ namespace = "urn:site:sdp:AccessPointServiceNamespace" }}
profileservice = {{ namespace = "urn:site:sdp:ProfileServiceNamespace" }}
deviceclassifierservice = {{ namespace = "urn:site:sdp:DeviceClassifierServiceNamespace" }}
ratingservice = {{ namespace = "urn:site:sdp:RatingServiceNamespace" }}
policygroupservice = {{ namespace = "urn:site:sdp:PolicyGroupServiceNamespace" }}
SMSDomain = {{ namespace = "http://site.example/ns/she/sdp/SMSDomain_v{{namespace_version}}" }}
"""),
    Case(SDP2, "mac-lookup", {"resolve": '{ mac = "device-by-mac" }'}, """
[{at}.operations.device-by-mac]
service = "deviceservice"
operation = "getDeviceByMacAddress"
arguments = ["mac"]
""", fails=("lookup", "00:1A:79:1E:7F:50"), works=(("lookup", "001A.791E.7F50"),)),
    Case(OPF, "mac-lookup", {"resolve": '{ mac = "device-by-mac" }'}, """
[{at}.records.box]
mac_address = "mac"
[{at}.operations.device-by-mac]
path = "/v1/devices"
filter = {{ mac = "{{id}}" }}
""", fails=("lookup", "00:1A:79:1E:7F:50"), works=(("lookup", "001A.791E.7F50"),)),
]  # fmt: skip
WORK_ANYWAY = [Case(SDP2, "gzip"), Case(OPF, "gzip")]


@pytest.fixture
def shell_alone(
    tmp_path: Path,
    quick_looks: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def run(shell: Shell, family: str, *arguments: str) -> Ended:
    return shell.run(*arguments, "--deployment", f"sandbox-{family}")


def configure(shell: Shell, case: Case) -> None:
    at = f"deployments.sandbox-{case.family}.{case.family}"
    lines = []
    inside = False
    for line in shell.config.read_text().splitlines():
        if line.startswith("["):
            inside = line == f"[{at}]"
        if not (inside and line.partition(" = ")[0] in case.keys):
            lines.append(line)
        if line == f"[{at}]":
            lines += [f"{key} = {value}" for key, value in case.keys.items()]
    shell.config.write_text("\n".join(lines) + case.tables.format(at=at))


def secrets(shell: Shell, folder: Path) -> None:
    for name, word in (("api-key", API_KEY[1]), ("client-secret", CLIENT_SECRET),
                       ("ws-password", WS_PASSWORD)):  # fmt: skip
        path = folder / "secrets" / name
        path.write_text(word)
        path.chmod(0o600)
    shell.monkeypatch.setenv("SITE_KEY", API_KEY[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.variant} {case.family}")
def test_a_variant_fails_as_it_is_and_works_once_it_is_configured(
    shell_alone: Shell, tmp_path: Path, case: Case
) -> None:
    with Sandbox(variants=[case.variant]) as sandbox:
        shell = shell_alone.reach(sandbox)
        text = shell.config.read_text().replace("tint =", "settle_s = 1\ntint =")
        shell.config.write_text(text)
        secrets(shell, tmp_path)
        failed = run(shell, case.family, *case.fails)
        assert (case.says in failed.out) if case.says else (failed.code not in (0, 12))
        assert all(entry.result != "done" for entry in sandbox.writes)
        configure(shell, case)
        assert shell.run("config", "check").code == 0
        for arguments in case.works:
            ended = run(shell, case.family, *arguments)
            assert ended.code in (0, 12), (arguments, ended.out, ended.err)
            assert not case.says or case.says not in ended.out
            if "--apply" in arguments and arguments[0] != "teardown":
                assert ended.code == 0
                assert "verified" in ended.out
        doctor = run(shell, case.family, "doctor")
        assert doctor.code == 0, doctor.out
        shown = shell.run("config", "show").out
        for word in (API_KEY[1], CLIENT_SECRET, WS_PASSWORD):
            assert word not in shown
        assert sandbox.failures == []


@pytest.mark.parametrize("case", WORK_ANYWAY, ids=lambda case: f"{case.variant} {case.family}")
def test_a_variant_that_needs_no_configuration(
    shell_alone: Shell, tmp_path: Path, case: Case
) -> None:
    with Sandbox(variants=[case.variant]) as sandbox:
        shell = shell_alone.reach(sandbox)
        for arguments in case.works:
            assert run(shell, case.family, *arguments).code == 0


def test_the_cas_knows_a_device_by_its_id_with_the_prefix(
    shell_alone: Shell, tmp_path: Path
) -> None:
    with Sandbox(variants=["id-prefix"]) as sandbox:
        shell = shell_alone.reach(sandbox)
        configure(shell, Case(OPF, "id-prefix", {"id_prefix": '"acme-"', "cas_pairing": "true"}))
        assert run(shell, OPF, *PAIR).code == 12
        assert run(shell, OPF, "unpair", BOX, "--apply").code == 12
        assert sandbox.failures == []


def test_other_success_words_of_the_cas(shell_alone: Shell, tmp_path: Path) -> None:
    with Sandbox(variants=["cas-words"]) as sandbox:
        shell = shell_alone.reach(sandbox)
        pairs = Case(OPF, "cas-words", {"cas_pairing": "true"})
        configure(shell, pairs)
        refused = run(shell, OPF, *PAIR)
        assert refused.code == 11
        assert "pairChipSet" in refused.out + refused.err
        assert run(shell, OPF, "undo", "--apply").code == 0, "the record alone"
        configure(shell, Case(OPF, "cas-words", {"cas_success": '["0"]'}))
        assert shell.run("config", "check").code == 0
        assert run(shell, OPF, *LOOKUP).code == 0
        assert run(shell, OPF, *DIAGNOSE).code == 0
        accepted = run(shell, OPF, *PAIR)
        assert (accepted.code, "accepted" in accepted.out) == (12, True)
        assert run(shell, OPF, "unpair", BOX, "--apply").code == 12
        assert run(shell, OPF, "doctor").code == 0
        assert sandbox.failures == []


def test_every_variant_has_its_case() -> None:
    elsewhere = {"header-any", "no-cag", "cas-words", "srm-only", "no-srm"}
    assert {case.variant for case in (*CASES, *WORK_ANYWAY)} | elsewhere == set(VARIANTS)
