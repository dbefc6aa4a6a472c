"""Staged files: spreadsheets that are kept between their preview and their import."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from dashboard.web.request import PageRequest
from states.messages import msg
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.material.files.resumable_uploads import Staging
from vorlauf.material.files.storage import uploads_in

# One may be looked at in two tabs; older ones are forgotten.
MOST_STAGED: Final = 3
_PIECE: Final = 1 << 20  # bytes


class StagedFiles:
    """The files of one person for one purpose, the last few of them.

    The purpose is a word: files for another one are not found.
    """

    def __init__(self, request: PageRequest, purpose: str) -> None:
        self._request = request
        self._owner = f"{purpose} {request.person.key}"
        self._staging = Staging(uploads_in(request.wiring.settings.home))

    def keep(self) -> str:
        """Keep the file of a form and forget older ones; return its key.

        Raises `BadInputError` for no file, and for an empty one.
        """
        files = self._request.form.uploads("file")
        if not files:
            raise BadInputError(msg("Choose a file."))
        (file, *_) = files
        self._staging.make_room(self._owner, MOST_STAGED - 1)
        key = self._staging.begin(self._owner, file.name, file.size)
        with file.path.open("rb") as content:
            offset = 0
            while piece := content.read(_PIECE):
                offset = self._staging.append(key, self._owner, offset, piece)
        return key

    def path(self, key: str) -> Path:
        """Return a file. Raises `NotFoundError`, `ConflictError` if it is not whole."""
        return self._staging.finished(key, self._owner)

    def name(self, key: str) -> str:
        """Return the name of a file. Raises `NotFoundError`."""
        return self._staging.arriving(key, self._owner).name

    def drop(self, key: str) -> None:
        """Forget a file, if it is there."""
        with suppress(NotFoundError):
            self._staging.drop(key, self._owner)
