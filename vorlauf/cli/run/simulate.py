"""Simulate: a year of made-up people on the real engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import Progress

from vorlauf.cli.common.output import print_json
from vorlauf.demo.year.results import ASKED, NOTE, HouseYear, YearResult
from vorlauf.demo.year.run import simulate as live_through
from vorlauf.directory import loader
from vorlauf.settings import Settings
from vorlauf.terminal import console, say, table

# Nobody plans to take a post down, so a column of it would stay empty.
_STEPS = tuple(kind for kind in ASKED if kind.is_planned)


def simulate(year: int, posts: int, seed: int, *, as_json: bool) -> int:
    """Live through the year and say what came of it; return 1 if a rule broke."""
    directory = loader.load(Settings.from_environment().stakeholders)
    with _bar(year) as progress:
        result = live_through(
            directory, year=year, posts=posts, seed=seed, progress=progress
        )
    if as_json:
        print_json(result.as_plain())
    else:
        _print(result, year)
    return 0 if result.ok else 1


@contextmanager
def _bar(year: int) -> Iterator[Callable[[date], None]]:
    """Show on standard error how far the year is, if somebody can see it."""
    end = date(year, 12, 31)
    shown_on = Console(stderr=True)
    is_seen = shown_on.is_terminal
    with Progress(console=shown_on, transient=True, disable=not is_seen) as shown:
        task = shown.add_task(str(year), total=None)
        begin: date | None = None

        def reached(day: date) -> None:
            nonlocal begin
            begin = begin or day
            shown.update(
                task,
                description=day.isoformat(),
                total=(end - begin).days,
                completed=(day - begin).days,
            )

        yield reached


def _print(result: YearResult, year: int) -> None:
    console().print(
        table(f"{year}, house by house", _COLUMNS, map(_row, result.houses))
    )
    say(
        f"{result.posts} posts on {result.working_days} working days: "
        f"{result.published} published, {result.published_on_time} of them on time, "
        f"{result.withdrawn} withdrawn."
    )
    say(
        f"{result.mails} mails went out, {result.reminders} of them reminders; "
        f"{result.escalations} steps were escalated. It took {result.seconds} seconds."
    )
    for rule, number in vars(result.violations).items():
        say(f"  {rule.replace('_', ' '):28} {number}")
    say(f"  {'audit log intact':28} {'yes' if result.audit_ok else 'NO'}")
    say(NOTE)


_COLUMNS = (
    "House",
    "Posts",
    "On time",
    "Late",
    "Reminders",
    "Escalations",
    *(f"{kind.value.capitalize()}, days" for kind in _STEPS),
)


def _row(house: HouseYear) -> tuple[object, ...]:
    return (
        house.house,
        house.posts,
        house.published_on_time,
        house.published_late,
        house.reminders,
        house.escalations,
        *(_days(house.median_days.get(kind.value)) for kind in _STEPS),
    )


def _days(median: float | None) -> str:
    return "-" if median is None else f"{median:g}"
