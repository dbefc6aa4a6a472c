"""Mail jobs: send the due mails and receive new ones, with the real parts."""

from functools import partial

from notifications.delivery import postfix_log
from notifications.errors import InboxUrlError
from notifications.inbox import inbox_url
from notifications.inbox.inbox_url import ImapPlace, MaildirPlace
from states.messages import msg
from vorlauf.errors import SettingsError
from vorlauf.links.subaddresses import Subaddresses
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.delivery_report import DeliveryReport
from vorlauf.mail.inbox.receive import CollectReport, collect_from
from vorlauf.mail.inbox.senders import InboxTrust
from vorlauf.setting_meanings import INBOX_URL
from vorlauf.settings import Settings
from vorlauf.wiring import Wiring


def deliver(wiring: Wiring) -> DeliveryReport:
    """Send what is due now. Raises `SettingsError` without a usable mail address."""
    log = wiring.settings.mail_log
    return deliver_due(
        wiring.engine,
        wiring.directory,
        wiring.mailer,
        wiring.now(),
        answers_to=answers_to(wiring.settings),
        handed_over=partial(postfix_log.accepted, log) if log else None,
        issuer=wiring.mint_for_mail,
        subaddresses=subaddresses(wiring),
    )


def collect(wiring: Wiring) -> CollectReport:
    """Take in what has come by mail. Raises `SettingsError` without a mailbox."""
    url = wiring.settings.inbox_url
    if url is None:
        raise SettingsError(
            msg(
                "{setting} is not set; write "
                "imaps://USER:PASSWORD@HOST/INBOX?address=ADDRESS.",
                setting=INBOX_URL,
            )
        )
    place = inbox_of(wiring.settings)
    trust = InboxTrust(
        subaddresses=subaddresses(wiring),
        gateway=place.gateway if place else "",
        issuer=wiring.mint_for_mail,
    )
    return collect_from(url, wiring.engine, wiring.directory, wiring.now(), trust)


def subaddresses(wiring: Wiring) -> Subaddresses | None:
    """Return with what the mailbox's subaddresses are made, None if it has none.

    Raises as `Wiring.issuer` does: their key is made from that of the links.
    """
    place = inbox_of(wiring.settings)
    if place is None or not place.separator:
        return None
    return Subaddresses(
        key=wiring.issuer.key, mailbox=place.address, separator=place.separator
    )


def answers_to(settings: Settings) -> str:
    """Return the address of the mailbox that is read, empty if there is none."""
    place = inbox_of(settings)
    return place.address.addr_spec if place else ""


def inbox_of(settings: Settings) -> ImapPlace | MaildirPlace | None:
    """Return the mailbox that is read, if any. Raises `SettingsError` for its URL."""
    if settings.inbox_url is None:
        return None
    try:
        return inbox_url.read(settings.inbox_url)
    except InboxUrlError as error:
        raise SettingsError(error.message) from error
