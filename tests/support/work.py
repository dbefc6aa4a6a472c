"""Work: counted, because a clock measures the machine and whatever else runs on it."""

from contextlib import contextmanager
from cProfile import Profile


@contextmanager
def work(most):
    """Count the calls of functions in the block, Python's and those written in C.

    More than `most` of them are an error.
    """
    profile = Profile()
    with profile:
        yield
    calls = _counted(profile)
    assert calls <= most, f"{calls:,} calls instead of {most:,} at most"


def calls_of(function):
    """Return how many functions it calls, itself among them."""
    profile = Profile()
    profile.runcall(function)
    return _counted(profile)


def _counted(profile):
    return sum(entry.callcount for entry in profile.getstats())
