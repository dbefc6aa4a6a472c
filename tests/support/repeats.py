"""How often a test repeats itself: a part in `make check`, all in `make repeats`."""

import os

import pytest

IS_WHOLE = bool(os.environ.get("VORLAUF_REPEATS"))
# More of the same: what one link of a kind shows, a hundred seldom show otherwise.
repeated = pytest.mark.repeated


def times(some, many):
    """Return how often something is tried: `many` only where time does not matter."""
    return many if IS_WHOLE else some
