"""The mail room: what goes out and what comes in, with the real parts."""

from functools import partial

from notifications import postfix_log
from vorlauf.delivery import DeliveryReport, deliver_due
from vorlauf.wiring import Wiring


def deliver(wiring: Wiring) -> DeliveryReport:
    """Send what is due now. Raises `SettingsError` without a usable mail address."""
    log = wiring.settings.mail_log
    return deliver_due(
        wiring.engine,
        wiring.directory,
        wiring.mailer,
        wiring.now(),
        handed_over=partial(postfix_log.accepted, log) if log else None,
    )
