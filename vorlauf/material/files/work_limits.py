"""Work limits: the most that reading one uploaded file of each kind may take."""

from collections.abc import Mapping
from typing import Final

from vorlauf.material.files.file_types import FILMS, PICTURES, FileKind
from vorlauf.sandbox.confinement import Limits

# Measured: the largest picture of each kind that is taken, and a fifth more.
LIMITS: Final[Mapping[FileKind, Limits]] = {
    **dict.fromkeys(
        PICTURES, Limits(memory=300_000_000, cpu_seconds=10, written=60_000_000)
    ),
    FileKind.HEIC: Limits(
        memory=600_000_000, cpu_seconds=15, written=60_000_000, threads=True
    ),
    **dict.fromkeys(
        FILMS, Limits(memory=200_000_000, cpu_seconds=10, written=510_000_000)
    ),
    FileKind.PDF: Limits(memory=300_000_000, cpu_seconds=10, written=30_000_000),
}
