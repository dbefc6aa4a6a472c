"""Houses: what holds for all in the campaign, and what for each, all filled in."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from states.deadlines import LeadTimes, Office
from states.office_hours import HalfDay
from states.working_days import calendar


class HouseKind(StrEnum):
    """What a house is in the campaign."""

    CHANCELLERY = "chancellery"
    MINISTRY = "ministry"
    SUB_ORGANISATION = "sub_organisation"
    AGENCY = "agency"
    GRAPHICS = "graphics"


# For so many instants a house remembers when its mails go.
_MOST_INSTANTS: Final = 64

# Who has an agreed part of the posts unless the file says otherwise.
SHARING: Final = frozenset({HouseKind.CHANCELLERY, HouseKind.MINISTRY})


@dataclass(frozen=True, kw_only=True)
class Blackout:
    """Days on which nothing is published, `first` and `last` included."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """What holds for every house: calendar, office hours, channels, blackouts."""

    name: str
    zone: ZoneInfo
    land: str
    opens: time
    closes: time
    close_of_business: time
    closing_days: frozenset[date] = frozenset()
    half_days: frozenset[HalfDay] = frozenset()
    channels: tuple[str, ...]
    # What the plan is to keep; None where nothing was agreed.
    posts_per_day: int | None = None
    posts_per_week: int | None = None
    # Working days at least between two posts of one house.
    house_spacing: int | None = None
    # So many working days before a slot that is not made a reserve is offered for it.
    reserve_days: int = 2
    # The agreed parts of the posts: of the four quarters, of the channels in order.
    quarter_shares: tuple[int, ...] = ()
    channel_shares: tuple[int, ...] = ()
    # Whether the staff council agrees to figures of houses in which one person works.
    staff_council_agreed: bool = False
    # Whether the records are those of a public body, which offers them to an archive.
    public_body: bool = False
    # Months after which data of a kind goes; None keeps it.
    keep_mails: int | None = None
    keep_inbox: int | None = None
    keep_pictures: int | None = None
    keep_sessions: int | None = None
    keep_logs: int | None = None
    blackouts: tuple[Blackout, ...] = ()

    def blackout_on(self, day: date) -> Blackout | None:
        """Return the blackout in which the day lies, if there is one."""
        return next((b for b in self.blackouts if b.first <= day <= b.last), None)


@dataclass(frozen=True, kw_only=True)
class House:
    """A house with everything it inherits already filled in.

    Lead times, reminders and `escalate_after` are working days; reminders count
    from the due day. `deputies` stand in for the contact, nearest first;
    `approvers` is empty but for the chancellery. `land`, `office_hours` and
    `close_of_business` are those of the campaign where the house has none of its own;
    its `closing_days` and `half_days` count beside those of the campaign.
    """

    key: str
    name: str
    kind: HouseKind
    parent: str | None = None
    contact: str
    lead_times: LeadTimes
    reminders: tuple[int, ...]
    reminder_hour: time
    escalate_after: int
    corpus_christi: bool = False
    land: str = ""
    office_hours: tuple[time, time] | None = None
    close_of_business: time | None = None
    closing_days: frozenset[date] = frozenset()
    half_days: frozenset[HalfDay] = frozenset()
    # Apprise URLs hold passwords, so no repr may show them.
    notify: tuple[str, ...] = field(default=(), repr=False)
    campaign: Campaign = field(repr=False)
    deputies: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    # A decision by link needs the six digits that stand beside it in the mail.
    code: bool = False
    # Typing errors may be corrected without asking this house again.
    editorial_corrections: bool = True
    # How many of its steps may be due in a week, as was agreed.
    steps_per_week: int | None = None
    # The agreed part of the posts: 2 is twice as many as 1.
    share: int = 0
    # The keys that this house had before.
    was: tuple[str, ...] = ()
    _mails: dict[tuple[datetime, bool], datetime] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    @cached_property
    def office(self) -> Office:
        """When this house works."""
        campaign = self.campaign
        opens, closes = self.office_hours or (campaign.opens, campaign.closes)
        own_days = {(one.month, one.day, one.year) for one in self.half_days}
        return Office(
            calendar=calendar(
                self.land or campaign.land,
                closing_days=campaign.closing_days | self.closing_days,
                corpus_christi=self.corpus_christi,
            ),
            zone=campaign.zone,
            opens=opens,
            closes=closes,
            close_of_business=close_in(
                (opens, closes), self.close_of_business, campaign.close_of_business
            ),
            half_days=self.half_days
            | {
                one
                for one in campaign.half_days
                if (one.month, one.day, one.year) not in own_days
            },
        )

    def mail_from(self, instant: datetime, *, urgent: bool = False) -> datetime:
        """Return when a mail that is ready at `instant` (aware) goes to this house.

        In office hours, and not before the house's own hour in the morning, so that
        what piled up since yesterday is one mail; what is `urgent` goes at once.
        """
        # All that one transaction owes a house is ready at the same instant.
        if (found := self._mails.get((instant, urgent))) is None:
            if len(self._mails) >= _MOST_INSTANTS:
                self._mails.clear()
            found = self._mails[instant, urgent] = self._mail_from(instant, urgent)
        return found

    def _mail_from(self, instant: datetime, urgent: bool) -> datetime:  # noqa: FBT001
        opens = self.office.next_reached(instant)
        if urgent:
            return opens
        day = self.office.day_of(opens)
        return max(opens, self.office.nearest_open(day, self.reminder_hour))

    def takes_mail(self, now: datetime, *, urgent: bool = False) -> bool:
        """Say whether a mail that is due goes to this house at this moment."""
        if not self.office.is_open(now):
            return False
        today = self.office.day_of(now)
        return urgent or now >= self.office.nearest_open(today, self.reminder_hour)

    @property
    def rules(self) -> dict[str, object]:
        """Everything that influences the planning of this house's steps, for JSON.

        Names, addresses and shares are not: when they change nothing is re-planned.
        """
        return {
            "lead_times": asdict(self.lead_times),
            "reminders": list(self.reminders),
            "reminder_hour": self.reminder_hour.isoformat("minutes"),
            "escalate_after": self.escalate_after,
            "corpus_christi": self.corpus_christi,
            "contact": self.contact,
            "deputies": list(self.deputies),
            "approvers": list(self.approvers),
            "office": self._office_rules(),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the rules; another digest means plan anew."""
        canonical = json.dumps(self.rules, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()

    def _office_rules(self) -> dict[str, object]:
        office = self.office
        return {
            "zone": office.zone.key,
            "land": office.calendar.land,
            "opens": office.opens.isoformat("minutes"),
            "closes": office.closes.isoformat("minutes"),
            "close_of_business": office.close_of_business.isoformat("minutes"),
            "closing_days": sorted(
                day.isoformat() for day in office.calendar.closing_days
            ),
            **({"half_days": _plain(office.half_days)} if office.half_days else {}),
        }


def close_in(hours: tuple[time, time], own: time | None, usual: time | None) -> time:
    """Return the close of business of a house with these office hours.

    That is its `own`, or the `usual` one if it lies inside of them, or their end.
    """
    opens, closes = hours
    if own is not None:
        return own
    return usual if usual is not None and opens < usual <= closes else closes


def _plain(half_days: frozenset[HalfDay]) -> list[str]:
    return sorted(
        f"{one.year or ''}-{one.month:02}-{one.day:02} {one.until:%H:%M}"
        for one in half_days
    )
