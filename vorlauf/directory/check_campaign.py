"""Checks of blackouts: how many, how long, and that none begins in another."""

from states.messages import phrase
from vorlauf.directory.entries import BlackoutEntry, Entries
from vorlauf.directory.schema import Report
from vorlauf.directory.toml_lines import Path

MOST_BLACKOUTS = 50
MOST_DAYS = 366

_PATH: Path = ("campaign", "blackouts")


def check_blackouts(entries: Entries, report: Report) -> None:
    """Report what does not fit together among the blackouts."""
    found = entries.campaign.blackouts
    if len(found) > MOST_BLACKOUTS:
        what = phrase(
            "fault", "is one of {count}, more than anybody can survey", count=len(found)
        )
        cure = phrase(
            "cure",
            "write at most {most} blackouts, without those that are over",
            most=MOST_BLACKOUTS,
        )
        report((*_PATH, str(MOST_BLACKOUTS + 1)), what, cure)
    numbered = [
        ((*_PATH, str(number)), blackout)
        for number, blackout in enumerate(found[:MOST_BLACKOUTS], start=1)
    ]
    for path, blackout in numbered:
        _check_span(path, blackout, report)
    _check_overlaps(numbered, report)


def _check_span(path: Path, blackout: BlackoutEntry, report: Report) -> None:
    first, last = blackout.first, blackout.last
    if first is None or last is None:
        return
    if last < first:
        what = phrase(
            "fault",
            "is {last}, before the first day, {first}",
            last=str(last),
            first=first,
        )
        cure = phrase("cure", "write the later of the two days")
        report((*path, "last"), what, cure)
    elif (days := (last - first).days + 1) > MOST_DAYS:
        what = phrase(
            "fault", "is {last}, which makes {days} days", last=str(last), days=days
        )
        cure = phrase("cure", "write a day that makes at most {days}", days=MOST_DAYS)
        report((*path, "last"), what, cure)


def _check_overlaps(numbered: list[tuple[Path, BlackoutEntry]], report: Report) -> None:
    """Report each blackout that begins before an earlier one is over."""
    spans = sorted(
        (blackout.first, blackout.last, path)
        for path, blackout in numbered
        if blackout.first and blackout.last and blackout.first <= blackout.last
    )
    if not spans:
        return
    _, until, holder = spans[0]
    for first, last, path in spans[1:]:
        if first <= until:
            what = phrase(
                "fault",
                "is {first}, in the blackout {number}, which lasts until {until}",
                first=str(first),
                number=holder[-1],
                until=str(until),
            )
            cure = phrase("cure", "write a later day, or make one blackout of the two")
            report((*path, "first"), what, cure)
        if last > until:
            until, holder = last, path
