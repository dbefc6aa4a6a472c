"""Forwarding a question to a colleague of the same house."""

from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import AsideForm, asked, done, show_aside, shown
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import forward
from vorlauf.links.verify import VerifiedLink


def page(request: PageRequest) -> Response:
    """Show to whom the question can be passed on."""
    return shown(request, _show)


def pass_on(request: PageRequest) -> Response:
    """Pass the question on; whoever it goes to gets a mail with a link."""
    opened = asked(request)
    if opened is None:
        return page(request)
    form = request.form

    def act(connection: Connection) -> str:
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

    return done(request, opened, AsideForm(_show, _faults(request), "name"), act)


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
    return show_aside(
        request,
        "answer_forward.html",
        opened,
        faults,
        status,
        receivers=forward.receivers(request.directory, opened),
    )


PAGES: Final = {"answer.forward": page, "answer.pass_on": pass_on}
