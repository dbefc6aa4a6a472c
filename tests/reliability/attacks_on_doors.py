"""Attacks on doors: what strangers send without an account, as long as they are let.

Each is a crowd that starts again as soon as it is answered, refused or cut off.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

Target = tuple[str, int]
Attack = Callable[[Target], Awaitable[None]]

_HOST: Final = b"Host: 127.0.0.1:%d\r\n"
_OURS: Final = b"Sec-Fetch-Site: same-origin\r\n"
_FORM: Final = b"Content-Type: application/x-www-form-urlencoded\r\n"
_MEGABYTES: Final = 59_000_000
_PIECE: Final = b"x" * 65_536
_PATIENCE: Final = 60.0  # seconds
_NUMBERS: Final = itertools.count()


async def besiege(target: Target, attack: Attack, crowd: int) -> None:
    """Let so many attack at once, each again and again, until this is cancelled."""

    async def attacker() -> None:
        while True:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                async with asyncio.timeout(_PATIENCE):
                    await attack(target)
            # Whoever is refused at once comes again at once, and not at no time at all.
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        for _ in range(crowd):
            group.create_task(attacker())


async def wrong_password(target: Target) -> None:
    """Guess at the password of somebody who has one."""
    number = next(_NUMBERS)
    body = b"email=jana.petzold%%40redaktion.example.org&password=geraten%d" % number
    await _ask(target, b"POST", b"/sign-in", body)


async def wish_for_a_link(target: Target) -> None:
    """Ask for a link to sign in."""
    body = b"email=jana.petzold%40redaktion.example.org"
    await _ask(target, b"POST", b"/sign-in/link", body)


async def provider(target: Target) -> None:
    """Have the dashboard ask the provider, which does not answer."""
    await _ask(target, b"GET", b"/sign-in/oidc", b"")


async def large_body(target: Target) -> None:
    """Send 59 MB to a link that nobody has made, as long as they are taken."""
    length = b"Content-Length: %d\r\n" % _MEGABYTES
    await _pour(target, length, lambda piece: piece, _MEGABYTES // len(_PIECE))


async def large_body_without_length(target: Target) -> None:
    """The same in chunks, of which nobody knows how many will come."""
    await _pour(
        target,
        b"Transfer-Encoding: chunked\r\n",
        lambda piece: b"%x\r\n%s\r\n" % (len(piece), piece),
        _MEGABYTES // len(_PIECE),
    )


async def half_a_header(target: Target) -> None:
    """Send a header that never ends, a letter a second."""
    reader, writer = await asyncio.open_connection(*target)
    try:
        writer.write(b"GET / HTTP/1.1\r\n" + _HOST % target[1] + b"X-Slow: ")
        await _drip(reader, writer)
    finally:
        writer.transport.abort()


async def half_a_body(target: Target) -> None:
    """Send a form that never ends, a letter a second."""
    reader, writer = await asyncio.open_connection(*target)
    try:
        head = _head(target, b"POST", b"/sign-in") + _FORM
        writer.write(head + b"Content-Length: 30000\r\n\r\nemail=")
        await _drip(reader, writer)
    finally:
        writer.transport.abort()


ATTACKS: Final[dict[str, tuple[Attack, int]]] = {
    "wrong passwords": (wrong_password, 120),
    "wishes for links": (wish_for_a_link, 120),
    "a silent provider": (provider, 120),
    "large bodies": (large_body, 40),
    "large bodies without a length": (large_body_without_length, 40),
    "half headers": (half_a_header, 1_500),
    "half bodies": (half_a_body, 1_500),
}


def _head(target: Target, method: bytes, path: bytes) -> bytes:
    return b"%s %s HTTP/1.1\r\n" % (method, path) + _HOST % target[1] + _OURS


async def _ask(target: Target, method: bytes, path: bytes, body: bytes) -> None:
    reader, writer = await asyncio.open_connection(*target)
    try:
        length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        form = _FORM if body else b""
        writer.write(_head(target, method, path) + form + length + body)
        await reader.read()
    finally:
        writer.transport.abort()


async def _pour(
    target: Target, said: bytes, packed: Callable[[bytes], bytes], pieces: int
) -> None:
    path = b"/answer/" + b"A" * 64 + b"/files"
    reader, writer = await asyncio.open_connection(*target)
    try:
        form = b"Content-Type: multipart/form-data; boundary=x\r\n"
        writer.write(_head(target, b"POST", path) + form + said + b"\r\n")
        for _ in range(pieces):
            writer.write(packed(_PIECE))
            await writer.drain()
        await reader.read()
    finally:
        writer.transport.abort()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    ended = asyncio.create_task(reader.read())
    try:
        while not ended.done():
            writer.write(b"x")
            await writer.drain()
            await asyncio.wait([ended], timeout=1)
    finally:
        ended.cancel()
