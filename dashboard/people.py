"""People: who may sign in; inviting them, and keeping them out."""

import logging
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.errand import Errand
from vorlauf.accounts import invitations, links
from vorlauf.accounts.invitations import AccountState
from vorlauf.accounts.links import Made
from vorlauf.errors import NotFoundError, VorlaufError
from vorlauf.wiring import Wiring

_LOG = logging.getLogger("vorlauf.dashboard")


@dataclass(frozen=True)
class Unsent:
    """An invitation that has not left, and why; its address is shown this once."""

    made: Made
    why: str
    wiring: Wiring

    @property
    def address(self) -> str:
        """The link, to be handed over in person."""
        return links.address(self.wiring, self.made)


def page(errand: Errand) -> Response:
    """Show everybody, and who may sign in."""
    return _show(errand)


def _show(errand: Errand, unsent: Unsent | None = None) -> Response:
    with errand.reading() as connection:
        errand.around(connection)
        rows = invitations.standings(connection, errand.directory)
    return errand.page("people.html", rows=rows, unsent=unsent)


def invite(errand: Errand) -> Response:
    """Let somebody in; a mail that does not leave leaves the link to hand over."""
    with errand.reading() as connection:
        known = invitations.standings(connection, errand.directory)
    # Whoever signs in already gets a link by mail alone: nobody else may use it.
    is_new = any(
        one.key == errand.form.line("person")
        and (one.state is AccountState.NONE or one.invited_until is not None)
        for one in known
    )
    with errand.writing() as connection:
        made = invitations.invite(
            connection,
            errand.directory,
            errand.form.line("person"),
            errand.person.key,
            errand.now,
            door=errand.door,
        )
    try:
        links.mail(errand.wiring, made, errand.now)
    except VorlaufError as error:
        _LOG.error("The invitation of %s was not sent: %s", made.person.key, error)
        if not is_new:
            raise
        return _show(errand, Unsent(made, errand.say(error), errand.wiring))
    said = errand.words.gettext("%(name)s is invited; the mail is on its way.")
    return errand.go("/people", said=said % {"name": made.person.name})


def disable(errand: Errand) -> Response:
    """Keep somebody out from now on."""
    person = errand.form.line("person")
    if not person.isprintable():
        raise NotFoundError("There is nobody of this name.")
    with errand.writing() as connection:
        shut_out = invitations.disable(
            connection,
            errand.directory,
            person,
            errand.person.key,
            errand.now,
            door=errand.door,
        )
    said = errand.words.gettext("%(name)s is signed out and cannot sign in any more.")
    return errand.go("/people", said=said % {"name": shut_out.name})


PAGES: Final = {"people": page, "people.invite": invite, "people.disable": disable}
