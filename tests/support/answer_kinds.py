"""Every kind of answer that the transport is tried with, and the table of what became of it.

python -m tests.support.answer_kinds        # writes the table into smstui/platforms/README.md
"""

import asyncio
import gzip
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import stamina

from smstui.config.settings import Deployment
from smstui.domain.changes.operations import Call
from smstui.domain.changes.plan import Write
from smstui.domain.errors import NoAnswer, NotSent, PlatformError, Refused
from smstui.domain.identifiers import IdKind, Reading
from smstui.domain.secret import Secret
from smstui.platforms.connect import connect
from smstui.platforms.connect_writer import connect_writer
from smstui.platforms.correlation import with_new_correlation_id
from tests.support.failing_line import (
    CORRUPT_RECORD,
    PLAIN_ALERT,
    Act,
    Certificate,
    Line,
    Talk,
    make_certificate,
)

README: Final = Path(__file__).parents[2] / "smstui/platforms/README.md"
BEGIN, END = "<!-- answers: begin -->", "<!-- answers: end -->"
FACES = (("sdp2", False), ("sdp2", True), ("opf", False), ("opf", True))
"""Family, and whether it is a change."""

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"


def envelope(inner: str, namespace: str = SOAP) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<e:Envelope xmlns:e="{namespace}"><e:Body>{inner}</e:Body></e:Envelope>'
    ).encode()


BOX = "<UID>12</UID><caSN>AB12</caSN><name>Łódź</name>"
GOOD = {
    ("sdp2", False): envelope(f"<r><return>{BOX}</return></r>"),
    ("sdp2", True): envelope("<r/>"),
    ("opf", False): json.dumps(
        {"totalRecords": 1, "resourceSet": [{"id": "12", "caSN": "AB12", "name": "Łódź"}]},
        ensure_ascii=False,
    ).encode(),
    ("opf", True): b'{"matchedCount": 1, "modifiedCount": 1, "note": "\xc5\x81"}',
}
MEDIA = {"sdp2": "text/xml", "opf": "application/json"}
TOKEN = b'{"access_token": "t", "expires_in": 300}'


@dataclass(frozen=True)
class Case:
    """What a kind is made from: the good body of one face of one family."""

    family: str
    writes: bool

    @property
    def body(self) -> bytes:
        return GOOD[self.family, self.writes]


Make = Callable[[Case], Act | None]
"""Makes what is said to a request; None where a family has no such answer."""


@dataclass(frozen=True)
class Kind:
    group: str
    name: str
    make: Make
    tls: bool = False


def http(status: int, body: bytes, media: str, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status} Told", f"Content-Type: {media}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, *headers, "", ""]).encode() + body


def saying(*headers: str, body: Callable[[bytes], bytes] = bytes, status: int = 200,
           parameter: str = "") -> Make:  # fmt: skip
    """The good answer with something otherwise."""

    def make(case: Case) -> Act:
        media = MEDIA[case.family] + parameter
        said = http(status, body(case.body), media, *headers)
        return lambda talk: talk.send(said)

    return make


def bare(status: int, *headers: str, body: bytes = b"", media: str = "text/plain") -> Make:
    return lambda _: lambda talk: talk.send(http(status, body, media, *headers))


def fault(status: int, inner: str, form: object = None, namespace: str = SOAP) -> Make:
    """A Fault, and beside it the error form of the other family."""

    def make(case: Case) -> Act | None:
        if case.family == "opf" and form is None:
            return None
        body = envelope(inner, namespace) if case.family == "sdp2" else json.dumps(form).encode()
        return lambda talk: talk.send(http(status, body, MEDIA[case.family]))

    return make


def soap_only(inner: str, namespace: str = SOAP) -> Make:
    """An envelope that holds the box; there is none of it among changes or in JSON."""

    def make(case: Case) -> Act | None:
        if case.family == "opf" or case.writes:
            return None
        said = http(200, envelope(inner, namespace), MEDIA["sdp2"])
        return lambda talk: talk.send(said)

    return make


