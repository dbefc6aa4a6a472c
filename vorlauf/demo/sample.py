"""The sample files: shipped inside the wheel, or in the checkout."""

from pathlib import Path

import vorlauf

_PACKAGE = Path(vorlauf.__file__).parent
_FOLDERS = (_PACKAGE / "sample", _PACKAGE.parent)


def sample() -> bytes:
    """Return stakeholders.toml as it is; all its people are made up."""
    return _shipped("stakeholders.toml").read_bytes()


def timetable() -> str:
    """Return prefect.yaml, which deploys the timetable to a Prefect server."""
    return _shipped("prefect.yaml").read_text(encoding="utf-8")


def _shipped(name: str) -> Path:
    places = [folder / name for folder in _FOLDERS]
    return next(filter(Path.is_file, places), places[0])
