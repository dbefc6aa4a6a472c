"""Figures: what is measured, against what, and how it is printed."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from vorlauf.db.engine import make_engine
from vorlauf.db.migrate import upgrade
from vorlauf.directory.loader import load
from vorlauf.directory.model import Directory


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its limit, and in a sentence how it is measured."""

    what: str
    measured: float
    limit: float
    unit: str
    beside: str = ""
    how: str = ""

    @property
    def ok(self) -> bool:
        """Say whether the figure keeps its limit."""
        return self.measured <= self.limit

    @property
    def verdict(self) -> str:
        """Say the same in words."""
        return "kept" if self.ok else "NOT kept"


def directory() -> Directory:
    """Return the sample campaign of this checkout."""
    return load(Path(__file__).parents[2] / "stakeholders.toml")


@contextmanager
def store() -> Iterator[tuple[Engine, Path]]:
    """Open an empty SQLite store in a temporary folder."""
    with TemporaryDirectory(prefix="vorlauf-bench-") as folder:
        file = Path(folder) / "vorlauf.db"
        engine = make_engine(f"sqlite:///{file}")
        upgrade(engine)
        yield engine, file
        engine.dispose()


def median_ms(run: Callable[[], object], times: int) -> float:
    """Return the median duration of a call, in milliseconds."""
    return statistics.median(durations(run, times)) * 1e3


def durations(run: Callable[[], object], times: int) -> list[float]:
    """Return how long each of several calls took, in seconds."""
    return [duration(run) for _ in range(times)]


def duration(run: Callable[[], object]) -> float:
    """Return how long one call took, in seconds."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def show(figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    table = Table(title="Vorlauf: figures, medians of one run on this machine")
    for heading in ("figure", "measured", "limit", "of the limit", "", "beside"):
        table.add_column(heading)
    for figure in figures:
        table.add_row(
            figure.what,
            f"{figure.measured:.3g} {figure.unit}",
            f"{figure.limit:g} {figure.unit}",
            f"{figure.measured / figure.limit:.2f}",
            figure.verdict,
            figure.beside,
        )
    Console(width=140).print(table)
