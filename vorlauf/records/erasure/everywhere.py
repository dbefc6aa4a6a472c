"""Everywhere: an erasure in the database, in the files, and in what both had freed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from states.messages import Message, msg
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db import free_space
from vorlauf.db.call import Call
from vorlauf.db.engine import trying, writing
from vorlauf.errors import BadInputError
from vorlauf.material.files.storage import FileStore, files_in
from vorlauf.records.erasure import erase as erasing
from vorlauf.records.erasure.erase import Erasure, ErasurePreview
from vorlauf.records.erasure.own_files import OwnFiles
from vorlauf.records.erasure.traces import Traces
from vorlauf.settings import Settings


@dataclass(frozen=True, kw_only=True)
class ErasureReport:
    """What an erasure does, or has done; `files` counts files by kind.

    `left` says what still names the person, and who can change that.
    """

    preview: ErasurePreview
    files: Mapping[str, int]
    left: tuple[Message, ...]


@dataclass(frozen=True)
class Records:
    """All that is kept: the database, and the home of these settings."""

    engine: Engine
    settings: Settings
    called: Callable[[Connection], Call]

    def preview(self, wish: Erasure) -> ErasureReport:
        """Return what an erasure would do; nothing is changed."""
        file = StakeholdersFile.at(self.settings)
        with trying(self.engine) as connection:
            found = erasing.preview(self.called(connection), file, wish)
        files = self._files(found)
        return ErasureReport(
            preview=found, files=files.counts(), left=(*files.left(), _BACKUPS)
        )

    def erase(self, wish: Erasure, confirmed: str) -> ErasureReport:
        """Erase somebody, whose name was typed to confirm it; there is no way back.

        If an earlier run has ended before the files, they alone are cleaned. Raises
        `BadInputError` for another name, and else as `erase.erase` does.
        """
        file = StakeholdersFile.at(self.settings)
        with writing(self.engine) as connection:
            call = self.called(connection)
            found = erasing.preview(call, file, wish)
            _check_typed(found, confirmed)
            done = found if self._is_half(found) else erasing.erase(call, file, wish)
        # Nothing will know of the pictures again; files still name whom they name.
        store = FileStore(files_in(self.settings.home))
        store.drop(done.found.pictures.files, done.found.pictures.originals)
        files = self._files(done)
        changed = files.clean()
        held = free_space.clear(self.engine, {*done.found.counts, "audit"})
        left = (*files.left(), *((held,) if held else ()), _BACKUPS)
        return ErasureReport(preview=done, files=changed, left=left)

    def _is_half(self, found: ErasurePreview) -> bool:
        """Say whether an erasure has ended between the database and the files."""
        is_clean = not found.found.counts and not found.refusals
        return is_clean and bool(self._files(found).counts())

    def _files(self, found: ErasurePreview) -> OwnFiles:
        return OwnFiles(self.settings, Traces(found.identity, found.alias))


def _check_typed(found: ErasurePreview, confirmed: str) -> None:
    name = found.identity.name
    if confirmed.split() != name.split():
        raise BadInputError(
            msg("Type the name to confirm the erasure, exactly: {name}.", name=name)
        )


_BACKUPS = msg(
    "Backups from before, and mails in mailboxes of others, are not touched; delete "
    "those backups when the next one is made."
)
