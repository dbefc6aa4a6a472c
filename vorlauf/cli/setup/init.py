"""Init: a sample file of stakeholders, and a database with its tables."""

from pathlib import Path

from vorlauf.db import migrate
from vorlauf.db.engine import make_engine, name_of
from vorlauf.demo.sample import sample
from vorlauf.settings import Settings
from vorlauf.terminal import say
from vorlauf.wiring import now_by


def init() -> int:
    """Write what is missing and leave what is there."""
    settings = Settings.from_environment()
    # The file may have its place in it.
    settings.home.mkdir(parents=True, exist_ok=True)
    if _write_new(settings.stakeholders, sample()):
        say(f"{settings.stakeholders} is written; its people and times are made up.")
    else:
        say(f"{settings.stakeholders} is there already and stays as it is.")
    _upgrade(settings)
    say("Change the file, then run `vorlauf check` and `vorlauf doctor`.")
    return 0


def upgrade() -> int:
    """Bring the database to this version's tables."""
    _upgrade(Settings.from_environment())
    return 0


def bring_up_to_date(settings: Settings) -> tuple[str, str | None]:
    """Make the home folder, upgrade; return the database's name, its old version."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    try:
        return name_of(engine), migrate.upgrade(engine, now_by(settings))
    finally:
        engine.dispose()


def _upgrade(settings: Settings) -> None:
    name, before = bring_up_to_date(settings)
    if before == migrate.HEAD:
        say(f"The database {name} is up to date (version {migrate.HEAD}).")
    elif before is None:
        say(f"The database {name} is made (version {migrate.HEAD}).")
    else:
        say(f"The database {name} has gone from version {before} to {migrate.HEAD}.")


def _write_new(file: Path, content: bytes) -> bool:
    """Write the file unless there is one; say whether it is new."""
    try:
        with file.open("xb") as new:
            new.write(content)
    except FileExistsError:
        return False
    return True
