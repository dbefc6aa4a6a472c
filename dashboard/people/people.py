"""People: who may sign in; inviting and disabling them."""

import logging
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from dashboard.components.contacts import presence_of
from dashboard.web.request import PageRequest
from vorlauf.accounts import invitations, sign_in_links
from vorlauf.accounts.invitations import AccountState, Disabled
from vorlauf.accounts.sign_in_links import PreparedLink
from vorlauf.errors import NotFoundError, VorlaufError
from vorlauf.scheduling import readers
from vorlauf.wiring import Wiring

# So many open steps of a person are named; the rest is counted.
MOST: Final = 12
_LOG = logging.getLogger("vorlauf.dashboard")


@dataclass(frozen=True)
class Unsent:
    """An invitation that has not left, and why; its address is shown this once."""

    made: PreparedLink
    why: str
    wiring: Wiring

    @property
    def address(self) -> str:
        """The link, to be handed over in person."""
        return sign_in_links.address(self.wiring, self.made)


def page(request: PageRequest) -> Response:
    """Show everybody, who may sign in, and who is asked if somebody is kept out."""
    return _show(request)


def _show(request: PageRequest, unsent: Unsent | None = None) -> Response:
    with request.reading() as connection:
        today = presence_of(request.around(connection))
        rows = invitations.standings(connection, request.directory)
        follows = readers.handovers(connection, request.directory, today)
    return request.page(
        "people.html", rows=rows, follows=follows, most=MOST, unsent=unsent
    )


def invite(request: PageRequest) -> Response:
    """Let somebody in; a mail that does not leave leaves the link to hand over."""
    with request.reading() as connection:
        known = invitations.standings(connection, request.directory)
    # Whoever signs in already gets a link by mail alone: nobody else may use it.
    is_new = any(
        one.key == request.form.line("person")
        and (one.state is AccountState.NONE or one.invited_until is not None)
        for one in known
    )
    with request.writing() as connection:
        made = invitations.invite(
            request.call(connection), request.form.line("person"), request.person.key
        )
    try:
        sign_in_links.mail(request.wiring, made, request.now)
    except VorlaufError as error:
        _LOG.error("The invitation of %s was not sent: %s", made.person.key, error)
        if not is_new:
            raise
        return _show(request, Unsent(made, request.say(error), request.wiring))
    said = request.words.gettext("%(name)s is invited; the mail is on its way.")
    return request.go("/people", said=said % {"name": made.person.name})


def disable(request: PageRequest) -> Response:
    """Keep somebody out from now on."""
    person = request.form.line("person")
    if not person.isprintable():
        raise NotFoundError("There is nobody of this name.")
    with request.writing() as connection:
        shut_out = invitations.disable(
            request.call(connection), person, request.person.key
        )
    return request.go("/people", said=_said(request, shut_out))


def _said(request: PageRequest, shut_out: Disabled) -> str:
    gettext, steps = request.words.gettext, shut_out.handovers
    said = gettext("%(name)s is signed out and cannot sign in any more.")
    said %= {"name": shut_out.name}
    if not steps:
        return said
    alone = sum(one.to is None for one in steps)
    more = gettext("Open steps that others are asked for now: %(others)s.")
    lost = gettext("Open steps that have nobody: %(alone)s.")
    told = [said]
    if alone < len(steps):
        told.append(more % {"others": len(steps) - alone})
    if alone:
        told.append(lost % {"alone": alone})
    return " ".join(told)


PAGES: Final = {"people": page, "people.invite": invite, "people.disable": disable}
