"""Anchors: what was kept outside of the database, as a dossier takes it along."""

from vorlauf.jobs import head_file, time_stamps
from vorlauf.jobs.heads_outside import HeadsOutside
from vorlauf.records.dossiers.archive import Anchor, StampFile
from vorlauf.settings import Settings


def anchor_of(settings: Settings) -> Anchor:
    """Return the heads and stamps that the settings let be kept; nothing without any.

    Raises `StoreError` if they cannot be read.
    """
    outside = HeadsOutside.of(settings)
    if outside is None:
        return Anchor()
    stamps = [
        StampFile(one.head, one.answer) for one in time_stamps.kept_in(outside.folder)
    ]
    believed = outside.certificates
    return Anchor(
        heads=head_file.read(outside.path).kept,
        stamps=tuple(stamps),
        certificates=believed.path.read_bytes() if believed else b"",
    )
