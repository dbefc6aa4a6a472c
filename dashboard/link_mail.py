"""Mailing links: after the answer, so that its time tells nothing about anybody."""

import logging

from dashboard.errand import Errand
from notifications.errors import NotificationError
from vorlauf import link_mail
from vorlauf.accounts.links import MadeLink
from vorlauf.errors import VorlaufError
from vorlauf.stakeholders import Person

_LOG = logging.getLogger("vorlauf.dashboard")


def send(errand: Errand, made: MadeLink, by: Person | None = None) -> None:
    """Send a link; a fault is written to the log, without the link."""
    wiring = errand.wiring
    root = wiring.settings.dashboard_url
    try:
        link_mail.send(wiring.mailer, errand.directory, made, root, errand.now, by=by)
    except (NotificationError, VorlaufError) as error:
        _LOG.error("A link for %s was not sent: %s", made.person.key, error)  # noqa: TRY400, its trace says nothing more
