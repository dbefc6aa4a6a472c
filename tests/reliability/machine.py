"""The machine: on what something was measured, and of which commit."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from reliability.stores import SERVER

_CPU_INFO: Final = Path("/proc/cpuinfo")


def commit(*, but_for: Sequence[str] = ()) -> str:
    """Return the short name of the commit, with a word on changes beside it.

    `but_for` are pages that are being written and no changes.
    """
    left_out = [f":!{name}" for name in but_for]
    short = _git("rev-parse", "--short", "HEAD")
    if _git("status", "--porcelain", "--", ".", *left_out):
        return f"{short} and changes that were not committed"
    return short


def described() -> str:
    """Return the cores, the processor, and the versions of what was measured with."""
    return (
        f"{os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {_postgresql()}"
    )


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _processor() -> str:
    told = _CPU_INFO.read_text(encoding="utf-8") if _CPU_INFO.exists() else ""
    names = (line for line in told.splitlines() if line.startswith("model name"))
    name = next(names, "").partition(":")[2].strip()
    return name or platform.machine()


def _postgresql() -> str:
    try:
        with psycopg.connect(SERVER, connect_timeout=3) as server:
            number = server.info.server_version
    except psycopg.OperationalError:
        return "without PostgreSQL"
    return f"PostgreSQL {number // 10_000}.{number % 10_000}"
