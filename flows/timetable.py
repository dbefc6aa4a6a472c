"""The timetable: everything that happens by itself, on one screen."""

from dataclasses import dataclass
from typing import Final

BERLIN: Final = "Europe/Berlin"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One flow and when it runs.

    `entrypoint` is a module path, never a file: a file would put `flows/` itself
    on the import path. A `sweep` may be run more often than its cron says, for a
    demonstration. The same job may run twice at once without harm.
    """

    name: str
    entrypoint: str
    cron: str
    timezone: str
    description: str
    sweep: bool = False


# Every five minutes has no hour of its own, so the sweeps are in UTC: in Berlin's
# time a cron has no run at all in the hour that October repeats. The nightly job
# keeps Berlin's hour and runs once in every night, clock change or not.
TIMETABLE: Final = (
    Job(
        name="remind",
        entrypoint="flows.reminders.remind",
        cron="*/5 * * * *",
        timezone="UTC",
        description="Sends the reminders and notices that are due.",
        sweep=True,
    ),
    Job(
        name="advance",
        entrypoint="flows.advance.advance",
        cron="*/5 * * * *",
        timezone="UTC",
        description="Moves what time moves: requests, publishing, escalations.",
        sweep=True,
    ),
    Job(
        name="housekeep",
        entrypoint="flows.housekeeping.housekeep",
        cron="30 2 * * *",
        timezone=BERLIN,
        description="Verifies the audit log and puts the night's things in order.",
    ),
)

# Prefect shows a deployment as flow/deployment: `remind/timetable`.
DEPLOYMENT: Final = "timetable"
