"""Watch of stakeholders.toml: each sweep logs what was changed by hand."""

from vorlauf.configuration import changes
from vorlauf.configuration.stakeholders_file import StakeholdersFile
from vorlauf.db.engine import writing
from vorlauf.jobs.timed_moves import TIMETABLE
from vorlauf.wiring import Wiring


def note_edits(wiring: Wiring) -> int:
    """Log what was changed by hand since the last look; return how many values."""
    file = StakeholdersFile.at(wiring.settings)
    with writing(wiring.engine) as connection:
        return len(changes.note_edits(wiring.call(connection, TIMETABLE), file))
