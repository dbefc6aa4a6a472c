"""Sign-in by password, mailed link or, in a demonstration, one click; sign-out."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Final

from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from dashboard.web.busy import BusyError
from dashboard.web.common_pages import here_or
from dashboard.web.error_pages import problem
from dashboard.web.lanes import LaneName
from dashboard.web.request import PageRequest
from dashboard.web.session_cookie import COOKIE, forget, give, known, remember
from dashboard.web.sources import source_of
from states.post import Role
from vorlauf.accounts import (
    eligibility,
    invitations,
    passwords,
    sessions,
    sign_in_links,
)
from vorlauf.directory.model import Directory, Person
from vorlauf.errors import RefusedError, VorlaufError

_LOG = logging.getLogger("vorlauf.dashboard")

# In the demonstration one person of each role, and two contacts, can be tried.
_TRIED: Final = (
    (Role.COORDINATOR, 1),
    (Role.APPROVER, 1),
    (Role.CONTACT, 2),
    (Role.GRAPHICS, 1),
    (Role.AUDITOR, 1),
)


def page(request: PageRequest) -> Response:
    """Ask who it is."""
    if request.is_signed_in:
        return RedirectResponse(_next(request), 303)
    return ask(request)


def password(request: PageRequest) -> Response:
    """Sign in by password."""
    email = request.form.line("email")
    browsers = known(request)
    source = _source_of_a_stranger(request, email, browsers)
    guesses = request.parts.guesses
    guesses.check(source, request.now)
    try:
        person = passwords.check(
            request.wiring.engine,
            request.directory,
            email,
            request.form.text("password"),
            request.now,
            browsers=browsers,
        )
    except RefusedError as error:
        guesses.count(source, request.now)
        return ask(request, faults=[("email", request.say(error))], status=403)
    return enter(request, person, "password")


def link(request: PageRequest) -> Response:
    """Mail a link to whoever has an account under this address; the answer is the same.

    The mail leaves after the answer, so that its time tells nothing either.
    """
    email = request.form.line("email")
    if not email:
        sentence = request.words.gettext("Write your e-mail address.")
        return ask(request, faults=[("email", sentence)], status=422)
    browsers = known(request)
    source = _source_of_a_stranger(request, email, browsers)
    request.parts.wishes.check(source, request.now)
    request.parts.wishes.count(source, request.now)
    response = request.page("sign_in_sent.html", email=email)
    response.background = BackgroundTask(_mail_in_turn, request, email, browsers)
    return response


def _source_of_a_stranger(
    request: PageRequest, email: str, browsers: Mapping[str, str]
) -> str:
    """Return the source to count by; empty for a browser that its person has used."""
    person = eligibility.at(request.directory, email)
    is_known = person is not None and person.key in browsers
    return "" if is_known else source_of(request.http.scope)


async def _mail_in_turn(
    request: PageRequest, email: str, browsers: Mapping[str, str]
) -> None:
    lane = request.parts.lanes[LaneName.MAILS]
    try:
        await lane.run(partial(_mail_link, request, email, browsers))
    except BusyError as error:
        _LOG.error("A link to sign in was not sent: %s", error)


def _mail_link(request: PageRequest, email: str, browsers: Mapping[str, str]) -> None:
    if eligibility.at(request.directory, email) is None:
        return
    try:
        with request.writing() as connection:
            made = sign_in_links.ask(request.call(connection), email, browsers)
        if made is not None:
            sign_in_links.mail(request.wiring, made, request.now)
    except VorlaufError as error:
        _LOG.error("A link to sign in was not sent: %s", error)


def open_link(request: PageRequest) -> Response:
    """Show whom a link signs in; only an answer to the question there uses it."""
    return _show_link(request, [], "")


def _show_link(
    request: PageRequest, faults: list[tuple[str, str]], note: str
) -> Response:
    """Show whom a link signs in, with what is wrong with the answer, or a note."""
    with request.reading() as connection:
        found = sign_in_links.look(request.call(connection), request.path["token"])
    name = found.name if found else ""
    return request.page(
        "sign_in_open.html",
        status=_status_of(name, faults),
        name=name,
        note=note,
        faults=faults if name else [],
        wrong=dict(faults),
        token=request.path["token"],
        next=_next(request),
    )


def _status_of(name: str, faults: list[tuple[str, str]]) -> int:
    if not name:
        return 410
    return 422 if faults else 200


def confirm(request: PageRequest) -> Response:
    """Use a link: sign in whom it is for, if they say that it is them.

    A program that guards a mailbox presses the button, too, and chooses nothing.
    """
    token, gettext = request.path["token"], request.words.gettext
    wish = request.form.line("is_me")
    if wish == "no":
        told = gettext(
            "Nobody has been signed in. Please leave this link to its reader."
        )
        return _show_link(request, [], told)
    if wish != "yes":
        missing = gettext("Choose one of the two answers.")
        return _show_link(request, [("is_me", missing)], "")
    with request.writing() as connection:
        person = sign_in_links.redeem(request.call(connection), token)
    if person is None:
        return open_link(request)
    return enter(request, person, "link")


def demo(request: PageRequest) -> Response:
    """Sign in with one click, in the demonstration only."""
    key = request.form.line("person")
    if not request.parts.is_demo:
        return problem(request, 404)
    person = next((p for p in _people(request.directory) if p.key == key), None)
    if person is None:
        return problem(request, 404)
    with request.writing() as connection:
        invitations.grant(request.call(connection), person.key)
    return enter(request, person, "demo")


def sign_out(request: PageRequest) -> Response:
    """End this visit."""
    with request.writing() as connection:
        sessions.end(connection, request.http.cookies.get(COOKIE, ""), request.now)
    response = request.go("/sign-in", said=request.words.gettext("You are signed out."))
    forget(response)
    # Drafts are their writer's alone; the script forgets them, too.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def enter(request: PageRequest, person: Person, way: str, *, to: str = "") -> Response:
    """Begin a visit of this person, and send them on.

    Raises `RefusedError` for whoever has no account.
    """
    device = request.http.headers.get("user-agent", "")[:200]
    with request.writing() as connection:
        cookie = sessions.begin(
            connection, person.key, way=way, device=device, now=request.now
        )
    response = RedirectResponse(to or _next(request), 303)
    give(request, response, cookie)
    remember(request, response, person.key)
    return response


def ask(
    request: PageRequest,
    *,
    faults: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """Return the page that asks who it is, with what is wrong in a summary."""
    is_demo = request.parts.is_demo
    provider = request.parts.provider
    return request.page(
        "sign_in.html",
        status=status,
        faults=faults or [],
        email=request.form.line("email"),
        next=_next(request),
        people=_people(request.directory) if is_demo else [],
        oidc=provider.name if provider else "",
    )


def _people(directory: Directory) -> list[Person]:
    """Return whom a demonstration can be seen as."""
    named = [person for person in directory.people.values() if not person.functional]
    return [
        person
        for role, most in _TRIED
        for person in [one for one in named if one.role is role][:most]
    ]


def _next(request: PageRequest) -> str:
    wish = request.form.line("next") or request.query.get("next", "")
    return here_or(wish, "/")


PAGES: Final = {
    "sign_in": page,
    "sign_in.password": password,
    "sign_in.link": link,
    "sign_in.open": open_link,
    "sign_in.confirm": confirm,
    "sign_in.demo": demo,
    "sign_out": sign_out,
}
