"""Today: what is late, what will be late, because of whom, and what to do now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components import reminders
from dashboard.components.contacts import (
    ContactToCall,
    asked_like,
    callee,
    unattended,
    unreachable,
)
from dashboard.components.draft_words import lacking_words
from dashboard.components.fair_share import fair_share
from dashboard.components.hold_bar import hold_bar
from dashboard.components.reminders import ReminderButton
from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.post import Role, StepKind
from vorlauf.directory.model import Directory
from vorlauf.editing.feasibility import Outlook
from vorlauf.editing.outlooks import OutlooksNow
from vorlauf.editing.owners import coordinators_able
from vorlauf.mail.queue.delayed_notices import delayed_notices
from vorlauf.plan.reserves.offers import late_posts
from vorlauf.posts import publication_queries
from vorlauf.posts.follow_up_queries import FollowUpRow, due_notes
from vorlauf.readmodels.failed_mails import failed_mails
from vorlauf.readmodels.open_steps import OpenStepRow
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.readmodels.post_lines import PostLine, post_lines
from vorlauf.readmodels.scope import BlockReason, ReadScope
from vorlauf.readmodels.today import (
    Candidate,
    FoundGroup,
    GroupKey,
    Ownership,
    PeopleToday,
    Today,
    TodayQuestion,
    today,
)
from vorlauf.records.inquiries import inquiry_queries
from vorlauf.records.inquiries.inquiry_list import ListedInquiry, listed
from vorlauf.scheduling import absences
from vorlauf.scheduling.unattended import unattended_steps
from vorlauf.workflow.steps import office_of

# Lines of each kind, and of all; the rest is one click away.
MOST: Final = 8
ON_A_PAGE: Final = 24
# Who sees inquiries on Today, and so many days before the last one.
_ANSWERING: Final = {Role.COORDINATOR, Role.APPROVER}
_NEAR: Final = 7
# Their posts are offered another slot.
_NEEDS_A_SLOT: Final = {GroupKey.MISSED, GroupKey.CLOSED_DAY, GroupKey.AT_RISK}
# A list filters by these under the name of the group.
_LISTED: Final = {GroupKey.MISSED, GroupKey.AT_RISK, GroupKey.BLOCKED}


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """An open step as it stands on the page: `days` is its slack in working days."""

    step: OpenStepRow
    what: str
    days: int
    open_for: int
    callee: ContactToCall
    is_mine: bool
    remind: ReminderButton | None


@dataclass(frozen=True, kw_only=True)
class TodayLine:
    """A post as it stands on the page, with its open steps.

    `outlook` is None for a post that is out or has a house that left the file;
    `earliest` is the slot that is offered to it, None if none is, and `voids` says that
    moving there voids decisions;
    `blocked` says why it does not move on by itself; `notes` are the follow-up notes
    whose day has come, for coordinators.
    """

    post: PostLine
    why: str
    steps: tuple[StepLine, ...]
    outlook: Outlook | None
    earliest: datetime | None
    voids: bool
    blocked: tuple[BlockReason, ...]
    notes: tuple[FollowUpRow, ...]


@dataclass(frozen=True, kw_only=True)
class TodayBlock:
    """The first posts of a group, how many there are, and where all of them are."""

    key: str
    title: str
    count: int
    lines: tuple[TodayLine, ...]
    href: str


def page(request: PageRequest) -> Response:
    """Show what asks for attention now."""
    is_coordinator = request.person.role is Role.COORDINATOR
    with request.reading() as connection:
        around = request.around(connection)
        mine = frozenset(asked_like(request.directory, request.person.key, around))
        outlooks = request.outlooks(connection)
        held = hold_bar(request, connection)
        scope = request.scope(connection)
        asked = question(scope, request.directory, around, outlooks, mine)
        if is_coordinator:
            asked = with_notes(asked, request.directory)
        found = today(
            asked,
            own_first=not is_coordinator,
        )
        shown = _first(found)
        keys = [one.post_id for some in shown for one in some]
        lines = post_lines(connection, keys)
        noted = sorted(found.noted.intersection(keys))
        notes = due_notes(connection, noted, asked.day) if noted else {}
        steps = [step for line in lines.values() for step in line.steps]
        buttons: Mapping[int, ReminderButton] = {}
        if is_coordinator:
            buttons = reminders.offers(request, connection, reminders.of_rows(steps))
        entered = absences.unseen(connection) if is_coordinator else []
        # What is open and has nobody for good stands with what is blocked.
        lacking = (
            [
                one
                for one in unattended_steps(request.call(connection), around.ahead)
                if one.last_day is not None or not one.is_open
            ]
            if is_coordinator
            else []
        )
        proposed = around.proposals if is_coordinator else 0
        may_swap = is_coordinator and around.has_reserves
        known_by = request.parts.turnarounds.at
        late = late_posts(request.call(connection), known_by) if may_swap else []
        failed = failed_mails(scope, MOST) if is_coordinator else None
        stuck = (
            publication_queries.needing_person(connection, MOST)
            if is_coordinator and request.directory.targets
            else []
        )
        delayed = (
            delayed_notices(connection, request.directory, request.now)
            if is_coordinator
            else []
        )
    answers = around.has_inquiries and request.person.role in _ANSWERING
    asked_of_us = _inquiries(request) if answers else []
    told = _TodayWords(request, around, mine, outlooks, buttons, notes)
    blocks = [
        told.block(group, some, lines, found)
        for group, some in zip(found.groups, shown, strict=True)
    ]
    return request.page(
        "today.html",
        held=held,
        blocks=blocks,
        entered=entered,
        lacking=lacking,
        proposed=proposed,
        failed=failed,
        stuck=stuck,
        swaps={one.post.number for one in late},
        delayed=delayed,
        inquiries=asked_of_us,
        is_coordinator=is_coordinator,
        is_clear=not entered
        and not proposed
        and not lacking
        and not delayed
        and not stuck
        and not asked_of_us
        and not any(block.count for block in blocks),
        count=found.late,
        may_decide=any(
            one.step.kind.is_decision
            for block in blocks
            for line in block.lines
            for one in line.steps
            if one.is_mine
        ),
    )


def _inquiries(request: PageRequest) -> list[ListedInquiry]:
    """Return the inquiries whose last day is over or near, or not known."""
    with request.reading() as connection:
        waiting = inquiry_queries.waiting(connection)
        found = listed(request.call(connection), waiting)
    return [one for one in found if one.days_left is None or one.days_left <= _NEAR]


def question(
    scope: ReadScope,
    directory: Directory,
    around: PageFrame,
    outlooks: OutlooksNow,
    asked: Collection[str],
) -> TodayQuestion:
    """Return what is asked of the groups by whoever is, or stands in for, `asked`."""
    end_of_day, end_of_week = _ends(directory, scope.now)
    return TodayQuestion(
        scope=scope,
        people=PeopleToday(
            asked=asked,
            unreachable=unreachable(directory, around),
            unattended=unattended(directory, around),
        ),
        outlooks=outlooks,
        day=directory.agency.office.day_of(scope.now),
        end_of_day=end_of_day,
        end_of_week=end_of_week,
    )


def with_notes(asked: TodayQuestion, directory: Directory) -> TodayQuestion:
    """Return the question of a coordinator, who reads follow-up notes.

    They are those on the posts of whoever is `asked`.
    """
    able = sorted(coordinators_able(directory))
    owned = Ownership(
        owners=tuple(key for key in able if key in asked.people.asked),
        able=tuple(able),
        contact=directory.coordinator.key,
    )
    return replace(asked, people=replace(asked.people, owned=owned))


def _first(found: Today) -> list[Sequence[Candidate]]:
    """Return the posts of each group that fit on the page."""
    first = [group.posts[:MOST] for group in found.groups]
    cap = fair_share([len(some) for some in first], ON_A_PAGE)
    return [some[:cap] for some in first]


@dataclass(frozen=True)
class _TodayWords:
    """Puts what was found into words."""

    request: PageRequest
    around: PageFrame
    mine: frozenset[str]
    outlooks: OutlooksNow
    buttons: Mapping[int, ReminderButton]
    notes: Mapping[int, Sequence[FollowUpRow]]

    def block(
        self,
        group: FoundGroup,
        shown: Sequence[Candidate],
        lines: Mapping[int, PostLine],
        found: Today,
    ) -> TodayBlock:
        return TodayBlock(
            key=group.key.replace("_", "-"),
            title=self.request.words.label("today_group", group.key),
            count=group.count,
            lines=tuple(
                self._line(
                    one,
                    lines[one.post_id],
                    found.blocked.get(one.post_id, ()),
                    is_offered=group.key in _NEEDS_A_SLOT,
                )
                for one in shown
            ),
            href=self._all_of(group.key),
        )

    def _all_of(self, key: GroupKey) -> str:
        """Return where all posts of a group are listed, empty if no list has them."""
        if key is GroupKey.MINE:
            return f"/posts?person={self.request.person.key}"
        return f"/posts?late={key}" if key in _LISTED else ""

    def _line(
        self,
        one: Candidate,
        post: PostLine,
        blocked: tuple[BlockReason, ...],
        *,
        is_offered: bool,
    ) -> TodayLine:
        key, now = post.post_id, self.request.now
        earliest = self.outlooks.earliest(key, now) if is_offered else None
        return TodayLine(
            post=post,
            why=one.why,
            steps=tuple(self._step(step) for step in post.steps),
            outlook=self.outlooks.of(key, now),
            earliest=earliest,
            voids=bool(earliest and self.outlooks.voids_decisions(key, earliest)),
            blocked=blocked,
            notes=tuple(self.notes.get(key, ())),
        )

    def _step(self, step: OpenStepRow) -> StepLine:
        directory, now = self.request.directory, self.request.now
        office = office_of(step.house, directory)
        return StepLine(
            step=step,
            what=self._lacking(step),
            days=slack(step.due_at, now, office),
            open_for=office.calendar.between(
                office.day_of(step.opened_at), office.day_of(now)
            ),
            callee=callee(self.request, step.asked, self.around),
            is_mine=step.asked in self.mine,
            remind=self.buttons.get(step.step_id),
        )

    def _lacking(self, step: OpenStepRow) -> str:
        """Say what a step lacks; of a draft, what is really missing."""
        if step.kind is not StepKind.DRAFT:
            return self.request.words.lacking_label(step.kind)
        return lacking_words(self.request, self.outlooks.lacking(step.post_id))


def _ends(directory: Directory, now: datetime) -> tuple[datetime, datetime]:
    """Return when this day and this week end, where the campaign is."""
    office = directory.agency.office
    today = office.day_of(now)
    midnight = datetime.min.time()
    monday = today + timedelta(days=7 - today.weekday())
    return office.at(today + timedelta(days=1), midnight), office.at(monday, midnight)


PAGES: Final = {"today": page}
