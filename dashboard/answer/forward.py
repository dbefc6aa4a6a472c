"""Passing a question on to a colleague of the same house."""

from typing import Final

from starlette.responses import Response

from dashboard.answer.link import Faults
from dashboard.answer.other_answers import asked, done, show_aside, shown
from dashboard.web.request import PageRequest
from vorlauf.db.engine import Connection
from vorlauf.link_actions import forward
from vorlauf.links.verify import VerifiedLink


def page(errand: PageRequest) -> Response:
    """Show to whom the question can be passed on."""
    return shown(errand, _show)


def pass_on(errand: PageRequest) -> Response:
    """Pass the question on; whoever it goes to gets a mail with a link."""
    opened = asked(errand)
    if opened is None:
        return page(errand)
    form = errand.form

    def act(connection: Connection) -> str:
        passed = forward.forward(
            connection,
            errand.directory,
            opened,
            form.line("to"),
            form.line("name"),
            form.text("comment"),
            errand.now,
        )
        return errand.words.gettext(
            "Passed on to %(name)s, who gets a mail. Thank you."
        ) % {"name": passed.to.name}

    return done(errand, opened, _show, _faults(errand), "name", act)


def _faults(errand: PageRequest) -> Faults:
    form, gettext = errand.form, errand.words.gettext
    faults = []
    if not form.line("to"):
        faults.append(("to", gettext("Choose to whom it shall go.")))
    if not form.line("name"):
        faults.append(("name", gettext("Write your first name and surname.")))
    return faults


def _show(
    errand: PageRequest, opened: VerifiedLink, faults: Faults, status: int
) -> Response:
    return show_aside(
        errand,
        "answer_forward.html",
        opened,
        faults,
        status,
        receivers=forward.receivers(errand.directory, opened),
    )


PAGES: Final = {"answer.forward": page, "answer.pass_on": pass_on}
