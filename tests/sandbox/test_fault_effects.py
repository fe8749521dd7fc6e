"""Each fault, seen from the other end of the line."""

import base64
import gzip
import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from rest_desk import RestDesk
from soap_desk import SERVICES, SoapDesk

READ = ("accountservice", "getByUID", "<uid>1001</uid>")
PAIR = (
    "SMSDomain",
    "Pair",
    "<deviceSpecification><uid>3422</uid></deviceSpecification>"
    "<smartCardSpecification><smartCardId>000145098241</smartCardId></smartCardSpecification>",
)


def paired(soap: SoapDesk) -> bool:
    box = soap.sandbox.world.box("3422")
    assert box is not None
    return box.smartcard_id == "000145098241"


def raw(soap: SoapDesk, service: str, operation: str, children: str) -> tuple[bytes, str]:
    """Everything the server sends until the line ends, and how it ended."""
    access = soap.access
    login = base64.b64encode(f"{access.username}:{access.password}".encode()).decode()
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<x:{operation} xmlns:x="{SERVICES[service]}">{children}</x:{operation}>'
        "</s:Body></s:Envelope>"
    ).encode()
    url = urlsplit(soap.url(service))
    head = (
        f"POST {url.path} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Basic {login}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    received = b""
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as line:
        line.sendall(head.encode() + body)
        while True:
            try:
                chunk = line.recv(65536)
            except ConnectionResetError:
                return received, "reset"
            if not chunk:
                return received, "closed"
            received += chunk


def test_delay_before_and_after_processing(soap: SoapDesk) -> None:
    soap.sandbox.fault("delay 600 operation=getByUID")
    began = time.perf_counter()
    assert soap.call(*READ).status_code == 200
    assert 0.6 <= time.perf_counter() - began < 1.2, "once, before processing"
    soap.sandbox.faults.clear()
    soap.sandbox.fault("delay 30000 operation=Pair after=yes")
    with pytest.raises(httpx.ReadTimeout):
        soap.call(*PAIR, timeout=0.5)
    assert paired(soap)


def test_a_write_delayed_past_the_clients_patience_applies_late(soap: SoapDesk) -> None:
    soap.sandbox.fault("delay 400 operation=Pair")
    with pytest.raises(httpx.ReadTimeout):
        soap.call(*PAIR, timeout=0.1)
    assert not paired(soap)
    assert soap.sandbox.traffic.wait_settled(writes=1)
    assert paired(soap)


@pytest.mark.parametrize(("rule", "applied"), [("drop-before", False), ("drop-after", True)])
def test_drop(soap: SoapDesk, rule: str, applied: bool) -> None:
    soap.sandbox.fault(f"{rule} operation=Pair")
    assert raw(soap, *PAIR) == (b"", "closed")
    assert paired(soap) is applied
    (entry,) = soap.sandbox.writes
    assert entry.outcome == (
        "done, then the line was dropped" if applied else "not processed (drop-before)"
    )


def test_reset_in_the_middle_of_the_body(soap: SoapDesk) -> None:
    whole = soap.call(*READ).content
    soap.sandbox.fault("reset 20 operation=getByUID count=1")
    received, end = raw(soap, *READ)
    assert end == "reset"
    head, _, body = received.partition(b"\r\n\r\n")
    assert body == whole[:20]
    assert f"content-length: {len(whole)}".encode() in head
    soap.sandbox.fault("reset operation=getByUID")
    assert len(raw(soap, *READ)[0].partition(b"\r\n\r\n")[2]) == len(whole) // 2


def test_truncated_without_a_length(soap: SoapDesk) -> None:
    whole = soap.call(*READ).content
    soap.sandbox.fault("truncate")
    answer = soap.call(*READ)
    assert answer.content == whole[: len(whole) // 2]
    assert "content-length" not in answer.headers


def test_drip(soap: SoapDesk) -> None:
    whole = soap.call(*READ).content
    soap.sandbox.fault("drip 400 every=30")
    with soap.http.stream("GET", soap.url("accountservice") + "?wsdl") as answer:
        sizes = [len(chunk) for chunk in answer.iter_raw()]
    assert len(sizes) > 3
    began = time.perf_counter()
    assert soap.call(*READ).content == whole
    assert time.perf_counter() - began >= 0.03 * (len(whole) // 400)


def test_wrong_type_oversize_and_gzip(soap: SoapDesk) -> None:
    whole = soap.call(*READ).content
    fault = soap.sandbox.fault
    fault("type operation=getByUID")
    assert soap.call(*READ).headers["content-type"] == "text/html"
    soap.sandbox.faults.clear()
    fault("oversize 5")
    assert len(soap.call(*READ).content) == len(whole) + 5 * 1024 * 1024
    soap.sandbox.faults.clear()
    fault("gzip")
    with soap.http.stream("GET", soap.url("accountservice") + "?wsdl") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())).startswith(b"<?xml")


@pytest.mark.parametrize("status", [429, 503])
def test_busy_with_retry_after(soap: SoapDesk, status: int) -> None:
    soap.sandbox.fault(f"status {status} retry-after=7 count=1")
    answer = soap.call(*PAIR)
    assert (answer.status_code, answer.headers["retry-after"]) == (status, "7")
    assert not paired(soap)
    assert soap.call(*PAIR).status_code == 200
    assert paired(soap)


def test_401_in_the_middle_of_a_flow(soap: SoapDesk) -> None:
    soap.sandbox.fault("status 401 operation=getByUID nth=2 count=1")
    assert [soap.call(*READ).status_code for _ in range(4)] == [200, 401, 200, 200]


def test_a_status_after_the_write_was_processed(soap: SoapDesk) -> None:
    soap.sandbox.fault("status 504 operation=Pair after=yes")
    assert soap.call(*PAIR).status_code == 504
    assert paired(soap)


def test_a_refusal_with_http_200(soap: SoapDesk, desk: RestDesk) -> None:
    soap.sandbox.fault("refuse")
    answer = soap.call(*PAIR)
    assert answer.status_code == 200
    assert b"soap:Client" in answer.content
    assert not paired(soap)
    session = soap.http.delete(f"{soap.access.srm_url}/srm/v1/sessions/x")
    assert session.json()["errorResponse"]["errorCode"] == "SRM-0002"
    desk.sandbox.fault("refuse family=opf")
    changed = desk.adm("PUT", "/devices/3422", json={"name": "x"})
    assert changed.status_code == 200
    assert "errorResponse" in changed.json()


@pytest.mark.parametrize(("after", "applied"), [("", False), (" after=yes", True)])
def test_a_fault_with_a_server_code(soap: SoapDesk, after: str, applied: bool) -> None:
    soap.sandbox.fault(f"server-fault operation=Pair{after}")
    answer = soap.call(*PAIR)
    assert answer.status_code == 500
    assert b"soap:Server" in answer.content
    assert paired(soap) is applied


def test_acknowledged_without_effect(soap: SoapDesk) -> None:
    soap.sandbox.fault("no-effect")
    before = soap.sandbox.world.counts()
    writes: list[Callable[[], httpx.Response]] = [
        lambda: soap.call(*PAIR),
        lambda: soap.call("SMSDomain", "Unpair", "<deviceSpecification><uid>3421</uid>"
                          "</deviceSpecification>"),
        lambda: soap.call("SMSDomain", "CreateSmartCard",
                          "<smartCard><smartCardId>77</smartCardId></smartCard>"),
        lambda: soap.call("accountservice", "update",
                          "<model><UID>1001</UID><status>SUSPENDED</status></model>"),
        lambda: soap.call("accountservice", "purgeAccount", "<accountSpecification>"
                          "<accountUid>1001</accountUid></accountSpecification>"),
    ]  # fmt: skip
    for write in writes:
        assert write().status_code == 200
    account, box = soap.sandbox.world.account("nmp.00001"), soap.sandbox.world.box("3421")
    assert account is not None
    assert box is not None
    assert (account.status, box.smartcard_id) == ("ACTIVE", "000145098240")
    assert not paired(soap)
    assert soap.sandbox.world.counts() == before
    assert {w.outcome for w in soap.sandbox.writes} == {"acknowledged without effect"}


def test_reads_are_untouched_by_a_fault_of_writes(soap: SoapDesk) -> None:
    whole = soap.call(*READ).content
    soap.sandbox.fault("no-effect")
    assert soap.call(*READ).content == whole


def test_an_absent_call_has_no_error_code(desk: RestDesk) -> None:
    desk.sandbox.fault("absent path=/adm/v1/bundled/*")
    answer = desk.adm("GET", "/bundled/devices/3421")
    assert answer.status_code == 404
    assert b"errorCode" not in answer.content
    assert desk.adm("GET", "/devices/3421").status_code == 200


def test_lag_delays_everything() -> None:
    from smstui.sandbox import Sandbox

    with Sandbox(lag_ms=120) as sandbox:
        desk = SoapDesk(sandbox)
        began = time.perf_counter()
        assert desk.call(*READ).status_code == 200
        assert time.perf_counter() - began >= 0.12
        desk.close()


def test_a_slow_answer_holds_up_nobody_else(soap: SoapDesk) -> None:
    soap.sandbox.fault("delay 1500 operation=Pair")
    slow = threading.Thread(target=lambda: soap.call(*PAIR))
    slow.start()
    assert soap.sandbox.traffic.wait_seen("Pair")
    began = time.perf_counter()
    assert soap.call(*READ).status_code == 200
    assert time.perf_counter() - began < 1
    slow.join()
