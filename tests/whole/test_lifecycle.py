"""The life of posts as hypothesis plays it: what must hold after every act."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from life import Life


def test_the_life_of_posts_holds_its_promises(
    sqlite_template, tmp_path, directory, now
):
    run_state_machine_as_test(
        lambda: Life(sqlite_template, tmp_path, directory, now),
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
