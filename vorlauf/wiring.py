"""Wiring: the real parts, made once for each entry point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from notifications.delivery.mailer import Mailer
from notifications.errors import MailUrlError
from states.messages import msg
from vorlauf.configuration import last_good
from vorlauf.db import migrate
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading
from vorlauf.db.issued_secrets import Concerned
from vorlauf.directory import loader
from vorlauf.directory.loader import StakeholdersError
from vorlauf.directory.model import Directory
from vorlauf.editing.outlooks import Outlooks
from vorlauf.errors import SettingsError
from vorlauf.links.issue import LinkIssuer
from vorlauf.links.redaction import Redaction
from vorlauf.links.signing_key import link_key
from vorlauf.setting_meanings import MAIL_URL
from vorlauf.settings import Settings


@dataclass
class Wiring:
    """The parts of a running Vorlauf; close it, or use it with `with`."""

    settings: Settings
    engine: Engine
    directory: Directory
    # What is wrong with stakeholders.toml, whose last good text is the directory then.
    fault: StakeholdersError | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Read stakeholders.toml and open the database.

        Raises `SettingsError` for a faulty file or address and `StoreError` for a
        database that has not exactly this version's tables.
        """
        directory = loader.load(settings.stakeholders)
        return cls(settings, _opened(settings), directory)

    @classmethod
    def from_last_good(cls, settings: Settings) -> Self:
        """Do as `from_settings`, by the last good text while the file has a `fault`.

        Raises `StakeholdersError` as well if this machine has kept no good text.
        """
        try:
            return cls.from_settings(settings)
        except StakeholdersError as fault:
            engine = _opened(settings)
            try:
                found = last_good.current(engine, settings)
            except BaseException:
                engine.dispose()
                raise
            return cls(settings, engine, found, fault)

    @cached_property
    def mailer(self) -> Mailer:
        """The way out for mail. Raises `SettingsError` without a usable address."""
        return mailer_of(self.settings)

    @cached_property
    def issuer(self) -> LinkIssuer:
        """What links to pages are made with.

        Raises `LinkKeyError` if the database's links are made with another key. The
        first who asks writes which key it is: ask before a transaction that writes.
        """
        key = link_key(self.engine, self.settings.home, self.now())
        return LinkIssuer(key=key, url=self.settings.dashboard_url)

    @cached_property
    def outlooks(self) -> Outlooks:
        """How every open post stands, kept between two pages."""
        return Outlooks()

    @property
    def mint_for_mail(self) -> LinkIssuer | None:
        """What links in mails are made with; None while nobody could follow one.

        That needs an address under which people reach the pages.
        """
        return self.issuer if self.settings.public_url else None

    def check_key(self) -> None:
        """Raise `LinkKeyError` where mails have links and this machine has no such key.

        The first who asks makes the key.
        """
        _ = self.mint_for_mail

    def now(self) -> datetime:
        """Return the time, aware UTC, as `now_by` has it."""
        return now_by(self.settings)

    def call(
        self, connection: Connection, entry_point: Mapping[str, object] | None = None
    ) -> Call:
        """Return as what a door asks the engine, in an open transaction."""
        return Call(connection, self.directory, self.now(), entry_point or {})

    def redaction(self, concerned: Concerned) -> Redaction:
        """Return what strikes our secrets from texts that somebody sends us.

        Codes are struck of the links that are `concerned`.
        """
        return Redaction(
            reading=partial(reading, self.engine),
            now=self.now(),
            issuer=lambda: self.issuer,
            concerned=concerned,
        )

    def close(self) -> None:
        """Let go of the database and of the mail server."""
        if "mailer" in self.__dict__:
            self.mailer.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _opened(settings: Settings) -> Engine:
    """Open the database, which must have exactly this version's tables."""
    engine = make_engine(settings.database_url)
    try:
        migrate.require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def mailer_of(settings: Settings) -> Mailer:
    """Return the way out for mail. Raises `SettingsError` without a usable address."""
    if settings.mail_url is None:
        raise SettingsError(
            msg(
                "{setting} is not set; write smtp://HOST:PORT/?from=ADDRESS.",
                setting=MAIL_URL,
            )
        )
    try:
        return Mailer.from_url(settings.mail_url)
    except MailUrlError as error:
        raise SettingsError(error.message) from error


def now_by(settings: Settings) -> datetime:
    """Return the time, aware UTC: the one place that asks the clock.

    Only a demonstration shifts it, by `settings.clock_offset` seconds.
    """
    return datetime.now(UTC) + timedelta(seconds=settings.clock_offset)
