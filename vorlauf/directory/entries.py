"""Entries of stakeholders.toml as they were read; what is missing or wrong is None."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from states.messages import phrase
from states.office_hours import HalfDay
from states.post import Role
from vorlauf.channels.link_parameters import LinkParameters
from vorlauf.directory.model import HouseKind
from vorlauf.directory.schema import (
    CAMPAIGN,
    CHANNEL,
    HOUSE,
    PERSON,
    TABLES,
    Key,
    Report,
    read_table,
)
from vorlauf.directory.targets import PublishingWay

DEFAULTS_PATH = ("campaign", "defaults")

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(kw_only=True)
class RulesEntry:
    """What a house may inherit, in working days where it is a number."""

    lead_times: Mapping[str, int] = field(default_factory=dict)
    reminders: tuple[int, ...] | None = None
    reminder_hour: time | None = None
    escalate_after: int | None = None
    corpus_christi: bool | None = None
    notify: tuple[str, ...] | None = None
    code: bool | None = None
    editorial_corrections: bool | None = None
    steps_per_week: int | None = None
    # The campaign says these of all, and a house of itself and those below it.
    land: str | None = None
    office_hours: tuple[time, time] | None = None
    close_of_business: time | None = None
    closing_days: frozenset[date] | None = None
    half_days: frozenset[HalfDay] | None = None


@dataclass(kw_only=True)
class HouseEntry(RulesEntry):
    """One table [houses.KEY]."""

    name: str | None = None
    kind: HouseKind | None = None
    parent: str | None = None
    contact: str | None = None
    share: int | None = None
    was: tuple[str, ...] = ()


@dataclass(kw_only=True)
class PersonEntry:
    """One table [people.KEY]."""

    name: str | None = None
    role: Role | None = None
    house: str | None = None
    email: str | None = None
    phone: str = ""
    language: str = "de"
    deputy: str | None = None
    functional: bool = False
    was: tuple[str, ...] = ()


@dataclass(kw_only=True)
class BlackoutEntry:
    """One table [[campaign.blackouts]]."""

    first: date | None = None
    last: date | None = None
    reason: str | None = None


@dataclass(kw_only=True)
class CampaignEntry:
    """The table [campaign] without its defaults."""

    name: str | None = None
    land: str | None = None
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    office_hours: tuple[time, time] | None = (time(8), time(16))
    close_of_business: time | None = None
    closing_days: frozenset[date] = frozenset()
    half_days: frozenset[HalfDay] = frozenset()
    channels: tuple[str, ...] = ()
    posts_per_day: int | None = None
    posts_per_week: int | None = None
    house_spacing: int | None = None
    reserve_days: int = 2
    quarter_shares: tuple[int, ...] = ()
    channel_shares: tuple[int, ...] = ()
    staff_council_agreed: bool = False
    public_body: bool = False
    keep_mails: int | None = None
    keep_inbox: int | None = None
    keep_pictures: int | None = None
    keep_sessions: int | None = None
    keep_logs: int | None = None
    blackouts: tuple[BlackoutEntry, ...] = ()


@dataclass(kw_only=True)
class ChannelEntry:
    """One table [channels.NAME]."""

    publish: PublishingWay = PublishingWay.BY_HAND
    address: str = ""
    private_address: bool = False
    language: str = "de"
    integration: str = ""
    network: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    link_parameters: LinkParameters | None = None


# Which roles speak for a house of each kind.
SPEAKERS: Mapping[HouseKind, tuple[Role, ...]] = {
    HouseKind.CHANCELLERY: (Role.CONTACT, Role.APPROVER),
    HouseKind.MINISTRY: (Role.CONTACT,),
    HouseKind.SUB_ORGANISATION: (Role.CONTACT,),
    HouseKind.AGENCY: (Role.COORDINATOR,),
    HouseKind.GRAPHICS: (Role.GRAPHICS, Role.CONTACT),
}


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The whole file; houses and people in file order."""

    campaign: CampaignEntry
    defaults: RulesEntry
    houses: Mapping[str, HouseEntry]
    people: Mapping[str, PersonEntry]
    channels: Mapping[str, ChannelEntry] = field(default_factory=dict)
    # What the file says of the kinds of inquiries, each key as it is written.
    inquiries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def lineage(self, house: str) -> list[RulesEntry]:
        """Return from whom a house takes its rules: itself, its parents, defaults."""
        return [*(self.houses[key] for key in self._upwards(house)), self.defaults]

    def are_tied(self, one: str | None, other: str | None) -> bool:
        """Say whether two houses are the same, or have a house above in common."""
        return not set(self._upwards(one)).isdisjoint(self._upwards(other))

    def _upwards(self, house: str | None) -> list[str]:
        """Return the house and those above it, the nearest first."""
        keys: list[str] = []
        while house is not None and house in self.houses and house not in keys:
            keys.append(house)
            house = self.houses[house].parent
        return keys

    def notify(self, house: str) -> tuple[str, ...]:
        """Return the further channels of a house, from the nearest who names any."""
        named = (one.notify for one in self.lineage(house) if one.notify is not None)
        return next(named, ())

    def lead_times(self, house: str) -> dict[str, int]:
        """Return the lead times of a house, each from the nearest who has it."""
        found: dict[str, int] = {}
        for rules in reversed(self.lineage(house)):
            found |= rules.lead_times
        return found

    def members(self, house: str) -> Iterator[tuple[str, PersonEntry]]:
        """Return who belongs to a house, by key, mailboxes too."""
        return (item for item in self.people.items() if item[1].house == house)

    def is_unclear(self, person: PersonEntry) -> bool:
        """Say whether a fault hides to which house, or in which role, they belong."""
        return person.house not in self.houses or person.role is None

    def contact(self, house: str) -> str | None:
        """Return who is asked: whom the house names, else the first who may speak."""
        entry = self.houses[house]
        roles = SPEAKERS[entry.kind] if entry.kind else tuple(Role)
        speakers = (key for key, one in self.members(house) if one.role in roles)
        return entry.contact or next(speakers, None)


