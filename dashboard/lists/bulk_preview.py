"""Bulk preview: which moves the reader can make, and their result for each post."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.permissions import DECIDING_MANY
from dashboard.web.request import PageRequest
from states.advance import MoveRefusedError, advance
from states.moves import FORWARD, capacities_of, needs_comment, open_to
from states.post import PostState, Role, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.errors import RefusedError
from vorlauf.workflow import retrospective
from vorlauf.workflow.actors import actor_of
from vorlauf.workflow.move_facts import MoveIntent, facts_of

# A reminder is no move, but it is sent for many posts in the same way.
REMIND: Final = "remind"
# So many posts at once: more can neither be looked at nor taken back.
MOST: Final = 100
# What comes by saving a change, needs permalinks or has consequences of its own.
_ONE_BY_ONE: Final = frozenset({Trigger.REVISE, Trigger.PUBLISH, Trigger.OVERRIDE})


@dataclass(frozen=True)
class BulkAct:
    """Something that can be done to many posts."""

    key: str
    label: str

    @property
    def needs_reason(self) -> bool:
        """Whether a comment is obligatory."""
        return self.key != REMIND and needs_comment(Trigger(self.key))

    @property
    def shows_texts(self) -> bool:
        """Whether it decides on texts, which are read on the same page."""
        return self.key != REMIND and Trigger(self.key).is_yes


@dataclass(frozen=True, kw_only=True)
class BulkPreview:
    """What would become of a post: the state it goes to, or why it stays as it is.

    `asked` are those whom a reminder would reach.
    """

    post: PostSnapshot
    dest: PostState | None = None
    why: str = ""
    asked: Sequence[str] = ()

    @property
    def is_possible(self) -> bool:
        """Whether the engine would do it now."""
        return not self.why


def offered_to(request: PageRequest) -> tuple[BulkAct, ...]:
    """Return what this reader may do to many posts at once."""
    return tuple(
        BulkAct(key, label_of(request, key)) for key in _offered(request.person.role)
    )


def _offered(role: Role) -> tuple[str, ...]:
    found = open_to(*capacities_of(role)) if role in DECIDING_MANY else ()
    moves = [trigger for trigger in found if trigger not in _ONE_BY_ONE]
    if role is not Role.COORDINATOR:
        return tuple(moves)
    forward = [trigger for trigger in moves if trigger in FORWARD]
    return (*forward, REMIND, *(t for t in moves if t not in forward))


def label_of(request: PageRequest, key: str) -> str:
    """Return what an act is called on its button."""
    if key == REMIND:
        return request.words.gettext("Remind now")
    return request.words.trigger_label(key)


def prospect(request: PageRequest, post: PostSnapshot, act: BulkAct) -> BulkPreview:
    """Return what the act would do to a post now; a reason still to come is none."""
    if act.key == REMIND:
        return _reminder(request, post)
    if act.shows_texts and answers_many(request, post):
        why = request.words.gettext(
            "You are asked for several houses or people; decide on the post's own page."
        )
        return BulkPreview(post=post, why=why)
    try:
        dest = _dest(request, post, Trigger(act.key))
    except (MoveRefusedError, RefusedError) as error:
        return BulkPreview(post=post, why=request.say(error))
    return BulkPreview(post=post, dest=dest)


def answers_many(request: PageRequest, post: PostSnapshot) -> bool:
    """Say whether the reader decides for more than one, and so is asked for whom."""
    actor = actor_of(post, request.directory, request.person.key, request.part)
    theirs = actor.answerable
    return len({(one.step.house, one.principal) for one in theirs}) > 1


def _dest(request: PageRequest, post: PostSnapshot, trigger: Trigger) -> PostState:
    directory = request.directory
    actor = actor_of(post, directory, request.person.key, request.part)
    facts = facts_of(post, directory, actor, request.now, MoveIntent(comment="…"))
    if retrospective.answers(post, actor, trigger):
        reason = retrospective.refusal(trigger, facts)
        if reason is not None:
            raise MoveRefusedError(reason)
        return post.state
    return advance(post.state, trigger, facts)


def _reminder(request: PageRequest, post: PostSnapshot) -> BulkPreview:
    ripe = [
        step
        for step in post.steps
        if not step.kind.waits_for_slot or step.due_at <= request.now
    ]
    people = request.directory.people
    names = [people[s.asked].name if s.asked in people else s.asked for s in ripe]
    why = "" if ripe else request.words.gettext("Nothing is asked of anybody now.")
    return BulkPreview(post=post, asked=tuple(dict.fromkeys(names)), why=why)
