"""Which tests `make test` runs, and which it leaves to `make check`."""

from pathlib import Path

import postgres
import pytest

TESTS = Path(__file__).parents[1]

# What their pages ask the store is asked on both databases by the store's own tests.
_ON_ONE_DATABASE = {"accounts", "dashboard", "link_actions"}
# What takes long, or starts other programs.
_LONG = {
    *("slow", "twice", "faults", "bombardment"),
    *("program", "prefect", "browser", "postfix", "dovecot"),
}
# Of one test in one process, on a machine like many: seconds.
_EACH = 0.045
# Who tries a few tests need not be told how many they are.
_FEW = 200
_IS_SAID = pytest.StashKey[bool]()


# First, for what is wanted is chosen by these marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is left to `make check`; pages on PostgreSQL belong to it."""
    for item in items:
        is_page = item.path.relative_to(TESTS).parts[0] in _ON_ONE_DATABASE
        if is_page and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.twice)
        if any(mark.name in _LONG for mark in item.iter_markers()):
            item.add_marker(pytest.mark.long)


def pytest_report_collectionfinish(config, items):
    """Say before the first test what is run."""
    return announced(config, [item.nodeid for item in items])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node, ids):
    """Say it once, if several processes share the tests."""
    config = node.config
    if not config.stash.get(_IS_SAID, False):
        config.stash[_IS_SAID] = True
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(announced(config, ids))


def announced(config, ids):
    """Return a line: how many tests there are, how long they take, what is missing."""
    if len(ids) < _FEW:
        return ""
    processes = config.getoption("numprocesses", None) or 1
    minutes = max(1, round(len(ids) * _EACH / processes / 60))
    is_quick = config.getoption("markexpr") == "not long"
    rest = "; what takes long or starts other programs: make check" * is_quick
    return f"{len(ids):,} tests, about {minutes} min{_missing(ids)}{rest}"


def _missing(ids):
    theirs = sum("postgresql" in name.partition("[")[2] for name in ids)
    if not theirs or postgres.answers():
        return ""
    return f"; PostgreSQL does not answer, {theirs:,} are skipped"
