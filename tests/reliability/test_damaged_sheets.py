"""Damaged sheets: a traceback, memory or refusing good files breaks the figure."""

import pytest

from reliability.damaged_sheets import Counted, figure

GOOD = {"read": 60, "refused": 40, "unharmed": 20, "unharmed_read": 19}


def test_plans_and_refusals_in_a_sentence_keep_the_figure():
    found = figure(19, "damaged", 100, Counted(**GOOD, memory=50_000_000))

    assert (found.tried, found.failed, found.kept) == (100, 0, True)


@pytest.mark.parametrize(
    "bad",
    [
        {"tracebacks": ["KeyError: 'name'"]},
        {"memory": 50_000_001},
        {"unharmed_read": 18},
    ],
)
def test_a_traceback_memory_or_a_refused_good_file_breaks_it(bad):
    found = figure(19, "damaged", 100, Counted(**{**GOOD, **bad}))

    assert not found.kept
    assert found.failed == len(bad.get("tracebacks", []))