def raw(data: bytes, then: Callable[[Talk], None] = Talk.close) -> Make:
    def act(talk: Talk) -> None:
        talk.send(data)
        then(talk)

    return lambda _: act


def past_tls(data: bytes) -> Make:
    return lambda _: lambda talk: talk.raw(data)


def half_a_record(talk: Talk) -> None:
    talk.raw(CORRUPT_RECORD[:2])
    talk.close()


def cut(case: Case) -> Act:
    said = http(200, case.body, MEDIA[case.family])

    def act(talk: Talk) -> None:
        talk.send(said[:-5])
        talk.close()

    return act


def cut_without_length(case: Case) -> Act:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA[case.family]}\r\n\r\n".encode()

    def act(talk: Talk) -> None:
        talk.send(head + case.body[:-5])
        talk.close()

    return act


def in_charset(name: str) -> Callable[[bytes], bytes]:
    def coded(body: bytes) -> bytes:
        return body.decode().replace(' encoding="UTF-8"', "").encode(name)

    return coded


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(old, new)


def in_json(new: bytes) -> Make:
    """Something in the place of the letter Ł, in JSON."""

    def make(case: Case) -> Act | None:
        return saying(body=replacing("Ł".encode(), new))(case) if case.family == "opf" else None

    return make


def in_xml(new: bytes) -> Make:
    """Something in the place of the letter Ł, in XML."""

    def make(case: Case) -> Act | None:
        is_one = case.family == "sdp2" and not case.writes
        return saying(body=replacing("Ł".encode(), new))(case) if is_one else None

    return make


CLIENT = "<e:Fault><faultcode>e:Client</faultcode><faultstring>no</faultstring></e:Fault>"
SERVER = CLIENT.replace("Client", "Server")
OWN = CLIENT.replace("e:Client", "ns1:InUse")
SENDER = (
    "<e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code>"
    "<e:Reason><e:Text>no</e:Text></e:Reason></e:Fault>"
)
RECEIVER = SENDER.replace("Sender", "Receiver")
FORM = {"errorCode": 4403, "message": "no"}
BOMB = gzip.compress(b" " * (5 << 20))


def statuses() -> Iterator[Kind]:
    yield Kind("status", "200", saying())
    yield Kind("status", "200, no body", bare(200))
    yield Kind("status", "204", bare(204))
    for status in (302, 307):
        yield Kind("status", f"{status} with a Location", bare(status, "Location: https://x/"))
    yield Kind("status", "302 with a Location that is no address",
               bare(302, "Location: host:port/x"))  # fmt: skip
    for status in (400, 401, 403, 404, 405, 408, 409, 422):
        yield Kind("status", str(status), bare(status))
    yield Kind("status", "429", bare(429))
    yield Kind("status", "429 with Retry-After: 120", bare(429, "Retry-After: 120"))
    for status in (500, 501, 502, 503, 504):
        yield Kind("status", str(status), bare(status))
    yield Kind("status", "503 with Retry-After: 120", bare(503, "Retry-After: 120"))
    yield Kind("status", "503 with a Retry-After beyond the calendar",
               bare(503, "Retry-After: Mon, 01 Jan 99999999999 00:00:00 GMT"))  # fmt: skip
    yield Kind("status", "200, a web page", bare(200, body=b"<html/>", media="text/html"))


