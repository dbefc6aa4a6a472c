"""Archive: records that nobody needs are offered, and go only once it has answered.

By SächsArchivG § 5 public bodies offer what they no longer need, posts in social media
and data that would have to be erased included, before anything is deleted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from states.messages import Message, Quoted, msg
from states.post import Role
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.archive_tables import ArchiveState
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Campaign
from vorlauf.errors import RefusedError
from vorlauf.exports.file_table import ColumnKind, FileColumn, FileTable, FileValue
from vorlauf.records.retention import archive_queries
from vorlauf.records.retention.archive_queries import ArchivePost
from vorlauf.text import check_text
from vorlauf.workflow import audit_entries
from vorlauf.workflow.actors import actor_of, require_role

# The event under which the log tells of a mark.
MARKED: Final = "archive_mark"
_NEEDED: Final = ""
# From which state a post may come to which; the archive may think again.
_BEFORE: Final[Mapping[ArchiveState, frozenset[str]]] = {
    ArchiveState.OFFERED: frozenset({_NEEDED}),
    ArchiveState.TAKEN_OVER: frozenset(
        {ArchiveState.OFFERED, ArchiveState.NOT_WORTH_KEEPING}
    ),
    ArchiveState.NOT_WORTH_KEEPING: frozenset(
        {ArchiveState.OFFERED, ArchiveState.TAKEN_OVER}
    ),
    ArchiveState.DELETED: frozenset(
        {ArchiveState.TAKEN_OVER, ArchiveState.NOT_WORTH_KEEPING}
    ),
}


@dataclass(frozen=True, kw_only=True)
class Marking:
    """What a coordinator marks: posts by number, as what, and by which letter."""

    numbers: tuple[str, ...]
    state: ArchiveState
    by: str
    reference: str = ""


def mark(call: Call, wish: Marking) -> None:
    """Mark posts, and log it at each.

    Raises `RefusedError` for a post that is not over, or not as far as the mark needs,
    `NotFoundError` for one that is not there.
    """
    check_text(msg("The reference"), wish.reference)
    person = call.directory.person(wish.by)
    why = msg("Only a coordinator marks what became of posts in the archive.")
    require_role(person, Role.COORDINATOR, why)
    audit_log.lock(call.connection)
    there = {one.number: one for one in archive_queries.over(call.connection)}
    for number in wish.numbers:
        _check(call, there.get(number), number, wish.state)
    for number in wish.numbers:
        _mark(call, there[number], wish)


def _check(
    call: Call, post: ArchivePost | None, number: str, wanted: ArchiveState
) -> None:
    if post is None:
        # Raises if there is none at all.
        post_snapshots.post_of(call.connection, number)
        raise RefusedError(
            msg("{number} is still under way, so it is still needed.", number=number)
        )
    if post.state not in _BEFORE[wanted]:
        raise RefusedError(
            msg(
                "{number} is {before} in the archive's list and cannot become "
                "{wanted}.",
                number=number,
                before=Quoted(post.state or "needed"),
                wanted=Quoted(wanted.value),
            )
        )


def _mark(call: Call, post: ArchivePost, wish: Marking) -> None:
    person = call.directory.person(wish.by)
    snapshot = post_snapshots.post_of(call.connection, post.number)
    archive_queries.keep(
        call.connection,
        {
            "post_id": post.post_id,
            "state": wish.state.value,
            "reference": wish.reference.strip(),
            "marked_at": call.now,
            "marked_by": person.name,
            "marked_by_key": person.key,
        },
    )
    work = UnitOfWork(call)
    audit_entries.note(
        work,
        actor_of(snapshot, call.directory, person.key),
        snapshot,
        event=MARKED,
        comment=wish.reference,
        details={**call.entry_point, "kind": wish.state.value},
    )
    work.write()


def offered_by(posts: Sequence[ArchivePost], until: datetime) -> list[ArchivePost]:
    """Return the posts that are not offered yet and were over before an instant."""
    return [
        one
        for one in posts
        if one.state == _NEEDED and (one.published_at or one.slot_at) < until
    ]


_STATES: Final = {
    _NEEDED: msg("needed"),
    ArchiveState.OFFERED: msg("offered"),
    ArchiveState.TAKEN_OVER: msg("taken over"),
    ArchiveState.NOT_WORTH_KEEPING: msg("not worth keeping"),
    ArchiveState.DELETED: msg("deleted"),
}
_ENDS: Final = {"published": msg("published"), "withdrawn": msg("withdrawn")}


def offer_table(
    posts: Sequence[ArchivePost],
    campaign: Campaign,
    as_of: datetime,
    language: str,
    say: Callable[[Message], str],
) -> FileTable:
    """Return the list of records that are offered, as an archive wants it."""
    return FileTable(
        name="archive",
        title=say(msg("Records offered to the archive")),
        columns=_columns(say),
        rows=(_row(number, one) for number, one in enumerate(posts, start=1)),
        as_of=as_of,
        zone=campaign.zone,
        language=language,
        say=say,
        about=(campaign.name,),
    )


def _columns(say: Callable[[Message], str]) -> tuple[FileColumn, ...]:
    ends = {key: say(words) for key, words in _ENDS.items()}
    states = {str(key): say(words) for key, words in _STATES.items() if key}
    return (
        FileColumn(key="n", label=say(msg("No.")), kind=ColumnKind.NUMBER, width=6),
        FileColumn(key="number", label=say(msg("File number"))),
        FileColumn(key="title", label=say(msg("Title")), width=44),
        FileColumn(key="houses", label=say(msg("Houses")), width=20),
        FileColumn(key="channels", label=say(msg("Channels")), width=24),
        FileColumn(
            key="end", label=say(msg("Ended as")), kind=ColumnKind.WORDS, words=ends
        ),
        FileColumn(key="slot", label=say(msg("Slot")), kind=ColumnKind.MOMENT),
        FileColumn(
            key="published", label=say(msg("Published")), kind=ColumnKind.MOMENT
        ),
        FileColumn(
            key="state",
            label=say(msg("State")),
            kind=ColumnKind.WORDS,
            words=states,
        ),
        FileColumn(key="reference", label=say(msg("Reference")), width=24),
    )


def _row(number: int, one: ArchivePost) -> tuple[FileValue, ...]:
    return (
        number,
        one.number,
        one.title,
        one.houses,
        one.channels.rstrip(",").replace(",", ", "),
        (one.post_state,),
        one.slot_at,
        one.published_at,
        (one.state,) if one.state else (),
        one.reference,
    )


def require_answer(call: Call, posts: set[int]) -> Message | None:
    """Say which posts a public body must offer first; None if there is none."""
    if not call.directory.campaign.public_body:
        return None
    waiting = archive_queries.unanswered(call.connection, posts)
    if not waiting:
        return None
    return msg(
        "The archive has not answered for {count} posts ({posts}); offer them with "
        "`vorlauf archive offer` first.",
        count=len(waiting),
        posts=_some(waiting),
    )


def _some(numbers: Sequence[str], most: int = 5) -> str:
    more = "…" if len(numbers) > most else ""
    return ", ".join(numbers[:most]) + more
