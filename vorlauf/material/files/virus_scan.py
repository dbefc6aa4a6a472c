"""Virus scan: the operator's command scans every file before it is opened."""

import shlex
import subprocess
from pathlib import Path
from typing import Final

from states.messages import msg
from vorlauf.errors import BadInputError, SettingsError
from vorlauf.material.files.rejections import SENTENCES, FileReason

PATIENCE: Final = 120.0  # seconds
PLACE: Final = "{file}"
_CLEAN, _INFECTED = 0, 1


def scan(command: str | None, file: Path) -> None:
    """Let the command look at a file; without a command nobody does.

    As ClamAV's does, it ends with 0 for a clean file and with 1 for an infected one.
    Raises `BadInputError` for an infected file, and `SettingsError` for a command that
    cannot be run, ends otherwise or takes more than two minutes: then nothing is known.
    """
    if not command:
        return
    code = _ended(words(command), file)
    if code == _INFECTED:
        raise BadInputError(SENTENCES[FileReason.INFECTED])
    if code != _CLEAN:
        raise SettingsError(
            msg(
                "The virus scanner does not work, so the file was not taken "
                "in; try again later, or tell the coordinator."
            )
        )


def words(command: str) -> list[str]:
    """Split a command as a shell would. Raises `ValueError` if a quote is left open."""
    return shlex.split(command)


def _ended(command: list[str], file: Path) -> int | None:
    """Return how the command ended, or None if it did not begin or did not end."""
    try:
        return subprocess.run(
            [word.replace(PLACE, str(file.absolute())) for word in command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return None
