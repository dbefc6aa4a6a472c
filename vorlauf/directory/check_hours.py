"""Checks of hours: office hours, close of business, half days, hours of reminders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from states.messages import Message, phrase
from states.office_hours import MINUTE, TWO_SWEEPS, HalfDay, earlier
from vorlauf.directory.entries import DEFAULTS_PATH, Entries, HouseEntry
from vorlauf.directory.model import close_in
from vorlauf.directory.schema import Report
from vorlauf.directory.toml_lines import Path


@dataclass(frozen=True, kw_only=True)
class _Hours:
    """The hours that one table says or inherits, and what it says itself."""

    path: Path
    office: tuple[time, time]
    close: time
    own_close: time | None
    half_days: frozenset[HalfDay]


def check_hours(entries: Entries, report: Report) -> None:
    """Report hours that do not fit together, of the campaign and of each house."""
    for hours in _all_hours(entries):
        _check_close_of_business(hours, report)
        _check_office_hours(hours, report)
        _check_half_days(hours, report)
    for path, hour, hours in _reminder_hours(entries):
        _check_reminder_hour(path, hour, hours, report)


def _all_hours(entries: Entries) -> Iterator[_Hours]:
    """Yield the hours of every table that says any; those that are unclear are not."""
    usual = _of_campaign(entries)
    if usual is None:
        return
    yield usual
    for key, house in entries.houses.items():
        if _says_hours(house):
            yield _of_house(key, entries, usual)


def _says_hours(house: HouseEntry) -> bool:
    return any((house.office_hours, house.close_of_business, house.half_days))


def _of_campaign(entries: Entries) -> _Hours | None:
    campaign = entries.campaign
    if not campaign.office_hours:
        return None
    return _Hours(
        path=("campaign",),
        office=campaign.office_hours,
        close=close_in(campaign.office_hours, campaign.close_of_business, None),
        own_close=campaign.close_of_business,
        half_days=campaign.half_days,
    )


def _of_house(key: str, entries: Entries, usual: _Hours) -> _Hours:
    line = entries.lineage(key)
    office = next((one.office_hours for one in line if one.office_hours), usual.office)
    close = next((one.close_of_business for one in line if one.close_of_business), None)
    return _Hours(
        path=("houses", key),
        office=office,
        close=close_in(office, close, usual.close),
        own_close=entries.houses[key].close_of_business,
        half_days=entries.houses[key].half_days or frozenset(),
    )


def _reminder_hours(entries: Entries) -> Iterator[tuple[Path, time, _Hours]]:
    """Yield each hour of reminders that a table says, or whose hours it says."""
    usual = _of_campaign(entries)
    if usual is None:
        return
    if hour := entries.defaults.reminder_hour:
        yield DEFAULTS_PATH, hour, usual
    for key, house in entries.houses.items():
        line = entries.lineage(key)
        hour = next((one.reminder_hour for one in line if one.reminder_hour), None)
        is_own = house.reminder_hour or house.office_hours or house.close_of_business
        if hour and is_own:
            yield ("houses", key), hour, _of_house(key, entries, usual)


def _check_close_of_business(hours: _Hours, report: Report) -> None:
    opens, closes = hours.office
    if hours.own_close and not opens < hours.own_close <= closes:
        what = _outside(hours.own_close, hours.office)
        cure = phrase(
            "cure",
            'write "{hour}" or an earlier hour of them',
            hour=f"{closes:%H:%M}",
        )
        report((*hours.path, "close_of_business"), what, cure)


def _check_office_hours(hours: _Hours, report: Report) -> None:
    """Report hours in which no sweep of the timetable is sure to find the office open.

    With a close of business, what is due must be asked for before that.
    """
    opens, closes = hours.office
    key, ends = "office_hours", closes
    if hours.own_close and opens < hours.own_close <= closes:
        key, ends = "close_of_business", hours.own_close
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
        report((*hours.path, key), what, cure)


def _check_half_days(hours: _Hours, report: Report) -> None:
    """Report days that end before a mail could be sent on them."""
    opens = hours.office[0]
    for one in sorted(hours.half_days, key=lambda one: (one.month, one.day)):
        if earlier(one.until, TWO_SWEEPS) < opens:
            what = phrase(
                "fault",
                "{day} ends at {hour}, but the office opens at {opens}",
                day=f"{one.month:02}-{one.day:02}",
                hour=f"{one.until:%H:%M}",
                opens=f"{opens:%H:%M}",
            )
            cure = phrase(
                "cure", "write a later hour, or write the day among the closing_days"
            )
            report((*hours.path, "half_days"), what, cure)


def _check_reminder_hour(path: Path, hour: time, hours: _Hours, report: Report) -> None:
    """Report an hour at which a reminder of the due day would not come in time."""
    opens, closes = hours.office
    last = earlier(min(hours.close, closes), TWO_SWEEPS)
    if not opens <= hour < closes:
        what = _outside(hour, hours.office)
        cure = phrase(
            "cure", 'write "{hour}" or a later hour of them', hour=f"{opens:%H:%M}"
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
