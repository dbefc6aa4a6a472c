"""The last text of stakeholders.toml without a fault, while the file has one."""

from sqlalchemy import Connection, Engine

from vorlauf.configuration import file_queries
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import reading
from vorlauf.directory import loader
from vorlauf.directory.loader import StakeholdersError
from vorlauf.directory.model import Directory
from vorlauf.errors import NotFoundError
from vorlauf.settings import Settings


def current(engine: Engine, settings: Settings) -> Directory:
    """Return who takes part: by the file, by its last good text while it has a fault.

    Raises `StakeholdersError` if this machine has kept no good text.
    """
    try:
        return loader.load(settings.stakeholders)
    except StakeholdersError as fault:
        try:
            with reading(engine) as connection:
                return directory(connection, StakeholdersFile.at(settings))
        except NotFoundError as error:
            raise fault from error


def directory(connection: Connection, file: StakeholdersFile) -> Directory:
    """Return who took part by the last good text that this machine has kept.

    Raises `NotFoundError` if it has kept none.
    """
    found = file_queries.noted(connection, file.place)
    return loader.parse(file.kept(found.digest if found else "").text)
