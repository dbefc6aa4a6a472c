"""Let go: every night, what was kept as long as stakeholders.toml says."""

from vorlauf.db.engine import writing
from vorlauf.jobs.timed_moves import TIMETABLE
from vorlauf.records.retention import retention
from vorlauf.records.retention.retention import KindReport
from vorlauf.wiring import Wiring


def let_go(wiring: Wiring) -> tuple[KindReport, ...]:
    """Let go what is due, first in the database and then as files; say how much."""
    with writing(wiring.engine) as connection:
        done = retention.run(wiring.call(connection, TIMETABLE), wiring.settings)
    done.finish(wiring.settings)
    return done.reports
