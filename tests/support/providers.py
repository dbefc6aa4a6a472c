"""A provider of sign-ins for the tests: OpenID Connect, with a key of its own."""

import base64
import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "vorlauf", "ge:heim/nis"
KEY, STRANGE_KEY = RSAKey.generate_key(2048), RSAKey.generate_key(2048)


@dataclass
class Provider:
    """Signs in `email`; `lie` changes the claims, `key` and `alg` the signature."""

    issuer: str = ""
    email: str = "ada@example.org"
    lie: dict = field(default_factory=dict)
    key: object = field(default_factory=lambda: KEY)
    alg: str = "RS256"
    is_open: bool = True
    methods: list = field(default_factory=lambda: ["client_secret_basic"])
    discovery: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)

    @property
    def url(self):
        """The setting that names it."""
        scheme, _, rest = self.issuer.partition("://")
        return f"{scheme}://{CLIENT}:ge%3Aheim%2Fnis@{rest}?name=Landes-Anmeldung"

    def discover(self, _):
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": self.methods,
        }
        return JSONResponse(found | self.discovery)

    def keys(self, _):
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    def authorize(self, request):
        """Sign in at once, as somebody who is signed in there already."""
        self.asked = dict(request.query_params)
        code = f"code-{len(self.codes)}"
        self.codes[code] = self.asked
        back = {"code": code, "state": self.asked["state"]}
        return RedirectResponse(f"{self.asked['redirect_uri']}?{urlencode(back)}", 303)

    async def token(self, request):
        sent = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(sent["code"], None)
        if not self.is_open or asked is None or not self._knows(request, sent):
            return Response(status_code=400)
        digest = sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked["code_challenge"]:
            return Response(status_code=400)
        if sent["redirect_uri"] != asked["redirect_uri"]:
            return Response(status_code=400)
        return JSONResponse({"access_token": "x", "id_token": self._signed(asked)})

    def _knows(self, request, sent):
        if "client_secret_basic" not in self.methods:
            return (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
        basic = base64.b64encode(b"vorlauf:ge%3Aheim%2Fnis").decode()
        return request.headers.get("authorization") == f"Basic {basic}"

    def _signed(self, asked):
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "4711",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
        }
        claims = {
            key: value for key, value in (told | self.lie).items() if value is not None
        }
        if self.alg == "none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        header = {"alg": self.alg, "kid": KEY.thumbprint()}
        return jwt.encode(header, claims, self.key, algorithms=[self.alg])


def _part(told):
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


@contextmanager
def provider():
    """Serve one on loopback, below a path as Keycloak does; yields it."""
    served = Provider()
    app = Starlette(
        routes=[
            Route("/realms/land/.well-known/openid-configuration", served.discover),
            Route("/realms/land/keys", served.keys),
            Route("/realms/land/auth", served.authorize),
            Route("/realms/land/token", served.token, methods=["POST"]),
        ]
    )
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served.issuer = f"http://127.0.0.1:{listening.getsockname()[1]}/realms/land"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield served
        finally:
            server.should_exit = True
            thread.join()
