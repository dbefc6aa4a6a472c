"""Names of flow runs: what a person reads in Prefect's list."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from prefect.runtime import flow_run

from flows.timetable import BERLIN

# Python's own names of weekdays follow the locale of the machine.
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def run_name(job: str, at: datetime) -> str:
    """Name the run of `job` at the aware instant `at`, in Berlin's time."""
    there = at.astimezone(ZoneInfo(BERLIN))
    return f"{job} · {WEEKDAYS[there.weekday()]} {there:%Y-%m-%d %H:%M:%S}"


def named(job: str) -> Callable[[], str]:
    """Return what Prefect calls when a run starts, to name it by its schedule."""

    def name() -> str:
        scheduled: datetime | None = flow_run.scheduled_start_time
        return run_name(job, scheduled or datetime.now(UTC))

    return name