def read(tree: Mapping[str, object], report: Report) -> Entries:
    """Return what could be read of the file; report everything else."""
    tables = read_table(tree, TABLES, (), report)
    campaign = _campaign(tables, report)
    defaults = campaign.pop("defaults", {})
    houses = _members("houses", HOUSE, tables, report)
    people = _members("people", PERSON, tables, report)
    channels = _members("channels", CHANNEL, tables, report)
    return Entries(
        campaign=CampaignEntry(**campaign),
        defaults=RulesEntry(**defaults),
        houses={key: HouseEntry(**entry) for key, entry in houses.items()},
        people={key: PersonEntry(**entry) for key, entry in people.items()},
        channels={key: ChannelEntry(**entry) for key, entry in channels.items()},
        inquiries=tables.get("inquiries", {}),
    )


def _campaign(tables: dict[str, Any], report: Report) -> dict[str, Any]:
    if "campaign" not in tables:
        return {}
    table = tables["campaign"]
    found = read_table(table, CAMPAIGN, ("campaign",), report)
    if "office_hours" in table and "office_hours" not in found:
        # They are known to be wrong, so the usual ones do not hold either.
        found["office_hours"] = None
    blackouts = found.get("blackouts", ())
    found["blackouts"] = tuple(BlackoutEntry(**one) for one in blackouts)
    return found


def _members(
    name: str, keys: tuple[Key, ...], tables: dict[str, Any], report: Report
) -> dict[str, dict[str, Any]]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        return read_table(table, keys, (name,), report)
    for key in table:
        if not _KEY.fullmatch(key):
            what = phrase("fault", "is not a key that everybody can type")
            cure = phrase("cure", "write at most 40 small letters, digits, - and _")
            report((name, key), what, cure)
    return {
        key: read_table(entry, keys, (name, key), report)
        for key, entry in table.items()
    }