def encodings() -> Iterator[Kind]:
    for name in ("identity", "none", "UTF-8", "8bit"):
        yield Kind("encoding", f"Content-Encoding: {name}", saying(f"Content-Encoding: {name}"))
    yield Kind("encoding", "gzip", saying("Content-Encoding: gzip", body=gzip.compress))
    yield Kind("encoding", "deflate", saying("Content-Encoding: deflate", body=zlib.compress))
    short = saying("Content-Encoding: gzip", body=lambda body: gzip.compress(body)[:-9])
    yield Kind("encoding", "gzip, cut short", short)
    yield Kind("encoding", "gzip of more than 4 MB",
               saying("Content-Encoding: gzip", body=lambda _: BOMB))  # fmt: skip
    yield Kind("encoding", "br", saying("Content-Encoding: br"))
    yield Kind("encoding", "more than 4 MB", saying(body=lambda _: b" " * ((4 << 20) + 1)))
    for name in ("ISO-8859-2", "windows-1250", "UTF-16"):
        yield Kind("encoding", f"charset={name} in Content-Type",
                   saying(body=in_charset(name), parameter=f"; charset={name}"))  # fmt: skip
    yield Kind("encoding", "a charset that is none", saying(parameter="; charset=made-up"))
    yield Kind("encoding", "a byte order mark, a line break",
               saying(body=lambda body: b"\xef\xbb\xbf\n" + body))  # fmt: skip
    yield Kind("encoding", "a byte that is not UTF-8",
               saying(body=replacing("Ł".encode(), b"\xff")))  # fmt: skip
    yield Kind("encoding", "a control character in XML", in_xml(b"\x01"))
    yield Kind("encoding", "a reference to a surrogate in XML", in_xml(b"&#xD800;"))
    yield Kind("encoding", "a control character in JSON", in_json(b"\x01"))
    yield Kind("encoding", "a lone surrogate in JSON", in_json(b"\\ud800"))


def envelopes() -> Iterator[Kind]:
    yield Kind("envelope", "SOAP 1.2", soap_only(f"<r><return>{BOX}</return></r>", SOAP_12))
    yield Kind("envelope", "a record without `return`", soap_only(f"<r><stb>{BOX}</stb></r>"))
    referring = f"<r><return href='#a'/></r><multiRef id='a'>{BOX}</multiRef>"
    yield Kind("envelope", "a reference (`href`) that is resolved", soap_only(referring))
    yield Kind("envelope", "a reference to nothing", soap_only("<r><return href='#a'/></r>"))
    yield Kind("envelope", "no envelope", saying(body=lambda _: b"<html/>"))
    yield Kind("envelope", "a DTD", saying(body=lambda _: b"<!DOCTYPE a><a/>"))
    yield Kind("envelope", "JSON with one key twice", saying(body=lambda _: b'{"a": 1, "a": 2}'))
    yield Kind("envelope", "no document", saying(body=lambda _: b"hello"))


def faults() -> Iterator[Kind]:
    for status in (200, 400, 500):
        form = FORM if status < 500 else None
        yield Kind("Fault", f"Client, HTTP {status}", fault(status, CLIENT, form))
        yield Kind("Fault", f"Server, HTTP {status}", fault(status, SERVER))
        yield Kind("Fault", f"a code of its own, HTTP {status}", fault(status, OWN))
        yield Kind("Fault", f"SOAP 1.2 Sender, HTTP {status}", fault(status, SENDER, None, SOAP_12))
        yield Kind("Fault", f"SOAP 1.2 Receiver, HTTP {status}",
                   fault(status, RECEIVER, None, SOAP_12))  # fmt: skip
    yield Kind("Fault", "Client, HTTP 401", fault(401, CLIENT, FORM))
    yield Kind("Fault", "Client, HTTP 404", fault(404, CLIENT, FORM))


