"""Questions and statements about publications by adapters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from states.fingerprint import Content
from states.messages import Message
from states.post import PostState
from states.purpose import MailKind
from vorlauf.db import keys, versions
from vorlauf.db.material_tables import StoredFile
from vorlauf.db.post_snapshots import NOTICE, POST, PROOF
from vorlauf.db.publication_tables import Publication, PublicationState
from vorlauf.db.stored_messages import unpacked
from vorlauf.db.tables import Version, table_of
from vorlauf.directory.targets import PublishingWay

PUBLICATION: Final = table_of(Publication)
_VERSION: Final = table_of(Version)
_FILE: Final = table_of(StoredFile)
_STATE: Final = PublicationState
# What something is done about by itself, at its time.
RESTING: Final = (_STATE.WAITING, _STATE.UNKNOWN, _STATE.ACCEPTED)
HELD: Final = (_STATE.CLAIMED, _STATE.SENDING)


@dataclass(frozen=True, kw_only=True)
class PublicationRow:
    """A publication as `Publication` has it, with the number and title of its post.

    `is_proven` says that a permalink of this channel is recorded, by whomever.
    """

    id: int
    post_id: int
    number: str
    title: str
    post_state: PostState
    version: int
    channel: str
    fingerprint: str
    way: PublishingWay
    key: str
    state: PublicationState
    planned_at: datetime
    due_at: datetime | None
    claims: int
    attempts: int
    begun_at: datetime | None
    lease_owner: str | None
    lease_until: datetime | None
    settled_at: datetime | None
    permalink: str
    error: Message
    remote: Mapping[str, Any]
    is_proven: bool

    @property
    def needs_person(self) -> bool:
        """Say whether nothing happens any more unless a person does something.

        What may be out has to be looked at whatever has become of its post: it may have
        to be taken down.
        """
        is_wanted = self.post_state is PostState.SCHEDULED
        is_stuck = (self.state is _STATE.FAILED and is_wanted) or (
            self.state is _STATE.UNKNOWN and self.due_at is None
        )
        return is_stuck and not self.is_proven

    @property
    def is_under_way(self) -> bool:
        """Say whether a worker has it in hand at this moment."""
        return self.state in HELD


_IS_PROVEN: Final = exists().where(
    PROOF.c.post_id == PUBLICATION.c.post_id, PROOF.c.channel == PUBLICATION.c.channel
)
_ROWS: Final = select(
    PUBLICATION,
    POST.c.number,
    POST.c.title,
    POST.c.state.label("post_state"),
    _IS_PROVEN.label("is_proven"),
).join(POST, POST.c.id == PUBLICATION.c.post_id)
_IN_TROUBLE: Final[ColumnElement[bool]] = and_(
    # In the text of the statement, else its index is not used.
    literal_column("publication.state IN ('failed', 'unknown')"),
    or_(
        and_(
            PUBLICATION.c.state == _STATE.FAILED,
            POST.c.state == PostState.SCHEDULED,
        ),
        and_(PUBLICATION.c.state == _STATE.UNKNOWN, PUBLICATION.c.due_at.is_(None)),
    ),
    ~_IS_PROVEN,
)


def add(connection: Connection, values: Mapping[str, object]) -> int:
    """Keep a new publication and return its key; the audit log must be locked."""
    key = keys.next_id(connection, PUBLICATION)
    connection.execute(insert(PUBLICATION).values(id=key, **values))
    return key


def of_key(connection: Connection, key: int) -> PublicationRow | None:
    """Return a publication, None if there is none."""
    found = _asked(connection, _ROWS.where(PUBLICATION.c.id == key))
    return found[0] if found else None


def of_post(connection: Connection, post_id: int) -> list[PublicationRow]:
    """Return the publications of a post: by channel, the newest version last."""
    wanted = _ROWS.where(PUBLICATION.c.post_id == post_id)
    in_order = (PUBLICATION.c.channel, PUBLICATION.c.version, PUBLICATION.c.id)
    return _asked(connection, wanted.order_by(*in_order))


def of_channel(
    connection: Connection, channel: str, state: PublicationState
) -> list[PublicationRow]:
    """Return the publications of a channel that are in a state."""
    wanted = _ROWS.where(PUBLICATION.c.channel == channel, PUBLICATION.c.state == state)
    return _asked(connection, wanted.order_by(PUBLICATION.c.id))


def needing_person(connection: Connection, most: int) -> list[PublicationRow]:
    """Return what a person has to do something about, the longest waiting first."""
    in_order = (PUBLICATION.c.settled_at, PUBLICATION.c.id)
    return _asked(connection, _ROWS.where(_IN_TROUBLE).order_by(*in_order).limit(most))


def counts(connection: Connection) -> Mapping[PublicationState, int]:
    """Count publications by state; every state has a number."""
    rows = connection.execute(
        select(PUBLICATION.c.state, func.count().label("many")).group_by(
            PUBLICATION.c.state
        )
    )
    found = {row.state: int(row.many) for row in rows}
    return {state: found.get(state, 0) for state in PublicationState}


def count_in_trouble(connection: Connection) -> int:
    """Count what a person has to do something about."""
    wanted = (
        select(func.count())
        .select_from(PUBLICATION)
        .join(POST, POST.c.id == PUBLICATION.c.post_id)
        .where(_IN_TROUBLE)
    )
    return int(connection.execute(wanted).scalar_one())


def posts_at_slot(
    connection: Connection, since: datetime, now: datetime
) -> Sequence[int]:
    """Return the scheduled posts, not on hold, whose slot has come since an instant."""
    wanted = (
        select(POST.c.id)
        .where(
            POST.c.state == PostState.SCHEDULED,
            POST.c.held_since.is_(None),
            POST.c.slot_missed.is_(False),
            POST.c.is_reserve.is_(False),
            POST.c.slot_at > since,
            POST.c.slot_at <= now,
        )
        .order_by(POST.c.slot_at, POST.c.id)
    )
    return connection.execute(wanted).scalars().all()


def due(connection: Connection, now: datetime, most: int) -> Sequence[int]:
    """Return the keys of what is to be tried now, the longest due first."""
    wanted = (
        select(PUBLICATION.c.id)
        .where(*_is_free(now), PUBLICATION.c.due_at <= now)
        .order_by(PUBLICATION.c.due_at, PUBLICATION.c.id)
        .limit(most)
    )
    return connection.execute(wanted).scalars().all()


def take(  # noqa: PLR0913, who, what, until when
    connection: Connection,
    row: PublicationRow,
    owner: str,
    until: datetime,
    *,
    now: datetime,
    state: PublicationState,
) -> bool:
    """Give a worker the lease of what is free; False if another one was faster."""
    taken = connection.execute(
        update(PUBLICATION)
        .where(PUBLICATION.c.id == row.id, *_is_free(now))
        .values(
            state=state,
            lease_owner=owner,
            lease_until=until,
            claims=PUBLICATION.c.claims + 1,
        )
    )
    return taken.rowcount == 1


def change_held(
    connection: Connection, key: int, owner: str, values: Mapping[str, object]
) -> bool:
    """Change what a worker holds; False if it holds it no more."""
    mine = (PUBLICATION.c.id == key) & (PUBLICATION.c.lease_owner == owner)
    changed = connection.execute(update(PUBLICATION).where(mine).values(**values))
    return changed.rowcount == 1


def change(
    connection: Connection,
    key: int,
    states: Collection[PublicationState],
    values: Mapping[str, object],
) -> bool:
    """Change what is in one of these states; False if it is in another one."""
    fits = (PUBLICATION.c.id == key) & PUBLICATION.c.state.in_(list(states))
    changed = connection.execute(update(PUBLICATION).where(fits).values(**values))
    return changed.rowcount == 1


def abandoned(connection: Connection, now: datetime) -> list[PublicationRow]:
    """Return what workers hold whose lease has ended: they are gone."""
    wanted = _ROWS.where(
        literal_column("publication.state IN ('claimed', 'sending')"),
        PUBLICATION.c.lease_until < now,
    )
    return _asked(connection, wanted.order_by(PUBLICATION.c.id))


def media_types(connection: Connection, digests: Collection[str]) -> Mapping[str, str]:
    """Return the media type of each kept file of these SHA-256."""
    wanted = select(_FILE.c.sha256, _FILE.c.media_type)
    rows = connection.execute(wanted.where(_FILE.c.sha256.in_(list(digests))))
    return {row.sha256: row.media_type for row in rows}


def content_of(connection: Connection, row: PublicationRow) -> Content:
    """Return the version that is published, unaltered.

    Raises `AlteredVersionError` if it was changed beside the audit log.
    """
    wanted = select(*versions.COLUMNS).where(
        _VERSION.c.post_id == row.post_id, _VERSION.c.number == row.version
    )
    found = versions.content_in(connection.execute(wanted).one())
    versions.require_unaltered(found)
    return found


def forget_notices(connection: Connection, step_id: int, key: int) -> None:
    """Make room for another notice about a publication that was told of before.

    A step has one notice of a kind, a reader and a number.
    """
    connection.execute(
        update(NOTICE)
        .where(
            NOTICE.c.step_id == step_id,
            NOTICE.c.purpose == MailKind.PUBLICATION_FAILED,
            NOTICE.c.n == key,
        )
        .values(n=-NOTICE.c.id)
    )


def _is_free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        PUBLICATION.c.state.in_(RESTING),
        or_(PUBLICATION.c.lease_until.is_(None), PUBLICATION.c.lease_until < now),
    )


def _asked(connection: Connection, wanted: Any) -> list[PublicationRow]:  # noqa: ANN401, a select
    return [_row(row) for row in connection.execute(wanted)]


def _row(row: Row[Any]) -> PublicationRow:
    return PublicationRow(
        **{
            **row._asdict(),
            "state": PublicationState(row.state),
            "post_state": PostState(row.post_state),
            "way": PublishingWay(row.way),
            "error": unpacked(row.error or ""),
            "is_proven": bool(row.is_proven),
        }
    )
