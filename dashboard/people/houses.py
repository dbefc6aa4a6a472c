"""Houses: open steps, lead times, punctuality, and people of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Final

from starlette.responses import Response

from dashboard.components import reminders
from dashboard.components.contacts import ContactToCall, callee
from dashboard.components.filters import Month
from dashboard.components.reminders import ReminderButton
from dashboard.web.request import PageRequest
from states.deadlines import slack
from states.post import Role, StepKind
from vorlauf.directory.model import House, HouseKind, Person
from vorlauf.plan import turnarounds
from vorlauf.posts.presence import Period
from vorlauf.readmodels import house as asks
from vorlauf.readmodels.house import OpenStepRow, Punctuality
from vorlauf.readmodels.page_frame import PageFrame
from vorlauf.scheduling import waits
from vorlauf.workflow.steps import office_of

# Months that are looked back on, and open duties that are listed.
MONTHS: Final = 12
MOST: Final = 50
# Of the small multiples: units of the picture.
BAR, GAP, TALL = 12, 4, 48


@dataclass(frozen=True, kw_only=True)
class HouseRow:
    """A house in the list, with what it owes and its share of this year's posts."""

    house: House
    posts: int
    share: float
    agreed: float


@dataclass(frozen=True, kw_only=True)
class OpenDutyRow:
    """A duty of the house, its slack in working days, and whom to call.

    `remind` is what a coordinator is offered about reminding of it.
    """

    duty: OpenStepRow
    days: int
    callee: ContactToCall
    remind: ReminderButton | None


@dataclass(frozen=True, kw_only=True)
class MonthBar:
    """One month of a small multiple: what was done, what of it in time."""

    label: str
    done: int
    in_time: int
    x: int
    y: float
    height: float
    y_in_time: float
    height_in_time: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One kind of duty over the months; `percent` None while nothing was done."""

    kind: StepKind
    bars: Sequence[MonthBar]
    done: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """The part that was in time, of a hundred."""
        return round(100 * self.in_time / self.done) if self.done else None


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of the house, with absences to come."""

    person: Person
    callee: ContactToCall
    deputy: str
    absences: Sequence[Period]


def index(request: PageRequest) -> Response:
    """Show every house with its share of this year's posts against the agreed one."""
    year = request.words.local_day(request.now).year
    with request.reading() as connection:
        request.around(connection)
        posts = asks.shares(connection, *_year(request, year))
    return request.page(
        "houses.html",
        rows=_rows(request, posts),
        year=year,
        may_replace=request.person.role is Role.COORDINATOR,
    )


def page(request: PageRequest) -> Response:
    """Show one house."""
    house = request.house()
    below = _with_below(request, house)
    today = request.words.local_day(request.now)
    months = [Month(today.year, today.month).later(n) for n in range(1 - MONTHS, 2)]
    office = request.directory.agency.office
    bounds = [office.at(month.first, time.min) for month in months]
    with request.reading() as connection:
        around = request.around(connection)
        open_ = asks.open_of(connection, below, request.visibility, most=MOST)
        buttons = reminders.on_rows(request, connection, open_.rows)
        punctual = asks.punctuality(connection, below, bounds)
        posts = asks.shares(connection, *_year(request, today.year))
        call = request.call(connection)
        learned = [
            one for one in turnarounds.lead_times(call) if one.house == house.key
        ]
    return request.page(
        "house.html",
        learned=learned,
        is_person=not waits.is_shown(request.directory, house),
        may_adopt=request.person.role is Role.COORDINATOR,
        house=house,
        below=[request.directory.houses[key] for key in below if key != house.key],
        open_count=open_.count,
        opens=[_open(request, duty, around, buttons) for duty in open_.rows],
        lead_times=[
            (field.name, getattr(house.lead_times, field.name))
            for field in fields(house.lead_times)
        ],
        figures=_figures(request, punctual, months[:-1]),
        recorded=sum(one.recorded for one in punctual),
        bar=BAR,
        tall=TALL,
        width=MONTHS * (BAR + GAP),
        members=_members(request, house, around),
        row=next((r for r in _rows(request, posts) if r.house == house), None),
        year=today.year,
    )


def _with_below(request: PageRequest, house: House) -> list[str]:
    """Return the keys of the house and of the sub-organisations below it."""
    keys, houses = [house.key], request.directory.houses.values()
    for key in keys:  # it grows while it is read
        keys += [one.key for one in houses if one.parent == key]
    return keys


def _year(request: PageRequest, year: int) -> tuple[datetime, datetime]:
    office = request.directory.agency.office
    first = date(year, 1, 1)
    after = date(year + 1, 1, 1)
    return office.at(first, time.min), office.at(after, time.min)


def _rows(request: PageRequest, posts: Mapping[str, int]) -> list[HouseRow]:
    directory = request.directory
    agreed = directory.agreed_shares()
    total = sum(posts.values())
    return [
        HouseRow(
            house=house,
            posts=posts.get(house.key, 0),
            share=posts.get(house.key, 0) / total if total else 0.0,
            agreed=agreed.get(house.key, 0.0),
        )
        for house in directory.houses.values()
        if house.kind not in {HouseKind.AGENCY, HouseKind.GRAPHICS}
        or house.key in posts
    ]


def _open(
    request: PageRequest,
    duty: OpenStepRow,
    around: PageFrame,
    buttons: Mapping[int, ReminderButton],
) -> OpenDutyRow:
    office = office_of(duty.house, request.directory)
    return OpenDutyRow(
        duty=duty,
        days=slack(duty.due_at, request.now, office),
        callee=callee(request, duty.asked, around),
        remind=buttons.get(duty.step_id),
    )


def _figures(
    request: PageRequest, punctual: Sequence[Punctuality], months: Sequence[Month]
) -> list[Figure]:
    found = {(one.kind, one.month_index): one for one in punctual}
    most = max((one.done for one in punctual), default=1)
    figures = []
    for kind in asks.KINDS:
        bars = [
            _bar(request, month, index, found.get((kind, index)), most)
            for index, month in enumerate(months)
        ]
        figures.append(
            Figure(
                kind=kind,
                bars=bars,
                done=sum(bar.done for bar in bars),
                in_time=sum(bar.in_time for bar in bars),
            )
        )
    return figures


def _bar(
    request: PageRequest, month: Month, index: int, found: Punctuality | None, most: int
) -> MonthBar:
    done, in_time = (found.done, found.in_time) if found else (0, 0)
    height, height_in_time = TALL * done / most, TALL * in_time / most
    return MonthBar(
        label=request.words.month(month.first),
        done=done,
        in_time=in_time,
        x=index * (BAR + GAP),
        y=round(TALL - height, 1),
        height=round(height, 1),
        y_in_time=round(TALL - height_in_time, 1),
        height_in_time=round(height_in_time, 1),
    )


def _members(request: PageRequest, house: House, around: PageFrame) -> list[Member]:
    people = request.directory.people
    coming = sorted(around.ahead.absences, key=lambda one: one.first_day)
    return [
        Member(
            person=person,
            callee=callee(request, person.key, around),
            deputy=people[person.deputy].name if person.deputy else "",
            absences=[one for one in coming if one.person == person.key],
        )
        for person in people.values()
        if person.house == house.key
    ]


PAGES: Final = {"houses": index, "house": page}
