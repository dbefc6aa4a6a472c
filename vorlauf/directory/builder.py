"""Builder: makes the Directory from entries without faults."""

from dataclasses import fields, replace
from typing import Any

from states.deadlines import LeadTimes
from states.inquiries import CLOCKS
from states.post import Role
from vorlauf.channels.limits import ChannelSettings
from vorlauf.directory.entries import ChannelEntry, Entries, RulesEntry
from vorlauf.directory.model import (
    SHARING,
    Blackout,
    Campaign,
    Directory,
    House,
    HouseKind,
    Person,
    deputies,
)
from vorlauf.directory.targets import ChannelTarget, PublishingWay

_RULES = frozenset(vars(RulesEntry()))


def directory_of(entries: Entries) -> Directory:
    """Return the directory; the entries must have passed every check."""
    campaign = _campaign(entries)
    return Directory(
        campaign=campaign,
        houses={key: _house(key, entries, campaign) for key in entries.houses},
        people={
            key: Person(key=key, **_given(person) | {"language": str(person.language)})
            for key, person in entries.people.items()
        },
        channels={
            name: ChannelSettings(**_given_of(entry, ChannelSettings))
            for name, entry in entries.channels.items()
        },
        targets=_targets(entries),
        clocks={
            kind: replace(clock, **entries.inquiries.get(kind, {}))
            for kind, clock in CLOCKS.items()
        },
    )


def _targets(entries: Entries) -> dict[str, ChannelTarget]:
    """Return the channels that are published by themselves, in their order."""
    known = [name for name in entries.campaign.channels if name in entries.channels]
    return {
        name: ChannelTarget(
            channel=name,
            way=entries.channels[name].publish,
            **_given_of(entries.channels[name], ChannelTarget),
        )
        for name in known
        if entries.channels[name].publish is not PublishingWay.BY_HAND
    }


def _given_of(entry: ChannelEntry, kind: type) -> dict[str, Any]:
    """Return those fields of an entry that something else has, too."""
    wanted = {one.name for one in fields(kind)}
    return {name: one for name, one in _given(entry).items() if name in wanted}


def _campaign(entries: Entries) -> Campaign:
    given = _given(entries.campaign)
    opens, closes = given.pop("office_hours")
    given.setdefault("close_of_business", closes)
    zone = given.pop("time_zone")
    given["blackouts"] = tuple(_blackouts(entries))
    return Campaign(zone=zone, opens=opens, closes=closes, **given)


def _blackouts(entries: Entries) -> list[Blackout]:
    """Return the blackouts in the order of time."""
    found = [Blackout(**_given(entry)) for entry in entries.campaign.blackouts]
    return sorted(found, key=lambda blackout: blackout.first)


def _house(key: str, entries: Entries, campaign: Campaign) -> House:
    given = _inherited(key, entries) | _given(entries.houses[key])
    given["contact"] = entries.contact(key)
    given.setdefault("share", int(given["kind"] in SHARING))
    given["lead_times"] = LeadTimes(**entries.lead_times(key))
    return House(
        key=key,
        campaign=campaign,
        deputies=deputies(given["contact"], lambda who: entries.people[who].deputy),
        approvers=_approvers(key, entries),
        **given,
    )


def _inherited(key: str, entries: Entries) -> dict[str, Any]:
    """Return each rule from the nearest who has it, the house itself included."""
    found: dict[str, Any] = {}
    for rules in reversed(entries.lineage(key)):
        given = _given(rules)
        found |= {name: given[name] for name in given.keys() & _RULES}
    return found


def _approvers(key: str, entries: Entries) -> tuple[str, ...]:
    if entries.houses[key].kind is not HouseKind.CHANCELLERY:
        return ()
    return tuple(
        name
        for name, person in entries.members(key)
        if person.role is Role.APPROVER and not person.functional
    )


def _given(entry: object) -> dict[str, Any]:
    """Return the fields of an entry that have a value, by name."""
    return {name: value for name, value in vars(entry).items() if value is not None}
