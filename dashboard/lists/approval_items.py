"""Approval items: a post that waits for the reader's yes, as the list shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.components.changes import Changed, changed
from dashboard.components.channel_previews import ChannelPreview, host_of, previews
from dashboard.components.picture_cards import Shown, shown
from dashboard.components.post_actions import offered
from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.fingerprint import ShownPicture
from states.post import STEPS, Trigger
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory, Person
from vorlauf.posts.picture_checks import shown_pictures
from vorlauf.readmodels.approvals import HouseDecision, WaitingDetails
from vorlauf.workflow.actors import AnswerableStep, actor_of
from vorlauf.workflow.steps import office_of


@dataclass(frozen=True, kw_only=True)
class Item:
    """A post that waits: what is to be read, for whom the reader decides, until when.

    `answers` are the steps that a yes answers, `days` the slack in working days, `why`
    the reason against it, if there is one; `changed` None if nothing was seen before.
    """

    post: PostSnapshot
    trigger: Trigger
    answers: Sequence[AnswerableStep]
    is_afterwards: bool
    due_at: datetime
    days: int
    why: str
    changed: Changed | None
    previews: Sequence[ChannelPreview]
    host: str
    pictures: Sequence[ShownPicture]
    shown: Sequence[Shown]
    voices: Sequence[HouseDecision]


def answered_for(directory: Directory, person: Person) -> frozenset[str]:
    """Return the keys of all for whom a person may answer, their own among them."""
    return frozenset(_keys(directory, person))


def _keys(directory: Directory, person: Person) -> Iterator[str]:
    yield person.key
    for other in directory.people.values():
        is_mailbox = other.functional and other.house == person.house
        if is_mailbox or person in directory.deputies_of(other.key):
            yield other.key


def answers_of(request: PageRequest, post: PostSnapshot) -> Sequence[AnswerableStep]:
    """Return the steps that a yes of the reader answers now; none if none waits.

    What moves the post comes before what is asked for afterwards, as in the engine.
    """
    theirs = actor_of(post, request.directory, request.person.key).answerable
    mine = [one for one in theirs if one.step.kind.is_decision]
    first = sorted(mine, key=lambda one: (one.step.retrospective, one.step.id))[:1]
    return [one for one in mine for like in first if _is_alike(one, like)]


def _is_alike(one: AnswerableStep, other: AnswerableStep) -> bool:
    return (one.step.kind, one.step.retrospective) == (
        other.step.kind,
        other.step.retrospective,
    )


def yes_of(answers: Sequence[AnswerableStep]) -> Trigger:
    """Return what a yes to these steps is called."""
    yes = STEPS[answers[0].step.kind].yes
    assert yes is not None  # noqa: S101 - these steps are decisions
    return yes


def item(
    request: PageRequest,
    post: PostSnapshot,
    answers: Sequence[AnswerableStep],
    beside: WaitingDetails,
) -> Item:
    """Return a post as it stands in the list; `answers` are not empty."""
    first = min((one.step for one in answers), key=lambda step: step.due_at)
    own, content = {one.step.id for one in answers}, post.content
    return Item(
        post=post,
        trigger=yes_of(answers),
        answers=answers,
        is_afterwards=first.retrospective,
        due_at=first.due_at,
        days=slack(
            first.due_at, request.now, office_of(first.house, request.directory)
        ),
        why=_why(request, post, yes_of(answers)),
        changed=changed(request.words, beside.before, content),
        previews=previews(content, request.directory.campaign.channels),
        host=host_of(content.link),
        pictures=shown_pictures(post, request.directory),
        shown=shown(request, post),
        voices=[voice for voice in beside.voices if voice.step_id not in own],
    )


def _why(request: PageRequest, post: PostSnapshot, trigger: Trigger) -> str:
    found = next(
        (one for one in offered(request, post) if one.trigger is trigger), None
    )
    if found is None:
        return request.words.gettext("This cannot be done now.")
    return request.say(found.refusal.message) if found.refusal else ""
