"""Doctor: is everything in order, and what is to be done if not."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Engine

from notifications.delivery import postfix_log
from notifications.errors import NotificationError
from notifications.inbox import open_mailbox
from vorlauf.cli.common.output import print_json
from vorlauf.db import integrity, migrate
from vorlauf.db.engine import make_engine, name_of, reading
from vorlauf.directory import loader
from vorlauf.errors import StoreError, VorlaufError
from vorlauf.jobs import due_queries
from vorlauf.jobs.mail import answers_to
from vorlauf.links import signing_key
from vorlauf.posts.address_status import troubles
from vorlauf.settings import CLOCK_OFFSET, DASHBOARD_URL, Settings
from vorlauf.terminal import local, say
from vorlauf.wiring import mailer_of, now_by

INBOX_LIMIT = 10.0  # seconds


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was found, or what is to be done."""

    what: str
    ok: bool
    words: str


def doctor(*, as_json: bool) -> int:
    """Look at everything, whatever else is wrong; return 1 if anything is."""
    findings = list(_examine())
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            mark = "ok   " if finding.ok else "FAULT"
            say(f"{mark}  {finding.what:13} {finding.words}")
    return 0 if all(finding.ok for finding in findings) else 1


def _examine() -> Iterator[Finding]:
    try:
        settings = Settings.from_environment()
    except VorlaufError as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, f"the home folder is {settings.home}")
    for what, look in _LOOKS.items():
        try:
            words = look(settings)
        except (VorlaufError, NotificationError) as error:
            yield Finding(what, False, str(error))
        except OSError as error:
            yield Finding(what, False, f"{error.filename}: {error.strerror}.")
        else:
            yield Finding(what, True, words)


def _folder(settings: Settings) -> str:
    if not settings.home.is_dir():
        raise StoreError(f"There is no folder {settings.home}; run `vorlauf init`.")
    with tempfile.TemporaryFile(dir=settings.home):
        return f"{settings.home} can be written to"


def _stakeholders(settings: Settings) -> str:
    directory = loader.load(settings.stakeholders)
    houses, people = len(directory.houses), len(directory.people)
    return f"{settings.stakeholders}: {houses} houses, {people} people"


def _database(settings: Settings) -> str:
    with _engine(settings) as engine:
        migrate.require_current(engine)
        with reading(engine) as connection:
            damaged = integrity.damages(connection)
        if damaged:
            raise StoreError(f"Restore a backup; damaged is {'; '.join(damaged)}.")
        return f"{name_of(engine)} answers and has the tables of version {migrate.HEAD}"


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _notices(settings: Settings) -> str:
    with _engine(settings) as engine, reading(engine) as connection:
        lost = due_queries.undelivered(connection)
    if lost:
        last = lost[0]
        raise VorlaufError(
            f"{len(lost)} did not arrive, or nobody knows; call those who are asked, "
            f"and see `vorlauf mail list`. The last: {last.number} to "
            f"{last.recipient}: {last.error}"
        )
    return "whatever is still to be done was delivered"


def _addresses(settings: Settings) -> str:
    with _engine(settings) as engine, reading(engine) as connection:
        known = troubles(connection)
    resting = [one.address for one in known if one.suppressed_at is not None]
    if resting:
        raise VorlaufError(
            f"Nothing is sent to {', '.join(resting)}; correct stakeholders.toml, or "
            "lift it with `vorlauf mail suppress ADDRESS --lift`."
        )
    return "none rests"


def _mail(settings: Settings) -> str:
    with mailer_of(settings) as mailer:
        fault = mailer.check()
    if fault:
        raise VorlaufError(fault)
    return f"the server answers; mail leaves from {mailer.sender.addr_spec}"


def _mail_log(settings: Settings) -> str:
    if settings.mail_log is None:
        return "none is read; after a crash some mails stay in doubt"
    postfix_log.accepted(settings.mail_log, ("<nobody@vorlauf.invalid>",))
    return f"{settings.mail_log} can be read"


def _inbox(settings: Settings) -> str:
    if settings.inbox_url is None:
        return "none is read; answers reach the coordinator"
    with open_mailbox.opened(settings.inbox_url, limit=INBOX_LIMIT) as mailbox:
        # Looking is no reading: what is there stays where it is.
        next(mailbox.new(1), None)
        return f"the mailbox answers; replies go to {answers_to(settings)}"


def _links(settings: Settings) -> str:
    if settings.public_url is None:
        return (
            "mails ask for an answer by mail; name the address of the dashboard in "
            f"{DASHBOARD_URL}, and they link to its pages"
        )
    with _engine(settings) as engine, reading(engine) as connection:
        signing_key.examine(connection, settings.home)
    return f"mails link to {settings.public_url}"


def _prefect(_settings: Settings) -> str:
    try:
        return f"version {version('prefect')} is installed"
    except PackageNotFoundError as error:
        raise VorlaufError("Prefect is missing; install Vorlauf again.") from error


def _clock(settings: Settings) -> str:
    if settings.clock_offset:
        raise VorlaufError(
            f"The clock is shifted by {settings.clock_offset} seconds; that is for "
            f"demonstrations: take {CLOCK_OFFSET} away."
        )
    zone = loader.load(settings.stakeholders).campaign.zone
    return f"it is {local(now_by(settings), zone)} in {zone.key}"


_LOOKS: dict[str, Callable[[Settings], str]] = {
    "folder": _folder,
    "stakeholders": _stakeholders,
    "database": _database,
    "notices": _notices,
    "addresses": _addresses,
    "mail": _mail,
    "mail log": _mail_log,
    "inbox": _inbox,
    "links": _links,
    "prefect": _prefect,
    "clock": _clock,
}
