"""OpenID Connect client: the requests to the provider, within bounded time.

The endpoints are read from the provider at every sign-in, so a changed key is known at
once. No answer is trusted beyond what its signature covers.
"""

import asyncio
import hashlib
import logging
import ssl
from base64 import urlsafe_b64encode
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Any, Final, Self, TypeVar
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import httpx

from vorlauf.errors import VorlaufError
from vorlauf.settings import Settings

_LOG = logging.getLogger("vorlauf.dashboard")

# Seconds for everything that one page asks; bytes of one answer.
PATIENCE: Final = 8.0
LONGEST: Final = 1_000_000
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_BACK: Final = "/sign-in/oidc/back"
_Answer = TypeVar("_Answer")


class ProviderError(VorlaufError):
    """The provider does not answer, or with something else than expected."""


@dataclass(frozen=True, kw_only=True)
class SignInAttempt:
    """What belongs to one sign-in: three words that follow from one secret.

    Only the browser that has begun it keeps the secret; nothing is kept here.
    """

    secret: str = field(repr=False)

    @property
    def state(self) -> str:
        """The word that comes back with the reader."""
        return self._word("state")

    @property
    def nonce(self) -> str:
        """The word that the provider signs."""
        return self._word("nonce")

    @property
    def verifier(self) -> str:
        """The word that proves that whoever redeems the code has asked for it."""
        return self._word("verifier")

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier at first (PKCE, S256)."""
        return _digest(self.verifier)

    def _word(self, purpose: str) -> str:
        return _digest(f"{purpose} {self.secret}")


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A provider as VORLAUF_OIDC_URL names it; `origin` is our own address."""

    name: str
    issuer: str
    client: str
    secret: str = field(repr=False)
    origin: str

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the provider of these settings; None if there is none, or no extra."""
        if settings.oidc_url is None:
            return None
        if find_spec("joserfc") is None:
            _LOG.error("VORLAUF_OIDC_URL is set, but vorlauf[oidc] is not installed.")
            return None
        return cls.from_url(settings.oidc_url, settings.dashboard_url)

    @classmethod
    def from_url(cls, url: str, origin: str) -> Self:
        """Read the setting, which is checked already."""
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        name = parse_qs(parts.query).get("name", [host])[0]
        return cls(
            name=name,
            issuer=f"{parts.scheme}://{host}{parts.path}",
            client=unquote(parts.username or ""),
            secret=unquote(parts.password or ""),
            origin=origin,
        )

    def address(self, trip: SignInAttempt) -> str:
        """Return where the reader signs in. Raises `ProviderError`."""
        endpoint = _within(self._entrance())
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": f"{self.origin}{_BACK}",
            "scope": "openid email",
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def email(self, code: str, trip: SignInAttempt, now: float) -> str:
        """Return whose code this is, by the verified address in the signed answer.

        `now` is in seconds since 1970. Raises `ProviderError`.
        """
        claims = _within(self._claims(code, trip, now))
        email, verified = claims.get("email"), claims.get("email_verified")
        is_verified = verified is True or verified == "true"
        if not isinstance(email, str) or not email or not is_verified:
            raise ProviderError("The provider knows no verified e-mail address.")
        return email

    async def _entrance(self) -> str:
        async with _client() as client:
            found = await self._discover(client)
        return self._endpoint(found, "authorization_endpoint")

    async def _discover(self, client: httpx.AsyncClient) -> Mapping[str, Any]:
        found = await _answer(client, self.issuer.rstrip("/") + _WELL_KNOWN)
        if str(found["issuer"]).rstrip("/") != self.issuer.rstrip("/"):
            raise ValueError("another issuer")
        return found

    async def _claims(
        self, code: str, trip: SignInAttempt, now: float
    ) -> Mapping[str, Any]:
        async with _client() as client:
            found = await self._discover(client)
            keys, answer = await asyncio.gather(
                _answer(client, self._endpoint(found, "jwks_uri")),
                self._redeem(client, found, code, trip),
            )
        # Of an extra, which need not be there.
        from dashboard.clients.id_tokens import Expected, claims  # noqa: PLC0415

        expected = Expected(
            issuer=str(found["issuer"]), client=self.client, nonce=trip.nonce
        )
        return claims(str(answer["id_token"]), keys, expected, now)

    async def _redeem(
        self,
        client: httpx.AsyncClient,
        found: Mapping[str, Any],
        code: str,
        trip: SignInAttempt,
    ) -> Mapping[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.origin}{_BACK}",
            "code_verifier": trip.verifier,
        }
        auth = None
        ways = found.get("token_endpoint_auth_methods_supported")
        if ways is None or "client_secret_basic" in ways:
            auth = httpx.BasicAuth(quote(self.client, ""), quote(self.secret, ""))
        else:
            sent |= {"client_id": self.client, "client_secret": self.secret}
        endpoint = self._endpoint(found, "token_endpoint")
        return await _answer(client, endpoint, sent, auth)

    def _endpoint(self, found: Mapping[str, Any], name: str) -> str:
        """Return an address of the provider; none that is less safe than its own."""
        address = str(found[name])
        if urlsplit(address).scheme not in {"https", urlsplit(self.issuer).scheme}:
            raise ValueError(f"{name} is not https")
        return address


def _digest(word: str) -> str:
    digest = hashlib.sha256(word.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=PATIENCE, follow_redirects=False, verify=_certificates()
    )


@cache
def _certificates() -> ssl.SSLContext:
    # Reading all that are trusted takes as long as a page, so it is done once.
    return httpx.create_ssl_context()


async def _answer(
    client: httpx.AsyncClient,
    address: str,
    sent: Mapping[str, str] | None = None,
    auth: httpx.BasicAuth | None = None,
) -> Mapping[str, Any]:
    content = b""
    request = client.build_request("POST" if sent else "GET", address, data=sent)
    answer = await client.send(request, auth=auth, stream=True)
    try:
        answer.raise_for_status()
        async for some in answer.aiter_bytes():
            content += some
            if len(content) > LONGEST:
                raise ValueError("too long an answer")
    finally:
        await answer.aclose()
    found = httpx.Response(200, content=content).json()
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found


def _within(asked: Coroutine[Any, Any, _Answer]) -> _Answer:
    async def limited() -> _Answer:
        async with asyncio.timeout(PATIENCE):
            return await asked

    try:
        return asyncio.run(limited())
    except _ODD as error:
        # Not with its words: they may hold what was sent.
        raise ProviderError(
            f"The provider did not let anybody in: {type(error).__name__}."
        ) from None


_ODD: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    TimeoutError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
