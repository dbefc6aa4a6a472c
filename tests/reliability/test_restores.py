"""Restores: what is lost, what is sent and what was never tried breaks the figure."""

from dataclasses import replace

import pytest

from reliability import restores
from reliability.restores import Outcome, judge
from reliability.stores import POSTGRESQL, SQLITE

FOUND = Outcome(trials=2, committed=9, meanwhile=5, held=24)


@pytest.mark.parametrize(
    ("changes", "failed", "kept"),
    [
        ({}, 0, True),
        ({"lost": 1}, 1, False),
        ({"sent": 2}, 2, False),
        ({"committed": 0}, 0, False),
        ({"meanwhile": 0}, 0, False),
        ({"held": 0}, 0, False),
    ],
)
def test_the_figure_counts_what_went_wrong(changes, failed, kept):
    figure = judge("SQLite", replace(FOUND, **changes))

    assert (figure.failed, figure.kept) == (failed, kept)


@pytest.mark.faults
@pytest.mark.parametrize(
    "kind", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgres)]
)
def test_a_running_system_is_restored_whole_and_silent(kind):
    (figure,) = restores.run(short=True, on=[kind])

    assert figure.kept, figure.line(0)
