"""The commands around the house: init, check, version, db upgrade."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import number
from vorlauf.cli.options import Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from states.messages import Message
    from vorlauf.directory.model import Directory
    from vorlauf.settings import Settings


def init() -> int:
    """Write a sample stakeholders.toml here and make the database."""
    from vorlauf.demo.sample import sample
    from vorlauf.settings import Settings

    settings = Settings.from_environment()
    file = settings.stakeholders
    # The file may have its place in it.
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("xb") as new:
            new.write(sample())
    except FileExistsError:
        tell("%(file)s is there already and stays as it is.", file=file)
    else:
        tell("%(file)s is written; its people and times are made up.", file=file)
    upgrade()
    tell("Change the file, then run `vorlauf check` and `vorlauf doctor`.")
    return 0


def upgrade() -> int:
    """Bring the database to this version's tables; make it if there is none."""
    from vorlauf.db import migrate
    from vorlauf.settings import Settings

    name, before = bring_up_to_date(Settings.from_environment())
    head = migrate.HEAD
    if before == head:
        tell(
            "The database %(name)s is up to date (version %(version)s).",
            name=name,
            version=head,
        )
    elif before is None:
        tell(
            "The database %(name)s is made (version %(version)s).",
            name=name,
            version=head,
        )
    else:
        tell(
            "The database %(name)s has gone from version %(before)s to %(version)s.",
            name=name,
            before=before,
            version=head,
        )
    return 0


def bring_up_to_date(settings: "Settings") -> tuple[str, str | None]:
    """Make the home folder, upgrade; return the database's name, its old version.

    What the upgrade has to tell people is printed.
    """
    from vorlauf.db import migrate
    from vorlauf.db.engine import make_engine, name_of
    from vorlauf.wiring import now_by

    settings.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    told: list[Message] = []
    try:
        before = migrate.upgrade(engine, now_by(settings), told)
    finally:
        engine.dispose()
    for message in told:
        say(said(message))
    return name_of(engine), before


def check(
    file: Annotated[
        Path | None, typer.Argument(help="Else the one of the settings.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Name every fault of stakeholders.toml, one a line (2: there are faults)."""
    from vorlauf.directory.loader import load
    from vorlauf.settings import Settings

    path = file or Settings.from_environment().stakeholders
    if as_json:
        return _check_for_programs(path)
    say(_in_order(path, load(path)))
    return 0


def _check_for_programs(path: Path) -> int:
    from vorlauf.directory.loader import StakeholdersError, load

    try:
        directory = load(path)
    except StakeholdersError as error:
        if not error.faults:
            raise
        print_json({"file": str(path), "ok": False, "faults": error.faults})
        return 2
    numbers = {"houses": len(directory.houses), "people": len(directory.people)}
    print_json({"file": str(path), "ok": True, **numbers, "faults": []})
    return 0


def _in_order(path: Path, directory: "Directory") -> str:
    campaign = directory.campaign
    return _(
        "%(file)s is in order: %(houses)s houses and %(people)s people take part in "
        "“%(campaign)s” on %(channels)s.",
        file=path,
        houses=number(len(directory.houses)),
        people=number(len(directory.people)),
        campaign=campaign.name,
        channels=", ".join(campaign.channels),
    )


def version() -> int:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(f"vorlauf {installed('vorlauf')}")
    return 0
