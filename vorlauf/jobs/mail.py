"""Mail jobs: send the due mails and receive new ones, with the real parts."""

from functools import partial

from notifications.delivery import postfix_log
from notifications.errors import InboxUrlError
from notifications.inbox import inbox_url
from states.messages import msg
from vorlauf.errors import SettingsError
from vorlauf.mail.delivery import DeliveryReport, deliver_due
from vorlauf.mail.inbox.receive import CollectReport, collect_from
from vorlauf.settings import INBOX_URL, Settings
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
    return collect_from(
        url,
        wiring.engine,
        wiring.directory,
        wiring.now(),
        issuer=wiring.mint_for_mail,
    )


def answers_to(settings: Settings) -> str:
    """Return the address of the mailbox that is read, empty if there is none."""
    if settings.inbox_url is None:
        return ""
    try:
        return inbox_url.read(settings.inbox_url).address.addr_spec
    except InboxUrlError as error:
        raise SettingsError(error.message) from error
