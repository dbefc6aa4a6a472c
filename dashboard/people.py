"""People: who may sign in; inviting them, and keeping them out."""

import logging
from typing import Final

from starlette.background import BackgroundTask
from starlette.responses import Response

from dashboard.errand import Errand
from vorlauf.accounts import invitations, links
from vorlauf.accounts.links import Made
from vorlauf.errors import VorlaufError

_LOG = logging.getLogger("vorlauf.dashboard")


def page(errand: Errand) -> Response:
    """Show everybody, and who may sign in."""
    with errand.reading() as connection:
        errand.around(connection)
        rows = invitations.standings(connection, errand.directory)
    return errand.page("people.html", rows=rows)


def invite(errand: Errand) -> Response:
    """Let somebody in; the mail with the link leaves after the answer."""
    with errand.writing() as connection:
        made = invitations.invite(
            connection,
            errand.directory,
            errand.form.line("person"),
            errand.person.key,
            errand.now,
            door=errand.door,
        )
    said = errand.words.gettext("%(name)s is invited; the mail is on its way.")
    response = errand.go("/people", said=said % {"name": made.person.name})
    response.background = BackgroundTask(_mail, errand, made)
    return response


def _mail(errand: Errand, made: Made) -> None:
    try:
        links.mail(errand.wiring, made, errand.now)
    except VorlaufError as error:
        _LOG.error("The invitation of %s was not sent: %s", made.person.key, error)


def disable(errand: Errand) -> Response:
    """Keep somebody out from now on."""
    with errand.writing() as connection:
        name = invitations.disable(
            connection,
            errand.directory,
            errand.form.line("person"),
            errand.person.key,
            errand.now,
            door=errand.door,
        )
    said = errand.words.gettext("%(name)s is signed out and cannot sign in any more.")
    return errand.go("/people", said=said % {"name": name})


PAGES: Final = {"people": page, "people.invite": invite, "people.disable": disable}
