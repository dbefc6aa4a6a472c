"""Sorting: the order of posts, by an index if there is one."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.base import ColumnCollection

from states.post import PostState
from vorlauf.db.post_snapshots import POST, STEP
from vorlauf.readmodels.scope import IS_MISSED, IS_OPEN


class Sort(StrEnum):
    """By what the posts are sorted."""

    SLOT = "slot"
    NUMBER = "number"
    TITLE = "title"
    STATE = "state"
    DUE = "due"


def ordered(sort: Sort, *these: ColumnElement[bool], descending: bool) -> Select[Any]:
    """Return the keys of the posts for which `these` hold, with what `order` needs.

    `upto` is given when the question is asked: no more than so many are needed.
    """
    parts = [
        part.order_by(*order(part.selected_columns, descending=descending)[1:])
        for part in _parts(sort, these, descending=descending)
    ]
    if len(parts) == 1:
        return parts[0]
    # Each part is found by an index and cut; a sort of all posts would read them all.
    best = union_all(
        *(select(part.limit(bindparam("upto")).subquery()) for part in parts)
    ).subquery()
    return select(best).order_by(*order(best.c, descending=descending))


def _parts(
    sort: Sort, these: tuple[ColumnElement[bool], ...], *, descending: bool
) -> Iterator[Select[Any]]:
    """Yield the posts that come one after the other, each part by an index."""
    match sort:
        case Sort.STATE:
            states = reversed(PostState) if descending else iter(PostState)
            for place, state in enumerate(states):
                yield _part(place, POST.c.slot_at).where(POST.c.state == state, *these)
        case Sort.DUE:
            duty = and_(IS_OPEN, STEP.c.retrospective.is_(False))
            # Nothing is more urgent than a slot that was missed.
            yield _part(2 if descending else 0, POST.c.slot_at).where(IS_MISSED, *these)
            yield (
                _part(1, STEP.c.due_at)
                .join_from(STEP, POST, POST.c.id == STEP.c.post_id)
                .where(duty, _is_first(), ~IS_MISSED, *these)
            )
            has_duty = exists().where(STEP.c.post_id == POST.c.id, duty).correlate(POST)
            yield _part(3, POST.c.slot_at).where(~has_duty, ~IS_MISSED, *these)
        case Sort.SLOT | Sort.NUMBER | Sort.TITLE:
            yield _part(0, _COLUMNS[sort]).where(*these)


def _part(place: int, key: ColumnElement[Any]) -> Select[Any]:
    return select(
        literal_column(str(place)).label("place"), key.label("key"), POST.c.id
    )


def _is_first() -> ColumnElement[bool]:
    """Return the condition that no duty of the same post is due before this one."""
    other = STEP.alias()
    is_before = or_(
        other.c.due_at < STEP.c.due_at,
        and_(other.c.due_at == STEP.c.due_at, other.c.id < STEP.c.id),
    )
    return ~exists().where(
        other.c.post_id == STEP.c.post_id,
        other.c.closed_at.is_(None),
        other.c.retrospective.is_(False),
        is_before,
    )


def order(
    columns: ColumnCollection[str, Any], *, descending: bool
) -> tuple[ColumnElement[Any], ...]:
    """Return by what the posts are sorted: by `place`, and within it by `key`."""
    if descending:
        return columns.place, columns.key.desc(), columns.id.desc()
    return columns.place, columns.key, columns.id


_COLUMNS = {
    Sort.SLOT: POST.c.slot_at,
    Sort.NUMBER: POST.c.number_order,
    Sort.TITLE: POST.c.title,
}