def failures() -> Iterator[Kind]:
    yield Kind("failure", "the connection is closed", raw(b""))
    yield Kind("failure", "the connection is reset", raw(b"", Talk.reset))
    yield Kind("failure", "no HTTP", raw(b"\x00\x01 hello\r\n\r\n"))
    yield Kind("failure", "a head of 200 kB", raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000))
    yield Kind("failure", "a chunk that is none",
               raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))  # fmt: skip
    yield Kind("failure", "a negative length",
               raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"))  # fmt: skip
    yield Kind("failure", "less than Content-Length", cut)
    yield Kind("failure", "cut, without Content-Length", cut_without_length)
    yield Kind("failure", "TLS: a corrupted record", past_tls(CORRUPT_RECORD), tls=True)
    yield Kind("failure", "TLS: an alert in clear", past_tls(PLAIN_ALERT), tls=True)
    yield Kind("failure", "TLS: half a record", raw(b"", half_a_record), tls=True)
    yield Kind("failure", "TLS: closed", raw(b""), tls=True)


def kinds() -> list[Kind]:
    return [*statuses(), *encodings(), *envelopes(), *faults(), *failures()]


# Trying them


def tried(chosen: Sequence[Kind], folder: Path) -> list[tuple[str, ...]]:
    """One row a kind: group, name, and what came of it for each face."""
    certificate = make_certificate(folder)
    stamina.set_testing(True, attempts=3, cap=True)  # three attempts, and no waiting between them
    try:
        return [
            (kind.group, kind.name, *(_outcome(kind, Case(*face), certificate) for face in FACES))
            for kind in chosen
        ]
    finally:
        stamina.set_testing(False)


def _outcome(kind: Kind, case: Case, certificate: Certificate) -> str:
    act = kind.make(case)
    if act is None:
        return "-"

    def answer(talk: Talk) -> None:
        if "openid-connect" in talk.path:
            talk.send(http(200, TOKEN, "application/json"))
        else:
            act(talk)

    with Line(answer, certificate.server() if kind.tls else None).listening() as line:
        came = asyncio.run(_asked(case, line, certificate))
        times = sum(b"openid-connect" not in request for request in line.heard)
    return f"{came}{f', asked {times} times' if times > 1 else ''}"


@with_new_correlation_id
async def _asked(case: Case, line: Line, certificate: Certificate) -> str:
    reached = (
        {"base_url": line.url, "username": "desk"}
        if case.family == "sdp2"
        else {
            "adm_url": f"{line.url}/adm", "rmg_url": f"{line.url}/rmg", "client_id": "c",
            "keycloak_url": f"{line.url}/keycloak", "username": "desk", "tenant": "nagra",
        }
    )  # fmt: skip
    deployment = Deployment.model_validate({
        "name": "own", "family": case.family, "timeout_s": 20, case.family: reached,
        "ca_file": certificate.authority,
    })  # fmt: skip
    ends = connect_writer if case.writes else connect
    platform = ends(deployment, Secret("x"))
    try:
        return await (_change(platform) if case.writes else _read(platform))  # type: ignore[arg-type]
    finally:
        await platform.close()


async def _read(platform: object) -> str:
    resolve = platform.resolve  # type: ignore[attr-defined]
    try:
        found = await resolve(Reading(IdKind.CASN, "AB12"))
    except PlatformError as error:
        return _word(error)
    if not found:
        return "no record"
    return {"Łódź": "read"}.get(found[0].name, "read, with \N{REPLACEMENT CHARACTER}")


async def _change(writer: object) -> str:
    family = type(writer).__name__[:4].lower()
    write = (
        Write(Call.UNPAIR, "12")
        if family == "sdp2"
        else Write(Call.RIGHT_STATUS, "12", {"status": "SUBSCRIBED"})
    )
    prepared = await writer.prepare(write)  # type: ignore[attr-defined]
    try:
        await writer.send(prepared)  # type: ignore[attr-defined]
    except NotSent:
        return "not sent"
    except NoAnswer as error:
        return f"no answer ({_word(error)})"
    except Refused as error:
        return f"refusal ({_word(error)})" if _word(error) != "refused" else "refusal"
    return "acknowledged"


def _word(error: PlatformError) -> str:
    return error.code.replace("-", " ")


# The table


def table(rows: Sequence[Sequence[str]]) -> str:
    heading = ("", "answer", "read, `sdp2`", "change, `sdp2`", "read, `opf`", "change, `opf`")
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def table_in(text: str) -> str:
    """The table as the README has it."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = tried(kinds(), Path(folder) / "tls")
    text = README.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{rest.partition(END)[2]}", "utf-8")
    print(f"{len(rows)} kinds, {len(rows) * len(FACES)} cells")


if __name__ == "__main__":
    main()
