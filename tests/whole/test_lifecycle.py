"""The life of posts as hypothesis plays it: what must hold after every act."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from life import Life


@pytest.mark.parametrize("lives", [2, pytest.param(25, marks=pytest.mark.slow)])
def test_the_life_of_posts_holds_its_promises(
    sqlite_template, of_database, directory, now, lives
):
    run_state_machine_as_test(
        lambda: Life(sqlite_template, of_database, directory, now),
        settings=settings(
            max_examples=lives,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
