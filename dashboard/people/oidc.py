"""Sign-in by OpenID Connect: redirect to the provider, and the way back."""

import hmac
import logging
import secrets
import time
from typing import Final
from urllib.parse import quote, unquote

from starlette.responses import RedirectResponse, Response

from dashboard.clients.oidc import Provider, ProviderError, SignInAttempt
from dashboard.people.sign_in import ask, enter
from dashboard.web.common_pages import here_or
from dashboard.web.error_pages import problem
from dashboard.web.request import PageRequest
from vorlauf.accounts import eligibility
from vorlauf.errors import RefusedError

# Kept from leaving to coming back, in seconds; only these addresses get it.
COOKIE: Final = "vorlauf_oidc"
PATIENCE: Final = 600
_PATH: Final = "/sign-in/oidc"

_LOG = logging.getLogger("vorlauf.dashboard")


def leave(request: PageRequest) -> Response:
    """Send the reader to the provider."""
    provider = request.parts.provider
    if provider is None:
        return problem(request, 404)
    trip = SignInAttempt(secret=secrets.token_urlsafe(32))
    try:
        address = provider.address(trip)
    except ProviderError as error:
        return _refuse(request, provider, str(error))
    response = RedirectResponse(address, 303)
    response.set_cookie(
        COOKIE,
        f"{trip.secret}.{quote(_next(request.query.get('next', '')), '')}",
        max_age=PATIENCE,
        path=_PATH,
        httponly=True,
        samesite="lax",
        secure=request.wiring.settings.dashboard_url.startswith("https:"),
    )
    return response


def come_back(request: PageRequest) -> Response:
    """Sign in whom the provider has signed in, if they are invited."""
    provider = request.parts.provider
    if provider is None:
        return problem(request, 404)
    secret, _, after = request.http.cookies.get(COOKIE, "").partition(".")
    response = _come_back(
        request, provider, SignInAttempt(secret=secret), unquote(after)
    )
    response.delete_cookie(COOKIE, path=_PATH)
    return response


def _come_back(
    request: PageRequest, provider: Provider, trip: SignInAttempt, after: str
) -> Response:
    state, code = request.query.get("state", ""), request.query.get("code", "")
    is_ours = hmac.compare_digest(state.encode(), trip.state.encode())
    if not (trip.secret and is_ours and code):
        return _refuse(request, provider, "no code, or another state")
    try:
        email = provider.email(code, trip, time.time())
    except ProviderError as error:
        return _refuse(request, provider, str(error))
    person = eligibility.at(request.directory, email)
    try:
        if person is not None:
            return enter(request, person, "oidc", to=_next(after))
    except RefusedError:  # not invited, or disabled
        _LOG.info("Somebody came from the provider without an account.")
    sentence = request.words.gettext(
        "%(provider)s knows you as %(email)s, but nobody is invited here under this "
        "address. Ask the coordination."
    )
    told = sentence % {"provider": provider.name, "email": email}
    return ask(request, faults=[("", told)], status=403)


def _refuse(request: PageRequest, provider: Provider, why: str) -> Response:
    _LOG.warning("Signing in by OpenID Connect failed: %s", why)
    sentence = request.words.gettext(
        "Signing in with %(provider)s did not work. Try again, or ask for a link."
    )
    told = sentence % {"provider": provider.name}
    return ask(request, faults=[("", told)], status=502)


def _next(wish: str) -> str:
    return here_or(wish, "/")


PAGES: Final = {"sign_in.oidc": leave, "sign_in.oidc_back": come_back}
