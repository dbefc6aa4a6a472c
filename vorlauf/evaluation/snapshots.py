"""Snapshots: figures are kept, taken back, and assigned to posts by hand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from states.messages import Message, msg
from states.post import Role
from vorlauf.db import keys, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.figure_tables import TYPED
from vorlauf.db.tables import FigureImport, FigurePost, FigureSeries, MatchedBy
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Person
from vorlauf.errors import NotFoundError, RefusedError
from vorlauf.evaluation import snapshot_queries
from vorlauf.evaluation.figure_files import DayFigures, PostFigures
from vorlauf.evaluation.metrics import Metric, Share
from vorlauf.evaluation.snapshot_queries import IMPORT, KeptRow, Snapshot
from vorlauf.workflow.actors import require_role
from vorlauf.workflow.audit_entries import entry_of

TAKEN: Final = "figures_import"
UNDONE: Final = "figures_undo"
ASSIGNED: Final = "figures_assign"
# So many signs of a text are kept, for people to know a row again.
_EXCERPT: Final = 120


@dataclass(frozen=True, kw_only=True)
class Match:
    """The post that a row tells of, how it was found, and how certain (percent)."""

    post_id: int
    number: str
    title: str
    by: MatchedBy
    certainty: int = 100


@dataclass(frozen=True, kw_only=True)
class MatchedFigures:
    """Figures of a post, and which one that is; None if nobody knows.

    The metrics in `taken_back` were measured before, and are said to be not measured.
    """

    figures: PostFigures
    match: Match | None
    taken_back: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewSnapshot:
    """Figures that are to be kept, as they were at `as_of`, aware UTC.

    On `blank_follower_days` followers were counted before, and are not any more.
    """

    kind: str = TYPED
    channel: str
    as_of: datetime
    file_name: str = ""
    sha256: str = ""
    posts: Sequence[MatchedFigures] = ()
    days: Sequence[DayFigures] = ()
    blank_follower_days: Sequence[date] = ()


def check_may_import(person: Person) -> None:
    """Raise `RefusedError` unless somebody may change figures."""
    why = msg("{name} is no coordinator; only they keep figures.", name=person.name)
    require_role(person, Role.COORDINATOR, why)


def keep(call: Call, new: NewSnapshot, person: Person) -> int:
    """Keep a snapshot; return its key. Raises `RefusedError` as `check_may_import`."""
    check_may_import(person)
    call.directory.check_channel(new.channel)
    work = UnitOfWork(call)
    key = keys.next_id(call.connection, IMPORT)
    row = FigureImport(
        id=key,
        kind=new.kind,
        channel=new.channel,
        as_of=new.as_of,
        file_name=new.file_name,
        sha256=new.sha256,
        taken_at=call.now,
        taken_by=person.name,
        taken_by_key=person.key,
    )
    posts = [_post(key, at, one) for at, one in enumerate(new.posts, 1)]
    snapshot_queries.add(call.connection, row, posts, _series(key, new))
    details = {
        "import": key,
        "kind": new.kind,
        "channel": new.channel,
        "file": new.file_name,
        "sha256": new.sha256,
        "as_of": new.as_of.isoformat(),
        "rows": len(posts),
    }
    work.log(entry_of(call, person, TAKEN, details))
    work.write()
    return key


def _post(key: int, at: int, one: MatchedFigures) -> FigurePost:
    figures, match = one.figures, one.match
    published = figures.published_at
    values: dict[str, str | None] = dict.fromkeys(one.taken_back)
    return FigurePost(
        import_id=key,
        row=at,
        place=f"{figures.place.sheet} {figures.place.row}".strip(),
        permalink=figures.permalink,
        external_id=figures.external_id,
        excerpt=" ".join(figures.text.split())[:_EXCERPT],
        day=figures.day or (published.date() if published else None),
        share=figures.share.value,
        campaign=figures.campaign,
        figures=values | {name.value: f"{v:f}" for name, v in figures.values.items()},
        post_id=match.post_id if match else None,
        matched_by=(match.by if match else MatchedBy.NOTHING).value,
        certainty=match.certainty if match else 0,
    )


def _series(key: int, new: NewSnapshot) -> list[FigureSeries]:
    found: dict[tuple[Metric, Share], dict[date, str | None]] = defaultdict(dict)
    for one in new.days:
        found[one.metric, one.share][one.day] = f"{one.value:f}"
    for day in new.blank_follower_days:
        found[Metric.FOLLOWERS, Share.TOTAL][day] = None
    return [
        FigureSeries(
            import_id=key,
            metric=metric.value,
            share=share.value,
            first_day=min(days),
            last_day=max(days),
            days={day.isoformat(): days[day] for day in sorted(days)},
        )
        for (metric, share), days in found.items()
    ]


def undo(call: Call, key: int, person: Person) -> Snapshot:
    """Take an import back: from now on it tells of nothing; return it.

    Raises `NotFoundError`, or `RefusedError` if it was taken back already.
    """
    check_may_import(person)
    work = UnitOfWork(call)
    found = snapshot(call, key)
    if found.undone_at is not None:
        raise RefusedError(_already(found))
    snapshot_queries.mark_undone(call.connection, key, person.name, call.now)
    details = {"import": key, "file": found.file_name, "sha256": found.sha256}
    work.log(entry_of(call, person, UNDONE, details))
    work.write()
    return found


def snapshot(call: Call, key: int) -> Snapshot:
    """Return one import. Raises `NotFoundError`."""
    found = snapshot_queries.snapshot_of(call.connection, key)
    if found is None:
        raise NotFoundError(msg("There is no import {key} of figures.", key=key))
    return found


def _already(found: Snapshot) -> Message:
    return msg(
        "Import {key} was taken back by {name} already; nothing was changed.",
        key=found.id,
        name=found.undone_by,
    )


def assign(call: Call, key: int, row: int, number: str, person: Person) -> KeptRow:
    """Say of which post a row tells, or of none with an empty number; return the row.

    Rows about the same in this import and in others of the channel go with it.

    Raises `NotFoundError` for an unknown import, row or post, `RefusedError` if the
    import was taken back.
    """
    check_may_import(person)
    work = UnitOfWork(call)
    found = snapshot(call, key)
    if found.undone_at is not None:
        raise RefusedError(_already(found))
    rows = {one.row: one for one in snapshot_queries.rows_of(call.connection, key)}
    if row not in rows:
        raise NotFoundError(msg("Import {key} has no row {row}.", key=key, row=row))
    post = post_snapshots.post_of(call.connection, number) if number else None
    many = snapshot_queries.assign(
        call.connection, found.channel, rows[row], post.id if post else None
    )
    details = {
        "import": key,
        "row": row,
        "rows": many,
        "post": number,
        "was": rows[row].number or "",
    }
    work.log(entry_of(call, person, ASSIGNED, details))
    work.write()
    return rows[row]
