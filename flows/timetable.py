"""The timetable: everything that happens by itself, on one screen."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from prefect.schedules import Cron, Interval, Schedule

BERLIN: Final = "Europe/Berlin"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One flow and when it runs, in Berlin's time.

    `entrypoint` is a module path, never a file: a file would put `flows/` itself
    on the import path. A `sweep` may be run more often than its cron says, for a
    demonstration; a job for the `inbox` runs only where a mailbox is read. The same
    job may run twice at once without harm.
    """

    name: str
    entrypoint: str
    cron: str
    description: str
    sweep: bool = False
    inbox: bool = False

    def schedule(self, sweep_seconds: int | None = None) -> Schedule:
        """Return when it runs: by its cron, or a sweep every so many seconds."""
        if self.sweep and sweep_seconds is not None:
            return Interval(timedelta(seconds=sweep_seconds), timezone=BERLIN)
        return Cron(self.cron, timezone=BERLIN)


# In the hour that October repeats no cron of Berlin's runs at its second passing:
# the sweeps rest from 3:00 to 3:00, at night, when nothing is sent. The nightly
# job runs once in every night, clock change or not.
TIMETABLE: Final = (
    Job(
        name="remind",
        entrypoint="flows.reminders.remind",
        cron="*/5 * * * *",
        description="Sends the reminders and notices that are due.",
        sweep=True,
    ),
    Job(
        name="advance",
        entrypoint="flows.advance.advance",
        cron="*/5 * * * *",
        description="Moves what time moves: requests, publishing, escalations.",
        sweep=True,
    ),
    Job(
        name="collect",
        entrypoint="flows.incoming.collect",
        cron="*/5 * * * *",
        description="Reads the mailbox for replies and returned mail, if there is one.",
        sweep=True,
        inbox=True,
    ),
    Job(
        name="housekeep",
        entrypoint="flows.housekeeping.housekeep",
        cron="30 2 * * *",
        description="Verifies the audit log and puts the night's things in order.",
    ),
)


def jobs(*, with_inbox: bool) -> tuple[Job, ...]:
    """Return what runs here; without a mailbox to read nothing looks for one."""
    return tuple(job for job in TIMETABLE if with_inbox or not job.inbox)


# Prefect shows a deployment as flow/deployment: `remind/timetable`.
DEPLOYMENT: Final = "timetable"
