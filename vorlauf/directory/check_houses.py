"""Checks of houses: kinds, parents, hours and lead times, taken together."""

from collections.abc import Iterator, Mapping
from datetime import time

from states.messages import Message, Quoted, phrase
from states.office_hours import MINUTE, TWO_SWEEPS, earlier
from vorlauf.directory.entries import DEFAULTS_PATH, Entries, RulesEntry
from vorlauf.directory.model import SHARING, HouseKind
from vorlauf.directory.schema import Report
from vorlauf.directory.toml_lines import Path
from vorlauf.directory.values import no_house

# Every Land has 248 working days a year or more; a few are left for closing days.
# What takes longer than a year can never be met by a plan of one.
MOST_WORKING_DAYS = 240

_ONLY_ONE = (HouseKind.CHANCELLERY, HouseKind.AGENCY, HouseKind.GRAPHICS)
_NEEDED = (HouseKind.CHANCELLERY, HouseKind.AGENCY)
_WITHOUT_POSTS = (HouseKind.AGENCY, HouseKind.GRAPHICS)


def check_houses(entries: Entries, report: Report) -> None:
    """Report what does not fit together among the campaign and its houses."""
    _check_close_of_business(entries, report)
    _check_office_hours(entries, report)
    for path, rules in _all_rules(entries):
        _check_reminder_hour(path, rules, entries, report)
    _check_lead_times(entries, report)
    _check_kinds(entries, report)
    _check_parents(entries, report)
    _check_shares(entries, report)


def _all_rules(entries: Entries) -> Iterator[tuple[Path, RulesEntry]]:
    yield DEFAULTS_PATH, entries.defaults
    for key, house in entries.houses.items():
        yield ("houses", key), house


def _check_close_of_business(entries: Entries, report: Report) -> None:
    hours, close = entries.campaign.office_hours, entries.campaign.close_of_business
    if hours and close and not hours[0] < close <= hours[1]:
        what = _outside(close, hours)
        cure = phrase(
            "cure",
            'write "{hour}" or an earlier hour of them',
            hour=f"{hours[1]:%H:%M}",
        )
        report(("campaign", "close_of_business"), what, cure)


def _check_office_hours(entries: Entries, report: Report) -> None:
    """Report hours in which no sweep of the timetable is sure to find the office open.

    With a close of business, what is due must be asked for before that.
    """
    campaign = entries.campaign
    if not campaign.office_hours:
        return
    opens, closes = campaign.office_hours
    key, ends = "office_hours", closes
    if campaign.close_of_business and opens < campaign.close_of_business <= closes:
        key, ends = "close_of_business", campaign.close_of_business
    if earlier(ends, TWO_SWEEPS) < opens:
        what = phrase(
            "fault",
            "ends at {hour}, less than {minutes} minutes after the office opens at "
            "{opens}; no mail would be sure to go out in time",
            hour=f"{ends:%H:%M}",
            minutes=TWO_SWEEPS // MINUTE,
            opens=f"{opens:%H:%M}",
        )
        cure = phrase("cure", "write a later hour of closing")
        report(("campaign", key), what, cure)


def _check_reminder_hour(
    path: Path, rules: RulesEntry, entries: Entries, report: Report
) -> None:
    """Report an hour at which a reminder of the due day would not come in time."""
    campaign, hour = entries.campaign, rules.reminder_hour
    hours = campaign.office_hours
    if not hours or not hour:
        return
    last = earlier(min(campaign.close_of_business or hours[1], hours[1]), TWO_SWEEPS)
    if not hours[0] <= hour < hours[1]:
        what = _outside(hour, hours)
        cure = phrase(
            "cure", 'write "{hour}" or a later hour of them', hour=f"{hours[0]:%H:%M}"
        )
    elif hour > last:
        what = phrase(
            "fault",
            "is {hour}, too late to remind of what is due at the close of business: "
            "a mail needs {minutes} minutes before that",
            hour=f"{hour:%H:%M}",
            minutes=TWO_SWEEPS // MINUTE,
        )
        cure = phrase(
            "cure",
            'write "{hour}" or an earlier hour of them',
            hour=f"{last:%H:%M}",
        )
    else:
        return
    report((*path, "reminder_hour"), what, cure)


