"""The directory: who takes part, in which house, and who stands in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from states.deadlines import ActingHouse, Party
from states.inquiries import CLOCKS, InquiryClock, InquiryKind
from states.messages import Quoted, Several, channels, msg, phrase
from states.post import Role
from vorlauf.channels.limits import ChannelLimits, ChannelSettings, limits_of
from vorlauf.directory.addresses import comparable
from vorlauf.directory.houses import (
    SHARING,
    Blackout,
    Campaign,
    House,
    HouseKind,
    close_in,
)
from vorlauf.directory.targets import ChannelTarget
from vorlauf.directory.values import present_key
from vorlauf.errors import BadInputError, NotFoundError
from vorlauf.spelling import did_you_mean

__all__ = [
    "SHARING",
    "Blackout",
    "Campaign",
    "Directory",
    "House",
    "HouseKind",
    "Person",
    "close_in",
    "deputies",
]

_SEE_THE_FILE = phrase("hint", "; stakeholders.toml says who takes part.")


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
    # How long answers to inquiries may take, by their kind.
    clocks: Mapping[InquiryKind, InquiryClock] = field(default_factory=lambda: CLOCKS)

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

    def clock(self, kind: InquiryKind) -> InquiryClock:
        """Return how long the answer to an inquiry of this kind may take."""
        return self.clocks.get(kind, CLOCKS[kind])

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

    def keys_of(self, key: str) -> tuple[str, ...]:
        """Return a key of a person with those that they had before."""
        person = self.people.get(key)
        return (key, *person.was) if person else (key,)

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
