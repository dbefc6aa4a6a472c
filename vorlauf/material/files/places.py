"""Places: where files lie below the home folder."""

from pathlib import Path


def files_in(home: Path) -> Path:
    """Return the folder of what is kept, each under its SHA-256."""
    return home / "files"


def uploads_in(home: Path) -> Path:
    """Return the folder of what is on its way."""
    return home / "uploads"
