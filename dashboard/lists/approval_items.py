"""Approval items: a post that waits for the reader's yes, as the list shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dashboard.components.changes import Changed, changed
from dashboard.components.channel_previews import ChannelPreview, host_of, previews
from dashboard.components.picture_cards import Shown, shown
from dashboard.components.post_actions import offered
from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.fingerprint import ShownPicture
from states.post import STEPS, Trigger
from states.slots import is_missed
from vorlauf.db.post_snapshots import PostSnapshot
from vorlauf.directory.model import Directory, Person
from vorlauf.posts.channels import channels_of
from vorlauf.posts.picture_checks import shown_pictures
from vorlauf.readmodels.approvals import HouseDecision, WaitingDetails
from vorlauf.workflow.actors import AnswerableStep, actor_of
from vorlauf.workflow.one_house import parts_of
from vorlauf.workflow.steps import office_of

# Between the number of a post and a house, where a box is for one of several.
BETWEEN: Final = "/"


@dataclass(frozen=True, kw_only=True)
class ApprovalItem:
    """A post that waits: what is to be read, for whom the reader decides, until when.

    One item is for one house, which `house` names if there are several; `is_first`
    says that it is the post's first one.
    `answers` are the steps that a yes answers, `days` the slack in working days, `why`
    the reason against it, if there is one; `changed` None if nothing was seen before.
    """

    post: PostSnapshot
    trigger: Trigger
    is_first: bool = True
    house: str = ""
    answers: Sequence[AnswerableStep]
    is_afterwards: bool
    is_missed: bool
    due_at: datetime
    days: int
    why: str
    changed: Changed | None
    previews: Sequence[ChannelPreview]
    host: str
    pictures: Sequence[ShownPicture]
    shown: Sequence[Shown]
    voices: Sequence[HouseDecision]

    @property
    def ticked(self) -> str:
        """What the box of this item says: the post, and the house of several."""
        number = self.post.number
        return f"{number}{BETWEEN}{self.house}" if self.house else number


def answered_for(directory: Directory, person: Person) -> frozenset[str]:
    """Return the keys of all for whom a person may answer, their own among them."""
    return frozenset(_keys(directory, person))


def _keys(directory: Directory, person: Person) -> Iterator[str]:
    yield person.key
    for other in directory.people.values():
        is_mailbox = other.functional and other.house == person.house
        if is_mailbox or person in directory.deputies_of(other.key):
            yield other.key


def answers_of(
    request: PageRequest, post: PostSnapshot
) -> Sequence[Sequence[AnswerableStep]]:
    """Return the steps that a yes of the reader answers now, by house, the own first.

    What moves the post comes before what is asked for afterwards, as in the engine.
    """
    actor = actor_of(post, request.directory, request.person.key, request.part)
    parts = parts_of(actor, Trigger.REQUEST_CHANGES, request.directory)
    mine = [part for part in parts if part[0].step.kind.is_decision]
    return [part for part in mine for first in mine[:1] if _is_alike(part, first)]


def _is_alike(part: Sequence[AnswerableStep], other: Sequence[AnswerableStep]) -> bool:
    one, first = part[0].step, other[0].step
    return (one.kind, one.retrospective) == (first.kind, first.retrospective)


def yes_of(answers: Sequence[AnswerableStep]) -> Trigger:
    """Return what a yes to these steps is called."""
    yes = STEPS[answers[0].step.kind].yes
    assert yes is not None  # noqa: S101 - these steps are decisions
    return yes


def items(
    request: PageRequest,
    post: PostSnapshot,
    answers: Sequence[Sequence[AnswerableStep]],
    beside: WaitingDetails,
) -> Iterator[ApprovalItem]:
    """Yield a post as it stands in the list, once for each house it waits for."""
    for part in answers:
        found = _item(request, post, part, beside)
        house = part[0].step.house if len(answers) > 1 else ""
        yield replace(found, is_first=part is answers[0], house=house)


def _item(
    request: PageRequest,
    post: PostSnapshot,
    answers: Sequence[AnswerableStep],
    beside: WaitingDetails,
) -> ApprovalItem:
    first = min((one.step for one in answers), key=lambda step: step.due_at)
    own, content = {one.step.id for one in answers}, post.content
    return ApprovalItem(
        post=post,
        trigger=yes_of(answers),
        answers=answers,
        is_afterwards=first.retrospective,
        is_missed=not post.is_reserve
        and is_missed(post.state, post.slot_at, request.now, marked=post.slot_missed),
        due_at=first.due_at,
        days=slack(
            first.due_at, request.now, office_of(first.house, request.directory)
        ),
        why=_why(request, post, yes_of(answers)),
        changed=changed(request.words, beside.before, content),
        previews=previews(
            content, channels_of(post, request.directory), request.directory
        ),
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
