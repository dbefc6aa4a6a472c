"""Hold bar: what is on hold, by whom, until when, above every list of posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dashboard.web.request import PageRequest
from states.post import Role
from vorlauf.db import restorations
from vorlauf.db.engine import Connection
from vorlauf.db.hold_tables import HoldScope
from vorlauf.jobs import held_queries
from vorlauf.readmodels.holds_now import HoldNow, holds_now

# Holds that the bar names; the page of the holds has all of them.
MOST: Final = 3
_MOMENT: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class RestoredBar:
    """From a backup of when the database comes, and how many mails are held."""

    made_at: datetime
    mails: int


@dataclass(frozen=True, kw_only=True)
class HoldBar:
    """The holds that a page names, and how many `more` there are.

    `may_end` says whether the reader can let posts go on, `restored` that nothing goes
    on since a backup was restored.
    """

    holds: Sequence["NamedHold"]
    more: int
    may_end: bool
    restored: RestoredBar | None = None


@dataclass(frozen=True, kw_only=True)
class NamedHold:
    """A hold in words: `what` is on hold, and its last day, None without an end."""

    hold: HoldNow
    what: str
    last_day: date | None


def hold_bar(request: PageRequest, connection: Connection) -> HoldBar:
    """Return the bar of what the reader may see; asks only if something is on hold."""
    around = request.around(connection)
    found = holds_now(request.scope(connection)) if around.is_holding else []
    # The number of mails held is of all houses.
    may_know = around.is_restored and request.visibility.houses is None
    return HoldBar(
        holds=[_named(request, hold) for hold in found[:MOST]],
        more=len(found[MOST:]),
        may_end=request.person.role is Role.COORDINATOR,
        restored=_restored(request, connection) if may_know else None,
    )


def _restored(request: PageRequest, connection: Connection) -> RestoredBar | None:
    found = restorations.current(connection)
    if found is None:
        return None
    mails = held_queries.mails(connection, request.now)
    return RestoredBar(made_at=found.made_at, mails=sum(mails.values()))


def last_day(request: PageRequest, hold: HoldNow) -> date | None:
    """Return the last day of a hold where the campaign is, None without an end."""
    if hold.ends_at is None:
        return None
    return request.directory.agency.office.day_of(hold.ends_at - _MOMENT)


def _named(request: PageRequest, hold: HoldNow) -> NamedHold:
    return NamedHold(
        hold=hold, what=_what(request, hold), last_day=last_day(request, hold)
    )


def _what(request: PageRequest, hold: HoldNow) -> str:
    """Name what is on hold, in the words of the reader."""
    words, house = request.words, request.directory.houses.get(hold.what)
    match hold.scope:
        case HoldScope.ALL:
            found = words.gettext("all posts")
        case HoldScope.HOUSE:
            found = house.name if house else hold.what
        case HoldScope.CHANNEL:
            found = words.channel_label(hold.what)
        case HoldScope.WEEK:
            first = words.day(date.fromisoformat(hold.what))
            found = words.gettext("the week from %(day)s") % {"day": first}
        case HoldScope.CLOSED_DAYS:
            found = words.gettext("posts on closed days")
        case HoldScope.POSTS:
            several = words.gettext("posts chosen one by one")
            found = hold.number if hold.posts == 1 else several
    return found
