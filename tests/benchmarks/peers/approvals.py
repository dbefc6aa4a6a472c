"""Approvals: the same measure for every engine, with nothing but the standard library.

A script calls `tell` with a function that makes one approval: a start and two decisions
by two people. What is printed is JSON.
"""

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

WARM_UP = 5
# A WAL file is a header and frames, each a header and a page of the database.
_HEADER, _FRAME_HEADER = 32, 24


def arguments() -> tuple[Path, str, int]:
    """Return the database's file, how safe it is to be, and how many approvals."""
    file, synchronous, times = sys.argv[1:]
    return Path(file), synchronous, int(times)


def tell(file: Path, approve: Callable[[], object], times: int) -> None:
    """Print the median of so many approvals in ms, and the commits of one of them."""
    for _ in range(WARM_UP):
        approve()
    commits = commits_of(file, approve)
    took = [_seconds(approve) for _ in range(times)]
    print(json.dumps({"ms": statistics.median(took) * 1e3, "commits": commits}))


def commits_of(file: Path, approve: Callable[[], object]) -> int:
    """Return how many transactions an approval writes into the log of the database.

    What counts is what SQLite has written, whoever has asked for it and how.
    """
    with closing(sqlite3.connect(file)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    assert not busy, "somebody still reads the database"
    approve()
    log = file.with_name(f"{file.name}-wal").read_bytes()
    # The second number of a frame is the size of the database if it ends a transaction.
    frames = range(_HEADER, len(log), _FRAME_HEADER + page)
    return sum(any(log[at + 4 : at + 8]) for at in frames)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
