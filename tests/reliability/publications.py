"""Publications: an adapter that is killed publishes at a server that fails.

The server is a process of its own that behaves as Mastodon is documented, for none runs
here: it keeps the key of a status for an hour by a clock that it is told, works on
pictures for a while, and answers 429. Every fifth call that publishes goes wrong: the
connection is cut before or after its effect, 5xx before or after it, 429, or no answer
within the time that the publisher waits.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote
from urllib.request import urlopen

from publishing_servers import FakeMastodon, Reply, served
from sqlalchemy import Engine

from reliability.figures import Figure, not_measured
from reliability.processes import Child, is_ready
from reliability.sample_campaign import COORDINATOR, MONDAY, Crowd, ask, crowd
from reliability.stores import BOTH, NO_POSTGRESQL, engine_on, is_there, store
from states.messages import msg
from states.post import Trigger
from vorlauf.db import post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.engine import reading, writing
from vorlauf.db.publication_tables import PublicationState
from vorlauf.directory.model import Directory
from vorlauf.directory.targets import ChannelTarget, PublishingWay
from vorlauf.editing import edits
from vorlauf.material.files.storage import FileStore
from vorlauf.posts import publication_queries
from vorlauf.posts.publication_queries import PublicationRow
from vorlauf.publishing.adapters.adapter import Adapter, OutgoingPost, Publicity
from vorlauf.publishing.adapters.configured import adapter_of
from vorlauf.publishing.adapters.mastodon import Mastodon
from vorlauf.publishing.failures import Failure, PublishingError
from vorlauf.publishing.run import PublishingRun
from vorlauf.workflow.decisions import Decision, decide, decide_many

NUMBER: Final = 20
SEED: Final = 20261201
POSTS, FEW = 1_000, 40
KILLS, FEW_KILLS = 200, 8
ERRORS: Final = 0.2
FAULTS: Final = (
    *("cut_before", "cut_after", "500_before", "500_after", "429", "hang_after"),
)
# Longer than a lease: so much later by its clock each life begins.
LATER: Final = timedelta(minutes=16)
# Every so many posts are changed and approved anew before their slot.
CHANGED: Final = 10
CHANNEL: Final = "linkedin"
TOKEN: Final = "geheim-1"
# Seconds that the publisher waits, and that a server hangs.
PATIENCE, HANGS = 0.5, 0.7
MOST_LIVES: Final = 90
_TOO_LONG: Final = 120.0
_FIRST_GUESS: Final = 0.5  # seconds of a life, before one was seen
_STATE: Final = PublicationState
_OVER: Final = frozenset({_STATE.DONE, _STATE.FAILED})


@dataclass
class ToldMastodon(FakeMastodon):
    """A server that is told the time, fails at random, and tells what came out."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    went_wrong: int = 0

    def handle(self, request: Any) -> Reply | None:
        """Answer what the measurement asks, and everything else as Mastodon."""
        if request.path == "/told/now":
            self.now = datetime.fromisoformat(request.query["at"][0])
            return Reply(200, {})
        if request.path == "/told/statuses":
            texts = [one["text"] for one in self.statuses]
            return Reply(200, {"texts": texts, "went_wrong": self.went_wrong})
        return super().handle(request)

    def fault_of(self, request: Any) -> str | None:
        """Return what goes wrong with this request, if anything does."""
        is_final = request.path == "/api/v1/statuses"
        if self.chance.random() >= (ERRORS if is_final else ERRORS / 4):
            return None
        self.went_wrong += is_final
        return self.chance.choice(FAULTS)


@dataclass(frozen=True)
class BlindMastodon:
    """The same without a key, and without any way to look: what is lost is unknown."""

    inner: Mastodon
    idempotent_for: timedelta | None = None
    lacks: tuple[()] = ()

    def prepare(self, post: OutgoingPost) -> Any:
        """Do as Mastodon."""
        return self.inner.prepare(post)

    def publish(self, post: OutgoingPost) -> Publicity:
        """Do as Mastodon."""
        return self.inner.publish(post)

    def look_up(self, post: OutgoingPost) -> Publicity | None:
        """Raise: nobody can say."""
        raise PublishingError(Failure.UNKNOWN, msg("{a} unknown", a=post.number))

    def check(self) -> Any:
        """Do as Mastodon."""
        return self.inner.check()


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """What a process does that publishes what is due, as a sweep does."""

    directory: Directory
    database: str
    files: Path
    is_blind: bool

    def publish_all(self, now: datetime) -> None:
        """Make one run at `now`."""
        with engine_on(self.database) as engine:
            PublishingRun(
                engine=engine,
                directory=self.directory,
                now=now,
                adapter_of=self._adapter,
                files=FileStore(self.files),
            ).run()

    def _adapter(self, channel: str) -> Adapter:
        made = adapter_of(self.directory.targets[channel], TOKEN)
        assert isinstance(made, Mastodon)
        quick = replace(made, calls=replace(made.calls, patience=PATIENCE))
        quick = replace(quick, wait=lambda _: None)
        return BlindMastodon(quick) if self.is_blind else quick


