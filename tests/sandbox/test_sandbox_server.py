"""Starting, stopping and counting; nothing is loaded before it is needed."""

import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest
from soap_desk import SoapDesk

from smstui.sandbox import Sandbox, base


def test_importing_loads_no_http_server() -> None:
    program = (
        "import sys, smstui.sandbox;"
        "print([m for m in ('starlette', 'uvicorn', 'h11', 'lxml', 'httpx') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def test_stopping_frees_the_port_and_hangs_up() -> None:
    sandbox = Sandbox().start()
    port = urlsplit(sandbox.url).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        sandbox.stop()
        assert line.recv(1) == b""
    with Sandbox(port=port) as again:
        assert again.url.endswith(str(port))


def test_a_taken_port_is_said() -> None:
    with Sandbox() as sandbox, pytest.raises(OSError, match="in use"):
        Sandbox(port=urlsplit(sandbox.url).port or 0).start()


def test_only_loopback_listens() -> None:
    with Sandbox() as sandbox:
        assert urlsplit(sandbox.url).hostname == "127.0.0.1"


def test_credentials_are_fresh_and_not_in_a_repr() -> None:
    with Sandbox() as one, Sandbox() as other:
        assert one.access.sdp2.password != other.access.sdp2.password
        assert one.access.opf.ssp_credential != other.access.opf.ssp_credential
        said = repr(one.access)
        assert one.access.sdp2.password not in said
        assert one.access.opf.password not in said
        assert str(one.access.opf.ssp_credential["signingKey"]) not in said


def test_two_sandboxes_have_two_worlds() -> None:
    with Sandbox(base()) as one, Sandbox(base()) as other:
        one.run(lambda world: world.change(world.accounts.get("1001"), city="X"))  # type: ignore[arg-type]
        account = other.world.accounts.get("1001")
        assert account is not None
        assert account.city == "Cwmbran"


def test_requests_are_counted_by_operation(soap: SoapDesk) -> None:
    for _ in range(3):
        soap.call("accountservice", "getByUID", "<uid>1001</uid>")
    httpx.get(f"{soap.sandbox.url}/nowhere", trust_env=False)
    assert soap.sandbox.counts() == {"getByUID": 3, "": 1}
    assert soap.sandbox.requests[-1].path == "/nowhere"
    soap.sandbox.traffic.clear()
    assert soap.sandbox.requests == []


def test_nagle_is_off(soap: SoapDesk) -> None:
    """Forty answers would take 1.7 s with Nagle's delay on."""
    import time

    soap.call("accountservice", "getByUID", "<uid>1001</uid>")
    began = time.perf_counter()
    for _ in range(40):
        soap.call("accountservice", "getByUID", "<uid>1001</uid>")
    assert time.perf_counter() - began < 1.2


def test_a_bug_of_the_sandbox_is_kept_and_answered_like_any_platforms() -> None:
    with Sandbox() as sandbox:
        desk = SoapDesk(sandbox)
        sandbox.world.devices = None  # type: ignore[assignment]
        answer = desk.call("deviceservice", "getByUID", "<uid>3421</uid>")
        desk.close()
        assert answer.status_code == 500
        assert len(sandbox.failures) == 1


def test_who_hangs_up_before_the_request_is_whole_has_asked_nothing() -> None:
    with Sandbox() as sandbox:
        address = urlsplit(sandbox.access.opf.adm_url)
        head = (
            f"PUT {address.path}/v1/devices/3422 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
        )
        with socket.create_connection((address.hostname, address.port), timeout=5) as line:
            line.sendall(head.encode() + b"abc")
        assert sandbox.traffic.wait_seen("")
        assert sandbox.writes == []
        assert sandbox.failures == []
