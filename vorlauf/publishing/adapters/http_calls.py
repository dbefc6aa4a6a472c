"""HTTP calls to the servers that publish: bounded, unredirected, to checked addresses.

The name of a host is looked up once, each address is checked, and the connection goes
to the checked address itself, so that no second look-up can lead elsewhere.
"""

import asyncio
import json
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from states.messages import Message, msg, phrase
from vorlauf.publishing.failures import Failure, PublishingError

# Seconds for one whole call, uploads included; bytes of one answer.
PATIENCE: Final = 45.0
CONNECTING: Final = 10.0
LONGEST: Final = 4_000_000
_REDIRECTS: Final = range(300, 400)
# Addresses of IPv6 that lead to one of IPv4, whatever that is.
_TRANSLATED: Final = ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class HttpAnswer:
    """An answer: its status, its headers in small letters, and its bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Say whether the server did what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004, RFC 9110, 15.3

    def json(self) -> Any:  # noqa: ANN401, whatever the server wrote
        """Return the value of a JSON answer; None if it is none."""
        with suppress(ValueError, RecursionError):
            return json.loads(self.content)
        return None


@dataclass(frozen=True, kw_only=True)
class HttpCalls:
    """Calls to one server, whose `base` address stands in stakeholders.toml.

    `private_address` says that it may lie in a private network. `headers` go with each
    call and may hold the `secret`.
    """

    base: str = field(repr=False)
    private_address: bool = False
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    # Struck from every answer: some servers repeat it.
    secret: str = field(default="", repr=False)
    patience: float = PATIENCE

    def call(  # noqa: PLR0913, the parts of a request
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        is_final: bool = False,
        data: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Make one call and return its answer, whatever its status but a redirect.

        Raises `PublishingError`: with `is_final` the call cannot be taken back, and
        what is lost after it began is `Failure.UNKNOWN`; else it is for later.
        """
        request = httpx.Request(
            method,
            f"{self.base}{path}",
            headers={**self.headers, **(headers or {})},
            data=dict(data) if data is not None else None,
            files=dict(files) if files else None,
            content=content,
            params=dict(params) if params else None,
        )
        try:
            # In a thread of its own: whoever calls may have a loop of events already.
            with ThreadPoolExecutor(1) as thread:
                answer = thread.submit(asyncio.run, self._timed(request)).result()
        except (httpx.ConnectError, httpx.ConnectTimeout, OSError) as error:
            # Nothing was sent. A timeout of the whole call is an OSError, too.
            raise self._lost(error, is_final and not _is_unsent(error)) from error
        except httpx.HTTPError as error:
            raise self._lost(error, is_final) from error
        if answer.status in _REDIRECTS:
            raise PublishingError(
                Failure.PERMANENT,
                msg(
                    "{host} answers with a redirect, which is not followed; write the "
                    "address that it leads to into stakeholders.toml.",
                    host=self._host,
                ),
            )
        return answer

    @property
    def _host(self) -> str:
        return urlsplit(self.base).hostname or ""

    def _lost(self, error: Exception, is_doubtful: bool) -> PublishingError:  # noqa: FBT001
        # The words of an error may name the address with what stands in its path.
        why = _reason_of(error)
        if is_doubtful:
            return PublishingError(
                Failure.UNKNOWN,
                msg(
                    "The answer of {host} was lost ({reason}); whether it has "
                    "published is not known.",
                    host=self._host,
                    reason=why,
                ),
            )
        return PublishingError(
            Failure.TEMPORARY,
            msg("{host} does not answer: {reason}.", host=self._host, reason=why),
        )

    async def _timed(self, request: httpx.Request) -> HttpAnswer:
        async with asyncio.timeout(self.patience):
            place = await self._place()
            return await self._exchange(_sent_to(place, request))

    async def _place(self) -> str:
        """Return the address to connect to; each that the name has must be allowed."""
        parts = urlsplit(self.base)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(
                self._host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            )
        except OSError as error:
            raise _UnsentError(phrase("why", "its name is not known")) from error
        places = [str(one[4][0]) for one in found]
        if not self.private_address and not all(map(is_public, places)):
            raise PublishingError(
                Failure.PERMANENT,
                msg(
                    "{host} lies in a private network; if that is meant, write "
                    "private_address = true into its table in stakeholders.toml.",
                    host=self._host,
                ),
            )
        return places[0]

    async def _exchange(self, request: httpx.Request) -> HttpAnswer:
        # Neither proxies nor passwords of the environment: the target is checked.
        transport = httpx.AsyncHTTPTransport(trust_env=False)
        async with transport:
            response = await transport.handle_async_request(request)
            held = bytearray()
            try:
                async for chunk in response.aiter_raw():
                    held += chunk
                    if len(held) > LONGEST:
                        raise httpx.ReadError("too long")
            finally:
                await response.aclose()
        content = bytes(held)
        if self.secret:
            content = content.replace(self.secret.encode(), b"***")
        return HttpAnswer(response.status_code, response.headers, content)


class _UnsentError(OSError):
    """Nothing was sent, and why."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


def is_public(address: str) -> bool:
    """Say whether an address is one of the public internet."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _TRANSLATED:
            inner = IPv4Address(int(found) & 0xFFFF_FFFF)
        found = inner or found
    return found.is_global and not found.is_multicast


def _sent_to(place: str, request: httpx.Request) -> httpx.Request:
    """Return the request to an address, under the name and certificate of its host."""
    name = request.url.host
    timeouts = dict.fromkeys(("read", "write", "pool"), PATIENCE)
    timeouts["connect"] = CONNECTING
    request.headers["Host"] = request.url.netloc.decode("ascii")
    request.headers["Accept-Encoding"] = "identity"
    request.extensions = {"timeout": timeouts, "sni_hostname": name}
    request.url = request.url.copy_with(host=place)
    return request


def _is_unsent(error: Exception) -> bool:
    unsent = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        ConnectionRefusedError,
        _UnsentError,
    )
    return isinstance(error, unsent)


def _reason_of(error: Exception) -> Message:
    if isinstance(error, _UnsentError):
        return error.why
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return phrase("why", "it took too long")
    if isinstance(error, httpx.ConnectError):
        return phrase("why", "no connection")
    return phrase("why", "the connection broke")
