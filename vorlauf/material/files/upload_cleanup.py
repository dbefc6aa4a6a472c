"""Upload cleanup: delete uploads that were never finished."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from vorlauf.material.files.intake import PRESSES
from vorlauf.material.files.places import files_in, uploads_in
from vorlauf.material.files.resumable_uploads import Staging

# Somebody may go on after a weekend; a press needs seconds.
UNFINISHED: Final = timedelta(days=4)
PRESSED: Final = timedelta(days=1)


def tidy(home: Path, now: datetime) -> int:
    """Forget unfinished uploads, and what a press that was killed has left behind.

    `now` is aware UTC. Returns how many were forgotten.
    """
    uploads = Staging(uploads_in(home)).sweep(now - UNFINISHED)
    left = [
        folder
        for folder in files_in(home).glob(f"{PRESSES}*")
        if datetime.fromtimestamp(folder.stat().st_mtime, UTC) < now - PRESSED
    ]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return uploads + len(left)
