"""Names of flow runs: what a person reads in Prefect's list."""

from datetime import UTC, datetime

from flows.run_names import named, run_name


def test_a_run_is_named_by_its_job_and_berlins_time():
    at = datetime(2026, 7, 6, 7, 5, tzinfo=UTC)

    assert run_name("remind", at) == "remind · Mon 2026-07-06 09:05:00"


def test_outside_a_run_the_name_says_now():
    assert named("advance")().startswith("advance · ")
