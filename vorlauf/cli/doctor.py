"""The command `vorlauf doctor`: is everything in order, and what to do if not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notifications.errors import NotificationError
from vorlauf.cli.language import english, label, moment, number
from vorlauf.cli.language import gettext as _
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, sentence_of
from vorlauf.errors import StoreError, VorlaufError
from vorlauf.terminal import say

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from notifications.inbox.inbox_url import ImapPlace, MaildirPlace
    from vorlauf.settings import Settings

INBOX_LIMIT = 10.0  # seconds


def doctor(as_json: Json = False) -> int:
    """Look whether everything is in order, and say what to do if not (1: it is not)."""
    if as_json:
        with english():
            findings = list(_examine())
        print_json(findings)
    else:
        findings = list(_examine())
        for finding in findings:
            mark = _("ok") if finding.ok else _("FAULT")
            say(f"{mark:5}  {label('look', finding.what):13} {finding.words}")
    return 0 if all(finding.ok for finding in findings) else 1


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was found, or what is to be done."""

    what: str
    ok: bool
    words: str


def _examine() -> Iterator[Finding]:
    from vorlauf.settings import Settings

    try:
        settings = Settings.from_environment()
    except VorlaufError as error:
        yield Finding("settings", False, sentence_of(error))
        return
    home = _("the home folder is %(folder)s", folder=settings.home)
    yield Finding("settings", True, home)
    for what, look in LOOKS.items():
        try:
            words = look(settings)
        except (VorlaufError, NotificationError) as error:
            yield Finding(what, False, sentence_of(error))
        except OSError as error:
            yield Finding(what, False, f"{error.filename}: {error.strerror}.")
        else:
            yield Finding(what, True, words)


def _folder(settings: "Settings") -> str:
    import tempfile

    home = settings.home
    if not home.is_dir():
        raise StoreError(
            _("There is no folder %(folder)s; run `vorlauf init`.", folder=home)
        )
    with tempfile.TemporaryFile(dir=home):
        return _("%(folder)s can be written to", folder=home)


def _stakeholders(settings: "Settings") -> str:
    from vorlauf.directory import loader

    directory = loader.load(settings.stakeholders)
    return _(
        "%(file)s: %(houses)s houses, %(people)s people",
        file=settings.stakeholders,
        houses=number(len(directory.houses)),
        people=number(len(directory.people)),
    )


def _database(settings: "Settings") -> str:
    from vorlauf.db import integrity, migrate
    from vorlauf.db.engine import name_of, reading

    with _engine(settings) as engine:
        migrate.require_current(engine)
        with reading(engine) as connection:
            damaged = integrity.damages(connection)
        if damaged:
            raise StoreError(
                _("Restore a backup; damaged is %(what)s.", what="; ".join(damaged))
            )
        return _(
            "%(name)s answers and has the tables of version %(version)s",
            name=name_of(engine),
            version=migrate.HEAD,
        )


@contextmanager
def _engine(settings: "Settings") -> "Iterator[Engine]":
    from vorlauf.db.engine import make_engine

    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _heads(settings: "Settings") -> str:
    from vorlauf.db import audit_log
    from vorlauf.db.engine import reading
    from vorlauf.directory import loader
    from vorlauf.jobs import due_queries
    from vorlauf.jobs.heads_outside import HeadsOutside
    from vorlauf.settings import HEAD_FILE
    from vorlauf.wiring import now_by

    directory, outside = loader.load(settings.stakeholders), HeadsOutside.of(settings)
    zone, filed = directory.campaign.zone, None
    with _engine(settings) as engine, reading(engine) as connection:
        mailed = due_queries.head_mailed_at(connection, directory)
        if outside is not None:
            check = audit_log.verify(connection)
            filed = outside.examine(connection, check, now_by(settings))
    by_mail = moment(mailed, zone) if mailed else _("never yet")
    if outside is None:
        return _(
            "no head of the audit log is kept in a file; name one in %(setting)s. By "
            "mail one last went: %(mail)s",
            setting=HEAD_FILE,
            mail=by_mail,
        )
    return _(
        "the audit log fits %(file)s; a head last went there: %(filed)s, by mail: "
        "%(mail)s",
        file=outside.path,
        filed=moment(filed, zone) if filed else _("never yet"),
        mail=by_mail,
    )


def _versions(settings: "Settings") -> str:
    from vorlauf.db import versions
    from vorlauf.db.engine import reading

    with _engine(settings) as engine, reading(engine) as connection:
        altered = versions.altered(connection)
    if altered:
        raise VorlaufError(
            _(
                "%(numbers)s: the version is not the one that the audit log knows, for "
                "it was changed in the database. Nothing of it is shown, sent or "
                "published. Look with `vorlauf audit verify`, and restore a backup.",
                numbers=", ".join(altered),
            )
        )
    return _("every open post has the version that the audit log knows")


def _pictures(settings: "Settings") -> str:
    from vorlauf.db.engine import reading
    from vorlauf.material.attestations import changed_pictures
    from vorlauf.material.files.storage import FileStore, files_in

    store = FileStore(files_in(settings.home))
    with _engine(settings) as engine, reading(engine) as connection:
        changed = changed_pictures(connection, store)
    if changed:
        raise VorlaufError(
            _(
                "Pictures of open posts are gone or were changed where they are kept, "
                "and are not shown; restore a backup: %(what)s.",
                what="; ".join(changed),
            )
        )
    return _("every picture of an open post is as it was kept")


