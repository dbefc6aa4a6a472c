"""Sign-in: by password, mailed link or, as a demonstration, one click; and out."""

import logging
from typing import Final

from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from dashboard.web.common_pages import here_or
from dashboard.web.error_pages import problem
from dashboard.web.request import PageRequest
from dashboard.web.session_cookie import COOKIE, forget, give
from states.post import Role
from vorlauf.accounts import invitations, passwords, sessions, sign_in_links
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


def page(errand: PageRequest) -> Response:
    """Ask who it is."""
    if errand.is_signed_in:
        return RedirectResponse(_next(errand), 303)
    return ask(errand)


def password(errand: PageRequest) -> Response:
    """Sign in by password."""
    email = errand.form.line("email")
    try:
        person = passwords.check(
            errand.wiring.engine,
            errand.directory,
            email,
            errand.form.text("password"),
            errand.now,
        )
    except RefusedError as error:
        return ask(errand, faults=[("email", errand.say(error))], status=403)
    return enter(errand, person, "password")


def link(errand: PageRequest) -> Response:
    """Mail a link to whoever has an account under this address; the answer is the same.

    The mail leaves after the answer, so that its time tells nothing either.
    """
    email = errand.form.line("email")
    if not email:
        sentence = errand.words.gettext("Write your e-mail address.")
        return ask(errand, faults=[("email", sentence)], status=422)
    response = errand.page("sign_in_sent.html", email=email)
    response.background = BackgroundTask(_mail_link, errand, email)
    return response


def _mail_link(errand: PageRequest, email: str) -> None:
    try:
        with errand.writing() as connection:
            made = sign_in_links.ask(connection, errand.directory, email, errand.now)
        if made is not None:
            sign_in_links.mail(errand.wiring, made, errand.now)
    except VorlaufError as error:
        _LOG.error("A link to sign in was not sent: %s", error)


def open_link(errand: PageRequest) -> Response:
    """Show whom a link signs in; only an answer to the question there uses it."""
    return _show_link(errand, [], "")


def _show_link(
    errand: PageRequest, faults: list[tuple[str, str]], note: str
) -> Response:
    """Show whom a link signs in, with what is wrong with the answer, or a note."""
    with errand.reading() as connection:
        found = sign_in_links.look(
            connection, errand.directory, errand.path["token"], errand.now
        )
    name = found.name if found else ""
    return errand.page(
        "sign_in_open.html",
        status=_status_of(name, faults),
        name=name,
        note=note,
        faults=faults if name else [],
        wrong=dict(faults),
        token=errand.path["token"],
        next=_next(errand),
    )


def _status_of(name: str, faults: list[tuple[str, str]]) -> int:
    if not name:
        return 410
    return 422 if faults else 200


def confirm(errand: PageRequest) -> Response:
    """Use a link: sign in whom it is for, if they say that it is them.

    A program that guards a mailbox presses the button, too, and chooses nothing.
    """
    token, gettext = errand.path["token"], errand.words.gettext
    wish = errand.form.line("is_me")
    if wish == "no":
        told = gettext(
            "Nobody has been signed in. Please leave this link to its reader."
        )
        return _show_link(errand, [], told)
    if wish != "yes":
        missing = gettext("Choose one of the two answers.")
        return _show_link(errand, [("is_me", missing)], "")
    with errand.writing() as connection:
        person = sign_in_links.redeem(connection, errand.directory, token, errand.now)
    if person is None:
        return open_link(errand)
    return enter(errand, person, "link")


def demo(errand: PageRequest) -> Response:
    """Sign in with one click, in the demonstration only."""
    key = errand.form.line("person")
    if not errand.parts.is_demo:
        return problem(errand, 404)
    person = next((p for p in _people(errand.directory) if p.key == key), None)
    if person is None:
        return problem(errand, 404)
    with errand.writing() as connection:
        invitations.grant(connection, errand.directory, person.key, errand.now)
    return enter(errand, person, "demo")


def sign_out(errand: PageRequest) -> Response:
    """End this visit."""
    with errand.writing() as connection:
        sessions.end(connection, errand.request.cookies.get(COOKIE, ""), errand.now)
    response = errand.go("/sign-in", said=errand.words.gettext("You are signed out."))
    forget(response)
    return response


def enter(errand: PageRequest, person: Person, way: str, *, to: str = "") -> Response:
    """Begin a visit of this person, and send them on.

    Raises `RefusedError` for whoever has no account.
    """
    device = errand.request.headers.get("user-agent", "")[:200]
    with errand.writing() as connection:
        cookie = sessions.begin(
            connection, person.key, way=way, device=device, now=errand.now
        )
    response = RedirectResponse(to or _next(errand), 303)
    give(errand, response, cookie)
    return response


def ask(
    errand: PageRequest,
    *,
    faults: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """Return the page that asks who it is, with what is wrong in a summary."""
    is_demo = errand.parts.is_demo
    provider = errand.parts.provider
    return errand.page(
        "sign_in.html",
        status=status,
        faults=faults or [],
        email=errand.form.line("email"),
        next=_next(errand),
        people=_people(errand.directory) if is_demo else [],
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


def _next(errand: PageRequest) -> str:
    wish = errand.form.line("next") or errand.query.get("next", "")
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
