"""Today: what is late, what will be late, because of whom, and what to do now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response

from dashboard.components.contacts import ContactToCall, callee, presence_of
from dashboard.components.fair_share import fair_share
from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.post import Role
from vorlauf.directory.addresses import comparable
from vorlauf.directory.model import Directory
from vorlauf.readmodels import today as asks
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.readmodels.today import OpenStepRow
from vorlauf.scheduling import absences
from vorlauf.workflow.steps import office_of

# Lines of each kind, and of all; the rest is one click away.
MOST: Final = 8
ON_A_PAGE: Final = 24


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """One duty as it stands on the page: `days` is its slack in working days."""

    duty: OpenStepRow
    what: str
    days: int
    open_for: int
    callee: ContactToCall
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class DutyBlock:
    """The lines of one kind, how many there are, and where all of them are."""

    key: str
    title: str
    count: int
    lines: tuple[DutyLine, ...]
    href: str


def page(request: PageRequest) -> Response:
    """Show what asks for attention now."""
    with request.reading() as connection:
        around = request.around(connection)
        mine = frozenset(asked_like(request.directory, request.person.key, around))
        end_of_day, end_of_week = _ends(request)
        found = asks.today(
            request.scope(connection),
            asks.PeopleToday(
                asked=mine,
                unreachable=unreachable(request.directory, around),
                unattended=unattended(request.directory, around),
            ),
            end_of_day=end_of_day,
            end_of_week=end_of_week,
            most=MOST,
        )
        is_coordinator = request.person.role is Role.COORDINATOR
        entered = absences.unseen(connection) if is_coordinator else []
    told = _TodayWords(request, around, mine)
    blocks = tuple(told.blocks(found))
    return request.page(
        "today.html",
        blocks=blocks,
        entered=entered,
        failed=found.failed if is_coordinator else None,
        blocked=found.blocked,
        is_coordinator=is_coordinator,
        is_clear=not entered and not any(block.count for block in blocks),
        count=found.overdue.count,
        mine=mine,
        may_decide=any(duty.kind.is_decision for duty in found.mine.rows),
    )


@dataclass(frozen=True)
class _TodayWords:
    """Puts what was found into words."""

    request: PageRequest
    around: PageFrame
    mine: frozenset[str]

    def blocks(self, found: asks.Today) -> Iterable[DutyBlock]:
        """Return the kinds of duties in the order in which they matter."""
        gettext = self.request.words.gettext
        kinds = (
            ("overdue", gettext("Overdue"), found.overdue, "/posts?late=overdue"),
            ("mine", gettext("Waiting for me"), found.mine, self._mine()),
            ("due-today", gettext("Due today"), found.due_today, ""),
            ("at-risk", gettext("At risk"), found.at_risk, "/posts?late=at_risk"),
            ("this-week", gettext("Due this week"), found.this_week, ""),
        )
        cap = fair_share([len(section.rows) for _, _, section, _ in kinds], ON_A_PAGE)
        for key, title, section, href in kinds:
            lines = tuple(self._line(duty) for duty in section.rows[:cap])
            yield DutyBlock(
                key=key, title=title, count=section.count, lines=lines, href=href
            )

    def _mine(self) -> str:
        return f"/posts?person={self.request.person.key}"

    def _line(self, duty: OpenStepRow) -> DutyLine:
        directory, now = self.request.directory, self.request.now
        office = office_of(duty.house, directory)
        return DutyLine(
            duty=duty,
            what=self.request.words.lacking_label(duty.kind),
            days=slack(duty.due_at, now, office),
            open_for=office.calendar.between(
                office.day_of(duty.opened_at), office.day_of(now)
            ),
            callee=callee(self.request, duty.asked, self.around),
            is_mine=duty.asked in self.mine,
        )


def asked_like(directory: Directory, person: str, around: PageFrame) -> Iterable[str]:
    """Return in whose place a person decides today: their own, first of all.

    A mailbox of the own house is answered by whoever works there; somebody who is
    away or disabled by whoever reads instead.
    """
    yield person
    present, mine = presence_of(around), directory.people[person]
    for other in directory.people.values():
        is_mailbox = other.functional and other.house == mine.house
        is_mine = other != mine and present.reader(directory, other) == mine
        if is_mailbox or is_mine:
            yield other.key


def unreachable(directory: Directory, around: PageFrame) -> frozenset[str]:
    """Return the keys of the people to whom nothing is sent."""
    present = presence_of(around)
    found = []
    for person in directory.people.values():
        is_disabled = person.key in around.disabled
        reader = present.reader(directory, person) if is_disabled else person
        if reader is not None and comparable(reader.email) in around.suppressed:
            found.append(person.key)
    return frozenset(found)


def unattended(directory: Directory, around: PageFrame) -> frozenset[str]:
    """Return the keys of the people in whose place nobody is asked."""
    present = presence_of(around)
    return frozenset(
        person.key
        for person in directory.people.values()
        if present.reader(directory, person) is None
    )


def _ends(request: PageRequest) -> tuple[datetime, datetime]:
    """Return when this day and this week end, where the campaign is."""
    office = request.directory.agency.office
    today = office.day_of(request.now)
    midnight = datetime.min.time()
    monday = today + timedelta(days=7 - today.weekday())
    return office.at(today + timedelta(days=1), midnight), office.at(monday, midnight)


PAGES: Final = {"today": page}
