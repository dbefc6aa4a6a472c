"""Forwarding a question to somebody else, or telling the agency that it is astray."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import (
    AsideForm,
    asked,
    closed,
    done,
    show_aside,
    shown,
)
from dashboard.answer.overtaken import LateForm
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import forward
from vorlauf.link_actions.forward import Relation
from vorlauf.links.verify import VerifiedLink
from vorlauf.posts import presence
from vorlauf.scheduling.plan_queries import FORWARD

# The choice of whoever knows nobody; no person has such a key.
AGENCY: Final = "@agency"


@dataclass(frozen=True, kw_only=True)
class ForwardChoice:
    """Who can be asked instead: key, name, and why, with the house and an absence."""

    key: str
    name: str
    why: str


def page(request: PageRequest) -> Response:
    """Show to whom the question can be passed on."""
    return shown(request, _show)


def pass_on(request: PageRequest) -> Response:
    """Pass the question on; whoever it goes to gets a mail with a link."""
    form, opened = request.form, asked(request)
    late = LateForm(event=FORWARD, words=form.text("comment"))
    if opened is None:
        return closed(request, late)

    def act(connection: Connection) -> str:
        if form.line("to") == AGENCY:
            return _disown(request, connection, opened)
        passed = forward.forward(
            request.call(connection),
            opened,
            form.line("to"),
            form.line("name"),
            form.text("comment"),
        )
        return request.words.gettext(
            "Passed on to %(name)s, who gets a mail. Thank you."
        ) % {"name": passed.to.name}

    aside = AsideForm(_show, _faults(request), "name", late)
    return done(request, opened, aside, act)


def _disown(request: PageRequest, connection: Connection, opened: VerifiedLink) -> str:
    form, gettext = request.form, request.words.gettext
    said = gettext("This is not my matter; please ask somebody else.")
    words = f"{said}\n{form.text('comment')}".strip()
    forward.disown(request.call(connection), opened, form.line("name"), words)
    return gettext("The agency is told. Until it asks somebody else this stays open.")


def _choices(
    request: PageRequest, connection: Connection, opened: VerifiedLink
) -> list[ForwardChoice]:
    today = request.words.local_day(request.now)
    away = presence.on_day(connection, today).away
    return [
        ForwardChoice(
            key=one.person.key,
            name=one.person.name,
            why=_why(request, opened, one, away.get(one.person.key)),
        )
        for one in forward.receivers(request.directory, opened)
    ]


def _why(
    request: PageRequest,
    opened: VerifiedLink,
    one: forward.Receiver,
    away_until: date | None,
) -> str:
    words, directory = request.words, request.directory
    house = directory.home_of(one.person).name
    match one.relation:
        case Relation.COLLEAGUE:
            why = house
        case Relation.DEPUTY:
            asked = directory.people[opened.matter.asked].name
            said = words.gettext("Deputy of %(name)s, %(house)s")
            why = said % {"name": asked, "house": house}
        case Relation.PARENT:
            why = words.gettext("House above: %(house)s") % {"house": house}
    if away_until is None:
        return why
    away = words.gettext("away until %(day)s, a deputy reads it")
    return f"{why}; {away % {'day': words.day(away_until)}}"


def _faults(request: PageRequest) -> Faults:
    form, gettext = request.form, request.words.gettext
    faults = []
    if not form.line("to"):
        faults.append(("to", gettext("Choose to whom it shall go.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return faults


def _show(
    request: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    with request.reading() as connection:
        choices = _choices(request, connection, opened)
    return show_aside(
        request,
        "answer_forward.html",
        opened,
        faults,
        status,
        choices=choices,
        agency=AGENCY,
    )


PAGES: Final = {"answer.forward": page, "answer.pass_on": pass_on}
