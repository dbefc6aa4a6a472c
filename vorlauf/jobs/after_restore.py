"""After a restore: what is held until a person says what becomes of it.

Nobody knows what was sent, moved or published after the backup was made. So everything
that fell due since waits: it is released, or it is dropped. What is dropped counts as
in doubt, as after a server that has lost its answer: it is never repeated by itself,
and a person may send or publish each of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import Engine

from states.messages import Count, Message, msg
from states.purpose import MailKind
from vorlauf.db import restorations
from vorlauf.db.call import Call
from vorlauf.db.engine import reading
from vorlauf.db.restoration_tables import Restoration
from vorlauf.db.restorations import HeldKind
from vorlauf.db.stored_messages import packed
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.errors import BadInputError, RefusedError
from vorlauf.jobs import due_queries, held_queries
from vorlauf.posts import publication_queries
from vorlauf.publishing import plans_ahead
from vorlauf.workflow.manual_actions import Overseer

RELEASED, DROPPED, HELD_AGAIN = "restore_released", "restore_dropped", "restore_held"
# A post whose slot is older has a person busy with it already.
_LOOKED_BACK: Final = timedelta(days=7)
_DROPPED: Final = msg(
    "It fell due after the backup that was restored, so nobody knows whether it went "
    "out before; it was dropped."
)


@dataclass(frozen=True, kw_only=True)
class HeldAfterRestore:
    """What is held: by kind of mail how many, how many moves, posts to publish."""

    restoration: Restoration
    kinds: frozenset[HeldKind]
    mails: Mapping[MailKind, int] = field(default_factory=dict)
    moves: int = 0
    publications: int = 0

    @property
    def count(self) -> int:
        """How many things are held by now."""
        return sum(map(self.of, self.kinds))

    def of(self, kind: HeldKind) -> int:
        """Return how many of a kind are held by now."""
        match kind:
            case HeldKind.MAILS:
                return sum(self.mails.values())
            case HeldKind.MOVES:
                return self.moves
            case HeldKind.PUBLICATIONS:
                return self.publications


def is_held(engine: Engine, kind: HeldKind) -> bool:
    """Say whether nothing of a kind goes on by itself."""
    with reading(engine) as connection:
        return kind in restorations.held(connection)


def look(call: Call) -> HeldAfterRestore | None:
    """Return what is held at this moment; None if nothing is."""
    found = restorations.current(call.connection)
    kinds = restorations.held(call.connection)
    if found is None or not kinds:
        return None
    return HeldAfterRestore(
        restoration=found,
        kinds=kinds,
        mails=held_queries.mails(call.connection, call.now),
        moves=_moves(call),
        publications=len(_to_publish(call)),
    )


def _moves(call: Call) -> int:
    asked = (call.connection, call.now)
    return (
        len(due_queries.material_to_request(*asked))
        + len(due_queries.to_publish(*asked))
        + len(due_queries.slots_missed(*asked))
        + len(due_queries.silent_steps(*asked))
    )


def _to_publish(call: Call) -> set[int]:
    """Return the posts that an adapter would publish by now."""
    if not call.directory.targets:
        return set()
    at_slot = publication_queries.posts_at_slot(
        call.connection, call.now - _LOOKED_BACK, call.now
    )
    return {*at_slot, *held_queries.posts_published_by_now(call.connection, call.now)}


def release(work: UnitOfWork, kinds: Collection[HeldKind], by: Overseer) -> None:
    """Let everything of these kinds go on with the next sweep."""
    before = _required(work.call)
    restorations.let_go(work.connection, kinds, work.now)
    counts = {kind.value: before.of(kind) for kind in kinds}
    _log(work, before, by, RELEASED, {"kinds": sorted(kinds), **counts})


def drop_mails(work: UnitOfWork, kind: MailKind | None, by: Overseer) -> int:
    """Drop held mails of one kind; of all kinds if none is named, and hold none more.

    Returns how many. Raises `RefusedError` if mails are not held.
    """
    before = _required(work.call, HeldKind.MAILS)
    dropped = held_queries.drop_mails(work.connection, work.now, packed(_DROPPED), kind)
    if kind is None:
        restorations.let_go(work.connection, [HeldKind.MAILS], work.now)
    told = {"kinds": [kind.value if kind else HeldKind.MAILS.value], "mails": dropped}
    _log(work, before, by, DROPPED, told)
    return dropped


def drop_publications(work: UnitOfWork, by: Overseer) -> int:
    """Leave to people what adapters would publish by now; hold none more.

    Returns how many publications. Raises `RefusedError` if they are not held.
    """
    before = _required(work.call, HeldKind.PUBLICATIONS)
    # What was never written down before the backup is written down, else the next run
    # would find it.
    plans_ahead.plan(work.call)
    error = packed(_DROPPED)
    dropped = held_queries.drop_publications(work.connection, work.now, error)
    restorations.let_go(work.connection, [HeldKind.PUBLICATIONS], work.now)
    kinds = [HeldKind.PUBLICATIONS.value]
    _log(work, before, by, DROPPED, {"kinds": kinds, "publications": dropped})
    return dropped


def hold_again(work: UnitOfWork, by: Overseer) -> None:
    """Hold everything again; what has gone out since, has.

    Raises `RefusedError` if there is nothing to take back.
    """
    found = restorations.current(work.connection)
    if found is None or not restorations.hold_again(work.connection):
        raise RefusedError(msg("Nothing was released since a backup was restored."))
    held = HeldAfterRestore(restoration=found, kinds=frozenset(HeldKind))
    _log(work, held, by, HELD_AGAIN, {})


def _required(call: Call, kind: HeldKind | None = None) -> HeldAfterRestore:
    found = look(call)
    if found is None or (kind is not None and kind not in found.kinds):
        raise RefusedError(msg("Nothing is held since a backup was restored."))
    return found


def _log(
    work: UnitOfWork,
    held: HeldAfterRestore,
    by: Overseer,
    event: str,
    told: Mapping[str, object],
) -> None:
    found = held.restoration
    details = {
        "backup_made_at": found.made_at.isoformat(),
        "restored_at": found.restored_at.isoformat(),
        "backup_head": found.head,
        **told,
    }
    work.log(by.line(None, at=work.now, event=event, details=details))
    work.write()


def kinds_of(word: str) -> list[HeldKind]:
    """Return what a word releases: a kind, or all. Raises `BadInputError`."""
    if word == "all":
        return list(HeldKind)
    if word in [*HeldKind]:
        return [HeldKind(word)]
    raise BadInputError(
        msg("{word} is none of all, mails, moves, publications.", word=word[:40])
    )


def drop(work: UnitOfWork, word: str, by: Overseer) -> Message:
    """Drop what a word names: mails, one kind of mail, or publications; say what was.

    Raises `BadInputError` for another word; what time moves cannot be dropped.
    """
    if word == HeldKind.PUBLICATIONS:
        dropped = drop_publications(work, by)
        return msg("Left to people: {count} publications.", count=Count(dropped))
    if word != HeldKind.MAILS and word not in [*MailKind]:
        raise BadInputError(
            msg(
                "{word} cannot be dropped; write mails, a kind of mail or "
                "publications. What time moves is released, once posts that it shall "
                "not move are on hold or withdrawn.",
                word=word[:40],
            )
        )
    kind = None if word == HeldKind.MAILS else MailKind(word)
    dropped = drop_mails(work, kind, by)
    return msg("Mails that were dropped: {count}.", count=Count(dropped))
