"""A world that changes breaks no promise, as hypothesis plays it.

`VORLAUF_EXAMPLES=500 VORLAUF_STEPS=50` plays it for hours.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from world import World

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(0)]
EXAMPLES = int(os.environ.get("VORLAUF_EXAMPLES", "6"))
STEPS = int(os.environ.get("VORLAUF_STEPS", "25"))


def test_a_world_that_changes_breaks_no_promise(
    sqlite_template, of_database, directory, now
):
    run_state_machine_as_test(
        lambda: World(sqlite_template, of_database, directory, now),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
