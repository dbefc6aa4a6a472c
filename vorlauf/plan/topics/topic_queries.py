"""Questions and statements about topics and the posts that were made of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from states.post import PostState
from vorlauf.db import keys
from vorlauf.db.post_snapshots import POST
from vorlauf.db.tables import Topic, TopicPost, TopicState, table_of
from vorlauf.directory.model import Directory
from vorlauf.plan.topics.topic_rows import TopicRow, columns_of, topic_of

_AnyRow = Row[*tuple[Any, ...]]
TOPIC: Final = table_of(Topic)
TOPIC_POST: Final = table_of(TopicPost)
_POSTS: Final = (
    select(
        TOPIC_POST.c.topic_id,
        TOPIC_POST.c.day,
        POST.c.number,
        POST.c.id,
        and_(POST.c.state == PostState.DRAFT, POST.c.row_version == 1).label(
            "is_untouched"
        ),
    )
    .join(POST, POST.c.id == TOPIC_POST.c.post_id)
    .where(TOPIC_POST.c.undone_at.is_(None), POST.c.state != PostState.WITHDRAWN)
    .order_by(TOPIC_POST.c.taken_at, POST.c.id)
)
_CHANGE: Final = (
    update(TOPIC)
    .where(
        TOPIC.c.id == bindparam("key"), TOPIC.c.row_version == bindparam("seen_version")
    )
    .values(row_version=TOPIC.c.row_version + 1)
)
_BY_LINK: Final = (
    select(func.count())
    .select_from(TOPIC)
    .where(TOPIC.c.link_id == bindparam("link"), TOPIC.c.proposed_at >= bindparam("at"))
)


def all_topics(connection: Connection, directory: Directory) -> list[TopicRow]:
    """Return all topics, the oldest first."""
    rows = connection.execute(select(TOPIC).order_by(TOPIC.c.id)).all()
    return _with_posts(rows, connection.execute(_POSTS).all(), directory)


def topic_by_key(
    connection: Connection, key: int, directory: Directory
) -> TopicRow | None:
    """Return a topic; None if there is none with this key."""
    rows = connection.execute(select(TOPIC).where(TOPIC.c.id == key)).all()
    if not rows:
        return None
    posts = connection.execute(_POSTS.where(TOPIC_POST.c.topic_id == key)).all()
    return _with_posts(rows, posts, directory)[0]


def count_all(connection: Connection) -> int:
    """Return how many topics there are, in whatever state."""
    return connection.execute(select(func.count()).select_from(TOPIC)).scalar_one()


def count_by_link(connection: Connection, link: int, since: datetime) -> int:
    """Return how many topics came by a link since an instant (aware UTC)."""
    return connection.execute(_BY_LINK, {"link": link, "at": since}).scalar_one()


def waiting_by_link(
    connection: Connection, link: int, directory: Directory
) -> list[TopicRow]:
    """Return the topics that came by a link and wait for a coordinator."""
    rows = connection.execute(
        select(TOPIC).where(
            TOPIC.c.link_id == link, TOPIC.c.state == TopicState.PROPOSED.value
        )
    )
    return _with_posts(rows.all(), [], directory)


def next_key(connection: Connection) -> int:
    """Return the next free key; ask only while the audit log is locked."""
    return keys.next_id(connection, TOPIC)


def add(connection: Connection, topics: Sequence[TopicRow]) -> None:
    """Keep new topics under their keys."""
    if topics:
        connection.execute(insert(TOPIC), [columns_of(one) for one in topics])


def change(connection: Connection, after: TopicRow, names: Iterable[str]) -> bool:
    """Write these parts of a topic; False if it is not at the row version of `after`.

    Its row version is counted up.
    """
    values = columns_of(after)
    written = {name: values[name] for name in names}
    key = {"key": after.id, "seen_version": after.row_version}
    return connection.execute(_CHANGE.values(**written), key).rowcount == 1


def add_post(connection: Connection, made: TopicPost) -> None:
    """Keep which post was made of a topic."""
    connection.execute(insert(TOPIC_POST).values(**made.model_dump()))


def undo_post(connection: Connection, topic: int, post: int, now: datetime) -> None:
    """Write that a post was taken back (aware UTC)."""
    connection.execute(
        update(TOPIC_POST)
        .where(TOPIC_POST.c.topic_id == topic, TOPIC_POST.c.post_id == post)
        .values(undone_at=now)
    )


def _with_posts(
    rows: Sequence[Row[*tuple[Any, ...]]],
    posts: Sequence[Row[*tuple[Any, ...]]],
    directory: Directory,
) -> list[TopicRow]:
    numbers: dict[int, str] = {}
    made: defaultdict[int, set[int]] = defaultdict(set)
    days: defaultdict[int, set[date]] = defaultdict(set)
    untouched: defaultdict[int, list[str]] = defaultdict(list)
    for one in posts:
        numbers[one.topic_id] = one.number
        made[one.topic_id].add(one.id)
        if one.is_untouched:
            untouched[one.topic_id].append(one.number)
        if one.day is not None:
            days[one.topic_id].add(one.day)
    return [
        topic_of(
            row._asdict(),
            directory,
            post=numbers.get(row.id, ""),
            post_ids=frozenset(made.get(row.id, ())),
            untouched=tuple(untouched.get(row.id, ())),
            taken_days=frozenset(days.get(row.id, ())),
        )
        for row in rows
    ]
