"""The commands `vorlauf backup` and `vorlauf restore`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.exported_files import Force
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import moment, ngettext, number
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.errors import BadInputError
from vorlauf.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from states.messages import Message
    from vorlauf.records.backup.backups import MadeArchive
    from vorlauf.records.backup.manifest import Manifest
    from vorlauf.settings import Settings

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")],
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Write database, files, key and configuration into one archive, while all runs."""
    from vorlauf.records.backup import backups, dumps
    from vorlauf.settings import Settings
    from vorlauf.wiring import now_by

    settings = Settings.from_environment()
    with dumps.closing_engine(settings.database_url) as engine:
        made = backups.make(
            engine, settings, file.absolute(), now_by(settings), is_replaced=force
        )
    if as_json:
        print_json({"file": str(made.path), "size": made.size, **facts(made.manifest)})
    else:
        say_made(made)
    return 0


def say_made(made: "MadeArchive") -> None:
    """Say what an archive that was made holds."""
    manifest = made.manifest
    say(
        ngettext(
            "%(file)s is written: %(size)s bytes, with %(count)s kept file.",
            "%(file)s is written: %(size)s bytes, with %(count)s kept files.",
            len(manifest.files),
            file=made.path,
            size=number(made.size),
        )
    )
    tell("The audit log in it ends with %(head)s", head=manifest.head or "?")
    tell("The key of links is in it: keep it where nobody else reads it.")


def facts(manifest: "Manifest") -> dict[str, object]:
    """Return what a program is told of an archive."""
    names = ("product", "migration", "made_at", "head", "counts")
    return {
        **{name: getattr(manifest, name) for name in names},
        "files": len(manifest.files),
    }


def restore(
    file: Archive,
    check: Annotated[
        bool, typer.Option("--check", help="Verify everything and write nothing.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(metavar="HOME", help="The empty folder to fill.")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="The empty database, for PostgreSQL's backup."
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Restore a backup into an empty home, or --check it (1: it is damaged).

    Nothing that is due goes out by itself before you say so: `vorlauf restored`.
    """
    if check == (to is not None):
        raise BadInputError(
            _("Write --check to verify the backup, or --to HOME to restore it.")
        )
    if to is None:
        return _check(file, as_json=as_json)
    return _restore(file, to.absolute(), database, as_json=as_json)


def _restore(file: Path, home: Path, database: str | None, *, as_json: bool) -> int:
    from dataclasses import replace

    from vorlauf.records.backup import archive, restores
    from vorlauf.settings import Settings
    from vorlauf.wiring import now_by

    settings = Settings.from_environment()
    with archive.opened(file) as reader:
        made = restores.restore(reader, home, database, now_by(settings))
    faults = list(made.faults)
    if as_json:
        print_json({"home": str(home), "faults": faults, **facts(made.manifest)})
        return int(bool(faults))
    there = replace(settings, stakeholders=home / "stakeholders.toml")
    say_content(made.manifest, there)
    say_faults(faults)
    _say_next(home, database)
    return int(bool(faults))


def _say_next(home: Path, database: str | None) -> None:
    tell("It is restored to %(home)s. Before you start it, set", home=home)
    say(f"  VORLAUF_HOME={home} VORLAUF_STAKEHOLDERS={home / 'stakeholders.toml'}")
    if database is not None:
        tell("  VORLAUF_DATABASE_URL to the address that you have given,")
    tell(
        "and what holds secrets, as VORLAUF_MAIL_URL; %(file)s lists the other "
        "settings.",
        file=home / "restored-settings.json",
    )
    tell(
        "Nothing that is due goes out by itself before `vorlauf restored release` or "
        "`drop`: see `vorlauf restored show`."
    )


def _check(file: Path, *, as_json: bool) -> int:
    from vorlauf.records.backup import archive, checks
    from vorlauf.records.backup.manifest import POSTGRESQL
    from vorlauf.settings import Settings
    from vorlauf.wiring import now_by

    settings = Settings.from_environment()
    with archive.opened(file) as reader:
        found = list(checks.faults(reader, now_by(settings)))
        manifest = reader.manifest
    if as_json:
        print_json({"ok": not found, "faults": found, **facts(manifest)})
        return int(bool(found))
    say_content(manifest, settings)
    say_faults(found)
    if not found:
        tell("Everything in it is as it was written.")
    if not found and checks.kind_of(manifest) == POSTGRESQL:
        tell("The audit log of PostgreSQL is verified when it is restored.")
    return int(bool(found))


def say_content(manifest: "Manifest", settings: "Settings") -> None:
    """Say of when an archive is, and what is in it."""
    tell(
        "Of %(at)s, by Vorlauf %(product)s, tables of version %(migration)s: %(posts)s "
        "posts, %(lines)s lines of the audit log, %(files)s files.",
        at=local_moment(manifest.at, settings),
        product=manifest.product,
        migration=manifest.migration,
        posts=number(manifest.counts.get("post", 0)),
        lines=number(manifest.counts.get("audit", 0)),
        files=number(len(manifest.files)),
    )


def local_moment(at: "datetime", settings: "Settings") -> str:
    """Say an instant where the campaign is; in UTC without a campaign at hand."""
    from zoneinfo import ZoneInfo

    from vorlauf.directory import loader
    from vorlauf.errors import SettingsError

    try:
        zone = loader.load(settings.stakeholders).campaign.zone
    except SettingsError:
        zone = ZoneInfo("Etc/UTC")
    return moment(at, zone)


def say_faults(found: "Sequence[Message]") -> None:
    """Say each fault in a line of its own."""
    for fault in found:
        say(f"  {said(fault)}")
