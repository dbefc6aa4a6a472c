"""What `vorlauf doctor` looks for in the database: tables, audit log, texts, files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import moment, number
from vorlauf.cli.output import said
from vorlauf.errors import StoreError, VorlaufError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from vorlauf.settings import Settings


def database(settings: "Settings") -> str:
    """Find whether the database answers, is undamaged and has the tables of today."""
    from vorlauf.db import integrity, migrate
    from vorlauf.db.engine import name_of, reading

    with opened_engine(settings) as engine:
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
def opened_engine(settings: "Settings") -> "Iterator[Engine]":
    """Open the database of these settings, and close it afterwards."""
    from vorlauf.db.engine import make_engine

    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def heads(settings: "Settings") -> str:
    """Find whether the audit log has what was kept of it outside."""
    from vorlauf.db import audit_log
    from vorlauf.db.engine import reading
    from vorlauf.directory import loader
    from vorlauf.jobs import due_queries
    from vorlauf.jobs.heads_outside import HeadsOutside
    from vorlauf.setting_meanings import HEAD_FILE
    from vorlauf.wiring import now_by

    directory, outside = loader.load(settings.stakeholders), HeadsOutside.of(settings)
    zone, filed = directory.campaign.zone, None
    with opened_engine(settings) as engine, reading(engine) as connection:
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


def backup(settings: "Settings") -> str:
    """Find whether the nightly backup is of last night."""
    from vorlauf.directory import loader
    from vorlauf.records.backup.nightly import BackupFolder
    from vorlauf.setting_meanings import BACKUP_FOLDER
    from vorlauf.wiring import now_by

    folder = BackupFolder.of(settings)
    if folder is None:
        return _(
            "no backup is made by night; name a folder in %(setting)s, or run `vorlauf "
            "backup` yourself",
            setting=BACKUP_FOLDER,
        )
    zone = loader.load(settings.stakeholders).campaign.zone
    return _(
        "the last one in %(folder)s is of %(at)s",
        folder=folder.path,
        at=moment(folder.examine(now_by(settings)), zone),
    )


def versions(settings: "Settings") -> str:
    """Find whether every text is as the audit log has it."""
    from vorlauf.db import versions
    from vorlauf.db.engine import reading

    with opened_engine(settings) as engine, reading(engine) as connection:
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


def pictures(settings: "Settings") -> str:
    """Find whether every file is there and unchanged."""
    from vorlauf.db.engine import reading
    from vorlauf.material.attestations import changed_pictures
    from vorlauf.material.files.storage import FileStore, files_in

    store = FileStore(files_in(settings.home))
    with opened_engine(settings) as engine, reading(engine) as connection:
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


def publications(settings: "Settings") -> str:
    """Find what was to be published by itself and needs a person."""
    from vorlauf.db.engine import reading
    from vorlauf.posts import publication_queries

    with opened_engine(settings) as engine, reading(engine) as connection:
        troubled = publication_queries.count_in_trouble(connection)
        first = publication_queries.needing_person(connection, 1)
    if first:
        raise VorlaufError(
            _(
                "%(troubled)s were not published by themselves, or nobody knows; look "
                "at Today. The longest: %(number)s on %(channel)s: %(reason)s",
                troubled=number(troubled),
                number=first[0].number,
                channel=first[0].channel,
                reason=said(first[0].error),
            )
        )
    return _("nothing that is published by itself waits for a person")