def _notices(settings: "Settings") -> str:
    from vorlauf.db.engine import reading
    from vorlauf.directory import loader
    from vorlauf.jobs import due_queries
    from vorlauf.mail.queue.delayed_notices import delayed_notices
    from vorlauf.wiring import now_by

    directory = loader.load(settings.stakeholders)
    with _engine(settings) as engine, reading(engine) as connection:
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


def _addresses(settings: "Settings") -> str:
    from vorlauf.db.engine import reading
    from vorlauf.posts.address_status import troubles

    with _engine(settings) as engine, reading(engine) as connection:
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


def _mail(settings: "Settings") -> str:
    from vorlauf.wiring import mailer_of

    with mailer_of(settings) as mailer:
        fault = mailer.check()
    if fault:
        raise VorlaufError(fault)
    sender = mailer.sender.addr_spec
    return _("the server answers; mail leaves from %(sender)s", sender=sender)


def _mail_log(settings: "Settings") -> str:
    from notifications.delivery import postfix_log

    if settings.mail_log is None:
        return _("none is read; after a crash some mails stay in doubt")
    postfix_log.accepted(settings.mail_log, ("<nobody@vorlauf.invalid>",))
    return _("%(file)s can be read", file=settings.mail_log)


def _inbox(settings: "Settings") -> str:
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
    from vorlauf.settings import INBOX_URL
    from vorlauf.wiring import mailer_of, now_by

    # They are made with the key of the links, whether mails have links or not.
    with _engine(settings) as engine, reading(engine) as connection:
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


def _proxies(settings: "Settings") -> str:
    from vorlauf.settings import DASHBOARD_URL, TRUSTED_PROXIES

    if settings.trusted_proxies:
        return _(
            "people are told apart by the addresses that %(proxies)s names",
            proxies=", ".join(settings.trusted_proxies),
        )
    if settings.public_url is None:
        return _("people come from this machine alone")
    return _(
        "nobody's address is known, so limits count by account alone; name the proxy "
        "of %(address)s in %(setting)s, 127.0.0.1 if it runs on this machine",
        address=DASHBOARD_URL,
        setting=TRUSTED_PROXIES,
    )


def _links(settings: "Settings") -> str:
    from vorlauf.db.engine import reading
    from vorlauf.links import signing_key
    from vorlauf.settings import DASHBOARD_URL

    if settings.public_url is None:
        return _(
            "mails ask for an answer by mail; name the address of the dashboard in "
            "%(setting)s, and they link to its pages",
            setting=DASHBOARD_URL,
        )
    with _engine(settings) as engine, reading(engine) as connection:
        signing_key.examine(connection, settings.home)
    return _("mails link to %(address)s", address=settings.public_url)


def _files(_settings: "Settings") -> str:
    from vorlauf.material.files import sandbox
    from vorlauf.sandbox.confinement import SECCOMP

    found = sandbox.mechanisms()
    if SECCOMP not in found:
        raise VorlaufError(
            _(
                "HEIC, films and PDF are refused, because this machine cannot confine "
                "what reads them (found: %(found)s); seccomp is needed, which Linux "
                "has on x86-64 and ARM64.",
                found=", ".join(found) or "-",
            )
        )
    return _("foreign files are read under %(found)s", found=", ".join(found))


def _prefect(_settings: "Settings") -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return _("version %(version)s is installed", version=version("prefect"))
    except PackageNotFoundError as error:
        raise VorlaufError(_("Prefect is missing; install Vorlauf again.")) from error


def _clock(settings: "Settings") -> str:
    from vorlauf.db import audit_clock
    from vorlauf.db.engine import reading
    from vorlauf.directory import loader
    from vorlauf.settings import CLOCK_OFFSET
    from vorlauf.wiring import now_by

    if settings.clock_offset:
        raise VorlaufError(
            _(
                "The clock is shifted by %(seconds)s seconds; that is for "
                "demonstrations: take %(setting)s away.",
                seconds=number(settings.clock_offset),
                setting=CLOCK_OFFSET,
            )
        )
    zone = loader.load(settings.stakeholders).campaign.zone
    now = moment(now_by(settings), zone)
    with _engine(settings) as engine, reading(engine) as connection:
        latest = audit_clock.is_set_back(connection, now_by(settings))
    if latest is not None:
        raise VorlaufError(
            _(
                "It is %(now)s by this clock, but the audit log has a line of "
                "%(latest)s: the clock runs back, or ran ahead. Set it right; until "
                "then nothing is due.",
                now=now,
                latest=moment(latest, zone),
            )
        )
    return _("it is %(now)s in %(zone)s", now=now, zone=zone.key)


LOOKS: "dict[str, Callable[[Settings], str]]" = {
    "folder": _folder,
    "stakeholders": _stakeholders,
    "database": _database,
    "log": _heads,
    "versions": _versions,
    "pictures": _pictures,
    "notices": _notices,
    "addresses": _addresses,
    "mail": _mail,
    "mail log": _mail_log,
    "inbox": _inbox,
    "proxies": _proxies,
    "links": _links,
    "files": _files,
    "prefect": _prefect,
    "clock": _clock,
}
