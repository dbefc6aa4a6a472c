"""Run: the clock goes through a year on the real engine, store, mails and socket."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine

from notifications.delivery.capture_server import CaptureServer
from notifications.delivery.mailer import Mailer
from states.office_hours import Office
from states.post import PostState
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import make_engine, reading, writing
from vorlauf.db.migrate import upgrade
from vorlauf.demo.judge.evidence import Evidence as Judged
from vorlauf.demo.judge.evidence import Rules, rows_of
from vorlauf.demo.judge.verdict import judge
from vorlauf.demo.year.changes import SLOT_HOURS, Changes, Rate
from vorlauf.demo.year.checks import Evidence, history_is_state, violations
from vorlauf.demo.year.judged_rules import rules_of
from vorlauf.demo.year.people import People
from vorlauf.demo.year.received_mails import Sink
from vorlauf.demo.year.results import YearResult, house_years, on_time, published
from vorlauf.directory.model import Directory
from vorlauf.editing.new_posts import NewPost, add, year_plan
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.host import new_owner
from vorlauf.jobs.timed_moves import advance_due
from vorlauf.mail.delivery import deliver_due
from vorlauf.mail.queue import leases
from vorlauf.material import attestations
from vorlauf.posts import history

# The year is planned so long before it begins, so that January has its lead times.
PLANNED_BEFORE: Final = timedelta(days=70)
# What is late in December comes out in the weeks after.
RUN_OUT: Final = timedelta(days=90)
# As in the timetable: the sweeps run every five minutes.
SWEEP: Final = timedelta(minutes=5)
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
# On Tuesdays and Fridays, late in the morning, the coordinator takes the telephone.
LOOKS: Final = tuple(clock_time(hour) for hour in (8, 10, 12, 14, 16))
CALLS, CALL_HOUR = frozenset({1, 4}), clock_time(10, 2)
YEARS: Final = range(2001, 2099)

Progress = Callable[[date], None]


def simulate(  # noqa: PLR0913, all that a year depends on
    directory: Directory,
    *,
    year: int,
    posts: int,
    seed: int,
    rate: Rate = Rate.NONE,
    progress: Progress = lambda _: None,
) -> YearResult:
    """Let a year of `posts` posts run by itself, and check every promise of it.

    Store, mails and the SMTP server on loopback are real and live in a temporary
    folder; only the clock is moved. People, and the changes that come at a `rate`, are
    a model drawn from `seed`. Raises `BadInputError` for a year or a number of posts
    that cannot be.
    """
    if year not in YEARS:
        raise BadInputError(f"Name a year from {YEARS[0]} to {YEARS[-1]}.")
    began = time.perf_counter()
    with _stage(directory, year) as stage:
        people = People(directory, year, seed)
        stage.plan(posts, people)
        stage.changes = Changes(directory, rate, year, seed, posts)
        stage.play(people, progress)
        return stage.result(year, seconds=lambda: time.perf_counter() - began)


@dataclass
class _YearParts:
    """The parts of one simulated year."""

    directory: Directory
    year: int
    engine: Engine
    mailer: Mailer
    sink: Sink
    called_on: date
    database: Path
    changes: Changes | None = None
    rules: list[Rules] = field(default_factory=list)
    files: list[tuple[datetime, Directory]] = field(default_factory=list)
    late_mails: set[str] = field(default_factory=set)
    killed_at: list[datetime] = field(default_factory=list)
    # Up to here the timetable has seen all that was due.
    seen_until: datetime = _NEVER
    # After the service was killed: when it runs again.
    starts_at: datetime | None = None

    def plan(self, posts: int, people: People) -> None:
        """Plan the year in one go, as the coordinator does in autumn."""
        office = self.directory.agency.office
        author = self.directory.coordinator.key
        plan = year_plan(
            self.directory,
            self.year,
            posts,
            author=author,
            after=office.at(date(self.year, 1, 1), office.opens),
        )
        with writing(self.engine) as connection:
            numbers = add(
                Call(connection, self.directory, self.sink.now),
                list(_varied(plan, office)),
            )
            for post in post_snapshots.snapshots(connection, numbers):
                people.start(post)

    def play(self, people: People, progress: Progress) -> None:
        """Go from one thing that happens to the next, until nothing is left."""
        office = self.directory.agency.office
        end = office.at(date(self.year, 12, 31), office.opens) + RUN_OUT
        while (at := self._next(people)) is not None and at < end:
            if office.day_of(at) != office.day_of(self.sink.now):
                progress(office.day_of(at))
            self.sink.now = at
            self.seen_until = at - SWEEP
            if self.changes is not None and at == self.changes.next_at():
                self._change(self.changes, people)
            elif at == self._call_at():
                self._telephone(people)
            elif at == people.next_at():
                # What is refused meanwhile is left: a post may be on hold.
                with suppress(RefusedError), writing(self.engine) as connection:
                    people.act(connection)
            else:
                self._sweep(people)

    def result(self, year: int, seconds: Callable[[], float]) -> YearResult:
        """Count the year and check it."""
        with reading(self.engine) as connection:
            evidence = Evidence(
                received=self.sink.received,
                late_mails=frozenset(self.late_mails),
                notices=history.notices(connection),
                steps=history.steps(connection),
                posts=history.posts(connection),
                deeds=history.deeds(connection),
                ended_at=self.sink.now,
                files=self.files,
            )
            chain = attestations.verify(connection)
        verdict = judge(
            Judged(
                mails=self.sink.mails,
                rules=self.rules,
                tables=rows_of(self.database),
                ended_at=self.sink.now,
                killed_at=self.killed_at,
            )
        )
        out = published(evidence.posts)
        houses = house_years(evidence, self.directory)
        return YearResult(
            posts=len(evidence.posts),
            working_days=self.directory.agency.office.calendar.in_year(year),
            published=len(out),
            published_on_time=sum(on_time(post, self.directory) for post in out),
            withdrawn=sum(post.state is PostState.WITHDRAWN for post in evidence.posts),
            mails=len(evidence.received),
            reminders=sum(house.reminders for house in houses),
            escalations=sum(house.escalations for house in houses),
            houses=houses,
            violations=violations(evidence, self.directory),
            verdict=verdict,
            changes=dict(self.changes.made) if self.changes else {},
            audit_ok=chain.ok and history_is_state(evidence),
            seconds=round(seconds(), 1),
        )

    def _next(self, people: People) -> datetime | None:
        with reading(self.engine) as connection:
            due = history.next_due(connection, self.seen_until)
            unfinished = history.unfinished(connection)
        sweep = None if due is None else _tick(max(due, self.sink.now))
        call = self._call_at() if unfinished else None
        change = self.changes.next_at() if self.changes else None
        # What ought to have happened by now happens now.
        change = None if change is None else max(change, self.sink.now)
        look = self._look_at() if unfinished else None
        instants = (people.next_at(), sweep, call, change, look, self.starts_at)
        return min((at for at in instants if at is not None), default=None)

    def _look_at(self) -> datetime:
        """Return the next of the sweeps that compare the world with the plan.

        They run every five minutes; a few a day are enough where nothing is due.
        """
        office = self.directory.agency.office
        now = self.sink.now
        today = office.day_of(now)
        hours = [office.at(today, hour) for hour in LOOKS]
        tomorrow = office.at(office.calendar.add(today, 1), LOOKS[0])
        later = (at for at in hours if at > now and office.is_open(at))
        return next(later, tomorrow)

    def _call_at(self) -> datetime:
        """Return when the coordinator next looks at what is overdue: twice a week."""
        office = self.directory.agency.office
        day = office.calendar.add(self.called_on, 1)
        while day.weekday() not in CALLS:
            day = office.calendar.add(day, 1)
        return office.nearest_open(day, CALL_HOUR)

    def _sweep(self, people: People) -> None:
        """Do what the timetable does at this minute; people read their mails."""
        now = self.seen_until = self.sink.now
        advance_due(self.engine, self.directory, now)
        if self.changes is not None and self.changes.is_killed:
            self._die(now)
            self.changes.is_killed = False
            return
        deliver_due(self.engine, self.directory, self.mailer, now)
        self.starts_at = None
        fresh = {mail.message_id: mail for mail in self.sink.fresh()}
        with reading(self.engine) as connection:
            about = history.carried(connection, list(fresh))
        asked = [one for one in about if one.asks]
        self.late_mails |= {one.message_id for one in asked if one.is_closed}
        for one in asked:
            people.read(fresh[one.message_id], one.number)

    def _die(self, now: datetime) -> None:
        """Be killed with mails in hand; another process sends them when it may."""
        with writing(self.engine) as connection:
            leases.lease(connection, new_owner(reads_log=False), now)
        self.engine.dispose()
        self.killed_at.append(now)
        self.starts_at = now + leases.LEASE + SWEEP

    def _change(self, changes: Changes, people: People) -> None:
        """Let something change; another file is read by the next sweep."""
        directory = changes.act(self.engine)
        if directory is not self.directory:
            self.directory = people.directory = directory
            self.rules.append(rules_of(directory, self.sink.now))
            self.files.append((self.sink.now, directory))
            self._sweep(people)

    def _telephone(self, people: People) -> None:
        """Let the coordinator look at what is overdue, and call."""
        self.called_on = self.directory.agency.office.day_of(self.sink.now)
        with reading(self.engine) as connection:
            people.telephone(connection, self.sink.now)
            missed = history.missed(connection, self.sink.now)
        for number in missed:
            with writing(self.engine) as connection:
                people.plan_again(connection, number, self.sink.now)


@contextmanager
def _stage(directory: Directory, year: int) -> Iterator[_YearParts]:
    office = directory.agency.office
    day = date(year, 1, 1) - PLANNED_BEFORE
    sink = Sink(office.next_open(office.at(day, office.opens)))
    with (
        TemporaryDirectory(prefix="vorlauf-") as folder,
        CaptureServer(sink.keep) as catcher,
    ):
        database = Path(folder) / "vorlauf.db"
        engine = make_engine(f"sqlite:///{database}")
        upgrade(engine)
        with Mailer.from_url(catcher.url) as mailer:
            yield _YearParts(
                directory,
                year,
                engine,
                mailer,
                sink,
                called_on=day,
                database=database,
                rules=[rules_of(directory, sink.now)],
                files=[(sink.now, directory)],
            )
        engine.dispose()


def _varied(plan: Sequence[NewPost], office: Office) -> Iterator[NewPost]:
    """Give some posts a second house, some no graphics, and slots at all hours."""
    for index, post in enumerate(plan):
        other = plan[(index + 3) % len(plan)].houses[0]
        shared = index % 6 == 0 and other not in post.houses
        at = SLOT_HOURS[index % len(SLOT_HOURS)]
        yield replace(
            post,
            slot_at=office.at(office.day_of(post.slot_at), at),
            houses=(*post.houses, other) if shared else post.houses,
            wants_graphics=index % 5 != 0,
            wants_assets=index % 9 != 0,
        )


def _tick(at: datetime) -> datetime:
    """Return the next minute at which the sweeps run."""
    since = at - datetime(at.year, 1, 1, tzinfo=UTC)
    missing = -since % SWEEP
    return at + missing
