"""The directory: who takes part, how much time each house needs, who stands in."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from states.deadlines import ActingHouse, LeadTimes, Office, Party
from states.messages import Quoted, Several, channels, msg, phrase
from states.office_hours import HalfDay
from states.post import Role
from states.working_days import calendar
from vorlauf.channels.limits import ChannelLimits, ChannelSettings, limits_of
from vorlauf.directory.addresses import comparable
from vorlauf.directory.targets import ChannelTarget
from vorlauf.directory.values import present_key
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.spelling import did_you_mean

_SEE_THE_FILE = phrase("hint", "; stakeholders.toml says who takes part.")


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
class Person:
    """Somebody who writes, supplies, decides or reads; or a functional mailbox."""

    key: str
    name: str
    role: Role
    house: str
    email: str
    phone: str = ""
    language: str = "de"
    deputy: str | None = None
    # A functional mailbox may be notified; it never decides.
    functional: bool = False
    # The keys that this person had before.
    was: tuple[str, ...] = ()


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


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The whole of stakeholders.toml, valid; houses and people in file order.

    `disabled` are the keys of those who were shut out, where that was asked for: no
    mail names them as the one to turn to. `channels` is what the file says of channels
    beside their names.
    """

    campaign: Campaign
    houses: Mapping[str, House]
    people: Mapping[str, Person]
    disabled: frozenset[str] = frozenset()
    channels: Mapping[str, ChannelSettings] = field(default_factory=dict)
    # The channels that are published by themselves; others are published by hand.
    targets: Mapping[str, ChannelTarget] = field(default_factory=dict)

    def house(self, key: str) -> House:
        """Return the house, or raise NotFoundError with its new or the nearest key."""
        if key not in self.houses:
            _require_no_former(key, self.houses)
            hint = did_you_mean(key, self.houses) or _SEE_THE_FILE
            raise NotFoundError(
                msg("There is no house {key}{hint}", key=Quoted(key), hint=hint)
            )
        return self.houses[key]

    def party(self, key: str) -> Party:
        """Return a house as far as the time of its posts is concerned.

        Raises NotFoundError as `house`.
        """
        if (found := self._parties.get(key)) is None:
            house = self.house(key)
            found = self._parties[key] = Party(
                house=key,
                lead_times=house.lead_times,
                office=house.office,
                drafts=_acting(self.agency, "draft"),
                draws=_acting(self.graphics, "graphics"),
                approves=_acting(self.chancellery, "approval"),
            )
        return found

    @cached_property
    def _parties(self) -> dict[str, Party]:
        return {}

    def limits_of(self, channel: str) -> ChannelLimits | None:
        """Return what a channel takes, None where nobody has read it."""
        return limits_of(channel, self.channels.get(channel))

    def check_channel(self, name: str) -> None:
        """Raise BadInputError with the nearest name unless there is such a channel."""
        known = self.campaign.channels
        if name not in known:
            hint = did_you_mean(name, known) or phrase(
                "hint", "; there are {channels}.", channels=channels(known)
            )
            raise BadInputError(
                msg("There is no channel {name}{hint}", name=Quoted(name), hint=hint)
            )

    def person(self, who: str) -> Person:
        """Return whose key, e-mail address or full name this is, whatever its case.

        Raises NotFoundError with the new key or the nearest name, BadInputError when
        two people have that name.
        """
        if who in self.people:
            return self.people[who]
        found = [person for person in self.people.values() if _is(person, who)]
        if len(found) > 1:
            keys = Several(tuple(person.key for person in found), " or ")
            raise BadInputError(
                msg(
                    "More than one person is called {who}: use {keys}.",
                    who=Quoted(who),
                    keys=keys,
                )
            )
        if not found:
            _require_no_former(who, self.people)
            hint = did_you_mean(who, self._ways_to_say_who()) or _SEE_THE_FILE
            raise NotFoundError(
                msg("There is nobody called {who}{hint}", who=Quoted(who), hint=hint)
            )
        return found[0]

    @cached_property
    def now_called(self) -> Mapping[str, str]:
        """The keys of houses by those that they had before."""
        return {old: key for key, one in self.houses.items() for old in one.was}

    def home_of(self, person: Person) -> House:
        """Return the house of a person, the agency if it has left the file."""
        return self.houses.get(person.house, self.agency)

    def agreed_shares(self) -> Mapping[str, float]:
        """Return the fraction of the posts of each house with a share; sum is 1."""
        shares = {key: house.share for key, house in self.houses.items() if house.share}
        total = sum(shares.values())
        return {key: share / total for key, share in shares.items()}

    def contact_of(self, house_key: str) -> Person:
        """Return who is asked in that house."""
        return self.people[self.house(house_key).contact]

    def deputies_of(self, person_key: str) -> tuple[Person, ...]:
        """Return who stands in for the person, nearest first, nobody twice."""
        person = self.person(person_key)
        return tuple(self.people[key] for key in deputies(person.key, self._deputy))

    def members(self, house_key: str, role: Role) -> tuple[Person, ...]:
        """Return the named people (no mailboxes) of the house who have the role."""
        return tuple(
            person
            for person in self.people.values()
            if person.house == house_key
            and person.role is role
            and not person.functional
        )

    @cached_property
    def chancellery(self) -> House:
        """The house that approves every post."""
        return self._first(HouseKind.CHANCELLERY)

    @cached_property
    def agency(self) -> House:
        """The house that coordinates."""
        return self._first(HouseKind.AGENCY)

    @cached_property
    def graphics(self) -> House | None:
        """The second agency, if there is one."""
        return next(self._of_kind(HouseKind.GRAPHICS), None)

    @property
    def coordinator(self) -> Person:
        """The contact of the agency; another coordinator if that one is disabled."""
        able = (one for one in self.coordinators if one.key not in self.disabled)
        return next(able, self.contact_of(self.agency.key))

    @cached_property
    def coordinators(self) -> tuple[Person, ...]:
        """All who coordinate: the contact of the agency first, then in file order."""
        others = (
            person
            for person in self.people.values()
            if person.role is Role.COORDINATOR and not person.functional
        )
        return tuple(dict.fromkeys((self.contact_of(self.agency.key), *others)))

    @property
    def approver(self) -> Person:
        """Who is asked for approvals: the first approver of the chancellery."""
        return self.people[self.chancellery.approvers[0]]

    def _of_kind(self, kind: HouseKind) -> Iterator[House]:
        return (house for house in self.houses.values() if house.kind is kind)

    def _first(self, kind: HouseKind) -> House:
        house = next(self._of_kind(kind), None)
        if house is None:
            raise NotFoundError(
                msg(
                    "There is no house of the kind {kind}.",
                    kind=phrase("house kind", repr(kind.value)),
                )
            )
        return house

    def _deputy(self, key: str) -> str | None:
        return self.people[key].deputy

    def present_key(self, key: str) -> str:
        """Return the key that a person has now who had this one; else the same."""
        if key in self.people:
            return key
        return present_key(key, self.people) or key

    def _ways_to_say_who(self) -> list[str]:
        people = self.people.values()
        return [
            way for person in people for way in (person.key, person.name, person.email)
        ]


def _require_no_former(key: str, members: Mapping[str, House | Person]) -> None:
    new = present_key(key.strip().casefold(), members)
    if new is not None:
        raise NotFoundError(
            msg("{old} is called {new} now.", old=Quoted(key), new=Quoted(new))
        )


def _acting(house: House | None, lead_time: str) -> ActingHouse | None:
    if house is None:
        return None
    days = getattr(house.lead_times, lead_time)
    return ActingHouse(house=house.key, days=days, office=house.office)


def _is(person: Person, who: str) -> bool:
    said = who.strip()
    is_key = said.isascii() and said.lower() == person.key
    is_name = said.casefold() == person.name.casefold()
    return is_key or is_name or comparable(said) == comparable(person.email)


def deputies(key: str, deputy_of: Callable[[str], str | None]) -> tuple[str, ...]:
    """Follow the deputies from `key` until nobody new comes; `key` is not among them.

    Coordinators may stand in for each other, so the chain may come back.
    """
    chain = [key]
    while (deputy := deputy_of(chain[-1])) is not None and deputy not in chain:
        chain.append(deputy)
    return tuple(chain[1:])
