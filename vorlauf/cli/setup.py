"""The commands around the house: init, check, version, db upgrade."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import wired
from vorlauf.cli.language import gettext as _
from vorlauf.cli.language import ngettext, number
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


def compact() -> int:
    """Write the database anew, without what was deleted or overwritten."""
    from vorlauf.db import free_space
    from vorlauf.db.engine import name_of
    from vorlauf.db.tables import METADATA

    with wired() as wiring:
        left = free_space.clear(wiring.engine, METADATA.tables.keys())
        tell("The database %(name)s is written anew.", name=name_of(wiring.engine))
    if left is not None:
        say(said(left))
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
    """Name every fault of stakeholders.toml, one a line (2: there are faults).

    Beside a database, houses that posts under way name and the file lacks, too (1).
    """
    from vorlauf.directory.loader import load
    from vorlauf.settings import Settings

    settings = Settings.from_environment()
    path = file or settings.stakeholders
    if as_json:
        return _check_for_programs(path, settings)
    directory = load(path)
    say(_in_order(path, directory))
    stranded = _stranded(settings, directory)
    for house, posts in stranded.items():
        say(_without_house(house, posts, directory))
    return int(bool(stranded))


def _stranded(settings: "Settings", directory: "Directory") -> dict[str, int]:
    """Return by missing house how many posts under way name it; none without database.

    A database of another version is left to `vorlauf doctor`.
    """
    from vorlauf.db import migrate
    from vorlauf.db.engine import make_engine, reading
    from vorlauf.errors import StoreError
    from vorlauf.posts.house_queries import houses_of_open_posts

    engine = make_engine(settings.database_url)
    file = engine.url.database
    if engine.dialect.name == "sqlite" and not (file and Path(file).exists()):
        return {}
    try:
        migrate.require_current(engine)
        with reading(engine) as connection:
            found = houses_of_open_posts(connection)
    except StoreError:
        return {}
    finally:
        engine.dispose()
    return {key: posts for key, posts in found.items() if key not in directory.houses}


def _without_house(house: str, posts: int, directory: "Directory") -> str:
    from vorlauf.directory.values import present_key

    said = ngettext(
        "%(count)s post under way names the house %(house)s, which the file lacks;",
        "%(count)s posts under way name the house %(house)s, which the file lacks;",
        posts,
        count=number(posts),
        house=house,
    )
    new = present_key(house, directory.houses)
    command = (
        f"vorlauf house rename {house} {new} --as YOU"
        if new
        else f"vorlauf house replace {house} HOUSE --as YOU"
    )
    return f"{said} {command}"


def _check_for_programs(path: Path, settings: "Settings") -> int:
    from vorlauf.directory.loader import StakeholdersError, load

    try:
        directory = load(path)
    except StakeholdersError as error:
        if not error.faults:
            raise
        print_json({"file": str(path), "ok": False, "faults": error.faults})
        return 2
    numbers = {"houses": len(directory.houses), "people": len(directory.people)}
    stranded = _stranded(settings, directory)
    print_json(
        {
            "file": str(path),
            "ok": True,
            **numbers,
            "faults": [],
            "missing_houses": stranded,
        }
    )
    return int(bool(stranded))


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
