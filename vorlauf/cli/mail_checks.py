"""What `vorlauf doctor` looks for in the mail: notices, addresses, server, inbox."""

from typing import TYPE_CHECKING

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import label, moment, number
from vorlauf.cli.output import said
from vorlauf.cli.store_checks import opened_engine
from vorlauf.errors import VorlaufError

if TYPE_CHECKING:
    from notifications.inbox.inbox_url import ImapPlace, MaildirPlace
    from vorlauf.settings import Settings

INBOX_LIMIT = 10.0  # seconds


def notices(settings: "Settings") -> str:
    """Find requests that did not arrive, and notices that were put off for long."""
    from vorlauf.db.engine import reading
    from vorlauf.directory import loader
    from vorlauf.jobs import due_queries
    from vorlauf.mail.queue.delayed_notices import delayed_notices
    from vorlauf.wiring import now_by

    directory = loader.load(settings.stakeholders)
    with opened_engine(settings) as engine, reading(engine) as connection:
        lost = due_queries.undelivered(connection)
        delayed = delayed_notices(connection, directory, now_by(settings))
    if lost:
        last = lost[0]
        raise VorlaufError(
            _(
                "%(lost)s did not arrive, or nobody knows; call those who are asked, "
                "and see `vorlauf mail list`. The last: %(number)s to %(name)s: "
                "%(reason)s",
                lost=number(len(lost)),
                number=last.number,
                name=last.recipient,
                reason=said(last.error),
            )
        )
    if delayed:
        longest = delayed[0]
        raise VorlaufError(
            _(
                "%(delayed)s were put off past a working day; see whether `vorlauf "
                "serve` runs and the mail server answers. The longest: %(number)s to "
                "%(name)s, planned for %(planned)s",
                delayed=number(len(delayed)),
                number=longest.number or label("purpose", longest.purpose),
                name=longest.recipient,
                planned=moment(longest.planned_at, directory.campaign.zone),
            )
        )
    return _("whatever is still to be done was delivered")


def addresses(settings: "Settings") -> str:
    """Find addresses to which nothing is sent."""
    from vorlauf.db.engine import reading
    from vorlauf.posts.address_status import troubles

    with opened_engine(settings) as engine, reading(engine) as connection:
        known = troubles(connection)
    resting = [one.address for one in known if one.suppressed_at is not None]
    if resting:
        raise VorlaufError(
            _(
                "Nothing is sent to %(addresses)s; correct stakeholders.toml, or lift "
                "it with `vorlauf mail suppress ADDRESS --lift`.",
                addresses=", ".join(resting),
            )
        )
    return _("none rests")


def mail_server(settings: "Settings") -> str:
    """Find whether the mail server answers."""
    from vorlauf.wiring import mailer_of

    with mailer_of(settings) as mailer:
        fault = mailer.check()
    if fault:
        raise VorlaufError(fault)
    sender = mailer.sender.addr_spec
    return _("the server answers; mail leaves from %(sender)s", sender=sender)


def mail_log(settings: "Settings") -> str:
    """Find whether the mail server's log can be read."""
    from notifications.delivery import postfix_log

    if settings.mail_log is None:
        return _("none is read; after a crash some mails stay in doubt")
    postfix_log.accepted(settings.mail_log, ("<nobody@vorlauf.invalid>",))
    return _("%(file)s can be read", file=settings.mail_log)


def inbox(settings: "Settings") -> str:
    """Find whether the mailbox answers, and whether subaddresses reach it."""
    from notifications.inbox import open_mailbox
    from vorlauf.jobs.mail import inbox_of

    place = inbox_of(settings)
    if place is None or settings.inbox_url is None:
        return _("none is read; answers reach the coordinator")
    with open_mailbox.opened(settings.inbox_url, limit=INBOX_LIMIT) as mailbox:
        # Looking is no reading: what is there stays where it is.
        next(mailbox.new(1), None)
    words = _(
        "the mailbox answers; replies go to %(address)s",
        address=place.address.addr_spec,
    )
    if place.separator:
        words += "; " + _subaddresses(settings, place, settings.inbox_url)
    if place.gateway:
        words += "; " + _(
            "%(gateway)s says whether a sender is genuine", gateway=place.gateway
        )
    return words


def _subaddresses(
    settings: "Settings", place: "ImapPlace | MaildirPlace", url: str
) -> str:
    from notifications.inbox import open_mailbox
    from vorlauf.db.engine import reading
    from vorlauf.jobs import subaddress_check
    from vorlauf.links import signing_key
    from vorlauf.setting_meanings import INBOX_URL
    from vorlauf.wiring import mailer_of, now_by

    # They are made with the key of the links, whether mails have links or not.
    with opened_engine(settings) as engine, reading(engine) as connection:
        signing_key.examine(connection, settings.home)
    limit = INBOX_LIMIT + 2 * subaddress_check.PATIENCE
    with mailer_of(settings) as mailer, open_mailbox.opened(url, limit=limit) as box:
        if subaddress_check.arrives(mailer, place, box, now_by(settings)):
            return _("a test mail to a subaddress has arrived")
    raise VorlaufError(
        _(
            "A test mail to a subaddress of %(address)s has not arrived within "
            "%(seconds)s seconds. Let the mail server deliver such addresses to the "
            "mailbox, or take subaddress= out of %(setting)s. If the mailbox was just "
            "being read, ask again.",
            address=place.address.addr_spec,
            seconds=subaddress_check.PATIENCE,
            setting=INBOX_URL,
        )
    )
