"""The ASGI layer that puts variants around the platform."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from smstui.sandbox.answer import Answer
from smstui.sandbox.delivery import Send
from smstui.sandbox.variants.message import Message
from smstui.sandbox.variants.named import Site, Variant, variants_of
from smstui.sandbox.world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def varied(application: Application, names: Sequence[str], world: World, basic: str) -> Application:
    """Return `application` with the variants called `names` around it.

    `basic` is the Authorization that its SOAP services want. Raises ValueError for an unknown name.
    """
    return Varied(application, variants_of(names, Site(world, basic)))


class Varied:
    """An application as sites with `variants` have it: the first one is the outermost."""

    def __init__(self, inner: Application, variants: Sequence[Variant]) -> None:
        self._inner = inner
        self._variants = variants

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        message = Message(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]},
            await _body(receive),
        )
        seen: list[tuple[Variant, Message]] = []
        answer: Answer | None = None
        for variant in self._variants:
            seen.append((variant, message))
            changed = variant.before(message)
            if isinstance(changed, Answer):
                answer = changed
                break
            message = changed
        if answer is None:
            collected = _Collected()
            await self._inner(_scope(scope, message), _once(message.body, receive), collected.take)
            answer = collected.answer
        if answer is None:
            return  # the connection was ended
        for variant, asked in reversed(seen):
            answer = variant.after(asked, answer)
        await _deliver(answer, send)


class _Collected:
    """Catches an answer before it is sent."""

    def __init__(self) -> None:
        self.answer: Answer | None = None

    async def take(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
            self.answer = Answer(message["status"], kept, b"")
        elif self.answer is not None:
            body = self.answer.body + message.get("body", b"")
            self.answer = Answer(self.answer.status, self.answer.headers, body)


def _scope(scope: Scope, message: Message) -> Scope:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in message.headers.items()]
    return {
        **scope,
        "method": message.method,
        "path": message.path,
        "raw_path": message.path.encode(),
        "query_string": message.query.encode("latin-1"),
        "headers": headers,
    }


def _once(body: bytes, receive: Receive) -> Receive:
    given = False

    async def next_message() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _deliver(answer: Answer, send: Send) -> None:
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [*answer.headers, length]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
