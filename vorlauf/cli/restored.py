"""The commands `vorlauf restored …`: what is held since a backup was restored."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from vorlauf.cli.context import door, wired
from vorlauf.cli.language import label, moment, ngettext, number
from vorlauf.cli.options import Actor, Comment, Json
from vorlauf.cli.output import print_json, said, tell
from vorlauf.terminal import say

if TYPE_CHECKING:
    from vorlauf.db.unit_of_work import UnitOfWork
    from vorlauf.jobs.after_restore import HeldAfterRestore
    from vorlauf.wiring import Wiring
    from vorlauf.workflow.manual_actions import Overseer

Yes = Annotated[
    bool, typer.Option("--yes", help="Do it; else only say what would follow.")
]


def show(as_json: Json = False) -> int:
    """Say what is held since a backup was restored (1: something is)."""
    with wired() as wiring:
        found = _look(wiring)
        if as_json:
            print_json(_plain(found))
        else:
            _say(wiring, found)
    return int(found is not None)


def _look(wiring: "Wiring") -> "HeldAfterRestore | None":
    from vorlauf.db.engine import reading
    from vorlauf.jobs import after_restore

    with reading(wiring.engine) as connection:
        return after_restore.look(wiring.call(connection))


def _plain(found: "HeldAfterRestore | None") -> dict[str, object]:
    if found is None:
        return {"held": []}
    restoration = found.restoration
    return {
        "held": sorted(found.kinds),
        "made_at": restoration.made_at,
        "restored_at": restoration.restored_at,
        "head": restoration.head,
        "mails": {kind.value: count for kind, count in found.mails.items()},
        "moves": found.moves,
        "publications": found.publications,
    }


def _say(wiring: "Wiring", found: "HeldAfterRestore | None") -> None:
    if found is None:
        tell("Nothing is held.")
        return
    zone = wiring.directory.campaign.zone
    tell(
        "Restored on %(at)s from a backup of %(made)s. What was sent, moved or "
        "published between the two is unknown here.",
        at=moment(found.restoration.restored_at, zone),
        made=moment(found.restoration.made_at, zone),
    )
    for kind in sorted(found.kinds):
        say(_held(kind, found.of(kind)))
        for what, count in found.mails.items() if kind == "mails" else ():
            say(f"  {number(count):>5}  {label('mail', what)} ({what})")
    if "moves" in found.kinds:
        tell(
            "Releasing moves also makes up for what is due besides posts and is not "
            "counted here: the week's overview, the mail with the head of the audit "
            "log, hand-overs."
        )
    tell("`vorlauf restored release WHAT` lets it go on, `drop WHAT` does not.")


def _held(kind: str, count: int) -> str:
    if kind == "mails":
        return ngettext("mails: %(count)s is held", "mails: %(count)s are held", count)
    if kind == "moves":
        return ngettext("moves: %(count)s is held", "moves: %(count)s are held", count)
    return ngettext(
        "publications: %(count)s post is held",
        "publications: %(count)s posts are held",
        count,
    )


def release(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="all, mails, moves or publications.")
    ],
    actor: Actor,
    yes: Yes = False,
    comment: Comment = "",
) -> int:
    """Let what is held go on by itself, with the next sweep."""
    from vorlauf.jobs import after_restore

    kinds = after_restore.kinds_of(what)
    with _acting(actor, comment, is_done=yes) as (work, by):
        found = after_restore.look(work.call)
        after_restore.release(work, kinds, by)
    for kind in sorted(found.kinds & {*kinds}) if found else ():
        say(_held(kind, found.of(kind)) if found else "")
    if yes:
        tell("It goes on with the next sweep; `vorlauf restored hold` stops it again.")
    else:
        _say_trial()
    return 0


def drop(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="mails, a kind of mail as `show` names it, publications.",
        ),
    ],
    actor: Actor,
    yes: Yes = False,
    comment: Comment = "",
) -> int:
    """Do not repeat what is held; it counts as in doubt, and people see it."""
    from vorlauf.jobs import after_restore

    with _acting(actor, comment, is_done=yes) as (work, by):
        dropped = after_restore.drop(work, what, by)
    say(said(dropped))
    if yes:
        tell("`vorlauf mail list --state unknown` lists mails, `mail retry` sends one.")
    else:
        _say_trial()
    return 0


def hold(actor: Actor, comment: Comment = "") -> int:
    """Hold everything again that was released; what has gone out since, has."""
    from vorlauf.jobs import after_restore

    with _acting(actor, comment, is_done=True) as (work, by):
        after_restore.hold_again(work, by)
    tell("Everything is held again, as after the restore.")
    return 0


def _say_trial() -> None:
    tell("Nothing is done yet; --yes does it.")


@contextmanager
def _acting(
    actor: str, comment: str, *, is_done: bool
) -> "Iterator[tuple[UnitOfWork, Overseer]]":
    """Let a coordinator act; what is not to be done is tried and rolled back."""
    from vorlauf.db.engine import trying, writing
    from vorlauf.db.unit_of_work import UnitOfWork
    from vorlauf.workflow.manual_actions import overseer

    with wired(actor) as wiring:
        by = overseer(wiring.directory, actor, comment=comment, door=door())
        opened = writing if is_done else trying
        with opened(wiring.engine) as connection:
            yield UnitOfWork(wiring.call(connection, door())), by


def say_if_held(wiring: "Wiring", kind: str) -> None:
    """Say that a kind is held, after a command that has found nothing due."""
    from vorlauf.db.restorations import HeldKind
    from vorlauf.jobs import after_restore

    if after_restore.is_held(wiring.engine, HeldKind(kind)):
        tell(
            "What is due is held since a backup was restored: see `vorlauf restored "
            "show`."
        )
