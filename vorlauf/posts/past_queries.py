"""Questions about the past of a post: who was asked, who acted, what was shown."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from notifications.letters.mail_kinds import purposes_where
from states.fingerprint import Content
from states.post import DECISIONS
from vorlauf.db import versions
from vorlauf.db.post_snapshots import MESSAGE, NOTICE, STEP, VERSION
from vorlauf.db.tables import Audit, NoticeState, Outcome, table_of
from vorlauf.posts.step_queries import NoticeStep

# The event by which a house gets another key on a post.
RENAME: Final = "house_rename"
_AUDIT = table_of(Audit)


@dataclass(frozen=True)
class PostHistory:
    """How often a post has changed, and when last (aware UTC).

    `first_keys` are the first keys of houses that were renamed since, by their own.
    """

    entries: int
    last_at: datetime
    first_keys: Mapping[str, str] = field(default_factory=dict)

    def first_key(self, house: str) -> str:
        """Return what a house was called when the post first named it."""
        return self.first_keys.get(house, house)


@dataclass(frozen=True, kw_only=True)
class PastAction:
    """Who did something to a post, for which house, with which words."""

    actor: str
    house: str
    comment: str
    capacity: str = ""
    event: str = ""


_LAST_ACT = (
    select(_AUDIT.c.actor, _AUDIT.c.house, _AUDIT.c.comment, _AUDIT.c.capacity)
    .where(
        _AUDIT.c.post_id == bindparam("post_id"),
        _AUDIT.c.event == bindparam("event_"),
        _AUDIT.c.at <= bindparam("until"),
    )
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)
_ENDING_ACT = (
    select(
        _AUDIT.c.actor,
        _AUDIT.c.house,
        _AUDIT.c.comment,
        _AUDIT.c.capacity,
        _AUDIT.c.event,
    )
    .where(
        _AUDIT.c.post_id == bindparam("post_id"),
        _AUDIT.c.at == bindparam("at"),
        _AUDIT.c.row_version.is_not(None),
    )
    .order_by(_AUDIT.c.id.desc())
    .limit(1)
)
# Whoever was asked by an act that was undone has not heard of it.
_IS_UNDONE = (
    select(NOTICE.c.id).where(NOTICE.c.step_id == STEP.c.id, NOTICE.c.n < 0).exists()
)
_SHOWN_BEFORE = (
    select(*versions.COLUMNS)
    .join(
        STEP,
        (STEP.c.post_id == VERSION.c.post_id) & (STEP.c.version == VERSION.c.number),
    )
    .where(
        STEP.c.post_id == bindparam("post_id"),
        STEP.c.kind == bindparam("kind_"),
        STEP.c.house == bindparam("house_"),
        STEP.c.version < bindparam("version_"),
        ~_IS_UNDONE,
    )
    .order_by(STEP.c.version.desc())
    .limit(1)
)

_HISTORIES = (
    select(
        _AUDIT.c.post_id,
        func.count().label("entries"),
        func.max(_AUDIT.c.at).label("last_at"),
    )
    .where(_AUDIT.c.post_id.in_(bindparam("ids", expanding=True)))
    .group_by(_AUDIT.c.post_id)
)
_RENAMINGS = (
    select(_AUDIT.c.post_id, _AUDIT.c.details)
    .where(
        _AUDIT.c.post_id.in_(bindparam("ids", expanding=True)),
        _AUDIT.c.event == RENAME,
    )
    .order_by(_AUDIT.c.id)
)
_ASKED_BEFORE = (
    select(STEP.c.id)
    .where(
        STEP.c.post_id == bindparam("post_id"),
        STEP.c.kind == bindparam("kind_"),
        STEP.c.house == bindparam("house_"),
        # What was passed on to a colleague was answered by nobody.
        ((STEP.c.version < bindparam("version_")) & ~_IS_UNDONE)
        | ((STEP.c.id < bindparam("id_")) & (STEP.c.outcome != Outcome.VOID)),
    )
    .limit(1)
)
_TOLD_BEFORE = (
    select(MESSAGE.c.recipient)
    .distinct()
    .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.message_id)
    .where(
        NOTICE.c.step_id.in_(bindparam("ids", expanding=True)),
        NOTICE.c.recipient == bindparam("who"),
        NOTICE.c.purpose.in_(purposes_where(lambda kind: kind.begins)),
        NOTICE.c.state.in_((NoticeState.SENT, NoticeState.UNKNOWN)),
    )
    .order_by(MESSAGE.c.recipient)
)


def last_act(
    connection: Connection,
    matter: NoticeStep,
    event: str,
    *,
    until: datetime | None = None,
) -> PastAction | None:
    """Return the act of this kind that opened the step, or closed it if it has ended.

    Several houses may say no afterwards, each with words of its own. With `until`
    (aware UTC) the last one before that.
    """
    until = until or matter.closed_at or matter.opened_at
    row = connection.execute(
        _LAST_ACT, {"post_id": matter.post_id, "event_": event, "until": until}
    ).one_or_none()
    return None if row is None else PastAction(**row._asdict())


def ending_act(connection: Connection, matter: NoticeStep) -> PastAction | None:
    """Return the act on the post, and not on one step, that closed this one."""
    wanted = {"post_id": matter.post_id, "at": matter.closed_at}
    row = connection.execute(_ENDING_ACT, wanted).one_or_none()
    return None if row is None else PastAction(**row._asdict())


def shown_before(connection: Connection, matter: NoticeStep) -> Content | None:
    """Return the newest older content that this house was asked about likewise."""
    row = connection.execute(
        _SHOWN_BEFORE,
        {
            "post_id": matter.post_id,
            "kind_": matter.kind.value,
            "house_": matter.house,
            "version_": matter.version,
        },
    ).one_or_none()
    return None if row is None else versions.content_in(row)


def histories(
    connection: Connection, post_ids: Sequence[int]
) -> dict[int, PostHistory]:
    """Return of each post how often it has changed, and how its houses were called."""
    wanted = {"ids": list(post_ids)}
    first: dict[int, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(_RENAMINGS, wanted):
        details, keys = json.loads(row.details), first[row.post_id]
        (new,), (old,) = details["added"], details["removed"]
        keys[new] = keys.pop(old, old)
    return {
        row.post_id: PostHistory(row.entries, row.last_at, first.get(row.post_id, {}))
        for row in connection.execute(_HISTORIES, wanted)
    }


def was_asked_before(connection: Connection, matter: NoticeStep) -> bool:
    """Say whether this house was asked likewise about this post before."""
    row = connection.execute(
        _ASKED_BEFORE,
        {
            "id_": matter.id,
            "post_id": matter.post_id,
            "kind_": matter.kind.value,
            "house_": matter.house,
            "version_": matter.version,
        },
    ).one_or_none()
    return row is not None


def told_before(
    connection: Connection, step_ids: Sequence[int], person: str
) -> list[str]:
    """Return who got a request of these steps that was for a person (keys)."""
    rows = connection.execute(_TOLD_BEFORE, {"ids": list(step_ids), "who": person})
    return [row.recipient for row in rows]


def was_asked_after(connection: Connection, matter: NoticeStep) -> bool:
    """Say whether anybody was asked to decide on the post after this step had ended."""
    wanted = select(STEP.c.id).where(
        STEP.c.post_id == matter.post_id,
        STEP.c.id > matter.id,
        STEP.c.kind.in_(DECISIONS),
        STEP.c.opened_at >= matter.closed_at,
    )
    return connection.execute(wanted.limit(1)).one_or_none() is not None


def shown_at(connection: Connection, matter: NoticeStep) -> Content | None:
    """Return the content of the version a step was about."""
    row = connection.execute(
        select(*versions.COLUMNS).where(
            VERSION.c.post_id == matter.post_id, VERSION.c.number == matter.version
        )
    ).one_or_none()
    return None if row is None else versions.content_in(row)
