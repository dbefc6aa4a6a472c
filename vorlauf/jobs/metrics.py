"""Metrics: the state of the mail for Prometheus; no names, no addresses.

A figure that may fall is a gauge. That a notice was sent is such a state: its mail may
still come back, and a notice that was given up may be sent again. Only final events are
counters.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine

from states.messages import msg
from vorlauf.db import versions
from vorlauf.db.engine import reading
from vorlauf.db.tables import NoticeState
from vorlauf.directory.model import Directory
from vorlauf.errors import SettingsError, StoreError
from vorlauf.jobs import metric_queries
from vorlauf.jobs.heads_outside import HeadsOutside
from vorlauf.jobs.metric_queries import NoticeTally
from vorlauf.mail.queue.delayed_notices import delayed_notices
from vorlauf.posts import publication_queries
from vorlauf.records.backup.nightly import BackupFolder
from vorlauf.setting_meanings import METRICS_PORT

LOOPBACK: Final = "127.0.0.1"


def exposition(
    engine: Engine,
    now: datetime,
    outside: HeadsOutside | None = None,
    directory: Directory | None = None,
    backups: BackupFolder | None = None,
) -> bytes:
    """Return all figures at `now` (aware UTC), in Prometheus' text format (UTF-8).

    Whether a notice is delayed needs the working days of the `directory`. Raises
    `StoreError` when the database cannot be read.
    """
    with reading(engine) as connection:
        figures = [
            *_figures(connection, now),
            *_of_delays(connection, directory, now),
            *_of_heads(outside, now),
            *_of_backups(backups, now),
        ]
    registry = CollectorRegistry()
    registry.register(_Look(lambda: figures))
    return generate_latest(registry)


@contextmanager
def exposed(  # noqa: PLR0913, PLR0917, what there is to look at
    engine: Engine,
    clock: Callable[[], datetime],
    port: int,
    outside: HeadsOutside | None = None,
    directory: Callable[[], Directory] | None = None,
    backups: BackupFolder | None = None,
) -> Iterator[str]:
    """Serve the figures of this moment on loopback; yields the page's address.

    Port 0 takes one that is free. `vorlauf_up` is 0, and stands alone, as long as the
    database cannot be read. Raises `SettingsError` if the port cannot be used.
    """

    def look() -> Iterable[Metric]:
        try:
            with reading(engine) as connection:
                now = clock()
                return [
                    _up(1),
                    *_figures(connection, now),
                    *_of_delays(connection, _read(directory), now),
                    *_of_heads(outside, now),
                    *_of_backups(backups, now),
                ]
        except StoreError:
            return [_up(0)]

    registry = CollectorRegistry()
    registry.register(_Look(look))
    try:
        server, thread = start_http_server(port, LOOPBACK, registry)
    except OSError as error:
        raise SettingsError(
            msg(
                "Port {port} of {host} cannot be used for metrics: {reason}. Choose "
                "another in {setting}, or leave it out for none.",
                port=port,
                host=LOOPBACK,
                reason=error.strerror or "",
                setting=METRICS_PORT,
            )
        ) from error
    try:
        yield f"http://{LOOPBACK}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Look(Collector):
    """What is counted at each look, as the library takes it."""

    def __init__(self, look: Callable[[], Iterable[Metric]]) -> None:
        self._look = look

    def collect(self) -> Iterable[Metric]:
        """Return the figures."""
        return self._look()

    def describe(self) -> Iterable[Metric]:
        """Return nothing: names are not compared before somebody looks."""
        return ()


def _up(value: int) -> Metric:
    return _gauge("vorlauf_up", "1 while the database can be read, else 0.", value)


def _figures(connection: Connection, now: datetime) -> Iterator[Metric]:
    yield from _of_notices(connection, now)
    yield from _of_addresses(connection)
    yield from _of_incoming(connection)
    yield from _of_steps(connection, now)
    yield _of_recorded(connection)
    yield _by_kind(
        GaugeMetricFamily(
            "vorlauf_publications",
            "What adapters publish by what has become of it so far.",
            labels=["state"],
        ),
        publication_queries.counts(connection).items(),
    )
    yield _gauge(
        "vorlauf_publications_troubled",
        "Publications about which a person has to do something.",
        publication_queries.count_in_trouble(connection),
    )
    yield _gauge(
        "vorlauf_versions_altered",
        "Open posts whose version is not the one that the audit log knows.",
        len(versions.altered(connection)),
    )


def _of_notices(connection: Connection, now: datetime) -> Iterator[Metric]:
    tallied = metric_queries.notices(connection)
    yield _notices(tallied)
    yield from _tries(tallied)
    yield _gauge(
        "vorlauf_oldest_waiting_seconds",
        "How long the longest due notice has been waiting; 0 if nothing is due.",
        _waiting(connection, now),
    )
    yield CounterMetricFamily(
        "vorlauf_messages",
        "Mails and hints that were written and handed over, or were about to be.",
        value=metric_queries.messages(connection),
    )


def _of_addresses(connection: Connection) -> Iterator[Metric]:
    troubled, suppressed = metric_queries.addresses(connection)
    refused, nothing = "Addresses that have refused mail.", "Addresses that get none."
    yield _gauge("vorlauf_addresses_troubled", refused, troubled)
    yield _gauge("vorlauf_addresses_suppressed", nothing, suppressed)


def _of_incoming(connection: Connection) -> Iterator[Metric]:
    what = "Mails that came in and were dealt with."
    counter = CounterMetricFamily("vorlauf_incoming", what, labels=["kind"])
    yield _by_kind(counter, metric_queries.handled(connection).items())
    waiting = "Mails that came in and wait for being dealt with."
    yield _gauge(
        "vorlauf_incoming_waiting", waiting, metric_queries.unhandled(connection)
    )


def _of_steps(connection: Connection, now: datetime) -> Iterator[Metric]:
    for name, what, found in (
        ("vorlauf_steps_open", "Open steps.", metric_queries.open_steps(connection)),
        (
            "vorlauf_steps_overdue",
            "Open steps that are late.",
            metric_queries.overdue_steps(connection, now),
        ),
    ):
        yield _by_kind(GaugeMetricFamily(name, what, labels=["kind"]), found.items())


def _of_recorded(connection: Connection) -> Metric:
    # An objection takes a recorded decision back, so the number may fall.
    gauge = GaugeMetricFamily(
        "vorlauf_decisions_recorded",
        "Decisions that coordinators recorded for whoever told them.",
        labels=["way"],
    )
    for way, decisions in metric_queries.recorded_decisions(connection).items():
        gauge.add_metric([way.value], decisions)
    return gauge


def _read(directory: Callable[[], Directory] | None) -> Directory | None:
    try:
        return directory() if directory is not None else None
    except SettingsError:
        return None  # the file is being changed, and `vorlauf check` says what is wrong


def _of_delays(
    connection: Connection, directory: Directory | None, now: datetime
) -> Iterator[Metric]:
    if directory is not None:
        yield _gauge(
            "vorlauf_notices_delayed",
            "Notices that wait past the working day after the one they were planned "
            "for.",
            len(delayed_notices(connection, directory, now)),
        )


def _of_heads(outside: HeadsOutside | None, now: datetime) -> Iterator[Metric]:
    if outside is not None:
        yield _gauge(
            "vorlauf_head_kept_age_seconds",
            "How long ago the audit log's head last went into the file outside.",
            outside.age(now),
        )


def _of_backups(backups: BackupFolder | None, now: datetime) -> Iterator[Metric]:
    if backups is not None:
        yield _gauge(
            "vorlauf_backup_age_seconds",
            "How long ago the newest nightly backup was made.",
            backups.age(now),
        )


def _notices(tallied: Iterable[NoticeTally]) -> Metric:
    labels = ["purpose", "medium", "state"]
    family = GaugeMetricFamily(
        "vorlauf_notices", "Notices by what has become of them so far.", labels=labels
    )
    found = {(t.purpose, t.medium, t.state): t.notices for t in tallied}
    # A series that ends when its last notice moves on would never show a zero.
    for purpose, medium in dict.fromkeys((p, m) for p, m, _ in found):
        for state in NoticeState:
            number = found.get((purpose, medium, state), 0)
            family.add_metric([purpose.value, medium.value, state.value], number)
    return family


def _tries(tallied: Iterable[NoticeTally]) -> Iterator[Metric]:
    attempts: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    for tally in tallied:
        attempts[tally.medium] += tally.attempts
        doubts[tally.medium] += tally.doubts
    for name, what, found in (
        (
            "vorlauf_attempts",
            "How often a server was asked to take a notice.",
            attempts,
        ),
        ("vorlauf_doubts", "How often nobody knew whether one arrived.", doubts),
    ):
        family = CounterMetricFamily(name, what, labels=["medium"])
        for medium, number in sorted(found.items()):
            family.add_metric([medium], number)
        yield family


def _waiting(connection: Connection, now: datetime) -> float:
    since = metric_queries.waiting_since(connection, now)
    return 0.0 if since is None else (now - since).total_seconds()


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _by_kind(
    family: GaugeMetricFamily | CounterMetricFamily,
    found: Iterable[tuple[StrEnum, int]],
) -> Metric:
    for kind, number in found:
        family.add_metric([kind.value], number)
    return family
