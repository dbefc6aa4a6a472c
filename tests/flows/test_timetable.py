"""The timetable: cron in Berlin's time, and prefect.yaml says the same."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from flows.timetable import BERLIN, DEPLOYMENT, TIMETABLE

REPOSITORY = Path(__file__).parents[2]
BY_NAME = {job.name: job for job in TIMETABLE}
EVERY_FIVE_MINUTES = timedelta(minutes=5)


def runs(job, start, hours):
    from prefect.server.schemas.schedules import CronSchedule

    schedule = CronSchedule(cron=job.cron, timezone=BERLIN)
    end = start + timedelta(hours=hours)
    dates = asyncio.run(schedule.get_dates(n=1000, start=start, end=end))
    # What passes between two local times, Python does not count as a clock would.
    return [date.astimezone(UTC) for date in dates]


@pytest.mark.parametrize("job", TIMETABLE, ids=lambda job: job.name)
def test_every_job_names_a_flow_by_its_module(job):
    from prefect import Flow
    from prefect.flows import load_flow_from_entrypoint

    flow = load_flow_from_entrypoint(job.entrypoint)

    assert isinstance(flow, Flow)
    assert (flow.name, ":" in job.entrypoint) == (job.name, False)


def test_everything_runs_in_berlins_time():
    assert {job.schedule().timezone for job in TIMETABLE} == {BERLIN}


def test_only_sweeps_run_more_often_on_request():
    assert BY_NAME["remind"].schedule(7).interval == timedelta(seconds=7)
    assert BY_NAME["housekeep"].schedule(7).cron == "30 2 * * *"


def test_the_night_shift_runs_once_a_night_even_when_the_clocks_change():
    october = runs(BY_NAME["housekeep"], datetime(2026, 10, 24, 10, tzinfo=UTC), 48)
    march = runs(BY_NAME["housekeep"], datetime(2026, 3, 28, 10, tzinfo=UTC), 48)

    assert (len(october), len(march)) == (2, 2)


def test_the_sweeps_rest_only_in_the_hour_that_october_repeats():
    found = runs(BY_NAME["remind"], datetime(2026, 10, 24, 10, tzinfo=UTC), 24)
    pauses = [later - earlier for earlier, later in pairwise(found)]

    assert [pause for pause in pauses if pause != EVERY_FIVE_MINUTES] == [
        timedelta(hours=1) + EVERY_FIVE_MINUTES
    ]


def test_prefect_yaml_says_what_the_timetable_says():
    written = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text("utf-8"))

    assert written["deployments"] == [
        {
            "name": DEPLOYMENT,
            "entrypoint": job.entrypoint,
            "description": job.description,
            "tags": ["vorlauf"],
            "work_pool": {"name": "vorlauf"},
            "concurrency_limit": {"limit": 1, "collision_strategy": "CANCEL_NEW"},
            "schedules": [{"cron": job.cron, "timezone": BERLIN}],
        }
        for job in TIMETABLE
    ]