def _outside(hour: time, hours: tuple[time, time]) -> Message:
    return phrase(
        "fault",
        "is {hour}, outside the office hours {first}-{last}",
        hour=f"{hour:%H:%M}",
        first=f"{hours[0]:%H:%M}",
        last=f"{hours[1]:%H:%M}",
    )


def _check_lead_times(entries: Entries, report: Report) -> None:
    """Report each table of lead times that makes a plan longer than a year."""
    _check_sum(DEFAULTS_PATH, entries.defaults.lead_times, report)
    for key, house in entries.houses.items():
        if house.lead_times:
            _check_sum(("houses", key), entries.lead_times(key), report)


def _check_sum(path: Path, lead_times: Mapping[str, int], report: Report) -> None:
    total = sum(lead_times.values())
    if total > MOST_WORKING_DAYS:
        what = phrase(
            "fault",
            "add up to {days} working days, longer than can ever be met in a year",
            days=total,
        )
        cure = phrase(
            "cure",
            "write lead times that add up to at most {days}",
            days=MOST_WORKING_DAYS,
        )
        report((*path, "lead_times"), what, cure)


def _check_kinds(entries: Entries, report: Report) -> None:
    for kind in _ONLY_ONE:
        keys = [key for key, house in entries.houses.items() if house.kind is kind]
        if not keys:
            _check_needed(kind, entries, report)
        for key in keys[1:]:
            what = phrase(
                "fault",
                "is {kind}, but {house} is that already",
                kind=Quoted(kind.value),
                house=keys[0],
            )
            cure = phrase("cure", "write another kind for one of them")
            report(("houses", key, "kind"), what, cure)


def _check_needed(kind: HouseKind, entries: Entries, report: Report) -> None:
    is_unclear = any(house.kind is None for house in entries.houses.values())
    if kind in _NEEDED and not is_unclear:
        what = phrase("fault", "have no {kind} among them", kind=kind)
        cure = phrase("cure", 'write kind = "{kind}" for exactly one house', kind=kind)
        report(("houses",), what, cure)


def _check_parents(entries: Entries, report: Report) -> None:
    parents: dict[str, str] = {}
    for key, house in entries.houses.items():
        path = ("houses", key, "parent")
        if house.parent is not None:
            parents[key] = house.parent
            if house.parent not in entries.houses:
                what = no_house(house.parent, entries.houses)
                report(path, what, phrase("cure", "write the key of another house"))
        elif house.kind is HouseKind.SUB_ORGANISATION:
            what = phrase(
                "fault", "is missing, but a sub_organisation belongs to a house"
            )
            report(path, what, phrase("cure", 'write it, as parent = "smi"'))
    for cycle in cycles(parents):
        cure = phrase("cure", "take the parent of the highest of them out")
        report(("houses", cycle[0], "parent"), circle(cycle), cure)


def _check_shares(entries: Entries, report: Report) -> None:
    for key, house in entries.houses.items():
        if house.share and house.kind in _WITHOUT_POSTS:
            what = phrase(
                "fault",
                "is {share}, but no post is about an agency",
                share=house.share,
            )
            report(("houses", key, "share"), what, phrase("cure", "take the line out"))
    sharing = [house for house in entries.houses.values() if house.kind in SHARING]
    has_share = any(house.share for house in entries.houses.values())
    if sharing and not has_share and all(house.share == 0 for house in sharing):
        what = phrase("fault", "have no share of the posts among them")
        cure = phrase("cure", "write share = 1 for at least one house")
        report(("houses",), what, cure)


def cycles(following: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return every cycle once, in the order of the keys; one key alone may be one."""
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in following:
        way: dict[str, None] = {}
        here = start
        while here in following and here not in seen and here not in way:
            way[here] = None
            here = following[here]
        if here in way:
            found.append(_from(here, tuple(way)))
        seen.update(way)
    return found


def circle(keys: tuple[str, ...]) -> Message:
    """Say that these go round in a circle, with the first key at both ends."""
    way = " → ".join([*keys, keys[0]])
    return phrase("fault", "goes round in a circle, {way}", way=way)


def _from(key: str, way: tuple[str, ...]) -> tuple[str, ...]:
    return way[way.index(key) :]