@dataclass
class Outcome:
    """What is found in the end: how often each text came out, and each publication."""

    texts: Counter[str]
    rows: list[PublicationRow]
    wanted: dict[str, str]
    kills: int
    went_wrong: int


def run(*, short: bool, on: Sequence[str] = BOTH) -> Iterator[Figure]:
    """Publish under fire, with and without a key that publishes once."""
    posts, kills = (FEW, FEW_KILLS) if short else (POSTS, KILLS)
    for kind in on:
        if not is_there(kind):
            yield not_measured(NUMBER, f"publications, {kind}", NO_POSTGRESQL)
            continue
        yield judge(kind, trial(kind, posts, kills, is_blind=False), is_blind=False)
        few = max(posts // 5, FEW), max(kills // 5, FEW_KILLS)
        yield judge(kind, trial(kind, *few, is_blind=True), is_blind=True)


def judge(kind: str, found: Outcome, *, is_blind: bool) -> Figure:
    """Judge: nothing twice, nothing lost, nothing in another version.

    What is left to a person is not lost, and how much that is stands beside it: with a
    key it is what came more than twelve hours after its slot, or cannot be seen.
    """
    twice = sum(times > 1 for times in found.texts.values())
    other = len(found.texts.keys() - set(found.wanted.values()))
    by_number = {row.number: row for row in found.rows}
    lost = left = 0
    for number, text in found.wanted.items():
        row = by_number.get(number)
        if row is not None and row.needs_person:
            left += 1
        elif not found.texts[text] or row is None or row.state is not _STATE.DONE:
            lost += 1
    failed = twice + other + lost
    what = "no key, no look-up" if is_blind else "a key for an hour"
    return Figure(
        number=NUMBER,
        title=f"publications by a killed adapter, {what}, {kind}",
        tried=len(found.wanted),
        failed=failed,
        promise="0 twice, 0 lost, 0 in another version",
        kept=failed == 0 and found.kills > 0 and found.went_wrong > 0,
        details=(
            f"{found.kills} kills, {found.went_wrong} calls that went wrong; {twice} "
            f"twice, {lost} lost, {other} in another version, {left} left to a person, "
            f"seed {SEED}"
        ),
    )


def trial(kind: str, posts: int, kills: int, *, is_blind: bool) -> Outcome:
    """Let a publisher live and be killed so often, and then to the end."""
    people = crowd(posts)
    with (
        TemporaryDirectory(prefix="vorlauf-faults-") as folder,
        store(kind) as database,
        _server(keeps_keys=not is_blind) as base,
    ):
        target = ChannelTarget(
            channel=CHANNEL,
            way=PublishingWay.MASTODON,
            address=base,
            private_address=True,
        )
        directory = replace(people.directory, targets={CHANNEL: target})
        publisher = Publisher(
            directory=directory,
            database=database,
            files=Path(folder),
            is_blind=is_blind,
        )
        with engine_on(database) as engine:
            wanted = _schedule(engine, people, directory, posts / (2 * kills))
        done = _live(publisher, base, kills, wanted)
        with engine_on(database) as engine:
            rows = _rows(engine)
        told = json.loads(_told(base, "/told/statuses"))
    return Outcome(
        texts=Counter(told["texts"]),
        rows=rows,
        wanted=wanted,
        kills=done,
        went_wrong=told["went_wrong"],
    )


def _schedule(
    engine: Engine, people: Crowd, directory: Directory, in_a_life: float
) -> dict[str, str]:
    """Have posts approved that come to their slots one after the other.

    Returns the text that is to come out by number; some are approved twice.
    """
    numbers = ask(engine, people)
    contacts = [f"p-{house}" for house in people.houses()]
    wanted: dict[str, str] = {}
    with writing(engine) as connection:
        call = Call(connection, directory, MONDAY)
        _approve(call, dict(zip(numbers, contacts, strict=True)))
    for index, number in enumerate(numbers):
        wanted[number] = f"Beitrag {number}: Fassung {index % CHANGED}. Mach was!"
        with writing(engine) as connection:
            call = Call(connection, directory, MONDAY)
            texts = {CHANNEL: wanted[number]}
            edits.save(call, edits.Edit(number=number, actor=COORDINATOR, texts=texts))
    with writing(engine) as connection:
        call = Call(connection, directory, MONDAY)
        _approve(call, dict(zip(numbers, contacts, strict=True)))
    with writing(engine) as connection:
        for index, post in enumerate(post_snapshots.snapshots(connection, numbers)):
            slot = MONDAY + LATER * (index / in_a_life)
            connection.execute(
                post_snapshots.POST.update()
                .where(post_snapshots.POST.c.id == post.id)
                .values(slot_at=slot)
            )
    return wanted


def _approve(call: Call, contacts: dict[str, str]) -> None:
    for trigger in (Trigger.ENDORSE, Trigger.APPROVE):
        decide_many(
            call,
            [
                Decision(
                    number=number,
                    trigger=trigger,
                    actor=contact if trigger is Trigger.ENDORSE else "vogt",
                )
                for number, contact in contacts.items()
            ],
        )


def _live(publisher: Publisher, base: str, kills: int, wanted: dict[str, str]) -> int:
    """Live and be killed, with changes in between; return how often it was killed."""
    chance, now, killed, took = random.Random(SEED), MONDAY, 0, _FIRST_GUESS
    changed = list(wanted)[CHANGED::CHANGED]
    for life in range(3 * kills + MOST_LIVES):
        _told(base, f"/told/now?at={quote(now.isoformat())}")
        child = Child.fork(lambda at=now: publisher.publish_all(at))  # type: ignore[misc]
        within = chance.uniform(0, 2 * took) if killed < kills else _TOO_LONG
        began = time.monotonic()
        is_over = is_ready(child.gone, within)
        child.kill()
        # Half of the lives end by themselves: what they took is what they take.
        took = 0.8 * took + 0.2 * (time.monotonic() - began) if is_over else 1.1 * took
        killed += not is_over and killed < kills
        now += LATER
        if changed and life % 2:
            _change(publisher, now, changed.pop(0), wanted)
        if killed >= kills and not _is_left(publisher.database, len(wanted)):
            break
    return killed


def _change(
    publisher: Publisher, now: datetime, number: str, wanted: dict[str, str]
) -> None:
    """Change a post that has not begun to be published, and approve it once more."""
    text = wanted[number].replace("Fassung", "Neue Fassung")
    with engine_on(publisher.database) as engine, writing(engine) as connection:
        call = Call(connection, publisher.directory, now)
        post = post_snapshots.post_of(connection, number)
        rows = publication_queries.of_post(connection, post.id)
        if post.slot_at <= now or rows or not post.state.is_binding:
            return
        edit = edits.Edit(number=number, actor=COORDINATOR, texts={CHANNEL: text})
        edits.save(call, edit)
        for trigger, who in (
            (Trigger.ENDORSE, f"p-{post.houses[0]}"),
            (Trigger.APPROVE, "vogt"),
        ):
            decide(call, Decision(number=number, trigger=trigger, actor=who))
    wanted[number] = text


def _is_left(database: str, posts: int) -> bool:
    with engine_on(database) as engine:
        rows = _rows(engine)
    over = sum(row.state in _OVER or row.needs_person for row in rows)
    return over < posts


def _rows(engine: Engine) -> list[PublicationRow]:
    with reading(engine) as connection:
        found = connection.execute(
            publication_queries.PUBLICATION.select().with_only_columns(
                publication_queries.PUBLICATION.c.id
            )
        )
        rows = [publication_queries.of_key(connection, key) for (key,) in found.all()]
    newest = {row.number: row for row in rows if row is not None}
    return list(newest.values())


@contextmanager
def _server(*, keeps_keys: bool) -> Iterator[str]:
    said, says = os.pipe()
    child = Child.fork(lambda: _serve(says, keeps_keys=keeps_keys))
    os.close(says)
    try:
        with os.fdopen(said) as line:
            yield line.readline().strip()
    finally:
        child.kill()


def _serve(says: int, *, keeps_keys: bool) -> None:
    fake = ToldMastodon(keeps_keys=keeps_keys, now=MONDAY, hangs=HANGS)
    fake.faults = fake.fault_of
    with served(fake):
        os.write(says, f"{fake.base}\n".encode())
        os.close(says)
        signal.pause()


def _told(base: str, path: str) -> bytes:
    with urlopen(base + path, timeout=30) as answer:  # noqa: S310, our own server
        content: bytes = answer.read()
    return content
