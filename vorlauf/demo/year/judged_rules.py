"""Judged rules: what the file says from an instant on, as plain values."""

from datetime import datetime

from states.post import Role
from vorlauf.demo.judge.calendar import Hours
from vorlauf.demo.judge.evidence import Person, Rules
from vorlauf.directory.model import Directory, House


def rules_of(directory: Directory, since: datetime) -> Rules:
    """Return the rules of the directory, which hold `since` (aware UTC)."""
    return Rules(
        since=since,
        houses={key: _hours(house) for key, house in directory.houses.items()},
        people={
            key: Person(
                key=key,
                address=person.email,
                house=person.house,
                deputies=tuple(one.key for one in directory.deputies_of(key)),
            )
            for key, person in directory.people.items()
        },
        coordinators=frozenset(
            key
            for key, person in directory.people.items()
            if person.role is Role.COORDINATOR
        ),
        blackouts=tuple((b.first, b.last) for b in directory.campaign.blackouts),
    )


def _hours(house: House) -> Hours:
    campaign = house.campaign
    opens, closes = house.office_hours or (campaign.opens, campaign.closes)
    return Hours(
        opens=opens,
        closes=closes,
        close_of_business=house.close_of_business
        or min(campaign.close_of_business, closes),
        closing_days=campaign.closing_days | house.closing_days,
        corpus_christi=house.corpus_christi,
        land=house.land or campaign.land,
        half_days={
            (one.month, one.day): one.until
            for one in (*campaign.half_days, *house.half_days)
        },
    )
