"""House replacements: another house, or another key, on every post under way."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from states.fingerprint import canonical
from states.messages import Quoted, msg, phrase
from states.post import Role
from vorlauf.db import audit_log, post_snapshots
from vorlauf.db.call import Call
from vorlauf.db.unit_of_work import UnitOfWork
from vorlauf.directory.model import Directory
from vorlauf.editing import house_changes
from vorlauf.editing.edits import edit_before
from vorlauf.editing.house_changes import HouseChange, HousesPreview
from vorlauf.editing.new_posts import check_takes_part
from vorlauf.errors import BadInputError, ConflictError, RefusedError
from vorlauf.posts import hold_queries, house_queries, past_queries
from vorlauf.posts.undo_queries import open_plans
from vorlauf.scheduling import replanning
from vorlauf.text import check_text
from vorlauf.workflow.actors import actor_of, require_role
from vorlauf.workflow.audit_entries import line
from vorlauf.workflow.undo import undo


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """Which house (keys) takes the place of which, who says so, and why.

    Mails wait for `hold`, so that a replacement can be taken back. `seen` is what
    `signature` said when somebody looked at the posts.
    """

    old: str
    new: str
    actor: str
    comment: str = ""
    hold: timedelta = timedelta(0)
    seen: str | None = None


def is_renaming(wish: Replacement, directory: Directory) -> bool:
    """Say whether the file knows the new house by the old key."""
    was = directory.house(wish.new).was
    return wish.old not in directory.houses and wish.old in was


def signature(call: Call, old: str) -> str:
    """Return a digest of the posts that a replacement of a house would change."""
    found = house_queries.row_versions_of(call.connection, old)
    return hashlib.sha256(canonical(found)).hexdigest()


def preview(call: Call, wish: Replacement) -> Mapping[str, HousesPreview]:
    """Say by number what comes of each post; writes nothing. Raises as the act."""
    _check(call, wish)
    return {
        number: house_changes.preview(
            call,
            (post := post_snapshots.post_of(call.connection, number)),
            _houses(post.houses, wish),
        )
        for number in house_queries.open_posts_of(call.connection, wish.old)
    }


def replace_everywhere(call: Call, wish: Replacement) -> Mapping[str, HousesPreview]:
    """Let a house take the place of another on every open post, all or none.

    Raises as `house_changes.change`.
    """
    _check(call, wish)
    _check_seen(call, wish)
    return {
        number: house_changes.change(
            call,
            HouseChange(
                number=number,
                actor=wish.actor,
                houses=_houses(
                    post_snapshots.post_of(call.connection, number).houses, wish
                ),
                comment=wish.comment,
                hold=wish.hold,
            ),
        )
        for number in house_queries.open_posts_of(call.connection, wish.old)
    }


def take_back(call: Call, wish: Replacement) -> list[str]:
    """Undo the last such replacement or renaming on every post of it, or on none.

    Returns the posts. Raises `RefusedError` unless the same person made it with `hold`,
    nothing has happened to these posts since, and no mail of it has left.
    """
    _check(call, wish)
    found = house_queries.replaced_last(call.connection, wish.old, wish.new)
    if not found:
        raise RefusedError(
            msg(
                "There is no replacement of {old} by {new} that can be taken back.",
                old=wish.old,
                new=wish.new,
            )
        )
    undone = [undo(call, number, wish.actor, within=None) for number in found]
    if any(one.event == past_queries.RENAME for one in undone):
        hold_queries.rename_house(call.connection, wish.new, wish.old)
    return found


def _houses(houses: tuple[str, ...], wish: Replacement) -> tuple[str, ...]:
    kept = [key for key in houses if key != wish.old]
    return tuple(dict.fromkeys([*kept, wish.new]))


def to_rename(call: Call, wish: Replacement) -> list[str]:
    """Return the numbers of the posts that a renaming changes. Raises as the act."""
    _check_renamed(call, wish)
    return house_queries.open_posts_of(call.connection, wish.old)


def rename_everywhere(call: Call, wish: Replacement) -> list[str]:
    """Write the new key of a house on every open post; return their numbers.

    It is the same house, so decisions, pictures and dates stay; whoever is asked there
    now gets the request unless they had it. Raises `RefusedError` unless a coordinator
    does it, while the old key is a house of its own, and unless `was` of the new one
    names it.
    """
    _check_renamed(call, wish)
    _check_seen(call, wish)
    numbers = house_queries.open_posts_of(call.connection, wish.old)
    hold_queries.rename_house(call.connection, wish.old, wish.new)
    for number in numbers:
        _rename(call, number, wish)
    return numbers


def _rename(call: Call, number: str, wish: Replacement) -> None:
    work = UnitOfWork(call, wish.hold)
    before = post_snapshots.post_of(call.connection, number)
    actor = actor_of(before, call.directory, wish.actor)
    were = open_plans(call.connection, before.id)
    house_queries.rename(call.connection, before, wish.old, wish.new)
    post = post_snapshots.post_of(call.connection, number)
    replanning.follow_house(work, post, wish.new)
    work.move(before, post)
    details: dict[str, object] = {
        **call.entry_point,
        "added": [wish.new],
        "removed": [wish.old],
    }
    # What two houses had on one post cannot be told apart again.
    if wish.hold and wish.new not in before.houses:
        details |= edit_before(work, before, post, were)
    work.log(
        line(
            actor,
            before,
            post,
            at=call.now,
            event=past_queries.RENAME,
            house=wish.new,
            comment=wish.comment,
            details=details,
        )
    )
    work.write()


def _check(call: Call, wish: Replacement) -> None:
    person = call.directory.person(wish.actor)
    why = msg(
        "{name} is no coordinator; only they say which houses take part.",
        name=person.name,
    )
    require_role(person, Role.COORDINATOR, why)
    check_text(phrase("subject", "The comment"), wish.comment)
    check_takes_part(call.directory.house(wish.new))
    if wish.old == wish.new:
        raise BadInputError(
            msg("{key} cannot take its own place; name two houses.", key=wish.old)
        )


def _check_seen(call: Call, wish: Replacement) -> None:
    # From here on nobody else changes what was looked at.
    audit_log.lock(call.connection)
    if wish.seen is not None and wish.seen != signature(call, wish.old):
        raise ConflictError(
            msg(
                "The posts of {old} have changed meanwhile; look at what comes of it "
                "once more.",
                old=wish.old,
            )
        )


def _check_renamed(call: Call, wish: Replacement) -> None:
    _check(call, wish)
    if wish.old in call.directory.houses:
        raise RefusedError(
            msg(
                "{old} is still a house of stakeholders.toml; rename it there first, "
                "with `was = [{quoted}]`, or use `vorlauf house replace`.",
                old=wish.old,
                quoted=Quoted(wish.old),
            )
        )
    if wish.old not in call.directory.house(wish.new).was:
        raise RefusedError(
            msg(
                "{new} was never called {old} according to stakeholders.toml; write "
                "`was = [{quoted}]` in the table of {new} first, or use "
                "`vorlauf house replace`.",
                new=wish.new,
                old=wish.old,
                quoted=Quoted(wish.old),
            )
        )
