"""File changes: what is written into stakeholders.toml in the course of a year.

Each takes the directory as it is and draws what becomes of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from vorlauf.db.call import Call
from vorlauf.directory.model import Blackout, Directory, House, HouseKind

# What comes after the key of a ministry that has another one now.
_NEW: Final = "neu"
LATER_CHANNEL: Final = "mastodon"


def ministries(directory: Directory) -> list[str]:
    """Return the keys of the ministries, in order."""
    houses = directory.houses.values()
    return sorted(one.key for one in houses if one.kind is HouseKind.MINISTRY)


def renamed(directory: Directory, draw: Random) -> tuple[Directory, str, str]:
    """Give a ministry another key; return the file, the old key and the new one."""
    old = draw.choice(ministries(directory))
    new = old.removesuffix(_NEW) if old.endswith(_NEW) else f"{old}{_NEW}"
    houses = {
        new if key == old else key: _follows(house, old, new)
        for key, house in directory.houses.items()
    }
    people = {
        key: replace(person, house=new) if person.house == old else person
        for key, person in directory.people.items()
    }
    return replace(directory, houses=houses, people=people), old, new


def _follows(house: House, old: str, new: str) -> House:
    if house.key == old:
        was = tuple(key for key in (*house.was, old) if key != new)
        return replace(house, key=new, was=was)
    return replace(house, parent=new) if house.parent == old else house


def _lead_time(call: Call, draw: Random) -> Directory:
    directory = call.directory
    key = draw.choice(sorted(directory.houses))
    kind = draw.choice(("assets", "review", "approval", "graphics"))
    lead_times = directory.houses[key].lead_times
    days = getattr(lead_times, kind) + draw.choice((-2, -1, 1, 2, 4))
    longer = replace(lead_times, **{kind: max(days, 1)})
    return _with_house(directory, replace(directory.houses[key], lead_times=longer))


def _land(call: Call, draw: Random) -> Directory:
    """Let a house work by the calendar of another Land, or of its own again."""
    house = call.directory.houses[draw.choice(ministries(call.directory))]
    land = "SN" if house.land == "ST" else "ST"
    return _with_house(call.directory, replace(house, land=land))


def _contact(call: Call, draw: Random) -> Directory:
    """Let the nearest deputy be the contact, and the contact the nearest deputy."""
    house = call.directory.houses[draw.choice(ministries(call.directory))]
    if not house.deputies:
        return call.directory
    first, *others = house.deputies
    deputies = (house.contact, *others)
    return _with_house(call.directory, replace(house, contact=first, deputies=deputies))


def _channel(call: Call, _: Random) -> Directory:
    channels = call.directory.campaign.channels
    if LATER_CHANNEL in channels:
        return call.directory
    return _with_campaign(call.directory, channels=(*channels, LATER_CHANNEL))


def _closing_day(call: Call, draw: Random) -> Directory:
    office = call.directory.agency.office
    day = office.calendar.add(office.day_of(call.now), draw.randint(2, 20))
    closed = call.directory.campaign.closing_days | {day}
    return _with_campaign(call.directory, closing_days=closed)


def _blackout(call: Call, draw: Random) -> Directory:
    known = call.directory.campaign.blackouts
    office = call.directory.agency.office
    first = office.calendar.add(office.day_of(call.now), draw.randint(1, 6))
    last = first + timedelta(days=draw.randint(0, 3))
    if any(one.first <= last and first <= one.last for one in known):
        return call.directory
    new = Blackout(first=first, last=last, reason="Staatstrauer")
    kept = tuple(sorted((*known, new), key=lambda one: one.first))
    return _with_campaign(call.directory, blackouts=kept)


def _with_house(directory: Directory, house: House) -> Directory:
    return replace(directory, houses={**directory.houses, house.key: house})


def _with_campaign(directory: Directory, **values: object) -> Directory:
    campaign = replace(directory.campaign, **values)  # type: ignore[arg-type]
    houses = {
        key: replace(house, campaign=campaign)
        for key, house in directory.houses.items()
    }
    return replace(directory, campaign=campaign, houses=houses)


AMENDMENTS: Final[Mapping[str, Callable[[Call, Random], Directory]]] = {
    "lead_time": _lead_time,
    "land": _land,
    "contact": _contact,
    "channel": _channel,
    "closing_day": _closing_day,
    "blackout": _blackout,
}
