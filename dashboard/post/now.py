"""What now: who is asked about a post, until when, and whom to call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.components.contacts import ContactToCall, asked_like, callee
from dashboard.components.draft_words import lacking_words
from dashboard.components.reminders import ReminderButton
from dashboard.web.request import PageRequest
from states.deadlines import Feasibility, slack
from states.post import StepKind
from vorlauf.db.post_snapshots import OpenStep, PostSnapshot
from vorlauf.db.tables import NoticeState
from vorlauf.editing.feasibility import outlook
from vorlauf.editing.slot_previews import voids_decisions
from vorlauf.mail.queue.notice_list import NoticeRow
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.readmodels.post import PostFile
from vorlauf.workflow import draft_step
from vorlauf.workflow.steps import gone_words, houses_gone, office_of

_AHEAD: Final = frozenset({NoticeState.QUEUED, NoticeState.RETRY})


@dataclass(frozen=True, kw_only=True)
class OpenStepLine:
    """An open step: what is missing, `days` of slack in working days, whom to call.

    `next_mail` is the next one that is planned about it, None if there is none.
    `waits` says that nobody need do anything before the slot.
    """

    step: OpenStep
    what: str
    days: int
    callee: ContactToCall
    next_mail: datetime | None
    is_mine: bool
    remind: ReminderButton | None
    waits: bool


@dataclass(frozen=True, kw_only=True)
class PostStanding:
    """How a post stands today: `slack` in working days, and whether its slot is met.

    `is_missed` says that the slot passed without approval, `voids` that decisions fall
    if the post is moved to the earliest slot that can be met. `fault` says in words
    which house nobody can ask.
    """

    slack: int | None = None
    feasibility: Feasibility | None = None
    is_missed: bool = False
    voids: bool = False
    fault: str = ""


def standing(request: PageRequest, post: PostSnapshot) -> PostStanding:
    """Return how a post stands; nothing is said of one that is out or withdrawn."""
    found = outlook(post, request.directory, request.now)
    if found is None:
        return PostStanding()
    gone, feasibility = houses_gone(post, request.directory), found.feasibility
    return PostStanding(
        slack=None if found.is_missed else found.slack,
        feasibility=feasibility,
        voids=voids_decisions(post, request.directory, feasibility.earliest),
        fault=request.say(gone_words(post, gone)) if gone else "",
        is_missed=found.is_missed,
    )


def asked(
    request: PageRequest,
    file: PostFile,
    around: PageFrame,
    buttons: Mapping[int, ReminderButton],
) -> Sequence[OpenStepLine]:
    """Return what is asked of whom now, the first due first."""
    directory = request.directory
    mine = frozenset(asked_like(directory, request.person.key, around))
    mails = _next_mails(file.notices)
    found = [
        OpenStepLine(
            step=step,
            what=_lacking(request, file.post, step),
            days=slack(
                step.due_at, request.now, office_of(step.house, request.directory)
            ),
            callee=callee(request, step.asked, around),
            next_mail=mails.get(step.id),
            is_mine=step.asked in mine,
            remind=buttons.get(step.id),
            waits=step.kind.waits_for_slot and step.due_at > request.now,
        )
        for step in file.post.steps
    ]
    return sorted(found, key=lambda one: (one.step.due_at, one.step.id))


def _lacking(request: PageRequest, post: PostSnapshot, step: OpenStep) -> str:
    """Say what a step lacks; of a draft, what is really missing."""
    if step.kind is not StepKind.DRAFT:
        return request.words.lacking_label(step.kind)
    return lacking_words(request, draft_step.lacking(post, request.directory))


def _next_mails(notices: Sequence[NoticeRow]) -> Mapping[int, datetime]:
    ahead = sorted(_ahead(notices), key=lambda pair: pair[1], reverse=True)
    return dict(ahead)


def _ahead(notices: Sequence[NoticeRow]) -> Iterator[tuple[int, datetime]]:
    for notice in notices:
        if notice.state in _AHEAD and notice.step_id is not None:
            yield notice.step_id, notice.due_at
