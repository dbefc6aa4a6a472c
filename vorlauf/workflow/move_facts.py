"""Facts of a move: what the table of moves asks about a post and its actor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from states.messages import Message
from states.moves import Facts
from states.post import STEPS, PostState, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory
from vorlauf.directory.names import is_same
from vorlauf.posts.channels import channels_of
from vorlauf.posts.picture_checks import (
    broken_consents,
    graphic_from,
    picture_from,
    pictures_lacking,
)
from vorlauf.workflow.actors import CLOSED_DAYS, Actor
from vorlauf.workflow.steps import graphics_owing, houses_owing


@dataclass(frozen=True, kw_only=True)
class MoveIntent:
    """What somebody would do, as far as the table of moves asks about it.

    `seen_version` None means the current one; `proofs` are channels for which a
    permalink comes along.
    """

    comment: str = ""
    seen_version: int | None = None
    proofs: Collection[str] = ()
    target: PostState | None = None
    content_changed: bool = False


def facts_of(
    post: PostSnapshot,
    directory: Directory,
    actor: Actor,
    now: datetime,
    intent: MoveIntent,
) -> Facts:
    """Return everything the table of moves asks about.

    `seen_version` None means the current one; `proofs` are the channels for which the
    move brings a permalink.
    """
    answered = {one.step.id for one in actor.answered_by(Trigger.ENDORSE)}
    shown = {*post.proofs, *intent.proofs}
    return Facts(
        capacities=actor.capacities,
        is_author=_is_author(post, directory, actor),
        saw_this_version=intent.seen_version in {None, post.version},
        comment=intent.comment,
        names_a_house=bool(post.houses),
        missing_texts=missing_texts(post, directory),
        missing_material=missing_material(post, directory),
        missing_consents=broken_consents(post),
        other_open_reviews=len(_open_reviews(post) - answered),
        content_changed=intent.content_changed,
        slot_has_come=post.has_come(now),
        is_on_hold=post.held_since is not None,
        is_on_closed_day=_is_on_closed_day(post, directory, now),
        missing_proof=tuple(
            name for name in channels_of(post, directory) if name not in shown
        ),
        target=intent.target,
    )


def _is_on_closed_day(post: PostSnapshot, directory: Directory, now: datetime) -> bool:
    """Say whether closed days alone are against publishing: the slot's, or today's."""
    if post.held_since is not None:
        return post.hold_kind == CLOSED_DAYS
    today = directory.agency.office.day_of(now)
    return directory.campaign.blackout_on(today) is not None


def authors_of(post: PostSnapshot, directory: Directory) -> set[str]:
    """Return who wrote a post and its version, by the keys that they have now, too."""
    written = {post.author, post.version_author}
    return written | {directory.present_key(key) for key in written}


def _is_author(post: PostSnapshot, directory: Directory, actor: Actor) -> bool:
    authors = authors_of(post, directory)
    if actor.key:
        return actor.key in authors
    # Of whoever came by a link that was passed on there is only the name.
    known = [directory.people[key].name for key in authors if key in directory.people]
    return any(is_same(actor.name, name) for name in (*authors, *known))


def missing_texts(post: PostSnapshot, directory: Directory) -> tuple[str, ...]:
    """Return the channels for which there is no text yet."""
    channels = channels_of(post, directory)
    return tuple(c for c in channels if not post.content.texts.get(c))


def missing_material(post: PostSnapshot, directory: Directory) -> tuple[Message, ...]:
    """Return what material is missing, in words that can be read aloud."""
    lacking = pictures_lacking(post)
    houses = {picture.house for picture in lacking}
    owing = [picture_from(house) for house in houses_owing(post) if house not in houses]
    graphics = graphics_owing(post, directory)
    if graphics is not None and graphics.key not in houses:
        owing.append(graphic_from(graphics.key))
    return (*owing, *(gap for picture in lacking for gap in picture.gaps))


def _open_reviews(post: PostSnapshot) -> set[int]:
    return {
        step.id
        for step in post.steps
        if STEPS[step.kind].yes is Trigger.ENDORSE and not step.retrospective
    }
