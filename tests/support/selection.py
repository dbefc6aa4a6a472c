"""Which tests `make test` runs, and which it leaves to `make check`."""

import re
from functools import cache
from pathlib import Path

import postgres
import pytest

TESTS = Path(__file__).parents[1]

# Where SQL is written, and where two at once meet: `make test`, too, tries it on both
# databases. What else asks the store is tried on PostgreSQL by `make check`.
_ON_BOTH = (
    "db/",
    "mail/queue/",
    "mail/test_delivery",
    "posts/",
    "workflow/test_decisions",
)
# Databases of long ago are upgraded by statements that both understand.
_OF_LONG_AGO = ("db/test_predecessors", "db/test_spilt_secrets", "db/test_doors_")
# What takes long, or starts other programs.
_LONG = {
    *("slow", "twice", "faults", "bombardment"),
    *("program", "prefect", "browser", "postfix", "dovecot", "libreoffice"),
}
# Weeks of life of the sample campaign cost six seconds, in each process anew.
_LONG_FIXTURES = {"campaign"}
# Of one test in one process, on a machine like many: seconds.
_EACH = 0.03
# Who tries a few tests need not be told how many they are.
_FEW = 200
_IS_SAID = pytest.StashKey[bool]()
# How a file says that all its tests are left to `make check`.
_ALL_LONG = re.compile(
    rf"^pytestmark = \[?pytest\.mark\.({'|'.join(_LONG)})\b", re.MULTILINE
)


def pytest_ignore_collect(collection_path, config):
    """Leave files unread of which no test would be run; some take long to import."""
    if _is_quick(config) and collection_path.name.startswith("test_"):
        return bool(_ALL_LONG.search(collection_path.read_text())) or None
    return None


def _is_quick(config):
    return config.getoption("markexpr") == "not long"


# First, for what is wanted is chosen by these marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is left to `make check`."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if "postgres" in marks and not _is_on_both(item.path):
            marks.add("twice")
            item.add_marker(pytest.mark.twice)
        if marks & _LONG or _LONG_FIXTURES.intersection(item.fixturenames):
            item.add_marker(pytest.mark.long)


@cache
def _is_on_both(path):
    name = path.relative_to(TESTS).as_posix()
    return name.startswith(_ON_BOTH) and not name.startswith(_OF_LONG_AGO)


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
    left = "; what takes long or starts other programs: make check"
    rest = left if _is_quick(config) else ""
    return f"{len(ids):,} tests, about {minutes} min{_missing(ids)}{rest}"


def _missing(ids):
    theirs = sum("postgresql" in name.partition("[")[2] for name in ids)
    if not theirs or postgres.answers():
        return ""
    return f"; PostgreSQL does not answer, {theirs:,} are skipped"
